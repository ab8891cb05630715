/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INTERVAL_MS 100

/* Where the terminal does not tell its width. */
#define DEFAULT_COLUMNS 80

struct _QuayCliProgress
{
  QuayTransferQueue *queue;
  gboolean enabled;
  gboolean shown;
  guint n_pauses;
  guint timer;
};

QuayCliProgress *
quay_cli_progress_new (gboolean quiet)
{
  QuayCliProgress *self = g_new0 (QuayCliProgress, 1);

  self->enabled = !quiet && isatty (STDERR_FILENO);

  return self;
}

void
quay_cli_progress_free (QuayCliProgress *self)
{
  quay_cli_progress_stop (self);
  g_free (self);
}

static void
add_up (GListModel *queue, QuayTransferProgress *sum, QuayTransfer **running)
{
  guint n_items = g_list_model_get_n_items (queue);

  sum->total_known = TRUE;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (QuayTransfer) transfer = g_list_model_get_item (queue, i);
      QuayTransferProgress one = { 0 };

      quay_transfer_get_progress (transfer, &one);
      sum->bytes_done += one.bytes_done;
      sum->bytes_total += one.bytes_total;
      sum->files_done += one.files_done;
      sum->files_total += one.files_total;
      sum->total_known &= one.total_known;
      if (*running == NULL && quay_transfer_get_state (transfer) == QUAY_TRANSFER_RUNNING)
        g_set_object (running, transfer);
    }
}

static void
append_time_left (GString *line, const QuayTransferProgress *sum)
{
  gint64 seconds;

  if (!sum->total_known || sum->rate < 1 || sum->bytes_total < sum->bytes_done)
    return;
  seconds = (gint64)((double)(sum->bytes_total - sum->bytes_done) / sum->rate);
  if (seconds < 3600)
    g_string_append_printf (line, "  %d:%02d", (int)(seconds / 60), (int)(seconds % 60));
  else if (seconds < 360000)
    g_string_append_printf (line, "  %d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                            (int)(seconds % 60));
}

static char *
dup_line (QuayCliProgress *self)
{
  QuayTransferProgress sum = { 0 };
  g_autoptr (QuayTransfer) running = NULL;
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;
  g_autofree char *rate = NULL;
  GString *line = g_string_new (NULL);

  add_up (G_LIST_MODEL (self->queue), &sum, &running);
  sum.rate = quay_transfer_queue_get_rate (self->queue);
  done = g_format_size (sum.bytes_done);
  total = g_format_size (sum.bytes_total);
  rate = g_format_size ((guint64)MAX (sum.rate, 0));
  if (sum.bytes_total > 0)
    g_string_append_printf (line, "%3d %%  ", (int)(100.0 * (double)sum.bytes_done / (double)sum.bytes_total));
  g_string_append_printf (line, "%s of %s%s  %s/s", done, sum.total_known ? "" : "at least ", total, rate);
  append_time_left (line, &sum);
  if (sum.files_total > 1)
    g_string_append_printf (line, "  file %u of %u", MIN (sum.files_done + 1, sum.files_total), sum.files_total);
  if (running != NULL && quay_transfer_get_current_name (running) != NULL)
    g_string_append_printf (line, "  %s", quay_transfer_get_current_name (running));

  return g_string_free_and_steal (line);
}

static int
get_columns (void)
{
  struct winsize size = { 0 };

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : DEFAULT_COLUMNS;
}

/* Wide characters count double; the last column stays free, or the line would wrap. */
static void
cut_to_width (char *line, int columns)
{
  char *p = line;

  for (int used = 0; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      used += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
      if (used >= columns)
        break;
    }
  *p = '\0';
}

static gboolean
on_timer (gpointer user_data)
{
  QuayCliProgress *self = user_data;
  g_autofree char *line = NULL;

  if (self->n_pauses > 0)
    return G_SOURCE_CONTINUE;
  line = dup_line (self);
  cut_to_width (line, get_columns ());
  fprintf (stderr, "\r%s\x1b[K", line);
  fflush (stderr);
  self->shown = TRUE;

  return G_SOURCE_CONTINUE;
}

void
quay_cli_progress_start (QuayCliProgress *self, QuayTransferQueue *queue)
{
  if (!self->enabled || self->timer != 0)
    return;
  self->queue = g_object_ref (queue);
  self->timer = g_timeout_add (INTERVAL_MS, on_timer, self);
}

void
quay_cli_progress_stop (QuayCliProgress *self)
{
  quay_cli_progress_hide (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->queue);
}

void
quay_cli_progress_hide (QuayCliProgress *self)
{
  if (!self->shown)
    return;
  fputs ("\r\x1b[K", stderr);
  fflush (stderr);
  self->shown = FALSE;
}

void
quay_cli_progress_pause (QuayCliProgress *self)
{
  quay_cli_progress_hide (self);
  self->n_pauses++;
}

void
quay_cli_progress_resume (QuayCliProgress *self)
{
  g_assert (self->n_pauses > 0);
  self->n_pauses--;
}
