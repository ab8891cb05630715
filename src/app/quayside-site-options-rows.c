/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-options-rows.h"

#include <glib/gi18n.h>
#include <quay.h>
#include <string.h>

/* What a double still counts one by one. */
#define MAX_NUMBER 9007199254740991.0

#define BIND_FLAGS (G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)

/* They have rows of their own. */
static const char *const basic[] = { "host", "port", "user", "use-agent", "identities", NULL };

static const struct
{
  const char *property;
  const char *title;
  const char *subtitle; /* nullable */
} known[] = {
  { "timeout", N_ ("Time-out"), N_ ("Seconds without an answer; 0 waits for ever") },
  { "connect-timeout", N_ ("Time to Connect"), N_ ("Seconds for the whole login; 0 waits for ever") },
  { "keep-alive-interval", N_ ("Keep Alive"), N_ ("Seconds of silence before the server is asked; 0 is off") },
  { "keep-alive-count-max", N_ ("Keep-alives without an Answer"), NULL },
  { "use-ipv6", N_ ("IP Version"), N_ ("0: IPv4, 1: IPv6, 2: both") },
  { "bind-address", N_ ("Connect from Address"), NULL },
  { "tcp-no-delay", N_ ("Send without Delay"), NULL },
  { "tcp-keep-alive", N_ ("TCP Keep-alive"), NULL },
  { "transport", N_ ("Transport"), NULL },
  { "exec-argv", N_ ("Program that Speaks SFTP"), NULL },
  { "agent-socket", N_ ("Socket of the SSH Agent"), NULL },
  { "host-key-policy", N_ ("Unknown Host Keys"), NULL },
  { "host-key-alias", N_ ("Name in known_hosts"), NULL },
  { "known-hosts-files", N_ ("known_hosts Files"), NULL },
  { "kex-algorithms", N_ ("Key Exchange Algorithms"), NULL },
  { "host-key-algorithms", N_ ("Host Key Algorithms"), NULL },
  { "ciphers", N_ ("Ciphers"), NULL },
  { "macs", N_ ("MACs"), NULL },
  { "compression", N_ ("Compression"), NULL },
  { "sftp-version", N_ ("SFTP Version"), N_ ("The highest one to offer") },
  { "max-channels", N_ ("Channels for Transfers"), NULL },
  { "channels-ahead", N_ ("Channels to Open at Once"), NULL },
  { "memory-budget", N_ ("Memory for Transfers"), N_ ("Bytes in flight") },
};

/* A row's title by the property's name where nobody has given it one: "jump-hosts" -> "Jump hosts". */
static char *
dup_title (const char *property, const char **subtitle)
{
  char *title;

  *subtitle = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].property, property))
      {
        *subtitle = known[i].subtitle;
        return g_strdup (_ (known[i].title));
      }
  title = g_strdelimit (g_strdup (property), "-", ' ');
  title[0] = g_ascii_toupper (title[0]);

  return title;
}

static gboolean
text_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *text = g_value_get_string (from);

  g_value_take_string (to, text != NULL ? quay_text_escape (text, -1) : g_strdup (""));

  return TRUE;
}

static gboolean
text_from_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *text = g_value_get_string (from);

  g_value_set_string (to, text != NULL && *text != '\0' ? text : NULL);

  return TRUE;
}

/* As a shell has words; there is no shell. */
static gboolean
list_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *const *list = g_value_get_boxed (from);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    {
      gboolean plain = *list[i] != '\0'
                       && list[i][strspn (list[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                   "0123456789./_-:@%+=~,")]
                              == '\0';
      g_autofree char *word = plain ? g_strdup (list[i]) : g_shell_quote (list[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
    }
  g_value_take_string (to, quay_text_escape (text->str, -1));

  return TRUE;
}

static gboolean
list_from_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_auto (GStrv) words = NULL;

  /* Quotes that are still open say nothing yet. */
  if (*g_value_get_string (from) != '\0' && !g_shell_parse_argv (g_value_get_string (from), NULL, &words, NULL))
    return FALSE;
  g_value_set_boxed (to, words);

  return TRUE;
}

static gboolean
number_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_transform (from, to);
  g_value_set_double (to, MIN (g_value_get_double (to), MAX_NUMBER));

  return TRUE;
}

static gboolean
number_from_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  return g_value_transform (from, to);
}

static gboolean
enum_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer type_class)
{
  GEnumClass *values = type_class;

  for (guint i = 0; i < values->n_values; i++)
    if (values->values[i].value == g_value_get_enum (from))
      g_value_set_uint (to, i);

  return TRUE;
}

static gboolean
enum_from_row (GBinding *binding, const GValue *from, GValue *to, gpointer type_class)
{
  GEnumClass *values = type_class;
  guint selected = g_value_get_uint (from);

  if (selected >= values->n_values)
    return FALSE;
  g_value_set_enum (to, values->values[selected].value);

  return TRUE;
}

static GtkWidget *
new_enum_row (GParamSpec *pspec, GBindingGroup *options)
{
  GtkWidget *row = adw_combo_row_new ();
  GEnumClass *values = g_type_class_ref (pspec->value_type);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < values->n_values; i++)
    gtk_string_list_append (names, values->values[i].value_nick);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  g_binding_group_bind_full (options, pspec->name, row, "selected", BIND_FLAGS, enum_to_row, enum_from_row, values,
                             g_type_class_unref);

  return row;
}

static void
get_range (GParamSpec *pspec, double *lower, double *upper)
{
  *lower = 0;
  *upper = MAX_NUMBER;
  if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      *lower = G_PARAM_SPEC_UINT (pspec)->minimum;
      *upper = G_PARAM_SPEC_UINT (pspec)->maximum;
    }
  else if (G_IS_PARAM_SPEC_INT (pspec))
    {
      *lower = G_PARAM_SPEC_INT (pspec)->minimum;
      *upper = G_PARAM_SPEC_INT (pspec)->maximum;
    }
  else if (G_IS_PARAM_SPEC_UINT64 (pspec))
    *lower = (double)G_PARAM_SPEC_UINT64 (pspec)->minimum;
}

static GtkWidget *
new_number_row (GParamSpec *pspec, GBindingGroup *options)
{
  double lower, upper;
  GtkWidget *row;

  get_range (pspec, &lower, &upper);
  row = adw_spin_row_new_with_range (lower, upper, 1);
  g_binding_group_bind_full (options, pspec->name, row, "value", BIND_FLAGS, number_to_row, number_from_row, NULL,
                             NULL);

  return row;
}

/* (nullable): NULL for what cannot be edited in a row */
static GtkWidget *
new_row (GParamSpec *pspec, GBindingGroup *options)
{
  GtkWidget *row = NULL;

  if (pspec->value_type == G_TYPE_BOOLEAN)
    {
      row = adw_switch_row_new ();
      g_binding_group_bind (options, pspec->name, row, "active", BIND_FLAGS);
    }
  else if (pspec->value_type == G_TYPE_STRING)
    {
      row = adw_entry_row_new ();
      g_binding_group_bind_full (options, pspec->name, row, "text", BIND_FLAGS, text_to_row, text_from_row, NULL, NULL);
    }
  else if (pspec->value_type == G_TYPE_STRV)
    {
      row = adw_entry_row_new ();
      g_binding_group_bind_full (options, pspec->name, row, "text", BIND_FLAGS, list_to_row, list_from_row, NULL, NULL);
    }
  else if (G_TYPE_IS_ENUM (pspec->value_type))
    row = new_enum_row (pspec, options);
  else if (pspec->value_type == G_TYPE_UINT || pspec->value_type == G_TYPE_INT || pspec->value_type == G_TYPE_UINT64)
    row = new_number_row (pspec, options);

  return row;
}

static void
add_row (AdwExpanderRow *into, GParamSpec *pspec, GBindingGroup *options)
{
  const char *subtitle;
  g_autofree char *title = dup_title (pspec->name, &subtitle);
  GtkWidget *row = new_row (pspec, options);

  if (row == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL && ADW_IS_ACTION_ROW (row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (subtitle));
  adw_expander_row_add_row (into, row);
}

static gboolean
has_row (GParamSpec *pspec)
{
  return (pspec->flags & G_PARAM_READWRITE) == G_PARAM_READWRITE && !g_strv_contains (basic, pspec->name);
}

void
quayside_site_options_rows_add (AdwExpanderRow *into, GBindingGroup *options)
{
  g_autoptr (QuaySiteOptions) example = quay_site_options_new ();
  GObjectClass *class = G_OBJECT_GET_CLASS (example);
  g_autoptr (GHashTable) added = g_hash_table_new (NULL, NULL);
  g_autofree GParamSpec **properties = NULL;
  guint n;

  properties = g_object_class_list_properties (class, &n);
  /* Those we know in our order, then the others in the engine's. */
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (class, known[i].property);

      if (pspec != NULL && g_hash_table_add (added, pspec))
        add_row (into, pspec, options);
    }
  for (guint i = 0; i < n; i++)
    if (has_row (properties[i]) && g_hash_table_add (added, properties[i]))
      add_row (into, properties[i], options);
}
