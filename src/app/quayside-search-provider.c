/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-search-provider.h"

#include "quayside-desktop.h"
#include "quayside-site-store.h"

/* Shells show five. */
#define MAX_RESULTS 20

static const char interface_xml[] = "<node><interface name='org.gnome.Shell.SearchProvider2'>"
                                    "<method name='GetInitialResultSet'>"
                                    "<arg type='as' direction='in'/><arg type='as' direction='out'/>"
                                    "</method>"
                                    "<method name='GetSubsearchResultSet'>"
                                    "<arg type='as' direction='in'/><arg type='as' direction='in'/>"
                                    "<arg type='as' direction='out'/>"
                                    "</method>"
                                    "<method name='GetResultMetas'>"
                                    "<arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/>"
                                    "</method>"
                                    "<method name='ActivateResult'>"
                                    "<arg type='s' direction='in'/><arg type='as' direction='in'/>"
                                    "<arg type='u' direction='in'/>"
                                    "</method>"
                                    "<method name='LaunchSearch'>"
                                    "<arg type='as' direction='in'/><arg type='u' direction='in'/>"
                                    "</method>"
                                    "</interface></node>";

struct _QuaysideSearchProvider
{
  GObject parent_instance;

  /* borrowed: it owns this */
  GtkApplication *application;

  /* owned */
  GDBusConnection *connection;
  guint registration;
};

G_DEFINE_FINAL_TYPE (QuaysideSearchProvider, quayside_search_provider, G_TYPE_OBJECT)

/* A question of the desktop's, while the sites are read and so long as the application must not end. */
typedef struct
{
  GApplication *application;         /* owned, and held */
  GDBusMethodInvocation *invocation; /* owned */
} Call;

static void
call_free (Call *call)
{
  g_application_release (call->application);
  g_object_unref (call->application);
  g_object_unref (call->invocation);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  g_autofree char *title_a = quayside_site_dup_title (*(QuaysideSite *const *)a);
  g_autofree char *title_b = quayside_site_dup_title (*(QuaysideSite *const *)b);

  return g_utf8_collate (title_a, title_b);
}

static GVariant *
find (GVariant *parameters)
{
  GListModel *sites = quayside_site_store_get_sites (quayside_site_store_get_default ());
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GVariantBuilder) ids = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  g_autoptr (GVariant) terms
      = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1); /* a search within is one anew */
  g_autofree const char **words = g_variant_get_strv (terms, NULL);
  g_autofree char *text = g_strjoinv (" ", (char **)words);

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (sites, i);

      if (quayside_site_matches (site, text))
        g_ptr_array_add (found, g_steal_pointer (&site));
    }
  g_ptr_array_sort (found, compare_titles);
  for (guint i = 0; i < MIN (found->len, MAX_RESULTS); i++)
    g_variant_builder_add (ids, "s", quayside_site_get_id (found->pdata[i]));

  return g_variant_new ("(as)", ids);
}

static void
add_meta (GVariantBuilder *metas, QuaysideSite *site)
{
  g_autofree char *title = quayside_site_dup_title (site);
  g_autofree char *address = quayside_site_dup_address (site);
  g_autoptr (GIcon) icon = g_themed_icon_new ("network-server-symbolic");

  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (quayside_site_get_id (site)));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (title));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (address));
  g_variant_builder_add (metas, "{sv}", "icon", g_icon_serialize (icon));
  g_variant_builder_close (metas);
}

/* What has been deleted meanwhile is left out. */
static GVariant *
describe (GVariant *parameters)
{
  g_autoptr (GVariantBuilder) metas = g_variant_builder_new (G_VARIANT_TYPE ("aa{sv}"));
  g_autofree const char **ids = NULL;

  g_variant_get (parameters, "(^a&s)", &ids);
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      QuaysideSite *site = quayside_site_store_find (quayside_site_store_get_default (), ids[i]);

      if (site != NULL)
        add_meta (metas, site);
    }

  return g_variant_new ("(aa{sv})", metas);
}

static void
open_site (GApplication *application, GVariant *parameters)
{
  const char *id;
  QuaysideSite *site;

  g_variant_get (parameters, "(&s^a&su)", &id, NULL, NULL);
  site = quayside_site_store_find (quayside_site_store_get_default (), id);
  if (site != NULL)
    quayside_window_connect_site (quayside_desktop_show_window (application), site, "");
}

static void
open_sites (GApplication *application, GVariant *parameters)
{
  g_autofree const char **words = NULL;
  g_autofree char *text = NULL;

  g_variant_get (parameters, "(^a&su)", &words, NULL);
  text = g_strjoinv (" ", (char **)words);
  quayside_desktop_show_sites (application, text);
}

static void
answer (Call *call)
{
  const char *method = g_dbus_method_invocation_get_method_name (call->invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (call->invocation);
  GVariant *result = NULL;

  if (g_str_equal (method, "GetResultMetas"))
    result = describe (parameters);
  else if (g_str_equal (method, "ActivateResult"))
    open_site (call->application, parameters);
  else if (g_str_equal (method, "LaunchSearch"))
    open_sites (call->application, parameters);
  else
    result = find (parameters);
  /* It takes over the invocation. */
  g_dbus_method_invocation_return_value (g_object_ref (call->invocation), result);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_site_store_load_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    g_debug ("The sites cannot be searched: %s", error->message);
  answer (call);
}

static void
on_method_call (GDBusConnection *connection,
                const char *sender,
                const char *object_path,
                const char *interface_name,
                const char *method_name,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  QuaysideSearchProvider *self = user_data;
  QuaysideSiteStore *store = quayside_site_store_get_default ();
  Call *call = g_new0 (Call, 1);

  call->application = g_object_ref (G_APPLICATION (self->application));
  g_application_hold (call->application);
  call->invocation = invocation;
  if (quayside_site_store_is_busy (store))
    quayside_site_store_load_async (store, NULL, on_loaded, call);
  else
    {
      answer (call);
      call_free (call);
    }
}

gboolean
quayside_search_provider_export (QuaysideSearchProvider *self,
                                 GDBusConnection *connection,
                                 const char *object_path,
                                 GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  self->registration = g_dbus_connection_register_object (connection, path, node->interfaces[0], &vtable,
                                                          g_object_ref (self), g_object_unref, error);
  if (self->registration == 0)
    return FALSE;
  g_set_object (&self->connection, connection);

  return TRUE;
}

void
quayside_search_provider_unexport (QuaysideSearchProvider *self)
{
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
}

static void
quayside_search_provider_dispose (GObject *object)
{
  quayside_search_provider_unexport (QUAYSIDE_SEARCH_PROVIDER (object));
  G_OBJECT_CLASS (quayside_search_provider_parent_class)->dispose (object);
}

static void
quayside_search_provider_class_init (QuaysideSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = quayside_search_provider_dispose;
}

static void
quayside_search_provider_init (QuaysideSearchProvider *self)
{
}

QuaysideSearchProvider *
quayside_search_provider_new (GtkApplication *application)
{
  QuaysideSearchProvider *self = g_object_new (QUAYSIDE_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;

  return self;
}
