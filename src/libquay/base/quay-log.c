/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-log.h"

#include "quay-text.h"

#define LEVEL_BYTES 3

gboolean
quay_log_wants (const QuayLog *self, int level)
{
  return self->func != NULL && (self->limits == NULL || level <= g_atomic_int_get (&self->limits->level));
}

gboolean
quay_log_shows_secrets (const QuayLog *self)
{
  return self->limits != NULL && !g_atomic_int_get (&self->limits->mask);
}

gboolean
quay_log_shows_files (const QuayLog *self)
{
  return self->limits != NULL && g_atomic_int_get (&self->limits->files);
}

void
quay_log_va (const QuayLog *self, int level, const char *format, va_list args)
{
  g_autofree char *message = NULL;

  if (!quay_log_wants (self, level))
    return;
  message = g_strdup_vprintf (format, args);
  self->func (level, message, self->user_data);
}

void
quay_log (const QuayLog *self, int level, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  quay_log_va (self, level, format, args);
  va_end (args);
}

void
quay_log_secret (const QuayLog *self, const char *what, const char *secret)
{
  g_autofree char *shown = NULL;

  if (!quay_log_wants (self, LEVEL_BYTES))
    return;
  shown = quay_log_shows_secrets (self) ? quay_text_escape (secret, -1) : g_strdup ("********");
  quay_log (self, LEVEL_BYTES, "%s: %s", what, shown);
}

void
quay_log_secret_bytes (const QuayLog *self, const char *what, const void *data, gsize size)
{
  g_autoptr (GString) line = NULL;

  if (!quay_log_wants (self, LEVEL_BYTES))
    return;
  line = g_string_new (NULL);
  for (gsize i = 0; i < size && quay_log_shows_secrets (self); i++)
    g_string_append_printf (line, " %02x", ((const guint8 *)data)[i]);
  quay_log (self, LEVEL_BYTES, "%s, %" G_GSIZE_FORMAT " bytes:%s", what, size, line->len > 0 ? line->str : " ********");
}
