/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayBlob: reads SSH's data types (RFC 4251 section 5) from memory it does not own. The first read past the end, or of
 * something malformed, latches: from then on every read gives 0 or NULL, so that a caller checks once, at the end, with
 * quay_blob_is_done. Nothing is allocated by a length that was read.
 */
typedef struct {
  const guint8 *data;
  gsize left;
  gboolean failed;
} QuayBlob;

void          quay_blob_init       (QuayBlob *self, const void *data, gsize size);
void          quay_blob_init_bytes (QuayBlob *self, GBytes *bytes);
guint8        quay_blob_get_byte   (QuayBlob *self);
guint32       quay_blob_get_uint32 (QuayBlob *self);
const guint8 *quay_blob_get_raw    (QuayBlob *self, gsize size);
const guint8 *quay_blob_get_string (QuayBlob *self, gsize *length);
gboolean      quay_blob_get_blob   (QuayBlob *self, QuayBlob *inner);        /* a string that is itself read */
const guint8 *quay_blob_get_mpint  (QuayBlob *self, gsize *length);          /* not negative; without the leading 0 byte */
char         *quay_blob_dup_name   (QuayBlob *self);                         /* an algorithm's name: 1-64 of printable ASCII */
gboolean      quay_blob_is_done    (const QuayBlob *self);                   /* nothing failed, nothing left */

/* The other way, appended to @array. */
void          quay_blob_put_byte   (GByteArray *array, guint8 value);
void          quay_blob_put_uint32 (GByteArray *array, guint32 value);
void          quay_blob_put_string (GByteArray *array, const void *data, gsize length);
void          quay_blob_put_text   (GByteArray *array, const char *text);
void          quay_blob_put_bytes  (GByteArray *array, GBytes *bytes);
void          quay_blob_put_mpint  (GByteArray *array, const guint8 *magnitude, gsize length); /* big-endian, >= 0 */

G_END_DECLS
