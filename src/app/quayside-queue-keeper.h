/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* Keeps the queues of all tabs beyond the end of the program, in the journal in the user's state folder, and brings back
 * what an earlier run has left there. Without quayside_queue_keeper_open() it does nothing, as in the tests of widgets.
 * Signal: `failed` (GError *error): the journal cannot be used; this run's queues end with it. */
#define QUAYSIDE_TYPE_QUEUE_KEEPER (quayside_queue_keeper_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideQueueKeeper, quayside_queue_keeper, QUAYSIDE, QUEUE_KEEPER, GObject)

QuaysideQueueKeeper *quayside_queue_keeper_get_default (void); /* transfer none */
void                 quayside_queue_keeper_open        (QuaysideQueueKeeper *self);
void                 quayside_queue_keeper_close       (QuaysideQueueKeeper *self);
gboolean             quayside_queue_keeper_is_open     (QuaysideQueueKeeper *self);

/* For an empty queue. The first one is where the transfers of the earlier run come back; @restored is told then. They
 * wait until their logins are opened, with @interaction, by whoever takes them. */
typedef void (*QuaysideRestoredFunc) (gpointer owner);
void                 quayside_queue_keeper_add         (QuaysideQueueKeeper *self, QuayTransferQueue *queue, QuayInteraction *interaction,
                                                        QuaysideRestoredFunc restored, GObject *owner);
/* The login that transfers of the earlier run wait for at that place; NULL where none does (transfer full). */
QuayLogin           *quayside_queue_keeper_take_login  (QuaysideQueueKeeper *self, QuaySiteOptions *options);

/* The same server, account and way there. */
gboolean             quayside_same_place               (QuaySiteOptions *a, QuaySiteOptions *b);

G_END_DECLS
