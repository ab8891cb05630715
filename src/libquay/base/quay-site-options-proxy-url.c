/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-secret.h"
#include "quay-url.h"

static const struct
{
  const char *scheme;
  QuayProxyType type;
} schemes[] = {
  { "http", QUAY_PROXY_TYPE_HTTP },       { "socks", QUAY_PROXY_TYPE_SOCKS5 },  { "socks4", QUAY_PROXY_TYPE_SOCKS4 },
  { "socks4a", QUAY_PROXY_TYPE_SOCKS4A }, { "socks5", QUAY_PROXY_TYPE_SOCKS5 }, { "socks5h", QUAY_PROXY_TYPE_SOCKS5 },
};

/* What an address is taken apart into; the strings are owned. */
typedef struct
{
  QuayProxyType type;
  char *scheme, *user, *password, *host, *path, *query, *fragment;
  int port;
} Parts;

static void
parts_clear (Parts *parts)
{
  if (parts->password != NULL)
    quay_secret_wipe (parts->password, strlen (parts->password));
  g_free (parts->scheme);
  g_free (parts->user);
  g_free (parts->password);
  g_free (parts->host);
  g_free (parts->path);
  g_free (parts->query);
  g_free (parts->fragment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Never quotes the address: it may hold a password. */
static gboolean
fail (GError **error, const char *why)
{
  quay_set_error (error, QUAY_ERROR_USAGE,
                  "The address of the proxy %s; write http://HOST:PORT, socks5://, socks4a:// or socks4://, or system",
                  why);

  return FALSE;
}

static gboolean
find_type (Parts *parts, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (parts->scheme, schemes[i].scheme) == 0)
      {
        parts->type = schemes[i].type;
        return TRUE;
      }
  if (g_ascii_strcasecmp (parts->scheme, "https") == 0)
    return fail (error, "asks for TLS on the way to the proxy, which is not supported");

  return fail (error, "begins with a word that no kind of proxy has");
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
parse (Parts *parts, const char *url, GError **error)
{
  /* As curl has it, "HOST:PORT" alone is an HTTP proxy. */
  g_autofree char *full = strstr (url, "://") != NULL ? NULL : g_strconcat ("http://", url, NULL);

  if (!g_uri_split_with_user (full != NULL ? full : url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_NON_DNS, &parts->scheme,
                              &parts->user, &parts->password, NULL, &parts->host, &parts->port, &parts->path,
                              &parts->query, &parts->fragment, NULL))
    return fail (error, "cannot be understood");
  if (!find_type (parts, error))
    return FALSE;
  if (!quay_host_name_is_safe (parts->host))
    return fail (error, "holds no host name, or characters that no host name has");
  if (parts->port == 0)
    return fail (error, "has port 0, which cannot be connected to");
  if ((!is_empty (parts->path) && !g_str_equal (parts->path, "/")) || !is_empty (parts->query)
      || !is_empty (parts->fragment))
    return fail (error, "has something behind the host and port");
  if (is_empty (parts->user) && !is_empty (parts->password))
    return fail (error, "holds a password but no user");

  return TRUE;
}

static void
apply (QuaySiteOptions *self, const Parts *parts)
{
  quay_site_options_set_proxy_type (self, parts->type);
  quay_site_options_set_proxy_host (self, parts->host);
  quay_site_options_set_proxy_port (self, parts->port > 0 ? parts->port : 0);
  quay_site_options_set_proxy_user (self, is_empty (parts->user) ? NULL : parts->user);
  quay_site_options_set_proxy_password (self, is_empty (parts->password) ? NULL : parts->password);
}

/**
 * quay_site_options_set_proxy_url:
 * @self: site options
 * @url: `http://[user[:password]@]host[:port]`, `socks4://…`, `socks4a://…`, `socks5://…`, `system`, or `none`
 * @error: where to put an error
 *
 * Sets [property@Quay.SiteOptions:proxy-type] and what belongs to it. In @url percent escapes stand for characters.
 * With `socks5h://` and `socks://` a SOCKS 5 proxy is meant; without a scheme an HTTP proxy.
 *
 * Returns: %FALSE with %QUAY_ERROR_USAGE, which does not quote @url, where it cannot be understood
 */
gboolean
quay_site_options_set_proxy_url (QuaySiteOptions *self, const char *url, GError **error)
{
  g_auto (Parts) parts = { 0 };

  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  if (g_str_equal (url, "system"))
    parts.type = QUAY_PROXY_TYPE_SYSTEM;
  else if (!g_str_equal (url, "none") && !g_str_equal (url, "direct://") && !parse (&parts, url, error))
    return FALSE;
  apply (self, &parts);

  return TRUE;
}
