/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-path-bar.h"

#include <glib/gi18n.h>
#include <quay.h>

#include "quayside-path.h"

/* Longer names are cut in the middle; the tooltip has them whole. */
#define MAX_CRUMB_CHARS 24

/* Where there is not enough room, names on the way are cut down to this, before anything is scrolled out of sight; the
 * one of the folder that is shown only where it would not fit alone. */
#define MIN_CRUMB_CHARS 4

struct _QuaysidePathBar
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkBox *crumbs;
  GtkEntry *entry;

  /* owned */
  char *path;
  char *home;
  guint scroll_source;
};

G_DEFINE_FINAL_TYPE (QuaysidePathBar, quayside_path_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PATH,
  N_PROPS,
};

enum
{
  PATH_CHOSEN,
  PATH_TYPED,
  EDITING_ENDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_crumb_clicked (QuaysidePathBar *self, GtkButton *button)
{
  g_signal_emit (self, signals[PATH_CHOSEN], 0, (const char *)g_object_get_data (G_OBJECT (button), "path"));
}

static GtkWidget *
new_crumb_label (const char *shown, gboolean is_last)
{
  GtkWidget *label = gtk_label_new (shown);
  int chars = (int)g_utf8_strlen (shown, -1);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CRUMB_CHARS);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN (chars, is_last ? MAX_CRUMB_CHARS : MIN_CRUMB_CHARS));

  return label;
}

static void
add_crumb (QuaysidePathBar *self, const char *path, gboolean is_last)
{
  g_autofree char *name = quayside_path_name (path);
  g_autofree char *escaped = quay_text_escape (name, -1);
  const char *shown = g_strcmp0 (path, self->home) == 0 ? _ ("Home") : escaped;
  g_autofree char *tooltip = quay_text_escape (path, -1);
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_crumb_label (shown, is_last));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, is_last ? "current" : "dim-label");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_crumb_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->crumbs, button);
}

static void
add_separator (QuaysidePathBar *self)
{
  GtkWidget *label = gtk_label_new ("/");

  gtk_widget_add_css_class (label, "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (self->crumbs, label);
}

static void
rebuild (QuaysidePathBar *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->crumbs))) != NULL)
    gtk_box_remove (self->crumbs, child);
  if (*self->path == '\0')
    return;
  for (char *path = g_strdup (self->path);; path = quayside_path_parent (path))
    {
      g_ptr_array_insert (paths, 0, path);
      /* The way to home is not worth the room. */
      if (quayside_path_is_root (path) || g_strcmp0 (path, self->home) == 0)
        break;
    }
  for (guint i = 0; i < paths->len; i++)
    {
      if (i > 0 && !quayside_path_is_root (g_ptr_array_index (paths, i - 1)))
        add_separator (self);
      add_crumb (self, g_ptr_array_index (paths, i), i == paths->len - 1);
    }
}

/* The current folder's name is cut where it would be scrolled out of sight otherwise. */
static void
fit_current (QuaysidePathBar *self, int width)
{
  GtkWidget *button = gtk_widget_get_last_child (GTK_WIDGET (self->crumbs));
  GtkLabel *label = button != NULL ? GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))) : NULL;
  int chars, wanted, button_width, label_width;

  if (label == NULL || width <= 0)
    return;
  wanted = MIN ((int)g_utf8_strlen (gtk_label_get_label (label), -1), MAX_CRUMB_CHARS);
  chars = MAX (1, gtk_label_get_width_chars (label));
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &button_width, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (label), GTK_ORIENTATION_HORIZONTAL, -1, &label_width, NULL, NULL, NULL);
  chars = (width - (button_width - label_width)) * chars / MAX (1, label_width);
  gtk_label_set_width_chars (label, CLAMP (chars, MIN (wanted, MIN_CRUMB_CHARS), wanted));
}

static gboolean
scroll_to_end (gpointer data)
{
  QuaysidePathBar *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);

  self->scroll_source = 0;
  fit_current (self, (int)gtk_adjustment_get_page_size (adjustment));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));

  return G_SOURCE_REMOVE;
}

/* Whenever the crumbs or the room for them change, the last ones are what counts. Not from within the layout. */
static void
on_adjustment_changed (QuaysidePathBar *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add (scroll_to_end, self);
}

static void
on_entry_activate (QuaysidePathBar *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (*text != '\0')
    g_signal_emit (self, signals[PATH_TYPED], 0, text);
}

static void
on_focus_leave (QuaysidePathBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  /* A window that loses the focus, or the entry's own menu, does not end the typing. */
  if (root != NULL && GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)))
    gtk_stack_set_visible_child_name (self->stack, "crumbs");
}

static gboolean
on_key_pressed (QuaysidePathBar *self, guint key)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  quayside_path_bar_stop_edit (self);

  return GDK_EVENT_STOP;
}

static void
on_empty_area_pressed (QuaysidePathBar *self, int n_press, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->scroller), x, y, GTK_PICK_DEFAULT);

  if (picked != NULL && gtk_widget_get_ancestor (picked, GTK_TYPE_BUTTON) == NULL)
    quayside_path_bar_start_edit (self);
}

static void
quayside_path_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PATH)
    g_value_set_string (value, QUAYSIDE_PATH_BAR (object)->path);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_path_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PATH)
    quayside_path_bar_set_path (QUAYSIDE_PATH_BAR (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_path_bar_dispose (GObject *object)
{
  QuaysidePathBar *self = QUAYSIDE_PATH_BAR (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_PATH_BAR);
  G_OBJECT_CLASS (quayside_path_bar_parent_class)->dispose (object);
}

static void
quayside_path_bar_finalize (GObject *object)
{
  QuaysidePathBar *self = QUAYSIDE_PATH_BAR (object);

  g_free (self->path);
  g_free (self->home);
  G_OBJECT_CLASS (quayside_path_bar_parent_class)->finalize (object);
}

static void
quayside_path_bar_class_init (QuaysidePathBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = quayside_path_bar_get_property;
  object_class->set_property = quayside_path_bar_set_property;
  object_class->dispose = quayside_path_bar_dispose;
  object_class->finalize = quayside_path_bar_finalize;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PATH_CHOSEN] = g_signal_new ("path-chosen", QUAYSIDE_TYPE_PATH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PATH_TYPED] = g_signal_new ("path-typed", QUAYSIDE_TYPE_PATH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EDITING_ENDED]
      = g_signal_new ("editing-ended", QUAYSIDE_TYPE_PATH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pathbar");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-path-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysidePathBar, stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePathBar, scroller);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePathBar, crumbs);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePathBar, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_adjustment_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_empty_area_pressed);
}

static void
quayside_path_bar_init (QuaysidePathBar *self)
{
  self->path = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

const char *
quayside_path_bar_get_path (QuaysidePathBar *self)
{
  return self->path;
}

void
quayside_path_bar_set_path (QuaysidePathBar *self, const char *path)
{
  if (!g_set_str (&self->path, path != NULL ? path : ""))
    return;
  rebuild (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

void
quayside_path_bar_set_home (QuaysidePathBar *self, const char *home)
{
  if (g_set_str (&self->home, home))
    rebuild (self);
}

void
quayside_path_bar_start_edit (QuaysidePathBar *self)
{
  g_autofree char *shown = NULL;

  /* What cannot be typed cannot be edited: such a path starts from its escaped form. */
  shown = quay_text_is_plain (self->path, -1) ? g_strdup (self->path) : quay_text_escape (self->path, -1);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), shown);
  gtk_stack_set_visible_child_name (self->stack, "entry");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
quayside_path_bar_stop_edit (QuaysidePathBar *self)
{
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "entry"))
    return;
  g_signal_emit (self, signals[EDITING_ENDED], 0);
  gtk_stack_set_visible_child_name (self->stack, "crumbs");
}
