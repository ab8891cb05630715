/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* How a transfer is written down for people. All (transfer full), safe to show. */
char *quayside_transfer_text_name      (QuayTransfer *transfer); /* the source's base name */
char *quayside_transfer_text_target    (QuayTransfer *transfer); /* the folder it goes to */
char *quayside_transfer_text_status    (QuayTransfer *transfer); /* bytes and files while it runs, else how it ended */
char *quayside_transfer_text_rate      (double bytes_a_second);
char *quayside_transfer_text_time_left (gint64 seconds);         /* "" where not known */

/* It is not over: it runs, or is going to. */
gboolean quayside_transfer_is_under_way (QuayTransferState state);

/* The parts of the above that need no transfer. */
char *quayside_transfer_text_progress  (const QuayTransferProgress *progress);
char *quayside_transfer_text_result    (QuayTransferState state, const QuayTransferProgress *progress, const GError *error);
/* "Upload NAME: STATUS", all of it in one line. */
char *quayside_transfer_text_summary   (QuayTransfer *transfer);

G_END_DECLS
