/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-text.h"

/*
 * Authentication by whoever owns the login: packets of RFC 4252 go both ways as they are, until the server says that it
 * is content, or the owner gives up.
 */

#define SSH_MSG_USERAUTH_REQUEST 50
#define SSH_MSG_USERAUTH_FAILURE 51
#define SSH_MSG_USERAUTH_SUCCESS 52
#define SSH_MSG_USERAUTH_BANNER 53
#define SSH_MSG_USERAUTH_LAST 79

/* A server that never comes to an end. */
#define MAX_PACKETS 200
/* RFC 4253 section 6.1: what every server takes. */
#define MAX_PACKET 32768
#define MAX_BANNER (64 * 1024)

static GBytes *
receive (QuayAuth *self)
{
  LIBSSH2_SESSION *lib = self->session->lib;
  unsigned char *data = NULL;
  size_t size = 0;
  GBytes *packet;
  int rc;

  do
    rc = libssh2_userauth_receive_packet (lib, &data, &size);
  while (quay_auth_again (self, rc));
  if (rc != 0)
    {
      if (self->error == NULL)
        quay_ssh_set_error (self->session, rc, &self->error, "Logging in to %s failed", self->session->place);
      return NULL;
    }
  packet = g_bytes_new (data, size);
  quay_log (&self->session->log, 2, "Received an authentication packet of type %u (%" G_GSIZE_FORMAT " bytes)",
            size > 0 ? data[0] : 0, (gsize)size);
  libssh2_free (lib, data);

  return packet;
}

/* byte SSH_MSG_USERAUTH_BANNER, string message, string language: section 5.4. */
static void
show_banner (QuayAuth *self, GBytes *packet)
{
  g_autofree char *shown = NULL;
  const guint8 *text;
  gsize length = 0;
  QuayBlob blob;

  quay_blob_init_bytes (&blob, packet);
  quay_blob_get_byte (&blob);
  text = quay_blob_get_string (&blob, &length);
  if (text == NULL || length == 0)
    return;
  shown = quay_text_escape_message ((const char *)text, (gssize)length, MAX_BANNER);
  quay_log (&self->session->log, 1, "The server's banner: %s", shown);
  quay_prompter_show_banner (self->session->prompter, shown);
}

static gboolean
is_request (GBytes *packet)
{
  gsize size;
  const guint8 *data = packet != NULL ? g_bytes_get_data (packet, &size) : NULL;

  return data != NULL && size <= MAX_PACKET && data[0] >= SSH_MSG_USERAUTH_REQUEST && data[0] <= SSH_MSG_USERAUTH_LAST
         && data[0] != SSH_MSG_USERAUTH_FAILURE && data[0] != SSH_MSG_USERAUTH_SUCCESS
         && data[0] != SSH_MSG_USERAUTH_BANNER;
}

/* (transfer full) */
static GBytes *
ask_owner (QuayAuth *self, GBytes *packet)
{
  g_autoptr (QuayAuthPacket) question = quay_auth_packet_new (self->user, packet);
  GBytes *answer;

  if (!quay_prompter_answer_packet (self->session->prompter, question, self->cancellable, &self->error))
    return NULL;
  answer = quay_auth_packet_get_answer (question);
  if (answer == NULL)
    quay_set_error (&self->error, QUAY_ERROR_AUTHENTICATION,
                    "Logging in to %s was given up: there was no answer to what the server sent last",
                    self->session->place);
  else if (!is_request (answer))
    quay_set_error (&self->error, QUAY_ERROR_USAGE,
                    "Logging in to %s was given up: what was to be sent is no packet of an authentication (RFC 4252 "
                    "section 6: of the types 50 to 79, and at most %d bytes)",
                    self->session->place, MAX_PACKET);
  else
    return g_bytes_ref (answer);

  return NULL;
}

static gboolean
send_packet (QuayAuth *self, GBytes *packet)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (packet, &size);
  int rc;

  quay_log (&self->session->log, 2, "Sending an authentication packet of type %u (%" G_GSIZE_FORMAT " bytes)", data[0],
            size);
  quay_log_secret_bytes (&self->session->log, "Its bytes", data, size);
  do
    rc = libssh2_userauth_send_packet (self->session->lib, data, size);
  while (quay_auth_again (self, rc));
  if (rc != 0 && self->error == NULL)
    quay_ssh_set_error (self->session, rc, &self->error, "Logging in to %s failed", self->session->place);

  return rc == 0;
}

QuayAuthResult
quay_auth_custom (QuayAuth *self)
{
  for (guint i = 0; i < MAX_PACKETS; i++)
    {
      g_autoptr (GBytes) packet = receive (self);
      g_autoptr (GBytes) answer = NULL;
      const guint8 *type = packet != NULL ? g_bytes_get_data (packet, NULL) : NULL;

      if (type == NULL)
        return QUAY_AUTH_ERROR;
      if (*type == SSH_MSG_USERAUTH_SUCCESS)
        return QUAY_AUTH_SUCCESS;
      if (*type == SSH_MSG_USERAUTH_BANNER)
        {
          show_banner (self, packet);
          continue;
        }
      answer = ask_owner (self, packet);
      if (answer == NULL || !send_packet (self, answer))
        return QUAY_AUTH_ERROR;
    }
  quay_set_error (&self->error, QUAY_ERROR_AUTHENTICATION,
                  "Logging in to %s was given up: the server asks one question after the other without an end",
                  self->session->place);

  return QUAY_AUTH_ERROR;
}
