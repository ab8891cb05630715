/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-attrs.h"
#include "quay-block.h"
#include "quay-error.h"
#include "quay-log.h"
#include "quay-open-flags.h"
#include "quay-server-types.h"

G_BEGIN_DECLS

/*
 * QuaySftpSession: one SFTP conversation over a byte channel. Requests go out as soon as the channel takes them, any
 * number at once; each reply finds its request by the id. An id that is not awaited, answered twice, or answered with the
 * wrong type ends the conversation with QUAY_ERROR_INVALID_RESPONSE. Belongs to one thread and its main context.
 */
#define QUAY_TYPE_SFTP_SESSION (quay_sftp_session_get_type ())
G_DECLARE_FINAL_TYPE (QuaySftpSession, quay_sftp_session, QUAY, SFTP_SESSION, GObject)

/* Bytes to leave free before the data of a write: length, type, id, handle, offset, data length (filexfer-02 section 6.4). */
#define QUAY_SFTP_WRITE_HEADROOM 288

/* What came back. Everything is borrowed and valid during the callback; take a reference to keep it. */
typedef struct {
  const GError *error;     /* why there will be no reply: connection lost, protocol broken, timed out. Else NULL */
  QuayStatus status;       /* of SSH_FXP_STATUS; QUAY_STATUS_OK for the other types */
  const char *status_text; /* nullable */
  GBytes *handle;          /* SSH_FXP_HANDLE */
  QuayBlock *block;        /* SSH_FXP_DATA: what @data stands in */
  const guint8 *data;
  gsize length;
  const QuayAttrs *attrs;  /* SSH_FXP_ATTRS */
  GPtrArray *infos;        /* SSH_FXP_NAME as QuayFileInfo; names not safe to use are left out and counted */
  guint n_refused;
  const char *path;        /* the answer to REALPATH and READLINK */
  const QuayStatvfs *statvfs;       /* the answer to statvfs and fstatvfs */
  const QuaySpaceAvailable *space;  /* the answer to space-available */
  guint64 space_total;     /* what either of them comes to, bytes */
  guint64 space_available;
  const char *const *users;  /* the answer to users-groups-by-id, "" where the server knows no name */
  const char *const *groups;
  const char *hash_algorithm; /* the answer to check-file: as the server names it, not fit for showing */
  const guint8 *hash;
  gsize hash_length;
} QuaySftpReply;

typedef void (*QuaySftpFunc) (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data);

/* TRUE where the request succeeded. */
gboolean quay_sftp_reply_ok           (const QuaySftpReply *reply);
/* Makes the error of a failed request: "@format: what came back". */
void     quay_sftp_reply_set_error    (const QuaySftpReply *reply, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

typedef enum {
  QUAY_SFTP_HAS_POSIX_RENAME = 1 << 0,
  QUAY_SFTP_HAS_FSYNC = 1 << 1,
  QUAY_SFTP_HAS_STATVFS = 1 << 2,
  QUAY_SFTP_HAS_HARDLINK = 1 << 3,
  QUAY_SFTP_HAS_LIMITS = 1 << 4,
  QUAY_SFTP_HAS_LSETSTAT = 1 << 5,
  QUAY_SFTP_HAS_COPY_DATA = 1 << 6,
  QUAY_SFTP_HAS_CHECK_FILE_NAME = 1 << 7,
  QUAY_SFTP_HAS_CHECK_FILE_HANDLE = 1 << 8,
  QUAY_SFTP_HAS_CHECK_FILE = 1 << 9, /* announced as one; which of its requests the server knows shows when they are sent */
  QUAY_SFTP_HAS_FSTATVFS = 1 << 10,
  QUAY_SFTP_HAS_COPY_FILE = 1 << 11,
  QUAY_SFTP_HAS_SPACE_AVAILABLE = 1 << 12,
  QUAY_SFTP_HAS_HOME_DIRECTORY = 1 << 13,
  QUAY_SFTP_HAS_EXPAND_PATH = 1 << 14,
  QUAY_SFTP_HAS_USERS_GROUPS = 1 << 15,
  QUAY_SFTP_HAS_LINK = 1 << 16,  /* version 6's request for hard links */
  QUAY_SFTP_HAS_LOCKS = 1 << 17, /* version 6's BLOCK and UNBLOCK */
} QuaySftpFeatures;

/* What the server said of itself. */
typedef struct {
  guint version;
  guint features;          /* QuaySftpFeatures */
  char **extensions;       /* names, sorted, escaped; with those that "supported" and "supported2" list */
  char *vendor;            /* of vendor-id: "VENDOR PRODUCT VERSION BUILD", escaped; NULL: not said */
  char *charset;           /* of filename-charset; NULL: not said */
  const char *newline;     /* "\n", "\r\n" or "\r"; NULL: not said */
  guint versions;          /* of "versions": bit n for version n; 0: not said */
  guint32 settable;        /* QuayAttrFlags: what the version, and the server in "supported", let be set */
  gboolean has_supported;  /* "supported" or "supported2"; without, the masks below say nothing */
  guint32 attribute_bits;
  guint32 open_flags;
  guint32 access_mask;
  gboolean lstat_follows_links; /* what LSTAT calls a folder may be a link to one; listings know better */
  gboolean hashes_whole_files_only; /* check-file of a part cannot be relied on */
  guint32 block_vector;    /* bit n: the combination n << 6 of QuayLockFlags */
  guint32 max_read;        /* bytes of data in one READ */
  guint32 max_write;       /* and in one WRITE */
  guint64 max_packet;      /* 0: not said */
  guint64 max_handles;     /* 0: not said */
} QuaySftpServer;

typedef void (*QuaySftpStartedFunc) (QuaySftpSession *session, const GError *error, gpointer user_data);
typedef void (*QuaySftpClosedFunc)  (QuaySftpSession *session, const GError *error, gpointer user_data);

/* @channel is a QuayChannel, typed loosely so that those above need not see it; taken over. */
QuaySftpSession      *quay_sftp_session_new         (gpointer channel, guint version, guint timeout_seconds);
/* Called once, when the conversation ends without quay_sftp_session_close. */
void                  quay_sftp_session_set_closed  (QuaySftpSession *self, QuaySftpClosedFunc func, gpointer user_data);
/* Before start: READs and WRITEs carry no more than so much of a file. 0: what the server takes. */
void                  quay_sftp_session_set_max_data (QuaySftpSession *self, guint bytes);
/* Seconds without an answer, from now on; 0: no limit. */
void                  quay_sftp_session_set_timeout (QuaySftpSession *self, guint seconds);
/* Where packets are told of; see quay-sftp-trace.h. Before start. */
void                  quay_sftp_session_set_log     (QuaySftpSession *self, const QuayLog *log);
/* Before start: what the server calls itself ("SSH-2.0-..."), NULL where that is not known. */
void                  quay_sftp_session_set_peer    (QuaySftpSession *self, const char *server_id);
/* Before start: the limits another conversation with the same server was told. */
void                  quay_sftp_session_take_limits (QuaySftpSession *self, const QuaySftpServer *server);
/* INIT and VERSION (filexfer-02 section 4). limits@openssh.com is asked for on the way: whoever waits for the answer to a first
 * request knows them. */
void                  quay_sftp_session_start       (QuaySftpSession *self, QuaySftpStartedFunc func, gpointer user_data);
/* FALSE: the version, or the server, has no such flags. */
gboolean              quay_sftp_session_can_open    (QuaySftpSession *self, QuayOpenFlags flags);
gboolean              quay_sftp_session_can_lock    (QuaySftpSession *self, QuayLockFlags flags);
/* Requests are sent when the main loop comes round; these at once, ahead of what other sessions have queued. */
void                  quay_sftp_session_hurry       (QuaySftpSession *self);
const QuaySftpServer *quay_sftp_session_get_server  (QuaySftpSession *self);
gboolean              quay_sftp_session_is_open     (QuaySftpSession *self);
guint                 quay_sftp_session_get_pending (QuaySftpSession *self); /* requests not answered yet */
gsize                 quay_sftp_session_get_queued  (QuaySftpSession *self); /* bytes the channel has not taken yet */
gint64                quay_sftp_session_get_min_rtt (QuaySftpSession *self); /* microseconds, 0: not measured */
/* Ends it: outstanding requests are answered with QUAY_ERROR_NOT_CONNECTED. */
void                  quay_sftp_session_close       (QuaySftpSession *self);
void                  quay_sftp_session_fail        (QuaySftpSession *self, const GError *error);
/* The reply to @id is dropped when it comes; @user_data may go away. */
void                  quay_sftp_session_forget      (QuaySftpSession *self, guint32 id);

/* Requests. Each returns its id; @func is called exactly once unless forgotten, never before the function returns. */
guint32 quay_sftp_session_open      (QuaySftpSession *self, const char *path, QuayOpenFlags flags, const QuayAttrs *attrs,
                                     QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_close_handle (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_read      (QuaySftpSession *self, GBytes *handle, guint64 offset, guint32 length,
                                     QuaySftpFunc func, gpointer user_data);
/* The data stands in @block at @data_offset, at least QUAY_SFTP_WRITE_HEADROOM; the head is written in front of it. The block
 * must not be touched until the answer. */
guint32 quay_sftp_session_write     (QuaySftpSession *self, GBytes *handle, guint64 offset, QuayBlock *block, gsize data_offset,
                                     guint32 length, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_stat      (QuaySftpSession *self, const char *path, gboolean follow, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_fstat     (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_setstat   (QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_fsetstat  (QuaySftpSession *self, GBytes *handle, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_opendir   (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_readdir   (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_remove    (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_mkdir     (QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_rmdir     (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_realpath  (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_readlink  (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_symlink   (QuaySftpSession *self, const char *link_path, const char *target, QuaySftpFunc func, gpointer user_data);
/* Plain SSH_FXP_RENAME; fails where @to exists on v3 and v4. */
guint32 quay_sftp_session_rename    (QuaySftpSession *self, const char *from, const char *to, QuaySftpFunc func, gpointer user_data);
/* Replaces @to in one step; only where quay_sftp_session_can_replace. */
guint32 quay_sftp_session_replace   (QuaySftpSession *self, const char *from, const char *to, QuaySftpFunc func, gpointer user_data);
gboolean quay_sftp_session_can_replace (QuaySftpSession *self);
/* Version 5 has the flags, but not every server: TRUE where @reply says that this one cannot. It is not asked again then. */
gboolean quay_sftp_session_learn_replace (QuaySftpSession *self, const QuaySftpReply *reply);
guint32 quay_sftp_session_fsync     (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data);
/* One hash over @length bytes from @offset on, 0: to the end of the file (filexfer-extensions-00 section 3). @algorithms: comma
 * list, best first; the answer says which it is. */
guint32 quay_sftp_session_check_file_name   (QuaySftpSession *self, const char *path, const char *algorithms, guint64 offset,
                                             guint64 length, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_check_file_handle (QuaySftpSession *self, GBytes *handle, const char *algorithms, guint64 offset,
                                             guint64 length, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_statvfs   (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_fstatvfs  (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_space_available (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_lsetstat  (QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data);
/* By hardlink@openssh.com, or version 6's LINK. */
guint32 quay_sftp_session_hard_link (QuaySftpSession *self, const char *existing, const char *link_path, QuaySftpFunc func, gpointer user_data);
/* @length 0: to the end of the file (filexfer-13 section 8.8). */
guint32 quay_sftp_session_lock      (QuaySftpSession *self, GBytes *handle, guint64 offset, guint64 length, QuayLockFlags flags,
                                     QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_unlock    (QuaySftpSession *self, GBytes *handle, guint64 offset, guint64 length,
                                     QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_expand_path    (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_home_directory (QuaySftpSession *self, const char *user, QuaySftpFunc func, gpointer user_data);
#define QUAY_SFTP_MAX_IDS 256 /* of each kind in one request */
guint32 quay_sftp_session_users_groups   (QuaySftpSession *self, const guint32 *uids, guint n_uids, const guint32 *gids, guint n_gids,
                                          QuaySftpFunc func, gpointer user_data);
guint32 quay_sftp_session_copy_file (QuaySftpSession *self, const char *from, const char *to, gboolean overwrite,
                                     QuaySftpFunc func, gpointer user_data);
/* @length 0: to the end of the file. */
guint32 quay_sftp_session_copy_data (QuaySftpSession *self, GBytes *from, guint64 offset, guint64 length, GBytes *to, guint64 to_offset,
                                     QuaySftpFunc func, gpointer user_data);

G_END_DECLS
