/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-known-hosts.h"
#include "quay-test-folder.h"
#include "quay-test-sshd.h"

#define WORKERS 20
#define ADDITIONS 50

static const char *program;

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
  self->file = g_build_filename (self->directory, "ssh", "known_hosts", NULL);
  self->hosts = quay_known_hosts_new ((const char *const[]){ self->file, NULL });
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  quay_test_remove_folder (self->directory);
  g_object_unref (self->hosts);
  g_free (self->file);
}

static QuayHostKey *
make_key (guint32 number)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) blob = NULL;
  guint8 bytes[32] = { 0 };

  memcpy (bytes, &number, sizeof number);
  quay_blob_put_text (array, "ssh-ed25519");
  quay_blob_put_string (array, bytes, sizeof bytes);
  blob = g_bytes_new (array->data, array->len);

  return quay_host_key_new (blob, NULL);
}

static void
add (Fixture *self, const char *host, guint port, guint32 number, gboolean hash_name)
{
  g_autoptr (QuayHostKey) key = make_key (number);
  g_autoptr (GError) error = NULL;
  QuayKnownHostsResult result;

  g_assert_true (quay_known_hosts_add (self->hosts, host, port, key, hash_name, &error));
  g_assert_no_error (error);
  g_assert_true (quay_known_hosts_check (self->hosts, host, port, key, &result, NULL, &error));
  g_assert_cmpint (result, ==, QUAY_KNOWN_HOSTS_MATCH);
}

static char *
read_file (Fixture *self)
{
  char *text;

  g_assert_true (g_file_get_contents (self->file, &text, NULL, NULL));

  return text;
}

static guint
get_mode (const char *path)
{
  struct stat status;

  g_assert_cmpint (lstat (path, &status), ==, 0);

  return status.st_mode & 07777;
}

static void
test_modes (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->file);
  mode_t before = umask (0);

  add (self, "h", 22, 1, FALSE);
  umask (before);
  g_assert_cmpuint (get_mode (folder), ==, 0700);
  g_assert_cmpuint (get_mode (self->file), ==, 0600);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  add (self, "h", 22, 1, FALSE);
  add (self, "H.Example", 2222, 2, FALSE);
  add (self, "::1", 22, 3, FALSE);
  add (self, "fe80::1%eth0", 2222, 4, FALSE);
  text = read_file (self);
  g_assert_true (g_str_has_prefix (text, "h ssh-ed25519 AAAA"));
  g_assert_nonnull (strstr (text, "\n[h.example]:2222 ssh-ed25519 AAAA"));
  g_assert_nonnull (strstr (text, "\n::1 ssh-ed25519 AAAA"));
  g_assert_nonnull (strstr (text, "\n[fe80::1%eth0]:2222 ssh-ed25519 AAAA"));
  add (self, "h", 22, 1, FALSE);
  again = read_file (self);
  g_assert_cmpstr (again, ==, text);
}

static void
test_hashed (Fixture *self, gconstpointer data)
{
  g_autofree char *ssh_keygen = g_find_program_in_path ("ssh-keygen");
  g_autofree char *text = NULL;
  g_autofree char *folder = g_path_get_dirname (self->file);

  add (self, "secret.example", 22, 1, TRUE);
  add (self, "Secret.example", 2222, 2, TRUE);
  text = read_file (self);
  g_assert_null (strstr (text, "ecret"));
  g_assert_true (g_str_has_prefix (text, "|1|"));
  if (ssh_keygen == NULL)
    return;
  quay_test_run_sh (folder, "ssh-keygen -F secret.example -f known_hosts > one && grep -q 'line 1' one");
  quay_test_run_sh (folder, "ssh-keygen -F '[secret.example]:2222' -f known_hosts > two && grep -q 'line 2' two");
}

/* What stands there stays to the byte, whatever it is. */
static void
test_foreign_lines (Fixture *self, gconstpointer data)
{
  static const char *const before[] = { "# comment\r\n\xff\xfe garbage\n\n", "no last line feed",
                                        "x ssh-ed25519 AAAA\n\n\n", "\n", "h ssh-ed25519 AAAAC3NzaC1lZ" };
  g_autofree char *folder = g_path_get_dirname (self->file);

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      g_autofree char *after = NULL;

      g_assert_true (g_file_set_contents (self->file, before[i], -1, NULL));
      g_assert_cmpint (g_chmod (self->file, 0644), ==, 0);
      add (self, "h", 22, 1, FALSE);
      after = read_file (self);
      g_assert_true (g_str_has_prefix (after, before[i]));
      g_assert_cmpint (after[strlen (before[i])], ==, g_str_has_suffix (before[i], "\n") ? 'h' : '\n');
      g_assert_true (g_str_has_suffix (after, "\n"));
      g_assert_cmpuint (get_mode (self->file), ==, 0644);
      g_assert_cmpuint (get_mode (folder), ==, 0755);
    }
}

static void
test_link (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_build_filename (self->directory, "elsewhere", NULL);
  g_autofree char *folder = g_path_get_dirname (self->file);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink ("../elsewhere", self->file), ==, 0);
  add (self, "h", 22, 1, FALSE);
  add (self, "i", 22, 2, FALSE);
  g_assert_true (g_file_test (self->file, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpuint (get_mode (target), ==, 0600);
}

static void
assert_not_added (Fixture *self, const char *host, guint port, guint32 number, int code)
{
  g_autoptr (QuayHostKey) key = make_key (number);
  g_autoptr (GError) error = NULL;

  g_assert_false (quay_known_hosts_add (self->hosts, host, port, key, FALSE, &error));
  g_assert_error (error, QUAY_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* RELIABILITY: a changed or revoked key leaves the file as it is, to the byte. */
static void
test_contradictions (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *command = NULL;

  add (self, "h", 22, 1, FALSE);
  add (self, "gone", 22, 3, FALSE);
  command = g_strdup_printf ("sed -i 's/^gone/@revoked */' '%s'", self->file);
  quay_test_run_sh (NULL, command);
  before = read_file (self);
  assert_not_added (self, "h", 22, 2, QUAY_ERROR_HOST_KEY_REJECTED);
  assert_not_added (self, "new", 2222, 3, QUAY_ERROR_HOST_KEY_REJECTED);
  after = read_file (self);
  g_assert_cmpstr (after, ==, before);
}

static void
test_bad_names (Fixture *self, gconstpointer data)
{
  static const char *const names[]
      = { "", "*", "a,b", "!a", "|1|x|y", "#a", "@revoked", "a b", "a\nb ssh-ed25519 AAAA", "a?", "\x7f", "a\tb" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      assert_not_added (self, names[i], 22, 1, QUAY_ERROR_HOST_INVALID);
      assert_not_added (self, names[i], 2222, 1, QUAY_ERROR_HOST_INVALID);
    }
  g_assert_false (g_file_test (self->file, G_FILE_TEST_EXISTS));
}

static void
test_unwritable (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->file);

  g_assert_true (g_file_set_contents (folder, "a file in the folder's place", -1, NULL));
  assert_not_added (self, "h", 22, 1, QUAY_ERROR_LOCAL_FILE);
  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink ("/dev/full", self->file), ==, 0);
  if (access ("/dev/full", W_OK) == 0)
    assert_not_added (self, "h", 22, 1, QUAY_ERROR_LOCAL_FILE);
}

static int
work (const char *file, const char *prefix, const char *count)
{
  g_autoptr (QuayKnownHosts) hosts = quay_known_hosts_new ((const char *const[]){ file, NULL });

  for (int i = 0; i < atoi (count); i++)
    {
      g_autofree char *host = g_strdup_printf ("w%s-%d", prefix, i);
      g_autoptr (QuayHostKey) key = make_key (atoi (prefix) * 1000 + i);
      g_autoptr (GError) error = NULL;

      if (!quay_known_hosts_add (hosts, host, 22, key, i % 2, &error))
        g_error ("%s", error->message);
    }

  return 0;
}

static void
start_workers (Fixture *self, GSubprocess *workers[WORKERS])
{
  for (guint i = 0; i < WORKERS; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%u", i);
      g_autoptr (GError) error = NULL;

      workers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--add", self->file, prefix,
                                     G_STRINGIFY (ADDITIONS), NULL);
      g_assert_no_error (error);
    }
}

static void
finish_workers (GSubprocess *workers[WORKERS])
{
  for (guint i = 0; i < WORKERS; i++)
    {
      g_assert_true (g_subprocess_wait_check (workers[i], NULL, NULL));
      g_object_unref (workers[i]);
    }
}

static void
assert_all_there (Fixture *self)
{
  for (guint i = 0; i < WORKERS; i++)
    for (guint j = 0; j < ADDITIONS; j++)
      {
        g_autofree char *host = g_strdup_printf ("w%u-%u", i, j);
        g_autoptr (QuayHostKey) key = make_key (i * 1000 + j);
        QuayKnownHostsResult result;

        g_assert_true (quay_known_hosts_check (self->hosts, host, 22, key, &result, NULL, NULL));
        g_assert_cmpint (result, ==, QUAY_KNOWN_HOSTS_MATCH);
      }
}

static guint
count_lines (const char *text, const char *containing)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    n += *lines[i] != '\0' && strstr (lines[i], containing) != NULL;

  return n;
}

/* A file that begins without its last line feed, 20 of us, and a shell that appends as ssh does. */
static void
test_many_writers (Fixture *self, gconstpointer data)
{
  GSubprocess *workers[WORKERS];
  g_autofree char *folder = g_path_get_dirname (self->file);
  g_autofree char *text = NULL;
  g_autofree char *first = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (self->file, "# first", -1, NULL));
  start_workers (self, workers);
  quay_test_run_sh (folder, "for i in $(seq 200); do echo \"foreign-$i ssh-ed25519 AAAA\" >> known_hosts; done");
  finish_workers (workers);
  assert_all_there (self);
  text = read_file (self);
  g_assert_cmpuint (count_lines (text, "foreign-"), ==, 200);
  g_assert_cmpuint (count_lines (text, ""), ==, 1 + 200 + WORKERS * ADDITIONS);
  first = g_strndup (text, 8);
  g_assert_cmpstr (first, ==, "# first\n");
}

/* The same against ssh itself, which adds the key of a real server under 30 names. */
static void
test_against_ssh (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  GSubprocess *workers[WORKERS];
  g_autofree char *command = NULL;
  g_autofree char *text = NULL;

  if (sshd == NULL)
    return;
  command = g_strdup_printf (
      "for i in $(seq 30); do ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=accept-new "
      "-o UserKnownHostsFile='%s' -o GlobalKnownHostsFile=none -o HashKnownHosts=no -o UpdateHostKeys=no "
      "-o HostKeyAlias=foreign-$i -o IdentityFile=none -p %u 127.0.0.1 true 2>/dev/null; done; true",
      self->file, quay_test_sshd_get_port (sshd));
  add (self, "first", 22, 999999, FALSE);
  start_workers (self, workers);
  quay_test_run_sh (NULL, command);
  finish_workers (workers);
  assert_all_there (self);
  text = read_file (self);
  g_assert_cmpuint (count_lines (text, "foreign-"), ==, 30);
  g_assert_cmpuint (count_lines (text, ""), ==, 1 + 30 + WORKERS * ADDITIONS);
}

#define add_test(path, function) g_test_add ("/base/known-hosts-add/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--add"))
    return work (argv[2], argv[3], argv[4]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  add_test ("modes", test_modes);
  add_test ("names", test_names);
  add_test ("hashed", test_hashed);
  add_test ("foreign-lines", test_foreign_lines);
  add_test ("link", test_link);
  add_test ("contradictions", test_contradictions);
  add_test ("bad-names", test_bad_names);
  add_test ("unwritable", test_unwritable);
  add_test ("many-writers", test_many_writers);
  add_test ("against-ssh", test_against_ssh);

  return g_test_run ();
}
