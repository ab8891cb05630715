/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <string.h>

#include "quayside-file-keys.h"

/* After this pause the next key starts a new word. In milliseconds. */
#define TYPING_PAUSE 1500

static gboolean
match (gpointer item, gpointer user_data)
{
  QuaysideFilePane *self = user_data;

  if (!self->show_hidden && quay_file_info_is_hidden (item))
    return FALSE;

  return self->needle == NULL || strstr (quayside_file_keys_get_folded (item), self->needle) != NULL;
}

static void
on_search_changed (QuaysideFilePane *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *old = g_steal_pointer (&self->needle);

  self->needle = *text != '\0' ? quayside_file_keys_fold (text) : NULL;
  if (g_strcmp0 (old, self->needle) == 0)
    return;
  quayside_steady_list_match_changed (self->steady_list);
}

static void
on_search_stopped (QuaysideFilePane *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  quayside_file_pane_focus_list (self);
}

/* Enter goes to the files that were found. */
static void
on_search_activate (QuaysideFilePane *self)
{
  quayside_file_pane_focus_list (self);
}

static gboolean
forget_typed (gpointer data)
{
  QuaysideFilePane *self = data;

  self->typed_source = 0;
  g_string_truncate (self->typed, 0);
  gtk_revealer_set_reveal_child (self->typed_revealer, FALSE);

  return G_SOURCE_REMOVE;
}

static void
jump_to_typed (QuaysideFilePane *self)
{
  g_autofree char *folded = quayside_file_keys_fold (self->typed->str);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (quayside_file_keys_get_folded (quayside_file_pane_get_info (self, i)), folded))
      {
        gtk_column_view_scroll_to (self->view, i, NULL, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
        gtk_widget_remove_css_class (GTK_WIDGET (self->typed_label), "error");
        return;
      }
  gtk_widget_add_css_class (GTK_WIDGET (self->typed_label), "error");
}

static gboolean
on_list_key_pressed (QuaysideFilePane *self, guint key, guint code, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !g_unichar_isprint (c))
    return GDK_EVENT_PROPAGATE;
  /* A space alone selects, as in every list. */
  if (c == ' ' && self->typed->len == 0)
    return GDK_EVENT_PROPAGATE;
  g_string_append_unichar (self->typed, c);
  gtk_label_set_label (self->typed_label, self->typed->str);
  gtk_revealer_set_reveal_child (self->typed_revealer, TRUE);
  g_clear_handle_id (&self->typed_source, g_source_remove);
  self->typed_source = g_timeout_add (TYPING_PAUSE, forget_typed, self);
  jump_to_typed (self);

  return GDK_EVENT_STOP;
}

void
quayside_file_pane_find_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key_pressed);
}

void
quayside_file_pane_find_init (QuaysideFilePane *self)
{
  self->typed = g_string_new (NULL);
  quayside_steady_list_set_match (self->steady_list, match, self);
}

/* A filter is about one folder. */
void
quayside_file_pane_find_clear (QuaysideFilePane *self)
{
  g_clear_handle_id (&self->typed_source, g_source_remove);
  forget_typed (self);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  on_search_changed (self);
}
