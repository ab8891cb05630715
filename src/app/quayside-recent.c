/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-recent.h"

#include <gtk/gtk.h>
#include <string.h>

/* What fits on one popover without searching. */
#define MAX_PLACES 20

/* A place is a short URL; a longer line is not ours. */
#define MAX_PLACE_BYTES 2048

struct _QuaysideRecent
{
  GObject parent_instance;

  GFile *file;
  GtkStringList *places;
};

G_DEFINE_FINAL_TYPE (QuaysideRecent, quayside_recent, G_TYPE_OBJECT)

GFile *
quayside_recent_dup_file (void)
{
  return g_file_new_build_filename (g_get_user_state_dir (), "quayside", "recent", NULL);
}

static gboolean
is_good (const char *place)
{
  return place[0] != '\0' && strlen (place) <= MAX_PLACE_BYTES && g_utf8_validate (place, -1, NULL);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideRecent) self = user_data;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, NULL, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", MAX_PLACES + 1);
  gtk_string_list_splice (self->places, 0, g_list_model_get_n_items (G_LIST_MODEL (self->places)), NULL);
  for (guint i = 0; lines[i] != NULL && i < MAX_PLACES; i++)
    if (is_good (lines[i]))
      gtk_string_list_append (self->places, lines[i]);
}

void
quayside_recent_load (QuaysideRecent *self)
{
  g_file_load_contents_async (self->file, NULL, on_loaded, g_object_ref (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_debug ("Recent places not saved: %s", error->message);
}

static void
save (QuaysideRecent *self)
{
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    g_string_append_printf (text, "%s\n", gtk_string_list_get_string (self->places, i));
  bytes = g_bytes_new (text->str, text->len);
  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_saved, NULL);
}

void
quayside_recent_add (QuaysideRecent *self, const char *place)
{
  const char *const additions[] = { place, NULL };
  guint n;

  if (!is_good (place) || strchr (place, '\n') != NULL)
    return;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->places)); i > 0; i--)
    if (g_str_equal (gtk_string_list_get_string (self->places, i - 1), place))
      gtk_string_list_remove (self->places, i - 1);
  gtk_string_list_splice (self->places, 0, 0, additions);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->places));
  if (n > MAX_PLACES)
    gtk_string_list_splice (self->places, MAX_PLACES, n - MAX_PLACES, NULL);
  save (self);
}

void
quayside_recent_clear (QuaysideRecent *self)
{
  gtk_string_list_splice (self->places, 0, g_list_model_get_n_items (G_LIST_MODEL (self->places)), NULL);
  save (self);
}

GListModel *
quayside_recent_get_places (QuaysideRecent *self)
{
  return G_LIST_MODEL (self->places);
}

QuaysideRecent *
quayside_recent_new (GFile *file)
{
  QuaysideRecent *self = g_object_new (QUAYSIDE_TYPE_RECENT, NULL);

  self->file = g_object_ref (file);
  return self;
}

static void
quayside_recent_finalize (GObject *object)
{
  QuaysideRecent *self = QUAYSIDE_RECENT (object);

  g_clear_object (&self->file);
  g_clear_object (&self->places);
  G_OBJECT_CLASS (quayside_recent_parent_class)->finalize (object);
}

static void
quayside_recent_class_init (QuaysideRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_recent_finalize;
}

static void
quayside_recent_init (QuaysideRecent *self)
{
  self->places = gtk_string_list_new (NULL);
}
