/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-directory.h"
#include "quay-file-changes.h"
#include "quay-file-info.h"
#include "quay-interaction.h"
#include "quay-remote-file.h"
#include "quay-server-types.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/**
 * QuayLoginState:
 */
typedef enum {
  QUAY_LOGIN_CLOSED,
  QUAY_LOGIN_CONNECTING,
  QUAY_LOGIN_OPEN,
  QUAY_LOGIN_CLOSING,
} QuayLoginState;

/**
 * QuayLogin:
 *
 * One connection to a server, logged in, with its worker thread. The functions may be called from the thread that made
 * it; their callbacks, and its signals and notifies, come in the main context that was thread-default when it was made.
 * Any number of requests may be under way at once. Paths are bytes (file names), absolute or relative to the login folder.
 *
 * Properties (read-only, notify): `state` (QuayLoginState), `home` (login folder), `status-text` (what is going on while
 * connecting, translated by nobody: plain English for logs), `sftp-version`.
 * Signals: `closed` (GError *error, nullable): the connection has ended, for whatever reason.
 *          `log` (int level, const char *message): already escaped, never a secret.
 */
#define QUAY_TYPE_LOGIN (quay_login_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayLogin, quay_login, QUAY, LOGIN, GObject)

QUAY_API QuayLogin       *quay_login_new              (QuaySiteOptions *options, QuayInteraction *interaction);
QUAY_API QuaySiteOptions *quay_login_get_options      (QuayLogin *self);
QUAY_API QuayLoginState   quay_login_get_state        (QuayLogin *self);
QUAY_API const char      *quay_login_get_home         (QuayLogin *self);
QUAY_API void             quay_login_set_needs_home   (QuayLogin *self, gboolean needs_home); /* before it is open */
QUAY_API guint            quay_login_get_sftp_version (QuayLogin *self);
/* a{sv}: server-id, kex, host-key-algorithm, host-key-sha256, cipher-cs, cipher-sc, mac-cs, mac-sc, compression-cs,
 * compression-sc, strict-kex (b), host-certificate, host-authority, dh-group-bits (u), auth-method, sftp-version (u),
 * sftp-versions ("3,4,5,6", as the server lists them), sftp-vendor, newline (LF, CRLF or CR), filename-charset, extensions (as),
 * max-read (u), max-write (u), max-packet (u), max-handles (u), local-address, local-port (u), remote-address (both ends of the socket;
 * a proxy's, where there is one). Keys that do not apply are absent. (transfer full) */
QUAY_API GVariant        *quay_login_dup_info         (QuayLogin *self);
QUAY_API gboolean         quay_login_has_extension    (QuayLogin *self, const char *name);
QUAY_API gboolean         quay_login_get_limits       (QuayLogin *self, QuayLimits *limits);

QUAY_API void     quay_login_open_async   (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_login_open_finish  (QuayLogin *self, GAsyncResult *result, GError **error);
/* Never asks: QUAY_ERROR_NEEDS_PROMPT where quay_login_open_async would. */
QUAY_API void     quay_login_open_quietly_async  (QuayLogin *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_login_open_quietly_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void     quay_login_close_async  (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_login_close_finish (QuayLogin *self, GAsyncResult *result, GError **error);

/* What the signal log tells from now on: QuaySiteOptions:log-level and its neighbours. */
QUAY_API void     quay_login_set_logging  (QuayLogin *self, guint level, gboolean mask_sensitive_data, gboolean log_file_data);
/* New keys for the connection; finishes when they are in use. */
QUAY_API void     quay_login_rekey_async  (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_login_rekey_finish (QuayLogin *self, GAsyncResult *result, GError **error);

/* @directory: nullable; where given it is filled batch by batch while the listing runs. finish returns it, or a new one. */
QUAY_API void           quay_login_list_async     (QuayLogin *self, const char *path, QuayDirectory *directory,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API QuayDirectory *quay_login_list_finish    (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_stat_async     (QuayLogin *self, const char *path, gboolean follow_symlinks,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API QuayFileInfo  *quay_login_stat_finish    (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_realpath_async (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char          *quay_login_realpath_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_readlink_async (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char          *quay_login_readlink_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_mkdir_async    (QuayLogin *self, const char *path, gboolean parents,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_mkdir_finish   (QuayLogin *self, GAsyncResult *result, GError **error);
/* Never replaces an existing target unless @overwrite; then by posix-rename or v5+ flags, else QUAY_ERROR_RENAME_UNSUPPORTED. */
QUAY_API void           quay_login_rename_async   (QuayLogin *self, const char *from, const char *to, gboolean overwrite,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_rename_finish  (QuayLogin *self, GAsyncResult *result, GError **error);
/* Files, links (never what they point to) and, with @recursive, directories with all that is in them. */
QUAY_API void           quay_login_remove_async   (QuayLogin *self, const char *path, gboolean recursive,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_remove_finish  (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_rmdir_async    (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_rmdir_finish   (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_chmod_async    (QuayLogin *self, const char *path, guint32 permissions,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_chmod_finish   (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_symlink_async  (QuayLogin *self, const char *link_path, const char *target,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_symlink_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* An empty file, which must not exist yet. */
QUAY_API void           quay_login_create_file_async  (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_create_file_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* What is set in @changes; owner and group as names or numbers, times, permissions, size, ACL, attribute bits. */
QUAY_API void           quay_login_set_attributes_async  (QuayLogin *self, const char *path, QuayFileChanges *changes, gboolean follow_symlinks,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_set_attributes_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_hard_link_async  (QuayLogin *self, const char *existing, const char *link_path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_hard_link_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* On the server: copy-file, else copy-data, else QUAY_ERROR_UNSUPPORTED. */
QUAY_API void           quay_login_copy_file_async  (QuayLogin *self, const char *from, const char *to, gboolean overwrite,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_copy_file_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* copy-data. @length 0: to the end of the file. */
QUAY_API void           quay_login_copy_range_async  (QuayLogin *self, const char *from, guint64 offset, guint64 length, const char *to,
                                                   guint64 to_offset, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                   gpointer user_data);
QUAY_API gboolean       quay_login_copy_range_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* A hash made by the server: check-file-name, check-file-handle. @length 0: to the end of the file. */
QUAY_API void           quay_login_check_file_async  (QuayLogin *self, const char *path, const char *algorithms, guint64 offset,
                                                   guint64 length, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                   gpointer user_data);
QUAY_API GBytes        *quay_login_check_file_finish (QuayLogin *self, GAsyncResult *result, char **algorithm, GError **error);
/* For reading and writing anywhere in it, and for locks. @permissions -1: as the server has it. */
QUAY_API void           quay_login_open_file_async  (QuayLogin *self, const char *path, QuayOpenFlags flags, int permissions,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API QuayRemoteFile *quay_login_open_file_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_expand_path_async  (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char          *quay_login_expand_path_finish (QuayLogin *self, GAsyncResult *result, GError **error);
/* @user "": whom the login is for. */
QUAY_API void           quay_login_home_directory_async  (QuayLogin *self, const char *user,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char          *quay_login_home_directory_finish (QuayLogin *self, GAsyncResult *result, GError **error);
QUAY_API void           quay_login_user_group_names_async  (QuayLogin *self, const guint32 *uids, gsize n_uids, const guint32 *gids,
                                                   gsize n_gids, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                   gpointer user_data);
QUAY_API gboolean       quay_login_user_group_names_finish (QuayLogin *self, GAsyncResult *result, char ***users, char ***groups,
                                                   GError **error);

/**
 * QuaySpace:
 * @total: bytes in all
 * @available: bytes free for this user
 */
typedef struct {
  guint64 total;
  guint64 available;
} QuaySpace;

/* statvfs@openssh.com or space-available; QUAY_ERROR_UNSUPPORTED where the server has neither. */
QUAY_API void           quay_login_space_async    (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_space_finish   (QuayLogin *self, GAsyncResult *result, QuaySpace *space, GError **error);
QUAY_API void           quay_login_statvfs_async  (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_statvfs_finish (QuayLogin *self, GAsyncResult *result, QuayStatvfs *statvfs, GError **error);
QUAY_API void           quay_login_space_available_async  (QuayLogin *self, const char *path,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean       quay_login_space_available_finish (QuayLogin *self, GAsyncResult *result, QuaySpaceAvailable *space,
                                                   GError **error);

G_END_DECLS
