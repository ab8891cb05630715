/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-move.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "quay-error-private.h"

typedef struct
{
  QuayTreeNode *node;
  guint64 size;
  gint64 mtime;
  gboolean changed;
  int errsv;
} Move;

static gboolean
is_download (const QuayTreeNode *node)
{
  return node->job->direction == QUAY_DIRECTION_DOWNLOAD;
}

static char *
dup_shown_source (QuayTreeNode *node)
{
  return is_download (node) ? quay_tree_node_dup_shown_remote (node) : quay_tree_node_dup_shown_local (node);
}

static void
move_free (Move *self)
{
  quay_tree_node_unref (self->node);
  g_free (self);
}

static void
stays (Move *self, const char *why)
{
  g_autofree char *shown = dup_shown_source (self->node);
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, QUAY_ERROR_SOURCE_CHANGED, "%s was copied, but stays where it was as well: %s", shown, why);
  quay_transfer_job_node_failed (self->node, error);
  move_free (self);
}

static void
gone (Move *self)
{
  quay_transfer_job_node_done (self->node);
  move_free (self);
}

static gboolean
is_same (const Move *self, guint64 size, gint64 mtime)
{
  return self->node->kind == QUAY_NODE_LINK || (size == self->size && mtime == self->mtime);
}

/* The source is on the server */

static void
on_remote_removed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Move *self = user_data;
  g_autofree char *shown = dup_shown_source (self->node);
  g_autoptr (GError) error = NULL;

  if (quay_sftp_reply_ok (reply))
    {
      gone (self);
      return;
    }
  quay_sftp_reply_set_error (reply, &error, "%s was copied, but could not be removed from the server", shown);
  quay_transfer_job_node_failed (self->node, error);
  move_free (self);
}

static void
on_remote_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Move *self = user_data;

  if (!quay_sftp_reply_ok (reply))
    stays (self, "the server does not tell whether it is still the same");
  else if (!is_same (self, reply->attrs->size, reply->attrs->mtime))
    stays (self, "it has changed since it was read");
  else
    quay_sftp_session_remove (session, self->node->remote, on_remote_removed, self);
}

/* In the pool: the name of what arrived has to be on the disk before the other goes. */
static void
sync_target_folder (gpointer data)
{
  Move *self = data;
  const char *name;
  int fd = quay_local_tree_open_parent (self->node->job->tree, self->node->local, &name);

  if (fd < 0 || fsync (fd) != 0)
    self->errsv = errno;
  if (fd >= 0)
    close (fd);
}

static void
on_target_synced (gpointer data)
{
  Move *self = data;

  if (self->errsv != 0)
    stays (self, "its new folder could not be written to the disk for good");
  else
    quay_sftp_session_stat (quay_engine_get_session (self->node->job->engine), self->node->remote,
                            self->node->kind != QUAY_NODE_LINK, on_remote_stat, self);
}

/* The source is here */

static void
remove_local (gpointer data)
{
  Move *self = data;
  QuayLocalTree *tree = self->node->job->tree;
  struct stat st;

  if (quay_local_tree_stat (tree, self->node->local, FALSE, &st) != 0)
    self->errsv = errno;
  else if (!S_ISLNK (st.st_mode) && !is_same (self, st.st_size, st.st_mtim.tv_sec))
    self->changed = TRUE;
  else if (quay_local_tree_unlink (tree, self->node->local) != 0)
    self->errsv = errno;
}

static void
on_local_removed (gpointer data)
{
  Move *self = data;
  g_autofree char *shown = dup_shown_source (self->node);
  g_autoptr (GError) error = NULL;

  if (self->changed)
    stays (self, "it has changed since it was read");
  else if (self->errsv == 0)
    gone (self);
  else
    {
      quay_set_error_local (&error, self->errsv, NULL, "%s was copied, but could not be removed", shown);
      quay_transfer_job_node_failed (self->node, error);
      move_free (self);
    }
}

void
quay_move_copied (QuayTreeNode *node, QuayVerified verified, guint64 size, gint64 mtime)
{
  QuayDisk *disk;
  Move *self;
  guint64 offset, length;

  if (!quay_transfer_options_get_move (node->job->options) || node->job->finished)
    {
      quay_transfer_job_node_done (node);
      return;
    }
  self = g_new0 (Move, 1);
  *self = (Move){ .node = quay_tree_node_ref (node), .size = size, .mtime = mtime };
  quay_transfer_options_get_range (node->job->options, &offset, &length);
  disk = quay_engine_get_disk (node->job->engine);
  if (node->kind == QUAY_NODE_FILE && verified == QUAY_VERIFIED_NOT)
    stays (self, "an earlier run copied it, and nobody compared the two");
  else if (node->kind == QUAY_NODE_FILE && (offset > 0 || length > 0))
    stays (self, "only a part of it was meant");
  else if (is_download (node))
    quay_disk_run (disk, sync_target_folder, on_target_synced, self);
  else
    quay_disk_run (disk, remove_local, on_local_removed, self);
}

/* Folders */

/* What was left out keeps its folder, and has been told already. */
static void
folder_over (Move *self, gboolean removed)
{
  QuayTransferJob *job = self->node->job;

  if (!removed && !job->finished && job->n_failed == 0 && job->n_skipped == 0)
    quay_transfer_job_refuse (job, is_download (self->node) ? self->node->remote : self->node->local,
                              "everything in it was moved, but the folder itself could not be removed");
  quay_transfer_job_release (job);
  move_free (self);
}

static void
on_remote_folder_removed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  folder_over (user_data, quay_sftp_reply_ok (reply));
}

static void
remove_local_folder (gpointer data)
{
  Move *self = data;
  const char *name;
  int fd = quay_local_tree_open_parent (self->node->job->tree, self->node->local, &name);

  if (fd < 0 || unlinkat (fd, name, AT_REMOVEDIR) != 0)
    self->errsv = errno;
  if (fd >= 0)
    close (fd);
}

static void
on_local_folder_removed (gpointer data)
{
  Move *self = data;

  folder_over (self, self->errsv == 0);
}

void
quay_move_folder (QuayTreeNode *node)
{
  QuayTransferJob *job = node->job;
  Move *self;

  if (!quay_transfer_options_get_move (job->options))
    return;
  self = g_new0 (Move, 1);
  self->node = quay_tree_node_ref (node);
  quay_transfer_job_hold (job);
  if (is_download (node))
    quay_sftp_session_rmdir (quay_engine_get_session (job->engine), node->remote, on_remote_folder_removed, self);
  else
    quay_disk_run (quay_engine_get_disk (job->engine), remove_local_folder, on_local_folder_removed, self);
}
