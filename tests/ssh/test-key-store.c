/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-bcrypt-pbkdf.h"
#include "quay-error-private.h"
#include "quay-test-key-files.h"

/* Keys are made by ssh-keygen and openssl when the test runs; ssh-keygen -Y says whether our signatures are good. */

static const struct
{
  const char *type, *bits, *key_type;
} kinds[] = {
  { "ed25519", "256", "ssh-ed25519" },
  { "ecdsa", "256", "ecdsa-sha2-nistp256" },
  { "ecdsa", "384", "ecdsa-sha2-nistp384" },
  { "ecdsa", "521", "ecdsa-sha2-nistp521" },
  { "rsa", "2048", "ssh-rsa" },
  { "rsa", "3072", "ssh-rsa" },
};

static void
test_openssh_plain (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%s", kinds[i].type, kinds[i].bits);
      g_autoptr (QuayKey) key = NULL;
      g_autoptr (GBytes) bytes = NULL;
      gboolean encrypted = TRUE;

      quay_test_run (self->directory, "ssh-keygen", "-q", "-t", kinds[i].type, "-b", kinds[i].bits, "-N", "", "-C",
                     "a\tcomment", "-f", name);
      key = load_good (self, name, NULL);
      g_assert_cmpstr (quay_key_get_key_type (key), ==, kinds[i].key_type);
      g_assert_cmpstr (quay_key_get_comment (key), ==, "a\\tcomment");
      assert_signs (self, key);
      bytes = slurp (self, name);
      g_assert_cmpint (quay_key_store_detect (bytes, &encrypted), ==, QUAY_KEY_FORMAT_OPENSSH);
      g_assert_false (encrypted);
    }
}

static void
test_openssh_ciphers (Fixture *self, gconstpointer data)
{
  static const char *const ciphers[] = { "aes256-ctr",
                                         "aes192-ctr",
                                         "aes128-ctr",
                                         "aes256-cbc",
                                         "aes192-cbc",
                                         "aes128-cbc",
                                         "3des-cbc",
                                         "aes256-gcm@openssh.com",
                                         "aes128-gcm@openssh.com",
                                         "chacha20-poly1305@openssh.com" };
  static const char *const types[] = { "ed25519", "ecdsa", "rsa" };

  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    for (gsize t = 0; t < G_N_ELEMENTS (types); t++)
      {
        g_autofree char *name = g_strdup_printf ("%s-%s", types[t], ciphers[i]);
        g_autoptr (QuayKey) key = NULL;

        quay_test_run (self->directory, "ssh-keygen", "-q", "-t", types[t], "-b", t == 1 ? "256" : "2048", "-N",
                       PASSPHRASE, "-a", "3", "-Z", ciphers[i], "-C", "c", "-f", name);
        key = load_good (self, name, PASSPHRASE);
        assert_signs (self, key);
        assert_passphrase_matters (self, name);
      }
}

static void
test_pem (Fixture *self, gconstpointer data)
{
  static const char *const formats[] = { "PEM", "PKCS8" };

  for (gsize i = 1; i < G_N_ELEMENTS (kinds) - 1; i++)
    for (gsize f = 0; f < G_N_ELEMENTS (formats); f++)
      {
        g_autofree char *name = g_strdup_printf ("%s%s-%s", kinds[i].type, kinds[i].bits, formats[f]);
        g_autofree char *path = path_of (self, name);
        g_autoptr (QuayKey) plain = NULL;
        g_autoptr (QuayKey) locked = NULL;

        quay_test_run (self->directory, "ssh-keygen", "-q", "-t", kinds[i].type, "-b", kinds[i].bits, "-N", "", "-m",
                       formats[f], "-f", name);
        plain = load_good (self, name, NULL);
        g_assert_cmpstr (quay_key_get_comment (plain), ==, path);
        assert_signs (self, plain);
        quay_test_run (self->directory, "ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-m", formats[f], "-f",
                       name);
        locked = load_good (self, name, PASSPHRASE);
        assert_signs (self, locked);
        assert_passphrase_matters (self, name);
      }
}

/* What openssl writes: PKCS#8 under several ciphers and derivations, and DEK-Info files. */
static void
test_openssl_files (Fixture *self, gconstpointer data)
{
  static const char *const commands[] = {
    "openssl genpkey -quiet -algorithm ed25519 -out K",
    "openssl genpkey -quiet -algorithm ed25519 -aes-256-cbc -pass env:P -out K",
    "openssl genpkey -quiet -algorithm rsa -out K",
    "openssl genpkey -quiet -algorithm rsa | openssl rsa -traditional -aes128 -passout env:P -out K",
    "openssl genpkey -quiet -algorithm rsa | openssl rsa -traditional -des3 -passout env:P -out K",
    "openssl genpkey -quiet -algorithm rsa | openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout env:P "
    "-out K",
    "openssl genpkey -quiet -algorithm rsa | openssl pkcs8 -topk8 -scrypt -passout env:P -out K",
    "openssl ecparam -name prime256v1 -genkey -noout -out K",
    "openssl ecparam -name secp384r1 -genkey -out K",
    "openssl ecparam -name secp521r1 -genkey -noout | openssl ec -aes256 -passout env:P -out K",
    "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -conv_form compressed -out K",
  };

  g_setenv ("P", PASSPHRASE, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      gboolean encrypted = strstr (commands[i], "env:P") != NULL;
      g_autofree char *path = path_of (self, "K");
      g_autoptr (GError) error = NULL;
      g_autoptr (QuayKey) key = NULL;

      g_test_message ("%s", commands[i]);
      quay_test_run_sh (self->directory, commands[i]);
      key = quay_key_store_load_file (path, encrypted ? PASSPHRASE : NULL, &error);
      g_assert_no_error (error);
      assert_signs (self, key);
      if (encrypted)
        assert_passphrase_matters (self, "K");
    }
}

static void
test_asks_for_sha1_only (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayKey) key = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GError) error = NULL;

  quay_test_run (self->directory, "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "rsa");
  key = load_good (self, "rsa", NULL);
  g_assert_cmpstr (quay_key_get_algorithms (key)[0], ==, "rsa-sha2-512");
  g_assert_cmpstr (quay_key_get_algorithms (key)[1], ==, "rsa-sha2-256");
  g_assert_null (quay_key_get_algorithms (key)[2]);
  signature = quay_key_sign (key, "ssh-rsa", text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 4 + 7 + 4 + 256);
  g_assert_null (quay_key_sign (key, "ssh-ed25519", text, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SIGN);
}

static void
test_not_a_key (Fixture *self, gconstpointer data)
{
  static const char make[]
      = "mkdir directory; mkfifo fifo; : > empty; head -c 70000 /dev/zero > huge; echo hello > text;"
        "ssh-keygen -q -t ed25519 -N '' -f k; head -c 200 k > cut; openssl ecparam -name secp256k1 -genkey -noout -out "
        "other;"
        "openssl genpkey -quiet -algorithm x25519 -out x25519; openssl genrsa -out small 768 2>/dev/null || true;"
        "printf 'PuTTY-User-Key-File-9: ssh-ed25519\\r\\nEncryption: none\\r\\n' > ppk";
  g_autofree char *unreadable = path_of (self, "unreadable");

  quay_test_run_sh (self->directory, make);
  assert_refused (self, "missing", QUAY_ERROR_LOCAL_FILE, ENOENT, "check the path");
  assert_refused (self, "directory", QUAY_ERROR_LOCAL_FILE, EISDIR, "choose the key file in it");
  assert_refused (self, "fifo", QUAY_ERROR_LOCAL_FILE, EINVAL, "plain file");
  assert_refused (self, "empty", QUAY_ERROR_KEY, 0, "is empty");
  assert_refused (self, "huge", QUAY_ERROR_KEY, 0, "larger than any key");
  assert_refused (self, "text", QUAY_ERROR_KEY, 0, "not a private key");
  assert_refused (self, "k.pub", QUAY_ERROR_KEY, 0, "without .pub");
  assert_refused (self, "cut", QUAY_ERROR_KEY, 0, "damaged");
  assert_refused (self, "other", QUAY_ERROR_KEY, 0, "ssh-keygen -t ed25519");
  assert_refused (self, "x25519", QUAY_ERROR_KEY, 0, "ssh-keygen -t ed25519");
  assert_refused (self, "ppk", QUAY_ERROR_KEY, 0, "puttygen");
  if (geteuid () == 0)
    return;
  g_assert_true (g_file_set_contents (unreadable, "x", 1, NULL));
  g_assert_cmpint (g_chmod (unreadable, 0), ==, 0);
  assert_refused (self, "unreadable", QUAY_ERROR_LOCAL_FILE, EACCES, "chmod 600");
}

static void
test_peek (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "k", "pem" };

  quay_test_run_sh (self->directory,
                    "ssh-keygen -q -t ed25519 -N secret -f k; ssh-keygen -q -t rsa -b 2048 -m PEM -N secret -f pem");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = path_of (self, files[i]);
      g_autofree char *public_path = g_strconcat (path, ".pub", NULL);
      g_autoptr (GBytes) before = quay_key_store_peek_public (path);
      g_autoptr (GBytes) after = NULL;
      g_autoptr (QuayKey) key = quay_key_store_load_file (path, "secret", NULL);

      g_assert_nonnull (before);
      g_assert_true (g_bytes_equal (before, quay_key_get_public_blob (key)));
      g_unlink (public_path);
      after = quay_key_store_peek_public (path);
      g_assert_true ((after != NULL) == g_str_equal (files[i], "k"));
    }
}

static void
test_damage (Fixture *self, gconstpointer data)
{
  /* Encrypted ones from behind the number of rounds: a bit there costs seconds, not truth. */
  static const struct
  {
    const char *file, *passphrase;
    gsize from, step;
  } files[] = {
    { "ed", NULL, 0, 1 }, { "ec", NULL, 0, 2 },          { "rsa", NULL, 0, 11 },     { "pem", NULL, 0, 11 },
    { "p8", NULL, 0, 2 }, { "locked", "abcde", 128, 3 }, { "gcm", "abcde", 128, 3 }, { "dek", "abcde", 0, 11 },
  };

  quay_test_run_sh (
      self->directory,
      "ssh-keygen -q -t ed25519 -N '' -f ed; ssh-keygen -q -t ecdsa -N '' -f ec; ssh-keygen -q -t rsa -b 2048 -N '' "
      "-f rsa;"
      "ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f pem; ssh-keygen -q -t ecdsa -m PKCS8 -N '' -f p8;"
      "ssh-keygen -q -t ed25519 -a 1 -N abcde -f locked;"
      "ssh-keygen -q -t ed25519 -a 1 -Z aes256-gcm@openssh.com -N abcde -f gcm;"
      "ssh-keygen -q -t rsa -b 2048 -m PEM -N abcde -f dek");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) file = slurp (self, files[i].file);

      damage (file, files[i].passphrase, files[i].from, files[i].step);
    }
}

/* From the container's own header, so that every byte of what is decoded is reached too, not only its base64. */
static void
test_damage_inside (Fixture *self, gconstpointer data)
{
  static const char begin[] = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  static const char end[] = "-----END OPENSSH PRIVATE KEY-----\n";
  g_autoptr (GBytes) file = NULL;
  g_autoptr (QuayKey) original = NULL;
  g_autofree guint8 *inside = NULL;
  g_autofree char *base64 = NULL;
  gsize size;

  quay_test_run (self->directory, "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "k");
  file = slurp (self, "k");
  original = quay_key_store_load_memory (file, "k", NULL, NULL);
  base64 = g_strndup ((const char *)g_bytes_get_data (file, NULL) + strlen (begin),
                      g_bytes_get_size (file) - strlen (begin) - strlen (end));
  inside = g_base64_decode (base64, &size);
  for (gsize i = 0; i < size * 3; i++)
    {
      static const guint8 masks[] = { 0xff, 0x80, 0x01 };
      g_autofree char *coded = NULL;
      g_autofree char *text = NULL;

      inside[i / 3] ^= masks[i % 3];
      coded = g_base64_encode (inside, size);
      text = g_strconcat (begin, coded, "\n", end, NULL);
      assert_harmless ((const guint8 *)text, strlen (text), NULL, original);
      inside[i / 3] ^= masks[i % 3];
    }
}

static void
test_too_many_iterations (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, "k");

  /* openssl cannot be asked for so many without doing them: the numbers are patched in. */
  quay_test_run_sh (
      self->directory,
      "openssl genpkey -quiet -algorithm ed25519 | openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 66000 -passout "
      "pass:abcde -outform DER "
      "| perl -pe 'BEGIN { undef $/; binmode STDIN } s/\\x02\\x03\\x01\\x01\\xd0/\\x02\\x03\\x7f\\xff\\xff/s' "
      "| openssl asn1parse -inform DER -noout -out d && "
      "{ echo '-----BEGIN ENCRYPTED PRIVATE KEY-----'; openssl base64 -in d; echo '-----END ENCRYPTED PRIVATE "
      "KEY-----'; } > k");
  g_assert_null (quay_key_store_load_file (path, "abcde", &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_KEY);
  g_assert_false (quay_key_store_is_passphrase_error (error));
  g_assert_nonnull (strstr (error->message, "iterations"));
}

static void
test_pbkdf_bounds (void)
{
  const guint8 salt[16] = { 0 };
  guint8 output[48];

  g_assert_false (quay_bcrypt_pbkdf ("", 0, salt, sizeof salt, 1, output, sizeof output));
  g_assert_false (quay_bcrypt_pbkdf ("x", 1, salt, 0, 1, output, sizeof output));
  g_assert_false (quay_bcrypt_pbkdf ("x", 1, salt, sizeof salt, 0, output, sizeof output));
  g_assert_false (quay_bcrypt_pbkdf ("x", 1, salt, sizeof salt, 1, output, 0));
  g_assert_true (quay_bcrypt_pbkdf ("x", 1, salt, sizeof salt, 1, output, sizeof output));
}

#define add(path, function) g_test_add ("/ssh/key-store/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");
  g_autofree char *openssl = g_find_program_in_path ("openssl");

  g_test_init (&argc, &argv, NULL);
  if (ssh_keygen == NULL || openssl == NULL)
    return 77;
  add ("openssh-plain", test_openssh_plain);
  add ("openssh-ciphers", test_openssh_ciphers);
  add ("pem", test_pem);
  add ("openssl-files", test_openssl_files);
  add ("sha1-only-when-asked", test_asks_for_sha1_only);
  add ("not-a-key", test_not_a_key);
  add ("peek-public", test_peek);
  add ("damage", test_damage);
  add ("damage-inside", test_damage_inside);
  add ("too-many-iterations", test_too_many_iterations);
  g_test_add_func ("/ssh/key-store/pbkdf-bounds", test_pbkdf_bounds);

  return g_test_run ();
}
