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

void
quay_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
