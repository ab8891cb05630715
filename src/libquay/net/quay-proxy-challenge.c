/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-challenge.h"

#include <string.h>

#include "quay-secret.h"

/* So many names of schemes are worth telling. */
#define MAX_OFFERED 200

QuayProxyChallenge *
quay_proxy_challenge_new (void)
{
  QuayProxyChallenge *self = g_new0 (QuayProxyChallenge, 1);

  self->offered = g_string_new (NULL);

  return self;
}

static void
clear_parameters (QuayProxyChallenge *self)
{
  g_clear_pointer (&self->realm, g_free);
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->opaque, g_free);
}

void
quay_proxy_challenge_free (QuayProxyChallenge *self)
{
  clear_parameters (self);
  g_string_free (self->offered, TRUE);
  g_free (self);
}

/* Reading, RFC 9110 section 11.3: scheme [ 1*SP ( token68 / parameters ) ], several with commas between them. */

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;

  return p;
}

static char *
take_token (const char **p)
{
  const char *start = *p;

  while (is_token_char (**p))
    (*p)++;

  return g_strndup (start, *p - start);
}

/* Behind the opening quotation mark. */
static char *
take_quoted (const char **p)
{
  GString *text = g_string_new (NULL);

  for (; **p != '\0' && **p != '"'; (*p)++)
    {
      if (**p == '\\' && (*p)[1] != '\0')
        (*p)++;
      g_string_append_c (text, **p);
    }
  if (**p == '"')
    (*p)++;

  return g_string_free_and_steal (text);
}

static char *
take_value (const char **p)
{
  if (**p != '"')
    return take_token (p);
  (*p)++;

  return take_quoted (p);
}

/* A challenge on its way in. */
typedef struct
{
  char *scheme; /* NULL where there is none yet */
  char *realm, *nonce, *opaque, *algorithm, *qop;
  gboolean stale;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->scheme);
  g_free (reading->realm);
  g_free (reading->nonce);
  g_free (reading->opaque);
  g_free (reading->algorithm);
  g_free (reading->qop);
  *reading = (Reading){ 0 };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
take_parameter (Reading *reading, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "realm") == 0)
    g_set_str (&reading->realm, value);
  else if (g_ascii_strcasecmp (name, "nonce") == 0)
    g_set_str (&reading->nonce, value);
  else if (g_ascii_strcasecmp (name, "opaque") == 0)
    g_set_str (&reading->opaque, value);
  else if (g_ascii_strcasecmp (name, "algorithm") == 0)
    g_set_str (&reading->algorithm, value);
  else if (g_ascii_strcasecmp (name, "qop") == 0)
    g_set_str (&reading->qop, value);
  else if (g_ascii_strcasecmp (name, "stale") == 0)
    reading->stale = g_ascii_strcasecmp (value, "true") == 0;
}

static gboolean
list_has (const char *list, const char *wanted)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (names[i]), wanted) == 0)
      return TRUE;

  return FALSE;
}

static QuayProxyScheme
rate_digest (const Reading *reading, gboolean *session)
{
  const char *algorithm = reading->algorithm != NULL ? reading->algorithm : "MD5";

  *session = g_str_has_suffix (algorithm, "-sess") || g_str_has_suffix (algorithm, "-SESS");
  if (reading->realm == NULL || reading->nonce == NULL || (reading->qop != NULL && !list_has (reading->qop, "auth")))
    return QUAY_PROXY_SCHEME_NONE;
  if (g_ascii_strcasecmp (algorithm, "MD5") == 0 || g_ascii_strcasecmp (algorithm, "MD5-sess") == 0)
    return QUAY_PROXY_SCHEME_DIGEST_MD5;
  if (g_ascii_strcasecmp (algorithm, "SHA-256") == 0 || g_ascii_strcasecmp (algorithm, "SHA-256-sess") == 0)
    return QUAY_PROXY_SCHEME_DIGEST_SHA256;

  return QUAY_PROXY_SCHEME_NONE;
}

/* The best so far stays. */
static void
end_reading (QuayProxyChallenge *self, Reading *reading)
{
  QuayProxyScheme scheme = QUAY_PROXY_SCHEME_NONE;
  gboolean session = FALSE;

  if (reading->scheme == NULL)
    return;
  if (self->offered->len + strlen (reading->scheme) < MAX_OFFERED)
    g_string_append_printf (self->offered, "%s%s", self->offered->len > 0 ? ", " : "", reading->scheme);
  if (g_ascii_strcasecmp (reading->scheme, "Basic") == 0)
    scheme = QUAY_PROXY_SCHEME_BASIC;
  else if (g_ascii_strcasecmp (reading->scheme, "Digest") == 0)
    scheme = rate_digest (reading, &session);
  if (scheme > self->scheme)
    {
      clear_parameters (self);
      self->scheme = scheme;
      self->session = session;
      self->has_qop = reading->qop != NULL;
      self->stale = reading->stale;
      self->realm = g_steal_pointer (&reading->realm);
      self->nonce = g_steal_pointer (&reading->nonce);
      self->opaque = g_steal_pointer (&reading->opaque);
    }
  reading_clear (reading);
}

void
quay_proxy_challenge_add (QuayProxyChallenge *self, const char *value)
{
  g_auto (Reading) reading = { 0 };
  const char *p = value;

  while (*p != '\0')
    {
      g_autofree char *token = take_token (&p);
      const char *rest = skip_blanks (p);

      if (*token == '\0')
        {
          /* A comma, the "=" and "/" of a token68, or what nobody understands. */
          p++;
          continue;
        }
      if (*rest == '=' && reading.scheme != NULL && rest[1] != '=' && rest[1] != '\0' && rest[1] != ',')
        {
          g_autofree char *text = NULL;

          p = skip_blanks (rest + 1);
          text = take_value (&p);
          take_parameter (&reading, token, text);
        }
      else if (*rest != '=' && (*p == ' ' || *p == '\t' || *p == '\0' || *p == ','))
        {
          end_reading (self, &reading);
          reading.scheme = g_steal_pointer (&token);
        }
    }
  end_reading (self, &reading);
}

/* Answering */

static char *
answer_basic (const char *user, const char *password)
{
  gsize length = strlen (user) + 1 + strlen (password);
  g_autofree char *plain = g_malloc (length + 1);
  g_autofree char *encoded = NULL;
  g_autofree char *value = NULL;
  char *answer;

  g_snprintf (plain, length + 1, "%s:%s", user, password);
  encoded = g_base64_encode ((const guchar *)plain, length);
  value = g_strconcat ("Basic ", encoded, NULL);
  answer = quay_secret_dup (value);
  quay_secret_wipe (plain, length);
  quay_secret_wipe (encoded, strlen (encoded));
  quay_secret_wipe (value, strlen (value));

  return answer;
}

static char *hash (const QuayProxyChallenge *self, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Of the parts (NULL at the end) with colons between them, in hexadecimal. */
static char *
hash (const QuayProxyChallenge *self, const char *first, ...)
{
  GChecksumType type = self->scheme == QUAY_PROXY_SCHEME_DIGEST_SHA256 ? G_CHECKSUM_SHA256 : G_CHECKSUM_MD5;
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  va_list args;

  va_start (args, first);
  for (const char *part = first; part != NULL; part = va_arg (args, const char *))
    {
      if (part != first)
        g_checksum_update (checksum, (const guchar *)":", 1);
      g_checksum_update (checksum, (const guchar *)part, strlen (part));
    }
  va_end (args);

  return g_strdup (g_checksum_get_string (checksum));
}

static void
append_quoted (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, ", %s=\"", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

/* RFC 7616 section 3.4.1; without "qop" as RFC 2069 had it. */
static char *
digest_response (
    const QuayProxyChallenge *self, const char *target, const char *user, const char *password, const char *cnonce)
{
  g_autofree char *a1 = hash (self, user, self->realm, password, NULL);
  g_autofree char *a2 = hash (self, "CONNECT", target, NULL);

  if (self->session)
    {
      g_autofree char *before = g_steal_pointer (&a1);

      a1 = hash (self, before, self->nonce, cnonce, NULL);
    }
  if (!self->has_qop)
    return hash (self, a1, self->nonce, a2, NULL);

  return hash (self, a1, self->nonce, "00000001", cnonce, "auth", a2, NULL);
}

static char *
answer_digest (
    const QuayProxyChallenge *self, const char *target, const char *user, const char *password, const char *cnonce)
{
  g_autofree char *response = digest_response (self, target, user, password, cnonce);
  g_autoptr (GString) text = g_string_new ("Digest");

  append_quoted (text, "username", user);
  g_string_erase (text, strlen ("Digest"), 1);
  append_quoted (text, "realm", self->realm);
  append_quoted (text, "nonce", self->nonce);
  append_quoted (text, "uri", target);
  append_quoted (text, "response", response);
  g_string_append_printf (text, ", algorithm=%s%s", self->scheme == QUAY_PROXY_SCHEME_DIGEST_SHA256 ? "SHA-256" : "MD5",
                          self->session ? "-sess" : "");
  if (self->has_qop)
    g_string_append (text, ", qop=auth, nc=00000001");
  if (self->has_qop || self->session)
    append_quoted (text, "cnonce", cnonce);
  if (self->opaque != NULL)
    append_quoted (text, "opaque", self->opaque);

  return quay_secret_dup (text->str);
}

char *
quay_proxy_challenge_answer (
    const QuayProxyChallenge *self, const char *target, const char *user, const char *password, const char *cnonce)
{
  g_autofree char *random = NULL;

  g_assert (self->scheme != QUAY_PROXY_SCHEME_NONE);
  if (self->scheme == QUAY_PROXY_SCHEME_BASIC)
    return answer_basic (user, password);
  if (cnonce == NULL)
    cnonce = random = g_uuid_string_random ();

  return answer_digest (self, target, user, password, cnonce);
}
