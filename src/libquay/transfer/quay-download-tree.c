/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders from the server: made locally, listed, and closed with their times and permissions when all in them is
 * through. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "quay-dir-reader.h"
#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-move.h"
#include "quay-overwrite.h"
#include "quay-transfer-job.h"

static QuayNodeKind
kind_of (QuayFileType type)
{
  switch (type)
    {
    case QUAY_FILE_TYPE_REGULAR:
    /* Servers that do not tell the type mean a file, and OPEN will say so when it is not. */
    case QUAY_FILE_TYPE_UNKNOWN:
      return QUAY_NODE_FILE;
    case QUAY_FILE_TYPE_DIRECTORY:
      return QUAY_NODE_FOLDER;
    case QUAY_FILE_TYPE_SYMLINK:
      return QUAY_NODE_LINK;
    case QUAY_FILE_TYPE_SPECIAL:
    case QUAY_FILE_TYPE_SOCKET:
    case QUAY_FILE_TYPE_CHAR_DEVICE:
    case QUAY_FILE_TYPE_BLOCK_DEVICE:
    case QUAY_FILE_TYPE_FIFO:
    default:
      return QUAY_NODE_OTHER;
    }
}

static void
set_source (QuayTreeNode *node, const QuayAttrs *attrs)
{
  quay_attrs_clear (&node->source);
  quay_attrs_copy (&node->source, attrs);
  node->kind = kind_of (attrs->type);
}

/* Links */

typedef struct
{
  QuayTreeNode *node;
  char *target;
  int errsv;
} LinkWork;

static void
make_link (gpointer data)
{
  LinkWork *work = data;

  if (quay_local_tree_symlink (work->node->job->tree, work->target, work->node->local) != 0)
    work->errsv = errno;
}

/* A link that is there already and leads to the same place is done. */
static gboolean
same_link (const LinkWork *work)
{
  g_autofree char *there = quay_local_tree_readlink (work->node->job->tree, work->node->local);

  return g_strcmp0 (there, work->target) == 0;
}

static void
on_link_made (gpointer data)
{
  LinkWork *work = data;
  g_autofree char *shown = quay_tree_node_dup_shown_local (work->node);
  g_autoptr (GError) error = NULL;

  if (work->errsv == 0 || (work->errsv == EEXIST && same_link (work)))
    quay_move_copied (work->node, QUAY_VERIFIED_NOT, 0, 0);
  else
    {
      quay_set_error_local (&error, work->errsv, NULL, "Could not make the link %s", shown);
      quay_transfer_job_node_failed (work->node, error);
    }
  quay_tree_node_unref (work->node);
  g_free (work->target);
  g_free (work);
}

static void
on_link_target (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;
  g_autofree char *shown = quay_tree_node_dup_shown_remote (node);
  g_autoptr (GError) error = NULL;
  LinkWork *work;

  if (!quay_sftp_reply_ok (reply) || node->job->finished)
    {
      quay_sftp_reply_set_error (reply, &error, "Could not read the link %s", shown);
      quay_transfer_job_node_failed (node, error);
      quay_tree_node_unref (node);
      return;
    }
  work = g_new0 (LinkWork, 1);
  work->node = node;
  work->target = g_strdup (reply->path);
  quay_disk_run (quay_engine_get_disk (node->job->engine), make_link, on_link_made, work);
}

void
quay_download_link (QuayTreeNode *node)
{
  quay_sftp_session_readlink (quay_engine_get_session (node->job->engine), node->remote, on_link_target,
                              quay_tree_node_ref (node));
}

/* NULL where it is not known. */
static char *
dup_real (const QuayTreeNode *node)
{
  g_autofree char *around = NULL;

  if (node->real != NULL)
    return g_strdup (node->real);
  around = node->parent != NULL ? dup_real (node->parent) : NULL;

  return around != NULL ? g_build_filename (around, strrchr (node->remote, '/'), NULL) : NULL;
}

/* To a folder that it lies in, or to one around that. */
static gboolean
leads_back (const QuayTreeNode *node)
{
  gsize length = strlen (node->real);

  for (const QuayTreeNode *around = node->parent; around != NULL; around = around->parent)
    {
      g_autofree char *real = dup_real (around);

      if (real != NULL && strncmp (real, node->real, length) == 0
          && (real[length] == '\0' || real[length] == '/' || g_str_equal (node->real, "/")))
        return TRUE;
    }

  return FALSE;
}

static void
on_real (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;
  QuayTransferJob *job = node->job;

  if (quay_sftp_reply_ok (reply))
    node->real = g_strdup (reply->path);
  if (node->real != NULL && leads_back (node))
    {
      quay_transfer_job_refuse (job, node->remote, "the link leads back to a folder around it");
      quay_tree_node_unref (node);
    }
  else
    quay_transfer_job_add (job, node);
  quay_transfer_job_release (job);
}

static void
on_top_real (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *top = user_data;

  if (quay_sftp_reply_ok (reply))
    g_set_str (&top->real, reply->path);
  quay_tree_node_unref (top);
}

/* Takes the node. */
static void
add_followed_folder (QuayTreeNode *node)
{
  QuaySftpSession *session = quay_engine_get_session (node->job->engine);
  QuayTreeNode *top = node;

  while (top->parent != NULL)
    top = top->parent;
  /* The answers come in this order. */
  if (top->real == NULL && top != node)
    quay_sftp_session_realpath (session, top->remote, on_top_real, quay_tree_node_ref (top));
  quay_sftp_session_realpath (session, node->remote, on_real, node);
}

/* What a link leads to takes its place. */
static void
on_followed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;
  QuayTransferJob *job = node->job;

  if (!quay_sftp_reply_ok (reply))
    {
      if (!job->finished)
        quay_transfer_job_refuse (job, node->remote, "the link leads nowhere");
      quay_tree_node_unref (node);
    }
  else
    {
      set_source (node, reply->attrs);
      if (node->kind == QUAY_NODE_FOLDER && !job->finished)
        {
          add_followed_folder (node);
          return;
        }
      quay_transfer_job_add (job, node);
    }
  quay_transfer_job_release (job);
}

/* Takes the node. */
static void
add_node (QuayTreeNode *node)
{
  QuayTransferJob *job = node->job;

  if (node->kind != QUAY_NODE_LINK || quay_transfer_options_get_links (job->options) == QUAY_LINKS_KEEP)
    quay_transfer_job_add (job, node);
  else if (quay_transfer_options_get_links (job->options) == QUAY_LINKS_SKIP)
    quay_tree_node_unref (node);
  else
    {
      quay_transfer_job_hold (job);
      quay_sftp_session_stat (quay_engine_get_session (job->engine), node->remote, TRUE, on_followed, node);
    }
}

/* Folders */

typedef struct
{
  QuayTreeNode *node;
  int result;
  int errsv;
} FolderWork;

static void
on_entries (GPtrArray *infos, guint n_refused, const GError *error, gpointer user_data)
{
  QuayTreeNode *node = user_data;

  if (infos == NULL)
    {
      if (error != NULL)
        quay_transfer_job_node_failed (node, error);
      else
        {
          node->finished = TRUE;
          quay_transfer_job_node_done (node);
        }
      quay_tree_node_unref (node);
      return;
    }
  if (node->job->finished)
    return;
  for (guint i = 0; i < n_refused; i++)
    quay_transfer_job_refuse_name (node->job, node->remote);
  for (guint i = 0; i < infos->len; i++)
    {
      QuayFileInfo *info = infos->pdata[i];
      QuayTreeNode *child = quay_tree_node_new (node->job, node, quay_file_info_get_name (info));

      set_source (child, quay_file_info_get_attrs (info));
      add_node (child);
    }
}

static void
make_folder (gpointer data)
{
  FolderWork *work = data;

  work->result = quay_local_tree_mkdir (work->node->job->tree, work->node->local, 0777);
  work->errsv = errno;
}

static void
on_folder_made (gpointer data)
{
  g_autofree FolderWork *work = data;
  QuayTreeNode *node = work->node;
  g_autofree char *shown = quay_tree_node_dup_shown_local (node);
  g_autoptr (GError) error = NULL;

  if (work->result >= 0 && !node->job->finished)
    {
      node->fresh = work->result == 0;
      quay_dir_reader_read (quay_engine_get_session (node->job->engine), node->remote, on_entries, node);
      return;
    }
  if (work->errsv == ELOOP)
    quay_set_error (&error, QUAY_ERROR_NAME_REFUSED, "%s is a symbolic link; nothing is written through it", shown);
  else
    quay_set_error_local (&error, work->errsv, NULL, "Could not make the folder %s", shown);
  quay_transfer_job_node_failed (node, error);
  quay_tree_node_unref (node);
}

void
quay_download_tree_walk (QuayTreeNode *node)
{
  FolderWork *work = g_new0 (FolderWork, 1);

  work->node = quay_tree_node_ref (node);
  quay_disk_run (quay_engine_get_disk (node->job->engine), make_folder, on_folder_made, work);
}

/* Times and permissions last: what is written into a folder changes the one and may need the other. */
static void
close_folder (gpointer data)
{
  QuayTreeNode *node = data;
  const QuayAttrs *source = &node->source;
  const struct timespec times[2] = { { source->atime, 0 }, { source->mtime, 0 } };
  int fd = quay_local_tree_open_folder (node->job->tree, node->local);

  if (fd < 0)
    return;
  if (source->valid & QUAY_ATTR_MODIFYTIME)
    futimens (fd, times);
  if (source->valid & QUAY_ATTR_PERMISSIONS)
    fchmod (fd, source->permissions & 0777);
  close (fd);
}

static void
on_folder_closed (gpointer data)
{
  QuayTreeNode *node = data;

  quay_transfer_job_release (node->job);
  quay_tree_node_unref (node);
}

void
quay_download_tree_close (QuayTreeNode *node)
{
  if (!quay_transfer_options_get_preserve (node->job->options))
    return;
  quay_transfer_job_hold (node->job);
  quay_disk_run (quay_engine_get_disk (node->job->engine), close_folder, on_folder_closed, quay_tree_node_ref (node));
}

/* The item itself */

static void
on_root (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;
  QuayTransferJob *job = node->job;
  g_autofree char *shown = quay_tree_node_dup_shown_remote (node);
  g_autoptr (GError) error = NULL;

  if (!quay_sftp_reply_ok (reply))
    quay_sftp_reply_set_error (reply, &error, "Could not download %s", shown);
  else
    {
      set_source (node, reply->attrs);
      if (node->kind == QUAY_NODE_FOLDER && !quay_transfer_options_get_recursive (job->options))
        quay_set_error (&error, QUAY_ERROR_USAGE, "%s is a folder, and folders were not asked for", shown);
    }
  if (error != NULL)
    {
      quay_transfer_job_root_failed (job, error);
      quay_tree_node_unref (node);
      return;
    }
  add_node (node);
  quay_transfer_job_release (job);
}

void
quay_download_tree_root (QuayTransferJob *job)
{
  QuayTreeNode *node = quay_tree_node_new (job, NULL, NULL);

  quay_sftp_session_stat (quay_engine_get_session (job->engine), node->remote, FALSE, on_root, node);
}
