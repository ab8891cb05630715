/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include <string.h>

#include "quay-client-remote.h"
#include "quay-error-private.h"
#include "quay-file-info-private.h"

/* Single files: is it there, its attributes, making, removing, renaming. */

/* check_file_exists */

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, &error);
  const QuayStatus status = quay_error_get_sftp_status (error);

  if (status == QUAY_STATUS_NO_SUCH_FILE || status == QUAY_STATUS_NO_SUCH_PATH)
    g_clear_error (&error);
  quay_call_return_boolean (call, info != NULL, error);
}

static void
check (QuayCall *call)
{
  QuaySftpClient *client = call->client;

  if (client->login == NULL || quay_login_get_state (client->login) != QUAY_LOGIN_OPEN)
    quay_call_return_boolean (call, FALSE, NULL);
  else if (quay_call_take_path (call, client->remote_file, "remote-file"))
    quay_login_stat_async (client->login, call->path, TRUE, call->cancellable, on_checked, call);
}

/**
 * quay_sftp_client_check_file_exists_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Whether [property@Quay.SftpClient:remote-file] is there (SSH_FXP_STAT). Without a connection it is not.
 */
void
quay_sftp_client_check_file_exists_async (QuaySftpClient *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_check_file_exists_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, 0, check);
}

/* create_file */

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = quay_login_create_file_finish (QUAY_LOGIN (source), result, &error);

  quay_call_end_with (user_data, done, error);
}

static void
create (QuayCall *call)
{
  if (quay_call_take_path (call, call->text, "The file"))
    quay_login_create_file_async (call->client->login, call->path, call->cancellable, on_created, call);
}

/**
 * quay_sftp_client_create_file_async:
 * @self: a client
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes an empty file, which must not exist yet.
 */
void
quay_sftp_client_create_file_async (QuaySftpClient *self,
                                    const char *file_name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_create_file_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (file_name);
  quay_call_start (call, QUAY_CALL_LOGS_ON, create);
}

/* delete_file */

static void
on_folder_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = quay_login_rmdir_finish (QUAY_LOGIN (source), result, &error);

  quay_call_end_with (user_data, done, error);
}

/* Folders are meant, too, as long as they are empty. */
static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  gboolean done = quay_login_remove_finish (QUAY_LOGIN (source), result, &error);

  if (!done && quay_error_get_sftp_status (error) == QUAY_STATUS_FILE_IS_A_DIRECTORY)
    {
      g_error_free (error);
      quay_login_rmdir_async (QUAY_LOGIN (source), call->path, call->cancellable, on_folder_deleted, call);
    }
  else
    quay_call_end_with (call, done, error);
}

static void delete (QuayCall *call)
{
  if (quay_call_take_path (call, call->text, "The file"))
    quay_login_remove_async (call->client->login, call->path, FALSE, call->cancellable, on_deleted, call);
}

/**
 * quay_sftp_client_delete_file_async:
 * @self: a client
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a file, a symbolic link (never what it points to), or an empty folder.
 */
void
quay_sftp_client_delete_file_async (QuaySftpClient *self,
                                    const char *file_name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_delete_file_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (file_name);
  quay_call_start (call, QUAY_CALL_LOGS_ON, delete);
}

/* rename_file */

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = quay_login_rename_finish (QUAY_LOGIN (source), result, &error);

  quay_call_end_with (user_data, done, error);
}

static void
rename_it (QuayCall *call)
{
  QuaySftpClient *client = call->client;

  if (quay_call_take_path (call, client->remote_file, "remote-file")
      && quay_call_take_other (call, call->text, "The new name"))
    quay_login_rename_async (client->login, call->path, call->other_path, client->overwrite, call->cancellable,
                             on_renamed, call);
}

/**
 * quay_sftp_client_rename_file_async:
 * @self: a client
 * @new_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gives [property@Quay.SftpClient:remote-file], a file or a folder, another name. What has that name already is
 * replaced only where [property@Quay.SftpClient:overwrite] is %TRUE.
 */
void
quay_sftp_client_rename_file_async (QuaySftpClient *self,
                                    const char *new_name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_rename_file_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->text = g_strdup (new_name);
  quay_call_start (call, QUAY_CALL_LOGS_ON, rename_it);
}

/* query_file_attributes and update_file_attributes */

static void
on_queried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, &error);

  if (info != NULL)
    quay_client_take_file_info (call->client, info);
  quay_call_return (call, error);
}

static void
query (QuayCall *call)
{
  QuaySftpClient *client = call->client;

  if (quay_call_take_path (call, client->remote_file, "remote-file"))
    quay_login_stat_async (client->login, call->path, !client->get_symlink_attrs, call->cancellable, on_queried, call);
}

/**
 * quay_sftp_client_query_file_attributes_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the attributes of [property@Quay.SftpClient:remote-file] into the properties `file-*`. Of a symbolic link they
 * are those of what it points to, unless the configuration key `GetSymlinkAttrs` is True.
 */
void
quay_sftp_client_query_file_attributes_async (QuaySftpClient *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data)
{
  QuayCall *call
      = quay_call_begin (self, quay_sftp_client_query_file_attributes_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, QUAY_CALL_LOGS_ON, query);
}

static gboolean
parse_id (const char *text, guint32 *id)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    return FALSE;
  *id = (guint32)number;

  return TRUE;
}

/* Both, or neither: what was not set stays as it was read. */
static gboolean
add_owner (QuaySftpClient *self, QuayAttrs *attrs, GError **error)
{
  if (quay_login_get_sftp_version (self->login) >= 4)
    {
      attrs->valid |= QUAY_ATTR_OWNERGROUP;
      attrs->owner = g_strdup (self->file_owner_id);
      attrs->group = g_strdup (self->file_group_id);
      return TRUE;
    }
  attrs->valid |= QUAY_ATTR_UIDGID;
  if (parse_id (self->file_owner_id, &attrs->uid) && parse_id (self->file_group_id, &attrs->gid))
    return TRUE;
  quay_set_error (
      error, QUAY_ERROR_USAGE,
      "This server knows owner and group by number only: set both file-owner-id and file-group-id to numbers, "
      "or query the attributes first");

  return FALSE;
}

static void
split_time (gint64 milliseconds, gint64 *seconds, guint32 *nanoseconds)
{
  *seconds = milliseconds / 1000 - (milliseconds % 1000 < 0);
  *nanoseconds = (guint32)(milliseconds - *seconds * 1000) * 1000000;
}

/* Version 3 has both times in one, and seconds only. */
static void
add_times (QuaySftpClient *self, QuayAttrs *attrs)
{
  const guint version = quay_login_get_sftp_version (self->login);
  const guint both = QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME;

  attrs->valid |= version < 4 ? both : self->file_changes & (both | QUAY_ATTR_CREATETIME);
  split_time (self->file_access_time, &attrs->atime, &attrs->atime_nsec);
  split_time (self->file_modified_time, &attrs->mtime, &attrs->mtime_nsec);
  split_time (self->file_creation_time, &attrs->createtime, &attrs->createtime_nsec);
  if (version >= 4)
    attrs->valid |= QUAY_ATTR_SUBSECOND_TIMES;
}

static gboolean
refuse_attribute (QuaySftpClient *self, const char *what, GError **error)
{
  quay_set_error (error, QUAY_ERROR_UNSUPPORTED,
                  "SFTP version %u, which was agreed with the server, has no %s; set ProtocolVersion to 4 or more",
                  quay_login_get_sftp_version (self->login), what);

  return FALSE;
}

static gboolean
make_attrs (QuaySftpClient *self, QuayAttrs *attrs, GError **error)
{
  const gboolean plain = quay_login_get_sftp_version (self->login) < 4;

  quay_attrs_init (attrs);
  attrs->type = self->file_info != NULL ? quay_file_info_get_file_type (self->file_info) : QUAY_FILE_TYPE_UNKNOWN;
  if (plain && (self->file_changes & QUAY_ATTR_CREATETIME))
    return refuse_attribute (self, "creation time", error);
  if (plain && (self->file_changes & QUAY_ATTR_ACL))
    return refuse_attribute (self, "access control list", error);
  if ((self->file_changes & QUAY_ATTR_ACL) && !quay_client_acl_parse (self->file_acl, attrs, error))
    return FALSE;
  if (self->file_changes & QUAY_ATTR_PERMISSIONS)
    {
      attrs->valid |= QUAY_ATTR_PERMISSIONS;
      attrs->permissions = (guint32)self->file_permissions & 07777;
    }
  if (self->file_changes & (QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_CREATETIME))
    add_times (self, attrs);

  return !(self->file_changes & QUAY_ATTR_OWNERGROUP) || add_owner (self, attrs, error);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  gboolean done = quay_client_remote_setstat_finish (QUAY_LOGIN (source), result, &error);

  if (done)
    call->client->file_changes = 0;
  quay_call_end_with (call, done, error);
}

static void
update (QuayCall *call)
{
  QuaySftpClient *client = call->client;
  g_auto (QuayAttrs) attrs = { 0 };
  GError *error = NULL;

  if (!quay_call_take_path (call, client->remote_file, "remote-file"))
    return;
  if (make_attrs (client, &attrs, &error))
    quay_client_remote_setstat_async (client->login, call->path, &attrs, call->cancellable, on_updated, call);
  else
    quay_call_return (call, error);
}

/**
 * quay_sftp_client_update_file_attributes_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sends those of the properties `file-*` to the server that have been set since they were read: times, owner and group,
 * permissions, access control list (SSH_FXP_SETSTAT).
 */
void
quay_sftp_client_update_file_attributes_async (QuaySftpClient *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data)
{
  QuayCall *call
      = quay_call_begin (self, quay_sftp_client_update_file_attributes_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, QUAY_CALL_LOGS_ON, update);
}
