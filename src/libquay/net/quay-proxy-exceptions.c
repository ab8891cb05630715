/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-exceptions.h"

#include <gio/gio.h>
#include <string.h>

/* Takes ":PORT" off the end of @pattern, and brackets off an IPv6 address. FALSE: the port is another one. */
static gboolean
take_port (char *pattern, guint port)
{
  char *bracket = *pattern == '[' ? strchr (pattern, ']') : NULL;
  char *colon = strrchr (pattern, ':');
  gboolean fits = TRUE;
  guint64 number;

  /* More than one outside brackets belong to an address. */
  if (colon != NULL && (bracket != NULL ? colon == bracket + 1 : colon == strchr (pattern, ':')))
    {
      fits = g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL) && number == port;
      *colon = '\0';
    }
  if (bracket != NULL)
    {
      *bracket = '\0';
      memmove (pattern, pattern + 1, strlen (pattern));
    }

  return fits;
}

static gboolean
address_fits (const char *pattern, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr (GInetAddressMask) mask = NULL;

  if (address == NULL)
    return FALSE;
  mask = g_inet_address_mask_new_from_string (pattern, NULL);

  return mask != NULL && g_inet_address_mask_matches (mask, address);
}

/* "example.org", ".example.org" and "*.example.org" are all of its hosts, and itself. */
static gboolean
name_fits (const char *pattern, const char *host)
{
  gsize host_length = strlen (host), length;

  if (g_str_has_prefix (pattern, "*"))
    pattern++;
  if (*pattern == '.')
    pattern++;
  length = strlen (pattern);
  if (host_length > 0 && host[host_length - 1] == '.')
    host_length--;
  if (length == 0 || length > host_length || g_hostname_is_ip_address (host))
    return FALSE;
  if (g_ascii_strncasecmp (host + host_length - length, pattern, length) != 0)
    return FALSE;

  return length == host_length || host[host_length - length - 1] == '.';
}

gboolean
quay_proxy_is_excepted (const char *const *exceptions, const char *host, guint port)
{
  for (guint i = 0; exceptions != NULL && exceptions[i] != NULL; i++)
    {
      g_autofree char *pattern = g_strstrip (g_strdup (exceptions[i]));

      if (g_str_equal (pattern, "*"))
        return TRUE;
      if (*pattern != '\0' && take_port (pattern, port) && (address_fits (pattern, host) || name_fits (pattern, host)))
        return TRUE;
    }

  return FALSE;
}
