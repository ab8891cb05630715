/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-limit-dialog.h"

#include "quayside-speed-limit.h"

/* What the row counts in: g_format_size's kB. */
#define UNIT 1000

/* Where there is no limit yet, one to begin with. */
#define FIRST 1000

#define LIMIT_AT_MOST 100000000

struct _QuaysideLimitDialog
{
  AdwAlertDialog parent_instance;

  /* Template */
  AdwEntryRow *row;
};

G_DEFINE_FINAL_TYPE (QuaysideLimitDialog, quayside_limit_dialog, ADW_TYPE_ALERT_DIALOG)

static gboolean
read_limit (QuaysideLimitDialog *self, guint64 *limit)
{
  return g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (self->row)), 10, 1, LIMIT_AT_MOST, limit,
                                     NULL);
}

static void
on_changed (QuaysideLimitDialog *self)
{
  guint64 limit;

  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "set", read_limit (self, &limit));
}

static void
quayside_limit_dialog_response (AdwAlertDialog *dialog, const char *response)
{
  QuaysideLimitDialog *self = QUAYSIDE_LIMIT_DIALOG (dialog);

  guint64 limit;

  if (g_str_equal (response, "set") && read_limit (self, &limit))
    quayside_speed_limit_set (quayside_speed_limit_get_default (), limit * UNIT);
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
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
quayside_limit_dialog_init (QuaysideLimitDialog *self)
{
  g_autofree char *text = NULL;
  guint64 limit;

  gtk_widget_init_template (GTK_WIDGET (self));
  limit = quayside_speed_limit_get (quayside_speed_limit_get_default ());
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, limit > 0 ? limit / UNIT : FIRST);
  gtk_editable_set_text (GTK_EDITABLE (self->row), text);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->row));
}

AdwDialog *
quayside_limit_dialog_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_LIMIT_DIALOG, NULL);
}
