/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that say how much is under way at once. */
#include "quay-site-options-private.h"

/**
 * quay_site_options_get_max_channels: (get-property max-channels)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:max-channels]
 */
guint
quay_site_options_get_max_channels (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_MAX_CHANNELS]);
}

/**
 * quay_site_options_set_max_channels: (set-property max-channels)
 * @self: site options
 * @max_channels: the new value
 *
 * Sets [property@Quay.SiteOptions:max-channels].
 */
void
quay_site_options_set_max_channels (QuaySiteOptions *self, guint max_channels)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_MAX_CHANNELS, max_channels);
}

/**
 * quay_site_options_get_channels_ahead: (get-property channels-ahead)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:channels-ahead]
 */
guint
quay_site_options_get_channels_ahead (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_CHANNELS_AHEAD]);
}

/**
 * quay_site_options_set_channels_ahead: (set-property channels-ahead)
 * @self: site options
 * @channels: the new value
 *
 * Sets [property@Quay.SiteOptions:channels-ahead].
 */
void
quay_site_options_set_channels_ahead (QuaySiteOptions *self, guint channels)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_CHANNELS_AHEAD, channels);
}

/**
 * quay_site_options_get_memory_budget: (get-property memory-budget)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:memory-budget]
 */
guint64
quay_site_options_get_memory_budget (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint64 (&self->values[PROP_MEMORY_BUDGET]);
}

/**
 * quay_site_options_set_memory_budget: (set-property memory-budget)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:memory-budget].
 */
void
quay_site_options_set_memory_budget (QuaySiteOptions *self, guint64 bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint64 (self, PROP_MEMORY_BUDGET, bytes);
}

/**
 * quay_site_options_get_sftp_version: (get-property sftp-version)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:sftp-version]
 */
guint
quay_site_options_get_sftp_version (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_SFTP_VERSION]);
}

/**
 * quay_site_options_set_sftp_version: (set-property sftp-version)
 * @self: site options
 * @version: the new value
 *
 * Sets [property@Quay.SiteOptions:sftp-version].
 */
void
quay_site_options_set_sftp_version (QuaySiteOptions *self, guint version)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_SFTP_VERSION, version);
}

/**
 * quay_site_options_get_max_logins: (get-property max-logins)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:max-logins]
 */
guint
quay_site_options_get_max_logins (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_MAX_LOGINS]);
}

/**
 * quay_site_options_set_max_logins: (set-property max-logins)
 * @self: site options
 * @max_logins: the new value
 *
 * Sets [property@Quay.SiteOptions:max-logins].
 */
void
quay_site_options_set_max_logins (QuaySiteOptions *self, guint max_logins)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_MAX_LOGINS, max_logins);
}

/**
 * quay_site_options_get_max_requests: (get-property max-requests)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:max-requests]
 */
guint
quay_site_options_get_max_requests (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_MAX_REQUESTS]);
}

/**
 * quay_site_options_set_max_requests: (set-property max-requests)
 * @self: site options
 * @requests: the new value
 *
 * Sets [property@Quay.SiteOptions:max-requests].
 */
void
quay_site_options_set_max_requests (QuaySiteOptions *self, guint requests)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_MAX_REQUESTS, requests);
}

/**
 * quay_site_options_get_max_request_size: (get-property max-request-size)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:max-request-size]
 */
guint
quay_site_options_get_max_request_size (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_MAX_REQUEST_SIZE]);
}

/**
 * quay_site_options_set_max_request_size: (set-property max-request-size)
 * @self: site options
 * @bytes: the new value
 *
 * Sets [property@Quay.SiteOptions:max-request-size].
 */
void
quay_site_options_set_max_request_size (QuaySiteOptions *self, guint bytes)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_MAX_REQUEST_SIZE, bytes);
}
