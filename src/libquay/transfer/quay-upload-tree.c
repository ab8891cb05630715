/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Local folders to the server: made there, then read; closed with their times when all in them is through. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-move.h"
#include "quay-transfer-job.h"

static void
set_source (QuayTreeNode *node, const struct stat *st)
{
  node->source = (QuayAttrs){
    .valid = QUAY_ATTR_SIZE | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_ACCESSTIME,
    .type = quay_file_type_from_mode (st->st_mode),
    .size = S_ISREG (st->st_mode) ? st->st_size : 0,
    .permissions = st->st_mode,
    .mtime = st->st_mtim.tv_sec,
    .mtime_nsec = st->st_mtim.tv_nsec,
    .atime = st->st_atim.tv_sec,
    .atime_nsec = st->st_atim.tv_nsec,
  };
  node->device = st->st_dev;
  node->inode = st->st_ino;
  if (S_ISREG (st->st_mode))
    node->kind = QUAY_NODE_FILE;
  else if (S_ISDIR (st->st_mode))
    node->kind = QUAY_NODE_FOLDER;
  else
    node->kind = S_ISLNK (st->st_mode) ? QUAY_NODE_LINK : QUAY_NODE_OTHER;
}

/* Links */

typedef struct
{
  QuayTreeNode *node;
  char *target;
  int errsv;
} LinkWork;

static void
link_work_free (LinkWork *work)
{
  quay_tree_node_unref (work->node);
  g_free (work->target);
  g_free (work);
}

static void
link_failed (LinkWork *work, const QuaySftpReply *reply)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (work->node);
  g_autoptr (GError) error = NULL;

  if (reply != NULL)
    quay_sftp_reply_set_error (reply, &error, "Could not make the link %s", shown);
  else
    quay_set_error (&error, QUAY_ERROR_FILE_EXISTS,
                    "Could not make the link %s: something of that name is there already", shown);
  quay_transfer_job_node_failed (work->node, error);
  link_work_free (work);
}

/* One that leads to the same place is done. */
static void
on_existing_link (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  LinkWork *work = user_data;

  if (!quay_sftp_reply_ok (reply) || !g_str_equal (reply->path, work->target))
    {
      link_failed (work, reply->error != NULL ? reply : NULL);
      return;
    }
  quay_move_copied (work->node, QUAY_VERIFIED_NOT, 0, 0);
  link_work_free (work);
}

static void
on_link_made (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  LinkWork *work = user_data;

  if (quay_sftp_reply_ok (reply))
    {
      quay_move_copied (work->node, QUAY_VERIFIED_NOT, 0, 0);
      link_work_free (work);
    }
  else if (reply->status == QUAY_STATUS_FAILURE || reply->status == QUAY_STATUS_FILE_ALREADY_EXISTS)
    quay_sftp_session_readlink (session, work->node->remote, on_existing_link, work);
  else
    link_failed (work, reply);
}

static void
read_link (gpointer data)
{
  LinkWork *work = data;

  work->target = quay_local_tree_readlink (work->node->job->tree, work->node->local);
  work->errsv = errno;
}

static void
on_link_read (gpointer data)
{
  LinkWork *work = data;
  g_autofree char *shown = quay_tree_node_dup_shown_local (work->node);
  g_autoptr (GError) error = NULL;

  if (work->target != NULL && !work->node->job->finished)
    {
      quay_sftp_session_symlink (quay_engine_get_session (work->node->job->engine), work->node->remote, work->target,
                                 on_link_made, work);
      return;
    }
  quay_set_error_local (&error, work->errsv, NULL, "Could not read the link %s", shown);
  quay_transfer_job_node_failed (work->node, error);
  link_work_free (work);
}

void
quay_upload_link (QuayTreeNode *node)
{
  LinkWork *work = g_new0 (LinkWork, 1);

  work->node = quay_tree_node_ref (node);
  quay_disk_run (quay_engine_get_disk (node->job->engine), read_link, on_link_read, work);
}

/* Reading a local folder */

typedef struct
{
  char *name;
  struct stat st;
} Entry;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *)data)->name);
}

typedef struct
{
  QuayTreeNode *node;
  gboolean follow;
  GArray *entries; /* of Entry */
  int errsv;
} FolderWork;

static void
read_entries (FolderWork *work, DIR *dir)
{
  struct dirent *entry;

  while ((errno = 0, entry = readdir (dir)) != NULL)
    {
      Entry found = { 0 };

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      if (fstatat (dirfd (dir), entry->d_name, &found.st, work->follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0
          && fstatat (dirfd (dir), entry->d_name, &found.st, AT_SYMLINK_NOFOLLOW) != 0)
        continue;
      found.name = g_strdup (entry->d_name);
      g_array_append_val (work->entries, found);
    }
  work->errsv = errno;
}

static void
read_folder (gpointer data)
{
  FolderWork *work = data;
  int fd = quay_local_tree_open_folder (work->node->job->tree, work->node->local);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;

  if (dir == NULL)
    {
      work->errsv = errno;
      if (fd >= 0)
        close (fd);
      return;
    }
  read_entries (work, dir);
  closedir (dir);
}

static gboolean
lies_in_itself (const QuayTreeNode *node)
{
  for (const QuayTreeNode *around = node->parent; around != NULL; around = around->parent)
    if (around->device == node->device && around->inode == node->inode)
      return TRUE;

  return FALSE;
}

/* Takes the node. */
static void
add_node (QuayTreeNode *node)
{
  if (node->kind == QUAY_NODE_FOLDER && lies_in_itself (node))
    {
      quay_transfer_job_refuse (node->job, node->local, "it leads back to a folder around it");
      quay_tree_node_unref (node);
      return;
    }
  if (node->kind == QUAY_NODE_LINK && quay_transfer_options_get_links (node->job->options) != QUAY_LINKS_KEEP)
    {
      /* Followed links have become what they lead to; what is left leads nowhere. */
      if (quay_transfer_options_get_links (node->job->options) == QUAY_LINKS_FOLLOW)
        quay_transfer_job_refuse (node->job, node->local, "the link leads nowhere");
      quay_tree_node_unref (node);
      return;
    }
  quay_transfer_job_add (node->job, node);
}

static void
on_folder_read (gpointer data)
{
  FolderWork *work = data;
  QuayTreeNode *node = work->node;
  g_autofree char *shown = quay_tree_node_dup_shown_local (node);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < work->entries->len && !node->job->finished; i++)
    {
      const Entry *entry = &g_array_index (work->entries, Entry, i);
      QuayTreeNode *child = quay_tree_node_new (node->job, node, entry->name);

      set_source (child, &entry->st);
      add_node (child);
    }
  if (work->errsv != 0)
    {
      quay_set_error_local (&error, work->errsv, NULL, "Could not read the folder %s", shown);
      quay_transfer_job_node_failed (node, error);
    }
  else
    {
      node->finished = TRUE;
      quay_transfer_job_node_done (node);
    }
  g_array_unref (work->entries);
  g_free (work);
  quay_tree_node_unref (node);
}

/* Takes the reference. */
static void
start_reading (QuayTreeNode *node)
{
  FolderWork *work = g_new0 (FolderWork, 1);

  work->node = node;
  work->follow = quay_transfer_options_get_links (node->job->options) == QUAY_LINKS_FOLLOW;
  work->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (work->entries, entry_clear);
  quay_disk_run (quay_engine_get_disk (node->job->engine), read_folder, on_folder_read, work);
}

/* Making the remote one */

static void
folder_failed (QuayTreeNode *node, const QuaySftpReply *reply)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (node);
  g_autoptr (GError) error = NULL;

  if (quay_sftp_reply_ok (reply))
    quay_set_error (&error, QUAY_ERROR_FILE_EXISTS, "Could not make the folder %s: a file of that name is in the way",
                    shown);
  else
    quay_sftp_reply_set_error (reply, &error, "Could not make the folder %s", shown);
  quay_transfer_job_node_failed (node, error);
  quay_tree_node_unref (node);
}

static void
on_existing_folder (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;

  if (quay_sftp_reply_ok (reply) && reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY && !node->job->finished)
    start_reading (node);
  else
    folder_failed (node, reply);
}

static void
on_folder_made (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;

  if (quay_sftp_reply_ok (reply) && !node->job->finished)
    {
      node->fresh = TRUE;
      start_reading (node);
    }
  else if (reply->error != NULL || reply->status == QUAY_STATUS_PERMISSION_DENIED
           || reply->status == QUAY_STATUS_NO_SUCH_FILE || node->job->finished)
    folder_failed (node, reply);
  else
    /* v3 has one word for "exists already" and for every other failure. */
    quay_sftp_session_stat (session, node->remote, TRUE, on_existing_folder, node);
}

void
quay_upload_tree_walk (QuayTreeNode *node)
{
  quay_sftp_session_mkdir (quay_engine_get_session (node->job->engine), node->remote, NULL, on_folder_made,
                           quay_tree_node_ref (node));
}

static void
on_folder_closed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayTreeNode *node = user_data;

  quay_transfer_job_release (node->job);
  quay_tree_node_unref (node);
}

void
quay_upload_tree_close (QuayTreeNode *node)
{
  QuayAttrs attrs = node->source;

  if (!quay_transfer_options_get_preserve (node->job->options))
    return;
  attrs.valid = QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_SUBSECOND_TIMES;
  attrs.permissions &= 0777;
  quay_transfer_job_hold (node->job);
  quay_sftp_session_setstat (quay_engine_get_session (node->job->engine), node->remote, &attrs, on_folder_closed,
                             quay_tree_node_ref (node));
}

/* The item itself */

typedef struct
{
  QuayTreeNode *node;
  struct stat st;
  int errsv;
} RootWork;

static void
look_at_root (gpointer data)
{
  RootWork *work = data;
  QuayTransferJob *job = work->node->job;
  gboolean follow = quay_transfer_options_get_links (job->options) == QUAY_LINKS_FOLLOW;

  if (follow)
    quay_local_tree_follow_links (job->tree);
  if (quay_local_tree_stat (job->tree, work->node->local, follow, &work->st) != 0)
    work->errsv = errno;
}

static void
on_root (gpointer data)
{
  g_autofree RootWork *work = data;
  QuayTreeNode *node = work->node;
  QuayTransferJob *job = node->job;
  g_autofree char *shown = quay_tree_node_dup_shown_local (node);
  g_autoptr (GError) error = NULL;

  if (work->errsv != 0)
    quay_set_error_local (&error, work->errsv, NULL, "Could not upload %s", shown);
  else
    {
      set_source (node, &work->st);
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
quay_upload_tree_root (QuayTransferJob *job)
{
  RootWork *work = g_new0 (RootWork, 1);

  work->node = quay_tree_node_new (job, NULL, NULL);
  quay_disk_run (quay_engine_get_disk (job->engine), look_at_root, on_root, work);
}
