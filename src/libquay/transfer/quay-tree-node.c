/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-move.h"
#include "quay-text.h"
#include "quay-transfer-job.h"

QuayTreeNode *
quay_tree_node_new (QuayTransferJob *job, QuayTreeNode *parent, const char *name)
{
  QuayTreeNode *self = g_new0 (QuayTreeNode, 1);

  self->ref_count = 1;
  self->job = quay_transfer_job_ref (job);
  if (parent != NULL)
    {
      self->parent = quay_tree_node_ref (parent);
      self->local = g_build_filename (parent->local, name, NULL);
      self->remote = g_build_filename (parent->remote, name, NULL);
      self->depth = parent->depth + 1;
    }
  else
    {
      self->local = g_strdup (job->local_name);
      self->remote = g_strdup (job->remote_path);
    }

  return self;
}

QuayTreeNode *
quay_tree_node_ref (QuayTreeNode *self)
{
  self->ref_count++;

  return self;
}

/* The last reference to a folder gone, all that was in it is through: now times and permissions can be set, and then
 * the folder around it has one less to wait for. */
void
quay_tree_node_unref (QuayTreeNode *self)
{
  QuayTransferJob *job;

  if (self->ref_count == 1 && self->kind == QUAY_NODE_FOLDER && self->finished && !self->job->finished)
    {
      self->finished = FALSE;
      if (self->job->direction == QUAY_DIRECTION_DOWNLOAD)
        quay_download_tree_close (self);
      else
        quay_upload_tree_close (self);
      quay_move_folder (self);
    }
  if (--self->ref_count > 0)
    return;
  job = self->job;
  g_clear_pointer (&self->parent, quay_tree_node_unref);
  quay_attrs_clear (&self->source);
  g_free (self->local);
  g_free (self->remote);
  g_free (self->real);
  g_free (self);
  quay_transfer_job_unref (job);
}

char *
quay_tree_node_dup_shown_local (QuayTreeNode *self)
{
  return quay_local_tree_dup_shown (self->job->tree, self->local);
}

char *
quay_tree_node_dup_shown_remote (QuayTreeNode *self)
{
  return quay_text_escape (self->remote, -1);
}
