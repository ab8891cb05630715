/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayRanges: which bytes of a file are done: half-open ranges, sorted, apart from each other. A file striped over several
 * channels has holes, and what is left to do is what lies between.
 */
typedef struct _QuayRanges QuayRanges;

QuayRanges *quay_ranges_new       (void);
QuayRanges *quay_ranges_copy      (const QuayRanges *self);
void        quay_ranges_free      (QuayRanges *self);
/* [@begin, @end) is done; it may overlap what was before. */
void        quay_ranges_add       (QuayRanges *self, guint64 begin, guint64 end);
void        quay_ranges_clear     (QuayRanges *self);
guint       quay_ranges_get_n     (const QuayRanges *self);
void        quay_ranges_get       (const QuayRanges *self, guint index, guint64 *begin, guint64 *end);
guint64     quay_ranges_get_total (const QuayRanges *self);
/* Where the last range ends; 0 where there is none. */
guint64     quay_ranges_get_end   (const QuayRanges *self);
/* The first hole at or behind @from and before @limit; FALSE where there is none. */
gboolean    quay_ranges_next_hole (const QuayRanges *self, guint64 from, guint64 limit, guint64 *begin, guint64 *end);
/* Pairs of 64-bit numbers, big-endian. */
GBytes     *quay_ranges_to_bytes  (const QuayRanges *self);
/* NULL where the bytes are no sorted ranges within @limit. */
QuayRanges *quay_ranges_from_bytes (GBytes *bytes, guint64 limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayRanges, quay_ranges_free)

G_END_DECLS
