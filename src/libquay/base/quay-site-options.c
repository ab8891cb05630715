/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-site-options-private.h"

#include "quay-properties.h"
#include "quay-secret.h"

G_DEFINE_ENUM_TYPE (QuayHostKeyPolicy,
                    quay_host_key_policy,
                    G_DEFINE_ENUM_VALUE (QUAY_HOST_KEY_POLICY_ASK, "ask"),
                    G_DEFINE_ENUM_VALUE (QUAY_HOST_KEY_POLICY_ACCEPT_NEW, "accept-new"),
                    G_DEFINE_ENUM_VALUE (QUAY_HOST_KEY_POLICY_STRICT, "strict"),
                    G_DEFINE_ENUM_VALUE (QUAY_HOST_KEY_POLICY_ASK_ALWAYS, "ask-always"),
                    G_DEFINE_ENUM_VALUE (QUAY_HOST_KEY_POLICY_ANY, "any"))

G_DEFINE_ENUM_TYPE (QuayTransport,
                    quay_transport,
                    G_DEFINE_ENUM_VALUE (QUAY_TRANSPORT_SSH, "ssh"),
                    G_DEFINE_ENUM_VALUE (QUAY_TRANSPORT_SSH_CHILD, "ssh-child"),
                    G_DEFINE_ENUM_VALUE (QUAY_TRANSPORT_EXEC, "exec"))

G_DEFINE_FINAL_TYPE (QuaySiteOptions, quay_site_options, G_TYPE_OBJECT)

#define PARAM_FLAGS QUAY_SITE_OPTIONS_PARAM_FLAGS
#define SECRET_FLAGS QUAY_SITE_OPTIONS_SECRET_FLAGS

static GParamSpec *properties[N_PROPS];

static gboolean
values_equal (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  const char *const *strv_a, *const *strv_b;

  if (!G_VALUE_HOLDS (a, G_TYPE_STRV))
    return g_param_values_cmp (pspec, a, b) == 0;
  strv_a = g_value_get_boxed (a);
  strv_b = g_value_get_boxed (b);
  if (strv_a == NULL || strv_b == NULL)
    return strv_a == strv_b;

  return g_strv_equal (strv_a, strv_b);
}

void
quay_site_options_store (QuaySiteOptions *self, guint id, GValue *value)
{
  GParamSpec *pspec = properties[id];

  /* Host and user are never NULL, so that nobody has to ask twice. */
  if ((id == PROP_HOST || id == PROP_USER) && g_value_get_string (value) == NULL)
    g_value_set_static_string (value, "");
  g_param_value_validate (pspec, value);
  if (values_equal (pspec, value, &self->values[id]))
    return;
  g_value_copy (value, &self->values[id]);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

/* Takes over what @value holds. */
static void
set_value (QuaySiteOptions *self, guint id, GValue *value)
{
  quay_site_options_store (self, id, value);
  g_value_unset (value);
}

void
quay_site_options_store_string (QuaySiteOptions *self, guint id, const char *string)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, string);
  set_value (self, id, &value);
}

void
quay_site_options_store_strv (QuaySiteOptions *self, guint id, const char *const *strv)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRV);
  g_value_set_boxed (&value, strv);
  set_value (self, id, &value);
}

void
quay_site_options_store_uint (QuaySiteOptions *self, guint id, guint number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_UINT);
  g_value_set_uint (&value, number);
  set_value (self, id, &value);
}

void
quay_site_options_store_uint64 (QuaySiteOptions *self, guint id, guint64 number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_UINT64);
  g_value_set_uint64 (&value, number);
  set_value (self, id, &value);
}

void
quay_site_options_store_boolean (QuaySiteOptions *self, guint id, gboolean boolean)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&value, boolean != FALSE);
  set_value (self, id, &value);
}

void
quay_site_options_store_enum (QuaySiteOptions *self, guint id, int number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_VALUE_TYPE (&self->values[id]));
  g_value_set_enum (&value, number);
  set_value (self, id, &value);
}

void
quay_site_options_set_secret (char **where, const char *secret)
{
  char *before = *where;

  *where = quay_secret_dup (secret);
  quay_secret_free (before);
}

static void
quay_site_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaySiteOptions *self = QUAY_SITE_OPTIONS (object);

  if (id > PROP_0 && id < N_VALUES)
    g_value_copy (&self->values[id], value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quay_site_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuaySiteOptions *self = QUAY_SITE_OPTIONS (object);
  GValue copy = G_VALUE_INIT;

  if (id == PROP_PASSWORD)
    quay_site_options_set_password (self, g_value_get_string (value));
  else if (id == PROP_PASSPHRASE)
    quay_site_options_set_passphrase (self, g_value_get_string (value));
  else if (id == PROP_PROXY_PASSWORD)
    quay_site_options_set_proxy_password (self, g_value_get_string (value));
  else if (id == PROP_PRIVATE_KEY)
    quay_site_options_set_private_key (self, g_value_get_string (value));
  else if (id > PROP_0 && id < N_VALUES)
    {
      g_value_init (&copy, G_VALUE_TYPE (value));
      g_value_copy (value, &copy);
      quay_site_options_store (self, id, &copy);
      g_value_unset (&copy);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quay_site_options_finalize (GObject *object)
{
  QuaySiteOptions *self = QUAY_SITE_OPTIONS (object);

  for (guint id = PROP_0 + 1; id < N_VALUES; id++)
    g_value_unset (&self->values[id]);
  g_clear_pointer (&self->password, quay_secret_free);
  g_clear_pointer (&self->passphrase, quay_secret_free);
  g_clear_pointer (&self->proxy_password, quay_secret_free);
  g_clear_pointer (&self->private_key, quay_secret_free);

  G_OBJECT_CLASS (quay_site_options_parent_class)->finalize (object);
}

static void
install_string (guint id, const char *name, const char *fallback)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, fallback, PARAM_FLAGS);
}

static void
install_uint (guint id, const char *name, guint min, guint max, guint fallback)
{
  properties[id] = g_param_spec_uint (name, NULL, NULL, min, max, fallback, PARAM_FLAGS);
}

static void
install_boolean (guint id, const char *name, gboolean fallback)
{
  properties[id] = g_param_spec_boolean (name, NULL, NULL, fallback, PARAM_FLAGS);
}

static void
install_strv (guint id, const char *name)
{
  properties[id] = g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, PARAM_FLAGS);
}

/* Where to go and how. */
static void
install_connection (void)
{
  /**
   * QuaySiteOptions:host:
   *
   * Name or address. One that starts with "-" or holds space, control or shell characters is refused when connecting.
   */
  install_string (PROP_HOST, "host", "");
  install_uint (PROP_PORT, "port", 0, 65535, 22);
  /**
   * QuaySiteOptions:transport:
   *
   * What carries the SFTP conversation.
   */
  properties[PROP_TRANSPORT]
      = g_param_spec_enum ("transport", NULL, NULL, QUAY_TYPE_TRANSPORT, QUAY_TRANSPORT_SSH, PARAM_FLAGS);
  /**
   * QuaySiteOptions:exec-argv:
   *
   * Program and arguments for %QUAY_TRANSPORT_EXEC. No shell is involved.
   */
  install_strv (PROP_EXEC_ARGV, "exec-argv");
  /**
   * QuaySiteOptions:use-ipv6:
   *
   * 0: IPv4 only, 1: IPv6 only, 2: both.
   */
  install_uint (PROP_USE_IPV6, "use-ipv6", 0, 2, 2);
  /**
   * QuaySiteOptions:bind-address:
   *
   * Numeric local address to connect from.
   */
  install_string (PROP_BIND_ADDRESS, "bind-address", NULL);
  install_boolean (PROP_TCP_NO_DELAY, "tcp-no-delay", TRUE);
  install_boolean (PROP_TCP_KEEP_ALIVE, "tcp-keep-alive", TRUE);
}

static void
install_times (void)
{
  /**
   * QuaySiteOptions:timeout:
   *
   * Seconds without an answer before a request fails. 0: never.
   */
  install_uint (PROP_TIMEOUT, "timeout", 0, G_MAXINT, 60);
  /**
   * QuaySiteOptions:connect-timeout:
   *
   * Seconds for the whole login, the person's time left out. 0: never.
   */
  install_uint (PROP_CONNECT_TIMEOUT, "connect-timeout", 0, G_MAXINT, 30);
  /**
   * QuaySiteOptions:keep-alive-interval:
   *
   * Seconds of silence before the server is asked, in the SSH protocol, whether it is there. 0: off.
   */
  install_uint (PROP_KEEP_ALIVE_INTERVAL, "keep-alive-interval", 0, G_MAXINT, 10);
  /**
   * QuaySiteOptions:keep-alive-count-max:
   *
   * How many questions may stay without an answer before the connection is given up.
   */
  install_uint (PROP_KEEP_ALIVE_COUNT_MAX, "keep-alive-count-max", 1, G_MAXINT, 3);
}

static void
install_trust (void)
{
  /**
   * QuaySiteOptions:user:
   *
   * "" means the local user's name.
   */
  install_string (PROP_USER, "user", "");
  /**
   * QuaySiteOptions:identities:
   *
   * Private key files in the order to try. %NULL means ~/.ssh/id_ed25519, id_ecdsa and id_rsa where they exist.
   */
  install_strv (PROP_IDENTITIES, "identities");
  install_boolean (PROP_USE_AGENT, "use-agent", TRUE);
  /**
   * QuaySiteOptions:agent-socket:
   *
   * The agent's socket, in place of `$SSH_AUTH_SOCK`.
   */
  install_string (PROP_AGENT_SOCKET, "agent-socket", NULL);
  /**
   * QuaySiteOptions:known-hosts-files:
   *
   * %NULL means OpenSSH's usual files. The first is the one that is written.
   */
  install_strv (PROP_KNOWN_HOSTS_FILES, "known-hosts-files");
  properties[PROP_HOST_KEY_POLICY] = g_param_spec_enum ("host-key-policy", NULL, NULL, QUAY_TYPE_HOST_KEY_POLICY,
                                                        QUAY_HOST_KEY_POLICY_ASK, PARAM_FLAGS);
  /**
   * QuaySiteOptions:host-key-alias:
   *
   * The name to look up in known_hosts instead of the host.
   */
  install_string (PROP_HOST_KEY_ALIAS, "host-key-alias", NULL);
  /**
   * QuaySiteOptions:password:
   *
   * Kept in wiped memory; write-only as a property, and so without notify, because a value read out of one
   * is copied into memory nobody wipes.
   */
  properties[PROP_PASSWORD] = g_param_spec_string ("password", NULL, NULL, NULL, SECRET_FLAGS);
  /**
   * QuaySiteOptions:passphrase:
   *
   * Tried on encrypted identities before asking. Kept as [property@Quay.SiteOptions:password] is.
   */
  properties[PROP_PASSPHRASE] = g_param_spec_string ("passphrase", NULL, NULL, NULL, SECRET_FLAGS);
}

/* Comma-separated lists; NULL means the engine's own order. */
static void
install_algorithms (void)
{
  install_string (PROP_KEX_ALGORITHMS, "kex-algorithms", NULL);
  install_string (PROP_HOST_KEY_ALGORITHMS, "host-key-algorithms", NULL);
  install_string (PROP_CIPHERS, "ciphers", NULL);
  install_string (PROP_MACS, "macs", NULL);
  install_string (PROP_COMPRESSION, "compression", NULL);
}

static void
install_transfer (void)
{
  /**
   * QuaySiteOptions:max-channels:
   *
   * SFTP channels for bulk data on one login. OpenSSH's server allows ten sessions on a connection by default.
   */
  install_uint (PROP_MAX_CHANNELS, "max-channels", 1, 64, 8);
  /**
   * QuaySiteOptions:channels-ahead:
   *
   * How many of [property@Quay.SiteOptions:max-channels] are opened together with the login, for a program that logs in
   * for the sake of a transfer: what follows finds them open, up to three round trips earlier. With 0, channels are
   * opened when there is something to transfer.
   */
  install_uint (PROP_CHANNELS_AHEAD, "channels-ahead", 0, 64, 0);
  /**
   * QuaySiteOptions:max-logins:
   *
   * How many logins transfers may be spread over, where one is not enough for a server whose processor is the limit.
   * The further ones are made without asking anybody, and where that cannot be, there is one.
   */
  install_uint (PROP_MAX_LOGINS, "max-logins", 1, 16, 1);
  /**
   * QuaySiteOptions:max-requests:
   *
   * READ and WRITE requests under way at once on one login. 0: as many as the path is worth.
   */
  install_uint (PROP_MAX_REQUESTS, "max-requests", 0, G_MAXINT, 0);
  /**
   * QuaySiteOptions:max-request-size:
   *
   * Bytes of a file that one READ or WRITE carries at most. 0: as many as the server takes.
   */
  install_uint (PROP_MAX_REQUEST_SIZE, "max-request-size", 0, G_MAXINT, 0);
  /**
   * QuaySiteOptions:memory-budget:
   *
   * Bytes that may be in flight on one login.
   */
  properties[PROP_MEMORY_BUDGET]
      = g_param_spec_uint64 ("memory-budget", NULL, NULL, 1024 * 1024, G_MAXUINT64, 64 * 1024 * 1024, PARAM_FLAGS);
  /**
   * QuaySiteOptions:sftp-version:
   *
   * The highest version of the protocol to offer.
   */
  install_uint (PROP_SFTP_VERSION, "sftp-version", 3, 6, 3);
}

static void
quay_site_options_class_init (QuaySiteOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quay_site_options_get_property;
  object_class->set_property = quay_site_options_set_property;
  object_class->finalize = quay_site_options_finalize;

  install_connection ();
  install_times ();
  install_trust ();
  install_algorithms ();
  install_transfer ();
  quay_site_options_install_proxy (properties);
  quay_site_options_install_socket (properties);
  quay_site_options_install_identity (properties);
  quay_site_options_install_auth (properties);
  quay_site_options_install_channel (properties);
  quay_site_options_install_log (properties);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_site_options_init (QuaySiteOptions *self)
{
  for (guint id = PROP_0 + 1; id < N_VALUES; id++)
    {
      g_value_init (&self->values[id], G_PARAM_SPEC_VALUE_TYPE (properties[id]));
      g_param_value_set_default (properties[id], &self->values[id]);
    }
}

/**
 * quay_site_options_new:
 *
 * Returns: (transfer full): options with every default
 */
QuaySiteOptions *
quay_site_options_new (void)
{
  return g_object_new (QUAY_TYPE_SITE_OPTIONS, NULL);
}

/**
 * quay_site_options_copy:
 * @self: site options
 *
 * Returns: (transfer full): new options with the same values, secrets included
 */
QuaySiteOptions *
quay_site_options_copy (QuaySiteOptions *self)
{
  QuaySiteOptions *copy;

  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  copy = quay_site_options_new ();
  for (guint id = PROP_0 + 1; id < N_VALUES; id++)
    g_value_copy (&self->values[id], &copy->values[id]);
  copy->password = quay_secret_dup (self->password);
  copy->passphrase = quay_secret_dup (self->passphrase);
  copy->proxy_password = quay_secret_dup (self->proxy_password);
  copy->private_key = quay_secret_dup (self->private_key);

  return copy;
}

/**
 * quay_site_options_equal:
 * @self: site options
 * @other: site options
 *
 * Whether a login made with one may be used where the other is asked for: only where nothing differs, be it the way
 * there or a secret.
 *
 * Returns: whether all values are the same, secrets included
 */
gboolean
quay_site_options_equal (QuaySiteOptions *self, QuaySiteOptions *other)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), FALSE);
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (other), FALSE);

  for (guint id = PROP_0 + 1; id < N_VALUES; id++)
    if (!values_equal (properties[id], &self->values[id], &other->values[id]))
      return FALSE;

  return g_strcmp0 (self->password, other->password) == 0 && g_strcmp0 (self->passphrase, other->passphrase) == 0
         && g_strcmp0 (self->proxy_password, other->proxy_password) == 0
         && g_strcmp0 (self->private_key, other->private_key) == 0;
}

/**
 * quay_site_options_to_variant:
 * @self: site options
 *
 * Everything that may be kept in a file: all properties by their names, the secrets left out, and those that are %NULL.
 *
 * Returns: (transfer full): a dictionary of type `a{sv}`, for [ctor@Quay.SiteOptions.new_from_variant]
 */
GVariant *
quay_site_options_to_variant (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return quay_properties_to_variant (G_OBJECT (self));
}

/**
 * quay_site_options_new_from_variant:
 * @variant: a dictionary of type `a{sv}`
 *
 * What [method@Quay.SiteOptions.to_variant] has made, of this version or another: what is unknown or has a wrong type
 * is ignored, and what is missing has its default. Secrets are never taken from it.
 *
 * Returns: (transfer full): new options
 */
QuaySiteOptions *
quay_site_options_new_from_variant (GVariant *variant)
{
  QuaySiteOptions *self;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), NULL);

  self = quay_site_options_new ();
  quay_properties_set_variant (G_OBJECT (self), variant);

  return self;
}

/**
 * quay_site_options_get_password:
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the password
 */
const char *
quay_site_options_get_password (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return self->password;
}

/**
 * quay_site_options_set_password: (set-property password)
 * @self: site options
 * @password: (nullable): the password
 *
 * Sets [property@Quay.SiteOptions:password].
 */
void
quay_site_options_set_password (QuaySiteOptions *self, const char *password)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_set_secret (&self->password, password);
}

/**
 * quay_site_options_get_passphrase:
 * @self: site options
 *
 * Returns: (transfer none) (nullable): the passphrase
 */
const char *
quay_site_options_get_passphrase (QuaySiteOptions *self)
{
  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (self), NULL);

  return self->passphrase;
}

/**
 * quay_site_options_set_passphrase: (set-property passphrase)
 * @self: site options
 * @passphrase: (nullable): the passphrase
 *
 * Sets [property@Quay.SiteOptions:passphrase].
 */
void
quay_site_options_set_passphrase (QuaySiteOptions *self, const char *passphrase)
{
  g_return_if_fail (QUAY_IS_SITE_OPTIONS (self));

  quay_site_options_set_secret (&self->passphrase, passphrase);
}
