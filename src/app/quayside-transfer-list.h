/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* Some of a queue's transfers, in its order: what a tab of the queue shows. It is told what it holds, and tells its
 * listeners only what is new in that, so that selections and scroll positions stay. */
#define QUAYSIDE_TYPE_TRANSFER_LIST (quayside_transfer_list_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideTransferList, quayside_transfer_list, QUAYSIDE, TRANSFER_LIST, GObject)

QuaysideTransferList *quayside_transfer_list_new     (void);
/* @transfers: (element-type QuayTransfer): with references of its own. @gradually: for a list that is shown; many are not
 * taken out all at once then. FALSE where nothing is new. */
gboolean              quayside_transfer_list_set     (QuaysideTransferList *self,
                                                      GPtrArray            *transfers,
                                                      gboolean              gradually);
gboolean              quayside_transfer_list_get_behind (QuaysideTransferList *self);
QuayTransfer         *quayside_transfer_list_peek    (QuaysideTransferList *self, guint position);

G_END_DECLS
