/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-url.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 1035 section 2.3.4; user names of that length are no names. */
#define MAX_NAME 255

G_DEFINE_BOXED_TYPE (QuayUrl, quay_url, quay_url_copy, quay_url_free)

/**
 * quay_url_copy:
 * @self: a URL
 *
 * Returns: (transfer full): a copy
 */
QuayUrl *
quay_url_copy (const QuayUrl *self)
{
  QuayUrl *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (QuayUrl, 1);
  copy->user = g_strdup (self->user);
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->path = g_strdup (self->path);
  copy->site = g_strdup (self->site);

  return copy;
}

/**
 * quay_url_free:
 * @self: (transfer full) (nullable): a URL
 */
void
quay_url_free (QuayUrl *self)
{
  if (self == NULL)
    return;
  g_free (self->user);
  g_free (self->host);
  g_free (self->path);
  g_free (self->site);
  g_free (self);
}

/* Letters and digits, of any script in a name, and what names and addresses are made of; '%' stands before a zone. */
static gboolean
is_host_char (gunichar c, gboolean is_address)
{
  if (c == '.' || c == '-' || c == '_')
    return TRUE;
  if (is_address)
    return c == ':' || c == '%' || (c < 0x80 && g_ascii_isalnum ((char)c));

  return g_unichar_isalnum (c);
}

/**
 * quay_host_name_is_safe:
 * @host: a host name, alias or address, without brackets
 *
 * Whether @host may be used at all: some of what is done with it, such as a command of the user's that connects, gives
 * characters a meaning that a name never needs.
 *
 * Returns: %FALSE where it is empty, too long, starts with "-", or holds anything but letters, digits, ".", "-", "_",
 *   and, in an IPv6 address, ":" and "%"
 */
gboolean
quay_host_name_is_safe (const char *host)
{
  gboolean is_address;
  gsize length;

  if (host == NULL || *host == '\0' || *host == '-')
    return FALSE;
  length = strlen (host);
  if (length > MAX_NAME || !g_utf8_validate (host, (gssize)length, NULL))
    return FALSE;
  is_address = strchr (host, ':') != NULL;
  /* At most one "%", which starts the zone. */
  if (is_address && (!g_hostname_is_ip_address (host) || strchr (host, '%') != strrchr (host, '%')))
    return FALSE;
  for (const char *p = host; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_host_char (g_utf8_get_char (p), is_address))
      return FALSE;

  return TRUE;
}

/**
 * quay_user_name_is_safe:
 * @user: a user name
 *
 * Returns: %FALSE where it is empty, too long, starts with "-", ends with a backslash, or holds spaces, control
 *   characters, or what a shell gives a meaning
 */
gboolean
quay_user_name_is_safe (const char *user)
{
  gsize length;

  if (user == NULL || *user == '\0' || *user == '-')
    return FALSE;
  length = strlen (user);
  if (length > MAX_NAME || !g_utf8_validate (user, (gssize)length, NULL) || user[length - 1] == '\\')
    return FALSE;
  for (const char *p = user; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || !g_unichar_isprint (c)
          || (c < 0x80 && strchr ("'`\"$;&<>|(){}[]*?!", (int)c) != NULL))
        return FALSE;
    }

  return TRUE;
}

/* [user@]host[:port] */
static void
append_authority (GString *text, const QuayUrl *self)
{
  gboolean is_address = strchr (self->host, ':') != NULL;

  if (self->user != NULL)
    {
      g_string_append_uri_escaped (text, self->user, "!$&'()*+,;=", FALSE);
      g_string_append_c (text, '@');
    }
  g_string_append (text, is_address ? "[" : "");
  g_string_append_uri_escaped (text, self->host, ":", !is_address);
  g_string_append (text, is_address ? "]" : "");
  if (self->port != 0)
    g_string_append_printf (text, ":%u", self->port);
}

/* Such that a relative path, and one that starts with a folder called "~", read back as they are. */
static void
append_path (GString *text, const char *path, gboolean escape)
{
  if (*path != '\0' && *path != '/')
    g_string_append (text, "/~/");
  else if (g_str_has_prefix (path, "/~/") || g_str_equal (path, "/~"))
    {
      g_string_append (text, escape ? "/%7E" : "/./~");
      path += 2;
    }
  if (escape)
    g_string_append_uri_escaped (text, path, "/!$&'()*+,;=:@", FALSE);
  else
    g_string_append (text, path);
}

/**
 * quay_url_to_string:
 * @self: a URL
 *
 * Returns: (transfer full): the place as `sftp://…` or `site:…`, in a form that [func@Quay.Url.parse] reads back
 */
char *
quay_url_to_string (const QuayUrl *self)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (self->site != NULL ? "site:" : "sftp://");
  if (self->site != NULL)
    g_string_append (text, self->site);
  else
    append_authority (text, self);
  append_path (text, self->path != NULL ? self->path : "", self->site == NULL);

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * quay_url_apply:
 * @self: a URL that is no site
 * @options: options to change
 *
 * Sets host, and user and port where the URL has them.
 */
void
quay_url_apply (const QuayUrl *self, QuaySiteOptions *options)
{
  g_return_if_fail (self != NULL && self->site == NULL);
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (options));

  quay_site_options_set_host (options, self->host);
  if (self->port != 0)
    quay_site_options_set_port (options, self->port);
  if (self->user != NULL)
    quay_site_options_set_user (options, self->user);
}
