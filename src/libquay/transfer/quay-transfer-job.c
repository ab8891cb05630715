/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-job.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-journal-private.h"
#include "quay-ready-source.h"
#include "quay-text.h"

/* Folders walked at once, and files known ahead of those that run: enough to keep the path busy, and a bound on memory.
 */
#define MAX_WALKING 16
#define MAX_AHEAD 8192
/* Deeper than any tree a person makes: a tree that goes on for ever ends here. */
#define MAX_DEPTH 64
/* A transfer that has ended says so when its files are put away, or after so many milliseconds. */
#define PATIENCE 800
/* How fine a bandwidth limit is served. */
#define PIECES_A_SECOND 20
#define MIN_LIMITED_CHUNK 4096

/* The end */

static void
drop_queue (GQueue *queue)
{
  QuayTreeNode *node;

  while ((node = g_queue_pop_head (queue)) != NULL)
    quay_tree_node_unref (node);
}

static void
tell (QuayTransferJob *self)
{
  gboolean skipped = self->result == NULL && self->n_items > 0 && self->n_skipped == self->n_items;

  if (self->told)
    return;
  self->told = TRUE;
  quay_source_clear (&self->patience);
  self->done (self, self->result, skipped, self->done_data);
  quay_engine_remove_guest (self->engine);
  quay_transfer_job_unref (self);
}

static gboolean
on_patience_over (gpointer user_data)
{
  tell (user_data);

  return G_SOURCE_REMOVE;
}

static void
wait_for_tasks (QuayTransferJob *self)
{
  quay_transfer_job_ref (self);
  quay_engine_add_guest (self->engine);
  if (self->n_tasks == 0)
    {
      tell (self);
      return;
    }
  self->patience = g_timeout_source_new (PATIENCE);
  g_source_set_static_name (self->patience, "quay-transfer-job");
  g_source_set_callback (self->patience, on_patience_over, self, NULL);
  g_source_attach (self->patience, quay_connection_get_context (self->connection));
}

static void
finish (QuayTransferJob *self, const GError *error)
{
  g_autoptr (GPtrArray) running = NULL;

  if (self->finished)
    return;
  self->finished = TRUE;
  self->result = error != NULL ? g_error_copy (error) : NULL;
  quay_engine_remove_feeder (self->engine, &self->feeder);
  drop_queue (&self->folders);
  drop_queue (&self->files);
  running = g_steal_pointer (&self->running);
  self->running = g_ptr_array_new ();
  for (guint i = 0; i < running->len; i++)
    {
      QuayFileTask *task = running->pdata[i];

      task->abort (task);
    }
  quay_progress_set_total_known (self->progress);
  wait_for_tasks (self);
}

static GError *
make_result (QuayTransferJob *self)
{
  GError *error = NULL;

  if (self->n_failed == 0)
    return NULL;
  if (self->n_items == 1)
    return g_error_copy (self->first_error);
  quay_set_error (&error, QUAY_ERROR_SOME_FAILED, "%u of %u items failed, the first: %s", self->n_failed, self->n_items,
                  self->first_error->message);

  return error;
}

static void
maybe_finish (QuayTransferJob *self)
{
  g_autoptr (GError) error = NULL;

  if (self->finished || self->n_walking > 0 || self->n_running > 0 || !g_queue_is_empty (&self->folders)
      || !g_queue_is_empty (&self->files))
    return;
  error = make_result (self);
  finish (self, error);
}

/* Feeding the engine */

static void
start_walks (QuayTransferJob *self)
{
  while (!self->finished && self->n_walking < MAX_WALKING && self->files.length < MAX_AHEAD
         && !g_queue_is_empty (&self->folders))
    {
      QuayTreeNode *node = g_queue_pop_head (&self->folders);

      self->n_walking++;
      if (self->direction == QUAY_DIRECTION_DOWNLOAD)
        quay_download_tree_walk (node);
      else
        quay_upload_tree_walk (node);
      quay_tree_node_unref (node);
    }
  if (!self->finished && self->n_walking == 0 && g_queue_is_empty (&self->folders))
    quay_progress_set_total_known (self->progress);
}

static void
show_name (QuayTransferJob *self, QuayTreeNode *node)
{
  g_autofree char *name = g_path_get_basename (node->remote);
  g_autofree char *shown = quay_text_escape (name, -1);

  quay_progress_set_name (self->progress, shown);
}

static void
start_node (QuayTransferJob *self, QuayTreeNode *node)
{
  gboolean download = self->direction == QUAY_DIRECTION_DOWNLOAD;

  self->n_running++;
  show_name (self, node);
  if (node->kind == QUAY_NODE_LINK)
    (download ? quay_download_link : quay_upload_link) (node);
  else
    (download ? quay_download_start : quay_upload_start) (node);
}

static void
more (QuayFeeder *feeder)
{
  QuayTransferJob *self = (QuayTransferJob *)((char *)feeder - G_STRUCT_OFFSET (QuayTransferJob, feeder));
  QuayTreeNode *node;

  quay_transfer_job_ref (self);
  start_walks (self);
  while (!self->finished && (node = g_queue_peek_head (&self->files)) != NULL && quay_transfer_job_may_go (self)
         && quay_engine_take_place (self->engine, node->source.size))
    {
      g_queue_pop_head (&self->files);
      start_node (self, node);
      quay_tree_node_unref (node);
    }
  maybe_finish (self);
  quay_transfer_job_unref (self);
}

static void
fail (QuayFeeder *feeder, const GError *error)
{
  finish ((QuayTransferJob *)((char *)feeder - G_STRUCT_OFFSET (QuayTransferJob, feeder)), error);
}

static gboolean
refuse_depth (QuayTreeNode *node)
{
  if (node->depth <= MAX_DEPTH)
    return FALSE;
  quay_transfer_job_refuse (node->job, node->job->direction == QUAY_DIRECTION_DOWNLOAD ? node->remote : node->local,
                            "it lies more than 64 folders deep");
  quay_tree_node_unref (node);

  return TRUE;
}

static gboolean
is_selected (const QuayTreeNode *node)
{
  const char *below = strchr (node->local, '/');

  return node->job->selection == NULL || node->parent == NULL || below == NULL
         || g_hash_table_contains (node->job->selection, below + 1);
}

void
quay_transfer_job_add (QuayTransferJob *self, QuayTreeNode *node)
{
  const char *source = self->direction == QUAY_DIRECTION_DOWNLOAD ? node->remote : node->local;

  if (self->finished || !is_selected (node))
    {
      quay_tree_node_unref (node);
      return;
    }
  if (refuse_depth (node))
    return;
  if (node->kind == QUAY_NODE_OTHER)
    {
      quay_transfer_job_refuse (self, source, "it is neither a file nor a folder nor a link");
      quay_tree_node_unref (node);
      return;
    }
  self->n_items++;
  if (node->kind == QUAY_NODE_FOLDER)
    g_queue_push_head (&self->folders, node);
  else
    {
      if (node->kind == QUAY_NODE_LINK)
        node->source.size = 0;
      quay_progress_add_total (self->progress, node->source.size, 1);
      g_queue_push_tail (&self->files, node);
    }
  quay_engine_kick (self->engine);
}

/* What earlier runs have done */

static const char *
source_path (QuayTreeNode *node)
{
  return node->job->direction == QUAY_DIRECTION_DOWNLOAD ? node->remote : node->local;
}

gboolean
quay_transfer_job_was_done (QuayTreeNode *node)
{
  GHashTable *items = node->job->items;
  const QuayJournalItem *item = items != NULL ? g_hash_table_lookup (items, source_path (node)) : NULL;

  return item != NULL && item->size == node->source.size && item->mtime == node->source.mtime;
}

/* A single file needs no list. */
void
quay_transfer_job_record_done (QuayTreeNode *node)
{
  QuayTransferJob *self = node->job;

  if (self->id != 0 && node->parent != NULL)
    quay_journal_item_done (self->journal, self->id, source_path (node), node->source.size, node->source.mtime);
}

/* The bandwidth limit */

gboolean
quay_transfer_job_may_go (QuayTransferJob *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 then = quay_rate_limiter_take (self->limiter, 0, now);

  if (then <= now)
    return TRUE;
  quay_engine_wake_at (self->engine, then);

  return FALSE;
}

void
quay_transfer_job_charge (QuayTransferJob *self, gsize bytes)
{
  quay_rate_limiter_take (self->limiter, bytes, g_get_monotonic_time ());
}

guint32
quay_transfer_job_limit_chunk (QuayTransferJob *self, guint32 chunk)
{
  guint64 rate = quay_rate_limiter_get_bound (self->limiter);

  return rate == 0 ? chunk : MIN (chunk, MAX (MIN_LIMITED_CHUNK, rate / PIECES_A_SECOND));
}

static void
kick_in_worker (QuayConnection *connection, gpointer user_data)
{
  QuayTransferJob *self = user_data;

  if (self->engine != NULL && !self->finished)
    quay_engine_kick (self->engine);
  quay_transfer_job_unref (self);
}

void
quay_transfer_job_limit_changed (QuayTransferJob *self)
{
  quay_connection_invoke (self->connection, kick_in_worker, quay_transfer_job_ref (self));
}

/* Results of nodes */

/* TRUE: the job is over anyway, nothing is counted. */
static gboolean
node_over (QuayTreeNode *node)
{
  QuayTransferJob *self = node->job;

  if (node->kind == QUAY_NODE_FOLDER)
    self->n_walking--;
  else
    {
      self->n_running--;
      quay_engine_free_place (self->engine, node->source.size);
    }

  return self->finished;
}

void
quay_transfer_job_node_done (QuayTreeNode *node)
{
  QuayTransferJob *self = node->job;

  if (node_over (node))
    return;
  if (node->kind != QUAY_NODE_FOLDER)
    {
      quay_progress_file_done (self->progress);
      quay_transfer_job_record_done (node);
    }
  quay_engine_kick (self->engine);
}

void
quay_transfer_job_node_skipped (QuayTreeNode *node)
{
  QuayTransferJob *self = node->job;

  if (node_over (node))
    return;
  self->n_skipped++;
  if (node->kind != QUAY_NODE_FOLDER)
    {
      quay_progress_add_bytes (self->progress, node->source.size);
      quay_progress_file_skipped (self->progress);
    }
  quay_engine_kick (self->engine);
}

static void
note_failure (QuayTransferJob *self, const char *path, const GError *error)
{
  self->n_failed++;
  if (self->first_error == NULL)
    self->first_error = g_error_copy (error);
  quay_progress_file_failed (self->progress, path, error);
}

void
quay_transfer_job_node_failed (QuayTreeNode *node, const GError *error)
{
  QuayTransferJob *self = node->job;

  if (node_over (node))
    return;
  note_failure (self, self->direction == QUAY_DIRECTION_DOWNLOAD ? node->remote : node->local, error);
  /* With the connection gone, or when somebody cancels, every further item would only say the same. */
  if (quay_error_is_connection_loss (error) || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED)
      || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_INVALID_RESPONSE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish (self, error);
  else
    quay_engine_kick (self->engine);
}

static void
refuse (QuayTransferJob *self, const char *path, const GError *error)
{
  self->n_items++;
  quay_progress_add_total (self->progress, 0, 1);
  note_failure (self, path, error);
  quay_engine_kick (self->engine);
}

void
quay_transfer_job_refuse (QuayTransferJob *self, const char *path, const char *why)
{
  g_autofree char *shown = quay_text_escape (path, -1);
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, QUAY_ERROR_NAME_REFUSED, "%s was left out: %s", shown, why);
  refuse (self, path, error);
}

void
quay_transfer_job_refuse_name (QuayTransferJob *self, const char *folder)
{
  g_autofree char *shown = quay_text_escape (folder, -1);
  g_autoptr (GError) error = NULL;

  quay_set_error (
      &error, QUAY_ERROR_NAME_REFUSED,
      "An entry of %s was left out: the server gives it a name that leads elsewhere or that no file can have; "
      "have it renamed on the server",
      shown);
  refuse (self, folder, error);
}

/* The last node may go, and with it the last other reference, before what holds the job is through. */
void
quay_transfer_job_hold (QuayTransferJob *self)
{
  quay_transfer_job_ref (self);
  self->n_walking++;
}

void
quay_transfer_job_release (QuayTransferJob *self)
{
  self->n_walking--;
  if (!self->finished)
    quay_engine_kick (self->engine);
  quay_transfer_job_unref (self);
}

void
quay_transfer_job_root_failed (QuayTransferJob *self, const GError *error)
{
  if (!self->finished)
    {
      self->n_items = 1;
      note_failure (self, self->direction == QUAY_DIRECTION_DOWNLOAD ? self->remote_path : self->local_name, error);
    }
  quay_transfer_job_release (self);
}

void
quay_transfer_job_add_task (QuayTransferJob *self, QuayFileTask *task)
{
  self->n_tasks++;
  g_ptr_array_add (self->running, task);
}

void
quay_transfer_job_remove_task (QuayTransferJob *self, QuayFileTask *task)
{
  g_ptr_array_remove_fast (self->running, task);
}

void
quay_transfer_job_task_gone (QuayTransferJob *self)
{
  self->n_tasks--;
  if (self->n_tasks == 0 && self->patience != NULL)
    tell (self);
}

const GError *
quay_transfer_job_get_result (QuayTransferJob *self)
{
  return self->result;
}

/* Start and end from outside */

static void
load_items (gpointer data)
{
  QuayTransferJob *self = data;

  self->items = quay_journal_load_items (self->journal, self->id, NULL);
}

static void
start_root (gpointer data)
{
  g_autoptr (QuayTransferJob) self = data;

  if (self->direction == QUAY_DIRECTION_DOWNLOAD)
    quay_download_tree_root (self);
  else
    quay_upload_tree_root (self);
}

/* From version 4 on the server may say it (filexfer-13 section 5.2). */
static void
find_server_eol (QuayTransferJob *self)
{
  const QuaySftpServer *server = quay_sftp_session_get_server (quay_engine_get_session (self->engine));

  self->server_eol = quay_transfer_options_get_server_eol (self->options);
  if (server->version < 4 || server->newline == NULL)
    return;
  if (server->newline[0] == '\n')
    self->server_eol = QUAY_EOL_LF;
  else
    self->server_eol = server->newline[1] == '\n' ? QUAY_EOL_CRLF : QUAY_EOL_CR;
}

static void
start_in_worker (QuayConnection *connection, gpointer user_data)
{
  QuayTransferJob *self = user_data;
  g_autoptr (GError) error = NULL;

  self->engine = quay_engine_get (connection);
  if (self->engine == NULL)
    {
      quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "Not connected to %s",
                      quay_site_options_get_host (quay_connection_get_options (connection)));
      self->finished = self->told = TRUE;
      self->done (self, error, FALSE, self->done_data);
    }
  else if (!self->finished)
    {
      find_server_eol (self);
      quay_engine_want_lanes (self->engine, 1);
      quay_engine_add_feeder (self->engine, &self->feeder);
      quay_transfer_job_hold (self);
      if (self->id != 0)
        quay_disk_run (quay_engine_get_disk (self->engine), load_items, start_root, quay_transfer_job_ref (self));
      else
        start_root (quay_transfer_job_ref (self));
    }
  quay_transfer_job_unref (self);
}

void
quay_transfer_job_start (QuayTransferJob *self, QuayTransferJobFunc done, gpointer user_data)
{
  self->done = done;
  self->done_data = user_data;
  quay_connection_invoke (self->connection, start_in_worker, quay_transfer_job_ref (self));
}

static void
cancel_in_worker (QuayConnection *connection, gpointer user_data)
{
  QuayTransferJob *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled");

  if (self->engine != NULL)
    finish (self, error);
  quay_transfer_job_unref (self);
}

void
quay_transfer_job_cancel (QuayTransferJob *self)
{
  g_atomic_int_set (&self->cancelled, TRUE);
  quay_connection_invoke (self->connection, cancel_in_worker, quay_transfer_job_ref (self));
}

QuayTransferJob *
quay_transfer_job_new (QuayConnection *connection,
                       QuayDirection direction,
                       const char *local_path,
                       const char *remote_path,
                       QuayTransferOptions *options,
                       QuayInteraction *interaction,
                       GMainContext *owner,
                       QuayProgress *progress,
                       QuayRateLimiter *limiter)
{
  QuayTransferJob *self = g_new0 (QuayTransferJob, 1);
  g_autofree char *folder = g_path_get_dirname (local_path);

  g_atomic_ref_count_init (&self->ref_count);
  self->connection = quay_connection_ref (connection);
  self->direction = direction;
  self->tree = quay_local_tree_new (folder);
  self->local_name = g_path_get_basename (local_path);
  self->remote_path = g_strdup (remote_path);
  self->options = g_object_ref (options);
  g_set_object (&self->interaction, interaction);
  self->owner = g_main_context_ref (owner);
  self->progress = quay_progress_ref (progress);
  self->limiter = quay_rate_limiter_ref (limiter);
  self->feeder.more = more;
  self->feeder.fail = fail;
  self->running = g_ptr_array_new ();

  return self;
}

void
quay_transfer_job_set_journal (QuayTransferJob *self, QuayJournal *journal, gint64 id)
{
  self->journal = journal != NULL ? quay_journal_ref (journal) : NULL;
  self->id = journal != NULL ? id : 0;
}

void
quay_transfer_job_set_selection (QuayTransferJob *self, GHashTable *selection)
{
  self->selection = selection != NULL ? g_hash_table_ref (selection) : NULL;
}

QuayTransferJob *
quay_transfer_job_ref (QuayTransferJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_transfer_job_unref (QuayTransferJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  quay_connection_unref (self->connection);
  quay_local_tree_unref (self->tree);
  g_object_unref (self->options);
  g_clear_object (&self->interaction);
  g_main_context_unref (self->owner);
  quay_progress_unref (self->progress);
  quay_rate_limiter_unref (self->limiter);
  g_ptr_array_unref (self->running);
  g_clear_error (&self->first_error);
  g_clear_error (&self->result);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->selection, g_hash_table_unref);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_free (self->local_name);
  g_free (self->remote_path);
  g_free (self);
}
