/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

/**
 * QuayTransferQueue:
 *
 * A [iface@Gio.ListModel] of [class@Quay.Transfer], run from the top, `max-active` at a time (default 4). Lives in its owner's
 * thread. Properties (notify): `n-active`, `n-queued`, `n-failed`, `n-done`, `rate` (double, bytes a second of all), `max-active`.
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
QUAY_API void               quay_transfer_queue_clear_finished (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_active   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_queued   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_failed   (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_n_done     (QuayTransferQueue *self);
QUAY_API double             quay_transfer_queue_get_rate       (QuayTransferQueue *self);
QUAY_API guint              quay_transfer_queue_get_max_active (QuayTransferQueue *self);
QUAY_API void               quay_transfer_queue_set_max_active (QuayTransferQueue *self, guint max_active);

G_END_DECLS
