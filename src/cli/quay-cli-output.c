/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <quay.h>
#include <stdio.h>
#include <unistd.h>

#include "quay-cli-json.h"

/* Lines are gathered to this many bytes before they are written. */
#define BUFFER_SIZE (32 * 1024)

/* How long to wait for a slow reader before the main loop is looked at again. */
#define WAIT_MS 50

struct _QuayCliOutput
{
  GString *buffer;
  GCancellable *cancellable;
  gboolean json;
  gboolean quiet;
  gboolean terminal;
  gboolean broken; /* nobody reads any more, or nothing can be written */
  gboolean failed; /* the latter */
};

QuayCliOutput *
quay_cli_output_new (gboolean json, gboolean quiet, GCancellable *cancellable)
{
  QuayCliOutput *self = g_new0 (QuayCliOutput, 1);

  self->buffer = g_string_sized_new (BUFFER_SIZE);
  self->cancellable = g_object_ref (cancellable);
  self->json = json;
  self->quiet = quiet;
  self->terminal = isatty (STDOUT_FILENO);

  return self;
}

void
quay_cli_output_free (QuayCliOutput *self)
{
  g_string_free (self->buffer, TRUE);
  g_clear_object (&self->cancellable);
  g_free (self);
}

gboolean
quay_cli_output_is_json (QuayCliOutput *self)
{
  return self->json;
}

gboolean
quay_cli_output_is_quiet (QuayCliOutput *self)
{
  return self->quiet;
}

gboolean
quay_cli_output_is_broken (QuayCliOutput *self)
{
  return self->broken;
}

gboolean
quay_cli_output_has_failed (QuayCliOutput *self)
{
  return self->failed;
}

char *
quay_cli_output_dup_name (QuayCliOutput *self, const char *bytes)
{
  return self->terminal ? quay_text_escape (bytes, -1) : g_strdup (bytes);
}

/* A reader that had enough (head, less) is no error worth a word; a full disk is. */
static void
give_up (QuayCliOutput *self, int errsv)
{
  self->failed = errsv != 0 && errsv != EPIPE;
  if (self->failed)
    quay_cli_output_message (self, "Cannot write to the standard output: %s", g_strerror (errsv));
  self->broken = TRUE;
  g_string_truncate (self->buffer, 0);
  g_cancellable_cancel (self->cancellable);
}

/* After POLLOUT a pipe takes PIPE_BUF bytes without blocking; more might block. */
static gboolean
write_some (QuayCliOutput *self, gsize *done, int *errsv)
{
  struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };
  ssize_t written;

  while (poll (&fd, 1, WAIT_MS) <= 0)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
    }
  written = write (STDOUT_FILENO, self->buffer->str + *done, MIN (self->buffer->len - *done, PIPE_BUF));
  *errsv = written < 0 ? errno : 0;
  if (written < 0 && *errsv != EINTR && *errsv != EAGAIN)
    return FALSE;
  *done += MAX (written, 0);

  return TRUE;
}

void
quay_cli_output_flush (QuayCliOutput *self)
{
  gsize done = 0;
  int errsv = 0;

  while (done < self->buffer->len)
    if (!write_some (self, &done, &errsv))
      {
        give_up (self, errsv);
        return;
      }
  g_string_truncate (self->buffer, 0);
}

static void
end_line (QuayCliOutput *self)
{
  g_string_append_c (self->buffer, '\n');
  if (self->broken)
    g_string_truncate (self->buffer, 0);
  else if (self->buffer->len >= BUFFER_SIZE || self->terminal)
    quay_cli_output_flush (self);
}

void
quay_cli_output_line (QuayCliOutput *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->buffer, format, args);
  va_end (args);
  end_line (self);
}

void
quay_cli_output_object (QuayCliOutput *self, JsonBuilder *builder)
{
  g_autofree char *line = quay_cli_json_end (builder);

  g_string_append (self->buffer, line);
  end_line (self);
}

void
quay_cli_output_message (QuayCliOutput *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = quay_text_escape_message (text, -1, G_MAXSIZE);
  fprintf (stderr, "quay: %s\n", line);
}
