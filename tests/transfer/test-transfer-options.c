/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of transfers as the journal keeps them. */
#include "quay-transfer-options-private.h"

/* Some value that is not the default. */
static void
set_other (QuayTransferOptions *options, GParamSpec *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (options), pspec->name, &value);
  if (G_VALUE_HOLDS_BOOLEAN (&value))
    g_value_set_boolean (&value, !g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_UINT (&value))
    g_value_set_uint (&value, g_value_get_uint (&value) + 1);
  else if (G_VALUE_HOLDS_UINT64 (&value))
    g_value_set_uint64 (&value, g_value_get_uint64 (&value) + (G_GUINT64_CONSTANT (1) << 40));
  else
    g_error ("a property of a new kind: %s", pspec->name);
  g_object_set_property (G_OBJECT (options), pspec->name, &value);
}

static void
assert_same (QuayTransferOptions *a, QuayTransferOptions *b, GParamSpec *pspec)
{
  g_auto (GValue) value_a = G_VALUE_INIT;
  g_auto (GValue) value_b = G_VALUE_INIT;

  g_value_init (&value_a, pspec->value_type);
  g_value_init (&value_b, pspec->value_type);
  g_object_get_property (G_OBJECT (a), pspec->name, &value_a);
  g_object_get_property (G_OBJECT (b), pspec->name, &value_b);
  g_assert_cmpint (g_param_values_cmp (pspec, &value_a, &value_b), ==, 0);
}

static void
test_kept (void)
{
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new ();
  g_autoptr (QuayTransferOptions) back = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autofree GParamSpec **properties = NULL;
  guint n;

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  g_assert_cmpuint (n, >=, 5);
  for (guint i = 0; i < n; i++)
    set_other (options, properties[i]);
  variant = quay_transfer_options_to_variant (options);
  back = quay_transfer_options_new_from_variant (variant);
  g_assert_false (g_variant_is_floating (variant));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (variant, properties[i]->name, NULL);

      g_assert_nonnull (value);
      assert_same (options, back, properties[i]);
    }
}

static void
test_of_others (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "{'overwrite': <'always'>, 'links': <@u 1000>, 'preserve': <true>, 'verify': <1>, 'new': <(1, 2)>}"));
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new_from_variant (variant);
  gboolean verify;

  g_assert_cmpint (quay_transfer_options_get_overwrite (options), ==, QUAY_OVERWRITE_ASK);
  g_assert_cmpint (quay_transfer_options_get_links (options), ==, QUAY_LINKS_SKIP);
  g_assert_true (quay_transfer_options_get_preserve (options));
  g_assert_true (quay_transfer_options_get_recursive (options));
  g_object_get (options, "verify", &verify, NULL);
  g_assert_false (verify);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer-options/kept", test_kept);
  g_test_add_func ("/transfer-options/of-others", test_of_others);

  return g_test_run ();
}
