/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-mode-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#define ALL_BITS 07777U

typedef enum
{
  ROW_OWNER,
  ROW_GROUP,
  ROW_OTHERS,
  ROW_SPECIAL,
  N_ROWS,
} Row;

/* As they stand from left to right and from top to bottom. @accessible: the whole of it, for those who do not see the
 * row. */
static const struct
{
  Row row;
  guint32 bit;
  const char *label;
  const char *accessible;
} bits[] = {
  { ROW_OWNER, 0400, N_ ("Read"), N_ ("Owner may read") },
  { ROW_OWNER, 0200, N_ ("Write"), N_ ("Owner may write") },
  { ROW_OWNER, 0100, N_ ("Execute"), N_ ("Owner may execute") },
  { ROW_GROUP, 0040, N_ ("Read"), N_ ("Group may read") },
  { ROW_GROUP, 0020, N_ ("Write"), N_ ("Group may write") },
  { ROW_GROUP, 0010, N_ ("Execute"), N_ ("Group may execute") },
  { ROW_OTHERS, 0004, N_ ("Read"), N_ ("Others may read") },
  { ROW_OTHERS, 0002, N_ ("Write"), N_ ("Others may write") },
  { ROW_OTHERS, 0001, N_ ("Execute"), N_ ("Others may execute") },
  { ROW_SPECIAL, 04000, N_ ("Set user"), N_ ("Runs as its owner (set-user-ID)") },
  { ROW_SPECIAL, 02000, N_ ("Set group"), N_ ("Runs as its group (set-group-ID)") },
  { ROW_SPECIAL, 01000, N_ ("Sticky"), N_ ("Only owners may delete what is in it (sticky)") },
};

struct _QuaysideModeEditor
{
  AdwBin parent_instance;

  /* Template */
  GtkBox *owner_box;
  GtkBox *group_box;
  GtkBox *others_box;
  GtkBox *special_box;
  AdwEntryRow *octal_row;

  /* Borrowed */
  GtkCheckButton *boxes[G_N_ELEMENTS (bits)];

  QuaysideMode mode;
  gboolean valid;
  gboolean updating; /* by ourselves */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideModeEditor, quayside_mode_editor, ADW_TYPE_BIN)

gboolean
quayside_mode_parse (const char *text, QuaysideMode *mode)
{
  gsize length = strlen (text);

  *mode = (QuaysideMode){ 0 };
  if (length == 0)
    return TRUE;
  if (length < 3 || length > 4 || strspn (text, "01234567") != length)
    return FALSE;
  *mode = (QuaysideMode){ ALL_BITS, (guint32)g_ascii_strtoull (text, NULL, 8) };

  return TRUE;
}

char *
quayside_mode_dup_text (QuaysideMode mode)
{
  return (mode.mask & ALL_BITS) == ALL_BITS ? g_strdup_printf ("%03o", mode.bits & ALL_BITS) : g_strdup ("");
}

static void
show_boxes (QuaysideModeEditor *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bits); i++)
    {
      gtk_check_button_set_inconsistent (self->boxes[i], (self->mode.mask & bits[i].bit) == 0);
      gtk_check_button_set_active (self->boxes[i], (self->mode.bits & bits[i].bit) != 0);
    }
}

static void
show_octal (QuaysideModeEditor *self)
{
  g_autofree char *text = quayside_mode_dup_text (self->mode);

  gtk_editable_set_text (GTK_EDITABLE (self->octal_row), text);
}

static void
show_valid (QuaysideModeEditor *self, gboolean valid)
{
  self->valid = valid;
  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self->octal_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->octal_row), "error");
}

static void
on_box_toggled (QuaysideModeEditor *self, GtkCheckButton *box)
{
  guint32 bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (box), "quayside-bit"));

  if (self->updating)
    return;
  self->updating = TRUE;
  gtk_check_button_set_inconsistent (box, FALSE);
  self->mode.mask |= bit;
  if (gtk_check_button_get_active (box))
    self->mode.bits |= bit;
  else
    self->mode.bits &= ~bit;
  show_octal (self);
  show_valid (self, TRUE);
  self->updating = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_octal_changed (QuaysideModeEditor *self)
{
  QuaysideMode mode;

  if (self->updating)
    return;
  self->updating = TRUE;
  show_valid (self,
              quayside_mode_parse (gtk_editable_get_text (GTK_EDITABLE (self->octal_row)), &mode) && mode.mask != 0);
  if (self->valid)
    {
      self->mode = mode;
      show_boxes (self);
    }
  self->updating = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
quayside_mode_editor_set_mode (QuaysideModeEditor *self, QuaysideMode mode)
{
  self->updating = TRUE;
  self->mode = mode;
  show_boxes (self);
  show_octal (self);
  show_valid (self, TRUE);
  self->updating = FALSE;
}

QuaysideMode
quayside_mode_editor_get_mode (QuaysideModeEditor *self)
{
  return self->mode;
}

gboolean
quayside_mode_editor_is_valid (QuaysideModeEditor *self)
{
  return self->valid;
}

static void
add_box (QuaysideModeEditor *self, gsize i, GtkBox *row)
{
  GtkWidget *box = gtk_check_button_new_with_label (_ (bits[i].label));

  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (bits[i].accessible), -1);
  gtk_widget_set_tooltip_text (box, _ (bits[i].accessible));
  g_object_set_data (G_OBJECT (box), "quayside-bit", GUINT_TO_POINTER (bits[i].bit));
  g_signal_connect_object (box, "toggled", G_CALLBACK (on_box_toggled), self, G_CONNECT_SWAPPED);
  gtk_box_append (row, box);
  self->boxes[i] = GTK_CHECK_BUTTON (box);
}

static void
quayside_mode_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_MODE_EDITOR);
  G_OBJECT_CLASS (quayside_mode_editor_parent_class)->dispose (object);
}

static void
quayside_mode_editor_class_init (QuaysideModeEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_mode_editor_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", QUAYSIDE_TYPE_MODE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-mode-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideModeEditor, owner_box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideModeEditor, group_box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideModeEditor, others_box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideModeEditor, special_box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideModeEditor, octal_row);
  gtk_widget_class_bind_template_callback (widget_class, on_octal_changed);
}

static void
quayside_mode_editor_init (QuaysideModeEditor *self)
{
  GtkBox *rows[N_ROWS];

  gtk_widget_init_template (GTK_WIDGET (self));
  rows[ROW_OWNER] = self->owner_box;
  rows[ROW_GROUP] = self->group_box;
  rows[ROW_OTHERS] = self->others_box;
  rows[ROW_SPECIAL] = self->special_box;
  for (gsize i = 0; i < G_N_ELEMENTS (bits); i++)
    add_box (self, i, rows[bits[i].row]);
  self->valid = TRUE;
}

GtkWidget *
quayside_mode_editor_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_MODE_EDITOR, NULL);
}
