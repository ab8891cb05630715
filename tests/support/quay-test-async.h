/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For calls that end in a callback: the call's user data is the address of a result that is NULL so far. */
void          quay_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);
/* Runs the main context until the result is there; borrowed. */
GAsyncResult *quay_test_wait_for    (GAsyncResult **result);
/* Runs it until *@flag is not zero. */
void          quay_test_wait_until  (const guint *flag);
/* Runs it until *@number is zero, which has to come within @seconds. */
void          quay_test_run_until_none (const guint *number, guint seconds);
/* For deadlines. */
gint64        quay_test_in_seconds  (guint seconds);

/* Cancels it from another thread a moment from now. The second call, when what was cancelled has come back, waits for
 * the thread and asserts that it took less than a second. */
typedef struct _QuayTestCanceller QuayTestCanceller;
QuayTestCanceller *quay_test_cancel_soon       (GCancellable *cancellable);
void               quay_test_assert_was_prompt (QuayTestCanceller *self);
/* Runs what is due. */
void          quay_test_settle      (void);

G_END_DECLS
