/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "quay-known-hosts-line.h"
#include "quay-known-hosts.h"

#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"

const char *const fuzz_seeds[] = {
  "'h,*.org,!bad.org ssh-ed25519 " KEY " comment' 0d0a",
  "'# c' 0a '@revoked * ssh-ed25519 " KEY "' 0a '@cert-authority h ssh-ed25519 " KEY "'",
  "'|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 " KEY "' 0a",
  "'[h]:2222,?x ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=' 0a",
  "'0000000b7373682d65643235353139'",
  "0000000b 'ssh-ed25519' 00000020 '01234567890123456789012345678901'",
  "00000013 'ecdsa-sha2-nistp256' 00000008 'nistp256' 00000041 04 "
  "'0123456789012345678901234567890123456789012345678901234567890123'",
  "00000007 'ssh-rsa' 00000003 010001 00000009 00ffffffffffffffff",
  NULL,
};

/* A key that is understood is shown and written without surprise. */
static void
check_blob (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) blob = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayHostKey) key = quay_host_key_new (blob, &error);
  QuayKnownHostsLine line;
  g_autofree char *text = NULL;
  g_autoptr (QuayHostKey) again = NULL;

  g_assert ((key == NULL) == (error != NULL));
  if (key == NULL)
    return;
  g_assert (quay_host_key_get_bits (key) > 0 && g_str_has_prefix (quay_host_key_get_sha256 (key), "SHA256:"));
  text = quay_known_hosts_line_format ("name", key, FALSE, NULL);
  g_assert (quay_known_hosts_line_parse (&line, text, strlen (text) - 1));
  g_assert (quay_known_hosts_line_matches (&line, "name") && !quay_known_hosts_line_matches (&line, "nam"));
  again = quay_known_hosts_line_read_key (&line);
  g_assert (again != NULL && quay_host_key_equal (key, again));
}

/* The whole file, through the very functions that decide; a match needs a line that ends in the key itself. */
static void
check_file (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("known_hosts", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (QuayKnownHosts) hosts = quay_known_hosts_new ((const char *const[]){ path, NULL });
  gsize length;
  guint8 *raw = g_base64_decode (KEY, &length);
  g_autoptr (GBytes) blob = g_bytes_new_take (raw, length);
  g_autoptr (QuayHostKey) key = quay_host_key_new (blob, NULL);
  g_autofree char *place = NULL;
  QuayKnownHostsResult result;
  g_auto (GStrv) types = NULL;
  g_auto (GStrv) found = NULL;

  g_assert (fd >= 0 && write (fd, data, size) == (gssize)size);
  g_assert (quay_known_hosts_check (hosts, "h", 22, key, &result, &place, NULL));
  types = quay_known_hosts_list_key_types (hosts, "h", 22, NULL);
  found = quay_known_hosts_find (hosts, "h", 2222, NULL);
  g_assert (types != NULL && found != NULL);
  g_assert ((result == QUAY_KNOWN_HOSTS_UNKNOWN) == (place == NULL));
  g_assert (result != QUAY_KNOWN_HOSTS_CHANGED || types[0] != NULL);
  if (result == QUAY_KNOWN_HOSTS_MATCH || result == QUAY_KNOWN_HOSTS_REVOKED)
    g_assert (memmem (data, size, KEY, strlen (KEY)) != NULL);
  close (fd);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_blob (data, size);
  check_file (data, size);

  return 0;
}
