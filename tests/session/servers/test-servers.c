/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One and the same set of cases on every SFTP server that people run, in every version it speaks. known.c names what a
 * server cannot do; that must fail. In the end comes a table: case, server, version.
 */
#include <ftw.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "case.h"
#include "known.h"
#include "quay-test-server.h"

static const struct
{
  const char *name;
  guint versions;
} servers[] = {
  { "OpenSSH", V3 }, { "gesftpserver", ALL }, { "ProFTPD", ALL }, { "AsyncSSH", ALL },
  { "Erlang", ALL }, { "Paramiko", V3 },      { "Dropbear", V3 },
};

/* A case that takes longer is named. */
#define SLOW_SECONDS 1

static const CaseKind *const kinds[]
    = { look_cases, name_cases, set_cases, data_cases, extension_cases, transfer_cases };

/* The table: a letter for each server and version. */
static GPtrArray *columns;   /* of char *: "OpenSSH 3" */
static GHashTable *rows;     /* case -> GString of letters */
static GPtrArray *row_order; /* of const char * */
static GPtrArray *reasons;   /* of char * */

static void
note (const char *test, char letter)
{
  GString *row = g_hash_table_lookup (rows, test);

  if (row == NULL)
    {
      row = g_string_new (NULL);
      g_hash_table_insert (rows, (gpointer)test, row);
      g_ptr_array_add (row_order, (gpointer)test);
    }
  while (row->len + 1 < columns->len)
    g_string_append_c (row, ' ');
  g_string_append_c (row, letter);
}

/* A failure that is known is as good as success, and the other way round. */
static void
judge (const char *server, Case *c, const char *test)
{
  const char *reason = why_not (server, c->version, test);

  if (c->why != NULL && reason == NULL)
    {
      note (test, 'F');
      g_test_message ("%s %u, %s: %s", server, c->version, test, c->why);
      g_test_fail ();
    }
  else if (c->why == NULL && reason != NULL)
    {
      note (test, '!');
      g_test_message ("%s %u, %s: succeeds, though known.c says that it cannot (%s)", server, c->version, test, reason);
      g_test_fail ();
    }
  else
    note (test, reason != NULL ? '-' : 'o');
  if (reason != NULL)
    g_ptr_array_add (reasons, g_strdup_printf ("%s %u: %s: %s", server, c->version, test, reason));
}

static QuayLogin *
log_in (QuayTestServer *server, guint version, GError **error)
{
  g_autoptr (QuaySiteOptions) options = quay_test_server_dup_options (server, version);
  g_autoptr (QuayLogin) login = quay_login_new (options, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_open_async (login, NULL, quay_test_keep_result, &result);
  if (!quay_login_open_finish (login, quay_test_wait_for (&result), error))
    return NULL;

  return g_steal_pointer (&login);
}

static void
log_out (QuayLogin *login)
{
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_close_async (login, NULL, quay_test_keep_result, &result);
  quay_login_close_finish (login, quay_test_wait_for (&result), NULL);
  g_object_unref (login);
  quay_test_settle ();
}

static int
open_up (const char *path, const struct stat *st, int kind, struct FTW *where)
{
  return kind == FTW_D ? g_chmod (path, 0700) : 0;
}

static int
remove_one (const char *path, const struct stat *st, int kind, struct FTW *where)
{
  return remove (path);
}

/* No program is run for that: there are some two thousand cases. */
static void
remove_folder (const char *path)
{
  nftw (path, open_up, 16, FTW_PHYS);
  g_assert_cmpint (nftw (path, remove_one, 16, FTW_PHYS | FTW_DEPTH), ==, 0);
}

/* A case may have been too much for the server. */
static gboolean
is_alive (QuayLogin *login)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  quay_login_realpath_async (login, "/", NULL, quay_test_keep_result, &result);
  path = quay_login_realpath_finish (login, quay_test_wait_for (&result), &error);

  return path != NULL || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS);
}

static void
run_case (QuayTestServer *server, const char *name, QuayLogin *login, guint version, const CaseKind *kind)
{
  g_autofree char *folder = g_build_filename (quay_test_server_get_folder (server), "case", NULL);
  Case c = { .login = login, .version = version, .folder = folder };
  gint64 start;

  start = g_get_monotonic_time ();
  c.kept = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (folder, QUAY_TEST_NOBODY, QUAY_TEST_NOBODY), ==, 0);
  kind->run (&c);
  if (g_get_monotonic_time () - start > SLOW_SECONDS * G_USEC_PER_SEC)
    g_test_message ("%s %u, %s: %.1f seconds", name, version, kind->name,
                    (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  judge (name, &c, kind->name);
  remove_folder (folder);
  g_ptr_array_unref (c.kept);
  g_clear_error (&c.error);
  g_free (c.why);
}

static void
cannot_log_in (QuayTestServer *server, const char *name, guint version, const GError *error)
{
  g_autofree char *log = quay_test_server_dup_log (server);
  Case c = { .version = version, .why = g_strdup (error->message) };

  judge (name, &c, "log in");
  if (why_not (name, version, "log in") == NULL)
    g_test_message ("%s", log);
  g_free (c.why);
}

/* A case after which the server is gone does not end the others. */
static void
run_cases (QuayTestServer *server, const char *name, guint version)
{
  const char *only = g_getenv ("QUAY_CASE");
  QuayLogin *login = NULL;

  g_ptr_array_add (columns, g_strdup_printf ("%s %u", name, version));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (const CaseKind *kind = kinds[i]; kind->name != NULL; kind++)
      {
        g_autoptr (GError) error = NULL;

        if (only != NULL && strstr (kind->name, only) == NULL)
          continue;
        if (login != NULL && !is_alive (login))
          g_clear_pointer (&login, log_out);
        if (login == NULL)
          login = log_in (server, version, &error);
        if (login == NULL)
          {
            cannot_log_in (server, name, version, error);
            return;
          }
        if (kind == kinds[0])
          judge (name, &(Case){ .version = version }, "log in");
        run_case (server, name, login, version, kind);
      }
  g_clear_pointer (&login, log_out);
}

static void
test_server (gconstpointer data)
{
  const char *name = data;
  g_autoptr (QuayTestServer) server = quay_test_server_start (name);

  if (server == NULL)
    {
      g_test_skip ("it is not installed: NOT tested");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    for (guint version = 3; version <= 6; version++)
      if (g_str_equal (servers[i].name, name) && (servers[i].versions & 1u << version) != 0)
        run_cases (server, name, version);
}

/* Those that speak version 3 alone are offered 6, and answer with what they have. */
static void
test_highest_offered (gconstpointer data)
{
  const char *name = data;
  g_autoptr (QuayTestServer) server = quay_test_server_start (name);
  g_autoptr (GError) error = NULL;
  QuayLogin *login;

  if (server == NULL)
    {
      g_test_skip ("it is not installed: NOT tested");
      return;
    }
  login = log_in (server, 6, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (quay_login_get_sftp_version (login), ==, 3);
  log_out (login);
}

static void
print_table (void)
{
  g_print ("o: as it must be; -: cannot be (see below); F: fails; !: succeeds, though it is said that it cannot\n");
  for (guint i = 0; i < columns->len; i++)
    g_print ("%2u  %s\n", i + 1, (const char *)columns->pdata[i]);
  for (guint i = 0; i < row_order->len; i++)
    {
      const GString *row = g_hash_table_lookup (rows, row_order->pdata[i]);

      g_print ("%-28s", (const char *)row_order->pdata[i]);
      for (gsize j = 0; j < row->len; j++)
        g_print (" %c", row->str[j]);
      g_print ("\n");
    }
  for (guint i = 0; i < reasons->len; i++)
    g_print ("%s\n", (const char *)reasons->pdata[i]);
}

static void
free_row (gpointer row)
{
  g_string_free (row, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  columns = g_ptr_array_new_with_free_func (g_free);
  rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_row);
  row_order = g_ptr_array_new ();
  reasons = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/servers/%s", servers[i].name);

      g_test_add_data_func (path, servers[i].name, test_server);
    }
  g_test_add_data_func ("/servers/highest/OpenSSH", "OpenSSH", test_highest_offered);
  g_test_add_data_func ("/servers/highest/Paramiko", "Paramiko", test_highest_offered);
  status = g_test_run ();
  print_table ();
  g_ptr_array_unref (columns);
  g_hash_table_unref (rows);
  g_ptr_array_unref (row_order);
  g_ptr_array_unref (reasons);

  return status;
}
