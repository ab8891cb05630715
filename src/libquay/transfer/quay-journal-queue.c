/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The transfers of the queue, and whose they are. */
#include "quay-journal-impl.h"

#include <math.h>
#include <string.h>

#include "quay-error-private.h"

void
quay_journal_transfer_free (QuayJournalTransfer *self)
{
  if (self == NULL)
    return;
  g_free (self->local);
  g_free (self->remote);
  g_free (self->error_message);
  g_clear_pointer (&self->site, g_variant_unref);
  g_clear_pointer (&self->options, g_variant_unref);
  g_free (self);
}

/* Options: in the file as GVariant's bytes, little-endian */

static GBytes *
store_variant (GVariant *variant)
{
  g_autoptr (GVariant) stored = NULL;

  if (variant == NULL)
    return g_bytes_new (NULL, 0);
  stored = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (variant) : g_variant_ref (variant);

  return g_variant_get_data_as_bytes (stored);
}

static GVariant *
load_variant (sqlite3_stmt *statement, int column)
{
  g_autoptr (GBytes) bytes = quay_journal_dup_blob (statement, column);
  g_autoptr (GVariant) stored = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));

  return G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (stored) : g_variant_get_normal_form (stored);
}

/* A text under a name that stands for a secret, in a dictionary or in one within it. */
static gboolean
is_secret (const char *name, GVariant *value)
{
  static const char *const names[] = { "password", "passphrase", "passwd", "secret" };
  g_autofree char *folded = g_ascii_strdown (name, -1);

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) && !g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (folded, names[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
holds_secret (GVariant *variant)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;
  gboolean found = FALSE;

  if (variant == NULL || !g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return FALSE;
  g_variant_iter_init (&iter, variant);
  while (!found && g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      found = is_secret (name, value) || holds_secret (value);
      g_variant_unref (value);
    }

  return found;
}

/* Changes */

typedef struct
{
  QuayJournalOp op;
  gint64 instance;
  QuayJournalTransfer transfer; /* what the change is about */
  GBytes *site;
  GBytes *options;
} TransferOp;

static void
free_transfer_op (QuayJournalOp *op)
{
  TransferOp *self = (TransferOp *)op;

  g_free (self->transfer.local);
  g_free (self->transfer.remote);
  g_free (self->transfer.error_message);
  g_clear_pointer (&self->site, g_bytes_unref);
  g_clear_pointer (&self->options, g_bytes_unref);
  g_free (self);
}

/* With the fields that change: state, position, error and bytes. */
static TransferOp *
new_transfer_op (int (*apply) (QuayJournalOp *, QuayJournalDb *), const QuayJournalTransfer *transfer)
{
  TransferOp *self = g_new0 (TransferOp, 1);

  self->op = (QuayJournalOp){ .apply = apply, .free = free_transfer_op };
  self->transfer = (QuayJournalTransfer){
    .id = transfer->id,
    /* SQLite takes it for NULL. */
    .position = isnan (transfer->position) ? 0 : transfer->position,
    .state = transfer->state,
    .error_code = transfer->error_code,
    .error_message = g_strdup (transfer->error_message),
    .bytes_done = transfer->bytes_done,
    .bytes_total = transfer->bytes_total,
  };

  return self;
}

static void
bind_changing (sqlite3_stmt *statement, const QuayJournalTransfer *transfer)
{
  sqlite3_bind_int64 (statement, 1, transfer->id);
  sqlite3_bind_double (statement, 2, transfer->position);
  sqlite3_bind_int64 (statement, 3, transfer->state);
  sqlite3_bind_int (statement, 4, transfer->error_code);
  quay_journal_bind_bytes (statement, 5, transfer->error_message);
  sqlite3_bind_int64 (statement, 6, transfer->bytes_done);
  sqlite3_bind_int64 (statement, 7, transfer->bytes_total);
}

static int
apply_add (QuayJournalOp *op, QuayJournalDb *db)
{
  TransferOp *self = (TransferOp *)op;
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_ADD_TRANSFER);

  bind_changing (statement, &self->transfer);
  sqlite3_bind_int64 (statement, 8, self->instance);
  sqlite3_bind_int (statement, 9, self->transfer.direction);
  quay_journal_bind_bytes (statement, 10, self->transfer.local);
  quay_journal_bind_bytes (statement, 11, self->transfer.remote);
  quay_journal_bind_blob (statement, 12, self->site);
  quay_journal_bind_blob (statement, 13, self->options);
  sqlite3_bind_int64 (statement, 14, self->transfer.added);

  return quay_journal_db_run (db, QUAY_JOURNAL_ADD_TRANSFER);
}

/* The instance is this program's alone, so counting is enough. */
static gint64
next_id (QuayJournal *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->instance << 32 | ++self->n_ids;
}

gint64
quay_journal_add_transfer (QuayJournal *self, const QuayJournalTransfer *transfer)
{
  TransferOp *op = new_transfer_op (apply_add, transfer);
  gint64 id = next_id (self);

  g_assert (!holds_secret (transfer->site));
  g_assert (!holds_secret (transfer->options));
  op->instance = self->instance;
  op->transfer.id = id;
  op->transfer.direction = transfer->direction;
  op->transfer.local = g_strdup (transfer->local);
  op->transfer.remote = g_strdup (transfer->remote);
  op->transfer.added = transfer->added;
  op->site = store_variant (transfer->site);
  op->options = store_variant (transfer->options);
  quay_journal_writer_push (self->writer, &op->op);

  return id;
}

static int
apply_update (QuayJournalOp *op, QuayJournalDb *db)
{
  TransferOp *self = (TransferOp *)op;
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_UPDATE_TRANSFER);

  bind_changing (statement, &self->transfer);
  if (self->options != NULL)
    quay_journal_bind_blob (statement, 8, self->options);

  return quay_journal_db_run (db, QUAY_JOURNAL_UPDATE_TRANSFER);
}

void
quay_journal_update_transfer (QuayJournal *self, const QuayJournalTransfer *transfer)
{
  TransferOp *op = new_transfer_op (apply_update, transfer);

  g_assert (!holds_secret (transfer->options));
  if (transfer->options != NULL)
    op->options = store_variant (transfer->options);
  op->op.replaces = transfer->id;
  quay_journal_writer_push (self->writer, &op->op);
}

static int
apply_remove (QuayJournalOp *op, QuayJournalDb *db)
{
  sqlite3_bind_int64 (quay_journal_db_get (db, QUAY_JOURNAL_REMOVE_TRANSFER), 1, ((TransferOp *)op)->transfer.id);

  return quay_journal_db_run (db, QUAY_JOURNAL_REMOVE_TRANSFER);
}

void
quay_journal_remove_transfer (QuayJournal *self, gint64 id)
{
  const QuayJournalTransfer transfer = { .id = id };

  quay_journal_writer_push (self->writer, &new_transfer_op (apply_remove, &transfer)->op);
}

/* Claiming */

typedef struct
{
  QuayJournalOp op;
  QuayJournal *journal;
  GPtrArray *transfers;
} ClaimOp;

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  g_autofree char *bytes = quay_journal_dup_bytes (statement, column);

  return bytes != NULL ? g_utf8_make_valid (bytes, -1) : NULL;
}

static QuayJournalTransfer *
read_transfer (sqlite3_stmt *statement)
{
  QuayJournalTransfer *self = g_new (QuayJournalTransfer, 1);

  *self = (QuayJournalTransfer){
    .id = sqlite3_column_int64 (statement, 0),
    .position = sqlite3_column_double (statement, 1),
    .state = sqlite3_column_int64 (statement, 2),
    .error_code = sqlite3_column_int (statement, 3),
    .error_message = dup_text (statement, 4),
    .bytes_done = sqlite3_column_int64 (statement, 5),
    .bytes_total = sqlite3_column_int64 (statement, 6),
    .direction = sqlite3_column_int (statement, 7),
    .local = quay_journal_dup_bytes (statement, 8),
    .remote = quay_journal_dup_bytes (statement, 9),
    .site = load_variant (statement, 10),
    .options = load_variant (statement, 11),
    .added = sqlite3_column_int64 (statement, 12),
  };

  return self;
}

/* SQLITE_DONE or what went wrong. @owners: those whose program is gone. */
static int
list_dead_owners (ClaimOp *self, QuayJournalDb *db, GArray *owners)
{
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_LIST_OWNERS);
  int code;

  sqlite3_bind_int64 (statement, 1, self->journal->instance);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 owner = sqlite3_column_int64 (statement, 0);

      if (!quay_journal_file_is_taken (self->journal->file, owner))
        g_array_append_val (owners, owner);
    }
  quay_journal_db_reset (db, QUAY_JOURNAL_LIST_OWNERS);

  return code;
}

static int
take_over (ClaimOp *self, QuayJournalDb *db, gint64 owner)
{
  sqlite3_stmt *list = quay_journal_db_get (db, QUAY_JOURNAL_LIST_TRANSFERS);
  sqlite3_stmt *claim = quay_journal_db_get (db, QUAY_JOURNAL_CLAIM);
  int code;

  sqlite3_bind_int64 (list, 1, owner);
  while ((code = sqlite3_step (list)) == SQLITE_ROW)
    g_ptr_array_add (self->transfers, read_transfer (list));
  quay_journal_db_reset (db, QUAY_JOURNAL_LIST_TRANSFERS);
  if (code != SQLITE_DONE)
    return code;
  sqlite3_bind_int64 (claim, 1, owner);
  sqlite3_bind_int64 (claim, 2, self->journal->instance);

  return quay_journal_db_run (db, QUAY_JOURNAL_CLAIM);
}

/* Nobody else can claim meanwhile: the transaction writes, and there is one of those at a time. */
static int
apply_claim (QuayJournalOp *op, QuayJournalDb *db)
{
  ClaimOp *self = (ClaimOp *)op;
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  int code = list_dead_owners (self, db, owners);

  if (code != SQLITE_DONE)
    return code;
  g_ptr_array_set_size (self->transfers, 0);
  code = SQLITE_OK;
  for (guint i = 0; i < owners->len && code == SQLITE_OK; i++)
    code = take_over (self, db, g_array_index (owners, gint64, i));

  return code;
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const QuayJournalTransfer *one = a, *other = b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;

  return one->id < other->id ? -1 : one->id > other->id;
}

GPtrArray *
quay_journal_claim_transfers (QuayJournal *self, GError **error)
{
  g_autoptr (GPtrArray) transfers = g_ptr_array_new_with_free_func ((GDestroyNotify)quay_journal_transfer_free);
  ClaimOp op = { .op = { .apply = apply_claim }, .journal = self, .transfers = transfers };

  if (!quay_journal_writer_run (self->writer, &op.op, error))
    return NULL;
  g_ptr_array_sort_values (transfers, compare_order);

  return g_steal_pointer (&transfers);
}
