/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Going on with what the server has of a file, and what the journal hears of an upload on its way. */
#include "quay-upload-private.h"

#include <string.h>

#include "quay-error-private.h"

/* What an earlier attempt left */

static gboolean
same_source (const QuayUpload *self)
{
  const QuayPartRecord *record = &self->checkpoint.record;
  const struct stat *st = &self->opened;

  return record->size == (guint64)st->st_size && record->mtime == st->st_mtim.tv_sec
         && record->mtime_nsec == (guint32)st->st_mtim.tv_nsec && record->device == st->st_dev
         && record->inode == st->st_ino;
}

/* In the pool, with the source open. */
void
quay_upload_find_temporary (QuayUpload *self)
{
  if (!quay_checkpoint_wanted (&self->checkpoint, self->size) || !quay_checkpoint_load (&self->checkpoint))
    return;
  if (same_source (self) && quay_transfer_options_get_resume (self->node->job->options)
      && quay_ranges_get_n (self->checkpoint.record.done) > 0)
    {
      self->found = TRUE;
      quay_ranges_free (self->done);
      self->done = quay_ranges_copy (self->checkpoint.record.done);
    }
  else
    self->stale = g_strdup (self->checkpoint.record.part);
}

/* Its proof: the ends of what is there are read back and compared with what is here. */

static void
clear_proofs (QuayUpload *self)
{
  for (guint i = 0; i < self->proofs->len; i++)
    g_free (g_array_index (self->proofs, QuayProof, i).data);
  g_array_set_size (self->proofs, 0);
}

static gboolean
differs (QuayUpload *self, const QuayProof *proof, guint8 *buffer)
{
  gssize n = quay_upload_read (self, buffer, proof->span.length, proof->span.offset);

  return n != (gssize)proof->span.length || memcmp (buffer, proof->data, n) != 0;
}

static void
compare (gpointer data)
{
  QuayUpload *self = data;

  for (guint i = 0; i < self->proofs->len && !self->differs; i++)
    {
      const QuayProof *proof = &g_array_index (self->proofs, QuayProof, i);
      g_autofree guint8 *buffer = g_malloc (proof->span.length);

      self->differs = differs (self, proof, buffer);
    }
}

static void
give_up (QuayUpload *self, const char *why)
{
  if (self->found)
    quay_upload_again (self, why);
  else
    quay_upload_fail_sentence (self, QUAY_ERROR_SOURCE_CHANGED,
                               "the remote file is not the beginning of the local one, or cannot be read back, so it "
                               "cannot be gone on with; overwrite it instead");
}

static void
on_compared (gpointer data)
{
  g_autoptr (QuayUpload) self = data;

  clear_proofs (self);
  if (!quay_upload_back_from_disk (self))
    return;
  if (self->differs)
    give_up (self, "what an earlier attempt left on the server is not what is here");
  else
    quay_upload_begin (self);
}

typedef struct
{
  QuayUpload *upload;
  QuayLane *lane;
  guint8 *to;
  guint32 length;
} ProofRead;

static void
on_proof (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree ProofRead *read = user_data;
  g_autoptr (QuayUpload) self = read->upload;

  self->n_proof_reads--;
  quay_engine_answered (self->engine, read->lane, read->length);
  if (quay_sftp_reply_ok (reply) && reply->length == read->length)
    memcpy (read->to, reply->data, reply->length);
  else
    self->differs = TRUE;
  if (self->n_proof_reads > 0)
    return;
  if (self->settled)
    clear_proofs (self);
  else if (reply->error != NULL)
    quay_upload_fail_reply (self, reply);
  else if (self->differs)
    {
      clear_proofs (self);
      give_up (self, "what an earlier attempt left on the server cannot be read back");
    }
  else
    quay_upload_run_on_disk (self, compare, on_compared);
}

static void
read_proof (QuayUpload *self, const QuayProof *proof)
{
  QuayStripe *stripe = quay_stripes_get (&self->stripes, 0);
  guint32 chunk = quay_sftp_session_get_server (stripe->lane->session)->max_read;

  for (guint64 at = 0; at < proof->span.length;)
    {
      ProofRead *read = g_new (ProofRead, 1);
      guint32 length = MIN (chunk, proof->span.length - at);

      *read = (ProofRead){ quay_upload_ref (self), stripe->lane, proof->data + at, length };
      self->n_proof_reads++;
      quay_engine_sent (self->engine, stripe->lane, length);
      quay_sftp_session_read (stripe->lane->session, stripe->handle, proof->span.offset + at, length, on_proof, read);
      at += length;
    }
}

void
quay_upload_prove (QuayUpload *self)
{
  g_autoptr (GArray) spans = quay_checkpoint_list_proofs (self->done);

  for (guint i = 0; i < spans->len; i++)
    {
      QuayProof proof = { .span = g_array_index (spans, QuaySpan, i) };

      proof.data = g_malloc0 (proof.span.length);
      g_array_append_val (self->proofs, proof);
    }
  for (guint i = 0; i < self->proofs->len; i++)
    read_proof (self, &g_array_index (self->proofs, QuayProof, i));
}

/* What the journal hears */

static void
take (QuayUpload *self)
{
  QuayPartRecord *record = &self->checkpoint.record;

  quay_checkpoint_take (&self->checkpoint, self->done);
  record->size = self->opened.st_size;
  record->mtime = self->opened.st_mtim.tv_sec;
  record->mtime_nsec = self->opened.st_mtim.tv_nsec;
  record->device = self->opened.st_dev;
  record->inode = self->opened.st_ino;
  g_free (record->part);
  record->part = g_strdup (self->temporary);
  self->checkpoint.busy = TRUE;
}

/* In the pool. What cannot be recorded is no reason to fail: it will be done again. */
static void
save (gpointer data)
{
  QuayUpload *self = data;
  g_autoptr (GError) error = NULL;

  if (!quay_checkpoint_save (&self->checkpoint, &error))
    quay_connection_log (self->node->job->connection, 1, "%s", error->message);
}

static void
on_saved (gpointer data)
{
  g_autoptr (QuayUpload) self = data;

  quay_checkpoint_saved (&self->checkpoint);
  if (self->settled && !self->keep)
    quay_checkpoint_forget (&self->checkpoint);
}

static void
save_soon (QuayUpload *self)
{
  quay_disk_run (quay_engine_get_disk (self->engine), save, on_saved, quay_upload_ref (self));
}

/* Behind the FSYNC, what was acknowledged before it is there for good. */
static void
on_synced (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (quay_sftp_reply_ok (reply))
    save_soon (self);
  else
    quay_checkpoint_saved (&self->checkpoint);
}

static void
sync_and_save (QuayUpload *self)
{
  QuayStripe *stripe = quay_stripes_pick (&self->stripes);
  gboolean can_sync
      = stripe != NULL && quay_sftp_session_get_server (stripe->lane->session)->features & QUAY_SFTP_HAS_FSYNC;

  take (self);
  if (can_sync)
    quay_sftp_session_fsync (stripe->lane->session, stripe->handle, on_synced, quay_upload_ref (self));
  else
    save_soon (self);
}

/* The temporary file's name, so that no attempt leaves one that nobody knows. */
void
quay_upload_record_name (QuayUpload *self)
{
  if (self->temporary == NULL || !quay_checkpoint_wanted (&self->checkpoint, self->size))
    return;
  take (self);
  save_soon (self);
}

void
quay_upload_maybe_checkpoint (QuayUpload *self)
{
  if (self->temporary != NULL && !self->closing && quay_checkpoint_wanted (&self->checkpoint, self->size)
      && quay_checkpoint_due (&self->checkpoint, g_get_monotonic_time ()))
    sync_and_save (self);
}

/* Keeping */

/* What is too little to go on with is removed; where it cannot be, the journal has to know of it. */
static gboolean
is_left_behind (const QuayUpload *self)
{
  return quay_checkpoint_worth (&self->checkpoint, self->done)
         || !quay_sftp_session_is_open (quay_engine_get_session (self->engine));
}

gboolean
quay_upload_may_keep (QuayUpload *self, const GError *error)
{
  if (!quay_checkpoint_wanted (&self->checkpoint, self->size) || !quay_checkpoint_survives (error))
    return FALSE;

  return self->found || self->stale != NULL || (self->temporary != NULL && self->created && is_left_behind (self));
}

/* While the connection lives, all that has been acknowledged is synced and recorded; else what was recorded last
 * stands, unless the server never tells what is synced. */
void
quay_upload_keep_temporary (QuayUpload *self)
{
  QuayStripe *stripe = quay_stripes_pick (&self->stripes);
  gboolean syncs;

  if (self->checkpoint.busy || self->temporary == NULL || !self->created || stripe == NULL || self->proofs->len > 0)
    return;
  syncs = quay_sftp_session_get_server (stripe->lane->session)->features & QUAY_SFTP_HAS_FSYNC;
  if (!syncs || quay_sftp_session_is_open (stripe->lane->session))
    sync_and_save (self);
}
