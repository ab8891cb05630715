/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * Accessors: who logs in with what, which host keys are trusted, which algorithms serve. The secrets are with the
 * class.
 */

/**
 * quay_site_options_get_user: (get-property user)
 * @self: site options
 *
 * Returns: (transfer none): the value of [property@Quay.SiteOptions:user]
 */
const char *
quay_site_options_get_user (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_USER]);
}

/**
 * quay_site_options_set_user: (set-property user)
 * @self: site options
 * @user: the new value
 *
 * Sets [property@Quay.SiteOptions:user].
 */
void
quay_site_options_set_user (QuaySiteOptions *self, const char *user)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_USER, user);
}

/**
 * quay_site_options_get_identities: (get-property identities)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:identities]
 */
const char *const *
quay_site_options_get_identities (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_IDENTITIES]);
}

/**
 * quay_site_options_set_identities: (set-property identities)
 * @self: site options
 * @files: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:identities].
 */
void
quay_site_options_set_identities (QuaySiteOptions *self, const char *const *files)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_IDENTITIES, files);
}

/**
 * quay_site_options_get_use_agent: (get-property use-agent)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:use-agent]
 */
gboolean
quay_site_options_get_use_agent (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_USE_AGENT]);
}

/**
 * quay_site_options_set_use_agent: (set-property use-agent)
 * @self: site options
 * @use_agent: the new value
 *
 * Sets [property@Quay.SiteOptions:use-agent].
 */
void
quay_site_options_set_use_agent (QuaySiteOptions *self, gboolean use_agent)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_USE_AGENT, use_agent);
}

/**
 * quay_site_options_get_agent_socket: (get-property agent-socket)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:agent-socket]
 */
const char *
quay_site_options_get_agent_socket (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_AGENT_SOCKET]);
}

/**
 * quay_site_options_set_agent_socket: (set-property agent-socket)
 * @self: site options
 * @path: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:agent-socket].
 */
void
quay_site_options_set_agent_socket (QuaySiteOptions *self, const char *path)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_AGENT_SOCKET, path);
}

/**
 * quay_site_options_get_known_hosts_files: (get-property known-hosts-files)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:known-hosts-files]
 */
const char *const *
quay_site_options_get_known_hosts_files (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return (const char *const *)g_value_get_boxed (&self->values[PROP_KNOWN_HOSTS_FILES]);
}

/**
 * quay_site_options_set_known_hosts_files: (set-property known-hosts-files)
 * @self: site options
 * @files: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:known-hosts-files].
 */
void
quay_site_options_set_known_hosts_files (QuaySiteOptions *self, const char *const *files)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_strv (self, PROP_KNOWN_HOSTS_FILES, files);
}

/**
 * quay_site_options_get_host_key_policy: (get-property host-key-policy)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:host-key-policy]
 */
QuayHostKeyPolicy
quay_site_options_get_host_key_policy (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), 0);

  return g_value_get_enum (&self->values[PROP_HOST_KEY_POLICY]);
}

/**
 * quay_site_options_set_host_key_policy: (set-property host-key-policy)
 * @self: site options
 * @policy: the new value
 *
 * Sets [property@Quay.SiteOptions:host-key-policy].
 */
void
quay_site_options_set_host_key_policy (QuaySiteOptions *self, QuayHostKeyPolicy policy)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_enum (self, PROP_HOST_KEY_POLICY, policy);
}

/**
 * quay_site_options_get_host_key_alias: (get-property host-key-alias)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:host-key-alias]
 */
const char *
quay_site_options_get_host_key_alias (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_HOST_KEY_ALIAS]);
}

/**
 * quay_site_options_set_host_key_alias: (set-property host-key-alias)
 * @self: site options
 * @alias: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:host-key-alias].
 */
void
quay_site_options_set_host_key_alias (QuaySiteOptions *self, const char *alias)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_HOST_KEY_ALIAS, alias);
}

/**
 * quay_site_options_get_kex_algorithms: (get-property kex-algorithms)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:kex-algorithms]
 */
const char *
quay_site_options_get_kex_algorithms (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_KEX_ALGORITHMS]);
}

/**
 * quay_site_options_set_kex_algorithms: (set-property kex-algorithms)
 * @self: site options
 * @algorithms: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:kex-algorithms].
 */
void
quay_site_options_set_kex_algorithms (QuaySiteOptions *self, const char *algorithms)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_KEX_ALGORITHMS, algorithms);
}

/**
 * quay_site_options_get_host_key_algorithms: (get-property host-key-algorithms)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:host-key-algorithms]
 */
const char *
quay_site_options_get_host_key_algorithms (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_HOST_KEY_ALGORITHMS]);
}

/**
 * quay_site_options_set_host_key_algorithms: (set-property host-key-algorithms)
 * @self: site options
 * @algorithms: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:host-key-algorithms].
 */
void
quay_site_options_set_host_key_algorithms (QuaySiteOptions *self, const char *algorithms)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_HOST_KEY_ALGORITHMS, algorithms);
}

/**
 * quay_site_options_get_ciphers: (get-property ciphers)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:ciphers]
 */
const char *
quay_site_options_get_ciphers (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_CIPHERS]);
}

/**
 * quay_site_options_set_ciphers: (set-property ciphers)
 * @self: site options
 * @ciphers: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:ciphers].
 */
void
quay_site_options_set_ciphers (QuaySiteOptions *self, const char *ciphers)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_CIPHERS, ciphers);
}

/**
 * quay_site_options_get_macs: (get-property macs)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:macs]
 */
const char *
quay_site_options_get_macs (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_MACS]);
}

/**
 * quay_site_options_set_macs: (set-property macs)
 * @self: site options
 * @macs: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:macs].
 */
void
quay_site_options_set_macs (QuaySiteOptions *self, const char *macs)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_MACS, macs);
}

/**
 * quay_site_options_get_compression: (get-property compression)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:compression]
 */
const char *
quay_site_options_get_compression (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_COMPRESSION]);
}

/**
 * quay_site_options_set_compression: (set-property compression)
 * @self: site options
 * @compression: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:compression].
 */
void
quay_site_options_set_compression (QuaySiteOptions *self, const char *compression)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_COMPRESSION, compression);
}
