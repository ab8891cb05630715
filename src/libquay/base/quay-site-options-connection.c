/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * Accessors: where to go, how, and how much at once.
 */

/**
 * quay_site_options_get_host: (get-property host)
 * @self: site options
 *
 * Returns: (transfer none): the value of [property@Quay.SiteOptions:host]
 */
const char *
quay_site_options_get_host (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_HOST]);
}

/**
 * quay_site_options_set_host: (set-property host)
 * @self: site options
 * @host: the new value
 *
 * Sets [property@Quay.SiteOptions:host].
 */
void
quay_site_options_set_host (QuaySiteOptions *self, const char *host)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_HOST, host);
}

/**
 * quay_site_options_get_port: (get-property port)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:port]
 */
guint
quay_site_options_get_port (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_PORT]);
}

/**
 * quay_site_options_set_port: (set-property port)
 * @self: site options
 * @port: the new value
 *
 * Sets [property@Quay.SiteOptions:port].
 */
void
quay_site_options_set_port (QuaySiteOptions *self, guint port)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_PORT, port);
}

/**
 * quay_site_options_get_transport: (get-property transport)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:transport]
 */
QuayTransport
quay_site_options_get_transport (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_enum (&self->values[PROP_TRANSPORT]);
}

/**
 * quay_site_options_set_transport: (set-property transport)
 * @self: site options
 * @transport: the new value
 *
 * Sets [property@Quay.SiteOptions:transport].
 */
void
quay_site_options_set_transport (QuaySiteOptions *self, QuayTransport transport)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_enum (self, PROP_TRANSPORT, transport);
}

/**
 * quay_site_options_get_exec_argv: (get-property exec-argv)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:exec-argv]
 */
const char *const *
quay_site_options_get_exec_argv (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_EXEC_ARGV]);
}

/**
 * quay_site_options_set_exec_argv: (set-property exec-argv)
 * @self: site options
 * @argv: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:exec-argv].
 */
void
quay_site_options_set_exec_argv (QuaySiteOptions *self, const char *const *argv)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_EXEC_ARGV, argv);
}

/**
 * quay_site_options_get_timeout: (get-property timeout)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:timeout]
 */
guint
quay_site_options_get_timeout (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_TIMEOUT]);
}

/**
 * quay_site_options_set_timeout: (set-property timeout)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:timeout].
 */
void
quay_site_options_set_timeout (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_TIMEOUT, seconds);
}

/**
 * quay_site_options_get_connect_timeout: (get-property connect-timeout)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:connect-timeout]
 */
guint
quay_site_options_get_connect_timeout (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_CONNECT_TIMEOUT]);
}

/**
 * quay_site_options_set_connect_timeout: (set-property connect-timeout)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:connect-timeout].
 */
void
quay_site_options_set_connect_timeout (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_CONNECT_TIMEOUT, seconds);
}

/**
 * quay_site_options_get_use_ipv6: (get-property use-ipv6)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:use-ipv6]
 */
guint
quay_site_options_get_use_ipv6 (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_USE_IPV6]);
}

/**
 * quay_site_options_set_use_ipv6: (set-property use-ipv6)
 * @self: site options
 * @use_ipv6: the new value
 *
 * Sets [property@Quay.SiteOptions:use-ipv6].
 */
void
quay_site_options_set_use_ipv6 (QuaySiteOptions *self, guint use_ipv6)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_USE_IPV6, use_ipv6);
}

/**
 * quay_site_options_get_bind_address: (get-property bind-address)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:bind-address]
 */
const char *
quay_site_options_get_bind_address (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_BIND_ADDRESS]);
}

/**
 * quay_site_options_set_bind_address: (set-property bind-address)
 * @self: site options
 * @address: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:bind-address].
 */
void
quay_site_options_set_bind_address (QuaySiteOptions *self, const char *address)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_BIND_ADDRESS, address);
}

/**
 * quay_site_options_get_tcp_no_delay: (get-property tcp-no-delay)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:tcp-no-delay]
 */
gboolean
quay_site_options_get_tcp_no_delay (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_TCP_NO_DELAY]);
}

/**
 * quay_site_options_set_tcp_no_delay: (set-property tcp-no-delay)
 * @self: site options
 * @no_delay: the new value
 *
 * Sets [property@Quay.SiteOptions:tcp-no-delay].
 */
void
quay_site_options_set_tcp_no_delay (QuaySiteOptions *self, gboolean no_delay)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_TCP_NO_DELAY, no_delay);
}

/**
 * quay_site_options_get_tcp_keep_alive: (get-property tcp-keep-alive)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:tcp-keep-alive]
 */
gboolean
quay_site_options_get_tcp_keep_alive (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_TCP_KEEP_ALIVE]);
}

/**
 * quay_site_options_set_tcp_keep_alive: (set-property tcp-keep-alive)
 * @self: site options
 * @keep_alive: the new value
 *
 * Sets [property@Quay.SiteOptions:tcp-keep-alive].
 */
void
quay_site_options_set_tcp_keep_alive (QuaySiteOptions *self, gboolean keep_alive)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_TCP_KEEP_ALIVE, keep_alive);
}

/**
 * quay_site_options_get_keep_alive_interval: (get-property keep-alive-interval)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:keep-alive-interval]
 */
guint
quay_site_options_get_keep_alive_interval (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_KEEP_ALIVE_INTERVAL]);
}

/**
 * quay_site_options_set_keep_alive_interval: (set-property keep-alive-interval)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:keep-alive-interval].
 */
void
quay_site_options_set_keep_alive_interval (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_KEEP_ALIVE_INTERVAL, seconds);
}

/**
 * quay_site_options_get_keep_alive_count_max: (get-property keep-alive-count-max)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:keep-alive-count-max]
 */
guint
quay_site_options_get_keep_alive_count_max (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_KEEP_ALIVE_COUNT_MAX]);
}

/**
 * quay_site_options_set_keep_alive_count_max: (set-property keep-alive-count-max)
 * @self: site options
 * @count: the new value
 *
 * Sets [property@Quay.SiteOptions:keep-alive-count-max].
 */
void
quay_site_options_set_keep_alive_count_max (QuaySiteOptions *self, guint count)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_KEEP_ALIVE_COUNT_MAX, count);
}
