/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-key-files.h"

#include <string.h>

#include "quay-error-private.h"

void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = quay_test_make_folder ();
}

void
tear_down (Fixture *self, gconstpointer data)
{
  quay_test_remove_folder (self->directory);
}

char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

GBytes *
slurp (Fixture *self, const char *name)
{
  g_autofree char *path = path_of (self, name);
  char *text;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));

  return g_bytes_new_take (text, size);
}

void
assert_signs (Fixture *self, QuayKey *key)
{
  quay_test_sshsig_assert (key, self->directory);
}

void
assert_public (Fixture *self, QuayKey *key, const char *name)
{
  g_autofree char *base64 = NULL;
  g_autofree char *public_name = g_strconcat (name, ".pub", NULL);
  g_autoptr (GBytes) file = slurp (self, public_name);
  g_auto (GStrv) words = NULL;
  gsize size;
  const guint8 *blob = g_bytes_get_data (quay_key_get_public_blob (key), &size);
  g_autofree char *text = g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));

  base64 = g_base64_encode (blob, size);
  words = g_strsplit (text, " ", 3);
  g_assert_cmpstr (quay_key_get_key_type (key), ==, words[0]);
  g_assert_cmpstr (base64, ==, g_strstrip (words[1]));
}

QuayKey *
load_good (Fixture *self, const char *name, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, name);
  QuayKey *key = quay_key_store_load_file (path, passphrase, &error);

  g_assert_no_error (error);
  assert_public (self, key, name);

  return key;
}

void
assert_passphrase_matters (Fixture *self, const char *name)
{
  static const char *const wrong[] = { NULL, "", "wrong", PASSPHRASE "x" };
  g_autofree char *path = path_of (self, name);
  g_autoptr (GBytes) bytes = slurp (self, name);
  gboolean encrypted = FALSE;

  g_assert_cmpint (quay_key_store_detect (bytes, &encrypted), !=, QUAY_KEY_FORMAT_UNKNOWN);
  g_assert_true (encrypted);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_key_store_load_file (path, wrong[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_KEY);
      g_assert_true (quay_key_store_is_passphrase_error (error));
      g_assert_nonnull (strstr (error->message, path));
    }
}

void
assert_refused (Fixture *self, const char *name, int code, int errsv, const char *words)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_key_store_load_file (path, NULL, &error));
  g_assert_error (error, QUAY_ERROR, code);
  g_assert_cmpint (quay_error_get_errno (error), ==, errsv);
  g_assert_false (quay_key_store_is_passphrase_error (error));
  g_assert_nonnull (strstr (error->message, path));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

void
assert_harmless (const guint8 *text, gsize size, const char *passphrase, QuayKey *original)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayKey) key = quay_key_store_load_memory (bytes, "damaged", passphrase, &error);

  if (key == NULL)
    {
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, "damaged"));
      return;
    }
  g_assert_true (g_bytes_equal (quay_key_get_public_blob (key), quay_key_get_public_blob (original)));
}

void
damage (GBytes *file, const char *passphrase, gsize from, gsize step)
{
  gsize size;
  const guint8 *text = g_bytes_get_data (file, &size);
  g_autofree guint8 *copy = g_memdup2 (text, size);
  g_autoptr (QuayKey) original = quay_key_store_load_memory (file, "original", passphrase, NULL);

  g_assert_nonnull (original);
  for (gsize i = from; i < size; i += step)
    {
      assert_harmless (copy, i, passphrase, original);
      copy[i] ^= 1 << (i % 8);
      assert_harmless (copy, size, passphrase, original);
      copy[i] = text[i];
    }
}
