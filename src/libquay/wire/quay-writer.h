/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends RFC 4251 section 5 data types to a buffer that grows and is reused. */
typedef struct {
  guint8 *data;
  gsize len;
  gsize cap;
} QuayWriter;

void  quay_writer_clear   (QuayWriter *self); /* frees */
void  quay_writer_reset   (QuayWriter *self); /* keeps the memory */
void  quay_writer_u8      (QuayWriter *self, guint8 value);
void  quay_writer_u32     (QuayWriter *self, guint32 value);
void  quay_writer_u64     (QuayWriter *self, guint64 value);
void  quay_writer_string  (QuayWriter *self, gconstpointer data, gsize length);
void  quay_writer_cstring (QuayWriter *self, const char *text);
void  quay_writer_raw     (QuayWriter *self, gconstpointer data, gsize length);
gsize quay_writer_begin   (QuayWriter *self, guint8 type, guint32 id); /* length placeholder, type, id; returns its offset */
gsize quay_writer_begin_no_id (QuayWriter *self, guint8 type);
void  quay_writer_end     (QuayWriter *self, gsize offset);            /* patches the length of the packet begun at @offset */
void  quay_writer_end_with_tail (QuayWriter *self, gsize offset, gsize tail); /* the last @tail bytes come from elsewhere */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayWriter, quay_writer_clear)

G_END_DECLS
