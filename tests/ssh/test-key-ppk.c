/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-test-assert.h"
#include "quay-test-key-files.h"
#include "quay-text.h"

/* PuTTY's key files, made by puttygen when the test runs. */

static const struct
{
  const char *type, *bits, *key_type;
} kinds[] = {
  { "ed25519", "256", "ssh-ed25519" },
  { "ecdsa", "256", "ecdsa-sha2-nistp256" },
  { "ecdsa", "384", "ecdsa-sha2-nistp384" },
  { "ecdsa", "521", "ecdsa-sha2-nistp521" },
  { "rsa", "2048", "ssh-rsa" },
};

/* Few passes over little memory, but for the one that has puttygen's own. */
static const struct
{
  const char *name, *params;
} forms[] = {
  { "v2", "version=2" },
  { "argon2id", "version=3" },
  { "argon2i", "version=3,kdf=argon2i,memory=64,passes=3,parallelism=2" },
  { "argon2d", "version=3,kdf=argon2d,memory=256,passes=1,parallelism=4" },
};

/* NAME and NAME.pub. */
static void
make (Fixture *self, const char *name, const char *type, const char *bits, const char *params, gboolean locked)
{
  g_autofree char *command = g_strdup_printf ("puttygen -q -t %s -b %s -C 'a\tcomment' --random-device /dev/urandom "
                                              "--ppk-param %s --new-passphrase %s -o %s && "
                                              "puttygen %s -O public-openssh --old-passphrase %s -o %s.pub",
                                              type, bits, params, locked ? "passphrase" : "/dev/null", name, name,
                                              locked ? "passphrase" : "/dev/null", name);

  quay_test_put_file (self->directory, "passphrase", PASSPHRASE "\n");
  quay_test_run_sh (self->directory, command);
}

static void
test_plain (Fixture *self, gconstpointer data)
{
  static const char *const params[] = { "version=2", "version=3" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize v = 0; v < G_N_ELEMENTS (params); v++)
      {
        g_autofree char *name = g_strdup_printf ("%s%s-%s", kinds[i].type, kinds[i].bits, params[v]);
        g_autofree char *path = path_of (self, name);
        g_autoptr (QuayKey) key = NULL;
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GBytes) public = NULL;
        gboolean encrypted = TRUE;

        make (self, name, kinds[i].type, kinds[i].bits, params[v], FALSE);
        key = load_good (self, name, NULL);
        g_assert_cmpstr (quay_key_get_key_type (key), ==, kinds[i].key_type);
        g_assert_cmpstr (quay_key_get_comment (key), ==, "a\\tcomment");
        assert_signs (self, key);
        bytes = slurp (self, name);
        g_assert_cmpint (quay_key_store_detect (bytes, &encrypted), ==, QUAY_KEY_FORMAT_PPK);
        g_assert_false (encrypted);
        public = quay_key_store_peek_public (path);
        g_assert_true (g_bytes_equal (public, quay_key_get_public_blob (key)));
      }
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  for (gsize f = 0; f < G_N_ELEMENTS (forms); f++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        g_autofree char *name = g_strdup_printf ("%s%s-%s", kinds[i].type, kinds[i].bits, forms[f].name);
        g_autofree char *path = path_of (self, name);
        g_autoptr (QuayKey) key = NULL;
        g_autoptr (GBytes) public = NULL;

        make (self, name, kinds[i].type, kinds[i].bits, forms[f].params, TRUE);
        key = load_good (self, name, PASSPHRASE);
        assert_signs (self, key);
        public = quay_key_store_peek_public (path);
        g_assert_true (g_bytes_equal (public, quay_key_get_public_blob (key)));
        if (i == 0)
          assert_passphrase_matters (self, name);
      }
}

/* ssh-keygen knows no Ed448: the public half is compared with what puttygen prints, and OpenSSL has tried the private
 * one when it was loaded. */
static void
test_ed448 (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayKey) key = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static ("text", 4);

  make (self, "k", "ed448", "448", "version=3", FALSE);
  key = load_good (self, "k", NULL);
  g_assert_cmpstr (quay_key_get_key_type (key), ==, "ssh-ed448");
  signature = quay_key_sign (key, "ssh-ed448", text, NULL);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 4 + strlen ("ssh-ed448") + 4 + 114);
}

/* The text of the key file @name with @from replaced by @to, as another file. */
static void
patch (Fixture *self, const char *name, const char *from, const char *to, const char *patched)
{
  g_autoptr (GBytes) file = slurp (self, name);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (file, NULL), (gssize)g_bytes_get_size (file));

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  quay_test_put_file (self->directory, patched, text->str);
}

static void
assert_says (Fixture *self, const char *name, const char *passphrase, const char *words)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  g_assert_null (quay_key_store_load_file (path, passphrase, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_KEY);
  g_assert_false (quay_key_store_is_passphrase_error (error));
  quay_test_assert_says (error->message, words);
  /* Nothing was derived: a terabyte takes longer. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2 * G_TIME_SPAN_SECOND);
}

static void
test_bounds (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *from, *to, *words;
  } changes[] = {
    { "Argon2-Memory: 64", "Argon2-Memory: 1000000", "1000000 KiB" },
    { "Argon2-Memory: 64", "Argon2-Memory: 4294967295", "4294967295 KiB" },
    { "Argon2-Memory: 64", "Argon2-Memory: 99999999999", "says what it cannot" },
    { "Argon2-Memory: 64", "Argon2-Memory: 0", "says what it cannot" },
    { "Argon2-Memory: 64", "Argon2-Memory: 8", "8 KiB" },
    { "Argon2-Passes: 3", "Argon2-Passes: 4000000000", "4000000000 times" },
    { "Argon2-Parallelism: 2", "Argon2-Parallelism: 17", "17 lanes" },
    { "Argon2-Parallelism: 2", "Argon2-Parallelism: -1", "says what it cannot" },
    { "Key-Derivation: Argon2i", "Key-Derivation: Argon3", "says what it cannot" },
    { "Argon2-Salt: ", "Argon2-Salt: 0", "says what it cannot" },
    { "Public-Lines: ", "Public-Lines: 99999", "says what it cannot" },
    { "Encryption: aes256-cbc", "Encryption: aes257-cbc", "AES-256-CBC" },
    { "User-Key-File-3", "User-Key-File-1", "version 1" },
    { "User-Key-File-3", "User-Key-File-9", "version 9" },
  };

  make (self, "k", "ed25519", "256", forms[2].params, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      patch (self, "k", changes[i].from, changes[i].to, "patched");
      assert_says (self, "patched", PASSPHRASE, changes[i].words);
    }
}

/* The MAC is over the names too, not only over the numbers. */
static void
test_mac (Fixture *self, gconstpointer data)
{
  make (self, "v2", "ed25519", "256", "version=2", FALSE);
  make (self, "v3", "ed25519", "256", "version=3", FALSE);
  patch (self, "v2", "Comment: a", "Comment: b", "patched");
  assert_says (self, "patched", NULL, "MAC");
  patch (self, "v3", "Comment: a", "Comment: b", "patched");
  assert_says (self, "patched", NULL, "MAC");
  patch (self, "v3", "Private-MAC: ", "Private-MAC: 00", "patched");
  assert_says (self, "patched", NULL, "MAC");
}

/* Whatever ends its lines. */
static void
test_line_ends (Fixture *self, gconstpointer data)
{
  static const char *const ends[] = { "\n", "\r", "\r\n" };

  make (self, "k", "ecdsa", "256", "version=3", FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GBytes) file = slurp (self, "k");
      g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (file, NULL), (gssize)g_bytes_get_size (file));
      g_autoptr (QuayKey) key = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = path_of (self, "other");

      g_string_replace (text, "\r\n", "\n", 0);
      g_string_replace (text, "\n", ends[i], 0);
      quay_test_put_file (self->directory, "other", text->str);
      key = quay_key_store_load_file (path, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_damage (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) ed = NULL;
  g_autoptr (GBytes) rsa = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) locked = NULL;

  make (self, "ed", "ed25519", "256", "version=3", FALSE);
  make (self, "rsa", "rsa", "2048", "version=3", FALSE);
  make (self, "old", "ecdsa", "256", "version=2", TRUE);
  make (self, "locked", "ed25519", "256", "version=3,memory=64,passes=1", TRUE);
  ed = slurp (self, "ed");
  rsa = slurp (self, "rsa");
  old = slurp (self, "old");
  locked = slurp (self, "locked");
  damage (ed, NULL, 0, 1);
  damage (rsa, NULL, 0, 11);
  damage (old, PASSPHRASE, 0, 1);
  damage (locked, PASSPHRASE, 0, 3);
}

#define add(path, function) g_test_add ("/ssh/key-ppk/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *puttygen = g_find_program_in_path ("puttygen");
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");

  g_test_init (&argc, &argv, NULL);
  if (puttygen == NULL || ssh_keygen == NULL)
    return 77;
  add ("plain", test_plain);
  add ("locked", test_locked);
  add ("ed448", test_ed448);
  add ("bounds", test_bounds);
  add ("mac", test_mac);
  add ("line-ends", test_line_ends);
  add ("damage", test_damage);

  return g_test_run ();
}
