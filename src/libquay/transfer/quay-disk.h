/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayDisk: where the blocking work of transfers runs (open, read, write, fsync, rename), so that a slow disk never stalls
 * the network. A few threads for the whole process; what is done comes back to the main context the QuayDisk was made for,
 * many results with one wake-up.
 */
typedef struct _QuayDisk QuayDisk;

typedef void (*QuayDiskFunc) (gpointer data);

QuayDisk *quay_disk_new   (GMainContext *context);
QuayDisk *quay_disk_ref   (QuayDisk *self);
void      quay_disk_unref (QuayDisk *self);
/* @work runs in a pool thread, then @done (nullable) in the context. Never dropped: each @done comes, also when the QuayDisk has
 * been given up meanwhile, as long as the context runs. */
void      quay_disk_run   (QuayDisk *self, QuayDiskFunc work, QuayDiskFunc done, gpointer data);
/* In the context's thread: work or results are outstanding. */
gboolean  quay_disk_is_busy (QuayDisk *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayDisk, quay_disk_unref)

G_END_DECLS
