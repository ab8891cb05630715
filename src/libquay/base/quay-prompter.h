/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-interaction.h"

G_BEGIN_DECLS

/*
 * QuayPrompter: a QuayInteraction as a worker thread sees it. Each call runs the interaction's async function in the
 * owner's main context and blocks the worker until the answer is there or @cancellable fires. Without an
 * interaction every answer is "no". Counts the time spent waiting for the person, so deadlines can leave it out.
 */
typedef struct _QuayPrompter QuayPrompter;

QuayPrompter     *quay_prompter_new          (QuayInteraction *interaction, GMainContext *owner_context);
QuayPrompter     *quay_prompter_ref          (QuayPrompter *self);
void              quay_prompter_unref        (QuayPrompter *self);
gboolean          quay_prompter_is_silent    (QuayPrompter *self); /* no interaction at all */
/* Before the worker starts. A quiet one has somebody to ask and leaves them alone with what belongs to a login: host keys
 * are rejected, secrets fail with QUAY_ERROR_NEEDS_PROMPT, banners go unseen. */
void              quay_prompter_set_quiet    (QuayPrompter *self, gboolean quiet);
gboolean          quay_prompter_is_quiet     (QuayPrompter *self);
QuayHostKeyAnswer quay_prompter_ask_host_key (QuayPrompter *self, QuayHostKeyQuestion *question, GCancellable *cancellable);
gboolean          quay_prompter_ask_secret   (QuayPrompter *self, QuayPrompt *prompt, GCancellable *cancellable, GError **error);
gboolean          quay_prompter_ask_conflict (QuayPrompter *self, QuayConflict *conflict, GCancellable *cancellable, GError **error);
gboolean          quay_prompter_answer_packet (QuayPrompter *self, QuayAuthPacket *packet, GCancellable *cancellable, GError **error);
void              quay_prompter_show_banner  (QuayPrompter *self, const char *text);
gint64            quay_prompter_get_waited   (QuayPrompter *self); /* microseconds */
/* The deadline of something during which the person was asked: their time is added. -1 stays: there is none. */
gint64            quay_prompter_extend       (QuayPrompter *self, gint64 deadline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayPrompter, quay_prompter_unref)

G_END_DECLS
