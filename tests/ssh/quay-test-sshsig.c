/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-sshsig.h"

#include <string.h>

#include "quay-blob.h"

#define NAMESPACE "file"
#define MESSAGE "bytes to sign\n"

static void
put_header (GByteArray *array)
{
  g_byte_array_append (array, (const guint8 *)"SSHSIG", 6);
}

/* OpenSSH's PROTOCOL.sshsig: the armoured file, over MESSAGE. */
static void
write_signature (QuayKey *key, GBytes *signature, const char *directory)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autofree char *base64 = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (directory, "signature", NULL);

  put_header (array);
  quay_blob_put_uint32 (array, 1);
  quay_blob_put_bytes (array, quay_key_get_public_blob (key));
  quay_blob_put_text (array, NAMESPACE);
  quay_blob_put_text (array, "");
  quay_blob_put_text (array, "sha512");
  quay_blob_put_bytes (array, signature);
  base64 = g_base64_encode (array->data, array->len);
  text = g_strdup_printf ("-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n", base64);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static GBytes *
make_data (void)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA512);
  guint8 hash[64];
  gsize size = sizeof hash;

  g_checksum_update (checksum, (const guchar *)MESSAGE, strlen (MESSAGE));
  g_checksum_get_digest (checksum, hash, &size);
  put_header (array);
  quay_blob_put_text (array, NAMESPACE);
  quay_blob_put_text (array, "");
  quay_blob_put_text (array, "sha512");
  quay_blob_put_string (array, hash, size);

  return g_byte_array_free_to_bytes (array);
}

static void
judge (const char *directory)
{
  const char *argv[] = { "sh", "-c", "ssh-keygen -Y check-novalidate -n " NAMESPACE " -s signature < message", NULL };
  g_autofree char *path = g_build_filename (directory, "message", NULL);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_file_set_contents (path, MESSAGE, -1, NULL));
  g_spawn_sync (directory, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("ssh-keygen -Y: %s\n%s%s", error->message, output, errors);
}

void
quay_test_sshsig_assert (QuayKey *key, const char *directory)
{
  const char *const *algorithms = quay_key_get_algorithms (key);
  g_autoptr (GBytes) data = make_data ();

  for (gsize i = 0; algorithms[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) signature = quay_key_sign (key, algorithms[i], data, &error);

      g_assert_no_error (error);
      write_signature (key, signature, directory);
      judge (directory);
    }
}
