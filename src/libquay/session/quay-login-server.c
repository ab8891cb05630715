/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What extensions of the protocol tell. */
#include "quay-login-private.h"

#include "quay-error-private.h"

static gboolean
has (QuaySftpSession *session, guint features)
{
  return (quay_sftp_session_get_server (session)->features & features) != 0;
}

/**
 * quay_login_has_extension:
 * @self: a login
 * @name: "copy-data" and the like
 *
 * Returns: whether the server has announced it
 */
gboolean
quay_login_has_extension (QuayLogin *self, const char *name)
{
  g_autoptr (GVariant) info = NULL;
  g_autofree const char **extensions = NULL;

  g_return_val_if_fail (QUAY_IS_LOGIN (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  info = quay_login_dup_info (self);

  return info != NULL && g_variant_lookup (info, "extensions", "^a&s", &extensions)
         && g_strv_contains (extensions, name);
}

/**
 * quay_login_get_limits:
 * @self: a login
 * @limits: (out caller-allocates): what limits@openssh.com told, 0 where it told nothing; for READ and WRITE what is
 * used
 *
 * Returns: whether the login is open, and @limits set
 */
gboolean
quay_login_get_limits (QuayLogin *self, QuayLimits *limits)
{
  g_autoptr (GVariant) info = NULL;
  guint32 read = 0, write = 0, packet = 0, handles = 0;

  g_return_val_if_fail (QUAY_IS_LOGIN (self), FALSE);
  info = quay_login_dup_info (self);
  if (info == NULL)
    return FALSE;
  g_variant_lookup (info, "max-read", "u", &read);
  g_variant_lookup (info, "max-write", "u", &write);
  g_variant_lookup (info, "max-packet", "u", &packet);
  g_variant_lookup (info, "max-handles", "u", &handles);
  *limits = (QuayLimits){ packet, read, write, handles };

  return TRUE;
}

/* statvfs */

static void
on_statvfs (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_memdup2 (reply->statvfs, sizeof *reply->statvfs), g_free);
}

static void
start_statvfs (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_STATVFS))
    quay_sftp_session_statvfs (session, op->path, on_statvfs, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no statvfs@openssh.com");
}

static const QuayOpKind statvfs_kind = { .tried = "Could not look at the file system of", .start = start_statvfs };

/**
 * quay_login_statvfs_async:
 * @self: an open login
 * @path: (type filename): any path on the file system
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * What statvfs(3) tells on the server (statvfs@openssh.com, OpenSSH's PROTOCOL section 4.4). For the free space alone,
 * [method@Quay.Login.space_async] asks more servers.
 */
void
quay_login_statvfs_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &statvfs_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_statvfs_finish:
 * @self: a login
 * @result: what the callback got
 * @statvfs: (out caller-allocates): the answer
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether @statvfs is set
 */
gboolean
quay_login_statvfs_finish (QuayLogin *self, GAsyncResult *result, QuayStatvfs *statvfs, GError **error)
{
  g_autofree QuayStatvfs *answer = quay_login_finish_pointer (self, &statvfs_kind, result, error);

  if (answer != NULL)
    *statvfs = *answer;

  return answer != NULL;
}

/* space-available */

static void
on_space_available (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_memdup2 (reply->space, sizeof *reply->space), g_free);
}

static void
start_space_available (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_SPACE_AVAILABLE))
    quay_sftp_session_space_available (session, op->path, on_space_available, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no space-available");
}

static const QuayOpKind space_available_kind
    = { .tried = "Could not read the free space of", .start = start_space_available };

/**
 * quay_login_space_available_async:
 * @self: an open login
 * @path: (type filename): any path on the device
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * How much space there is on a device, and for this user (space-available, filexfer-extensions-00 section 4).
 */
void
quay_login_space_available_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &space_available_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_space_available_finish:
 * @self: a login
 * @result: what the callback got
 * @space: (out caller-allocates): the answer
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether @space is set
 */
gboolean
quay_login_space_available_finish (QuayLogin *self, GAsyncResult *result, QuaySpaceAvailable *space, GError **error)
{
  g_autofree QuaySpaceAvailable *answer = quay_login_finish_pointer (self, &space_available_kind, result, error);

  if (answer != NULL)
    *space = *answer;

  return answer != NULL;
}

/* expand-path and home-directory */

static void
on_path (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_strdup (reply->path), g_free);
}

static void
start_expand_path (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_EXPAND_PATH))
    quay_sftp_session_expand_path (session, op->path, on_path, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no expand-path@openssh.com");
}

static const QuayOpKind expand_path_kind = { .tried = "Could not resolve", .start = start_expand_path };

/**
 * quay_login_expand_path_async:
 * @self: an open login
 * @path: (type filename): a path; `~` and `~user` at its beginning are home folders
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a path absolute (expand-path@openssh.com, OpenSSH's PROTOCOL section 4.9).
 */
void
quay_login_expand_path_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &expand_path_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_expand_path_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: (transfer full) (type filename): the absolute path
 */
char *
quay_login_expand_path_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &expand_path_kind, result, error);
}

static void
start_home_directory (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_HOME_DIRECTORY))
    quay_sftp_session_home_directory (session, op->other_path, on_path, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no home-directory");
}

static const QuayOpKind home_directory_kind
    = { .tried = "Could not find the home folder of", .start = start_home_directory };

/**
 * quay_login_home_directory_async:
 * @self: an open login
 * @user: a user of the server's; "" for whom this login is
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * A user's home folder (home-directory, filexfer-extensions-00 section 5).
 */
void
quay_login_home_directory_async (
    QuayLogin *self, const char *user, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (user != NULL);
  /* The path is for sentences only. */
  quay_login_run (self, &home_directory_kind,
                  &(QuayOpArgs){ .path = *user != '\0' ? user : "this user", .other_path = user }, cancellable,
                  callback, user_data);
}

/**
 * quay_login_home_directory_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: (transfer full) (type filename): the folder
 */
char *
quay_login_home_directory_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &home_directory_kind, result, error);
}

/* users-groups-by-id */

typedef struct
{
  guint32 uids[QUAY_SFTP_MAX_IDS];
  guint32 gids[QUAY_SFTP_MAX_IDS];
  guint n_uids;
  guint n_gids;
} Ids;

typedef struct
{
  char **users;
  char **groups;
} IdNames;

static void
id_names_free (gpointer data)
{
  IdNames *names = data;

  g_strfreev (names->users);
  g_strfreev (names->groups);
  g_free (names);
}

static void
on_names (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  IdNames *names;

  if (!quay_op_check (op, reply))
    return;
  names = g_new0 (IdNames, 1);
  names->users = g_strdupv ((char **)reply->users);
  names->groups = g_strdupv ((char **)reply->groups);
  quay_op_return_pointer (op, names, id_names_free);
}

static void
start_names (QuayOp *op, QuaySftpSession *session)
{
  const Ids *ids = op->data;

  if (has (session, QUAY_SFTP_HAS_USERS_GROUPS))
    quay_sftp_session_users_groups (session, ids->uids, ids->n_uids, ids->gids, ids->n_gids, on_names,
                                    quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no users-groups-by-id@openssh.com");
}

static const QuayOpKind names_kind = { .tried = "Could not learn", .start = start_names };

/**
 * quay_login_user_group_names_async:
 * @self: an open login
 * @uids: (array length=n_uids) (nullable): numbers of users
 * @n_uids: how many, 256 at most
 * @gids: (array length=n_gids) (nullable): numbers of groups
 * @n_gids: how many, 256 at most
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * What users and groups are called on the server (users-groups-by-id@openssh.com, OpenSSH's PROTOCOL section 4.11).
 * Listings and [method@Quay.Login.stat_async] use it by themselves.
 */
void
quay_login_user_group_names_async (QuayLogin *self,
                                   const guint32 *uids,
                                   gsize n_uids,
                                   const guint32 *gids,
                                   gsize n_gids,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  QuayOp *op;
  Ids *ids;

  g_return_if_fail (n_uids <= QUAY_SFTP_MAX_IDS && n_gids <= QUAY_SFTP_MAX_IDS);
  op = quay_login_begin (self, &names_kind, &(QuayOpArgs){ .path = "the names of users" }, cancellable, callback,
                         user_data);
  if (op == NULL)
    return;
  ids = g_new0 (Ids, 1);
  ids->n_uids = (guint)n_uids;
  ids->n_gids = (guint)n_gids;
  for (gsize i = 0; i < n_uids; i++)
    ids->uids[i] = uids[i];
  for (gsize i = 0; i < n_gids; i++)
    ids->gids[i] = gids[i];
  op->data = ids;
  op->data_destroy = g_free;
  quay_op_run (op);
}

/**
 * quay_login_user_group_names_finish:
 * @self: a login
 * @result: what the callback got
 * @users: (out) (optional) (array zero-terminated=1) (transfer full): a name for each number, "" where there is none;
 * as the server sent them, not fit for showing
 * @groups: (out) (optional) (array zero-terminated=1) (transfer full): the same for the groups
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether they are set
 */
gboolean
quay_login_user_group_names_finish (
    QuayLogin *self, GAsyncResult *result, char ***users, char ***groups, GError **error)
{
  IdNames *names = quay_login_finish_pointer (self, &names_kind, result, error);

  if (names == NULL)
    return FALSE;
  if (users != NULL)
    *users = g_steal_pointer (&names->users);
  if (groups != NULL)
    *groups = g_steal_pointer (&names->groups);
  id_names_free (names);

  return TRUE;
}
