/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-site-options.h"

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *)user_data;
}

static guint
make_other_number (GParamSpecUInt *pspec)
{
  return pspec->default_value == pspec->minimum ? pspec->minimum + 1 : pspec->default_value - 1;
}

/* Some value that is not the default. */
static void
make_other_value (GParamSpec *pspec, GValue *value)
{
  static const char *const list[] = { "one", "two", NULL };

  g_value_init (value, pspec->value_type);
  if (G_VALUE_HOLDS_STRING (value))
    g_value_set_static_string (value, "something");
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, make_other_number (G_PARAM_SPEC_UINT (pspec)));
  else if (G_VALUE_HOLDS_UINT64 (value))
    g_value_set_uint64 (value, 123456789);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, !((GParamSpecBoolean *)pspec)->default_value);
  else if (G_VALUE_HOLDS_ENUM (value))
    g_value_set_enum (value, 1);
  else if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    g_value_set_static_boxed (value, list);
  else
    g_assert_not_reached ();
}

static gboolean
same (const GValue *a, const GValue *b)
{
  g_autofree char *text_a = g_strdup_value_contents (a);
  g_autofree char *text_b = g_strdup_value_contents (b);

  return g_str_equal (text_a, text_b);
}

static void
check_property (GParamSpec *pspec)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (QuaySiteOptions) defaults = quay_site_options_new ();
  g_autoptr (QuaySiteOptions) copy = NULL;
  g_autofree char *signal = g_strconcat ("notify::", pspec->name, NULL);
  g_auto (GValue) other = G_VALUE_INIT;
  g_auto (GValue) back = G_VALUE_INIT;
  g_auto (GValue) copied = G_VALUE_INIT;
  guint notified = 0;

  g_test_message ("%s", pspec->name);
  make_other_value (pspec, &other);
  g_signal_connect (options, signal, G_CALLBACK (count_notify), &notified);
  g_object_set_property (G_OBJECT (options), pspec->name, &other);
  copy = quay_site_options_copy (options);
  g_assert_true (quay_site_options_equal (copy, options));
  g_assert_false (quay_site_options_equal (defaults, options));
  if (pspec->flags & G_PARAM_READABLE)
    {
      g_assert_cmpuint (notified, ==, 1);
      g_object_set_property (G_OBJECT (options), pspec->name, &other);
      g_assert_cmpuint (notified, ==, 1);
      g_value_init (&back, pspec->value_type);
      g_object_get_property (G_OBJECT (options), pspec->name, &back);
      g_assert_true (same (&back, &other));
      g_value_init (&copied, pspec->value_type);
      g_object_get_property (G_OBJECT (copy), pspec->name, &copied);
      g_assert_true (same (&copied, &other));
      g_assert_false (g_param_value_defaults (pspec, &copied));
    }
}

static void
test_each_property (void)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (QUAY_TYPE_SITE_OPTIONS);
  g_autofree GParamSpec **properties = NULL;
  guint n;

  properties = g_object_class_list_properties (G_OBJECT_CLASS (klass), &n);
  g_assert_cmpuint (n, ==, 75);
  for (guint i = 0; i < n; i++)
    check_property (properties[i]);
}

static void
test_defaults (void)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();

  g_assert_cmpstr (quay_site_options_get_host (options), ==, "");
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 22);
  g_assert_cmpstr (quay_site_options_get_user (options), ==, "");
  g_assert_null (quay_site_options_get_password (options));
  g_assert_null (quay_site_options_get_identities (options));
  g_assert_true (quay_site_options_get_use_agent (options));
  g_assert_cmpint (quay_site_options_get_host_key_policy (options), ==, QUAY_HOST_KEY_POLICY_ASK);
  g_assert_cmpint (quay_site_options_get_transport (options), ==, QUAY_TRANSPORT_SSH);
  g_assert_cmpuint (quay_site_options_get_timeout (options), ==, 60);
  g_assert_cmpuint (quay_site_options_get_connect_timeout (options), ==, 30);
  g_assert_cmpuint (quay_site_options_get_use_ipv6 (options), ==, 2);
  g_assert_true (quay_site_options_get_tcp_no_delay (options));
  g_assert_true (quay_site_options_get_tcp_keep_alive (options));
  g_assert_cmpuint (quay_site_options_get_keep_alive_interval (options), ==, 10);
  g_assert_cmpuint (quay_site_options_get_keep_alive_count_max (options), ==, 3);
  g_assert_null (quay_site_options_get_ciphers (options));
  g_assert_cmpuint (quay_site_options_get_max_channels (options), ==, 8);
  g_assert_cmpuint (quay_site_options_get_channels_ahead (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_max_logins (options), ==, 1);
  g_assert_cmpuint (quay_site_options_get_max_requests (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_max_request_size (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_memory_budget (options), ==, 64 * 1024 * 1024);
  g_assert_cmpuint (quay_site_options_get_sftp_version (options), ==, 3);
  g_assert_cmpint (quay_site_options_get_proxy_type (options), ==, QUAY_PROXY_TYPE_NONE);
  g_assert_null (quay_site_options_get_proxy_host (options));
  g_assert_cmpuint (quay_site_options_get_proxy_port (options), ==, 0);
  g_assert_null (quay_site_options_get_proxy_user (options));
  g_assert_null (quay_site_options_get_proxy_password (options));
  g_assert_null (quay_site_options_get_proxy_headers (options));
  g_assert_null (quay_site_options_get_proxy_exceptions (options));
  g_assert_null (quay_site_options_get_proxy_command (options));
  g_assert_null (quay_site_options_get_jump_hosts (options));
  g_assert_cmpuint (quay_site_options_get_bind_port (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_tcp_keep_alive_time (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_tcp_keep_alive_interval (options), ==, 0);
  g_assert_true (quay_site_options_get_linger (options));
  g_assert_cmpuint (quay_site_options_get_linger_time (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_receive_buffer_size (options), ==, 0);
  g_assert_cmpuint (quay_site_options_get_send_buffer_size (options), ==, 0);
}

static void
test_setters (void)
{
  const char *const files[] = { "/a", "/b", NULL };
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();

  quay_site_options_set_host (options, "example.org");
  quay_site_options_set_host (options, NULL);
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "");
  quay_site_options_set_port (options, 100000);
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 65535);
  quay_site_options_set_identities (options, files);
  g_assert_cmpstrv (quay_site_options_get_identities (options), files);
  quay_site_options_set_host_key_policy (options, QUAY_HOST_KEY_POLICY_STRICT);
  g_assert_cmpint (quay_site_options_get_host_key_policy (options), ==, QUAY_HOST_KEY_POLICY_STRICT);
  quay_site_options_set_tcp_no_delay (options, FALSE);
  g_assert_false (quay_site_options_get_tcp_no_delay (options));
}

static void
test_secrets (void)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (QuaySiteOptions) copy = NULL;

  g_object_set (options, "password", "correct horse", "passphrase", "battery", "proxy-password", "staple", NULL);
  copy = quay_site_options_copy (options);
  quay_site_options_set_password (options, NULL);
  g_assert_null (quay_site_options_get_password (options));
  g_assert_cmpstr (quay_site_options_get_password (copy), ==, "correct horse");
  g_assert_cmpstr (quay_site_options_get_passphrase (copy), ==, "battery");
  g_assert_cmpstr (quay_site_options_get_proxy_password (copy), ==, "staple");
}

/* The address of a proxy */

typedef struct
{
  const char *url;
  QuayProxyType type;
  const char *host;
  guint port;
  const char *user, *password;
} ProxyUrl;

static void
test_proxy_url (void)
{
  static const ProxyUrl good[] = {
    { "http://proxy.example:3128", QUAY_PROXY_TYPE_HTTP, "proxy.example", 3128, NULL, NULL },
    { "http://bob@proxy.example/", QUAY_PROXY_TYPE_HTTP, "proxy.example", 0, "bob", NULL },
    { "HTTP://b%40b:p%3A%20ss@[::1]:8080", QUAY_PROXY_TYPE_HTTP, "::1", 8080, "b@b", "p: ss" },
    { "socks4://192.0.2.1:1", QUAY_PROXY_TYPE_SOCKS4, "192.0.2.1", 1, NULL, NULL },
    { "socks4a://h", QUAY_PROXY_TYPE_SOCKS4A, "h", 0, NULL, NULL },
    { "socks5://bob:s%C3%A9cret@h:1080", QUAY_PROXY_TYPE_SOCKS5, "h", 1080, "bob", "sécret" },
    { "socks5h://h", QUAY_PROXY_TYPE_SOCKS5, "h", 0, NULL, NULL },
    { "socks://h", QUAY_PROXY_TYPE_SOCKS5, "h", 0, NULL, NULL },
    { "proxy.example:8080", QUAY_PROXY_TYPE_HTTP, "proxy.example", 8080, NULL, NULL },
    { "system", QUAY_PROXY_TYPE_SYSTEM, NULL, 0, NULL, NULL },
    { "none", QUAY_PROXY_TYPE_NONE, NULL, 0, NULL, NULL },
    { "direct://", QUAY_PROXY_TYPE_NONE, NULL, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", good[i].url);
      g_object_set (options, "proxy-user", "old", "proxy-password", "old", "proxy-port", 5, NULL);
      g_assert_true (quay_site_options_set_proxy_url (options, good[i].url, &error));
      g_assert_no_error (error);
      g_assert_cmpint (quay_site_options_get_proxy_type (options), ==, good[i].type);
      g_assert_cmpstr (quay_site_options_get_proxy_host (options), ==, good[i].host);
      g_assert_cmpuint (quay_site_options_get_proxy_port (options), ==, good[i].port);
      g_assert_cmpstr (quay_site_options_get_proxy_user (options), ==, good[i].user);
      g_assert_cmpstr (quay_site_options_get_proxy_password (options), ==, good[i].password);
    }
}

/* What is refused is not repeated: it may hold a password. */
static void
test_bad_proxy_url (void)
{
  static const char *const bad[] = { "",
                                     "http://",
                                     "https://b:s3cret@h:443",
                                     "ftp://b:s3cret@h",
                                     "http://b:s3cret@h:70000",
                                     "http://b:s3cret@h:0",
                                     "http://b:s3cret@h/path",
                                     "http://b:s3cret@h?q",
                                     "http://b:s3cret@h#f",
                                     "http://:s3cret@h",
                                     "http://b:s3cret@-h",
                                     "http://b:s3cret@a b",
                                     "http://b:s3cret@a;b",
                                     "http://b:s3cret%00@h",
                                     "http://b:s3cret%zz@h",
                                     "http://b:s3cret@[::1" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (quay_site_options_set_proxy_url (options, bad[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
      g_assert_null (strstr (error->message, "s3cret"));
      g_assert_cmpint (quay_site_options_get_proxy_type (options), ==, QUAY_PROXY_TYPE_NONE);
    }
}

/* As a variant */

#define CANARY "c4n4ry-s3cret"

static gboolean
holds_text (GVariant *variant, const char *text)
{
  return memmem (g_variant_get_data (variant), g_variant_get_size (variant), text, strlen (text)) != NULL;
}

static void
assert_same_property (QuaySiteOptions *a, QuaySiteOptions *b, GParamSpec *pspec)
{
  g_auto (GValue) value_a = G_VALUE_INIT;
  g_auto (GValue) value_b = G_VALUE_INIT;

  g_value_init (&value_a, pspec->value_type);
  g_value_init (&value_b, pspec->value_type);
  g_object_get_property (G_OBJECT (a), pspec->name, &value_a);
  g_object_get_property (G_OBJECT (b), pspec->name, &value_b);
  g_assert_true (same (&value_a, &value_b));
}

/* Every property there is: those that can be read come back, and those that cannot are secrets, and are not in it. */
static void
check_kept (QuaySiteOptions *options, gboolean all_set)
{
  g_autoptr (GVariant) variant = quay_site_options_to_variant (options);
  g_autoptr (QuaySiteOptions) back = quay_site_options_new_from_variant (variant);
  g_autofree GParamSpec **properties = NULL;
  guint n, n_secrets = 0;

  g_assert_false (g_variant_is_floating (variant));
  g_assert_false (holds_text (variant, CANARY));
  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (variant, properties[i]->name, NULL);
      gboolean readable = (properties[i]->flags & G_PARAM_READABLE) != 0;

      g_test_message ("%s", properties[i]->name);
      if (readable)
        assert_same_property (options, back, properties[i]);
      if (all_set)
        g_assert_cmpint (value != NULL, ==, readable);
      n_secrets += !readable;
    }
  g_assert_cmpuint (n_secrets, ==, 4);
  g_assert_null (quay_site_options_get_password (back));
  g_assert_null (quay_site_options_get_passphrase (back));
  g_assert_null (quay_site_options_get_proxy_password (back));
  g_assert_null (quay_site_options_get_private_key (back));
}

static void
test_variant (void)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autofree GParamSpec **properties = NULL;
  guint n;

  check_kept (options, FALSE);
  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) other = G_VALUE_INIT;

      make_other_value (properties[i], &other);
      if (!(properties[i]->flags & G_PARAM_READABLE))
        g_value_set_static_string (&other, CANARY);
      g_object_set_property (G_OBJECT (options), properties[i]->name, &other);
    }
  g_assert_cmpstr (quay_site_options_get_password (options), ==, CANARY);
  check_kept (options, TRUE);
}

/* Paths are bytes; and an empty list is something else than none. */
static void
test_variant_bytes (void)
{
  const char *const files[] = { "/ä", "/\xff\n", NULL };
  const char *const none[] = { NULL };
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();

  quay_site_options_set_identities (options, files);
  quay_site_options_set_agent_socket (options, "/\x80");
  quay_site_options_set_known_hosts_files (options, none);
  check_kept (options, FALSE);
}

static void
test_variant_of_others (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "{'host': <'kept'>, 'port': <@u 70000>, 'user': <5>, 'timeout': <'soon'>, 'use-agent': <@u 0>,"
      " 'transport': <'pigeon'>, 'host-key-policy': <'strict'>, 'exec-argv': <'sh'>, 'memory-budget': <@u 5>,"
      " 'password': <'" CANARY "'>, 'passphrase': <'" CANARY "'>, 'no-such': <('a', 1)>, '': <true>}"));
  g_autoptr (QuaySiteOptions) options = quay_site_options_new_from_variant (variant);
  g_autoptr (QuaySiteOptions) defaults = quay_site_options_new ();

  g_assert_cmpstr (quay_site_options_get_host (options), ==, "kept");
  g_assert_cmpint (quay_site_options_get_host_key_policy (options), ==, QUAY_HOST_KEY_POLICY_STRICT);
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 65535);
  g_assert_cmpstr (quay_site_options_get_user (options), ==, "");
  g_assert_cmpuint (quay_site_options_get_timeout (options), ==, quay_site_options_get_timeout (defaults));
  g_assert_true (quay_site_options_get_use_agent (options));
  g_assert_cmpint (quay_site_options_get_transport (options), ==, QUAY_TRANSPORT_SSH);
  g_assert_null (quay_site_options_get_exec_argv (options));
  g_assert_cmpuint (quay_site_options_get_memory_budget (options), ==, quay_site_options_get_memory_budget (defaults));
  g_assert_null (quay_site_options_get_password (options));
  g_assert_null (quay_site_options_get_passphrase (options));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site-options/each-property", test_each_property);
  g_test_add_func ("/site-options/defaults", test_defaults);
  g_test_add_func ("/site-options/setters", test_setters);
  g_test_add_func ("/site-options/secrets", test_secrets);
  g_test_add_func ("/site-options/proxy-url", test_proxy_url);
  g_test_add_func ("/site-options/bad-proxy-url", test_bad_proxy_url);
  g_test_add_func ("/site-options/variant", test_variant);
  g_test_add_func ("/site-options/variant-bytes", test_variant_bytes);
  g_test_add_func ("/site-options/variant-of-others", test_variant_of_others);

  return g_test_run ();
}
