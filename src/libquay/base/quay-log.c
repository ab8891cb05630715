/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-log.h"

void
quay_log_va (const QuayLog *self, int level, const char *format, va_list args)
{
  g_autofree char *message = NULL;

  if (self->func == NULL)
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
