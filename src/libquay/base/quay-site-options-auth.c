/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

/*
 * How to log in.
 */

static void
install_methods (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:auth-methods:
   *
   * A list with commas of the methods to log in by, in the order to try them: `publickey`, `keyboard-interactive`,
   * `password`, `none` (RFC 4252 sections 7, 8 and 5.2, RFC 4256); `custom`, which leaves everything to
   * [method@Quay.Interaction.answer_packet_async]; and with %QUAY_TRANSPORT_SSH_CHILD `gssapi-with-mic` and
   * `gssapi-keyex` (RFC 4462). %NULL means all that there is something to try with, keys first.
   */
  properties[PROP_AUTH_METHODS] = g_param_spec_string ("auth-methods", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:try-all-methods:
   *
   * After those in [property@Quay.SiteOptions:auth-methods] all others are tried too.
   */
  properties[PROP_TRY_ALL_METHODS]
      = g_param_spec_boolean ("try-all-methods", NULL, NULL, FALSE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:repeat-methods:
   *
   * Where a server wants more than one method, one that it has accepted is used again if it asks for it again: with
   * another key, say.
   */
  properties[PROP_REPEAT_METHODS]
      = g_param_spec_boolean ("repeat-methods", NULL, NULL, TRUE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:password-prompt:
   *
   * A pattern, as in [property@Quay.SiteOptions:version-pattern]: a prompt of keyboard-interactive that it matches is
   * answered with [property@Quay.SiteOptions:password], once. %NULL means a prompt that stands alone, must not be shown
   * and speaks of a password.
   */
  properties[PROP_PASSWORD_PROMPT]
      = g_param_spec_string ("password-prompt", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

static void
install_keys (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:signature-algorithms:
   *
   * A list with commas of the signatures that keys may make to log in; keys of other kinds are not offered. For RSA
   * keys SHA-2 goes before SHA-1 (`ssh-rsa`) whatever the order, where the server says that it takes it (RFC 8308).
   * %NULL means all but SHA-1.
   */
  properties[PROP_SIGNATURE_ALGORITHMS]
      = g_param_spec_string ("signature-algorithms", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:certificate:
   *
   * A certificate (PROTOCOL.certkeys of OpenSSH) of one of the keys, as `TYPE BASE64` or the name of a file with that.
   * `rsa-sha2-256-cert-v01@openssh.com` or `rsa-sha2-512-cert-v01@openssh.com` as the type says which signature to
   * make. A file beside the key, `NAME-cert.pub`, needs not be named.
   */
  properties[PROP_CERTIFICATE] = g_param_spec_string ("certificate", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:agent-only:
   *
   * Only keys of the agent are used, none of files.
   */
  properties[PROP_AGENT_ONLY] = g_param_spec_boolean ("agent-only", NULL, NULL, FALSE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:key-subject:
   *
   * Which of several keys in a file to use: the subject of its certificate, or its label, or a part of that. %NULL and
   * `*` take the first.
   */
  properties[PROP_KEY_SUBJECT] = g_param_spec_string ("key-subject", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:private-key:
   *
   * What a file with a private key would hold, in any of the formats there are; in base64 where it is no text. It is
   * tried before [property@Quay.SiteOptions:identities], and where those are %NULL it stands for them. Kept as
   * [property@Quay.SiteOptions:password] is.
   */
  properties[PROP_PRIVATE_KEY] = g_param_spec_string ("private-key", NULL, NULL, NULL, QUAY_SITE_OPTIONS_SECRET_FLAGS);
}

static void
install_gssapi (GParamSpec **properties)
{
  /**
   * QuaySiteOptions:gssapi-delegate:
   *
   * Kerberos tickets are handed on to the server, which may then act for the user elsewhere.
   */
  properties[PROP_GSSAPI_DELEGATE]
      = g_param_spec_boolean ("gssapi-delegate", NULL, NULL, FALSE, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:gssapi-server-identity:
   *
   * The host name in the server's principal, `host/NAME`. %NULL means the host that is connected to.
   */
  properties[PROP_GSSAPI_SERVER_IDENTITY]
      = g_param_spec_string ("gssapi-server-identity", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
  /**
   * QuaySiteOptions:gssapi-client-identity:
   *
   * The principal to log in as, `NAME@REALM`. %NULL means that of the tickets at hand.
   */
  properties[PROP_GSSAPI_CLIENT_IDENTITY]
      = g_param_spec_string ("gssapi-client-identity", NULL, NULL, NULL, QUAY_SITE_OPTIONS_PARAM_FLAGS);
}

void
quay_site_options_install_auth (GParamSpec **properties)
{
  install_gssapi (properties);
  install_methods (properties);
  install_keys (properties);
}

/**
 * quay_site_options_get_private_key:
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the private key
 */
const char *
quay_site_options_get_private_key (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return self->private_key;
}

/**
 * quay_site_options_set_private_key: (set-property private-key)
 * @self: site options
 * @private_key: (nullable): the private key
 *
 * Sets [property@Quay.SiteOptions:private-key].
 */
void
quay_site_options_set_private_key (QuaySiteOptions *self, const char *private_key)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_set_secret (&self->private_key, private_key);
}

/**
 * quay_site_options_get_auth_methods: (get-property auth-methods)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:auth-methods]
 */
const char *
quay_site_options_get_auth_methods (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_AUTH_METHODS]);
}

/**
 * quay_site_options_set_auth_methods: (set-property auth-methods)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:auth-methods].
 */
void
quay_site_options_set_auth_methods (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_AUTH_METHODS, text);
}

/**
 * quay_site_options_get_try_all_methods: (get-property try-all-methods)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:try-all-methods]
 */
gboolean
quay_site_options_get_try_all_methods (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_TRY_ALL_METHODS]);
}

/**
 * quay_site_options_set_try_all_methods: (set-property try-all-methods)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:try-all-methods].
 */
void
quay_site_options_set_try_all_methods (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_TRY_ALL_METHODS, value);
}

/**
 * quay_site_options_get_repeat_methods: (get-property repeat-methods)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:repeat-methods]
 */
gboolean
quay_site_options_get_repeat_methods (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_REPEAT_METHODS]);
}

/**
 * quay_site_options_set_repeat_methods: (set-property repeat-methods)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:repeat-methods].
 */
void
quay_site_options_set_repeat_methods (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_REPEAT_METHODS, value);
}

/**
 * quay_site_options_get_password_prompt: (get-property password-prompt)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:password-prompt]
 */
const char *
quay_site_options_get_password_prompt (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_PASSWORD_PROMPT]);
}

/**
 * quay_site_options_set_password_prompt: (set-property password-prompt)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:password-prompt].
 */
void
quay_site_options_set_password_prompt (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_PASSWORD_PROMPT, text);
}

/**
 * quay_site_options_get_signature_algorithms: (get-property signature-algorithms)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:signature-algorithms]
 */
const char *
quay_site_options_get_signature_algorithms (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_SIGNATURE_ALGORITHMS]);
}

/**
 * quay_site_options_set_signature_algorithms: (set-property signature-algorithms)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:signature-algorithms].
 */
void
quay_site_options_set_signature_algorithms (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_SIGNATURE_ALGORITHMS, text);
}

/**
 * quay_site_options_get_certificate: (get-property certificate)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:certificate]
 */
const char *
quay_site_options_get_certificate (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_CERTIFICATE]);
}

/**
 * quay_site_options_set_certificate: (set-property certificate)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:certificate].
 */
void
quay_site_options_set_certificate (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_CERTIFICATE, text);
}

/**
 * quay_site_options_get_agent_only: (get-property agent-only)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:agent-only]
 */
gboolean
quay_site_options_get_agent_only (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_AGENT_ONLY]);
}

/**
 * quay_site_options_set_agent_only: (set-property agent-only)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:agent-only].
 */
void
quay_site_options_set_agent_only (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_AGENT_ONLY, value);
}

/**
 * quay_site_options_get_key_subject: (get-property key-subject)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:key-subject]
 */
const char *
quay_site_options_get_key_subject (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_KEY_SUBJECT]);
}

/**
 * quay_site_options_set_key_subject: (set-property key-subject)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:key-subject].
 */
void
quay_site_options_set_key_subject (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_KEY_SUBJECT, text);
}

/**
 * quay_site_options_get_gssapi_delegate: (get-property gssapi-delegate)
 * @self: site options
 *
 * Returns: the value of [property@Quay.SiteOptions:gssapi-delegate]
 */
gboolean
quay_site_options_get_gssapi_delegate (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_GSSAPI_DELEGATE]);
}

/**
 * quay_site_options_set_gssapi_delegate: (set-property gssapi-delegate)
 * @self: site options
 * @value: the new value
 *
 * Sets [property@Quay.SiteOptions:gssapi-delegate].
 */
void
quay_site_options_set_gssapi_delegate (QuaySiteOptions *self, gboolean value)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_boolean (self, PROP_GSSAPI_DELEGATE, value);
}

/**
 * quay_site_options_get_gssapi_server_identity: (get-property gssapi-server-identity)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:gssapi-server-identity]
 */
const char *
quay_site_options_get_gssapi_server_identity (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_GSSAPI_SERVER_IDENTITY]);
}

/**
 * quay_site_options_set_gssapi_server_identity: (set-property gssapi-server-identity)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:gssapi-server-identity].
 */
void
quay_site_options_set_gssapi_server_identity (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_GSSAPI_SERVER_IDENTITY, text);
}

/**
 * quay_site_options_get_gssapi_client_identity: (get-property gssapi-client-identity)
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the value of [property@Quay.SiteOptions:gssapi-client-identity]
 */
const char *
quay_site_options_get_gssapi_client_identity (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return g_value_get_string (&self->values[PROP_GSSAPI_CLIENT_IDENTITY]);
}

/**
 * quay_site_options_set_gssapi_client_identity: (set-property gssapi-client-identity)
 * @self: site options
 * @text: (nullable): the new value
 *
 * Sets [property@Quay.SiteOptions:gssapi-client-identity].
 */
void
quay_site_options_set_gssapi_client_identity (QuaySiteOptions *self, const char *text)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_store_string (self, PROP_GSSAPI_CLIENT_IDENTITY, text);
}
