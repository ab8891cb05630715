/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "quay-log.h"

G_BEGIN_DECLS

/*
 * SFTP packets for the log: at level 2 a line for each, at level 3 its bytes besides, those of files only where that is
 * wanted. Both look at the level first, and cost nothing where it is lower.
 */

/* @data: packets with their lengths before them. */
void quay_sftp_trace_sent     (const QuayLog *log, const guint8 *data, gsize size);
/* @data: of one packet, from the type on. */
void quay_sftp_trace_received (const QuayLog *log, const guint8 *data, gsize size);

G_END_DECLS
