/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-auth-memory.h"
#include "quay-interaction.h"
#include "quay-log.h"
#include "quay-names.h"
#include "quay-prompter.h"
#include "quay-sftp-session.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * QuayConnection: one login and its worker thread. The thread owns the transport, the SSH session, the SFTP
 * conversations on its channels, and whatever the layers above attach; nothing else touches them. Functions marked
 * (any) may be called from any thread; the others only in the worker, where all callbacks run.
 */
typedef struct _QuayConnection QuayConnection;

typedef void (*QuayConnectionFunc)       (QuayConnection *self, gpointer user_data);
typedef void (*QuayConnectionResultFunc) (QuayConnection *self, const GError *error, gpointer user_data);
typedef void (*QuayConnectionBulkFunc)   (QuayConnection *self, QuaySftpSession *session, const GError *error, gpointer user_data);

QuayConnection  *quay_connection_new         (QuaySiteOptions *options, QuayInteraction *interaction, GMainContext *owner);
QuayConnection  *quay_connection_ref         (QuayConnection *self);  /* (any) */
void             quay_connection_unref       (QuayConnection *self);  /* (any) */
/* Before open. @closed: once, when an open connection ends, whoever ended it (@error NULL: asked for). */
void             quay_connection_set_events  (QuayConnection *self, QuayLogFunc log, QuayConnectionResultFunc closed,
                                              gpointer user_data, GDestroyNotify destroy);
/* Before open. What led to success before, and what does now. */
void             quay_connection_set_memory  (QuayConnection *self, QuayAuthMemory *memory);
/* Before open: it is open only when the folder the server puts us in is known. */
void             quay_connection_set_needs_home (QuayConnection *self, gboolean needs_home);
/* What is logged from now on; see QuaySiteOptions:log-level and its neighbours. */
void             quay_connection_set_logging (QuayConnection *self, guint level, gboolean mask, gboolean file_data); /* (any) */
void             quay_connection_open        (QuayConnection *self, GCancellable *cancellable, QuayConnectionResultFunc func,
                                              gpointer user_data);                             /* (any) */
void             quay_connection_close       (QuayConnection *self, QuayConnectionFunc func, gpointer user_data); /* (any) */
/* Runs @func in the worker; when the thread has ended, at once in the caller's. */
void             quay_connection_invoke      (QuayConnection *self, QuayConnectionFunc func, gpointer user_data);  /* (any) */
QuaySiteOptions *quay_connection_get_options (QuayConnection *self);  /* (any), not to be changed */
QuayPrompter    *quay_connection_get_prompter (QuayConnection *self); /* (any) */
GVariant        *quay_connection_dup_info    (QuayConnection *self);  /* (any) a{sv}, NULL before it is open */
char            *quay_connection_dup_home    (QuayConnection *self);  /* (any) */

/* NULL where it is not open. */
QuaySftpSession *quay_connection_get_browse  (QuayConnection *self);
GMainContext    *quay_connection_get_context (QuayConnection *self);
QuayNames       *quay_connection_get_names   (QuayConnection *self);
/* One more conversation for bulk data on the same login. QUAY_ERROR_UNSUPPORTED where the transport has one stream only,
 * QUAY_ERROR_CHANNEL_OPEN or _CHANNEL_REQUEST where the server wants no more. */
void             quay_connection_open_bulk   (QuayConnection *self, QuayConnectionBulkFunc func, gpointer user_data);
/* New keys; @func when they are in use. QUAY_ERROR_UNSUPPORTED where it is not this library's SSH. */
void             quay_connection_rekey       (QuayConnection *self, QuayConnectionResultFunc func, gpointer user_data);
/* What the transfer layer keeps with the connection; destroyed in the worker when it ends. */
/* Why it has ended; NULL where it was closed, or has not. */
const GError    *quay_connection_get_end_error (QuayConnection *self);
gpointer         quay_connection_get_engine  (QuayConnection *self);
void             quay_connection_set_engine  (QuayConnection *self, gpointer engine, GDestroyNotify destroy);
void             quay_connection_log         (QuayConnection *self, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayConnection, quay_connection_unref)

G_END_DECLS
