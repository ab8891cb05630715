/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "quay-test-assert.h"
#include "quay-test-key-files.h"

/* What is read of a certificate is what openssl and ssh-keygen print of it. */

static char *
output (Fixture *self, const char *command)
{
  return g_strchomp (quay_test_run_argv (self->directory, (const char *const[]){ "sh", "-c", command, NULL }));
}

/* A store with one certificate, or key, in "c". */
static GPtrArray *
list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, "c");
  GPtrArray *entries = quay_key_store_list_file (path, QUAY_KEY_FORMAT_UNKNOWN, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);

  return entries;
}

static QuayCertInfo *
get_info (GPtrArray *entries)
{
  return ((QuayKeyEntry *)g_ptr_array_index (entries, 0))->info;
}

/* "sha1 Fingerprint=AA:BB" as ours has it. */
static void
assert_thumbprint (Fixture *self, const char *digest, const char *printed)
{
  g_autofree char *command
      = g_strdup_printf ("openssl x509 -in c -noout -fingerprint -%s | cut -d= -f2 | tr A-F a-f", digest);
  g_autofree char *expected = output (self, command);

  g_assert_cmpstr (printed, ==, expected);
}

static void
test_fields (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  QuayCertInfo *info;
  g_autofree char *serial = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *public = NULL;

  quay_test_run_sh (
      self->directory,
      "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k && "
      "openssl req -new -x509 -key k -out c -set_serial 0x0102abcd0e -not_before 20200102030405Z "
      "-not_after 20300203040506Z -sha384 -utf8 -multivalue-rdn "
      "-subj '/C=DE/ST=Berlin/L=Berlin/O=Quay, Ltd/OU=say \"hi\"/CN=www.example/emailAddress=a@b.example' "
      "-addext 'subjectAltName=DNS:a.example,IP:127.0.0.1,email:a@example,URI:http://x/,IP:::1' "
      "-addext 'extendedKeyUsage=clientAuth,1.2.3.4' -addext 'keyUsage=digitalSignature,keyAgreement'");
  serial = output (self, "openssl x509 -in c -noout -serial | cut -d= -f2");
  pem = output (self, "openssl x509 -in c");
  public = output (self, "openssl x509 -in c -noout -pubkey");
  entries = list (self);
  info = get_info (entries);
  g_assert_cmpstr (quay_cert_info_get_version (info), ==, "V3");
  g_assert_cmpstr (quay_cert_info_get_serial_number (info), ==, serial);
  g_assert_cmpstr (quay_cert_info_get_serial_number (info), ==, "0102ABCD0E");
  g_assert_cmpstr (quay_cert_info_get_subject (info), ==,
                   "E=a@b.example, CN=www.example, OU=\"say \"\"hi\"\"\", O=\"Quay, Ltd\", L=Berlin, S=Berlin, C=DE");
  g_assert_cmpstr (quay_cert_info_get_issuer (info), ==, quay_cert_info_get_subject (info));
  g_assert_cmpstr (quay_cert_info_get_effective_date (info), ==, "02-Jan-2020 05:04:05");
  g_assert_cmpstr (quay_cert_info_get_expiration_date (info), ==, "03-Feb-2030 06:05:06");
  g_assert_cmpstr (quay_cert_info_get_signature_algorithm (info), ==, "sha384WithRSAEncryption");
  g_assert_cmpstr (quay_cert_info_get_public_key_algorithm (info), ==, "RSA");
  g_assert_cmpuint (quay_cert_info_get_public_key_length (info), ==, 2048);
  g_assert_cmpuint (quay_cert_info_get_usage_flags (info), ==, 0x88);
  g_assert_cmpstr (quay_cert_info_get_usage (info), ==, "Digital Signature,Key Agreement");
  g_assert_cmpstr (quay_cert_info_get_extended_key_usage (info), ==, "1.3.6.1.5.5.7.3.2,1.2.3.4");
  g_assert_cmpstr (quay_cert_info_get_subject_alt_names (info), ==, "a.example,127.0.0.1,a@example,http://x/,::1");
  g_assert_true (g_str_has_prefix (quay_cert_info_get_encoded (info), pem));
  g_assert_true (g_str_has_prefix (quay_cert_info_get_public_key (info), public));
  assert_thumbprint (self, "md5", quay_cert_info_get_thumbprint_md5 (info));
  assert_thumbprint (self, "sha1", quay_cert_info_get_thumbprint_sha1 (info));
  assert_thumbprint (self, "sha256", quay_cert_info_get_thumbprint_sha256 (info));
}

/* The fingerprints are those of the key as SSH writes it, with a certificate and without. */
static void
assert_fingerprints (Fixture *self, QuayCertInfo *info)
{
  g_autofree char *md5 = output (self, "ssh-keygen -l -E md5 -f k.pub | cut -d' ' -f2 | sed s/MD5://");
  g_autofree char *sha1
      = output (self, "cut -d' ' -f2 k.pub | openssl base64 -d -A | sha1sum | cut -c1-40 | sed 's/../&:/g; s/:$//'");
  g_autofree char *sha256
      = output (self, "cut -d' ' -f2 k.pub | openssl base64 -d -A | sha256sum | cut -c1-64 | sed 's/../&:/g; s/:$//'");

  g_assert_cmpstr (quay_cert_info_get_fingerprint (info), ==, md5);
  g_assert_cmpstr (quay_cert_info_get_fingerprint_sha1 (info), ==, sha1);
  g_assert_cmpstr (quay_cert_info_get_fingerprint_sha256 (info), ==, sha256);
}

static void
test_fingerprints (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "ed25519", "ecdsa", "rsa" };
  static const char *const algorithms[] = { "ED25519", "EC", "RSA" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *command = g_strdup_printf ("rm -f k k.pub; ssh-keygen -q -t %s -N '' -f k; cp k c", kinds[i]);
      g_autoptr (GPtrArray) entries = NULL;
      QuayCertInfo *info;

      quay_test_run_sh (self->directory, command);
      entries = list (self);
      info = get_info (entries);
      assert_fingerprints (self, info);
      g_assert_cmpstr (quay_cert_info_get_public_key_algorithm (info), ==, algorithms[i]);
      g_assert_cmpstr (quay_cert_info_get_version (info), ==, "");
      g_assert_cmpstr (quay_cert_info_get_effective_date (info), ==, "");
      g_assert_cmpstr (quay_cert_info_get_usage (info), ==, "");
      g_assert_cmpstr (quay_cert_info_get_thumbprint_sha1 (info), ==, "");
    }
  quay_test_run_sh (self->directory,
                    "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k; chmod 600 k;"
                    "ssh-keygen -y -f k > k.pub; openssl req -new -x509 -key k -out c -subj /CN=x 2>/dev/null");
  {
    g_autoptr (GPtrArray) entries = list (self);

    assert_fingerprints (self, get_info (entries));
  }
}

/* What a certificate says reaches no screen unescaped. */
static void
test_hostile_names (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;

  quay_test_run_sh (
      self->directory,
      "openssl genpkey -quiet -algorithm ed25519 -out k; openssl req -new -x509 -key k -out c -utf8 -subj "
      "\"/CN=a$(printf '\\033')[2Jb\" 2>/dev/null");
  entries = list (self);
  g_assert_cmpstr (quay_cert_info_get_subject (get_info (entries)), ==, "CN=a\\x1b[2Jb");
}

#define add(path, function) g_test_add ("/ssh/cert-info/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");

  /* Two hours east. */
  g_setenv ("TZ", "EET-2", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (openssl == NULL)
    return 77;
  add ("fields", test_fields);
  add ("fingerprints", test_fingerprints);
  add ("hostile-names", test_hostile_names);

  return g_test_run ();
}
