/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-file-mask.h"

/* Folders: which one is meant, what is in it, making and removing. */

/* change_remote_path */

static void
on_folder_stat (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, &error);
  g_autofree char *shown = quay_client_dup_shown (call->client, call->other_path);

  if (info != NULL && quay_file_info_is_directory (info))
    quay_client_set_remote_path (call->client, call->other_path);
  else if (info != NULL || quay_error_get_sftp_status (error) == QUAY_STATUS_NO_SUCH_FILE
           || quay_error_get_sftp_status (error) == QUAY_STATUS_NO_SUCH_PATH)
    {
      g_clear_error (&error);
      quay_set_error (&error, QUAY_ERROR_PATH_NOT_FOUND, "Could not change to %s: %s; check the path", shown,
                      info != NULL ? "it is no folder" : "there is no such folder");
    }
  quay_call_return (call, error);
}

static void
on_folder_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  call->other_path = quay_login_realpath_finish (QUAY_LOGIN (source), result, &error);
  if (call->other_path == NULL && quay_error_get_sftp_status (error) != QUAY_STATUS_NONE)
    error->code = QUAY_ERROR_PATH_NOT_FOUND;
  if (call->other_path != NULL)
    quay_login_stat_async (QUAY_LOGIN (source), call->other_path, TRUE, call->cancellable, on_folder_stat, call);
  else
    quay_call_return (call, error);
}

static void
change_folder (QuayCall *call)
{
  if (!quay_call_take_path (call, call->text, "The path"))
    return;
  if (call->client->disable_real_path)
    {
      quay_client_set_remote_path (call->client, call->path);
      quay_call_return (call, NULL);
    }
  else
    quay_login_realpath_async (call->client->login, call->path, call->cancellable, on_folder_resolved, call);
}

/**
 * quay_sftp_client_change_remote_path_async:
 * @self: a client
 * @remote_path: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Another folder becomes the one that relative paths start in. The server makes the path absolute, unless the
 * configuration key `DisableRealPath` is True.
 */
void
quay_sftp_client_change_remote_path_async (QuaySftpClient *self,
                                           const char *remote_path,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_change_remote_path_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (remote_path);
  quay_call_start (call, QUAY_CALL_LOGS_ON, change_folder);
}

/* list_directory */

typedef struct
{
  QuayDirectory *directory; /* as it is read */
  char *masks;              /* "" takes all */
  char *delimiter;
  gboolean ignore_case;
  gboolean started;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *self = data;

  g_clear_object (&self->directory);
  g_free (self->masks);
  g_free (self->delimiter);
  g_free (self);
}

static gboolean
is_wanted (QuaySftpClient *client, const Listing *listing, const char *name)
{
  if (*listing->masks != '\0'
      && !quay_file_mask_match_any (listing->masks, listing->delimiter, name, listing->ignore_case))
    return FALSE;

  return !quay_file_mask_match_any (client->exclude_mask, client->mask_delimiter, name, client->ignore_mask_casing);
}

static void
tell_entry (QuaySftpClient *client, QuayFileInfo *info)
{
  g_autofree char *name = quay_client_dup_shown (client, quay_file_info_get_name (info));
  g_autofree char *time = quay_client_print_time (client, quay_file_info_get_modified (info));

  g_set_object (&client->listed, info);
  quay_client_emit (client, QUAY_SIGNAL_DIR_LIST,
                    g_object_new (QUAY_TYPE_DIR_LIST_EVENT, "dir-entry", name, "file-name", name, "is-dir",
                                  quay_file_info_is_directory (info), "file-size",
                                  (gint64)quay_file_info_get_size (info), "file-time", time, "is-symlink",
                                  quay_file_info_is_symlink (info), NULL));
  g_clear_object (&client->listed);
}

static void
on_entries (GListModel *model, guint position, guint n_removed, guint n_added, QuayCall *call)
{
  Listing *listing = call->data;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, position + i);
      g_autofree char *name = quay_client_dup_shown (call->client, quay_file_info_get_name (info));

      if (is_wanted (call->client, listing, name))
        g_ptr_array_add (wanted, g_steal_pointer (&info));
    }
  quay_directory_append (call->client->listing, wanted);
  for (guint i = 0; i < wanted->len && !g_cancellable_is_cancelled (call->cancellable); i++)
    tell_entry (call->client, wanted->pdata[i]);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  QuaySftpClient *client = call->client;
  Listing *listing = call->data;
  GError *error = NULL;
  g_autoptr (QuayDirectory) directory = quay_login_list_finish (QUAY_LOGIN (source), result, &error);

  g_signal_handlers_disconnect_by_data (listing->directory, call);
  quay_directory_set_loading (client->listing, FALSE);
  if (directory != NULL)
    {
      quay_directory_set_n_refused (client->listing, quay_directory_get_n_refused (directory));
      quay_client_tell_end (client, 1, "", client->remote_file);
    }
  quay_client_notify (client, "dir-list-count");
  quay_call_return (call, error);
}

static void
list (QuayCall *call)
{
  QuaySftpClient *client = call->client;
  Listing *listing = call->data;

  g_set_object (&client->listing, NULL);
  client->listing = quay_directory_new (call->path);
  quay_directory_set_loading (client->listing, TRUE);
  listing->directory = quay_directory_new (call->path);
  g_signal_connect (listing->directory, "items-changed", G_CALLBACK (on_entries), call);
  quay_client_tell_start (client, 1, "", client->remote_file);
  quay_login_list_async (client->login, call->path, listing->directory, call->cancellable, on_listed, call);
}

/* The folder of what is named, and what of it: the last part. */
static gboolean
list_part (QuayCall *call, const char *path)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = slash == NULL   ? g_strdup ("")
                            : slash == path ? g_strdup ("/")
                                            : g_strndup (path, slash - path);
  Listing *listing = call->data;
  GError *error = NULL;

  g_set_str (&listing->masks, slash != NULL ? slash + 1 : path);
  call->path = quay_client_resolve (call->client, folder, &error);
  if (call->path == NULL)
    quay_call_return (call, error);

  return call->path != NULL;
}

/* Named without a pattern: a folder is listed itself, anything else is listed in its own. */
static void
on_named (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, &error);

  if (info == NULL)
    {
      quay_call_return (call, error);
      return;
    }
  if (!quay_file_info_is_directory (info))
    {
      g_autofree char *name = g_strdup (call->client->remote_file);

      g_clear_pointer (&call->path, g_free);
      if (!list_part (call, name))
        return;
    }
  list (call);
}

static void
find_folder (QuayCall *call)
{
  QuaySftpClient *client = call->client;
  Listing *listing = g_new0 (Listing, 1);
  const char *named = client->remote_file;

  call->data = listing;
  call->data_destroy = listing_free;
  listing->masks = g_strdup ("");
  listing->delimiter = g_strdup (client->mask_delimiter);
  listing->ignore_case = client->ignore_mask_casing;
  if (*named == '\0')
    {
      call->path = g_strdup (*client->remote_path != '\0' ? client->remote_path : ".");
      list (call);
    }
  else if (quay_file_mask_is_mask (named))
    {
      if (list_part (call, named))
        list (call);
    }
  else if (quay_call_take_path (call, named, "remote-file"))
    quay_login_stat_async (client->login, call->path, TRUE, call->cancellable, on_named, call);
}

/**
 * quay_sftp_client_list_directory_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Lists the folder or the pattern in [property@Quay.SftpClient:remote-file], or with "" the folder
 * [property@Quay.SftpClient:remote-path]. Each entry comes by [signal@Quay.SftpClient::dir-list], and stays to be had
 * from [method@Quay.SftpClient.get_dir_list].
 */
void
quay_sftp_client_list_directory_async (QuaySftpClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_list_directory_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, QUAY_CALL_LOGS_ON, find_folder);
}

/* make_directory and remove_directory */

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = quay_login_mkdir_finish (QUAY_LOGIN (source), result, &error);

  quay_call_end_with (user_data, done, error);
}

static void
make (QuayCall *call)
{
  if (quay_call_take_path (call, call->text, "The folder"))
    quay_login_mkdir_async (call->client->login, call->path, FALSE, call->cancellable, on_made, call);
}

/**
 * quay_sftp_client_make_directory_async:
 * @self: a client
 * @new_dir: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a folder (SSH_FXP_MKDIR).
 */
void
quay_sftp_client_make_directory_async (QuaySftpClient *self,
                                       const char *new_dir,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_make_directory_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (new_dir);
  quay_call_start (call, QUAY_CALL_LOGS_ON, make);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = quay_login_rmdir_finish (QUAY_LOGIN (source), result, &error);

  quay_call_end_with (user_data, done, error);
}

static void
remove_folder (QuayCall *call)
{
  if (quay_call_take_path (call, call->text, "The folder"))
    quay_login_rmdir_async (call->client->login, call->path, call->cancellable, on_removed, call);
}

/**
 * quay_sftp_client_remove_directory_async:
 * @self: a client
 * @dir_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes an empty folder (SSH_FXP_RMDIR).
 */
void
quay_sftp_client_remove_directory_async (QuaySftpClient *self,
                                         const char *dir_name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_remove_directory_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (dir_name);
  quay_call_start (call, QUAY_CALL_LOGS_ON, remove_folder);
}

/* What the last listing holds */

/**
 * quay_sftp_client_get_dir_list:
 * @self: a client
 *
 * The last listing, a [iface@Gio.ListModel] of [class@Quay.FileInfo] that fills while it runs.
 *
 * Returns: (transfer none) (nullable): the listing, %NULL before the first
 */
QuayDirectory *
quay_sftp_client_get_dir_list (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->listing;
}

static QuayFileInfo *
ref_entry (QuaySftpClient *self, guint index)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->listing != NULL ? g_list_model_get_item (G_LIST_MODEL (self->listing), index) : NULL;
}

/**
 * quay_sftp_client_get_dir_list_entry:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: (transfer full): the entry as the server sent it: its `ls -l` line, where there is one, else the name; ""
 * where there is no such entry
 */
char *
quay_sftp_client_get_dir_list_entry (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);
  const char *line = info != NULL ? quay_file_info_get_long_name (info) : NULL;

  if (info == NULL)
    return g_strdup ("");

  return quay_client_dup_shown (self, line != NULL && *line != '\0' ? line : quay_file_info_get_name (info));
}

/**
 * quay_sftp_client_get_dir_list_file_name:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: (transfer full): the entry's name; "" where there is no such entry
 */
char *
quay_sftp_client_get_dir_list_file_name (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);

  return info != NULL ? quay_client_dup_shown (self, quay_file_info_get_name (info)) : g_strdup ("");
}

/**
 * quay_sftp_client_get_dir_list_file_size:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: the entry's size in bytes; 0 where there is no such entry
 */
gint64
quay_sftp_client_get_dir_list_file_size (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);

  return info != NULL ? (gint64)quay_file_info_get_size (info) : 0;
}

/**
 * quay_sftp_client_get_dir_list_file_time:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: (transfer full): when the entry was changed, as the configuration key `FiletimeFormat` says; "" where there
 * is no such entry
 */
char *
quay_sftp_client_get_dir_list_file_time (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);

  return info != NULL ? quay_client_print_time (self, quay_file_info_get_modified (info)) : g_strdup ("");
}

/**
 * quay_sftp_client_get_dir_list_is_dir:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: whether the entry is a folder; never for symbolic links
 */
gboolean
quay_sftp_client_get_dir_list_is_dir (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);

  return info != NULL && quay_file_info_is_directory (info);
}

/**
 * quay_sftp_client_get_dir_list_is_symlink:
 * @self: a client
 * @entry_index: from 0 up to [property@Quay.SftpClient:dir-list-count], not included
 *
 * Returns: whether the entry is a symbolic link
 */
gboolean
quay_sftp_client_get_dir_list_is_symlink (QuaySftpClient *self, guint entry_index)
{
  g_autoptr (QuayFileInfo) info = ref_entry (self, entry_index);

  return info != NULL && quay_file_info_is_symlink (info);
}
