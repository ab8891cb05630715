/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* How much of the server's lists goes into a sentence, in characters. */
#define MAX_OFFERED 500

/* libssh2's codes, and what they mean to a person. */
static const struct
{
  int rc;
  QuayError code;
  const char *text;
} causes[] = {
  { LIBSSH2_ERROR_BANNER_RECV, QUAY_ERROR_PROTOCOL_VERSION, "the server did not identify itself as SSH 2" },
  { LIBSSH2_ERROR_BANNER_SEND, QUAY_ERROR_PROTOCOL_VERSION, "our identification could not be sent" },
  { LIBSSH2_ERROR_INVALID_MAC, QUAY_ERROR_DECRYPT, "a packet was damaged or forged on its way" },
  { LIBSSH2_ERROR_KEX_FAILURE, QUAY_ERROR_NEGOTIATION, "no algorithm in common" },
  { LIBSSH2_ERROR_SOCKET_SEND, QUAY_ERROR_CONNECTION_DROPPED, "the connection was lost while sending" },
  { LIBSSH2_ERROR_SOCKET_RECV, QUAY_ERROR_CONNECTION_DROPPED, "the connection was lost while receiving" },
  { LIBSSH2_ERROR_SOCKET_DISCONNECT, QUAY_ERROR_DISCONNECTED, "the server ended the connection" },
  { LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE, QUAY_ERROR_EXCHANGE_HASH, "the keys did not come out equal on both sides" },
  { LIBSSH2_ERROR_TIMEOUT, QUAY_ERROR_TIMEOUT, "no answer in time" },
  { LIBSSH2_ERROR_SOCKET_TIMEOUT, QUAY_ERROR_TIMEOUT, "no answer in time" },
  { LIBSSH2_ERROR_HOSTKEY_INIT, QUAY_ERROR_HOST_KEY_UNVERIFIED, "the server's host key is malformed" },
  { LIBSSH2_ERROR_HOSTKEY_SIGN, QUAY_ERROR_HOST_KEY_UNVERIFIED, "the server cannot prove that it holds its host key" },
  { LIBSSH2_ERROR_DECRYPT, QUAY_ERROR_DECRYPT, "a packet could not be decrypted" },
  { LIBSSH2_ERROR_OUT_OF_BOUNDARY, QUAY_ERROR_DECRYPT, "a packet claims a size that no packet has" },
  { LIBSSH2_ERROR_ENCRYPT, QUAY_ERROR_ENCRYPT, "a packet could not be encrypted" },
  { LIBSSH2_ERROR_RANDGEN, QUAY_ERROR_ENCRYPT, "there are no random numbers" },
  { LIBSSH2_ERROR_MAC_FAILURE, QUAY_ERROR_ENCRYPT, "a packet could not be authenticated" },
  { LIBSSH2_ERROR_ZLIB, QUAY_ERROR_DECOMPRESS, "a packet could not be decompressed" },
  { LIBSSH2_ERROR_COMPRESS, QUAY_ERROR_DECOMPRESS, "a packet could not be compressed" },
  { LIBSSH2_ERROR_CHANNEL_FAILURE, QUAY_ERROR_CHANNEL_OPEN, "the server refuses the channel" },
  { LIBSSH2_ERROR_CHANNEL_UNKNOWN, QUAY_ERROR_CHANNEL_ID, "a message was for a channel that does not exist" },
  { LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED, QUAY_ERROR_CHANNEL_DATA, "more data came than was allowed" },
  { LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED, QUAY_ERROR_CHANNEL_DATA, "a larger packet came than was allowed" },
  { LIBSSH2_ERROR_CHANNEL_WINDOW_FULL, QUAY_ERROR_CHANNEL_DATA, "more data was sent than is allowed" },
  { LIBSSH2_ERROR_CHANNEL_OUTOFORDER, QUAY_ERROR_CHANNEL_MESSAGE, "a message came out of order" },
  { LIBSSH2_ERROR_CHANNEL_CLOSED, QUAY_ERROR_CHANNEL_MESSAGE, "the server closed the channel" },
  { LIBSSH2_ERROR_CHANNEL_EOF_SENT, QUAY_ERROR_CHANNEL_MESSAGE, "the channel has been ended" },
  { LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED, QUAY_ERROR_CHANNEL_REQUEST, "the server refuses" },
  { LIBSSH2_ERROR_REQUEST_DENIED, QUAY_ERROR_REQUEST, "the server refuses" },
  { LIBSSH2_ERROR_PROTO, QUAY_ERROR_UNSUPPORTED_MESSAGE, "the server broke the SSH protocol" },
  { LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, QUAY_ERROR_ALGORITHM_UNSUPPORTED, "an algorithm is not implemented" },
  { LIBSSH2_ERROR_ALGO_UNSUPPORTED, QUAY_ERROR_ALGORITHM_UNSUPPORTED, "an algorithm is not implemented" },
  { LIBSSH2_ERROR_AUTHENTICATION_FAILED, QUAY_ERROR_AUTHENTICATION, "the server refuses the login" },
  { LIBSSH2_ERROR_PASSWORD_EXPIRED, QUAY_ERROR_AUTHENTICATION, "the password has expired and was not changed" },
  { LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED, QUAY_ERROR_AUTHENTICATION, "the server refuses the key" },
};

/* FALSE where nothing on the wire explains a failure. */
static gboolean
set_wire_error (QuaySshSession *self, GError **error, const char *tried)
{
  const GError *wire_error = quay_ssh_wire_get_error (self->wire);
  const char *farewell = quay_ssh_wire_get_farewell (self->wire);
  g_autofree char *diagnostics = NULL;

  if (g_error_matches (wire_error, QUAY_ERROR, QUAY_ERROR_PROTOCOL_VERSION)
      || g_error_matches (wire_error, QUAY_ERROR, QUAY_ERROR_UNSUPPORTED_MESSAGE))
    g_propagate_prefixed_error (error, g_error_copy (wire_error), "%s: ", self->place);
  else if (wire_error != NULL)
    g_propagate_prefixed_error (error, g_error_copy (wire_error), "%s: ", tried);
  else if (farewell != NULL)
    quay_set_error (error, QUAY_ERROR_DISCONNECTED, "%s: the server ended the connection and says “%s”", tried,
                    farewell);
  else if (quay_ssh_wire_has_ended (self->wire))
    {
      diagnostics = quay_channel_dup_diagnostics (self->transport);
      quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED, "%s: the server closed the connection%s%s", tried,
                      diagnostics != NULL ? ": " : "", diagnostics != NULL ? diagnostics : "");
    }
  else
    return FALSE;

  return TRUE;
}

void
quay_ssh_set_error (QuaySshSession *self, int rc, GError **error, const char *tried_format, ...)
{
  g_autofree char *tried = NULL;
  g_autofree char *detail = NULL;
  char *message = NULL;
  va_list args;

  va_start (args, tried_format);
  tried = g_strdup_vprintf (tried_format, args);
  va_end (args);
  if (set_wire_error (self, error, tried))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].rc == rc)
      {
        quay_set_error (error, causes[i].code, "%s: %s", tried, causes[i].text);
        return;
      }
  if (self->lib != NULL)
    libssh2_session_last_error (self->lib, &message, NULL, 0);
  detail = quay_text_escape (message != NULL ? message : "", -1);
  quay_set_error (error, QUAY_ERROR_SSH, "%s: %s (libssh2 error %d)", tried, detail, rc);
}

/* Before it said who it is: with an orderly end or a reset. */
static gboolean
went_silently (QuaySshSession *self)
{
  QuayKexinit *theirs = quay_ssh_wire_get_theirs (self->wire);
  g_autofree char *heard = quay_kexinit_dup_heard (theirs);
  const GError *wire_error = quay_ssh_wire_get_error (self->wire);
  gboolean dropped = g_error_matches (wire_error, QUAY_ERROR, QUAY_ERROR_CONNECTION_DROPPED);

  return self->info.server_id == NULL && heard == NULL && quay_kexinit_get_identification (theirs) == NULL
         && (dropped || (wire_error == NULL && quay_ssh_wire_has_ended (self->wire)));
}

/* The session is over. @tried: nullable. */
void
quay_ssh_set_end_error (QuaySshSession *self, GError **error, const char *tried)
{
  g_autofree char *connection = g_strdup_printf ("The connection to %s was lost", self->place);
  g_autofree char *heard = quay_kexinit_dup_heard (quay_ssh_wire_get_theirs (self->wire));
  g_autofree char *diagnostics = NULL;

  if (self->failure != NULL)
    g_propagate_error (error, g_error_copy (self->failure));
  else if (self->lib == NULL)
    quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The connection to %s is closed", self->place);
  else if (self->info.server_id == NULL && quay_ssh_wire_get_error (self->wire) == NULL && heard != NULL
           && quay_kexinit_get_identification (quay_ssh_wire_get_theirs (self->wire)) == NULL)
    quay_set_error (error, QUAY_ERROR_PROTOCOL_VERSION,
                    "%s closed the connection after saying “%s”; this is not how an SSH server speaks, check the port",
                    self->place, heard);
  else if (went_silently (self) && (diagnostics = quay_channel_dup_diagnostics (self->transport)) != NULL)
    quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED, "The way to %s was closed before the server said a word: %s",
                    self->place, diagnostics);
  else if (went_silently (self))
    quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED,
                    "%s closed the connection without a word; is it an SSH server, and does it let this machine in? "
                    "Check the port, or try again later",
                    self->place);
  else if (!set_wire_error (self, error, tried != NULL ? tried : connection))
    quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED, "%s", connection);
}

void
quay_ssh_set_negotiation_error (QuaySshSession *self, QuayKexinitList list, GError **error)
{
  static const char *const names[QUAY_KEXINIT_N_LISTS] = {
    "key exchange method",
    "host key type",
    "cipher (to the server)",
    "cipher (from the server)",
    "MAC (to the server)",
    "MAC (from the server)",
    "compression (to the server)",
    "compression (from the server)",
    "language",
    "language",
  };
  const char *const *offered = quay_kexinit_get_list (quay_ssh_wire_get_theirs (self->wire), list);
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (; *offered != NULL; offered++)
    if (!quay_kexinit_is_marker (*offered))
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? ", " : "", *offered);
  shown = quay_text_escape_message (joined->len > 0 ? joined->str : "nothing", -1, MAX_OFFERED);
  quay_set_error (
      error, QUAY_ERROR_NEGOTIATION,
      "%s has no %s in common with us: it offers only %s. Those are unsafe or unknown; have the server updated, or "
      "allow one of them in the site's settings if you must",
      self->place, names[list], shown);
}
