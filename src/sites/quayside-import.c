/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import.h"

#include <glib/gi18n.h>

#include "quayside-secrets.h"
#include "quayside-site-text.h"

/* Beyond, one more sentence says nothing more. */
#define MAX_REMARKS 50
#define MAX_PORT 65535

struct _QuaysideImportItem
{
  GObject parent_instance;

  QuaysideSite *site;
  GString *remark;
  char *password; /* quayside_secret_free */
  gboolean selected;
};

struct _QuaysideImport
{
  GObject parent_instance;

  GListStore *items;
  GPtrArray *remarks; /* of char, NULL-terminated */
};

enum
{
  PROP_0,
  PROP_SITE,
  PROP_SELECTED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideImportItem, quayside_import_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (QuaysideImport, quayside_import, G_TYPE_OBJECT)

/* An item */

QuaysideSite *
quayside_import_item_get_site (QuaysideImportItem *self)
{
  return self->site;
}

gboolean
quayside_import_item_get_selected (QuaysideImportItem *self)
{
  return self->selected;
}

void
quayside_import_item_set_selected (QuaysideImportItem *self, gboolean selected)
{
  if (self->selected == selected)
    return;
  self->selected = selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

const char *
quayside_import_item_get_remark (QuaysideImportItem *self)
{
  return self->remark->str;
}

const char *
quayside_import_item_get_password (QuaysideImportItem *self)
{
  return self->password;
}

void
quayside_import_item_remark (QuaysideImportItem *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  safe = quay_text_escape_message (text, -1, 300);
  g_string_append_printf (self->remark, "%s%s", self->remark->len > 0 ? " " : "", safe);
}

gboolean
quayside_import_item_set_host (QuaysideImportItem *self, const char *host)
{
  if (!quay_host_name_is_safe (host))
    return FALSE;
  quay_site_options_set_host (quayside_site_get_options (self->site), host);

  return TRUE;
}

void
quayside_import_item_set_user (QuaysideImportItem *self, const char *user)
{
  if (user == NULL || *user == '\0')
    return;
  if (quay_user_name_is_safe (user))
    quay_site_options_set_user (quayside_site_get_options (self->site), user);
  else
    quayside_import_item_remark (self, _ ("The user name “%s” cannot be used."), user);
}

void
quayside_import_item_set_port (QuaysideImportItem *self, const char *port)
{
  guint64 number;

  if (port == NULL || *port == '\0')
    return;
  if (g_ascii_string_to_unsigned (port, 10, 1, MAX_PORT, &number, NULL))
    quay_site_options_set_port (quayside_site_get_options (self->site), (guint)number);
  else
    quayside_import_item_remark (self, _ ("The port “%s” is none."), port);
}

void
quayside_import_item_set_key (QuaysideImportItem *self, const char *path)
{
  if (path == NULL || *path == '\0')
    return;
  if (g_path_is_absolute (path) || g_str_has_prefix (path, "~/"))
    {
      g_autofree char *file = path[0] == '~' ? g_build_filename (g_get_home_dir (), path + 2, NULL) : g_strdup (path);

      quay_site_options_set_identities (quayside_site_get_options (self->site), (const char *const[]){ file, NULL });
    }
  else
    quayside_import_item_remark (self, _ ("The key file “%s” is on another computer: choose it anew."), path);
}

void
quayside_import_item_set_password (QuaysideImportItem *self, const char *password)
{
  g_clear_pointer (&self->password, quayside_secret_free);
  self->password = quayside_secret_dup (password);
}

static void
quayside_import_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideImportItem *self = QUAYSIDE_IMPORT_ITEM (object);

  switch (id)
    {
    case PROP_SITE:
      g_value_set_object (value, self->site);
      break;
    case PROP_SELECTED:
      g_value_set_boolean (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_import_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    quayside_import_item_set_selected (QUAYSIDE_IMPORT_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_import_item_finalize (GObject *object)
{
  QuaysideImportItem *self = QUAYSIDE_IMPORT_ITEM (object);

  g_object_unref (self->site);
  g_string_free (self->remark, TRUE);
  quayside_secret_free (self->password);
  G_OBJECT_CLASS (quayside_import_item_parent_class)->finalize (object);
}

static void
quayside_import_item_class_init (QuaysideImportItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quayside_import_item_get_property;
  object_class->set_property = quayside_import_item_set_property;
  object_class->finalize = quayside_import_item_finalize;
  properties[PROP_SITE]
      = g_param_spec_object ("site", NULL, NULL, QUAYSIDE_TYPE_SITE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED] = g_param_spec_boolean (
      "selected", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_import_item_init (QuaysideImportItem *self)
{
  self->site = quayside_site_new ();
  self->remark = g_string_new (NULL);
  self->selected = TRUE;
}

/* All of them */

QuaysideImport *
quayside_import_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_IMPORT, NULL);
}

GListModel *
quayside_import_get_items (QuaysideImport *self)
{
  return G_LIST_MODEL (self->items);
}

const char *const *
quayside_import_get_remarks (QuaysideImport *self)
{
  return (const char *const *)self->remarks->pdata;
}

QuaysideImportItem *
quayside_import_add (QuaysideImport *self, const char *name, const char *folder)
{
  g_autoptr (QuaysideImportItem) item = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) >= QUAYSIDE_IMPORT_MAX_SITES)
    return NULL;
  item = g_object_new (QUAYSIDE_TYPE_IMPORT_ITEM, NULL);
  quayside_site_set_name (item->site, name);
  quayside_site_set_folder (item->site, folder);
  g_list_store_append (self->items, item);

  return item;
}

void
quayside_import_drop (QuaysideImport *self, QuaysideImportItem *item)
{
  guint position;

  if (g_list_store_find (self->items, item, &position))
    g_list_store_remove (self->items, position);
}

void
quayside_import_leave_out (QuaysideImport *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (self->remarks->len >= MAX_REMARKS)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->remarks, quay_text_escape_message (text, -1, 300));
}

static void
quayside_import_finalize (GObject *object)
{
  QuaysideImport *self = QUAYSIDE_IMPORT (object);

  g_object_unref (self->items);
  g_ptr_array_unref (self->remarks);
  G_OBJECT_CLASS (quayside_import_parent_class)->finalize (object);
}

static void
quayside_import_class_init (QuaysideImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_import_finalize;
}

static void
quayside_import_init (QuaysideImport *self)
{
  self->items = g_list_store_new (QUAYSIDE_TYPE_IMPORT_ITEM);
  self->remarks = g_ptr_array_new_null_terminated (0, g_free, TRUE);
}
