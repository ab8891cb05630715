/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-reconnect.h"
#include "quay-transfer-private.h"
#include "quay-transfer-queue.h"

G_BEGIN_DECLS

/* What tells whether options that were written are those of another transfer too. */
typedef struct
{
  int changes; /* of the batch's options */
  QuayPriority priority;
  guint64 rate_limit;
} QuayTransferRecord;

struct _QuayTransferQueue {
  GObject parent_instance;

  GSequence *items;       /* of QuayTransfer, which know their place in it: queues are long */
  GSequence *waiting;     /* of QuayTransfer, borrowed from items: those QUEUED, in the order in which they start */
  GPtrArray *active;      /* of QuayTransfer */
  GPtrArray *reconnects;  /* of QuayReconnect, one for each login that has lost its connection */
  GMainContext *owner;
  GSource *publisher;     /* while something is active */
  GSource *going_on;      /* while what is done for very many transfers at once is not done for all of them yet */
  QuayRateLimiter *limiter;
  QuayJournal *journal;   /* nullable */
  struct
  {
    QuayTransferOptions *of; /* nullable */
    QuayTransferRecord record;
    GVariant *options;
  } written;              /* what the journal was told last: the next of thousands mostly has the same */
  guint max_active;
  guint n_failed;
  guint n_done;
  double rate;
  gboolean paused;
  gboolean suspended;     /* the program ends: the journal keeps things as they were */
  gboolean reconnect;
  gboolean connect;       /* so are logins that have never been open */
  GArray *delays;         /* of guint, empty: the default */
  gboolean starting;
};

typedef enum {
  QUAY_QUEUE_N_ACTIVE = 1,
  QUAY_QUEUE_N_QUEUED,
  QUAY_QUEUE_N_FAILED,
  QUAY_QUEUE_N_DONE,
  QUAY_QUEUE_RATE,
  QUAY_QUEUE_MAX_ACTIVE,
  QUAY_QUEUE_PAUSED,
  QUAY_QUEUE_RATE_LIMIT,
  QUAY_QUEUE_N_PROPS,
} QuayQueueProperty;

/* quay-transfer-queue.c */
void quay_transfer_queue_notify          (QuayTransferQueue *self, QuayQueueProperty property);
/* Counts it in (@by 1) or out (-1) of those that failed or are done. */
void quay_transfer_queue_count           (QuayTransferQueue *self, QuayTransfer *transfer, int by);
void quay_transfer_queue_emit_finished   (QuayTransferQueue *self, QuayTransfer *transfer);
gboolean quay_transfer_queue_holds       (QuayTransferQueue *self, QuayTransfer *transfer);
/* All of the queue, which may change meanwhile (transfer full). */
GPtrArray *quay_transfer_queue_list      (QuayTransferQueue *self);

/* quay-transfer-queue-run.c */
void quay_transfer_queue_enqueue         (QuayTransferQueue *self, QuayTransfer *transfer);
gboolean quay_transfer_queue_dequeue     (QuayTransferQueue *self, QuayTransfer *transfer);
QuayReconnect *quay_transfer_queue_get_reconnect (QuayTransferQueue *self, QuayLogin *login);
void quay_transfer_queue_start_waiting   (QuayTransferQueue *self);

/* quay-transfer-queue-journal.c; without a journal they do nothing. */
void quay_transfer_queue_forget_written  (QuayTransferQueue *self);
void quay_transfer_queue_record_added    (QuayTransferQueue *self, QuayTransfer *transfer);
void quay_transfer_queue_record_state    (QuayTransferQueue *self, QuayTransfer *transfer);
void quay_transfer_queue_record_removed  (QuayTransferQueue *self, QuayTransfer *transfer);

G_END_DECLS
