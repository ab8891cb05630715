/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

/* The questions of a batch, one at a time: the owner's thread only. @ask is called when it is @question's turn, and calls
 * quay_transfer_options_question_over when it has been answered. */
typedef void (*QuayQuestionFunc) (gpointer question);

void quay_transfer_options_queue_question (QuayTransferOptions *self, QuayQuestionFunc ask, gpointer question);
void quay_transfer_options_question_over  (QuayTransferOptions *self);

/* a{sv}, not floating, as the journal keeps it; what is unknown in it, or of a wrong type, is ignored. */
GVariant            *quay_transfer_options_to_variant       (QuayTransferOptions *self);
QuayTransferOptions *quay_transfer_options_new_from_variant (GVariant *variant);

G_END_DECLS
