/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

/**
 * QuayTransferQueue:
 *
 * A [iface@Gio.ListModel] of [class@Quay.Transfer], run from the top, `max-active` at a time (default 4). Lives in its owner's
 * thread. Properties (notify): `n-active`, `n-queued`, `n-failed`, `n-done`, `rate` (double, bytes a second of all), `max-active`,
 * `paused`, `rate-limit` (bytes a second of all, 0 none).
 * Signal: `transfer-finished` (QuayTransfer *transfer).
 */
#define QUAY_TYPE_TRANSFER_QUEUE (quay_transfer_queue_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayTransferQueue, quay_transfer_queue, QUAY, TRANSFER_QUEUE, GObject)

QUAY_API QuayTransferQueue *quay_transfer_queue_new            (void);
QUAY_API void               quay_transfer_queue_add            (QuayTransferQueue *self, QuayTransfer *transfer);
QUAY_API void               quay_transfer_queue_cancel         (QuayTransferQueue *self, QuayTransfer *transfer);
QUAY_API void               quay_transfer_queue_cancel_all     (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_retry          (QuayTransferQueue *self, QuayTransfer *transfer);
QUAY_API void               quay_transfer_queue_remove         (QuayTransferQueue *self, QuayTransfer *transfer); /* cancels first */
QUAY_API gboolean           quay_transfer_queue_take           (QuayTransferQueue *self, QuayTransferQueue *from, QuayTransfer *transfer,
                                                                QuayInteraction *interaction);
QUAY_API void               quay_transfer_queue_move           (QuayTransferQueue *self, QuayTransfer *transfer, guint position);
QUAY_API gboolean           quay_transfer_queue_get_position   (QuayTransferQueue *self, QuayTransfer *transfer, guint *position);
QUAY_API void               quay_transfer_queue_pause          (QuayTransferQueue *self, QuayTransfer *transfer);
QUAY_API void               quay_transfer_queue_resume         (QuayTransferQueue *self, QuayTransfer *transfer);
QUAY_API void               quay_transfer_queue_pause_all      (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_resume_all     (QuayTransferQueue *self);
QUAY_API gboolean           quay_transfer_queue_get_paused     (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_set_priority   (QuayTransferQueue *self, QuayTransfer *transfer, QuayPriority priority);
QUAY_API guint64            quay_transfer_queue_get_rate_limit (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_set_rate_limit (QuayTransferQueue *self, guint64 rate);
QUAY_API void               quay_transfer_queue_set_journal    (QuayTransferQueue *self, QuayJournal *journal);
QUAY_API void               quay_transfer_queue_suspend        (QuayTransferQueue *self);

/**
 * QuayTransferQueueLoginFunc:
 * @options: a site's options, without secrets
 * @user_data: what was given with it
 *
 * Returns: (transfer full) (nullable): the login for them; NULL leaves the transfer out for this time
 */
typedef QuayLogin *(*QuayTransferQueueLoginFunc) (QuaySiteOptions *options, gpointer user_data);

QUAY_API void               quay_transfer_queue_restore_async  (QuayTransferQueue *self, QuayInteraction *interaction,
                                                                QuayTransferQueueLoginFunc get_login, gpointer login_data,
                                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gssize             quay_transfer_queue_restore_finish (QuayTransferQueue *self, GAsyncResult *result, GError **error);

QUAY_API void               quay_transfer_queue_set_reconnect  (QuayTransferQueue *self, gboolean reconnect);
QUAY_API void               quay_transfer_queue_set_connect    (QuayTransferQueue *self, gboolean connect);
QUAY_API void               quay_transfer_queue_set_reconnect_delays (QuayTransferQueue *self, const guint *seconds, guint n);
QUAY_API void               quay_transfer_queue_clear_finished (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_active   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_queued   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_failed   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_done     (QuayTransferQueue *self);
QUAY_API double             quay_transfer_queue_get_rate       (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_max_active (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_set_max_active (QuayTransferQueue *self, guint max_active);

G_END_DECLS
