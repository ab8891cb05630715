/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @level: 0 errors, 1 what happens, 2 packets, 3 bytes. @message: one line, escaped, never with a secret. */
typedef void (*QuayLogFunc) (int level, const char *message, gpointer user_data);

/* Where the lines for the log go. All zeros: nowhere. */
typedef struct {
  QuayLogFunc func;
  gpointer user_data;
} QuayLog;

void quay_log    (const QuayLog *self, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);
void quay_log_va (const QuayLog *self, int level, const char *format, va_list args) G_GNUC_PRINTF (3, 0);

G_END_DECLS
