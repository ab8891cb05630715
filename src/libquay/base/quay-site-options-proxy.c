/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * The way to the server: proxies. Properties and their accessors.
 */

G_DEFINE_ENUM_TYPE (QuayProxyType,
                    quay_proxy_type,
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_HTTP, "http"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_SOCKS4, "socks4"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_SOCKS4A, "socks4a"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_SOCKS5, "socks5"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_COMMAND, "command"),
                    G_DEFINE_ENUM_VALUE (QUAY_PROXY_TYPE_SYSTEM, "system"))

#define PARAM_FLAGS QUAY_SITE_OPTIONS_PARAM_FLAGS

void
quay_site_options_install_proxy (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:proxy-type:
   *
   * What leads to the server.
   */
  properties[PROP_PROXY_TYPE]
      = g_param_spec_enum ("proxy-type", NULL, NULL, QUAY_TYPE_PROXY_TYPE, QUAY_PROXY_TYPE_NONE, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-host:
   *
   * Name or address of the proxy.
   */
  properties[PROP_PROXY_HOST] = g_param_spec_string ("proxy-host", NULL, NULL, NULL, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-port:
   *
   * 0: the usual one of its type, 80 for HTTP and 1080 for SOCKS.
   */
  properties[PROP_PROXY_PORT] = g_param_spec_uint ("proxy-port", NULL, NULL, 0, 65535, 0, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-user:
   *
   * Who is to log in to a proxy that asks for it. SOCKS 4 proxies are told it without asking.
   */
  properties[PROP_PROXY_USER] = g_param_spec_string ("proxy-user", NULL, NULL, NULL, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-password:
   *
   * Kept as [property@Quay.SiteOptions:password] is. Where there is none and the proxy wants one, the interaction is
   * asked.
   */
  properties[PROP_PROXY_PASSWORD]
      = g_param_spec_string ("proxy-password", NULL, NULL, NULL, QUAY_SITE_OPTIONS_SECRET_FLAGS);
  /**
   * QuaySiteOptions:proxy-headers:
   *
   * More headers for an HTTP proxy, each as "Name: value", such as what a scheme of authentication of its own takes.
   * They are kept and logged like everything else that is no secret.
   */
  properties[PROP_PROXY_HEADERS] = g_param_spec_boxed ("proxy-headers", NULL, NULL, G_TYPE_STRV, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-exceptions:
   *
   * Servers that are connected to without the proxy: names (which stand for what is below them too), addresses,
   * networks as "192.0.2.0/24", each with or without ":PORT", or "*" for all. A proxy command knows no exceptions.
   */
  properties[PROP_PROXY_EXCEPTIONS] = g_param_spec_boxed ("proxy-exceptions", NULL, NULL, G_TYPE_STRV, PARAM_FLAGS);
  /**
   * QuaySiteOptions:proxy-command:
   *
   * For %QUAY_PROXY_TYPE_COMMAND: a program and its arguments, quoted as for a shell but run without one. In an
   * argument
   * `%h` stands for the host, `%p` for the port, `%r` for the user, `%n` for the host as it was given and `%%` for a
   * percent sign. Its standard streams lead to the server.
   */
  properties[PROP_PROXY_COMMAND] = g_param_spec_string ("proxy-command", NULL, NULL, NULL, PARAM_FLAGS);
}

/**
 * quay_site_options_get_proxy_type: (get-property proxy-type)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:proxy-type]
 */
QuayProxyType
quay_site_options_get_proxy_type (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), QUAY_PROXY_TYPE_NONE);

  return g_value_get_enum (&self->values[PROP_PROXY_TYPE]);
}

/**
 * quay_site_options_set_proxy_type: (set-property proxy-type)
 * @self: site options
 * @type: the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-type].
 */
void
quay_site_options_set_proxy_type (QuaySiteOptions *self, QuayProxyType type)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_enum (self, PROP_PROXY_TYPE, type);
}

/**
 * quay_site_options_get_proxy_host: (get-property proxy-host)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:proxy-host]
 */
const char *
quay_site_options_get_proxy_host (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_PROXY_HOST]);
}

/**
 * quay_site_options_set_proxy_host: (set-property proxy-host)
 * @self: site options
 * @host: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-host].
 */
void
quay_site_options_set_proxy_host (QuaySiteOptions *self, const char *host)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_PROXY_HOST, host);
}

/**
 * quay_site_options_get_proxy_port: (get-property proxy-port)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:proxy-port]
 */
guint
quay_site_options_get_proxy_port (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_PROXY_PORT]);
}

/**
 * quay_site_options_set_proxy_port: (set-property proxy-port)
 * @self: site options
 * @port: the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-port].
 */
void
quay_site_options_set_proxy_port (QuaySiteOptions *self, guint port)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_PROXY_PORT, port);
}

/**
 * quay_site_options_get_proxy_user: (get-property proxy-user)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:proxy-user]
 */
const char *
quay_site_options_get_proxy_user (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_PROXY_USER]);
}

/**
 * quay_site_options_set_proxy_user: (set-property proxy-user)
 * @self: site options
 * @user: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-user].
 */
void
quay_site_options_set_proxy_user (QuaySiteOptions *self, const char *user)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_PROXY_USER, user);
}

/**
 * quay_site_options_get_proxy_password:
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the password
 */
const char *
quay_site_options_get_proxy_password (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return self->proxy_password;
}

/**
 * quay_site_options_set_proxy_password: (set-property proxy-password)
 * @self: site options
 * @password: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-password].
 */
void
quay_site_options_set_proxy_password (QuaySiteOptions *self, const char *password)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_set_secret (&self->proxy_password, password);
}

/**
 * quay_site_options_get_proxy_headers: (get-property proxy-headers)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:proxy-headers]
 */
const char *const *
quay_site_options_get_proxy_headers (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_PROXY_HEADERS]);
}

/**
 * quay_site_options_set_proxy_headers: (set-property proxy-headers)
 * @self: site options
 * @headers: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-headers].
 */
void
quay_site_options_set_proxy_headers (QuaySiteOptions *self, const char *const *headers)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_PROXY_HEADERS, headers);
}

/**
 * quay_site_options_get_proxy_exceptions: (get-property proxy-exceptions)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:proxy-exceptions]
 */
const char *const *
quay_site_options_get_proxy_exceptions (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_PROXY_EXCEPTIONS]);
}

/**
 * quay_site_options_set_proxy_exceptions: (set-property proxy-exceptions)
 * @self: site options
 * @exceptions: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-exceptions].
 */
void
quay_site_options_set_proxy_exceptions (QuaySiteOptions *self, const char *const *exceptions)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_PROXY_EXCEPTIONS, exceptions);
}

/**
 * quay_site_options_get_proxy_command: (get-property proxy-command)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:proxy-command]
 */
const char *
quay_site_options_get_proxy_command (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_PROXY_COMMAND]);
}

/**
 * quay_site_options_set_proxy_command: (set-property proxy-command)
 * @self: site options
 * @command: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:proxy-command].
 */
void
quay_site_options_set_proxy_command (QuaySiteOptions *self, const char *command)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_PROXY_COMMAND, command);
}
