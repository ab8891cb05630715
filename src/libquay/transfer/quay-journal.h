/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-conflict.h"

G_BEGIN_DECLS

/**
 * QuayJournal:
 *
 * What survives the program: which transfers stood in the queue, and how far unfinished files are. An SQLite database in WAL
 * mode, mode 0600, which several programs may use at once (`NAME.lock` beside it says who). It never holds a secret. A
 * database that is damaged is moved aside, and a new one begun: what is lost is only the knowledge of how far things were.
 */
typedef struct _QuayJournal QuayJournal;

#define QUAY_TYPE_JOURNAL (quay_journal_get_type ())
QUAY_API GType        quay_journal_get_type (void);
/* Makes the folders above @path, mode 0700. Blocks. */
QUAY_API QuayJournal *quay_journal_open     (const char *path, GError **error);
/* In the user's state folder. */
QUAY_API QuayJournal *quay_journal_open_default (GError **error);
QUAY_API QuayJournal *quay_journal_ref      (QuayJournal *self);
/* The last one commits what waits, and closes. */
QUAY_API void         quay_journal_unref    (QuayJournal *self);
/* What keeps it from being written now; or, once, what was lost for good. */
QUAY_API GError      *quay_journal_dup_error (QuayJournal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayJournal, quay_journal_unref)

G_END_DECLS
