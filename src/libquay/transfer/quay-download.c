/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One file from the server.
 *
 *   target looked at (unless its folder is new) -> OPEN -> READs -> part file -> size, mode, times, fsync, rename
 *
 * A small file is two round trips, OPEN and then READ with CLOSE behind it, and one visit to the disk. A large one is
 * asked for in pieces over one handle on each useful lane, with a last READ beyond the end that must meet the end of
 * file: "done" means that every byte up to there has been written.
 */
#include "quay-download-private.h"

#include <errno.h>

#include "quay-error-private.h"
#include "quay-move.h"

/* A name that is taken whenever it is asked for, and free whenever it is looked at, is given up. */
#define MAX_IN_THE_WAY 8

QuayDownload *
quay_download_ref (QuayDownload *self)
{
  self->ref_count++;

  return self;
}

void
quay_download_unref (QuayDownload *self)
{
  if (--self->ref_count > 0)
    return;
  g_assert (self->part == NULL && self->n_pending_writes == 0);
  quay_stripes_clear (&self->stripes);
  quay_checkpoint_clear (&self->checkpoint);
  quay_ranges_free (self->done);
  g_clear_pointer (&self->kept, quay_ranges_free);
  g_array_unref (self->gaps);
  g_clear_error (&self->disk_error);
  quay_attrs_clear (&self->opened);
  quay_attrs_clear (&self->target_attrs);
  g_free (self->target);
  quay_transfer_job_task_gone (self->node->job);
  quay_tree_node_unref (self->node);
  g_free (self);
}

static gpointer
ref_owner (gpointer owner)
{
  return quay_download_ref (owner);
}

/* The end, good or bad: told once. What is still under way keeps the memory until it is back. */

static void
settle (QuayDownload *self)
{
  self->settled = TRUE;
  quay_engine_remove_stream (self->engine, &self->stream);
  quay_stripes_drop (&self->stripes);
  quay_transfer_job_remove_task (self->node->job, &self->task);
  quay_download_tidy (self);
}

static void
take_progress_back (QuayDownload *self)
{
  quay_progress_add_bytes (self->node->job->progress, -(gint64)self->progress);
  self->progress = 0;
}

void
quay_download_fail (QuayDownload *self, const GError *error)
{
  g_autoptr (QuayDownload) keep = quay_download_ref (self);

  if (self->settled)
    return;
  self->keep = quay_download_may_keep (self, error);
  settle (self);
  take_progress_back (self);
  quay_transfer_job_node_failed (self->node, error);
  quay_download_unref (self);
}

void
quay_download_fail_sentence (QuayDownload *self, QuayError code, const char *what)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (self->node);
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, code, "Could not download %s: %s", shown, what);
  quay_download_fail (self, error);
}

void
quay_download_fail_reply (QuayDownload *self, const QuaySftpReply *reply)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (self->node);
  g_autoptr (GError) error = NULL;

  quay_sftp_reply_set_error (reply, &error, "Could not download %s", shown);
  quay_download_fail (self, error);
}

static void
skip (QuayDownload *self)
{
  settle (self);
  take_progress_back (self);
  quay_transfer_job_node_skipped (self->node);
  quay_download_unref (self);
}

void
quay_download_published (QuayDownload *self)
{
  guint64 kept = self->kept != NULL ? quay_ranges_get_total (self->kept) : 0;

  quay_progress_add_moved (self->node->job->progress, quay_ranges_get_total (self->done) - kept);
  settle (self);
  quay_progress_file_verified (self->node->job->progress, self->verified, self->verified_by);
  quay_move_copied (self->node, self->verified, self->size, self->opened.mtime);
  quay_download_unref (self);
}

static void
abort_task (QuayFileTask *task)
{
  QuayDownload *self = (QuayDownload *)((char *)task - G_STRUCT_OFFSET (QuayDownload, task));

  quay_download_fail (self, quay_transfer_job_get_result (self->node->job));
}

/* The target */

/* It was copied by an earlier run of this transfer, and is here. */
static gboolean
is_done_already (const QuayDownload *self)
{
  return quay_transfer_job_was_done (self->node) && self->target_exists
         && self->target_attrs.type == QUAY_FILE_TYPE_REGULAR && self->target_attrs.size == self->node->source.size;
}

/* It may have the name: to be read, or, where it has been read already, to be published. */
static void
go_on (QuayDownload *self)
{
  if (self->n_in_the_way > 0)
    quay_download_publish (self);
  else
    quay_download_open (self);
}

static void
fail_unasked (QuayDownload *self)
{
  quay_download_fail_sentence (
      self, QUAY_ERROR_FILE_EXISTS,
      self->n_in_the_way > 0
          ? "a local file of that name has appeared meanwhile, or has a name that this disk takes for the same (A and "
            "a), and nobody was there to ask; say what is to happen (overwrite, skip, rename)"
          : "the local file exists already, and nobody was there to ask; say what is to happen (overwrite, skip, "
            "rename)");
}

static void
on_decided (gpointer user_data, QuayOverwrite action, const char *new_name)
{
  g_autoptr (QuayDownload) self = user_data;

  if (self->settled)
    return;
  switch (action)
    {
    case QUAY_OVERWRITE_ALWAYS:
      self->publish.replace = TRUE;
      go_on (self);
      break;
    case QUAY_OVERWRITE_RESUME:
      self->publish.replace = TRUE;
      if (self->part == NULL)
        self->resume_from = self->target_attrs.size;
      quay_download_open (self);
      break;
    case QUAY_OVERWRITE_RENAME:
      quay_download_rename_target (self, new_name);
      break;
    case QUAY_OVERWRITE_NEVER:
      skip (self);
      break;
    case QUAY_OVERWRITE_ASK:
    case QUAY_OVERWRITE_NEWER:
    case QUAY_OVERWRITE_SIZE:
    default:
      fail_unasked (self);
    }
}

/* Called when the disk has been looked at. */
void
quay_download_checked (QuayDownload *self)
{
  if (self->settled)
    return;
  if (self->disk_error != NULL)
    quay_download_fail (self, self->disk_error);
  else if (!self->target_exists)
    go_on (self);
  else if (quay_download_append (self))
    return;
  else if (self->target_attrs.type == QUAY_FILE_TYPE_DIRECTORY)
    quay_download_fail_sentence (self, QUAY_ERROR_FILE_EXISTS, "there is a local folder of that name");
  else if (is_done_already (self))
    {
      quay_progress_add_bytes (self->node->job->progress, self->node->source.size);
      quay_download_published (self);
    }
  else
    quay_overwrite_decide (self->node, &self->target_attrs, self->n_in_the_way > 0, on_decided,
                           quay_download_ref (self));
}

/* Two names of one folder on the server may be one here, on a disk that does not tell A from a; and others write to
 * disks too. */
gboolean
quay_download_in_the_way (QuayDownload *self)
{
  if (++self->n_in_the_way > MAX_IN_THE_WAY)
    return FALSE;
  g_clear_error (&self->disk_error);
  quay_download_check (self);

  return TRUE;
}

static QuayDownload *
new_download (QuayTreeNode *node)
{
  QuayDownload *self = g_new0 (QuayDownload, 1);

  self->ref_count = 1;
  self->node = quay_tree_node_ref (node);
  self->engine = node->job->engine;
  self->task.abort = abort_task;
  self->stream.issue = quay_download_issue;
  self->size = node->source.size;
  self->target = g_strdup (node->local);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (QuaySpan));
  self->done = quay_ranges_new ();
  quay_stripes_init (&self->stripes, self->engine, self, ref_owner);
  quay_checkpoint_init (&self->checkpoint, node);
  quay_attrs_copy (&self->opened, &node->source);
  quay_transfer_job_add_task (node->job, &self->task);
  quay_download_prepare (self);

  return self;
}

void
quay_download_again (QuayDownload *self, const char *why)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (self->node);
  QuayDownload *next;

  quay_connection_log (self->node->job->connection, 1, "%s is begun anew: %s", shown, why);
  settle (self);
  take_progress_back (self);
  next = new_download (self->node);
  next->afresh = TRUE;
  quay_download_unref (self);
  quay_download_check (next);
}

void
quay_download_start (QuayTreeNode *node)
{
  QuayDownload *self = new_download (node);

  if (node->parent != NULL && node->parent->fresh)
    quay_download_open (self);
  else
    quay_download_check (self);
}
