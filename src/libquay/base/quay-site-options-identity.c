/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * Who the server has to be, and what the key exchange has to give.
 */

static void
install_keys (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:host-keys:
   *
   * Public keys, each as `TYPE BASE64`, or in base64 alone. A server that proves to hold one of them is the right one,
   * whatever known_hosts knows of it, unless the key is marked as revoked there. Where the server shows another key,
   * it is treated as without them, except that a new key is then never accepted without asking.
   */
  properties[PROP_HOST_KEYS] = g_param_spec_boxed ("host-keys", NULL, NULL, G_TYPE_STRV, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:host-fingerprints:
   *
   * Like [property@Quay.SiteOptions:host-keys], told by their fingerprints: a list with commas of
   * `SHA256:` and base64, `SHA1:` and base64, or pairs of hexadecimal digits (with colons or without, and with `MD5:`,
   * `SHA1:` or `SHA256:` before them or not) of 16, 20 or 32 bytes. MD5 and SHA-1 protect nobody from somebody with
   * means, and are there for what has been written down.
   */
  properties[PROP_HOST_FINGERPRINTS]
      = g_param_spec_string ("host-fingerprints", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:host-ca-keys:
   *
   * Public keys of authorities, each as `TYPE BASE64`. A server with a certificate (PROTOCOL.certkeys of OpenSSH) that
   * one of them has signed for it is the right one. `@cert-authority` lines of known_hosts count besides.
   */
  properties[PROP_HOST_CA_KEYS]
      = g_param_spec_boxed ("host-ca-keys", NULL, NULL, G_TYPE_STRV, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

static void
install_exchange (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:strict-kex:
   *
   * Strict key exchange, which keeps somebody in between from taking out messages unseen (CVE-2023-48795). 0: it is not
   * offered. 1: it is used where the server can. 2: a server that cannot is refused when the cipher and the MAC that
   * were agreed on need it. 3: a server that cannot is refused.
   */
  properties[PROP_STRICT_KEX] = g_param_spec_uint ("strict-kex", NULL, NULL, 0, 3, 1, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:version-pattern:
   *
   * A list with commas of patterns, one of which has to match the server's identification (RFC 4253 section 4.2) as a
   * whole. `?` is any character, `*` any or none, `[a-c,x]` one of these, a backslash takes the next character as it
   * is. %NULL means `SSH-2.0-*,SSH-1.99-*`.
   */
  properties[PROP_VERSION_PATTERN]
      = g_param_spec_string ("version-pattern", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:identification:
   *
   * What the server is told of this program, `SSH-2.0-NAME`. %NULL means the engine's own.
   */
  properties[PROP_IDENTIFICATION]
      = g_param_spec_string ("identification", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:dh-group-bits:
   *
   * The size of the group to ask for in a Diffie-Hellman group exchange (RFC 4419), 1024 to 8192. 0: the engine's
   * choice, 4096. Where it is below [property@Quay.SiteOptions:min-dh-group-bits], that is lowered to it.
   */
  properties[PROP_DH_GROUP_BITS]
      = g_param_spec_uint ("dh-group-bits", NULL, NULL, 0, 8192, 0, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:min-dh-group-bits:
   *
   * The smallest group that a server may choose there.
   */
  properties[PROP_MIN_DH_GROUP_BITS]
      = g_param_spec_uint ("min-dh-group-bits", NULL, NULL, 1024, 8192, 2048, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:rekey-threshold:
   *
   * Bytes, both ways together, after which the keys are exchanged anew. 0: as RFC 4344 section 3.2 wants it, 64 GiB for
   * AES and 1 GiB for other ciphers.
   */
  properties[PROP_REKEY_THRESHOLD]
      = g_param_spec_uint64 ("rekey-threshold", NULL, NULL, 0, G_MAXUINT64, 0, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

void
quay_site_options_install_identity (GParamSpec **properties)
{
  install_keys (properties);
  install_exchange (properties);
}

/**
 * quay_site_options_get_host_keys: (get-property host-keys)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:host-keys]
 */
const char *const *
quay_site_options_get_host_keys (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_HOST_KEYS]);
}

/**
 * quay_site_options_set_host_keys: (set-property host-keys)
 * @self: site options
 * @list: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:host-keys].
 */
void
quay_site_options_set_host_keys (QuaySiteOptions *self, const char *const *list)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_HOST_KEYS, list);
}

/**
 * quay_site_options_get_host_fingerprints: (get-property host-fingerprints)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:host-fingerprints]
 */
const char *
quay_site_options_get_host_fingerprints (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_HOST_FINGERPRINTS]);
}

/**
 * quay_site_options_set_host_fingerprints: (set-property host-fingerprints)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:host-fingerprints].
 */
void
quay_site_options_set_host_fingerprints (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_HOST_FINGERPRINTS, text);
}

/**
 * quay_site_options_get_host_ca_keys: (get-property host-ca-keys)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:host-ca-keys]
 */
const char *const *
quay_site_options_get_host_ca_keys (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_HOST_CA_KEYS]);
}

/**
 * quay_site_options_set_host_ca_keys: (set-property host-ca-keys)
 * @self: site options
 * @list: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:host-ca-keys].
 */
void
quay_site_options_set_host_ca_keys (QuaySiteOptions *self, const char *const *list)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_HOST_CA_KEYS, list);
}

/**
 * quay_site_options_get_strict_kex: (get-property strict-kex)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:strict-kex]
 */
guint
quay_site_options_get_strict_kex (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_STRICT_KEX]);
}

/**
 * quay_site_options_set_strict_kex: (set-property strict-kex)
 * @self: site options
 * @number: the new value
 *
 * Sets [property@Quay.SiteOptions:strict-kex].
 */
void
quay_site_options_set_strict_kex (QuaySiteOptions *self, guint number)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_STRICT_KEX, number);
}

/**
 * quay_site_options_get_version_pattern: (get-property version-pattern)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:version-pattern]
 */
const char *
quay_site_options_get_version_pattern (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_VERSION_PATTERN]);
}

/**
 * quay_site_options_set_version_pattern: (set-property version-pattern)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:version-pattern].
 */
void
quay_site_options_set_version_pattern (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_VERSION_PATTERN, text);
}

/**
 * quay_site_options_get_identification: (get-property identification)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:identification]
 */
const char *
quay_site_options_get_identification (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_IDENTIFICATION]);
}

/**
 * quay_site_options_set_identification: (set-property identification)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:identification].
 */
void
quay_site_options_set_identification (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_IDENTIFICATION, text);
}

/**
 * quay_site_options_get_dh_group_bits: (get-property dh-group-bits)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:dh-group-bits]
 */
guint
quay_site_options_get_dh_group_bits (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_DH_GROUP_BITS]);
}

/**
 * quay_site_options_set_dh_group_bits: (set-property dh-group-bits)
 * @self: site options
 * @number: the new value
 *
 * Sets [property@Quay.SiteOptions:dh-group-bits].
 */
void
quay_site_options_set_dh_group_bits (QuaySiteOptions *self, guint number)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_DH_GROUP_BITS, number);
}

/**
 * quay_site_options_get_min_dh_group_bits: (get-property min-dh-group-bits)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:min-dh-group-bits]
 */
guint
quay_site_options_get_min_dh_group_bits (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint (&self->values[PROP_MIN_DH_GROUP_BITS]);
}

/**
 * quay_site_options_set_min_dh_group_bits: (set-property min-dh-group-bits)
 * @self: site options
 * @number: the new value
 *
 * Sets [property@Quay.SiteOptions:min-dh-group-bits].
 */
void
quay_site_options_set_min_dh_group_bits (QuaySiteOptions *self, guint number)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint (self, PROP_MIN_DH_GROUP_BITS, number);
}

/**
 * quay_site_options_get_rekey_threshold: (get-property rekey-threshold)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:rekey-threshold]
 */
guint64
quay_site_options_get_rekey_threshold (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_uint64 (&self->values[PROP_REKEY_THRESHOLD]);
}

/**
 * quay_site_options_set_rekey_threshold: (set-property rekey-threshold)
 * @self: site options
 * @number: the new value
 *
 * Sets [property@Quay.SiteOptions:rekey-threshold].
 */
void
quay_site_options_set_rekey_threshold (QuaySiteOptions *self, guint64 number)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_uint64 (self, PROP_REKEY_THRESHOLD, number);
}
