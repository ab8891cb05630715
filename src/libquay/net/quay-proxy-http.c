/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-http.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

#define MAX_REASON 100

/* How much of what was said by something that is no HTTP proxy is told, in bytes. */
#define MAX_STRANGE 80

/* How much of an error page is read and how long for: it is only there to be quoted. */
#define MAX_PAGE (8 * 1024)
#define PAGE_PATIENCE_US (2 * G_USEC_PER_SEC)

void
quay_proxy_http_reply_clear (QuayProxyHttpReply *reply)
{
  g_clear_pointer (&reply->reason, g_free);
  g_clear_pointer (&reply->challenge, quay_proxy_challenge_free);
}

/* Status line: "HTTP/1.1 200 Connection established", the reason being optional (RFC 9112 section 4). */
static gboolean
parse_status_line (const char *line, QuayProxyHttpReply *reply)
{
  const char *p = line;

  if (!g_str_has_prefix (p, "HTTP/1.") || !g_ascii_isdigit (p[7]) || p[8] != ' ')
    return FALSE;
  for (p += 8; *p == ' '; p++)
    ;
  if (!g_ascii_isdigit (p[0]) || !g_ascii_isdigit (p[1]) || !g_ascii_isdigit (p[2]) || (p[3] != '\0' && p[3] != ' '))
    return FALSE;
  reply->status = (guint)(100 * (p[0] - '0') + 10 * (p[1] - '0') + (p[2] - '0'));
  reply->reason = quay_text_escape_message (p + (p[3] == ' ' ? 4 : 3), -1, MAX_REASON);

  return reply->status >= 100;
}

static void
take_header (QuayProxyHttpReply *reply, char *line)
{
  char *colon = strchr (line, ':');
  const char *value;
  guint64 length;

  if (colon == NULL)
    return;
  *colon = '\0';
  value = g_strstrip (colon + 1);
  if (g_ascii_strcasecmp (line, "Proxy-Authenticate") == 0)
    quay_proxy_challenge_add (reply->challenge, value);
  else if (g_ascii_strcasecmp (line, "Content-Length") == 0
           && g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &length, NULL))
    reply->length = (gint64)length;
}

gboolean
quay_proxy_http_parse_reply (const char *bytes, gsize size, QuayProxyHttpReply *reply)
{
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) lines = NULL;

  *reply = (QuayProxyHttpReply){ .length = -1, .challenge = quay_proxy_challenge_new () };
  if (strlen (text) != size)
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      if (length > 0 && lines[i][length - 1] == '\r')
        lines[i][length - 1] = '\0';
      /* What is taken from here may go out again. */
      for (char *p = lines[i]; *p != '\0'; p++)
        if (g_ascii_iscntrl (*p) && i > 0)
          *p = ' ';
      if (i > 0)
        take_header (reply, lines[i]);
      else if (!parse_status_line (lines[0], reply))
        return FALSE;
    }

  return reply->status != 0;
}

/* A page in plain words */

/* Elements whose content nobody sees on the page. */
static const char *const unseen[] = { "head", "script", "style", NULL };

/* Where the tag at @p ends, behind its ">". */
static const char *
skip_tag (const char *p)
{
  const char *end = strchr (p, '>');

  return end != NULL ? end + 1 : p + strlen (p);
}

static gboolean
is_tag (const char *p, const char *name)
{
  gsize length = strlen (name);

  return *p == '<' && g_ascii_strncasecmp (p + 1, name, length) == 0 && !g_ascii_isalnum (p[1 + length]);
}

/* Behind the element, for one whose content is not shown; else behind the tag. */
static const char *
skip_markup (const char *p)
{
  for (guint i = 0; unseen[i] != NULL; i++)
    if (is_tag (p, unseen[i]))
      {
        g_autofree char *end = g_strconcat ("/", unseen[i], NULL);

        for (p++; *p != '\0'; p++)
          if (is_tag (p, end))
            break;
        break;
      }

  return skip_tag (p);
}

static const char *
append_entity (GString *text, const char *p)
{
  static const struct
  {
    const char *name;
    const char *character;
  } entities[]
      = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&nbsp;", " " } };

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (p, entities[i].name))
      {
        g_string_append (text, entities[i].character);
        return p + strlen (entities[i].name);
      }
  g_string_append_c (text, '&');

  return p + 1;
}

static void
append_blank (GString *text)
{
  if (text->len > 0 && text->str[text->len - 1] != ' ')
    g_string_append_c (text, ' ');
}

char *
quay_proxy_http_dup_page_text (const char *bytes, gsize size)
{
  g_autofree char *page = g_strndup (bytes, size);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = page; *p != '\0';)
    {
      if (*p == '<' && (g_ascii_isalpha (p[1]) || p[1] == '/' || p[1] == '!' || p[1] == '?'))
        {
          append_blank (text);
          p = skip_markup (p);
        }
      else if (*p == '&')
        p = append_entity (text, p);
      else if (g_ascii_isspace (*p))
        {
          append_blank (text);
          p++;
        }
      else
        g_string_append_c (text, *p++);
    }
  g_strchomp (text->str);

  return *text->str != '\0' ? quay_text_escape_message (text->str, -1, 200) : NULL;
}

/* Asking */

gboolean
quay_proxy_http_header_is_safe (const char *line)
{
  const char *p = line;

  for (; g_ascii_isalnum (*p) || (*p != '\0' && strchr ("!#$%&'*+-.^_`|~", *p) != NULL); p++)
    ;
  if (p == line || *p != ':')
    return FALSE;
  for (; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      return FALSE;

  return TRUE;
}

static gboolean
is_header (const char *line, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':';
}

/* The person may bring an Authorization of another kind. */
static gboolean
brings_header (const QuayProxyTalk *talk, const char *name)
{
  for (guint i = 0; talk->headers != NULL && talk->headers[i] != NULL; i++)
    if (is_header (talk->headers[i], name))
      return TRUE;

  return FALSE;
}

static char *
dup_target (const QuayProxyTalk *talk)
{
  g_autofree char *ascii = g_hostname_is_non_ascii (talk->host) ? g_hostname_to_ascii (talk->host) : NULL;
  const char *host = ascii != NULL ? ascii : talk->host;

  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]:%u", host, talk->port)
                                    : g_strdup_printf ("%s:%u", host, talk->port);
}

static gboolean
send_request (const QuayProxyTalk *talk, const char *target, const char *authorization, GError **error)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gsize size;
  g_autofree char *request = NULL;
  gboolean sent;

  g_string_append_printf (head, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", target, target);
  for (guint i = 0; talk->headers != NULL && talk->headers[i] != NULL; i++)
    g_string_append_printf (head, "%s\r\n", talk->headers[i]);
  /* In one piece of memory, which is wiped, and in one packet. */
  size = head->len + (authorization != NULL ? strlen ("Proxy-Authorization: \r\n") + strlen (authorization) : 0) + 2;
  request = g_malloc (size + 1);
  g_snprintf (request, size + 1, "%s%s%s%s\r\n", head->str, authorization != NULL ? "Proxy-Authorization: " : "",
              authorization != NULL ? authorization : "", authorization != NULL ? "\r\n" : "");
  sent = quay_proxy_talk_send (talk, request, size, error);
  quay_secret_wipe (request, size);

  return sent;
}

static void
set_strange (const QuayProxyTalk *talk, const char *bytes, gsize size, GError **error)
{
  g_autofree char *shown = quay_text_escape_message (bytes, (gssize)MIN (size, strcspn (bytes, "\r\n")), MAX_STRANGE);

  quay_set_error (error, QUAY_ERROR_FIREWALL,
                  "%s does not speak HTTP: it says “%s”; check its address, and that it is a proxy of this kind",
                  talk->place, shown);
}

static gboolean
is_at_end (const GString *head)
{
  return g_str_has_suffix (head->str, "\n\r\n") || g_str_has_suffix (head->str, "\n\n");
}

/* Of what is no HTTP, a line or the end is waited for, no longer. */
static gboolean
looks_strange (const GString *head)
{
  static const char start[] = "HTTP/1.";
  gsize n = MIN (head->len, strlen (start));

  if (memcmp (head->str, start, n) == 0)
    return FALSE;

  return head->len >= MAX_STRANGE || head->str[head->len - 1] == '\n' || head->str[head->len - 1] == '\0';
}

/* A byte at a time: what follows the empty line is the target's, and may have come in the same packet. */
static gboolean
receive_head (const QuayProxyTalk *talk, GString *head, GError **error)
{
  while (!is_at_end (head))
    {
      guint8 byte;
      int n = quay_proxy_talk_receive_byte (talk, &byte, error);

      if (n < 0)
        return FALSE;
      if (n == 0 && head->len == 0)
        quay_set_error (
            error, QUAY_ERROR_FIREWALL,
            "%s closed the connection without an answer; check that it is a proxy of this kind, and that it "
            "lets this machine in",
            talk->place);
      else if (n == 0)
        quay_set_error (error, QUAY_ERROR_FIREWALL, "%s closed the connection in the middle of its answer; try again",
                        talk->place);
      if (n == 0)
        return FALSE;
      g_string_append_c (head, (char)byte);
      if (looks_strange (head))
        {
          set_strange (talk, head->str, head->len, error);
          return FALSE;
        }
      if (head->len > QUAY_PROXY_HTTP_MAX_HEAD)
        {
          quay_set_error (error, QUAY_ERROR_FIREWALL,
                          "%s sends headers without an end, more than 64 KiB; check that it is a proxy of this kind",
                          talk->place);
          return FALSE;
        }
    }

  return TRUE;
}

/* As much as comes soon. */
static char *
dup_page_text (const QuayProxyTalk *talk, const QuayProxyHttpReply *reply)
{
  QuayProxyTalk hasty = *talk;
  gint64 soon = g_get_monotonic_time () + PAGE_PATIENCE_US;
  g_autoptr (GString) page = g_string_new (NULL);
  gsize size = reply->length >= 0 ? (gsize)MIN (reply->length, MAX_PAGE) : MAX_PAGE;
  guint8 byte;

  hasty.deadline = talk->deadline < 0 ? soon : MIN (soon, talk->deadline);
  while (page->len < size && quay_proxy_talk_receive_byte (&hasty, &byte, NULL) > 0)
    g_string_append_c (page, (char)byte);

  return quay_proxy_http_dup_page_text (page->str, page->len);
}

static const char *
advise (guint status)
{
  switch (status)
    {
    case 400:
    case 405:
    case 501:
      return "; it may not allow tunnels to this port, or be no proxy at all";
    case 403:
      return "; its operator decides which hosts and ports it connects to, often port 443 alone";
    case 404:
    case 502:
    case 503:
    case 504:
      return "; check the server's address, and whether it can be reached from the proxy";
    default:
      return "";
    }
}

static void
set_refused (const QuayProxyTalk *talk, const QuayProxyHttpReply *reply, GError **error)
{
  g_autofree char *page = dup_page_text (talk, reply);
  gboolean page_says_more = page != NULL && strcmp (page, reply->reason) != 0;

  quay_set_error (error, QUAY_ERROR_FIREWALL, "%s does not connect to %s port %u: it answers “%u%s%s”%s%s%s%s",
                  talk->place, talk->host, talk->port, reply->status, *reply->reason != '\0' ? " " : "", reply->reason,
                  page_says_more ? " and says: “" : "", page_says_more ? page : "", page_says_more ? "”" : "",
                  advise (reply->status));
}

/* 407, RFC 9110 section 15.5.8 */
static QuayProxyResult
take_challenge (const QuayProxyTalk *talk, QuayProxyHttpReply *reply, QuayProxyChallenge **challenge, GError **error)
{
  gboolean answered = *challenge != NULL && talk->password != NULL;
  gboolean brought = brings_header (talk, "Proxy-Authorization");

  g_clear_pointer (challenge, quay_proxy_challenge_free);
  if (brought || reply->challenge->scheme == QUAY_PROXY_SCHEME_NONE)
    {
      g_autofree char *offered = quay_text_escape (reply->challenge->offered->str, -1);

      quay_set_error (error, QUAY_ERROR_AUTHENTICATION,
                      brought ? "%s does not accept the Proxy-Authorization that it was given; it offers: %s"
                              : "%s wants to be logged in to in a way that is not known here: %s",
                      talk->place, *offered != '\0' ? offered : "nothing");
      return QUAY_PROXY_FAILED;
    }
  *challenge = g_steal_pointer (&reply->challenge);

  /* Without an answer so far, or with one to a question that is no longer the proxy's, there is nothing wrong yet. */
  return talk->password != NULL && (!answered || (*challenge)->stale) ? QUAY_PROXY_TRY_AGAIN : QUAY_PROXY_WANTS_LOGIN;
}

QuayProxyResult
quay_proxy_http_connect (const QuayProxyTalk *talk, QuayProxyChallenge **challenge, GError **error)
{
  g_autofree char *target = dup_target (talk);
  g_autoptr (QuaySecret) authorization = NULL;
  guint n_interim = 0;

  if (*challenge != NULL && talk->user != NULL && talk->password != NULL)
    authorization = quay_proxy_challenge_answer (*challenge, target, talk->user, talk->password, NULL);
  if (!send_request (talk, target, authorization, error))
    return QUAY_PROXY_FAILED;
  for (;;)
    {
      g_auto (QuayProxyHttpReply) reply = { 0 };
      g_autoptr (GString) head = g_string_new (NULL);

      if (!receive_head (talk, head, error))
        return QUAY_PROXY_FAILED;
      if (!quay_proxy_http_parse_reply (head->str, head->len, &reply))
        {
          set_strange (talk, head->str, head->len, error);
          return QUAY_PROXY_FAILED;
        }
      /* "Go on", "Wait": another one follows. */
      if (reply.status < 200 && n_interim++ < 8)
        continue;
      if (reply.status >= 200 && reply.status < 300)
        return QUAY_PROXY_OPEN;
      if (reply.status == 407)
        return take_challenge (talk, &reply, challenge, error);
      /* Meant for servers, but what tinyproxy says to a wrong password. */
      if (reply.status == 401 && authorization != NULL)
        return QUAY_PROXY_WANTS_LOGIN;
      set_refused (talk, &reply, error);
      return QUAY_PROXY_FAILED;
    }
}
