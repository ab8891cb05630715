/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-socks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-resolver.h"

/* RFC 1928 section 3 */
enum
{
  METHOD_NONE = 0x00,
  METHOD_PASSWORD = 0x02,
  METHOD_NOT_ACCEPTABLE = 0xff,
};

/* RFC 1928 section 5 */
enum
{
  ADDRESS_IPV4 = 1,
  ADDRESS_NAME = 3,
  ADDRESS_IPV6 = 4,
};

#define COMMAND_CONNECT 1

/* Of a name, a user or a password: their lengths have one byte. */
#define MAX_TEXT 255

#define ASK_OPERATOR "; ask whoever runs it"
#define CHECK_SERVER "; check the server's address and port, and whether it can be reached from the proxy"

const char *
quay_proxy_socks4_describe (guint8 code, const char **advice)
{
  *advice = ASK_OPERATOR;
  switch (code)
    {
    case 90:
      return "it connects";
    case 91:
      *advice = CHECK_SERVER;
      return "it refuses, or could not";
    case 92:
      return "it wants to ask an identd on this machine who we are, and finds none";
    case 93:
      return "the identd on this machine names another user than we do";
    default:
      return "with a code that SOCKS 4 does not have";
    }
}

const char *
quay_proxy_socks5_describe (guint8 code, const char **advice)
{
  *advice = CHECK_SERVER;
  switch (code)
    {
    case 0:
      return "it connects";
    case 1:
      return "something failed that it does not tell";
    case 2:
      *advice = ASK_OPERATOR;
      return "its rules do not allow it";
    case 3:
      return "the network cannot be reached";
    case 4:
      return "the host cannot be reached";
    case 5:
      return "the connection was refused there";
    case 6:
      return "no answer came in time";
    case 7:
      *advice = ASK_OPERATOR;
      return "it cannot make connections at all";
    case 8:
      *advice = "; use a name, or an address of another kind";
      return "it does not know addresses of this kind";
    default:
      *advice = ASK_OPERATOR;
      return "with a code that SOCKS 5 does not have";
    }
}

static QuayProxyResult
refuse (const QuayProxyTalk *talk, guint8 code, const char *what, const char *advice, GError **error)
{
  quay_set_error (error, QUAY_ERROR_FIREWALL, "%s does not connect to %s port %u: %s (code %u)%s", talk->place,
                  talk->host, talk->port, what, code, advice);

  return QUAY_PROXY_FAILED;
}

/* @bytes: what it began with. */
static QuayProxyResult
set_strange (const QuayProxyTalk *talk, const char *version, const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (shown, " %02x", bytes[i]);
  quay_set_error (
      error, QUAY_ERROR_FIREWALL,
      "%s does not speak %s: its answer begins with%s; check its address, and that it is a proxy of this kind",
      talk->place, version, shown->str);

  return QUAY_PROXY_FAILED;
}

static void
append_port (GByteArray *message, guint port)
{
  const guint8 bytes[] = { (guint8)(port >> 8), (guint8)port };

  g_byte_array_append (message, bytes, sizeof bytes);
}

/* Names go as ASCII; nullable: it is none that could. */
static char *
dup_name (const QuayProxyTalk *talk, GError **error)
{
  g_autofree char *name
      = g_hostname_is_non_ascii (talk->host) ? g_hostname_to_ascii (talk->host) : g_strdup (talk->host);

  if (name != NULL && strlen (name) <= MAX_TEXT)
    return g_steal_pointer (&name);
  quay_set_error (error, QUAY_ERROR_HOST_INVALID, "“%s” is no name that a SOCKS proxy can be told", talk->host);

  return NULL;
}

/* SOCKS 4
 *
 * byte version 4, byte command, uint16 port, 4 bytes address, user, NUL; 4A: 0.0.0.x as the address, and behind the
 * user name, NUL. Reply: byte 0, byte code, 6 bytes without meaning here. */

static gboolean
look_up_ipv4 (const QuayProxyTalk *talk, guint8 address[4], GError **error)
{
  g_autoptr (GPtrArray) found
      = quay_resolver_lookup (talk->host, talk->port, 0, talk->deadline, talk->cancellable, error);
  QuayAddress *first;

  if (found == NULL)
    {
      g_prefix_error (error, "A SOCKS 4 proxy takes IPv4 addresses only (4A and 5 take names): ");
      return FALSE;
    }
  first = g_ptr_array_index (found, 0);
  memcpy (address, &((struct sockaddr_in *)&first->address)->sin_addr, 4);

  return TRUE;
}

static gboolean
append_socks4_target (const QuayProxyTalk *talk, gboolean look_up, GByteArray *message, GError **error)
{
  static const guint8 elsewhere[] = { 0, 0, 0, 1 };
  g_autofree char *name = NULL;
  const char *user = talk->user != NULL ? talk->user : "";
  guint8 address[4];
  gboolean numeric = inet_pton (AF_INET, talk->host, address) == 1;

  if (strchr (talk->host, ':') != NULL)
    {
      quay_set_error (error, QUAY_ERROR_FIREWALL,
                      "%s cannot connect to %s: SOCKS 4 has no IPv6 addresses; use the name, or a SOCKS 5 proxy",
                      talk->place, talk->host);
      return FALSE;
    }
  if (!numeric && look_up && !look_up_ipv4 (talk, address, error))
    return FALSE;
  if (!numeric && !look_up && (name = dup_name (talk, error)) == NULL)
    return FALSE;
  append_port (message, talk->port);
  g_byte_array_append (message, name != NULL ? elsewhere : address, 4);
  g_byte_array_append (message, (const guint8 *)user, strlen (user) + 1);
  if (name != NULL)
    g_byte_array_append (message, (const guint8 *)name, strlen (name) + 1);

  return TRUE;
}

QuayProxyResult
quay_proxy_socks4_connect (const QuayProxyTalk *talk, gboolean look_up, GError **error)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  const char *what, *advice;
  guint8 reply[8];

  g_byte_array_append (message, (const guint8[]){ 4, COMMAND_CONNECT }, 2);
  if (!append_socks4_target (talk, look_up, message, error)
      || !quay_proxy_talk_send (talk, message->data, message->len, error)
      || !quay_proxy_talk_receive (talk, reply, 2, error))
    return QUAY_PROXY_FAILED;
  /* Not waited for the rest of what is none. */
  if (reply[0] != 0)
    return set_strange (talk, "SOCKS 4", reply, 2, error);
  if (!quay_proxy_talk_receive (talk, reply + 2, sizeof reply - 2, error))
    return QUAY_PROXY_FAILED;
  if (reply[1] == 90)
    return QUAY_PROXY_OPEN;
  what = quay_proxy_socks4_describe (reply[1], &advice);

  return refuse (talk, reply[1], what, advice, error);
}

/* SOCKS 5 */

/* RFC 1928 section 3: byte version 5, byte number of methods, methods. Answered with version and method. */
static gboolean
choose_method (const QuayProxyTalk *talk, guint8 *method, GError **error)
{
  gboolean has_login = talk->user != NULL || talk->can_ask;
  const guint8 offer[] = { 5, has_login ? 2 : 1, METHOD_NONE, METHOD_PASSWORD };
  guint8 reply[2];

  if (!quay_proxy_talk_send (talk, offer, has_login ? 4 : 3, error)
      || !quay_proxy_talk_receive (talk, reply, sizeof reply, error))
    return FALSE;
  if (reply[0] != 5)
    {
      set_strange (talk, "SOCKS 5", reply, sizeof reply, error);
      return FALSE;
    }
  *method = reply[1];
  if (*method == METHOD_NONE || (*method == METHOD_PASSWORD && has_login))
    return TRUE;
  if (*method == METHOD_NOT_ACCEPTABLE)
    quay_set_error (error, QUAY_ERROR_AUTHENTICATION, "%s wants to be logged in to, and not %s; %s", talk->place,
                    has_login ? "with user name and password" : "without user name and password",
                    has_login ? "no other way is known here" : "give them");
  else
    quay_set_error (error, QUAY_ERROR_FIREWALL, "%s chose a way to log in that was not offered (%u)", talk->place,
                    *method);

  return FALSE;
}

/* RFC 1929: byte version 1, length and user, length and password. Answered with version and status, 0 for success. */
static QuayProxyResult
log_in (const QuayProxyTalk *talk, GError **error)
{
  guint8 message[3 + 2 * MAX_TEXT], reply[2];
  gsize user_length, password_length;
  gboolean sent;

  if (talk->user == NULL || talk->password == NULL)
    return QUAY_PROXY_WANTS_LOGIN;
  user_length = strlen (talk->user);
  password_length = strlen (talk->password);
  if (user_length == 0 || user_length > MAX_TEXT || password_length > MAX_TEXT)
    {
      quay_set_error (error, QUAY_ERROR_AUTHENTICATION,
                      "%s cannot be told this user name or password: SOCKS 5 has room for 255 bytes each", talk->place);
      return QUAY_PROXY_FAILED;
    }
  message[0] = 1;
  message[1] = (guint8)user_length;
  memcpy (message + 2, talk->user, user_length);
  message[2 + user_length] = (guint8)password_length;
  memcpy (message + 3 + user_length, talk->password, password_length);
  sent = quay_proxy_talk_send (talk, message, 3 + user_length + password_length, error);
  quay_secret_wipe (message, sizeof message);
  if (!sent || !quay_proxy_talk_receive (talk, reply, sizeof reply, error))
    return QUAY_PROXY_FAILED;
  /* The version is not looked at: some proxies put their own there. */
  return reply[1] == 0 ? QUAY_PROXY_OPEN : QUAY_PROXY_WANTS_LOGIN;
}

/* RFC 1928 section 4: byte version, byte command, byte 0, byte kind of address, address, uint16 port. */
static gboolean
append_socks5_target (const QuayProxyTalk *talk, GByteArray *message, GError **error)
{
  guint8 kind = ADDRESS_NAME, address[16], length;
  g_autofree char *name = NULL;

  g_byte_array_append (message, (const guint8[]){ 5, COMMAND_CONNECT, 0 }, 3);
  if (inet_pton (AF_INET, talk->host, address) == 1)
    kind = ADDRESS_IPV4;
  else if (inet_pton (AF_INET6, talk->host, address) == 1)
    kind = ADDRESS_IPV6;
  else if ((name = dup_name (talk, error)) == NULL)
    return FALSE;
  g_byte_array_append (message, &kind, 1);
  if (name != NULL)
    {
      length = (guint8)strlen (name);
      g_byte_array_append (message, &length, 1);
      g_byte_array_append (message, (const guint8 *)name, length);
    }
  else
    g_byte_array_append (message, address, kind == ADDRESS_IPV4 ? 4 : 16);
  append_port (message, talk->port);

  return TRUE;
}

/* RFC 1928 section 6: byte version, byte code, byte 0, byte kind of address, address, uint16 port. */
gsize
quay_proxy_socks5_reply_size (const guint8 bytes[5])
{
  const gsize others = 4 + 2;

  if (bytes[0] != 5)
    return 0;
  switch (bytes[3])
    {
    case ADDRESS_IPV4:
      return others + 4;
    case ADDRESS_IPV6:
      return others + 16;
    case ADDRESS_NAME:
      return others + 1 + bytes[4];
    default:
      return 0;
    }
}

static QuayProxyResult
receive_reply (const QuayProxyTalk *talk, GError **error)
{
  guint8 reply[4 + 1 + MAX_TEXT + 2] = { 0 };
  const char *what, *advice;
  gsize size;

  /* Some proxies say no in two bytes and hang up. */
  if (!quay_proxy_talk_receive (talk, reply, 2, error))
    return QUAY_PROXY_FAILED;
  if (reply[0] == 5 && reply[1] != 0)
    {
      what = quay_proxy_socks5_describe (reply[1], &advice);
      return refuse (talk, reply[1], what, advice, error);
    }
  if (reply[0] != 5)
    return set_strange (talk, "SOCKS 5", reply, 2, error);
  if (!quay_proxy_talk_receive (talk, reply + 2, 3, error))
    return QUAY_PROXY_FAILED;
  size = quay_proxy_socks5_reply_size (reply);
  if (size == 0)
    return set_strange (talk, "SOCKS 5", reply, 5, error);

  return quay_proxy_talk_receive (talk, reply + 5, size - 5, error) ? QUAY_PROXY_OPEN : QUAY_PROXY_FAILED;
}

QuayProxyResult
quay_proxy_socks5_connect (const QuayProxyTalk *talk, GError **error)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 method;

  if (!choose_method (talk, &method, error))
    return QUAY_PROXY_FAILED;
  if (method == METHOD_PASSWORD)
    {
      QuayProxyResult result = log_in (talk, error);

      if (result != QUAY_PROXY_OPEN)
        return result;
    }
  if (!append_socks5_target (talk, message, error) || !quay_proxy_talk_send (talk, message->data, message->len, error))
    return QUAY_PROXY_FAILED;

  return receive_reply (talk, error);
}
