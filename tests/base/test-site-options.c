/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-site-options.h"

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *)user_data;
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
    g_value_set_uint (value, ((GParamSpecUInt *)pspec)->default_value == 2 ? 1 : 4);
  else if (G_VALUE_HOLDS_UINT64 (value))
    g_value_set_uint64 (value, 123456789);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, FALSE);
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
  g_assert_cmpuint (n, ==, 29);
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
  g_assert_cmpuint (quay_site_options_get_keep_alive_interval (options), ==, 30);
  g_assert_cmpuint (quay_site_options_get_keep_alive_count_max (options), ==, 3);
  g_assert_null (quay_site_options_get_ciphers (options));
  g_assert_cmpuint (quay_site_options_get_max_channels (options), ==, 8);
  g_assert_cmpuint (quay_site_options_get_memory_budget (options), ==, 64 * 1024 * 1024);
  g_assert_cmpuint (quay_site_options_get_sftp_version (options), ==, 3);
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

  g_object_set (options, "password", "correct horse", "passphrase", "battery", NULL);
  copy = quay_site_options_copy (options);
  quay_site_options_set_password (options, NULL);
  g_assert_null (quay_site_options_get_password (options));
  g_assert_cmpstr (quay_site_options_get_password (copy), ==, "correct horse");
  g_assert_cmpstr (quay_site_options_get_passphrase (copy), ==, "battery");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site-options/each-property", test_each_property);
  g_test_add_func ("/site-options/defaults", test_defaults);
  g_test_add_func ("/site-options/setters", test_setters);
  g_test_add_func ("/site-options/secrets", test_secrets);

  return g_test_run ();
}
