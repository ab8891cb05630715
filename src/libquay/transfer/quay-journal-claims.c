/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who works on a file now: of two at once only one may go on with what is there, record how far it is, and tidy up. */
#include "quay-journal-impl.h"

typedef struct
{
  gconstpointer claimant;
  guint count;
} Claim;

GHashTable *
quay_journal_claims_new (void)
{
  return g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
}

/* Where the lock of a file lies. Two files in one place would only keep each other from being recorded. */
static guint64
place (GBytes *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size, n = 32;
  gconstpointer bytes = g_bytes_get_data (name, &size);
  guint8 digest[32];
  guint64 result = 0;

  g_checksum_update (checksum, bytes, size);
  g_checksum_get_digest (checksum, digest, &n);
  for (guint i = 0; i < sizeof result; i++)
    result = result << 8 | digest[i];

  return result;
}

static gboolean
claim_anew (QuayJournal *self, GBytes *name, gconstpointer claimant)
{
  Claim *claim;

  if (!quay_journal_file_take_thing (self->file, place (name)))
    return FALSE;
  claim = g_new (Claim, 1);
  *claim = (Claim){ claimant, 1 };
  g_hash_table_insert (self->claims, g_bytes_ref (name), claim);

  return TRUE;
}

/* Under the mutex, lock and all: the journal lies on a disk of this machine, or SQLite could not share its write-ahead
 * log; there a lock is a matter of memory. */
gboolean
quay_journal_claim_part (QuayJournal *self, const QuayPartKey *key, gconstpointer claimant)
{
  g_autoptr (GBytes) name = quay_journal_name_part (key);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Claim *claim = g_hash_table_lookup (self->claims, name);

  if (claim == NULL)
    return claim_anew (self, name, claimant);
  if (claim->claimant != claimant)
    return FALSE;
  claim->count++;

  return TRUE;
}

void
quay_journal_release_part (QuayJournal *self, const QuayPartKey *key)
{
  g_autoptr (GBytes) name = quay_journal_name_part (key);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Claim *claim = g_hash_table_lookup (self->claims, name);

  g_return_if_fail (claim != NULL);

  if (--claim->count > 0)
    return;
  g_hash_table_remove (self->claims, name);
  quay_journal_file_drop_thing (self->file, place (name));
}
