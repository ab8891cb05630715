/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

#include "quay-cert-info-private.h"
#include "quay-error-private.h"
#include "quay-interaction.h"
#include "quay-pattern.h"
#include "quay-ssh-packet.h"

/*
 * What a login asks, as events: the host key and the server's prompts. Where the caller has set an interaction of its
 * own, that is asked instead, as by any other login.
 */
#define QUAY_TYPE_CLIENT_QUESTIONS (quay_client_questions_get_type ())
G_DECLARE_FINAL_TYPE (QuayClientQuestions, quay_client_questions, QUAY, CLIENT_QUESTIONS, GObject)

struct _QuayClientQuestions
{
  GObject parent_instance;

  GWeakRef client;
};

/* The host key */

static char *
print_fingerprint (QuaySftpClient *client, QuayHostKey *key)
{
  const char *name = client->fingerprint_hash;
  GChecksumType type = g_ascii_strcasecmp (name, "MD5") == 0    ? G_CHECKSUM_MD5
                       : g_ascii_strcasecmp (name, "SHA1") == 0 ? G_CHECKSUM_SHA1
                                                                : G_CHECKSUM_SHA256;

  return quay_cert_info_print_hash (type, quay_host_key_get_blob (key));
}

static gboolean
tell_key (QuaySftpClient *client, QuayHostKeyQuestion *question)
{
  QuayHostKey *key = quay_host_key_question_get_key (question);
  const char *algorithm = quay_host_key_question_get_algorithm (question);
  g_autofree char *fingerprint = print_fingerprint (client, key);
  g_autoptr (QuayEvent) event = NULL;
  gboolean accept = client->accept_any_key || quay_host_key_question_get_result (question) == QUAY_KNOWN_HOSTS_MATCH;

  event = g_object_new (QUAY_TYPE_SSH_SERVER_AUTHENTICATION_EVENT, "host-key", quay_host_key_get_blob (key),
                        "fingerprint", fingerprint, "key-algorithm",
                        algorithm != NULL ? algorithm : quay_host_key_get_key_type (key), "accept", accept, NULL);
  quay_client_emit (client, QUAY_SIGNAL_SSH_SERVER_AUTHENTICATION, g_object_ref (event));
  g_object_get (event, "accept", &accept, NULL);

  return accept;
}

static void
return_answer (GTask *task, gboolean accept)
{
  g_task_return_int (task, accept ? QUAY_HOST_KEY_ACCEPT_ONCE : QUAY_HOST_KEY_REJECT);
}

gboolean
quay_client_release_held (QuaySftpClient *self, gboolean accept)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->held);

  if (task == NULL)
    return FALSE;
  return_answer (task, accept);

  return TRUE;
}

static void
decide (QuaySftpClient *client, QuayHostKeyQuestion *question, GTask *task)
{
  QuayHostKey *key = quay_host_key_question_get_key (question);

  g_set_object (&client->host_key, key);
  quay_client_tell_connected (client, NULL);
  if (!tell_key (client, question))
    return_answer (task, FALSE);
  else if (client->connect_only)
    quay_client_hold (client, task);
  else
    return_answer (task, TRUE);
}

static void
ask_host_key_async (QuayInteraction *interaction,
                    QuayHostKeyQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  QuayClientQuestions *self = QUAY_CLIENT_QUESTIONS (interaction);
  g_autoptr (QuaySftpClient) client = g_weak_ref_get (&self->client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ask_host_key_async);
  if (client != NULL)
    decide (client, question, task);
  else
    return_answer (task, FALSE);
}

static QuayHostKeyAnswer
ask_host_key_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  return answer < 0 ? QUAY_HOST_KEY_REJECT : (QuayHostKeyAnswer)answer;
}

/* Prompts */

/* The documented numbers of ssh-auth-mode under which the server's prompts are shown. */
static gboolean
shows_prompts (QuaySftpClient *client)
{
  return client->auth_mode == 1 || client->auth_mode == 4;
}

static void
answer_field (QuaySftpClient *client, QuayPrompt *prompt, guint index)
{
  const char *text = quay_prompt_get_field_text (prompt, index);
  const char *password = quay_site_options_get_password (client->options);
  const gboolean fits = *client->password_prompt != '\0' && password != NULL
                        && quay_pattern_matches (client->password_prompt, text, FALSE);
  g_autoptr (QuayEvent) event = NULL;
  g_autofree char *response = NULL;

  event = g_object_new (QUAY_TYPE_SSH_KEYBOARD_INTERACTIVE_EVENT, "name", quay_prompt_get_title (prompt),
                        "instructions", quay_prompt_get_instruction (prompt), "prompt", text, "response",
                        fits ? password : "", "echo-response", quay_prompt_get_field_echo (prompt, index), NULL);
  quay_client_emit (client, QUAY_SIGNAL_SSH_KEYBOARD_INTERACTIVE, g_object_ref (event));
  g_object_get (event, "response", &response, NULL);
  quay_prompt_set_answer (prompt, index, response);
}

/* TRUE: it has been answered. */
static gboolean
answer_prompt (QuaySftpClient *client, QuayPrompt *prompt)
{
  if (quay_prompt_get_kind (prompt) != QUAY_PROMPT_KEYBOARD_INTERACTIVE || !shows_prompts (client)
      || quay_prompt_get_attempt (prompt) > 1)
    return FALSE;
  for (guint i = 0; i < quay_prompt_get_n_fields (prompt); i++)
    answer_field (client, prompt, i);

  return TRUE;
}

static void
ask_secret_async (QuayInteraction *interaction,
                  QuayPrompt *prompt,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  QuayClientQuestions *self = QUAY_CLIENT_QUESTIONS (interaction);
  g_autoptr (QuaySftpClient) client = g_weak_ref_get (&self->client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ask_secret_async);
  if (client != NULL && answer_prompt (client, prompt))
    g_task_return_boolean (task, TRUE);
  else if (quay_prompt_get_kind (prompt) == QUAY_PROMPT_PROXY)
    g_task_return_new_error (
        task, QUAY_ERROR, QUAY_ERROR_FIREWALL,
        "The proxy %s port %u refused what firewall-user and firewall-password hold, or wants them; "
        "check both",
        quay_prompt_get_host (prompt), quay_prompt_get_port (prompt));
  else
    g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION,
                             "The login failed: what the properties hold for it was refused, or is missing. Check "
                             "ssh-user, ssh-password, ssh-cert-* and ssh-auth-mode");
}

static gboolean
ask_secret_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Packets of an authentication of the caller's own */

static gboolean
answer_packet (QuaySftpClient *client, QuayAuthPacket *packet, GError **error)
{
  g_autofree char *encoded = quay_ssh_packet_encode (quay_auth_packet_get_packet (packet));
  g_autofree char *answer = NULL;
  g_autoptr (QuayEvent) event = NULL;
  g_autoptr (GBytes) decoded = NULL;

  event = g_object_new (QUAY_TYPE_SSH_CUSTOM_AUTH_EVENT, "packet", encoded, NULL);
  quay_client_emit (client, QUAY_SIGNAL_SSH_CUSTOM_AUTH, g_object_ref (event));
  g_object_get (event, "packet", &answer, NULL);
  if (g_str_equal (answer, encoded))
    {
      quay_set_error (error, QUAY_ERROR_AUTHENTICATION,
                      "Nobody has set the packet to send; connect a handler to ssh-custom-auth");
      return FALSE;
    }
  decoded = quay_ssh_packet_decode (answer, error);
  if (decoded != NULL)
    quay_auth_packet_set_answer (packet, decoded);

  return decoded != NULL;
}

static void
answer_packet_async (QuayInteraction *interaction,
                     QuayAuthPacket *packet,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  QuayClientQuestions *self = QUAY_CLIENT_QUESTIONS (interaction);
  g_autoptr (QuaySftpClient) client = g_weak_ref_get (&self->client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, answer_packet_async);
  if (client != NULL && answer_packet (client, packet, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, FALSE);
}

static void
iface_init (QuayInteractionInterface *iface)
{
  iface->answer_packet_async = answer_packet_async;
  iface->answer_packet_finish = ask_secret_finish;
  iface->ask_host_key_async = ask_host_key_async;
  iface->ask_host_key_finish = ask_host_key_finish;
  iface->ask_secret_async = ask_secret_async;
  iface->ask_secret_finish = ask_secret_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayClientQuestions,
                               quay_client_questions,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, iface_init))

static void
quay_client_questions_finalize (GObject *object)
{
  g_weak_ref_clear (&QUAY_CLIENT_QUESTIONS (object)->client);
  G_OBJECT_CLASS (quay_client_questions_parent_class)->finalize (object);
}

static void
quay_client_questions_class_init (QuayClientQuestionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_client_questions_finalize;
}

static void
quay_client_questions_init (QuayClientQuestions *self)
{
  g_weak_ref_init (&self->client, NULL);
}

QuayInteraction *
quay_client_questions_new (QuaySftpClient *client)
{
  QuayClientQuestions *self = g_object_new (QUAY_TYPE_CLIENT_QUESTIONS, NULL);

  g_weak_ref_set (&self->client, client);

  return QUAY_INTERACTION (self);
}
