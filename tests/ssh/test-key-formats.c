/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-key-pbe.h"
#include "quay-test-assert.h"
#include "quay-test-key-files.h"

/* Key stores that openssl, ssh-keygen and Python's cryptography make when the test runs. "k" is a private PEM key,
 * "k.pub" its public line; PASSPHRASE is in $P. */

static const char *const types[] = { "rsa", "p256", "p384", "p521", "ed25519" };

static void
make (Fixture *self, const char *type)
{
  const char *algorithm = g_str_equal (type, "rsa") ? "rsa -pkeyopt rsa_keygen_bits:2048" : "ed25519";
  g_autofree char *command = NULL;

  if (type[0] == 'p')
    command = g_strdup_printf ("openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-%s -out k", type + 1);
  else
    command = g_strdup_printf ("openssl genpkey -quiet -algorithm %s -out k", algorithm);
  quay_test_run_sh (self->directory, command);
  if (g_str_equal (type, "ed25519"))
    quay_test_run_sh (self->directory, "puttygen --version >/dev/null; openssl pkey -in k -outform DER -out k.der; "
                                       "python3 -c \"from cryptography.hazmat.primitives import serialization as s; "
                                       "k = s.load_pem_private_key(open('k','rb').read(), None); "
                                       "open('k.pub','wb').write(k.public_key().public_bytes("
                                       "s.Encoding.OpenSSH, s.PublicFormat.OpenSSH) + b' c\\n')\"");
  else
    quay_test_run_sh (self->directory, "chmod 600 k; ssh-keygen -y -f k > k.pub");
}

static void
make_certificate (Fixture *self, const char *type)
{
  make (self, type);
  quay_test_run_sh (self->directory,
                    "openssl req -new -x509 -key k -out c -days 30 -subj '/C=DE/O=Quay, Ltd/CN=me' 2>/dev/null");
}

static GPtrArray *
list_good (Fixture *self, const char *name, QuayKeyFormat format, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, name);
  g_autoptr (GBytes) bytes = slurp (self, name);
  GPtrArray *entries = quay_key_store_list_file (path, format, passphrase, &error);

  g_assert_no_error (error);
  g_assert_cmpint (quay_key_store_detect (bytes, NULL), ==, format);

  return entries;
}

/* The private key in @name is that of "k". */
static void
assert_holds_key (Fixture *self, const char *name, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, name);
  g_autoptr (QuayKey) key = quay_key_store_load_file (path, passphrase, &error);

  g_assert_no_error (error);
  assert_public (self, key, "k");
  assert_signs (self, key);
}

/* Nothing else is in @name than the public half of "k". */
static void
assert_holds_public (Fixture *self, const char *name, QuayKeyFormat format)
{
  g_autoptr (GPtrArray) entries = list_good (self, name, format, NULL);
  QuayKeyEntry *entry = g_ptr_array_index (entries, 0);
  g_autoptr (GBytes) line = slurp (self, "k.pub");
  gsize size;
  const guint8 *blob = g_bytes_get_data (entry->public_blob, &size);
  g_autofree char *base64 = g_base64_encode (blob, size);
  g_autofree char *text = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_null (entry->key);
  quay_test_assert_says (text, base64);
  assert_refused (self, name, QUAY_ERROR_KEY, 0, "choose the file");
}

static void
test_der (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      make (self, types[i]);
      quay_test_run_sh (self->directory,
                        "openssl pkcs8 -topk8 -nocrypt -in k -outform DER -out plain;"
                        "openssl pkcs8 -topk8 -in k -outform DER -passout env:P -out locked;"
                        "openssl base64 -in plain -out text; openssl pkey -in k -traditional -outform DER -out old");
      assert_holds_key (self, "plain", NULL);
      assert_holds_key (self, "text", NULL);
      assert_holds_key (self, "old", NULL);
      assert_holds_key (self, "locked", PASSPHRASE);
      if (i == 0)
        assert_passphrase_matters (self, "locked");
    }
}

static void
test_pfx (Fixture *self, gconstpointer data)
{
  static const char *const options[] = { "", "-legacy", "-keypbe NONE -certpbe NONE", "-pbmac1_pbkdf2",
                                         "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      make_certificate (self, types[i]);
      for (gsize o = 0; o < (i == 0 ? G_N_ELEMENTS (options) : 1); o++)
        {
          g_autofree char *command = g_strdup_printf (
              "openssl pkcs12 -export -inkey k -in c -name 'my key' -passout env:P -out store %s", options[o]);
          g_autoptr (GPtrArray) entries = NULL;
          QuayKeyEntry *entry;

          g_test_message ("%s, %s", types[i], command);
          quay_test_run_sh (self->directory, command);
          assert_holds_key (self, "store", PASSPHRASE);
          assert_passphrase_matters (self, "store");
          entries = list_good (self, "store", QUAY_KEY_FORMAT_PFX, PASSPHRASE);
          g_assert_cmpuint (entries->len, ==, 1);
          entry = g_ptr_array_index (entries, 0);
          g_assert_cmpstr (entry->label, ==, "my key");
          g_assert_cmpstr (quay_cert_info_get_subject (entry->info), ==, "CN=me, O=\"Quay, Ltd\", C=DE");
        }
    }
  quay_test_run_sh (self->directory, "openssl base64 -in store -out text");
  assert_holds_key (self, "text", PASSPHRASE);
}

/* No passphrase at all, and an empty one, are not the same to PKCS#12, but to people. */
static void
test_pfx_without_passphrase (Fixture *self, gconstpointer data)
{
  make_certificate (self, "p256");
  quay_test_run_sh (self->directory, "openssl pkcs12 -export -inkey k -in c -passout pass: -out store");
  assert_holds_key (self, "store", NULL);
  assert_holds_key (self, "store", "");
  quay_test_run_sh (self->directory, "openssl pkcs12 -export -inkey k -in c -passout pass: -nomac -out store");
  assert_refused (self, "store", QUAY_ERROR_KEY, 0, "no MAC");
}

static void
test_pfx_select (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *subject, *found;
    gboolean private;
  } searches[] = {
    { NULL, "CN=me, O=\"Quay, Ltd\", C=DE", TRUE },
    { "*", "CN=me, O=\"Quay, Ltd\", C=DE", TRUE },
    { "CN=me", "CN=me, O=\"Quay, Ltd\", C=DE", TRUE },
    { "CN=authority", "CN=authority", FALSE },
    { "authority", "CN=authority", FALSE },
    { "my key", "CN=me, O=\"Quay, Ltd\", C=DE", TRUE },
    { "CN=nobody", NULL, FALSE },
    { "", NULL, FALSE },
  };
  g_autoptr (GPtrArray) entries = NULL;

  make_certificate (self, "p256");
  quay_test_run_sh (
      self->directory,
      "openssl req -new -x509 -newkey ed25519 -noenc -keyout a.key -out a -subj /CN=authority 2>/dev/null;"
      "openssl pkcs12 -export -inkey k -in c -certfile a -name 'my key' -passout env:P -out store");
  entries = list_good (self, "store", QUAY_KEY_FORMAT_PFX, PASSPHRASE);
  g_assert_cmpuint (entries->len, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      QuayKeyEntry *entry = quay_key_store_select (entries, searches[i].subject);

      g_assert_true ((entry != NULL) == (searches[i].found != NULL));
      if (entry == NULL)
        continue;
      g_assert_cmpstr (quay_cert_info_get_subject (entry->info), ==, searches[i].found);
      g_assert_true ((entry->key != NULL) == searches[i].private);
    }
}

/* openssl cannot be asked for so many iterations without doing them: the MAC's number, the last, is patched in. */
static void
test_pfx_iterations (Fixture *self, gconstpointer data)
{
  static const char *const options[] = { "-iter 66000", "-iter 66000 -pbmac1_pbkdf2" };

  make_certificate (self, "p256");
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *command = g_strdup_printf (
          "openssl pkcs12 -export -inkey k -in c -passout env:P %s -out store && "
          "perl -pe 'BEGIN { undef $/; binmode STDIN; binmode STDOUT } s/(.*)\\x02\\x03\\x01\\x01\\xd0/$1\\x02\\x03"
          "\\x7f\\xff\\xff/s' < store > patched && ! cmp -s store patched",
          options[i]);

      quay_test_run_sh (self->directory, command);
      assert_refused (self, "patched", QUAY_ERROR_KEY, 0, "its MAC asks for more iterations");
    }
}

/* What is inside is only seen with the right passphrase; its parameters are judged by the same function. */
static void
test_pbe (void)
{
  static guint8 salt[16];
  static const struct
  {
    int iterations;
    gboolean in_time;
  } cases[] = { { 1, TRUE }, { 600000, TRUE }, { 5000000, TRUE }, { 5000001, FALSE }, { G_MAXINT, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      X509_ALGOR *algorithms[] = {
        PKCS5_pbe2_set (EVP_aes_256_cbc (), cases[i].iterations, salt, sizeof salt),
        PKCS5_pbe_set (NID_pbe_WithSHA1And3_Key_TripleDES_CBC, cases[i].iterations, salt, sizeof salt),
        PKCS5_pbe_set (NID_pbeWithMD5AndDES_CBC, cases[i].iterations, salt, sizeof salt),
      };

      for (gsize a = 0; a < G_N_ELEMENTS (algorithms); a++)
        {
          g_assert_nonnull (algorithms[a]);
          g_assert_cmpint (quay_key_pbe_opens_in_time (algorithms[a]), ==, cases[i].in_time);
          X509_ALGOR_free (algorithms[a]);
        }
    }
}

static void
test_pkcs7 (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "pem", "der" };

  make_certificate (self, "rsa");
  quay_test_run_sh (
      self->directory,
      "openssl req -new -x509 -newkey ed25519 -noenc -keyout a.key -out a -subj /CN=authority 2>/dev/null;"
      "openssl crl2pkcs7 -nocrl -certfile c -certfile a -out pem;"
      "openssl crl2pkcs7 -nocrl -certfile c -certfile a -outform DER -out der");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) entries = list_good (self, names[i], QUAY_KEY_FORMAT_PKCS7, NULL);

      g_assert_cmpuint (entries->len, ==, 2);
      g_assert_nonnull (quay_key_store_select (entries, "CN=authority"));
      g_assert_nonnull (quay_key_store_select (entries, "CN=me"));
      assert_refused (self, names[i], QUAY_ERROR_KEY, 0, "certificates only");
    }
}

static void
test_public (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      make_certificate (self, types[i]);
      quay_test_run_sh (self->directory,
                        "openssl pkey -in k -pubout -out pem; openssl pkey -in k -pubout -outform DER -out der;"
                        "openssl x509 -in c -outform DER -out c.der; ssh-keygen -e -m RFC4716 -f k.pub > rfc4716;"
                        "cut -d' ' -f2 k.pub | openssl base64 -d -A -out blob");
      assert_holds_public (self, "pem", QUAY_KEY_FORMAT_PUBLIC);
      assert_holds_public (self, "der", QUAY_KEY_FORMAT_PUBLIC);
      assert_holds_public (self, "c", QUAY_KEY_FORMAT_PUBLIC);
      assert_holds_public (self, "c.der", QUAY_KEY_FORMAT_PUBLIC);
      assert_holds_public (self, "k.pub", QUAY_KEY_FORMAT_SSH_PUBLIC);
      assert_holds_public (self, "rfc4716", QUAY_KEY_FORMAT_SSH_PUBLIC);
      assert_holds_public (self, "blob", QUAY_KEY_FORMAT_SSH_PUBLIC);
    }
  make (self, "rsa");
  quay_test_run_sh (self->directory, "openssl rsa -in k -RSAPublicKey_out -out pem 2>/dev/null;"
                                     "openssl rsa -in k -RSAPublicKey_out -outform DER -out der 2>/dev/null");
  assert_holds_public (self, "pem", QUAY_KEY_FORMAT_PUBLIC);
  assert_holds_public (self, "der", QUAY_KEY_FORMAT_PUBLIC);
}

static void
convert (Fixture *self, const char *arguments, const char *output)
{
  g_autofree char *command = g_strdup_printf ("python3 '%s' %s > %s", QUAY_TEST_MAKE_KEYS, arguments, output);

  quay_test_run_sh (self->directory, command);
}

static void
test_xml (Fixture *self, gconstpointer data)
{
  make (self, "rsa");
  convert (self, "xml k", "xml");
  convert (self, "xml-public k", "public");
  assert_holds_key (self, "xml", NULL);
  assert_holds_public (self, "public", QUAY_KEY_FORMAT_XML);
  quay_test_run_sh (
      self->directory,
      "{ printf '\\357\\273\\277<?xml version=\"1.0\"?><!-- c --><KeyInfo xmlns=\"urn:x\"><KeyValue>'; cat "
      "xml; echo '</KeyValue></KeyInfo>'; } > wrapped");
  assert_holds_key (self, "wrapped", NULL);
}

static void
test_xml_hostile (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text, *words;
  } files[] = {
    { "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><RSAKeyValue><Modulus>&e;</Modulus></RSAKeyValue>",
      "document type" },
    { "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><RSAKeyValue/>", "document type" },
    { "<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
      "\"&b;&b;&b;&b;&b;&b;&b;&b;\">]><RSAKeyValue><Modulus>&c;</Modulus></RSAKeyValue>",
      "document type" },
    { "<a><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a></a>", "too deep" },
    { "<RSAKeyValue><Modulus>AQAB</Modulus>", "not well-formed" },
    { "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>", "public keys" },
    { "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent><D>AQAB</D></RSAKeyValue>", "1024" },
    { "<RSAKeyValue><Modulus>AQAB</Modulus><Modulus>AQAB</Modulus></RSAKeyValue>", "twice" },
    { "<html><body>no key</body></html>", "no RSAKeyValue" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      quay_test_put_file (self->directory, "hostile", files[i].text);
      assert_refused (self, "hostile", QUAY_ERROR_KEY, 0, files[i].words);
    }
}

static void
test_jwk (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;

      make (self, types[i]);
      convert (self, "jwk k", "jwk");
      convert (self, "jwk-public k", "public");
      assert_holds_key (self, "jwk", NULL);
      assert_holds_public (self, "public", QUAY_KEY_FORMAT_JWK);
      quay_test_run_sh (
          self->directory,
          "{ printf '{\"keys\": [{\"kty\": \"oct\", \"k\": \"AAAA\"}, '; cat public; echo ,; cat jwk; echo "
          "']}'; } > set");
      entries = list_good (self, "set", QUAY_KEY_FORMAT_JWK, NULL);
      g_assert_cmpuint (entries->len, ==, 2);
      g_assert_nonnull (quay_key_store_select (entries, "my key")->key);
      assert_holds_key (self, "set", NULL);
    }
  make (self, "rsa");
  convert (self, "jwk k dp,dq,qi", "no-crt");
  convert (self, "jwk k p,q,dp,dq,qi", "no-primes");
  assert_holds_key (self, "no-crt", NULL);
  assert_holds_key (self, "no-primes", NULL);
  convert (self, "jwk k q", "half");
  assert_refused (self, "half", QUAY_ERROR_KEY, 0, "no RSA");
}

static void
test_jwk_hostile (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text, *words;
  } files[] = {
    { "{\"a\":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}", "nested" },
    { "{\"kty\":", "starts as JSON" },
    { "{}", "no RSA" },
    { "{\"keys\":[]}", "no RSA" },
    { "{\"keys\":[1,null,\"x\",[],{}]}", "no RSA" },
    { "{\"kty\":\"RSA\",\"n\":5,\"e\":\"AQAB\"}", "no RSA" },
    { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}", "no RSA" },
    { "{\"kty\":\"EC\",\"crv\":\"P-257\",\"x\":\"AAAA\",\"y\":\"AAAA\",\"d\":\"AAAA\"}", "no RSA" },
    { "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAA\"}", "no RSA" },
    { "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "no RSA" },
    { "{\"kty\":\"RSA\",\"n\":\"!!!!\",\"e\":\"AQAB\"}", "no RSA" },
    { "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"}", "1024" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      quay_test_put_file (self->directory, "hostile", files[i].text);
      assert_refused (self, "hostile", QUAY_ERROR_KEY, 0, files[i].words);
    }
}

/* What a store is said to be, it must be. */
static void
test_wrong_format (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (self, "k");

  make (self, "p256");
  g_assert_null (quay_key_store_list_file (path, QUAY_KEY_FORMAT_PFX, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_KEY);
  quay_test_assert_says (error->message, "another format");
}

/* A PEM file with the certificate of its key, and others, in any order. */
static void
test_pem_with_certificate (Fixture *self, gconstpointer data)
{
  static const char *const orders[] = { "cat k c a > both", "cat a c k > both" };

  make_certificate (self, "p256");
  quay_test_run_sh (
      self->directory,
      "openssl req -new -x509 -newkey ed25519 -noenc -keyout a.key -out a -subj /CN=authority 2>/dev/null");
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      QuayKeyEntry *entry;

      quay_test_run_sh (self->directory, orders[i]);
      assert_holds_key (self, "both", NULL);
      entries = list_good (self, "both", QUAY_KEY_FORMAT_PEM, NULL);
      entry = g_ptr_array_index (entries, 0);
      g_assert_nonnull (entry->key);
      quay_test_assert_says (quay_cert_info_get_subject (entry->info), "CN=me");
    }
}

static void
test_damage (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *file, *passphrase;
    gsize step;
  } files[] = {
    { "jwk", NULL, 1 }, { "der", NULL, 1 }, { "xml", NULL, 7 }, { "store", PASSPHRASE, 3 }, { "loose", PASSPHRASE, 3 },
  };

  make (self, "rsa");
  convert (self, "xml k", "xml");
  make_certificate (self, "p256");
  convert (self, "jwk k", "jwk");
  quay_test_run_sh (
      self->directory,
      "openssl pkcs8 -topk8 -nocrypt -in k -outform DER -out der;"
      "openssl pkcs12 -export -inkey k -in c -passout env:P -iter 1 -out store;"
      "openssl pkcs12 -export -inkey k -in c -passout env:P -iter 1 -keypbe NONE -certpbe NONE -out loose");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) file = slurp (self, files[i].file);

      damage (file, files[i].passphrase, 0, files[i].step);
    }
}

#define add(path, function) g_test_add ("/ssh/key-formats/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *python = g_find_program_in_path ("python3");

  g_test_init (&argc, &argv, NULL);
  if (ssh_keygen == NULL || openssl == NULL || python == NULL)
    return 77;
  g_setenv ("P", PASSPHRASE, TRUE);
  add ("der", test_der);
  add ("pfx", test_pfx);
  add ("pfx-without-passphrase", test_pfx_without_passphrase);
  add ("pfx-select", test_pfx_select);
  add ("pfx-iterations", test_pfx_iterations);
  g_test_add_func ("/ssh/key-formats/pbe", test_pbe);
  add ("pkcs7", test_pkcs7);
  add ("public", test_public);
  add ("xml", test_xml);
  add ("xml-hostile", test_xml_hostile);
  add ("jwk", test_jwk);
  add ("jwk-hostile", test_jwk_hostile);
  add ("wrong-format", test_wrong_format);
  add ("pem-with-certificate", test_pem_with_certificate);
  add ("damage", test_damage);

  return g_test_run ();
}
