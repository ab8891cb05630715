/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-name-dialog.h"

#include <glib/gi18n.h>

#include "quayside-name-check.h"

/* A dialog takes the focus in its second frame, which selects the whole text; the stem is selected after. */
#define SELECT_FRAME 4

struct _QuaysideNameDialog
{
  AdwAlertDialog parent_instance;

  /* Template */
  AdwEntryRow *entry;
  GtkLabel *problem;

  /* Borrowed: the asker's, for as long as the question stands */
  QuaysideNameValidator validator;
  gpointer validator_data;

  /* Owned */
  char *initial;
  guint frames;
};

G_DEFINE_FINAL_TYPE (QuaysideNameDialog, quayside_name_dialog, ADW_TYPE_ALERT_DIALOG)

static void
validate (QuaysideNameDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *problem = NULL;
  gboolean wrong;

  problem = quayside_name_check (name);
  if (problem == NULL && self->validator != NULL)
    problem = self->validator (name, self->validator_data);
  wrong = problem != NULL && problem[0] != '\0';
  gtk_label_set_label (self->problem, wrong ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "ok", problem == NULL);
}

static gboolean
select_stem (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  QuaysideNameDialog *self = QUAYSIDE_NAME_DIALOG (widget);

  if (++self->frames < SELECT_FRAME)
    return G_SOURCE_CONTINUE;
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->initial))
    gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, quayside_name_check_stem_length (self->initial));
  return G_SOURCE_REMOVE;
}

static void
quayside_name_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (quayside_name_dialog_parent_class)->map (widget);
  QUAYSIDE_NAME_DIALOG (widget)->frames = 0;
  gtk_widget_add_tick_callback (widget, select_stem, NULL, NULL);
}

AdwDialog *
quayside_name_dialog_new (const char *heading,
                          const char *body,
                          const char *accept,
                          const char *initial,
                          QuaysideNameValidator validator,
                          gpointer validator_data)
{
  QuaysideNameDialog *self
      = g_object_new (QUAYSIDE_TYPE_NAME_DIALOG, "heading", heading, "body", body != NULL ? body : "", NULL);

  adw_alert_dialog_set_response_label (ADW_ALERT_DIALOG (self), "ok", accept);
  self->initial = g_utf8_make_valid (initial != NULL ? initial : "", -1);
  self->validator = validator;
  self->validator_data = validator_data;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->initial);
  validate (self);
  return ADW_DIALOG (self);
}

char *
quayside_name_dialog_dup_name (QuaysideNameDialog *self)
{
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
quayside_name_dialog_dispose (GObject *object)
{
  QuaysideNameDialog *self = QUAYSIDE_NAME_DIALOG (object);

  g_clear_pointer (&self->initial, g_free);
  G_OBJECT_CLASS (quayside_name_dialog_parent_class)->dispose (object);
}

static void
quayside_name_dialog_class_init (QuaysideNameDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_name_dialog_dispose;
  widget_class->map = quayside_name_dialog_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-name-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideNameDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, QuaysideNameDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, validate);
}

static void
quayside_name_dialog_init (QuaysideNameDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
