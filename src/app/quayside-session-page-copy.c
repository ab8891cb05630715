/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-session-page-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-local-home.h"
#include "quayside-path.h"
#include "quayside-queue-keeper.h"
#include "quayside-speed-limit.h"

static QuayTransfer *
new_transfer (QuaysideSessionPage *self,
              QuaysideFileSelection *files,
              const char *path,
              QuaysideLocation *to,
              const char *target,
              QuayTransferOptions *options)
{
  QuayLogin *from_login = quayside_location_get_login (quayside_file_selection_get_location (files));

  if (from_login != NULL)
    return quay_transfer_new_download (from_login, path, target, options, self->interaction);

  return quay_transfer_new_upload (quayside_location_get_login (to), path, target, options, self->interaction);
}

/* One set of options for all: an answer "for all of them" holds for these and no others. */
static void
queue_transfers (QuaysideSessionPage *self, QuaysideFileSelection *files, QuaysideLocation *to, const char *folder)
{
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new ();

  for (guint i = 0; i < quayside_file_selection_get_n_paths (files); i++)
    {
      const char *path = quayside_file_selection_get_path (files, i);
      g_autofree char *name = quayside_path_name (path);
      g_autofree char *target = quayside_path_join (folder, name);
      g_autoptr (QuayTransfer) transfer = new_transfer (self, files, path, to, target, options);

      quay_transfer_queue_add (self->queue, transfer);
    }
}

static void
copy_to (QuaysideSessionPage *self, QuaysideFileSelection *files, QuaysideFilePane *pane, const char *folder)
{
  QuaysideLocation *from = quayside_file_selection_get_location (files);
  QuaysideLocation *to = quayside_file_pane_get_location (pane);

  if (to == NULL)
    return;
  if (quayside_location_is_local (to) && quayside_local_home_is_fleeting (folder))
    quayside_add_toast (GTK_WIDGET (self),
                        _ ("What is put into this folder is gone when Quayside ends. Choose another one first."));
  else if (!quayside_location_is_local (from) && !quayside_location_is_local (to))
    quayside_add_toast (
        GTK_WIDGET (self),
        quayside_location_equal (from, to)
            ? _ ("The server cannot copy by itself. Drag the files to move them, or download them first.")
            : _ ("Files cannot go from server to server. Download them first."));
  else if (!quayside_location_equal (from, to))
    queue_transfers (self, files, to, folder);
  else
    quayside_file_pane_copy_here (pane, files, folder);
}

static QuaysideFilePane *
other_pane (QuaysideSessionPage *self, QuaysideFilePane *pane)
{
  return pane == self->local_pane ? self->remote_pane : self->local_pane;
}

static void
on_transfer_requested (QuaysideSessionPage *self, QuaysideFileSelection *files, QuaysideFilePane *pane)
{
  QuaysideFilePane *other = other_pane (self, pane);

  if (self->connected && quayside_file_pane_get_path (other) != NULL)
    copy_to (self, files, other, quayside_file_pane_get_path (other));
}

static void
on_received (
    QuaysideSessionPage *self, QuaysideFileSelection *files, const char *folder, gboolean move, QuaysideFilePane *pane)
{
  QuaysideLocation *here = quayside_file_pane_get_location (pane);

  if (here == NULL)
    return;
  if (move && quayside_location_equal (quayside_file_selection_get_location (files), here))
    quayside_file_pane_move_here (pane, files, folder);
  else
    copy_to (self, files, pane, folder);
}

static void
on_transfer_finished (QuaysideSessionPage *self, QuayTransfer *transfer)
{
  gboolean down = quay_transfer_get_direction (transfer) == QUAY_DIRECTION_DOWNLOAD;
  const char *path = down ? quay_transfer_get_local_path (transfer) : quay_transfer_get_remote_path (transfer);
  QuaysideFilePane *pane = down ? self->local_pane : self->remote_pane;
  QuaysideLocation *location = quayside_file_pane_get_location (pane);
  g_autofree char *folder = quayside_path_parent (path);

  if (location != NULL && (down || quayside_location_get_login (location) == quay_transfer_get_login (transfer)))
    quayside_file_pane_folder_changed (pane, location, folder);
}

void
quayside_session_page_copy_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_transfer_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_received);
}

static void
on_restored (gpointer data)
{
  quayside_session_page_emit_restored (data);
}

/* Connections that are lost come back by themselves, but a program that starts connects to nobody unasked. */
void
quayside_session_page_copy_init (QuaysideSessionPage *self)
{
  self->queue = quay_transfer_queue_new ();
  quay_transfer_queue_set_reconnect (self->queue, TRUE);
  quay_transfer_queue_set_connect (self->queue, FALSE);
  quayside_speed_limit_add_queue (quayside_speed_limit_get_default (), self->queue);
  quayside_queue_keeper_add (quayside_queue_keeper_get_default (), self->queue, self->interaction, on_restored,
                             G_OBJECT (self));
  g_signal_connect_object (self->queue, "transfer-finished", G_CALLBACK (on_transfer_finished), self,
                           G_CONNECT_SWAPPED);
  quayside_queue_view_set_queue (self->queue_view, self->queue);
}
