/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-interaction.h"

#include "quay-error-private.h"

G_DEFINE_INTERFACE (QuayInteraction, quay_interaction, G_TYPE_OBJECT)

/* What an interaction does not implement is answered with no. */

static void
decline (
    QuayInteraction *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is nobody to answer the question");
}

static void
default_ask_host_key_async (QuayInteraction *self,
                            QuayHostKeyQuestion *question,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  decline (self, cancellable, callback, user_data, default_ask_host_key_async);
}

static QuayHostKeyAnswer
default_ask_host_key_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_task_propagate_boolean (G_TASK (result), error);

  return QUAY_HOST_KEY_REJECT;
}

static void
default_ask_secret_async (QuayInteraction *self,
                          QuayPrompt *prompt,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  decline (self, cancellable, callback, user_data, default_ask_secret_async);
}

static void
default_ask_conflict_async (QuayInteraction *self,
                            QuayConflict *conflict,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  decline (self, cancellable, callback, user_data, default_ask_conflict_async);
}

static void
default_answer_packet_async (QuayInteraction *self,
                             QuayAuthPacket *packet,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  decline (self, cancellable, callback, user_data, default_answer_packet_async);
}

static gboolean
default_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
default_show_banner (QuayInteraction *self, const char *text)
{
}

static void
quay_interaction_default_init (QuayInteractionInterface *iface)
{
  iface->ask_host_key_async = default_ask_host_key_async;
  iface->ask_host_key_finish = default_ask_host_key_finish;
  iface->ask_secret_async = default_ask_secret_async;
  iface->ask_secret_finish = default_finish;
  iface->ask_conflict_async = default_ask_conflict_async;
  iface->ask_conflict_finish = default_finish;
  iface->show_banner = default_show_banner;
  iface->answer_packet_async = default_answer_packet_async;
  iface->answer_packet_finish = default_finish;
}

/**
 * quay_interaction_ask_host_key_async: (virtual ask_host_key_async)
 * @self: an interaction
 * @question: the key and what is known of it
 * @cancellable: (nullable): takes the question away
 * @callback: (scope async): called when it is answered
 * @user_data: for @callback
 *
 * Asks whether a host key may be trusted.
 */
void
quay_interaction_ask_host_key_async (QuayInteraction *self,
                                     QuayHostKeyQuestion *question,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_return_if_fail (QUAY_IS_INTERACTION (self));
  g_return_if_fail (QUAY_IS_HOST_KEY_QUESTION (question));

  QUAY_INTERACTION_GET_IFACE (self)->ask_host_key_async (self, question, cancellable, callback, user_data);
}

/**
 * quay_interaction_ask_host_key_finish: (virtual ask_host_key_finish)
 * @self: an interaction
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: the answer; %QUAY_HOST_KEY_REJECT with @error set where there is none
 */
QuayHostKeyAnswer
quay_interaction_ask_host_key_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (QUAY_IS_INTERACTION (self), QUAY_HOST_KEY_REJECT);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), QUAY_HOST_KEY_REJECT);

  return QUAY_INTERACTION_GET_IFACE (self)->ask_host_key_finish (self, result, error);
}

/**
 * quay_interaction_ask_secret_async: (virtual ask_secret_async)
 * @self: an interaction
 * @prompt: what is asked for; takes the answers
 * @cancellable: (nullable): takes the question away
 * @callback: (scope async): called when it is answered
 * @user_data: for @callback
 *
 * Asks for a password, a passphrase, or what the server wants to know (RFC 4256).
 */
void
quay_interaction_ask_secret_async (QuayInteraction *self,
                                   QuayPrompt *prompt,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (QUAY_IS_INTERACTION (self));
  g_return_if_fail (QUAY_IS_PROMPT (prompt));

  QUAY_INTERACTION_GET_IFACE (self)->ask_secret_async (self, prompt, cancellable, callback, user_data);
}

/**
 * quay_interaction_ask_secret_finish: (virtual ask_secret_finish)
 * @self: an interaction
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE when the prompt holds the answers, %FALSE with @error set when the person cancelled
 */
gboolean
quay_interaction_ask_secret_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (QUAY_IS_INTERACTION (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return QUAY_INTERACTION_GET_IFACE (self)->ask_secret_finish (self, result, error);
}

/**
 * quay_interaction_ask_conflict_async: (virtual ask_conflict_async)
 * @self: an interaction
 * @conflict: both sides; takes the answer
 * @cancellable: (nullable): takes the question away
 * @callback: (scope async): called when it is answered
 * @user_data: for @callback
 *
 * Asks what to do about a target that exists.
 */
void
quay_interaction_ask_conflict_async (QuayInteraction *self,
                                     QuayConflict *conflict,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_return_if_fail (QUAY_IS_INTERACTION (self));
  g_return_if_fail (QUAY_IS_CONFLICT (conflict));

  QUAY_INTERACTION_GET_IFACE (self)->ask_conflict_async (self, conflict, cancellable, callback, user_data);
}

/**
 * quay_interaction_ask_conflict_finish: (virtual ask_conflict_finish)
 * @self: an interaction
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE when the conflict holds the answer, %FALSE with @error set to cancel the transfer
 */
gboolean
quay_interaction_ask_conflict_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (QUAY_IS_INTERACTION (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return QUAY_INTERACTION_GET_IFACE (self)->ask_conflict_finish (self, result, error);
}

/**
 * quay_interaction_show_banner: (virtual show_banner)
 * @self: an interaction
 * @text: the server's text, escaped
 *
 * Shows what the server says before the login (RFC 4252 section 5.4). Must be shown as the server's.
 */
void
quay_interaction_show_banner (QuayInteraction *self, const char *text)
{
  g_return_if_fail (QUAY_IS_INTERACTION (self));
  g_return_if_fail (text != NULL);

  QUAY_INTERACTION_GET_IFACE (self)->show_banner (self, text);
}

/**
 * quay_interaction_answer_packet_async: (virtual answer_packet_async)
 * @self: an interaction
 * @packet: the server's packet; takes the answer
 * @cancellable: (nullable): takes the question away
 * @callback: (scope async): called when it is answered
 * @user_data: for @callback
 *
 * Takes one step of a login whose [property@Quay.SiteOptions:auth-methods] are `custom`.
 */
void
quay_interaction_answer_packet_async (QuayInteraction *self,
                                      QuayAuthPacket *packet,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (QUAY_IS_INTERACTION (self));
  g_return_if_fail (QUAY_IS_AUTH_PACKET (packet));

  QUAY_INTERACTION_GET_IFACE (self)->answer_packet_async (self, packet, cancellable, callback, user_data);
}

/**
 * quay_interaction_answer_packet_finish: (virtual answer_packet_finish)
 * @self: an interaction
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE when the packet holds the answer, %FALSE with @error set to give the login up
 */
gboolean
quay_interaction_answer_packet_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (QUAY_IS_INTERACTION (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return QUAY_INTERACTION_GET_IFACE (self)->answer_packet_finish (self, result, error);
}
