/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * The way to the server: jump hosts, and the socket it begins with. Properties and their accessors.
 */

#define PARAM_FLAGS QUAY_SITE_OPTIONS_PARAM_FLAGS

/* A day. */
#define MAX_SECONDS 86400

static void
install_uint (GParamSpec **properties, guint id, const char *name, guint max)
{
  properties[id] = g_param_spec_uint (name, NULL, NULL, 0, max, 0, PARAM_FLAGS);
}

void
quay_site_options_install_socket (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:jump-hosts:
   *
   * SSH servers to go through, the nearest first, each as `[user@]host[:port]`. Each is logged in to as the server
   * itself is, with the same keys, its host key is checked as the server's is, and what it asks is asked in its name;
   * the password is for the server alone. A proxy leads to the first of them.
   */
  properties[PROP_JUMP_HOSTS] = g_param_spec_boxed ("jump-hosts", NULL, NULL, G_TYPE_STRV, PARAM_FLAGS);
  /**
   * QuaySiteOptions:bind-port:
   *
   * Local port to connect from, for one connection at a time. 0: any.
   */
  install_uint (properties, PROP_BIND_PORT, "bind-port", 65535);
  /**
   * QuaySiteOptions:tcp-keep-alive-time:
   *
   * With [property@Quay.SiteOptions:tcp-keep-alive], seconds of silence before TCP asks whether the peer is there. 0:
   * the system's.
   */
  install_uint (properties, PROP_TCP_KEEP_ALIVE_TIME, "tcp-keep-alive-time", MAX_SECONDS);
  /**
   * QuaySiteOptions:tcp-keep-alive-interval:
   *
   * Seconds between such questions while they stay without an answer. 0: the system's.
   */
  install_uint (properties, PROP_TCP_KEEP_ALIVE_INTERVAL, "tcp-keep-alive-interval", MAX_SECONDS);
  /**
   * QuaySiteOptions:linger:
   *
   * Whether what has not been sent when a connection is closed still goes out. %FALSE resets the connection.
   */
  properties[PROP_LINGER] = g_param_spec_boolean ("linger", NULL, NULL, TRUE, PARAM_FLAGS);
  /**
   * QuaySiteOptions:linger-time:
   *
   * With [property@Quay.SiteOptions:linger], seconds that closing a connection waits for that. 0: it goes out behind
   * everybody's back.
   */
  install_uint (properties, PROP_LINGER_TIME, "linger-time", MAX_SECONDS);
  /**
   * QuaySiteOptions:receive-buffer-size:
   *
   * Of the socket, in bytes. 0: the system's, which grows as needed; so a number is seldom faster.
   */
  install_uint (properties, PROP_RECEIVE_BUFFER_SIZE, "receive-buffer-size", G_MAXINT);
  /**
   * QuaySiteOptions:send-buffer-size:
   *
   * As [property@Quay.SiteOptions:receive-buffer-size].
   */
  install_uint (properties, PROP_SEND_BUFFER_SIZE, "send-buffer-size", G_MAXINT);
}

/**
 * quay_site_options_get_jump_hosts: (get-property jump-hosts)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:jump-hosts]
 */
const char *const *
quay_site_options_get_jump_hosts (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_JUMP_HOSTS]);
}

/**
 * quay_site_options_set_jump_hosts: (set-property jump-hosts)
 * @self: site options
 * @hosts: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:jump-hosts].
 */
void
quay_site_options_set_jump_hosts (QuaySiteOptions *self, const char *const *hosts)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_JUMP_HOSTS, hosts);
}

/**
 * quay_site_options_get_bind_port: (get-property bind-port)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:bind-port]
 */
guint
quay_site_options_get_bind_port (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_BIND_PORT]);
}

/**
 * quay_site_options_set_bind_port: (set-property bind-port)
 * @self: site options
 * @port: the new value
 *
 * Sets [property@Quay.SiteOptions:bind-port].
 */
void
quay_site_options_set_bind_port (QuaySiteOptions *self, guint port)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_BIND_PORT, port);
}

/**
 * quay_site_options_get_tcp_keep_alive_time: (get-property tcp-keep-alive-time)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:tcp-keep-alive-time]
 */
guint
quay_site_options_get_tcp_keep_alive_time (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_TCP_KEEP_ALIVE_TIME]);
}

/**
 * quay_site_options_set_tcp_keep_alive_time: (set-property tcp-keep-alive-time)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:tcp-keep-alive-time].
 */
void
quay_site_options_set_tcp_keep_alive_time (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_TCP_KEEP_ALIVE_TIME, seconds);
}

/**
 * quay_site_options_get_tcp_keep_alive_interval: (get-property tcp-keep-alive-interval)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:tcp-keep-alive-interval]
 */
guint
quay_site_options_get_tcp_keep_alive_interval (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_TCP_KEEP_ALIVE_INTERVAL]);
}

/**
 * quay_site_options_set_tcp_keep_alive_interval: (set-property tcp-keep-alive-interval)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:tcp-keep-alive-interval].
 */
void
quay_site_options_set_tcp_keep_alive_interval (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_TCP_KEEP_ALIVE_INTERVAL, seconds);
}

/**
 * quay_site_options_get_linger: (get-property linger)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:linger]
 */
gboolean
quay_site_options_get_linger (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_LINGER]);
}

/**
 * quay_site_options_set_linger: (set-property linger)
 * @self: site options
 * @linger: the new value
 *
 * Sets [property@Quay.SiteOptions:linger].
 */
void
quay_site_options_set_linger (QuaySiteOptions *self, gboolean linger)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_LINGER, linger);
}

/**
 * quay_site_options_get_linger_time: (get-property linger-time)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:linger-time]
 */
guint
quay_site_options_get_linger_time (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_LINGER_TIME]);
}

/**
 * quay_site_options_set_linger_time: (set-property linger-time)
 * @self: site options
 * @seconds: the new value
 *
 * Sets [property@Quay.SiteOptions:linger-time].
 */
void
quay_site_options_set_linger_time (QuaySiteOptions *self, guint seconds)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_LINGER_TIME, seconds);
}

/**
 * quay_site_options_get_receive_buffer_size: (get-property receive-buffer-size)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:receive-buffer-size]
 */
guint
quay_site_options_get_receive_buffer_size (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_RECEIVE_BUFFER_SIZE]);
}

/**
 * quay_site_options_set_receive_buffer_size: (set-property receive-buffer-size)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:receive-buffer-size].
 */
void
quay_site_options_set_receive_buffer_size (QuaySiteOptions *self, guint bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_RECEIVE_BUFFER_SIZE, bytes);
}

/**
 * quay_site_options_get_send_buffer_size: (get-property send-buffer-size)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:send-buffer-size]
 */
guint
quay_site_options_get_send_buffer_size (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_SEND_BUFFER_SIZE]);
}

/**
 * quay_site_options_set_send_buffer_size: (set-property send-buffer-size)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:send-buffer-size].
 */
void
quay_site_options_set_send_buffer_size (QuaySiteOptions *self, guint bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_SEND_BUFFER_SIZE, bytes);
}
