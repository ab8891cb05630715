/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * How channels are opened, RFC 4254 section 5.1.
 */

/* How much the server may send ahead of our reading it: at 100 ms round trip good for 160 MB/s. */
#define WINDOW_SIZE (16 * 1024 * 1024)

/* What every server takes, and what fits libssh2's buffers. */
#define PACKET_SIZE 32768

void
quay_site_options_install_channel (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:channel-window-size:
   *
   * How many bytes the server may send over a channel before it has to wait to be asked for more.
   */
  properties[PROP_CHANNEL_WINDOW_SIZE] = g_param_spec_uint ("channel-window-size", NULL, NULL, 65536, G_MAXINT,
                                                            WINDOW_SIZE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:channel-packet-size:
   *
   * The most bytes of data that the server may send in one packet of a channel.
   */
  properties[PROP_CHANNEL_PACKET_SIZE] = g_param_spec_uint ("channel-packet-size", NULL, NULL, 1024, PACKET_SIZE,
                                                            PACKET_SIZE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

/**
 * quay_site_options_get_channel_window_size: (get-property channel-window-size)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:channel-window-size]
 */
guint
quay_site_options_get_channel_window_size (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_CHANNEL_WINDOW_SIZE]);
}

/**
 * quay_site_options_set_channel_window_size: (set-property channel-window-size)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:channel-window-size].
 */
void
quay_site_options_set_channel_window_size (QuaySiteOptions *self, guint bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_CHANNEL_WINDOW_SIZE, bytes);
}

/**
 * quay_site_options_get_channel_packet_size: (get-property channel-packet-size)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:channel-packet-size]
 */
guint
quay_site_options_get_channel_packet_size (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_CHANNEL_PACKET_SIZE]);
}

/**
 * quay_site_options_set_channel_packet_size: (set-property channel-packet-size)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:channel-packet-size].
 */
void
quay_site_options_set_channel_packet_size (QuaySiteOptions *self, guint bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_CHANNEL_PACKET_SIZE, bytes);
}
