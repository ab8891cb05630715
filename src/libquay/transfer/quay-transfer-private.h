/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-login-pool.h"
#include "quay-rate-limiter.h"
#include "quay-transfer-job.h"
#include "quay-transfer.h"

G_BEGIN_DECLS

struct _QuayTransfer
{
  GObject parent_instance;

  QuayLogin *login;
  QuayDirection direction;
  char *local_path;
  char *remote_path;
  QuayTransferOptions *options;
  QuayInteraction *interaction;
  GMainContext *owner;
  QuayJournal *journal;
  QuayRateLimiter *limiter;
  GHashTable *selection; /* of paths below the item; NULL: everything */
  gint64 id; /* in the journal's queue; 0: not there */

  GSequenceIter *place;  /* in its queue's items; NULL: in none */
  GSequenceIter *turn;   /* among those of its queue that are QUEUED; NULL: not there */
  double position;       /* its place in the queue */
  QuayPriority priority;
  gboolean resumed;      /* by itself, while its queue was paused: it runs all the same */

  QuayTransferState state;
  GError *error;
  QuayProgress *progress;
  QuayLogin *used;      /* while running: which of the login's */
  QuayLoginTurn *turn_at_login; /* while that is being made, and not a job yet */
  GTask *run;           /* likewise */
  GSource *run_cancel;  /* likewise; nullable */
  QuayTransferJob *job; /* while running */
  GCancellable *cancellable;
  gulong cancel_handler;
  gboolean pausing;     /* the end is to be a pause */
  guint64 seen_changes;
  QuayTransferProgress seen;
  guint64 kept; /* bytes that were there when a run ended before its end... */
  guint64 kept_of; /* ...of so many */
  char *name;

  gint64 mark_time; /* where the span for the rate begins */
  guint64 mark_bytes;
  gint64 next_mark_time;
  guint64 next_mark_bytes;
};

/* quay-transfer.c */
void     quay_transfer_set_state (QuayTransfer *self, QuayTransferState state);
void     quay_transfer_set_error (QuayTransfer *self, const GError *error);
void     quay_transfer_set_name  (QuayTransfer *self, const char *name);
void     quay_transfer_notify_progress (QuayTransfer *self);

/* For the queue. Notifies what changed since the last call, at most as often as it is called; TRUE where something did. */
gboolean quay_transfer_publish (QuayTransfer *self, gint64 now);
/* Back to QUEUED, for another try. */
void     quay_transfer_reset   (QuayTransfer *self);
/* For one that is to go on: counts what is there. */
void     quay_transfer_show_kept (QuayTransfer *self);
/* Ends it as paused. */
void     quay_transfer_pause   (QuayTransfer *self);

void     quay_transfer_limit_changed (QuayTransfer *self);
void     quay_transfer_set_limiter_above (QuayTransfer *self, QuayRateLimiter *above);

G_END_DECLS
