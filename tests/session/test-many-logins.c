/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RELIABILITY 45: connections that come and go leave nothing behind. */
#include <string.h>

#include "quay-login.h"
#include "quay-test-async.h"
#include "quay-test-login.h"

/* A thread that has been joined may be counted for a moment. */
#define SETTLE_SECONDS 5

typedef struct
{
  guint fds;
  guint threads;
  guint64 kib; /* resident */
} Use;

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static guint64
read_resident (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmRSS:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10);
}

static Use
measure (void)
{
  return (Use){ count_entries ("/proc/self/fd"), count_entries ("/proc/self/task"), read_resident () };
}

static void
connect_once (QuayTestLogin *site)
{
  g_autoptr (QuayLogin) login = quay_login_new (site->options, NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) looked = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  quay_login_open_async (login, NULL, quay_test_keep_result, &opened);
  quay_login_open_finish (login, quay_test_wait_for (&opened), &error);
  g_assert_no_error (error);
  quay_login_realpath_async (login, ".", NULL, quay_test_keep_result, &looked);
  path = quay_login_realpath_finish (login, quay_test_wait_for (&looked), &error);
  g_assert_no_error (error);
  quay_login_close_async (login, NULL, quay_test_keep_result, &closed);
  quay_login_close_finish (login, quay_test_wait_for (&closed), &error);
  g_assert_no_error (error);
}

static void
test_come_and_go (void)
{
  gboolean slow = g_getenv ("QUAY_SLOW") != NULL;
  guint n_warm_ups = slow ? 100 : 20, n = slow ? 1000 : 60;
  g_autoptr (QuayTestLogin) site = quay_test_login_new_on (quay_test_sshd_new ("MaxStartups 1000\n"));
  gint64 end;
  Use before, after;

  if (site == NULL)
    return;
  quay_test_login_use_new_key (site, "ed25519");
  for (guint i = 0; i < n_warm_ups; i++)
    connect_once (site);
  before = measure ();
  for (guint i = 0; i < n; i++)
    connect_once (site);
  end = quay_test_in_seconds (SETTLE_SECONDS);
  do
    after = measure ();
  while ((after.threads > before.threads || after.fds > before.fds) && g_get_monotonic_time () < end);
  g_test_message ("after %u more: %u -> %u descriptors, %u -> %u threads, %" G_GUINT64_FORMAT " -> %" G_GUINT64_FORMAT
                  " KiB",
                  n, before.fds, after.fds, before.threads, after.threads, before.kib, after.kib);
  g_assert_cmpuint (after.fds, <=, before.fds);
  g_assert_cmpuint (after.threads, <=, before.threads);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpuint (after.kib, <=, before.kib + 1024);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/many-logins/come-and-go", test_come_and_go);

  return g_test_run ();
}
