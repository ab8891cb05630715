/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-async.h"

void
quay_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

GAsyncResult *
quay_test_wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

void
quay_test_wait_until (const guint *flag)
{
  while (*flag == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
on_too_late (gpointer unused)
{
  g_error ("what is waited for does not come");

  return G_SOURCE_REMOVE;
}

void
quay_test_run_until_none (const guint *number, guint seconds)
{
  guint timeout = g_timeout_add_seconds (seconds, on_too_late, NULL);

  while (*number > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

gint64
quay_test_in_seconds (guint seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

void
quay_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

struct _QuayTestCanceller
{
  GThread *thread;
  GCancellable *cancellable; /* owned */
  gint64 when;
};

static gpointer
cancel (gpointer user_data)
{
  QuayTestCanceller *self = user_data;

  g_usleep (100 * 1000);
  self->when = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);

  return NULL;
}

QuayTestCanceller *
quay_test_cancel_soon (GCancellable *cancellable)
{
  QuayTestCanceller *self = g_new0 (QuayTestCanceller, 1);

  self->cancellable = g_object_ref (cancellable);
  self->thread = g_thread_new ("cancel", cancel, self);

  return self;
}

void
quay_test_assert_was_prompt (QuayTestCanceller *self)
{
  gint64 now = g_get_monotonic_time ();

  g_thread_join (self->thread);
  g_assert_cmpint (now - self->when, <, G_USEC_PER_SEC);
  g_object_unref (self->cancellable);
  g_free (self);
}
