/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

/*
 * QuayEolConverter: line endings of one kind become another, in text that comes in pieces. Only what ends lines at its origin
 * does; everything else stays as it is, so that the way back gives the same bytes.
 */
typedef struct {
  QuayEol from;
  QuayEol to;
  gboolean after_cr; /* the last piece ended in what may be the first half of CR LF */
} QuayEolConverter;

/* Appends what becomes of @data to @out. */
void quay_eol_convert (QuayEolConverter *self, const guint8 *data, gsize length, GByteArray *out);
/* The end of the text. */
void quay_eol_finish  (QuayEolConverter *self, GByteArray *out);

G_END_DECLS
