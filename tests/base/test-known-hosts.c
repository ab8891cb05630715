/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-known-hosts.h"
#include "quay-test-folder.h"

typedef struct
{
  char *directory;
  char *file;
  QuayKnownHosts *hosts;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = quay_test_make_folder ();
  self->file = g_build_filename (self->directory, "known_hosts", NULL);
  self->hosts = quay_known_hosts_new ((const char *const[]){ self->file, NULL });
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  quay_test_remove_folder (self->directory);
  g_object_unref (self->hosts);
  g_free (self->file);
}

/* Any 32 bytes look like an Ed25519 key. */
static QuayHostKey *
make_key (guint8 number)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) blob = NULL;
  guint8 bytes[32];

  memset (bytes, number, sizeof bytes);
  quay_blob_put_text (array, "ssh-ed25519");
  quay_blob_put_string (array, bytes, sizeof bytes);
  blob = g_bytes_new (array->data, array->len);

  return quay_host_key_new (blob, NULL);
}

static QuayHostKey *
make_rsa_key (guint8 number)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) blob = NULL;
  guint8 bytes[256];

  memset (bytes, number, sizeof bytes);
  quay_blob_put_text (array, "ssh-rsa");
  quay_blob_put_mpint (array, (const guint8 *)"\x01\x00\x01", 3);
  quay_blob_put_mpint (array, bytes, sizeof bytes);
  blob = g_bytes_new (array->data, array->len);

  return quay_host_key_new (blob, NULL);
}

static char *
key_words (QuayHostKey *key)
{
  g_autofree char *base64 = quay_host_key_dup_base64 (key);

  return g_strdup_printf ("%s %s", quay_host_key_get_key_type (key), base64);
}

/* In @text K1, K2 stand for two Ed25519 keys, R1 for an RSA key. */
static void
write_file (Fixture *self, const char *text)
{
  g_autoptr (GString) all = g_string_new (text);
  g_autoptr (QuayHostKey) k1 = make_key (1);
  g_autoptr (QuayHostKey) k2 = make_key (2);
  g_autoptr (QuayHostKey) r1 = make_rsa_key (1);
  g_autofree char *k1_words = key_words (k1);
  g_autofree char *k2_words = key_words (k2);
  g_autofree char *r1_words = key_words (r1);

  g_string_replace (all, "K1", k1_words, 0);
  g_string_replace (all, "K2", k2_words, 0);
  g_string_replace (all, "R1", r1_words, 0);
  g_assert_true (g_file_set_contents (self->file, all->str, all->len, NULL));
}

static QuayKnownHostsResult
check (Fixture *self, const char *host, guint port, QuayHostKey *key, guint line)
{
  QuayKnownHostsResult result = QUAY_KNOWN_HOSTS_REVOKED;
  g_autofree char *place = NULL;
  g_autofree char *expected = g_strdup_printf ("%s:%u", self->file, line);
  g_autoptr (GError) error = NULL;

  g_assert_true (quay_known_hosts_check (self->hosts, host, port, key, &result, &place, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (place, ==, line > 0 ? expected : NULL);

  return result;
}

#define UNKNOWN QUAY_KNOWN_HOSTS_UNKNOWN
#define MATCH QUAY_KNOWN_HOSTS_MATCH
#define CHANGED QUAY_KNOWN_HOSTS_CHANGED
#define REVOKED QUAY_KNOWN_HOSTS_REVOKED

/* Each for the key K1. */
static const struct
{
  const char *text;
  const char *host;
  guint port;
  QuayKnownHostsResult result;
  guint line;
} cases[] = {
  { "", "h", 22, UNKNOWN, 0 },
  { "h K1\n", "h", 22, MATCH, 1 },
  { "h K1\n", "h", 0, MATCH, 1 },
  { "h K1", "h", 22, MATCH, 1 },
  { "h K1\r\n", "h", 22, MATCH, 1 },
  { "h K1 a comment\n", "h", 22, MATCH, 1 },
  { "\t h\t \tK1\n", "h", 22, MATCH, 1 },
  { "H.Example K1\n", "h.exaMPLE", 22, MATCH, 1 },
  { "h K1\n", "hh", 22, UNKNOWN, 0 },
  { "hh K1\n", "h", 22, UNKNOWN, 0 },
  { "# h K1\n\n \n#\nh K1\n", "h", 22, MATCH, 5 },
  { "#h K1\n", "#h", 22, UNKNOWN, 0 },
  { "h K2\n", "h", 22, CHANGED, 1 },
  { "h K2\nh K1\n", "h", 22, MATCH, 2 },
  { "h K1\nh K2\n", "h", 22, MATCH, 1 },
  { "h R1\n", "h", 22, CHANGED, 1 },
  { "h R1\nh K2\n", "h", 22, CHANGED, 2 },
  { "h K2\nh K2\n", "h", 22, CHANGED, 1 },
  { "h K1\nh K1\n", "h", 22, MATCH, 1 },
  { "h R1\nh K1\n", "h", 22, MATCH, 2 },
  /* ports */
  { "h K1\n", "h", 2222, UNKNOWN, 0 },
  { "[h]:2222 K1\n", "h", 2222, MATCH, 1 },
  { "[h]:2222 K1\n", "h", 22, UNKNOWN, 0 },
  { "[h]:22 K1\n", "h", 22, UNKNOWN, 0 },
  { "[::1]:2222 K1\n", "::1", 2222, MATCH, 1 },
  { "::1 K1\n", "::1", 22, MATCH, 1 },
  { "[*.org]:2222 K1\n", "h.org", 2222, MATCH, 1 },
  { "* K1\n", "h", 2222, MATCH, 1 },
  /* lists, wildcards, negation */
  { "a,b,h K1\n", "h", 22, MATCH, 1 },
  { "a,b,,h, K1\n", "h", 22, MATCH, 1 },
  { "a, h K1\n", "h", 22, UNKNOWN, 0 },
  { "*.org K1\n", "a.b.org", 22, MATCH, 1 },
  { "*.org K1\n", ".org", 22, MATCH, 1 },
  { "*.org K1\n", "org", 22, UNKNOWN, 0 },
  { "?.org K1\n", "a.org", 22, MATCH, 1 },
  { "?.org K1\n", "ab.org", 22, UNKNOWN, 0 },
  { "a**b*c K1\n", "aXbbYbc", 22, MATCH, 1 },
  { "*.org,!bad.org K1\n", "bad.org", 22, UNKNOWN, 0 },
  { "!bad.org,*.org K1\n", "bad.org", 22, UNKNOWN, 0 },
  { "*.org,!bad.org K1\n", "good.org", 22, MATCH, 1 },
  { "!bad.org K1\n", "good.org", 22, UNKNOWN, 0 },
  { "*.org,!b*.org K2\n", "bad.org", 22, UNKNOWN, 0 },
  /* markers */
  { "@revoked h K1\n", "h", 22, REVOKED, 1 },
  { "h K1\n@revoked * K1\n", "h", 22, REVOKED, 2 },
  { "@revoked * K1\nh K1\n", "h", 22, REVOKED, 1 },
  { "@revoked\t*\tK1\r\nh K1\n", "h", 22, REVOKED, 1 },
  { "@revoked * K2\nh K1\n", "h", 22, MATCH, 2 },
  { "@revoked h K2\n", "h", 22, UNKNOWN, 0 },
  { "@revoked other K1\nh K1\n", "h", 22, MATCH, 2 },
  { "@revoked h K1\n", "h", 2222, REVOKED, 1 },
  { "@revoked [h]:2222 K1\nh K1\n", "h", 22, MATCH, 2 },
  { "@cert-authority * K1\n", "h", 22, UNKNOWN, 0 },
  { "@cert-authority h K2\n", "h", 22, UNKNOWN, 0 },
  { "@cert-authority h K1\nh K2\n", "h", 22, CHANGED, 2 },
  { "@cert-authority\th\tK1\n", "h", 22, UNKNOWN, 0 },
  { "@else h K1\n", "h", 22, UNKNOWN, 0 },
  { "@ h K1\n", "h", 22, UNKNOWN, 0 },
  { "@revoked @cert-authority h K1\n", "h", 22, UNKNOWN, 0 },
  { "@revoked", "h", 22, UNKNOWN, 0 },
  /* nothing that could be read */
  { "h\nh \nh ssh-ed25519\nh ssh-ed25519 \nh K1\n", "h", 22, MATCH, 5 },
  { "h ssh-ed25519 ====\nh ssh-ed25519 AAAA\nh ssh-ed25519 A!AA\n", "h", 22, UNKNOWN, 0 },
  { "h K1A\nh K1AA\nh K1=\nh K1AAAA\n", "h", 22, UNKNOWN, 0 },
  { "\xff\xfe\x80 \x1b[2J\nh K1\n", "h", 22, MATCH, 2 },
  { "|1|x|y K1\n|1| K1\n| K1\n|1||| K1\n|2|a|b K1\nh K1\n", "h", 22, MATCH, 6 },
};

static void
test_cases (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayHostKey) key = make_key (1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      write_file (self, cases[i].text);
      g_assert_cmpint (check (self, cases[i].host, cases[i].port, key, cases[i].line), ==, cases[i].result);
    }
}

/* A line that names another type than its key has is damaged; so is one whose key was cut off by a full disk. */
static void
test_half_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayHostKey) key = make_key (1);
  g_autofree char *words = key_words (key);
  g_autofree char *wrong_type = g_strconcat ("h ssh-rsa", strchr (words, ' '), "\n", NULL);

  write_file (self, wrong_type);
  g_assert_cmpint (check (self, "h", 22, key, 0), ==, UNKNOWN);
  for (gsize length = 0; length < strlen (words); length++)
    {
      g_autofree char *line = g_strdup_printf ("h %.*s\n", (int)length, words);

      write_file (self, line);
      g_assert_cmpint (check (self, "h", 22, key, 0), ==, UNKNOWN);
    }
}

static void
test_nul_and_length (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayHostKey) key = make_key (1);
  g_autofree char *words = key_words (key);
  g_autoptr (GString) text = g_string_new ("h ");
  gsize line_length = 600 * 1024;

  /* A NUL ends the line, as for programs that read C strings. */
  g_string_append_c (text, '\0');
  g_string_append_printf (text, "%s\n", words);
  for (gsize i = 0; i < line_length; i++)
    g_string_append_c (text, i % 1000 == 0 ? ',' : 'x');
  g_string_append_printf (text, ",h %s\n", words);
  g_assert_true (g_file_set_contents (self->file, text->str, text->len, NULL));
  g_assert_cmpint (check (self, "h", 22, key, 2), ==, MATCH);
}

/* A pattern like this would take for ever, if each * were tried against the rest. */
static void
test_costly_pattern (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayHostKey) key = make_key (1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *host = g_strnfill (250, 'a');
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 300; i++)
    g_string_append (text, "*a");
  g_string_append (text, "b K1\n");
  write_file (self, text->str);
  g_assert_cmpint (check (self, host, 22, key, 0), ==, UNKNOWN);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
}

static void
assert_unreadable (Fixture *self, int errsv)
{
  g_autoptr (QuayHostKey) key = make_key (1);
  QuayKnownHostsResult result = MATCH;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (quay_known_hosts_check (self->hosts, "h", 22, key, &result, &line, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_cmpint (quay_error_get_errno (error), ==, errsv);
  g_assert_cmpint (result, ==, UNKNOWN);
  g_assert_null (line);
  g_assert_nonnull (strstr (error->message, self->directory));
  g_assert_null (quay_known_hosts_list_key_types (self->hosts, "h", 22, NULL));
  g_assert_null (quay_known_hosts_find (self->hosts, "h", 22, NULL));
  g_assert_false (quay_known_hosts_add (self->hosts, "h", 22, key, FALSE, NULL));
}

/* RELIABILITY: an error anywhere in the check means refused, also where another file has the key. */
static void
test_errors (Fixture *self, gconstpointer data)
{
  g_autofree char *good = g_build_filename (self->directory, "good", NULL);
  g_autofree char *command = g_strdup_printf ("sh -c 'mv %s %s; mkdir %s'", self->file, good, self->file);
  g_autofree char *fifo = g_strdup_printf ("sh -c 'rmdir %s; mkfifo %s'", self->file, self->file);
  g_autofree char *large = g_strdup_printf ("sh -c 'rm %s; truncate -s 17M %s'", self->file, self->file);
  g_autofree char *below = g_build_filename (good, "known_hosts", NULL);

  write_file (self, "h K1\n");
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  assert_unreadable (self, EISDIR);
  g_clear_object (&self->hosts);
  self->hosts = quay_known_hosts_new ((const char *const[]){ good, self->file, NULL });
  assert_unreadable (self, EISDIR);
  g_clear_object (&self->hosts);
  self->hosts = quay_known_hosts_new ((const char *const[]){ self->file, good, NULL });
  assert_unreadable (self, EISDIR);
  g_assert_true (g_spawn_command_line_sync (fifo, NULL, NULL, NULL, NULL));
  assert_unreadable (self, EINVAL);
  g_assert_true (g_spawn_command_line_sync (large, NULL, NULL, NULL, NULL));
  assert_unreadable (self, 0);
  g_clear_object (&self->hosts);
  self->hosts = quay_known_hosts_new ((const char *const[]){ below, NULL });
  assert_unreadable (self, ENOTDIR);
  if (geteuid () == 0)
    return;
  g_clear_object (&self->hosts);
  self->hosts = quay_known_hosts_new ((const char *const[]){ good, NULL });
  g_assert_cmpint (g_chmod (good, 0), ==, 0);
  assert_unreadable (self, EACCES);
}

static void
test_several_files (Fixture *self, gconstpointer data)
{
  g_autofree char *second = g_build_filename (self->directory, "second", NULL);
  g_autofree char *missing = g_build_filename (self->directory, "missing", "file", NULL);
  g_autofree char *place = NULL;
  g_autofree char *expected = g_strdup_printf ("%s:1", second);
  g_autoptr (QuayHostKey) key = make_key (1);
  QuayKnownHostsResult result;

  write_file (self, "@revoked h K1\n");
  g_assert_cmpint (g_rename (self->file, second), ==, 0);
  write_file (self, "h K1\n");
  g_clear_object (&self->hosts);
  self->hosts = quay_known_hosts_new ((const char *const[]){ missing, self->file, second, "/dev/null", NULL });
  g_assert_true (quay_known_hosts_check (self->hosts, "h", 22, key, &result, &place, NULL));
  g_assert_cmpint (result, ==, REVOKED);
  g_assert_cmpstr (place, ==, expected);
}

static void
test_key_types (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) types = NULL;
  g_auto (GStrv) none = NULL;

  write_file (self, "h R1\n@cert-authority * K1\nh R1\nother K1\n[h]:2222 K2\nh ecdsa-sha2-nistp256 AAAA\nh,x K1\n");
  types = quay_known_hosts_list_key_types (self->hosts, "h", 22, NULL);
  g_assert_cmpuint (g_strv_length (types), ==, 2);
  g_assert_cmpstr (types[0], ==, "ssh-ed25519");
  g_assert_cmpstr (types[1], ==, "ssh-rsa");
  none = quay_known_hosts_list_key_types (self->hosts, "nowhere", 22, NULL);
  g_assert_nonnull (none);
  g_assert_null (none[0]);
}

/* Lines as people and programs write them, and as nobody should; the seed is the test's own. */
static void
append_random_host (GString *out)
{
  static const char *const hosts[]
      = { "alpha", "beta.example", "gamma.example", "10.0.0.1", "fe80::1", "ALPHA", "*.example", "?eta.example",
          "*",     "b*a.ex*le",    "10.0.0.?",      "alph",     "alphaa" };
  const char *host = hosts[g_test_rand_int_range (0, G_N_ELEMENTS (hosts))];

  if (g_test_rand_int_range (0, 8) == 0)
    g_string_append_c (out, '!');
  if (g_test_rand_int_range (0, 3) == 0)
    g_string_append_printf (out, "[%s]:%s", host, g_test_rand_bit () ? "2222" : "22");
  else
    g_string_append (out, host);
}

static void
append_random_line (GString *out, gboolean plain_only)
{
  static const char *const starts[]
      = { "", "", "", "", "", " ", "\t", "@revoked ", "@cert-authority ", "@unknown ", "#" };
  static const char *const ends[] = { "\n", "\n", "\n", "\r\n", " comment\n", "  \n", "\tc c\r\n" };
  g_autoptr (QuayHostKey) key = g_test_rand_bit () ? make_key (g_test_rand_int_range (0, 256))
                                                   : make_rsa_key (g_test_rand_int_range (1, 256) | 1);
  g_autofree char *words = key_words (key);
  guint n = g_test_rand_int_range (1, 4);

  if (!plain_only && g_test_rand_int_range (0, 20) == 0)
    {
      g_string_append (out, g_test_rand_bit () ? "\n" : "\x01\xff garbage \x80\n");
      return;
    }
  if (!plain_only)
    g_string_append (out, starts[g_test_rand_int_range (0, G_N_ELEMENTS (starts))]);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_random_host (out);
    }
  g_string_append_printf (out, " %s%s", words, ends[g_test_rand_int_range (0, G_N_ELEMENTS (ends))]);
}

/* "# Host alpha found: line 7 REVOKED" */
static char *
ask_ssh_keygen (Fixture *self, const char *name)
{
  const char *argv[] = { "ssh-keygen", "-F", name, "-f", self->file, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  GString *numbers = g_string_new (NULL);

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &output, NULL, NULL, NULL));
  lines = g_strsplit (output, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *found = g_str_has_prefix (lines[i], "# Host ") ? strstr (lines[i], " found: line ") : NULL;

      if (found != NULL)
        g_string_append_printf (numbers, "%" G_GUINT64_FORMAT " ",
                                g_ascii_strtoull (found + strlen (" found: line "), NULL, 10));
    }

  return g_string_free_and_steal (numbers);
}

static char *
ask_ours (Fixture *self, const char *host, guint port)
{
  g_auto (GStrv) found = quay_known_hosts_find (self->hosts, host, port, NULL);
  GString *numbers = g_string_new (NULL);

  for (gsize i = 0; found[i] != NULL; i++)
    g_string_append_printf (numbers, "%s ", strrchr (found[i], ':') + 1);

  return g_string_free_and_steal (numbers);
}

static guint
compare_with_ssh_keygen (Fixture *self)
{
  static const char *const hosts[] = { "alpha",   "beta.example", "gamma.example",  "10.0.0.1", "10.0.0.12",
                                       "fe80::1", "nowhere",      "x.beta.example", "alph",     "zeta.example" };
  guint found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    for (guint port = 22; port <= 2222; port += 2200)
      {
        g_autofree char *name = port == 22 ? g_strdup (hosts[i]) : g_strdup_printf ("[%s]:%u", hosts[i], port);
        g_autofree char *theirs = ask_ssh_keygen (self, name);
        g_autofree char *ours = ask_ours (self, hosts[i], port);

        g_assert_cmpstr (ours, ==, theirs);
        found += strlen (ours);
      }

  return found;
}

/* RELIABILITY 34 */
static void
test_oracle (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");

  if (ssh_keygen == NULL)
    {
      g_test_skip ("no ssh-keygen here to compare with");
      return;
    }

  for (guint i = 0; i < 500; i++)
    append_random_line (text, FALSE);
  for (guint length = 1021; length <= 1026; length++) /* where OpenSSH gives a list up */
    {
      g_autofree char *pattern = g_strnfill (length, 'x');

      g_string_append_printf (text, "%s,alpha ssh-ed25519 AAAA\n!%s,alpha ssh-ed25519 AAAA\n", pattern, pattern);
    }
  g_string_truncate (text, text->len - 1); /* and no last line feed */
  g_assert_true (g_file_set_contents (self->file, text->str, text->len, NULL));
  g_assert_cmpuint (compare_with_ssh_keygen (self), >, 1000);
}

static void
test_oracle_hashed (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");
  const char *argv[] = { "ssh-keygen", "-q", "-H", "-f", self->file, NULL };
  g_autofree char *hashed = NULL;
  int status;

  if (ssh_keygen == NULL)
    {
      g_test_skip ("no ssh-keygen here to compare with");
      return;
    }
  for (guint i = 0; i < 500; i++)
    append_random_line (text, TRUE);
  g_assert_true (g_file_set_contents (self->file, text->str, text->len, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                               NULL, NULL, NULL, &status, NULL));
  g_assert_true (g_file_get_contents (self->file, &hashed, NULL, NULL));
  g_assert_nonnull (strstr (hashed, "|1|"));
  g_assert_cmpuint (compare_with_ssh_keygen (self), >, 500);
}

#define add(path, function) g_test_add ("/base/known-hosts/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("cases", test_cases);
  add ("half-keys", test_half_keys);
  add ("nul-and-length", test_nul_and_length);
  add ("costly-pattern", test_costly_pattern);
  add ("errors", test_errors);
  add ("several-files", test_several_files);
  add ("key-types", test_key_types);
  add ("as-ssh-keygen-finds", test_oracle);
  add ("as-ssh-keygen-finds-hashed", test_oracle_hashed);

  return g_test_run ();
}
