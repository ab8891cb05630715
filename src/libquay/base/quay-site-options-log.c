/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * What is told of a login.
 */

void
quay_site_options_install_log (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:log-level:
   *
   * How much a login tells by its signal `log`. 0: errors and warnings. 1: what happens. 2: each packet of SFTP, and
   * what the key exchange was about. 3: their bytes too.
   */
  properties[PROP_LOG_LEVEL] = g_param_spec_uint ("log-level", NULL, NULL, 0, 3, 1, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:mask-sensitive-data:
   *
   * No password, answer or packet that could hold one is told, at any level. Without it they are, at level 3.
   * Passphrases and private keys never are.
   */
  properties[PROP_MASK_SENSITIVE_DATA]
      = g_param_spec_boolean ("mask-sensitive-data", NULL, NULL, TRUE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:log-file-data:
   *
   * At level 3 the bytes of files are told too, and not only how many they are.
   */
  properties[PROP_LOG_FILE_DATA]
      = g_param_spec_boolean ("log-file-data", NULL, NULL, FALSE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

/**
 * quay_site_options_get_log_level: (get-property log-level)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:log-level]
 */
guint
quay_site_options_get_log_level (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_LOG_LEVEL]);
}

/**
 * quay_site_options_set_log_level: (set-property log-level)
 * @self: site options
 * @number: the new value
 *
 * Sets [property@Quay.SiteOptions:log-level].
 */
void
quay_site_options_set_log_level (QuaySiteOptions *self, guint number)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_LOG_LEVEL, number);
}

/**
 * quay_site_options_get_mask_sensitive_data: (get-property mask-sensitive-data)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:mask-sensitive-data]
 */
gboolean
quay_site_options_get_mask_sensitive_data (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_MASK_SENSITIVE_DATA]);
}

/**
 * quay_site_options_set_mask_sensitive_data: (set-property mask-sensitive-data)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:mask-sensitive-data].
 */
void
quay_site_options_set_mask_sensitive_data (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_MASK_SENSITIVE_DATA, value);
}

/**
 * quay_site_options_get_log_file_data: (get-property log-file-data)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:log-file-data]
 */
gboolean
quay_site_options_get_log_file_data (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_LOG_FILE_DATA]);
}

/**
 * quay_site_options_set_log_file_data: (set-property log-file-data)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:log-file-data].
 */
void
quay_site_options_set_log_file_data (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_LOG_FILE_DATA, value);
}
