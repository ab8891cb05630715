/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-journal.h"
#include "quay-ranges.h"

G_BEGIN_DECLS

/* Everything here may be called from any thread. What says "blocks" goes to the disk: never in the main thread, and in a
 * connection's worker only through the disk pool. */

/* One file on its way. Paths are bytes. */
typedef struct {
  QuayDirection direction;
  char *site;           /* user@host:port */
  char *local;          /* whole path */
  char *remote;         /* whole path */
} QuayPartKey;

typedef struct {
  guint64 size;         /* the source's, with what tells one state of it from another */
  gint64 mtime;
  guint32 mtime_nsec;
  guint64 device;       /* 0 where the source is remote */
  guint64 inode;
  char *part;           /* downloads: the part file's name beside the target. Uploads: the whole remote path of the temporary file */
  guint64 part_device;  /* downloads: whose part file it is */
  guint64 part_inode;
  QuayRanges *done;     /* bytes that are on the disk for good */
} QuayPartRecord;

void     quay_part_key_clear      (QuayPartKey *self);
void     quay_part_record_clear   (QuayPartRecord *self);

/* Blocks, but not for what others write. TRUE and @record filled where there is a record; FALSE without @error where there is
 * none, or one that makes no sense. */
gboolean quay_journal_load_part   (QuayJournal *self, const QuayPartKey *key, QuayPartRecord *record, GError **error);
/* Blocks. Durable when it returns TRUE. Replaces what was recorded under the key. */
gboolean quay_journal_save_part   (QuayJournal *self, const QuayPartKey *key, const QuayPartRecord *record, GError **error);
/* Soon: committed together with others. */
void     quay_journal_forget_part (QuayJournal *self, const QuayPartKey *key);

/* Whoever records a file claims it first: FALSE where somebody else works on the same one now, in this program or another. The
 * same @claimant may claim it several times, and releases it as often. Gone with the program, however that ends. */
gboolean quay_journal_claim_part   (QuayJournal *self, const QuayPartKey *key, gconstpointer claimant);
void     quay_journal_release_part (QuayJournal *self, const QuayPartKey *key);

/* Files of a tree that are done, with the state of the source that was copied. Committed in groups, about twice a second.
 * Nothing where the transfer was removed. */
void     quay_journal_item_done   (QuayJournal *self, gint64 transfer, const char *path, guint64 size, gint64 mtime);
/* Blocks. Path (owned) -> QuayJournalItem (owned); empty where there is none. */
typedef struct {
  guint64 size;
  gint64 mtime;
} QuayJournalItem;
GHashTable *quay_journal_load_items (QuayJournal *self, gint64 transfer, GError **error);

/* The queue. */
typedef struct {
  gint64 id;            /* 0: not stored yet */
  double position;      /* order; between two neighbours there is always room */
  QuayDirection direction;
  char *local;
  char *remote;
  GVariant *site;       /* a{sv}: the site's options without secrets, as quay_site_options_to_variant makes them */
  GVariant *options;    /* a{sv}: QuayTransferOptions' properties */
  guint state;          /* QuayTransferState; RUNNING where the program ended while it ran */
  int error_code;       /* of QUAY_ERROR, 0 none */
  char *error_message;
  guint64 bytes_done;
  guint64 bytes_total;
  gint64 added;         /* Unix time, seconds */
} QuayJournalTransfer;

void       quay_journal_transfer_free   (QuayJournalTransfer *self);
/* Gives the id at once (unique among all programs that use the database); the row is committed soon. That no secret is in
 * the options is asserted. */
gint64     quay_journal_add_transfer    (QuayJournal *self, const QuayJournalTransfer *transfer);
/* State, position, error, bytes and, where given, options; committed soon, the last one wins. */
void       quay_journal_update_transfer (QuayJournal *self, const QuayJournalTransfer *transfer);
/* With its items; committed soon. */
void       quay_journal_remove_transfer (QuayJournal *self, gint64 id);
/* Blocks. Those that nobody owns: a transfer belongs to the program that added or claimed it for as long as that program
 * lives (by a lock that ends with it), so that two windows' programs never run the same one. In their order; now ours.
 * (element-type QuayJournalTransfer) */
GPtrArray *quay_journal_claim_transfers (QuayJournal *self, GError **error);
/* Blocks until all that was said so far is durable. With @error it is not, but is kept and tried again. */
gboolean   quay_journal_flush           (QuayJournal *self, GError **error);

/* How long another program may keep the database locked before those who wait get an error (30 s). For tests. */
void       quay_journal_set_patience    (QuayJournal *self, guint milliseconds);

G_END_DECLS
