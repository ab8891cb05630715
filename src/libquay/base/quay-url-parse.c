/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-url.h"

#include <gio/gio.h>
#include <string.h>

#include "quay-error-private.h"

/*
 * Reading the places that people write.
 */

/* How what stands after "HOST:" reads. */
typedef enum
{
  AFTER_COLON_IS_PATH,     /* the command line, as scp reads it */
  AFTER_COLON_MAY_BE_PORT, /* quick connect */
} AfterColon;

static gboolean
check_names (const QuayUrl *url, GError **error)
{
  if (!quay_host_name_is_safe (url->host))
    {
      quay_set_error (error, QUAY_ERROR_USAGE,
                      "The host name is empty or holds characters that no host name has; write it as "
                      "sftp://USER@HOST/PATH, with an IPv6 address in brackets");
      return FALSE;
    }
  if (url->user != NULL && !quay_user_name_is_safe (url->user))
    {
      quay_set_error (
          error, QUAY_ERROR_USAGE,
          "The user name before “@” is empty or holds characters that no user name has; write it as USER@HOST");
      return FALSE;
    }

  return TRUE;
}

/* Never quotes the text: it would put the password on the screen. */
static void
refuse_password (GError **error)
{
  quay_set_error (
      error, QUAY_ERROR_USAGE,
      "This address seems to hold a password, which is not taken from there because others could see it; "
      "write USER@HOST and give the password when asked. For a file with “@” in its name write HOST:./NAME");
}

static gboolean
parse_port (const char *text, gsize length, guint *port, GError **error)
{
  g_autofree char *digits = g_strndup (text, length);
  guint64 value;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, 65535, &value, NULL))
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "The port after “:” must be a number from 1 to 65535");
      return FALSE;
    }
  *port = (guint)value;

  return TRUE;
}

/* "~" and "~/x" are relative to the login folder, where everything relative starts; "~other/x" is the server's matter.
 */
static char *
without_tilde (const char *path)
{
  if (path[0] != '~' || (path[1] != '\0' && path[1] != '/'))
    return g_strdup (path);
  for (path++; *path == '/'; path++)
    ;

  return g_strdup (path);
}

/* The byte that @text, which starts with "%", stands for; 0 where it is no escape or stands for NUL. */
static char
escaped_byte (const char *text, const char *end)
{
  if (end - text < 3 || !g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]))
    return 0;

  return (char)(g_ascii_xdigit_value (text[1]) << 4 | g_ascii_xdigit_value (text[2]));
}

/* (transfer full) (nullable): @text without percent escapes, bytes of any kind; NULL for broken escapes and for NUL */
static char *
unescape (const char *text, gsize length, GError **error)
{
  g_autoptr (GString) plain = g_string_sized_new (length);
  const char *end = text + length;

  while (text < end)
    {
      char byte = *text == '%' ? escaped_byte (text, end) : *text;

      if (byte == 0)
        {
          quay_set_error (
              error, QUAY_ERROR_USAGE,
              "A “%%” in the address does not start a percent escape; write “%%25” for the character itself");
          return NULL;
        }
      g_string_append_c (plain, byte);
      text += *text == '%' ? 3 : 1;
    }

  return g_string_free_and_steal (g_steal_pointer (&plain));
}

/* What stands in brackets. RFC 6874 wants the "%" before a zone as "%25", but people write it as it is. */
static char *
unescape_address (const char *text, gsize length)
{
  g_autofree char *address = g_strndup (text, length);
  char *zone = strstr (address, "%25");

  if (zone != NULL && zone[3] != '\0')
    memmove (zone + 1, zone + 3, strlen (zone + 3) + 1);

  return g_steal_pointer (&address);
}

/* HOST, [ADDRESS], HOST:PORT or [ADDRESS]:PORT. */
static gboolean
parse_host_and_port (QuayUrl *url, const char *text, gsize length, GError **error)
{
  const char *end = text + length;
  gboolean in_brackets = length > 0 && text[0] == '[';
  const char *rest = memchr (text, in_brackets ? ']' : ':', length);

  if (in_brackets)
    {
      url->host = unescape_address (text + 1, rest != NULL ? (gsize)(rest - text - 1) : 0);
      rest = rest != NULL ? rest + 1 : end;
    }
  else
    {
      rest = rest != NULL ? rest : end;
      url->host = unescape (text, (gsize)(rest - text), error);
    }
  if (url->host == NULL)
    return FALSE;
  if (rest == end || (rest + 1 == end && *rest == ':'))
    return TRUE;
  if (*rest != ':')
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "After “]” only “:PORT” or “/PATH” can follow");
      return FALSE;
    }

  return parse_port (rest + 1, (gsize)(end - rest - 1), &url->port, error);
}

static gboolean
parse_user (QuayUrl *url, const char *text, gsize length, GError **error)
{
  if (memchr (text, ':', length) != NULL)
    {
      refuse_password (error);
      return FALSE;
    }
  url->user = unescape (text, length, error);

  return url->user != NULL;
}

/* Behind "sftp://": [user@]host[:port][/path], RFC 3986 section 3, but "?" and "#" are part of the path: a person who
 * writes an address by hand means the characters. */
static QuayUrl *
parse_scheme (const char *text, GError **error)
{
  g_autoptr (QuayUrl) url = g_new0 (QuayUrl, 1);
  g_autofree char *path = NULL;
  gsize length = strcspn (text, "/");
  const char *at = g_strrstr_len (text, (gssize)length, "@");
  const char *host = at != NULL ? at + 1 : text;

  if (at != NULL && !parse_user (url, text, (gsize)(at - text), error))
    return NULL;
  if (!parse_host_and_port (url, host, length - (gsize)(host - text), error))
    return NULL;
  path = unescape (text + length, strlen (text + length), error);
  if (path == NULL || !check_names (url, error))
    return NULL;
  /* An escaped "~" is the character itself. */
  url->path = text[length] == '/' && text[length + 1] == '~' && path[1] == '~' && (path[2] == '\0' || path[2] == '/')
                  ? without_tilde (path + 1)
                  : g_steal_pointer (&path);

  return g_steal_pointer (&url);
}

/* Behind "site:": NAME[/path]. */
static QuayUrl *
parse_site (const char *text, GError **error)
{
  g_autoptr (QuayUrl) url = g_new0 (QuayUrl, 1);
  gsize length = strcspn (text, "/");

  if (length == 0 || !g_utf8_validate (text, (gssize)length, NULL))
    {
      quay_set_error (error, QUAY_ERROR_USAGE,
                      "After “site:” the name of a saved site must follow, as in site:NAME/PATH");
      return NULL;
    }
  url->site = g_strndup (text, length);
  url->host = g_strdup ("");
  url->path
      = text[length] == '/' && text[length + 1] == '~' ? without_tilde (text + length + 1) : g_strdup (text + length);

  return g_steal_pointer (&url);
}

/* Where the host part of HOST:PATH ends: at the first colon that is neither in brackets nor behind a slash. NULL where
 * there is none. */
static const char *
find_colon (const char *text)
{
  gsize length = strcspn (text, "/");
  const char *bracket = g_strstr_len (text, (gssize)length, "[");
  const char *from = text;

  if (bracket != NULL && (bracket == text || bracket[-1] == '@'))
    {
      /* Zones and addresses hold no slash, so neither does what lies before the bracket's end. */
      from = g_strstr_len (bracket, (gssize)(length - (gsize)(bracket - text)), "]");
      if (from == NULL)
        return NULL;
    }

  return g_strstr_len (from, (gssize)(length - (gsize)(from - text)), ":");
}

/* "user:password@host": nothing that is meant has an "@" so soon behind the colon. */
static gboolean
looks_like_password (const char *colon, AfterColon after)
{
  gsize length = strcspn (colon, "/");
  const char *at = g_strstr_len (colon, (gssize)length, "@");

  if (at == NULL)
    return FALSE;

  return after == AFTER_COLON_MAY_BE_PORT || g_strstr_len (at, (gssize)(length - (gsize)(at - colon)), ":") != NULL;
}

static gboolean
parse_quick_port (QuayUrl *url, const char **text, GError **error)
{
  gsize digits = strspn (*text, "0123456789");

  if (digits == 0 || ((*text)[digits] != '\0' && (*text)[digits] != '/'))
    return TRUE;
  if (!parse_port (*text, digits, &url->port, error))
    return FALSE;
  *text += digits;

  return TRUE;
}

/* [user@]host, with or without brackets, of @length bytes. */
static void
take_user_and_host (QuayUrl *url, const char *text, gsize length)
{
  const char *at = g_strrstr_len (text, (gssize)length, "@");
  const char *host = at != NULL ? at + 1 : text;
  gsize host_length = length - (gsize)(host - text);

  if (at != NULL)
    url->user = g_strndup (text, (gsize)(at - text));
  if (host_length >= 2 && host[0] == '[' && host[host_length - 1] == ']')
    url->host = unescape_address (host + 1, host_length - 2);
  else
    url->host = g_strndup (host, host_length);
}

/* [user@]host:path: the path is taken to the byte, but for "~". */
static QuayUrl *
parse_short (const char *text, GError **error)
{
  g_autoptr (QuayUrl) url = g_new0 (QuayUrl, 1);
  const char *colon = find_colon (text);

  if (colon == NULL)
    {
      quay_set_error (error, QUAY_ERROR_USAGE,
                      "This is no remote place; write sftp://USER@HOST/PATH, HOST:PATH or site:NAME/PATH");
      return NULL;
    }
  if (looks_like_password (colon, AFTER_COLON_IS_PATH))
    {
      refuse_password (error);
      return NULL;
    }
  take_user_and_host (url, text, (gsize)(colon - text));
  url->path = without_tilde (colon + 1);

  return check_names (url, error) ? g_steal_pointer (&url) : NULL;
}

/* [user@]host[:port][/path], [user@]host:path, and addresses of IPv6 without brackets. */
static QuayUrl *
parse_quick (const char *text, GError **error)
{
  g_autoptr (QuayUrl) url = g_new0 (QuayUrl, 1);
  const char *at = strrchr (text, '@');
  gboolean is_bare_address = g_hostname_is_ip_address (at != NULL ? at + 1 : text);
  const char *colon = is_bare_address ? NULL : find_colon (text);
  const char *rest = colon != NULL ? colon + 1 : text + strcspn (text, "/");

  if (colon != NULL && looks_like_password (colon, AFTER_COLON_MAY_BE_PORT))
    {
      refuse_password (error);
      return NULL;
    }
  take_user_and_host (url, text, (gsize)((colon != NULL ? colon : rest) - text));
  if (colon != NULL && !parse_quick_port (url, &rest, error))
    return NULL;
  url->path = without_tilde (*rest == '/' && rest[1] == '~' && (rest[2] == '/' || rest[2] == '\0') ? rest + 1 : rest);

  return check_names (url, error) ? g_steal_pointer (&url) : NULL;
}

/* (nullable): what stands behind the scheme */
static const char *
skip_prefix (const char *text, const char *prefix)
{
  gsize length = strlen (prefix);

  return g_ascii_strncasecmp (text, prefix, length) == 0 ? text + length : NULL;
}

static QuayUrl *
parse (const char *text, AfterColon after, GError **error)
{
  const char *rest;

  if ((rest = skip_prefix (text, "sftp://")) != NULL || (rest = skip_prefix (text, "ssh://")) != NULL)
    return parse_scheme (rest, error);
  if ((rest = skip_prefix (text, "site:")) != NULL)
    return parse_site (rest, error);
  if (strstr (text, "://") != NULL)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "Only addresses that start with sftp:// or ssh:// are understood");
      return NULL;
    }

  return after == AFTER_COLON_IS_PATH ? parse_short (text, error) : parse_quick (text, error);
}

/**
 * quay_url_parse:
 * @text: what stands on a command line
 * @error: where to put an error
 *
 * Understands `sftp://[user@]host[:port]/path`, `ssh://…`, `[user@]host:path` and `site:NAME/path`.
 * In `host:2222` the number is a path, as it is for scp.
 *
 * Returns: (transfer full): the place, or %NULL with %QUAY_ERROR_USAGE
 */
QuayUrl *
quay_url_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse (text, AFTER_COLON_IS_PATH, error);
}

/**
 * quay_url_parse_quick:
 * @text: what a person typed into the quick-connect entry; spaces around it do not count
 * @error: where to put an error
 *
 * As [func@Quay.Url.parse], but also understands `host`, `user@host`, `user@host/path` and `host:port`: there, a number
 * is a port.
 *
 * Returns: (transfer full): the place, or %NULL with %QUAY_ERROR_USAGE
 */
QuayUrl *
quay_url_parse_quick (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));

  return parse (stripped, AFTER_COLON_MAY_BE_PORT, error);
}

/**
 * quay_url_is_remote:
 * @text: what stands on a command line
 *
 * Returns: whether it means a remote place: it starts with `sftp://`, `ssh://` or `site:`, or has a colon before its
 *   first slash. A local file with a colon in its name is `./NAME`.
 */
gboolean
quay_url_is_remote (const char *text)
{
  const char *colon;

  g_return_val_if_fail (text != NULL, FALSE);

  if (skip_prefix (text, "sftp://") != NULL || skip_prefix (text, "ssh://") != NULL)
    return TRUE;
  colon = find_colon (text);

  return colon != NULL && colon != text;
}
