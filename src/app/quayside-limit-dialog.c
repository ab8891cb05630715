/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-limit-dialog.h"

#include "quayside-speed-limit.h"

/* What the row counts in: g_format_size's kB. */
#define UNIT 1000

/* Where there is no limit yet, one to begin with. */
#define FIRST 1000

struct _QuaysideLimitDialog
{
  AdwAlertDialog parent_instance;

  /* Template */
  AdwSpinRow *row;
};

G_DEFINE_FINAL_TYPE (QuaysideLimitDialog, quayside_limit_dialog, ADW_TYPE_ALERT_DIALOG)

static void
quayside_limit_dialog_response (AdwAlertDialog *dialog, const char *response)
{
  QuaysideLimitDialog *self = QUAYSIDE_LIMIT_DIALOG (dialog);

  if (!g_str_equal (response, "set"))
    return;
  adw_spin_row_update (self->row);
  quayside_speed_limit_set (quayside_speed_limit_get_default (), (guint64)adw_spin_row_get_value (self->row) * UNIT);
}

static void
quayside_limit_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_LIMIT_DIALOG);
  G_OBJECT_CLASS (quayside_limit_dialog_parent_class)->dispose (object);
}

static void
quayside_limit_dialog_class_init (QuaysideLimitDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_limit_dialog_dispose;
  ADW_ALERT_DIALOG_CLASS (klass)->response = quayside_limit_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-limit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideLimitDialog, row);
}

static void
quayside_limit_dialog_init (QuaysideLimitDialog *self)
{
  guint64 limit;

  gtk_widget_init_template (GTK_WIDGET (self));
  limit = quayside_speed_limit_get (quayside_speed_limit_get_default ());
  adw_spin_row_set_value (self->row, limit > 0 ? (double)(limit / UNIT) : FIRST);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->row));
}

AdwDialog *
quayside_limit_dialog_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_LIMIT_DIALOG, NULL);
}
