/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

struct _QuayTransferOptions
{
  GObject parent_instance;

  /* Read by workers while the owner may change them. */
  int overwrite;
  int preserve;
  int links;
  int recursive;
  int verify;
  int resume;
  int move;
  int append;
  int ascii;
  int local_eol;
  int server_eol;
  int growing;
  GMutex range_mutex;
  guint64 offset;
  guint64 length;

  int changes; /* how often any of these has changed */

  GQueue questions; /* owner's thread */
  gboolean asking;
};

/* The questions of a batch, one at a time: the owner's thread only. @ask is called when it is @question's turn, and calls
 * quay_transfer_options_question_over when it has been answered. */
typedef void (*QuayQuestionFunc) (gpointer question);

void quay_transfer_options_queue_question (QuayTransferOptions *self, QuayQuestionFunc ask, gpointer question);
void quay_transfer_options_question_over  (QuayTransferOptions *self);

/* quay-transfer-options-ways.c: the file goes as it is, from beginning to end, so that it can be gone on with. */
gboolean quay_transfer_options_is_plain (QuayTransferOptions *self);

/* Both sides are compared before a file gets its name: that is wished for, or its source is to go. */
gboolean quay_transfer_options_compares (QuayTransferOptions *self);

/* Another number once anything has changed. */
int quay_transfer_options_get_changes (QuayTransferOptions *self);

/* a{sv}, not floating, as the journal keeps it; what is unknown in it, or of a wrong type, is ignored. */
GVariant            *quay_transfer_options_to_variant       (QuayTransferOptions *self);
QuayTransferOptions *quay_transfer_options_new_from_variant (GVariant *variant);

G_END_DECLS
