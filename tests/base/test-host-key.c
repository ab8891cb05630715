/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-host-key.h"
#include "quay-test-folder.h"

/* ssh-keygen makes the keys and prints the fingerprints that ours must be. */

static QuayHostKey *
read_public (const char *directory, const char *name)
{
  g_autofree char *file = g_strconcat (directory, "/", name, ".pub", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base64 = NULL;
  QuayHostKey *key;
  gsize size;
  guint8 *data;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  words = g_strsplit (g_strstrip (text), " ", 3);
  data = g_base64_decode (words[1], &size);
  blob = g_bytes_new_take (data, size);
  key = quay_host_key_new (blob, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (quay_host_key_get_key_type (key), ==, words[0]);
  base64 = quay_host_key_dup_base64 (key);
  g_assert_cmpstr (base64, ==, words[1]);

  return key;
}

/* "256 SHA256:… comment (ED25519)" */
static void
assert_printed (const char *directory, const char *name, const char *hash, QuayHostKey *key, const char *fingerprint)
{
  g_autofree char *printed
      = quay_test_run_argv (directory, (const char *const[]){ "ssh-keygen", "-l", "-E", hash, "-f", name, NULL });
  g_autofree char *expected = g_strdup_printf ("%u %s c (%s)\n", quay_host_key_get_bits (key), fingerprint,
                                               quay_host_key_get_type_name (key));

  g_assert_cmpstr (printed, ==, expected);
}

static void
test_as_ssh_prints (void)
{
  static const char *const kinds[][2] = { { "ed25519", "256" }, { "ecdsa", "256" }, { "ecdsa", "384" },
                                          { "ecdsa", "521" },   { "rsa", "1024" },  { "rsa", "2049" } };
  char *directory = quay_test_make_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat (kinds[i][0], kinds[i][1], NULL);
      g_autoptr (QuayHostKey) key = NULL;
      g_autoptr (QuayHostKey) same = NULL;

      quay_test_run (directory, "ssh-keygen", "-q", "-t", kinds[i][0], "-b", kinds[i][1], "-N", "", "-C", "c", "-f",
                     name);
      key = read_public (directory, name);
      same = read_public (directory, name);
      assert_printed (directory, name, "sha256", key, quay_host_key_get_sha256 (key));
      assert_printed (directory, name, "md5", key, quay_host_key_get_md5 (key));
      g_assert_true (quay_host_key_equal (key, same));
    }
  quay_test_remove_folder (directory);
}

static QuayHostKey *
parse (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) blob = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  QuayHostKey *key = quay_host_key_new (blob, &error);

  if (key == NULL)
    {
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_UNVERIFIED);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }

  return key;
}

static void
put_number (GByteArray *array, gsize bytes, guint8 first)
{
  g_autofree guint8 *number = g_malloc (bytes);

  memset (number, 0x5b, bytes);
  number[0] = first;
  quay_blob_put_mpint (array, number, bytes);
}

static GByteArray *
make_blob (const char *type)
{
  GByteArray *array = g_byte_array_new ();
  guint8 point[133] = { 4 };

  quay_blob_put_text (array, type);
  if (g_str_equal (type, "ssh-dss"))
    for (guint i = 0; i < 4; i++)
      put_number (array, i == 1 ? 20 : 128, 0x80);
  else if (g_str_equal (type, "ssh-rsa"))
    {
      put_number (array, 3, 1);
      put_number (array, 256, 0x7f);
    }
  else if (g_str_has_prefix (type, "ssh-ed25519"))
    quay_blob_put_string (array, point, 32);
  else
    {
      quay_blob_put_text (array, type + strlen ("ecdsa-sha2-"));
      quay_blob_put_string (array, point, g_str_has_suffix (type, "521") ? 133 : 65);
    }

  return array;
}

static const char *const types[]
    = { "ssh-dss", "ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521" };

static void
test_bits (void)
{
  static const guint bits[] = { 1024, 2047, 256, 256, 521 };
  static const char *const names[] = { "DSA", "RSA", "ED25519", "ECDSA", "ECDSA" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GByteArray) array = make_blob (types[i]);
      g_autoptr (QuayHostKey) key = parse (array->data, array->len);

      g_assert_nonnull (key);
      g_assert_cmpuint (quay_host_key_get_bits (key), ==, bits[i]);
      g_assert_cmpstr (quay_host_key_get_type_name (key), ==, names[i]);
    }
}

/* Cut at each byte, with one byte more, and with each byte inverted. */
static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GByteArray) array = make_blob (types[i]);
      gsize header = 4 + strlen (types[i]);

      for (gsize cut = 0; cut < array->len; cut++)
        {
          g_autofree guint8 *piece = g_memdup2 (array->data, cut);

          g_assert_null (parse (piece, cut));
        }
      for (gsize at = 0; at < array->len; at++)
        {
          g_autoptr (QuayHostKey) key = NULL;

          array->data[at] ^= 0xff;
          key = parse (array->data, array->len);
          if (at < header + 4)
            g_assert_null (key);
          array->data[at] ^= 0xff;
        }
      quay_blob_put_byte (array, 0);
      g_assert_null (parse (array->data, array->len));
    }
}

static void
test_refused (void)
{
  static const char *const unknown[]
      = { "ssh-ed25519-cert-v01@openssh.com", "ssh-rsa1", "ssh-ed448", "", "ssh-ed25519\x1b[31m" };
  g_autofree guint8 *huge = g_malloc0 (64 * 1024 + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr (GByteArray) array = g_byte_array_new ();
      guint8 point[32] = { 0 };

      quay_blob_put_text (array, unknown[i]);
      quay_blob_put_string (array, point, sizeof point);
      g_assert_null (parse (array->data, array->len));
    }
  g_assert_null (parse (huge, 64 * 1024 + 1));
  g_assert_null (parse (huge, 64 * 1024));
  g_assert_null (parse (huge, 0));
}

/* A negative or padded number is another writing of the key, or none; both are refused (RFC 4251 section 5). */
static void
test_numbers (void)
{
  static const guint8 bad[][4] = { { 0x80, 0, 0, 1 }, { 0, 0x7f, 0, 1 }, { 0, 0, 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GByteArray) array = g_byte_array_new ();

      quay_blob_put_text (array, "ssh-rsa");
      quay_blob_put_string (array, "\x01\x00\x01", 3);
      quay_blob_put_string (array, bad[i], 4);
      g_assert_null (parse (array->data, array->len));
    }
}

static gboolean
has (QuayHostKey *key, const char *fingerprint)
{
  g_autoptr (GError) error = NULL;
  gboolean matches = FALSE;

  g_assert_true (quay_host_key_has_fingerprint (key, fingerprint, &matches, &error));
  g_assert_no_error (error);

  return matches;
}

/* Every form, of the right key and of another; openssl and ssh-keygen say what they are. */
static void
test_fingerprints (void)
{
  char *directory = quay_test_make_folder ();
  g_autoptr (QuayHostKey) key = NULL;
  g_autoptr (QuayHostKey) other = NULL;

  quay_test_run (directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "c", "-f", "one");
  quay_test_run (directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "c", "-f", "two");
  key = read_public (directory, "one");
  other = read_public (directory, "two");
  for (gsize i = 0; i < 3; i++)
    {
      static const GChecksumType hash_types[] = { G_CHECKSUM_MD5, G_CHECKSUM_SHA1, G_CHECKSUM_SHA256 };
      static const char *const names[] = { "MD5", "SHA1", "SHA256" };
      g_autofree char *ours = quay_host_key_dup_fingerprint (key, hash_types[i]);
      g_autofree char *command = g_strdup_printf (
          "cut -d' ' -f2 one.pub | base64 -d | %ssum | cut -d' ' -f1 | sed 's/../&:/g; s/:$//' | tr -d '\\n'",
          i == 0   ? "md5"
          : i == 1 ? "sha1"
                   : "sha256");
      g_autofree char *expected = quay_test_run_argv (directory, (const char *const[]){ "sh", "-c", command, NULL });
      g_autofree char *upper = g_ascii_strup (expected, -1);
      g_autofree char *prefixed = g_strdup_printf ("%s:%s", names[i], upper);
      g_auto (GStrv) pairs = g_strsplit (expected, ":", -1);
      g_autofree char *bare = g_strjoinv ("", pairs);
      g_autofree char *bare_prefixed = g_strdup_printf ("%s:%s", names[i], bare);
      const char *const forms[] = { expected, upper, prefixed, bare, bare_prefixed };

      g_assert_cmpstr (ours, ==, expected);
      for (gsize k = 0; k < G_N_ELEMENTS (forms); k++)
        {
          g_assert_true (has (key, forms[k]));
          g_assert_false (has (other, forms[k]));
        }
    }
  for (gsize i = 0; i < 2; i++)
    {
      const char *hash = i == 0 ? "sha1" : "sha256";
      g_autofree char *printed
          = quay_test_run_argv (directory, (const char *const[]){ "ssh-keygen", "-l", "-E", hash, "-f", "one", NULL });
      g_auto (GStrv) words = g_strsplit (printed, " ", 3);
      g_autofree char *padded = g_strconcat (words[1], "=", NULL);

      g_assert_true (has (key, words[1]));
      g_assert_true (has (key, padded));
      g_assert_false (has (other, words[1]));
    }
  quay_test_remove_folder (directory);
}

static void
test_no_fingerprints (void)
{
  static const char *const bad[] = { "",
                                     "0a:1b:2c:3d",
                                     "SHA256:",
                                     "SHA256:AAAA",
                                     "SHA512:2jmj7l5rSw0yVb/vlWAYkK/YBwkAAAAAAAAAAAAAAAA",
                                     "bc:2a:72:af:fe:58:17:43:7a:5f:ba:5a:7c:90:f7:0",
                                     "bc:2a:72:af:fe:58:17:43:7a:5f:ba:5a:7c:90:f7:02:",
                                     "bc2a:72:af:fe:58:17:43:7a:5f:ba:5a:7c:90:f7:02",
                                     "bc-2a-72-af-fe-58-17-43-7a-5f-ba-5a-7c-90-f7-02",
                                     "MD5:30:7b:fa:38:65:83:ff:da:b4:4e:07:3f:17:b8:a4:ed:80:be:ff:84",
                                     "SHA256:2jmj7l5rSw0yVb/vlWAYkK/YBwk!" };
  g_autoptr (GByteArray) array = make_blob ("ssh-ed25519");
  g_autoptr (QuayHostKey) key = parse (array->data, array->len);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean matches = TRUE;

      g_test_message ("%s", bad[i]);
      g_assert_false (quay_host_key_has_fingerprint (key, bad[i], &matches, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
      g_assert_false (matches);
    }
}

static void
test_from_text (void)
{
  g_autoptr (GByteArray) array = make_blob ("ssh-ed25519");
  g_autoptr (QuayHostKey) key = parse (array->data, array->len);
  g_autofree char *base64 = quay_host_key_dup_base64 (key);
  g_autofree char *line = g_strdup_printf (" ssh-ed25519 %s somebody@somewhere with words\n", base64);
  g_autofree char *wrong = g_strdup_printf ("ssh-rsa %s", base64);
  const char *const good[] = { base64, line };
  const char *const bad[] = { "", "ssh-ed25519", wrong, "x y z", "ssh-ed25519 AAAA" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (QuayHostKey) read = quay_host_key_new_from_text (good[i], NULL);

      g_assert_nonnull (read);
      g_assert_true (quay_host_key_equal (read, key));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_host_key_new_from_text (bad[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");

  g_test_init (&argc, &argv, NULL);
  if (ssh_keygen != NULL)
    {
      g_test_add_func ("/base/host-key/as-ssh-prints", test_as_ssh_prints);
      g_test_add_func ("/base/host-key/fingerprints", test_fingerprints);
    }
  g_test_add_func ("/base/host-key/no-fingerprints", test_no_fingerprints);
  g_test_add_func ("/base/host-key/from-text", test_from_text);
  g_test_add_func ("/base/host-key/bits", test_bits);
  g_test_add_func ("/base/host-key/malformed", test_malformed);
  g_test_add_func ("/base/host-key/refused", test_refused);
  g_test_add_func ("/base/host-key/numbers", test_numbers);

  return g_test_run ();
}
