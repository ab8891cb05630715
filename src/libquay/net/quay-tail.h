/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* QuayTail: the last 4 KiB of what a peer says on its standard error, however much it says. */
typedef struct _QuayTail QuayTail;

QuayTail *quay_tail_new      (void);
void      quay_tail_free     (QuayTail *self);
void      quay_tail_append   (QuayTail *self, const char *bytes, gsize size);
char     *quay_tail_dup_text (QuayTail *self); /* escaped, without surrounding white space; NULL where nothing was said */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTail, quay_tail_free)

G_END_DECLS
