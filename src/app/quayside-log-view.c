/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-log-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-dialogs.h"

/* Enough to see how a login went; more only costs memory. */
#define MAX_LINES 5000

/* A line of the engine is a sentence; what is longer quotes the server. */
#define MAX_LINE_CHARS 4000

/* Lines are gathered for this long, so that a busy log does not keep the window busy. */
#define FLUSH_MS 100

struct _QuaysideLogView
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *box;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;

  /* Owned */
  QuayLogin *login;
  GString *pending;
  guint flush_source;
};

G_DEFINE_FINAL_TYPE (QuaysideLogView, quayside_log_view, GTK_TYPE_WIDGET)

static void
drop_old_lines (QuaysideLogView *self)
{
  int excess = gtk_text_buffer_get_line_count (self->buffer) - 1 - MAX_LINES;
  GtkTextIter start, end;

  if (excess <= 0)
    return;
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_get_iter_at_line (self->buffer, &end, excess);
  gtk_text_buffer_delete (self->buffer, &start, &end);
}

/* Follows the end unless the person scrolled up to read. */
static gboolean
is_at_end (QuaysideLogView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->text_view));
  double bottom = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  return gtk_adjustment_get_value (adjustment) >= bottom - 1;
}

static void
flush (QuaysideLogView *self)
{
  gboolean follow = is_at_end (self);
  GtkTextIter end;

  g_clear_handle_id (&self->flush_source, g_source_remove);
  if (self->pending->len == 0)
    return;
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_insert (self->buffer, &end, self->pending->str, self->pending->len);
  g_string_truncate (self->pending, 0);
  drop_old_lines (self);
  if (!follow)
    return;
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_move_mark_by_name (self->buffer, "end", &end);
  gtk_text_view_scroll_mark_onscreen (self->text_view, gtk_text_buffer_get_mark (self->buffer, "end"));
}

static gboolean
on_flush (gpointer user_data)
{
  QuaysideLogView *self = user_data;

  self->flush_source = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

void
quayside_log_view_append (QuaysideLogView *self, const char *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *safe = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_if_fail (QUAYSIDE_IS_LOG_VIEW (self));

  safe = quay_text_escape_message (message, -1, MAX_LINE_CHARS);
  lines = g_strsplit (safe, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (self->pending, "%s  %s\n", time, lines[i]);
  if (self->flush_source == 0)
    self->flush_source = g_timeout_add (FLUSH_MS, on_flush, self);
}

static void
on_log (QuayLogin *login, int level, const char *message, QuaysideLogView *self)
{
  quayside_log_view_append (self, message);
}

void
quayside_log_view_set_login (QuaysideLogView *self, QuayLogin *login)
{
  g_return_if_fail (QUAYSIDE_IS_LOG_VIEW (self));

  if (self->login == login)
    return;
  if (self->login != NULL)
    g_signal_handlers_disconnect_by_func (self->login, on_log, self);
  g_set_object (&self->login, login);
  if (login != NULL)
    g_signal_connect_object (login, "log", G_CALLBACK (on_log), self, 0);
}

char *
quayside_log_view_dup_text (QuaysideLogView *self)
{
  GtkTextIter start, end;

  flush (self);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = quayside_log_view_dup_text (QUAYSIDE_LOG_VIEW (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  quayside_add_toast (widget, _ ("The log is on the clipboard."));
}

static void
action_clear (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideLogView *self = QUAYSIDE_LOG_VIEW (widget);

  g_string_truncate (self->pending, 0);
  gtk_text_buffer_set_text (self->buffer, "", 0);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideLogView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    quayside_show_error (GTK_WIDGET (self), _ ("Could Not Save Log"), error);
}

static void
on_file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideLogView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (file == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
          && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
        quayside_show_error (GTK_WIDGET (self), _ ("Could Not Save Log"), error);
      return;
    }
  text = quayside_log_view_dup_text (self);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_saved,
                                       g_object_ref (self));
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_file_dialog_set_title (dialog, _ ("Save the Log"));
  gtk_file_dialog_set_initial_name (dialog, "quayside.log");
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_file_chosen,
                        g_object_ref (widget));
}

GtkWidget *
quayside_log_view_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_LOG_VIEW, NULL);
}

static void
quayside_log_view_dispose (GObject *object)
{
  QuaysideLogView *self = QUAYSIDE_LOG_VIEW (object);

  quayside_log_view_set_login (self, NULL);
  g_clear_handle_id (&self->flush_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_LOG_VIEW);
  G_OBJECT_CLASS (quayside_log_view_parent_class)->dispose (object);
}

static void
quayside_log_view_finalize (GObject *object)
{
  g_string_free (QUAYSIDE_LOG_VIEW (object)->pending, TRUE);
  G_OBJECT_CLASS (quayside_log_view_parent_class)->finalize (object);
}

static void
quayside_log_view_class_init (QuaysideLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_log_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = quayside_log_view_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideLogView, box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideLogView, text_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideLogView, buffer);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, action_copy);
  gtk_widget_class_install_action (widget_class, "log.save", NULL, action_save);
  gtk_widget_class_install_action (widget_class, "log.clear", NULL, action_clear);
}

static void
quayside_log_view_init (QuaysideLogView *self)
{
  GtkTextIter end;

  self->pending = g_string_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_create_mark (self->buffer, "end", &end, FALSE);
}
