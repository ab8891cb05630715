/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-conflict-dialog.h"

#include <glib/gi18n.h>

#include "quayside-name-check.h"

struct _QuaysideConflictDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkLabel *heading;
  GtkLabel *explanation;
  AdwActionRow *source_row;
  AdwActionRow *target_row;
  GtkWidget *source_newer;
  GtkWidget *target_newer;
  AdwEntryRow *name_row;
  GtkLabel *problem;
  GtkCheckButton *apply_to_all;
  GtkWidget *resume_button;
  GtkWidget *rename_button;
  GtkWidget *overwrite_button;
  GtkWidget *skip_button;

  /* Owned */
  QuayConflict *conflict;
  char *proposed;
  gboolean answered;
};

G_DEFINE_FINAL_TYPE (QuaysideConflictDialog, quayside_conflict_dialog, ADW_TYPE_DIALOG)

/* "report (2).pdf" for "report.pdf". */
static char *
propose_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_utf8_make_valid (base, -1);
  const char *extension = g_utf8_offset_to_pointer (name, quayside_name_check_stem_length (name));

  return g_strdup_printf ("%.*s (2)%s", (int)(extension - name), name, extension);
}

static char *
describe (QuayFileInfo *info)
{
  g_autofree char *size = NULL;
  g_autofree char *date = NULL;
  gint64 modified = quay_file_info_get_modified (info);

  if (quay_file_info_is_directory (info))
    size = g_strdup (_ ("Folder"));
  else
    size = quay_file_info_has_size (info) ? g_format_size (quay_file_info_get_size (info))
                                          : g_strdup (_ ("Size unknown"));
  if (modified > 0)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (modified);

      date = time != NULL ? g_date_time_format (time, "%x %X") : NULL;
    }
  return g_strdup_printf (_ ("%s, changed %s"), size, date != NULL ? date : _ ("at an unknown time"));
}

static void
fill_row (AdwActionRow *row, const char *path, QuayFileInfo *info)
{
  g_autofree char *title = quay_text_escape (path, -1);
  g_autofree char *subtitle = describe (info);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle);
}

static void
mark_newer (QuaysideConflictDialog *self)
{
  gint64 source = quay_file_info_get_modified (quay_conflict_get_source (self->conflict));
  gint64 target = quay_file_info_get_modified (quay_conflict_get_target (self->conflict));
  gboolean known = source > 0 && target > 0;

  gtk_widget_set_visible (self->source_newer, known && source > target);
  gtk_widget_set_visible (self->target_newer, known && target > source);
}

static void
fill (QuaysideConflictDialog *self)
{
  gboolean upload = quay_conflict_get_direction (self->conflict) == QUAY_DIRECTION_UPLOAD;
  const char *target_path = quay_conflict_get_target_path (self->conflict);
  g_autofree char *base = g_path_get_basename (target_path);
  g_autofree char *name = quay_text_escape (base, -1);
  g_autofree char *heading = g_strdup_printf (_ ("Overwrite “%s”?"), name);

  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->explanation,
                       upload ? _ ("The server has an item of this name already. Overwriting replaces it.")
                              : _ ("This computer has an item of this name already. Overwriting replaces it."));
  fill_row (self->source_row, quay_conflict_get_source_path (self->conflict),
            quay_conflict_get_source (self->conflict));
  fill_row (self->target_row, target_path, quay_conflict_get_target (self->conflict));
  mark_newer (self);
  gtk_widget_set_visible (self->resume_button, quay_conflict_get_can_resume (self->conflict));
  self->proposed = propose_name (target_path);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), self->proposed);
}

static void
on_name_changed (QuaysideConflictDialog *self)
{
  g_autofree char *problem = quayside_name_check (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL && problem[0] != '\0');
  gtk_widget_set_sensitive (self->rename_button, problem == NULL);
}

static void
answer (QuaysideConflictDialog *self, QuayOverwrite action, const char *new_name)
{
  quay_conflict_answer (self->conflict, action, new_name, gtk_check_button_get_active (self->apply_to_all));
  self->answered = TRUE;
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_overwrite (QuaysideConflictDialog *self)
{
  answer (self, QUAY_OVERWRITE_ALWAYS, NULL);
}

static void
on_skip (QuaysideConflictDialog *self)
{
  answer (self, QUAY_OVERWRITE_NEVER, NULL);
}

static void
on_resume (QuaysideConflictDialog *self)
{
  answer (self, QUAY_OVERWRITE_RESUME, NULL);
}

/* The proposal may be taken too: left as it is, the engine finds the next free name. */
static void
on_rename (QuaysideConflictDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  answer (self, QUAY_OVERWRITE_RENAME, g_str_equal (name, self->proposed) ? NULL : name);
}

static void
on_cancel (QuaysideConflictDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

AdwDialog *
quayside_conflict_dialog_new (QuayConflict *conflict)
{
  QuaysideConflictDialog *self = g_object_new (QUAYSIDE_TYPE_CONFLICT_DIALOG, NULL);

  self->conflict = g_object_ref (conflict);
  fill (self);
  return ADW_DIALOG (self);
}

gboolean
quayside_conflict_dialog_get_answered (QuaysideConflictDialog *self)
{
  return self->answered;
}

static void
quayside_conflict_dialog_dispose (GObject *object)
{
  QuaysideConflictDialog *self = QUAYSIDE_CONFLICT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_CONFLICT_DIALOG);
  g_clear_object (&self->conflict);
  g_clear_pointer (&self->proposed, g_free);
  G_OBJECT_CLASS (quayside_conflict_dialog_parent_class)->dispose (object);
}

static void
quayside_conflict_dialog_class_init (QuaysideConflictDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_conflict_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/quayside/Quayside/quayside-conflict-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, source_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, target_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, source_newer);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, target_newer);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, apply_to_all);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, resume_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, rename_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, overwrite_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideConflictDialog, skip_button);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_overwrite);
  gtk_widget_class_bind_template_callback (widget_class, on_skip);
  gtk_widget_class_bind_template_callback (widget_class, on_resume);
  gtk_widget_class_bind_template_callback (widget_class, on_rename);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
quayside_conflict_dialog_init (QuaysideConflictDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
