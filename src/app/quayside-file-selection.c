/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-selection.h"

struct _QuaysideFileSelection
{
  GObject parent_instance;

  /* owned */
  QuaysideLocation *location;
  GPtrArray *paths;
};

G_DEFINE_FINAL_TYPE (QuaysideFileSelection, quayside_file_selection, G_TYPE_OBJECT)

static void
quayside_file_selection_dispose (GObject *object)
{
  QuaysideFileSelection *self = QUAYSIDE_FILE_SELECTION (object);

  g_clear_object (&self->location);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  G_OBJECT_CLASS (quayside_file_selection_parent_class)->dispose (object);
}

static void
quayside_file_selection_class_init (QuaysideFileSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = quayside_file_selection_dispose;
}

static void
quayside_file_selection_init (QuaysideFileSelection *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
}

QuaysideFileSelection *
quayside_file_selection_new (QuaysideLocation *location)
{
  QuaysideFileSelection *self = g_object_new (QUAYSIDE_TYPE_FILE_SELECTION, NULL);

  self->location = g_object_ref (location);

  return self;
}

QuaysideFileSelection *
quayside_file_selection_new_for_files (QuaysideLocation *local, GdkFileList *files)
{
  g_autoptr (QuaysideFileSelection) self = quayside_file_selection_new (local);
  g_autoptr (GSList) list = gdk_file_list_get_files (files);

  for (GSList *item = list; item != NULL; item = item->next)
    if (g_file_peek_path (item->data) != NULL)
      quayside_file_selection_add (self, g_file_peek_path (item->data));

  return self->paths->len > 0 ? g_steal_pointer (&self) : NULL;
}

QuaysideLocation *
quayside_file_selection_get_location (QuaysideFileSelection *self)
{
  return self->location;
}

void
quayside_file_selection_add (QuaysideFileSelection *self, const char *path)
{
  g_ptr_array_add (self->paths, g_strdup (path));
}

guint
quayside_file_selection_get_n_paths (QuaysideFileSelection *self)
{
  return self->paths->len;
}

const char *
quayside_file_selection_get_path (QuaysideFileSelection *self, guint index)
{
  return g_ptr_array_index (self->paths, index);
}

static GdkContentProvider *
new_file_list_provider (QuaysideFileSelection *self)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) value = G_VALUE_INIT;

  for (guint i = 0; i < self->paths->len; i++)
    g_ptr_array_add (files, g_file_new_for_path (g_ptr_array_index (self->paths, i)));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array ((GFile **)files->pdata, files->len));

  return gdk_content_provider_new_for_value (&value);
}

GdkContentProvider *
quayside_file_selection_to_content (QuaysideFileSelection *self)
{
  GdkContentProvider *providers[2];
  gsize n = 0;

  providers[n++] = gdk_content_provider_new_typed (QUAYSIDE_TYPE_FILE_SELECTION, self);
  if (quayside_location_is_local (self->location))
    providers[n++] = new_file_list_provider (self);

  return gdk_content_provider_new_union (providers, n);
}
