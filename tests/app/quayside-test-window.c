/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-test-window.h"

#include <string.h>

#include "quayside-resources.h"

#define WAIT_SECONDS 60

/* Frames that must pass before what was changed is laid out and drawn. */
#define SETTLE_FRAMES 3

void
quayside_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  g_test_init (argc, argv, NULL);
  adw_init ();
  g_resources_register (quayside_get_resource ());
  gtk_css_provider_load_from_resource (css, "/io/github/quayside/Quayside/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

GtkWidget *
quayside_test_window_new (GtkWidget *content)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *overlay = adw_toast_overlay_new ();

  if (content != NULL)
    adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), content);
  adw_window_set_content (ADW_WINDOW (window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 640);
  gtk_window_present (GTK_WINDOW (window));
  quayside_test_wait_mapped (window);
  return window;
}

void
quayside_test_window_close (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
on_deadline (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
quayside_test_wait (QuaysideTestCheck check, gpointer data)
{
  gboolean late = FALSE;
  guint deadline = g_timeout_add_seconds (WAIT_SECONDS, on_deadline, &late);
  guint tick = g_timeout_add (20, on_tick, NULL);

  while (!check (data))
    {
      g_assert_false (late);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
  g_source_remove (tick);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *)flag;
}

void
quayside_test_wait_true (gboolean *flag)
{
  quayside_test_wait (is_true, flag);
}

static gboolean
count_down (GtkWidget *widget, GdkFrameClock *clock, gpointer counter)
{
  gtk_widget_queue_draw (widget);
  return --*(int *)counter > 0;
}

static gboolean
is_zero (gpointer counter)
{
  return *(int *)counter <= 0;
}

void
quayside_test_settle (GtkWidget *widget)
{
  int frames = SETTLE_FRAMES;

  gtk_widget_add_tick_callback (widget, count_down, &frames, NULL);
  quayside_test_wait (is_zero, &frames);
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

void
quayside_test_wait_mapped (GtkWidget *widget)
{
  quayside_test_wait (is_mapped, widget);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_CHECK_BUTTON (widget))
    return gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));
  return gtk_widget_get_tooltip_text (widget);
}

GtkWidget *
quayside_test_find (GtkWidget *inside, GType type, const char *text)
{
  if (!gtk_widget_get_mapped (inside))
    return NULL;
  if ((type == 0 || g_type_is_a (G_OBJECT_TYPE (inside), type))
      && (text == NULL || g_strcmp0 (text_of (inside), text) == 0))
    return inside;
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = quayside_test_find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
quayside_test_shows (GtkWidget *inside, const char *part)
{
  const char *text = text_of (inside);

  if (!gtk_widget_get_mapped (inside))
    return FALSE;
  if (text != NULL && strstr (text, part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (quayside_test_shows (child, part))
      return TRUE;
  return FALSE;
}

void
quayside_test_click (GtkWidget *inside, const char *label)
{
  GtkWidget *button = quayside_test_find (inside, GTK_TYPE_BUTTON, label);

  if (button == NULL)
    g_error ("There is no button “%s”", label);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
save (GtkWidget *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

void
quayside_test_shot (GtkWidget *window, const char *name)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  static const char *const suffixes[] = { "light", "dark" };
  const char *wished = g_getenv ("QUAYSIDE_SCREENSHOTS");
  const char *folder = wished != NULL ? wished : g_getenv ("QUAYSIDE_SHOTS");

  if (folder == NULL)
    return;
  g_mkdir_with_parents (folder, 0755);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *file = g_strdup_printf ("%s-%s.png", name, suffixes[i]);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i]);
      quayside_test_settle (window);
      save (window, path);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}
