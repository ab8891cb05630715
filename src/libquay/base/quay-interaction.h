/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-auth-packet.h"
#include "quay-conflict.h"
#include "quay-host-key-question.h"
#include "quay-prompt.h"

G_BEGIN_DECLS

/**
 * QuayInteraction:
 *
 * Whoever answers the engine's questions: a dialog in the application, the terminal in the command line, a script in
 * a test. All functions are called in the main context in which the login or transfer was made, never in a worker.
 * No interaction, or a vfunc that is not implemented, means reject, cancel or skip.
 */
#define QUAY_TYPE_INTERACTION (quay_interaction_get_type ())
QUAY_API G_DECLARE_INTERFACE (QuayInteraction, quay_interaction, QUAY, INTERACTION, GObject)

/**
 * QuayInteractionInterface:
 * @ask_host_key_async: an unknown, changed or revoked host key
 * @ask_host_key_finish: returns the answer; reject on error
 * @ask_secret_async: password, passphrase or keyboard-interactive; set the answers on the prompt
 * @ask_secret_finish: TRUE when answered, FALSE with an error when the person cancelled
 * @ask_conflict_async: the target exists; call quay_conflict_answer
 * @ask_conflict_finish: TRUE when answered, FALSE cancels the transfer
 * @show_banner: the server's text before login (RFC 4252 section 5.4), already escaped
 * @answer_packet_async: with QuaySiteOptions:auth-methods "custom": what to send back; set it on the packet
 * @answer_packet_finish: TRUE when answered, FALSE gives the login up
 */
struct _QuayInteractionInterface
{
  GTypeInterface parent_iface;

  void (*ask_host_key_async) (QuayInteraction *self, QuayHostKeyQuestion *question, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  QuayHostKeyAnswer (*ask_host_key_finish) (QuayInteraction *self, GAsyncResult *result, GError **error);
  void (*ask_secret_async) (QuayInteraction *self, QuayPrompt *prompt, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*ask_secret_finish) (QuayInteraction *self, GAsyncResult *result, GError **error);
  void (*ask_conflict_async) (QuayInteraction *self, QuayConflict *conflict, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*ask_conflict_finish) (QuayInteraction *self, GAsyncResult *result, GError **error);
  void (*show_banner) (QuayInteraction *self, const char *text);
  void (*answer_packet_async) (QuayInteraction *self, QuayAuthPacket *packet, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*answer_packet_finish) (QuayInteraction *self, GAsyncResult *result, GError **error);
};

QUAY_API void              quay_interaction_ask_host_key_async  (QuayInteraction *self, QuayHostKeyQuestion *question,
                                                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                                                 gpointer user_data);
QUAY_API QuayHostKeyAnswer quay_interaction_ask_host_key_finish (QuayInteraction *self, GAsyncResult *result, GError **error);
QUAY_API void              quay_interaction_ask_secret_async    (QuayInteraction *self, QuayPrompt *prompt,
                                                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                                                 gpointer user_data);
QUAY_API gboolean          quay_interaction_ask_secret_finish   (QuayInteraction *self, GAsyncResult *result, GError **error);
QUAY_API void              quay_interaction_ask_conflict_async  (QuayInteraction *self, QuayConflict *conflict,
                                                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                                                 gpointer user_data);
QUAY_API gboolean          quay_interaction_ask_conflict_finish (QuayInteraction *self, GAsyncResult *result, GError **error);
QUAY_API void              quay_interaction_show_banner         (QuayInteraction *self, const char *text);
QUAY_API void              quay_interaction_answer_packet_async (QuayInteraction *self, QuayAuthPacket *packet,
                                                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                                                 gpointer user_data);
QUAY_API gboolean          quay_interaction_answer_packet_finish (QuayInteraction *self, GAsyncResult *result, GError **error);

G_END_DECLS
