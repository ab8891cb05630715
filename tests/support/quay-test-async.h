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
/* Runs what is due. */
void          quay_test_settle      (void);

G_END_DECLS
