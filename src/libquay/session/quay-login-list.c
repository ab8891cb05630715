/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Listing a directory into a QuayDirectory that lives in the owner's thread. */
#include "quay-dir-reader.h"
#include "quay-file-info-private.h"
#include "quay-login-private.h"

/* Entries gathered before the owner is told, once the first ones have been shown. */
#define BATCH 2000
/* Symbolic links looked at for where they lead; in a folder with more, the rest shows as plain links. */
#define MAX_RESOLVED 1000

typedef struct
{
  gatomicrefcount ref_count;
  QuayOp *op;
  QuayDirectory *directory; /* owner's thread only */
  GCancellable *cancellable;
  GMainContext *owner;
  GMutex mutex;
  GPtrArray *batch; /* what the owner has not taken yet */
  guint n_refused;
  gboolean posted;

  /* worker only */
  GPtrArray *gathered;
  guint n_links;
  guint n_resolving;
  gboolean told;
  gboolean at_end;
  GError *error;
} Listing;

static void
listing_unref (Listing *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->gathered, g_ptr_array_unref);
  g_clear_object (&self->directory);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->owner);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static Listing *
listing_ref (Listing *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
post_to_owner (Listing *self, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "quay-login-list");
  g_source_set_callback (source, func, listing_ref (self), (GDestroyNotify)listing_unref);
  g_source_attach (source, self->owner);
}

static gboolean
take_batch (gpointer user_data)
{
  Listing *self = user_data;
  g_autoptr (GPtrArray) batch = NULL;

  g_mutex_lock (&self->mutex);
  batch = g_steal_pointer (&self->batch);
  self->batch = g_ptr_array_new_with_free_func (g_object_unref);
  self->posted = FALSE;
  g_mutex_unlock (&self->mutex);
  if (g_cancellable_is_cancelled (self->cancellable))
    return G_SOURCE_REMOVE;
  quay_directory_append (self->directory, batch);
  quay_directory_set_n_refused (self->directory, self->n_refused);

  return G_SOURCE_REMOVE;
}

static void
hand_over (Listing *self)
{
  gboolean post;

  g_mutex_lock (&self->mutex);
  g_ptr_array_extend_and_steal (self->batch, g_steal_pointer (&self->gathered));
  post = !self->posted;
  self->posted = TRUE;
  g_mutex_unlock (&self->mutex);
  self->gathered = g_ptr_array_new_with_free_func (g_object_unref);
  self->told = TRUE;
  if (post)
    post_to_owner (self, take_batch);
}

static gboolean
complete_in_owner (gpointer user_data)
{
  Listing *self = user_data;
  g_autoptr (QuayOp) op = g_steal_pointer (&self->op);

  take_batch (self);
  if (self->error != NULL)
    g_task_return_error (op->task, g_steal_pointer (&self->error));
  else
    g_task_return_pointer (op->task, g_object_ref (self->directory), g_object_unref);

  return G_SOURCE_REMOVE;
}

static void
maybe_finish (Listing *self)
{
  if (!self->at_end || self->n_resolving > 0)
    return;
  hand_over (self);
  /* The task ends in the owner's thread, behind the last batch. */
  if (quay_op_claim (self->op))
    post_to_owner (self, complete_in_owner);
  else
    g_clear_pointer (&self->op, quay_op_unref);
  listing_unref (self);
}

/* Symbolic links: where they lead decides icon and behaviour, so they are handed over when that is known. */

typedef struct
{
  Listing *listing;
  QuayFileInfo *info;
  char *target;
  gboolean to_directory;
  guint n_awaited;
} Link;

static void
link_answered (Link *link)
{
  Listing *self = link->listing;

  if (--link->n_awaited > 0)
    return;
  quay_file_info_set_link_target (link->info, link->target, link->to_directory);
  g_ptr_array_add (self->gathered, link->info);
  g_free (link->target);
  g_free (link);
  self->n_resolving--;
  maybe_finish (self);
}

static void
on_link_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Link *link = user_data;

  link->to_directory = quay_sftp_reply_ok (reply) && reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY;
  link_answered (link);
}

static void
on_link_target (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Link *link = user_data;

  if (quay_sftp_reply_ok (reply))
    link->target = g_strdup (reply->path);
  link_answered (link);
}

static void
resolve_link (Listing *self, QuaySftpSession *session, QuayFileInfo *info)
{
  g_autofree char *path = g_build_filename (self->op->path, quay_file_info_get_name (info), NULL);
  Link *link = g_new0 (Link, 1);

  link->listing = self;
  link->info = g_object_ref (info);
  self->n_links++;
  self->n_resolving++;
  link->n_awaited = 2;
  quay_sftp_session_readlink (session, path, on_link_target, link);
  quay_sftp_session_stat (session, path, TRUE, on_link_stat, link);
}

static void
add_entries (Listing *self, GPtrArray *infos)
{
  QuaySftpSession *session = quay_connection_get_browse (self->op->connection);

  for (guint i = 0; i < infos->len; i++)
    {
      QuayFileInfo *info = infos->pdata[i];

      if (quay_file_info_is_symlink (info) && self->n_links < MAX_RESOLVED && session != NULL)
        resolve_link (self, session, info);
      else
        g_ptr_array_add (self->gathered, g_object_ref (info));
    }
  if (!self->told || self->gathered->len >= BATCH)
    hand_over (self);
}

/* Entries whose owners' names were asked for. */
typedef struct
{
  Listing *listing;
  GPtrArray *infos;
} Unnamed;

static void
on_named (gpointer user_data)
{
  g_autofree Unnamed *unnamed = user_data;
  g_autoptr (GPtrArray) infos = unnamed->infos;

  unnamed->listing->n_resolving--;
  add_entries (unnamed->listing, infos);
  maybe_finish (unnamed->listing);
}

static void
on_entries (GPtrArray *infos, guint n_refused, const GError *error, gpointer user_data)
{
  Listing *self = user_data;
  QuaySftpSession *session = quay_connection_get_browse (self->op->connection);
  Unnamed *unnamed;

  if (infos == NULL)
    {
      self->at_end = TRUE;
      self->error = error != NULL ? g_error_copy (error) : NULL;
      maybe_finish (self);
      return;
    }
  self->n_refused += n_refused;
  unnamed = g_new (Unnamed, 1);
  *unnamed = (Unnamed){ self, g_ptr_array_ref (infos) };
  self->n_resolving++;
  if (session == NULL
      || !quay_names_give (quay_connection_get_names (self->op->connection), session, infos, on_named, unnamed))
    on_named (unnamed);
}

static void
start_list (QuayOp *op, QuaySftpSession *session)
{
  Listing *self = op->data;

  self->op = quay_op_ref (op);
  quay_dir_reader_read (session, op->path, on_entries, listing_ref (self));
}

static const QuayOpKind list_kind = { .start = start_list };

/**
 * quay_login_list_async:
 * @self: an open login
 * @path: (type filename): a folder
 * @directory: (nullable): is filled batch by batch while the listing runs
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Lists a folder (SSH_FXP_OPENDIR and _READDIR, filexfer-02 section 6.7), "." and ".." left out. Names that are not
 * safe to use are left out and counted in [method@Quay.Directory.get_n_refused].
 */
void
quay_login_list_async (QuayLogin *self,
                       const char *path,
                       QuayDirectory *directory,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  QuayOp *op;
  Listing *listing;

  op = quay_login_begin (self, &list_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
  if (op == NULL)
    return;
  listing = g_new0 (Listing, 1);
  g_atomic_ref_count_init (&listing->ref_count);
  g_mutex_init (&listing->mutex);
  listing->directory = directory != NULL ? g_object_ref (directory) : quay_directory_new (path);
  listing->batch = g_ptr_array_new_with_free_func (g_object_unref);
  listing->gathered = g_ptr_array_new_with_free_func (g_object_unref);
  quay_directory_set_loading (listing->directory, TRUE);
  listing->owner = g_main_context_ref (g_task_get_context (op->task));
  g_set_object (&listing->cancellable, cancellable);
  g_task_set_task_data (op->task, g_object_ref (listing->directory), g_object_unref);
  op->data = listing;
  op->data_destroy = (GDestroyNotify)listing_unref;
  quay_op_run (op);
}

/**
 * quay_login_list_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full): the directory that was filled
 */
QuayDirectory *
quay_login_list_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  QuayDirectory *directory;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  directory = g_task_get_task_data (G_TASK (result));
  if (directory != NULL)
    quay_directory_set_loading (directory, FALSE);

  return quay_login_finish_pointer (self, &list_kind, result, error);
}
