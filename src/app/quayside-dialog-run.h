/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Presents @dialog over @parent. Finishes when the dialog is answered or closed; with G_IO_ERROR_CANCELLED when the cancellable
 * fires or the parent goes away. The result is the response of an AdwAlertDialog, "" for other dialogs (transfer full). */
void  quayside_dialog_run_async  (AdwDialog *dialog, GtkWidget *parent, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
char *quayside_dialog_run_finish (AdwDialog *dialog, GAsyncResult *result, GError **error);

G_END_DECLS
