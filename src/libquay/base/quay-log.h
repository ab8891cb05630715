/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @level: 0 errors, 1 what happens, 2 packets, 3 bytes. @message: one line, escaped; with a secret only where that is wanted. */
typedef void (*QuayLogFunc) (int level, const char *message, gpointer user_data);

/* What is wanted; changed from any thread, by g_atomic_int_set(). */
typedef struct {
  gint level;
  gint mask;  /* no secrets */
  gint files; /* the bytes of files */
} QuayLogLimits;

/* Where the lines for the log go. All zeros: nowhere. */
typedef struct {
  QuayLogFunc func;
  gpointer user_data;
  const QuayLogLimits *limits; /* NULL: all levels, masked, without the bytes of files */
} QuayLog;

/* Whether it is worth making a line of that level. */
gboolean quay_log_wants         (const QuayLog *self, int level);
gboolean quay_log_shows_secrets (const QuayLog *self);
gboolean quay_log_shows_files   (const QuayLog *self);

/* Nothing is formatted that is not wanted. */
void quay_log    (const QuayLog *self, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);
void quay_log_va (const QuayLog *self, int level, const char *format, va_list args) G_GNUC_PRINTF (3, 0);

/* Level 3: "WHAT: " and the secret, or that it is masked. */
void quay_log_secret (const QuayLog *self, const char *what, const char *secret);
/* Level 3: the same of bytes. */
void quay_log_secret_bytes (const QuayLog *self, const char *what, const void *data, gsize size);

G_END_DECLS
