/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads RFC 4251 section 5 data types. The first failure latches: from then on every read gives 0 or NULL, and
 * quay_reader_ok is asked once at the end. Nothing is allocated but by the dup functions; that there is no memory for what the
 * other side sends is a failure like others. */
typedef struct {
  const guint8 *data;
  gsize size;
  gsize pos;
  gboolean failed;
} QuayReader;

void          quay_reader_init         (QuayReader *self, gconstpointer data, gsize size);
guint8        quay_reader_u8           (QuayReader *self);
guint32       quay_reader_u32          (QuayReader *self);
guint64       quay_reader_u64          (QuayReader *self);
const guint8 *quay_reader_string       (QuayReader *self, gsize *length); /* borrowed, not NUL-terminated */
char         *quay_reader_dup_text     (QuayReader *self, gsize max);     /* fails on NUL inside or more than @max bytes */
GBytes       *quay_reader_dup_bytes    (QuayReader *self, gsize max);     /* fails on more than @max bytes */
void          quay_reader_skip         (QuayReader *self, gsize length);
void          quay_reader_fail         (QuayReader *self);
gsize         quay_reader_left         (const QuayReader *self);
gboolean      quay_reader_ok           (const QuayReader *self);

G_END_DECLS
