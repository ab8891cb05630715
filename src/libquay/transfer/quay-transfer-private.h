/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-rate-limiter.h"
#include "quay-transfer.h"

G_BEGIN_DECLS

/* For the queue. Notifies what changed since the last call, at most as often as it is called; TRUE where something did. */
gboolean quay_transfer_publish (QuayTransfer *self, gint64 now);
/* Back to QUEUED, for another try. */
void     quay_transfer_reset   (QuayTransfer *self);
void     quay_transfer_set_queued_cancelled (QuayTransfer *self);

void     quay_transfer_limit_changed (QuayTransfer *self);
void     quay_transfer_set_limiter_above (QuayTransfer *self, QuayRateLimiter *above);

G_END_DECLS
