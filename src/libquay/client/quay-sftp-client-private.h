/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-client-event-private.h"
#include "quay-client-key.h"
#include "quay-client-loop.h"
#include "quay-host-key.h"
#include "quay-rate-limiter.h"
#include "quay-sftp-client.h"

G_BEGIN_DECLS

typedef struct _QuayCall QuayCall;

struct _QuaySftpClient
{
  GObject parent_instance;

  QuayClientLoop *loop;
  QuaySiteOptions *options;
  QuayInteraction *interaction; /* the caller's; nullable */
  QuayInteraction *questions;   /* makes events of what is asked */
  QuayTransferQueue *queue;

  /* The connection */
  QuayLogin *login;     /* nullable */
  QuayCall *logging_on; /* who waits for the login; NULL: nobody */
  GCancellable *login_cancellable;
  GTask *held;          /* the login's question about the host key, until somebody logs on; nullable */
  QuaySiteOptions *held_options; /* what they were then; nullable */
  gboolean connect_only;
  gboolean told_connected;
  gboolean told_disconnected;
  gboolean ending;        /* it was we who said so */
  QuayHostKey *host_key;  /* as the server has shown it; nullable */
  char *remote_path;

  /* What runs */
  QuayCall *call; /* NULL: idle */
  GMutex interrupt_mutex;
  GCancellable *interrupt; /* of @call; under the mutex */
  QuayFileInfo *listed;    /* during its event */
  QuayDirectory *listing;  /* the last one */
  GQueue queued;           /* of QuayQueuedFile */
  QuayRateLimiter *limiter;

  /* Properties */
  char *local_file;
  char *remote_file;
  gboolean overwrite;
  gint64 start_byte;
  int timeout;
  int auth_mode;
  int firewall_type;
  gboolean firewall_auto_detect;
  QuayClientKey *cert;   /* ssh-cert-* */
  QuayClientKey *accept; /* ssh-accept-server-host-key-* */

  /* file-*: as they came, with what has been set since */
  QuayFileInfo *file_info; /* nullable */
  guint file_changes;      /* of QuayAttrFlags */
  gint64 file_access_time, file_creation_time, file_modified_time; /* milliseconds */
  char *file_acl, *file_group_id, *file_owner_id;
  int file_permissions;

  /* Configuration */
  gboolean allow_backslash, async_transfer, disable_real_path, get_symlink_attrs, ignore_mask_casing, normalize_path;
  gboolean preserve_time, real_time_upload, use_fxp_stat, use_server_time, absolute_timeout, accept_any_key;
  gboolean process_idle_events;
  char *exclude_mask, *mask_delimiter, *time_format, *local_eol, *server_eol, *fingerprint_hash;
  char *password_prompt, *firewall_data;
  gint64 free_space, total_space, transferred_data_limit;
  int max_file_data, max_outstanding, real_time_age, transfer_limit, transfer_mode, pageant, log_level, connection_timeout;
  int max_transfer_rate, select_wait, code_page;
};

typedef struct {
  char *local_file;
  char *remote_file;
} QuayQueuedFile;

void quay_queued_file_free (QuayQueuedFile *self);

/* quay-sftp-client-events.c: told in the thread of the client. */
typedef enum {
  QUAY_SIGNAL_CONNECTED,
  QUAY_SIGNAL_CONNECTION_STATUS,
  QUAY_SIGNAL_DIR_LIST,
  QUAY_SIGNAL_DISCONNECTED,
  QUAY_SIGNAL_END_TRANSFER,
  QUAY_SIGNAL_ERROR,
  QUAY_SIGNAL_LOG,
  QUAY_SIGNAL_SSH_CUSTOM_AUTH,
  QUAY_SIGNAL_SSH_KEYBOARD_INTERACTIVE,
  QUAY_SIGNAL_SSH_SERVER_AUTHENTICATION,
  QUAY_SIGNAL_SSH_STATUS,
  QUAY_SIGNAL_START_TRANSFER,
  QUAY_SIGNAL_TRANSFER,
  QUAY_N_SIGNALS,
} QuayClientSignal;

void     quay_client_install_signals (QuaySftpClientClass *klass);
gboolean quay_client_is_heard        (QuaySftpClient *self, QuayClientSignal signal);
/* Takes @event. */
void     quay_client_emit            (QuaySftpClient *self, QuayClientSignal signal, gpointer event);
void     quay_client_tell_connected  (QuaySftpClient *self, const GError *error);    /* once for each attempt */
void     quay_client_tell_disconnected (QuaySftpClient *self, const GError *error);  /* once for each connection */
void     quay_client_tell_stage      (QuaySftpClient *self, const char *stage, const GError *error);
void     quay_client_tell_error      (QuaySftpClient *self, const GError *error, const char *local_file, const char *remote_file);
void     quay_client_tell_start      (QuaySftpClient *self, int direction, const char *local_file, const char *remote_file);
void     quay_client_tell_end        (QuaySftpClient *self, int direction, const char *local_file, const char *remote_file);
void     quay_client_tell_log        (QuaySftpClient *self, int level, const char *message);

/* quay-sftp-client-questions.c */
QuayInteraction *quay_client_questions_new (QuaySftpClient *client);
/* The answer to a question about the host key that was put off; FALSE: there is none. */
gboolean         quay_client_release_held  (QuaySftpClient *self, gboolean accept);

/* quay-sftp-client-connect.c */
void     quay_client_log_on       (QuaySftpClient *self, QuayCall *call);
/* The host key is accepted; what comes behind it waits for a method that logs on. Takes a reference. */
void     quay_client_hold         (QuaySftpClient *self, GTask *task);
void     quay_client_drop_login   (QuaySftpClient *self);
/* The value of a key of quay_login_dup_info, as text; "" where there is none. */
char    *quay_client_dup_info     (QuaySftpClient *self, const char *key);

/* quay-client-field-access.c, quay-sftp-client.c */
void     quay_client_take_file_info     (QuaySftpClient *self, QuayFileInfo *info);
void     quay_client_notify             (QuaySftpClient *self, const char *property);

/* quay-client-acl.c: an access control list as text, "type:flags:mask:who" for each entry, with ";" between them and the first
 * three in hexadecimal (filexfer-04 section 5.7). */
char    *quay_client_acl_print    (const QuayAttrs *attrs);
gboolean quay_client_acl_parse    (const char *text, QuayAttrs *attrs, GError **error);

/* quay-client-path.c: paths as the API has them (UTF-8), and as they go to the server (bytes). */
char    *quay_client_resolve      (QuaySftpClient *self, const char *path, GError **error);
char    *quay_client_dup_shown    (QuaySftpClient *self, const char *bytes);
/* remote-path from what the server says, or the caller. */
void     quay_client_set_remote_path (QuaySftpClient *self, const char *bytes);
char    *quay_client_print_time   (QuaySftpClient *self, gint64 seconds);

/* Of a code page by its Windows number: the name that iconv knows it by; NULL: none. */
const char *quay_code_page_get_name (int number);

/* quay-error-table.c: half a sentence, for any code; and an error of a socket gets the documented number of its errno. */
const char *quay_error_table_get_text  (int code);
void        quay_error_table_translate (GError *error);

/* quay-sftp-client-config.c: FALSE: the server has to be asked. */
gboolean quay_client_config_at_once (QuaySftpClient *self, const char *text, char **answer, GError **error);

/* quay-sftp-client-transfer.c */
void     quay_client_run_transfers (QuayCall *call);

G_END_DECLS
