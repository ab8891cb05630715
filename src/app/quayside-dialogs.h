/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @names: base names as bytes, escaped by the dialog. Local files go to the wastebasket, remote ones for good.
 * finish: TRUE where they are to be deleted, FALSE with G_IO_ERROR_CANCELLED where not. */
void     quayside_ask_delete_async  (GtkWidget *parent, GPtrArray *names, gboolean remote, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean quayside_ask_delete_finish (GAsyncResult *result, GError **error);

/* NULL where @name is fine, else a sentence that says what is wrong (transfer full). "", "." and "..", "/" and names over
 * 255 bytes are refused by the dialog itself. */
typedef char *(*QuaysideNameValidator) (const char *name, gpointer user_data);

/* For a new folder and for renaming. @heading: the question. @accept: what the button says, with a mnemonic.
 * @initial: the entry's text; where it is a file name the part before its extension is selected. finish: the name (transfer full), or NULL with G_IO_ERROR_CANCELLED. */
void     quayside_ask_name_async    (GtkWidget *parent, const char *title, const char *heading, const char *accept,
                                     const char *initial, QuaysideNameValidator validator, gpointer validator_data,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char    *quayside_ask_name_finish   (GAsyncResult *result, GError **error);

/* A sentence with what to do next, in the window. Says nothing for G_IO_ERROR_CANCELLED. */
void     quayside_show_error        (GtkWidget *parent, const char *heading, const GError *error);

/* On the toast overlay around @anywhere. @text is plain, not markup. */
void     quayside_add_toast         (GtkWidget *anywhere, const char *text);

G_END_DECLS
