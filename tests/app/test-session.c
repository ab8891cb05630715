/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "quayside-path.h"
#include "quayside-session-page.h"
#include "quayside-test-window.h"

/* A session page with OpenSSH's own server behind it, on a pair of pipes. */

static const char *const servers[] = { "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                                       "/usr/libexec/sftp-server", "/usr/lib/ssh/sftp-server", NULL };

typedef struct
{
  char *here;
  char *there;
  char *aside;
  GtkWidget *window;
  QuaysideSessionPage *page;
  QuaysideFilePane *local;
  QuaysideFilePane *remote;
} Fixture;

typedef struct
{
  Fixture *fixture;
  const char *text;
} Expected;

static const char *
find_server (void)
{
  for (gsize i = 0; servers[i] != NULL; i++)
    if (g_file_test (servers[i], G_FILE_TEST_IS_EXECUTABLE))
      return servers[i];

  return NULL;
}

static gboolean
shows_text (gpointer data)
{
  Expected *expected = data;

  return quayside_test_shows (expected->fixture->window, expected->text);
}

static void
wait_text (Fixture *fixture, const char *text)
{
  Expected expected = { fixture, text };

  g_test_message ("waiting for “%s”", text);
  quayside_test_wait (shows_text, &expected);
}

typedef struct
{
  QuaysideFilePane *pane;
  guint n;
} Items;

static gboolean
has_items (gpointer data)
{
  Items *items = data;

  return g_list_model_get_n_items (G_LIST_MODEL (quayside_file_pane_get_selection (items->pane))) == items->n;
}

static void
wait_items (QuaysideFilePane *pane, guint n)
{
  Items items = { pane, n };

  quayside_test_wait (has_items, &items);
}

static gboolean
exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = quayside_path_join (folder, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_text (const char *folder, const char *name, const char *expected)
{
  g_autofree char *path = quayside_path_join (folder, name);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
connect_to (Fixture *fixture, const char *command)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  const char *argv[] = { "sh", "-c", command, NULL };

  quay_site_options_set_host (options, "localhost");
  quay_site_options_set_user (options, "me");
  quay_site_options_set_transport (options, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (options, argv);
  quayside_session_page_connect (fixture->page, options, fixture->there);
}

static char *
dup_server_command (Fixture *fixture)
{
  return g_strdup_printf ("echo $$ >%s/pid; exec %s", fixture->aside, find_server ());
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->here = g_dir_make_tmp ("quayside-here-XXXXXX", NULL);
  fixture->there = g_dir_make_tmp ("quayside-there-XXXXXX", NULL);
  fixture->aside = g_dir_make_tmp ("quayside-aside-XXXXXX", NULL);
  write_file (fixture->here, "up.txt", "going up\n");
  write_file (fixture->there, "down.txt", "going down\n");
  g_assert_cmpint (chdir (fixture->here), ==, 0);
  fixture->page = QUAYSIDE_SESSION_PAGE (quayside_session_page_new ());
  fixture->local = quayside_session_page_get_local_pane (fixture->page);
  fixture->remote = quayside_session_page_get_remote_pane (fixture->page);
  fixture->window = quayside_test_window_new (GTK_WIDGET (fixture->page));
  wait_text (fixture, "up.txt");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", "--", fixture->here, fixture->there, fixture->aside, NULL };

  quayside_session_page_disconnect (fixture->page);
  quayside_test_window_close (fixture->window);
  g_assert_cmpint (chdir ("/"), ==, 0);
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free (fixture->here);
  g_free (fixture->there);
  g_free (fixture->aside);
}

static void
select_all_and (QuaysideFilePane *pane, const char *action)
{
  g_assert_true (gtk_selection_model_select_all (quayside_file_pane_get_selection (pane)));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (pane), action, NULL));
}

static void
test_idle (Fixture *fixture, gconstpointer data)
{
  wait_text (fixture, "Not Connected");
  g_assert_true (quayside_session_page_is_idle (fixture->page));
  g_assert_cmpstr (quayside_session_page_get_title (fixture->page), ==, "New Connection");
}

static void
test_both_ways (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = dup_server_command (fixture);
  g_autofree char *up = quayside_path_join (fixture->there, "up.txt");
  g_autofree char *down = quayside_path_join (fixture->here, "down.txt");

  connect_to (fixture, command);
  wait_text (fixture, "down.txt");
  g_assert_true (quayside_session_page_is_connected (fixture->page));
  g_assert_cmpstr (quayside_session_page_get_title (fixture->page), ==, "me@localhost");
  gtk_selection_model_select_item (quayside_file_pane_get_selection (fixture->remote), 0, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->remote), "pane.transfer", NULL));
  quayside_test_wait (exists, down);
  assert_text (fixture->here, "down.txt", "going down\n");
  /* Each pane shows by itself what came. */
  wait_items (fixture->local, 2);
  g_assert_cmpint (g_unlink (down), ==, 0);
  wait_items (fixture->local, 1);
  select_all_and (fixture->local, "pane.transfer");
  quayside_test_wait (exists, up);
  assert_text (fixture->there, "up.txt", "going up\n");
  wait_items (fixture->remote, 2);
  quayside_test_shot (fixture->window, "session");
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = dup_server_command (fixture);

  connect_to (fixture, "echo This is not SFTP");
  wait_text (fixture, "Could Not Connect");
  g_assert_false (quayside_session_page_is_connected (fixture->page));
  quayside_test_shot (fixture->window, "session-failed");
  connect_to (fixture, command);
  wait_text (fixture, "down.txt");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, "exec sleep 60");
  wait_text (fixture, "Connecting to me@localhost");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), "page.cancel", NULL));
  wait_text (fixture, "Not Connected to me@localhost");
}

/* The free space is asked for when the listing is complete. */
static gboolean
knows_space (gpointer pane)
{
  return quayside_test_shows (pane, " free");
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = dup_server_command (fixture);
  g_autofree char *pid_path = quayside_path_join (fixture->aside, "pid");
  g_autofree char *pid = NULL;

  connect_to (fixture, command);
  wait_text (fixture, "down.txt");
  quayside_test_wait (knows_space, fixture->remote);
  g_assert_true (g_file_get_contents (pid_path, &pid, NULL, NULL));
  g_assert_cmpint (kill (atoi (pid), SIGKILL), ==, 0);
  wait_text (fixture, "Connect Again");
  g_assert_false (quayside_session_page_is_connected (fixture->page));
  /* What was listed stays. */
  wait_text (fixture, "down.txt");
  quayside_test_shot (fixture->window, "session-lost");
  write_file (fixture->there, "later.txt", "x");
  quayside_session_page_reconnect (fixture->page);
  wait_text (fixture, "later.txt");
  g_assert_cmpstr (quayside_file_pane_get_path (fixture->remote), ==, fixture->there);
}

#define ADD(name, function) g_test_add ("/session/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  quayside_test_init (&argc, &argv);
  if (find_server () == NULL)
    return 77;
  ADD ("idle", test_idle);
  ADD ("both-ways", test_both_ways);
  ADD ("failure", test_failure);
  ADD ("cancel", test_cancel);
  ADD ("lost", test_lost);

  return g_test_run ();
}
