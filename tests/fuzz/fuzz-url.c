/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "quay-url.h"

const char *const fuzz_seeds[] = {
  "'sftp://bob@host:2222/a/b%20c'",
  "'sftp://[fe80::1%25eth0]:22/~/x'",
  "'ssh://host/'",
  "'bob@host:a/b'",
  "'host:~/x'",
  "'[::1]:x'",
  "'bob@host:2222'",
  "'site:web/~/x'",
  "'sftp://a:b@c/'",
  "'sftp://h/%ff%0a%7E'",
  "'sftp://[0::1%25eth%255]:22/'",
  "'::2%' ce 88",
  NULL,
};

/* Whatever is understood is safe, is written in a form that is understood again, and means the same. */
static void
check (const char *text, QuayUrl *(*parse) (const char *, GError **))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayUrl) url = parse (text, &error);
  g_autoptr (QuayUrl) again = NULL;
  g_autofree char *written = NULL;

  g_assert ((url == NULL) == (error != NULL));
  if (url == NULL)
    return;
  g_assert (url->site != NULL || quay_host_name_is_safe (url->host));
  g_assert (url->user == NULL || quay_user_name_is_safe (url->user));
  g_assert (url->port <= 65535);
  written = quay_url_to_string (url);
  again = quay_url_parse (written, NULL);
  g_assert (again != NULL);
  g_assert (g_strcmp0 (url->user, again->user) == 0 && g_strcmp0 (url->host, again->host) == 0);
  g_assert (url->port == again->port && g_strcmp0 (url->site, again->site) == 0);
  g_assert (url->site != NULL || g_strcmp0 (url->path, again->path) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);

  check (text, quay_url_parse);
  check (text, quay_url_parse_quick);
  quay_url_is_remote (text);

  return 0;
}
