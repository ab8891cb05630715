/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removing files and whole trees. What is a link is removed as a link: it is never followed. */
#include "quay-dir-reader.h"
#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-login-private.h"
#include "quay-text.h"

/* Requests under way at once, so that a tree of any size stays within the session's ids. */
#define MAX_UNDER_WAY 256
/* Deeper than any tree a person makes: a server that invents folders ends here. */
#define MAX_DEPTH 64

typedef struct _Node Node;

typedef struct
{
  QuayOp *op;
  QuaySftpSession *session;
  GQueue waiting; /* of Node: next to be worked on; a stack, so that memory follows depth, not breadth */
  guint n_under_way;
  guint n_failed;
  GError *error; /* the first */
} Removal;

struct _Node
{
  Removal *removal;
  Node *parent;
  char *path;
  guint depth;
  gboolean is_directory;
  gboolean listed;
  guint n_awaited; /* children not through yet, and the listing */
  gboolean failed; /* something below could not be removed */
};

static void
node_free (Node *node)
{
  g_free (node->path);
  g_free (node);
}

static void
queue_node (Removal *self, Node *parent, char *path, gboolean is_directory)
{
  Node *node = g_new0 (Node, 1);

  node->removal = self;
  node->parent = parent;
  node->path = path;
  node->depth = parent != NULL ? parent->depth + 1 : 0;
  node->is_directory = is_directory;
  if (parent != NULL)
    parent->n_awaited++;
  g_queue_push_head (&self->waiting, node);
}

static void
note_failure (Node *node, const QuaySftpReply *reply, const char *what)
{
  Removal *self = node->removal;
  g_autofree char *shown = quay_text_escape (node->path, -1);

  self->n_failed++;
  for (Node *n = node; n != NULL; n = n->parent)
    n->failed = TRUE;
  if (self->error == NULL)
    quay_sftp_reply_set_error (reply, &self->error, "Could not %s %s", what, shown);
}

static void
finish (Removal *self)
{
  g_autoptr (QuayOp) op = self->op;

  if (self->error == NULL)
    quay_op_return_boolean (op, TRUE);
  else if (self->n_failed > 1)
    {
      g_prefix_error (&self->error, "%u items could not be removed, the first: ", self->n_failed);
      quay_op_return_error (op, g_steal_pointer (&self->error));
    }
  else
    quay_op_return_error (op, g_steal_pointer (&self->error));
  g_clear_error (&self->error);
  g_free (self);
}

static void work (Removal *self);

/* One reason less why a folder cannot go yet; the last one gone, the folder itself is due. */
static void
release (Node *node)
{
  if (--node->n_awaited == 0)
    g_queue_push_head (&node->removal->waiting, node);
}

/* One node is through: removed, or given up. */
static void
node_done (Node *node)
{
  if (node->parent != NULL)
    release (node->parent);
  node_free (node);
}

static void
on_removed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Node *node = user_data;
  Removal *self = node->removal;

  self->n_under_way--;
  if (!quay_sftp_reply_ok (reply))
    note_failure (node, reply, node->is_directory ? "remove the folder" : "remove");
  node_done (node);
  work (self);
}

static void
end_of_listing (Node *node, const GError *error)
{
  Removal *self = node->removal;

  self->n_under_way--;
  if (error != NULL)
    {
      self->n_failed++;
      node->failed = TRUE;
      if (self->error == NULL)
        self->error = g_error_copy (error);
    }
  release (node);
  work (self);
}

static void
on_entries (GPtrArray *infos, guint n_refused, const GError *error, gpointer user_data)
{
  Node *node = user_data;

  if (infos == NULL)
    {
      end_of_listing (node, error);
      return;
    }
  for (guint i = 0; i < infos->len; i++)
    {
      QuayFileInfo *info = infos->pdata[i];
      gboolean is_directory = quay_file_info_get_file_type (info) == QUAY_FILE_TYPE_DIRECTORY;

      queue_node (node->removal, node, g_build_filename (node->path, quay_file_info_get_name (info), NULL),
                  is_directory);
    }
}

static void
refuse_depth (Node *node)
{
  QuaySftpReply reply = { .status = QUAY_STATUS_LINK_LOOP, .status_text = "more than 64 folders deep" };

  note_failure (node, &reply, "remove");
  node_done (node);
}

static void
list_node (Removal *self, Node *node)
{
  node->listed = TRUE;
  node->n_awaited = 1; /* the listing itself */
  self->n_under_way++;
  quay_dir_reader_read (self->session, node->path, on_entries, node);
}

static void
work_on (Removal *self, Node *node)
{
  if (self->op->done || (node->listed && node->failed))
    node_done (node);
  else if (node->is_directory && node->depth > MAX_DEPTH)
    refuse_depth (node);
  else if (node->is_directory && !node->listed)
    list_node (self, node);
  else
    {
      self->n_under_way++;
      if (node->is_directory)
        quay_sftp_session_rmdir (self->session, node->path, on_removed, node);
      else
        quay_sftp_session_remove (self->session, node->path, on_removed, node);
    }
}

static void
work (Removal *self)
{
  while (self->n_under_way < MAX_UNDER_WAY && !g_queue_is_empty (&self->waiting))
    work_on (self, g_queue_pop_head (&self->waiting));
  if (self->n_under_way == 0)
    finish (self);
}

static void
remove_root (QuayOp *op, QuaySftpSession *session, gboolean is_directory)
{
  Removal *self = g_new0 (Removal, 1);

  self->op = quay_op_ref (op);
  self->session = session;
  queue_node (self, NULL, g_strdup (op->path), is_directory);
  work (self);
}

/* REMOVE does not remove folders: what it has removed was a link to one. */
static void
on_maybe_link_removed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (op->done)
    return;
  if (quay_sftp_reply_ok (reply))
    quay_op_return_boolean (op, TRUE);
  else if (reply->error != NULL)
    quay_op_check (op, reply);
  else
    remove_root (op, session, TRUE);
}

static void
on_root (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *tried = quay_op_dup_tried (op);
  gboolean is_directory, follows = quay_sftp_session_get_server (session)->lstat_follows_links;
  GError *error = NULL;

  if (!quay_op_check (op, reply))
    return;
  is_directory = reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY;
  if (is_directory && op->flag && follows)
    quay_sftp_session_remove (session, op->path, on_maybe_link_removed, quay_op_ref (op));
  else if (is_directory && !op->flag)
    {
      quay_set_error_status (&error, QUAY_STATUS_FILE_IS_A_DIRECTORY, NULL, "%s", tried);
      quay_op_return_error (op, error);
    }
  else
    remove_root (op, session, is_directory);
}

static void
start_remove (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_stat (session, op->path, FALSE, on_root, quay_op_ref (op));
}

static const QuayOpKind remove_kind = { .tried = "Could not remove", .start = start_remove };

/**
 * quay_login_remove_async:
 * @self: an open login
 * @path: (type filename): what to remove
 * @recursive: whether a folder goes with all that is in it
 * @cancellable: (nullable): stops it where it is
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a file, a link (never what it points to) or, with @recursive, a folder. What cannot be removed is left and
 * counted; the rest goes.
 */
void
quay_login_remove_async (QuayLogin *self,
                         const char *path,
                         gboolean recursive,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  quay_login_run (self, &remove_kind, &(QuayOpArgs){ .path = path, .flag = recursive }, cancellable, callback,
                  user_data);
}

/**
 * quay_login_remove_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like; where several items failed, the first with a count
 *
 * Returns: whether all is gone
 */
gboolean
quay_login_remove_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &remove_kind, result, error);
}
