/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-checkpoint.h"

#include "quay-error-private.h"
#include "quay-text.h"
#include "quay-transfer-options-private.h"

/* The first comes early, because connections often break early; then the cost of a sync is spread over this much time.
 */
#define FIRST_INTERVAL (2 * G_USEC_PER_SEC)
#define INTERVAL (5 * G_USEC_PER_SEC)
/* Less than this is not worth keeping. */
#define MIN_DONE (1024 * 1024)
/* Read again and compared before it is built upon, of all ranges together ... */
#define PROOF (1024 * 1024)
/* ... and at least so much of each. */
#define MIN_PROOF (64 * 1024)

static char *
make_site (QuaySiteOptions *options)
{
  const char *const *hosts = quay_site_options_get_jump_hosts (options);
  g_autofree char *way = hosts != NULL ? g_strjoinv (",", (char **)hosts) : NULL;

  if (quay_site_options_get_transport (options) == QUAY_TRANSPORT_EXEC)
    {
      g_autofree char *command = g_strjoinv (" ", (char **)quay_site_options_get_exec_argv (options));

      return g_strconcat ("exec:", command, NULL);
    }

  /* Behind another jump host the same name may be another machine. */
  return g_strdup_printf ("%s@%s:%u%s%s", quay_site_options_get_user (options) ?: "",
                          quay_site_options_get_host (options), quay_site_options_get_port (options),
                          way != NULL ? " by " : "", way != NULL ? way : "");
}

void
quay_checkpoint_init (QuayCheckpoint *self, QuayTreeNode *node)
{
  QuayTransferJob *job = node->job;

  *self = (QuayCheckpoint){ .journal = quay_transfer_options_is_plain (job->options) ? job->journal : NULL };
  self->next = g_get_monotonic_time () + FIRST_INTERVAL;
  if (self->journal == NULL)
    return;
  self->claimant = job->claimant;
  self->key.direction = job->direction;
  self->key.site = make_site (quay_connection_get_options (job->connection));
  self->key.local = g_build_filename (quay_local_tree_get_path (job->tree), node->local, NULL);
  self->key.remote = g_strdup (node->remote);
}

void
quay_checkpoint_clear (QuayCheckpoint *self)
{
  if (self->claimed)
    quay_journal_release_part (self->journal, &self->key);
  self->claimed = FALSE;
  quay_part_key_clear (&self->key);
  quay_part_record_clear (&self->record);
}

gboolean
quay_checkpoint_wanted (const QuayCheckpoint *self, guint64 size)
{
  return self->journal != NULL && !self->barred && size >= QUAY_CHECKPOINT_MIN;
}

gboolean
quay_checkpoint_due (const QuayCheckpoint *self, gint64 now)
{
  return self->journal != NULL && !self->busy && now >= self->next;
}

gboolean
quay_checkpoint_worth (const QuayCheckpoint *self, const QuayRanges *done)
{
  return self->journal != NULL && quay_ranges_get_total (done) >= MIN_DONE;
}

void
quay_checkpoint_take (QuayCheckpoint *self, const QuayRanges *done)
{
  g_assert (!self->busy);
  g_clear_pointer (&self->record.done, quay_ranges_free);
  self->record.done = quay_ranges_copy (done);
}

static gboolean
claim (QuayCheckpoint *self)
{
  if (!self->claimed && !self->barred)
    {
      self->claimed = quay_journal_claim_part (self->journal, &self->key, self->claimant);
      self->barred = !self->claimed;
    }

  return self->claimed;
}

gboolean
quay_checkpoint_load (QuayCheckpoint *self)
{
  quay_part_record_clear (&self->record);
  if (!claim (self))
    return FALSE;
  self->known = quay_journal_load_part (self->journal, &self->key, &self->record, NULL);

  return self->known;
}

gboolean
quay_checkpoint_save (QuayCheckpoint *self, GError **error)
{
  if (!claim (self))
    {
      g_autofree char *shown = quay_text_escape (self->key.local, -1);

      quay_set_error (error, QUAY_ERROR_LOCAL_FILE,
                      "How far %s is is not recorded: another transfer of the same file is under way", shown);
      return FALSE;
    }
  self->known = TRUE;

  return quay_journal_save_part (self->journal, &self->key, &self->record, error);
}

void
quay_checkpoint_saved (QuayCheckpoint *self)
{
  self->busy = FALSE;
  self->next = g_get_monotonic_time () + INTERVAL;
}

void
quay_checkpoint_forget (QuayCheckpoint *self)
{
  if (self->known)
    quay_journal_forget_part (self->journal, &self->key);
  self->known = FALSE;
}

gboolean
quay_checkpoint_survives (const GError *error)
{
  return quay_error_is_connection_loss (error) || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED)
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_TIMEOUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GArray *
spans_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (QuaySpan));
}

GArray *
quay_checkpoint_list_proofs (const QuayRanges *done)
{
  GArray *spans = spans_new ();
  guint n = quay_ranges_get_n (done);
  guint64 share = n > 0 ? MAX (MIN_PROOF, PROOF / n) : 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 begin, end;
      QuaySpan tail;

      quay_ranges_get (done, i, &begin, &end);
      tail = (QuaySpan){ end - MIN (share, end - begin), MIN (share, end - begin) };
      if (i == 0 && begin == 0 && tail.offset > 0)
        {
          const QuaySpan head = { 0, MIN (MIN_PROOF, tail.offset) };

          g_array_append_val (spans, head);
        }
      g_array_append_val (spans, tail);
    }

  return spans;
}

GArray *
quay_checkpoint_list_holes (const QuayRanges *done)
{
  GArray *spans = spans_new ();
  guint64 limit = quay_ranges_get_end (done);
  guint64 begin, end;

  for (guint64 from = 0; quay_ranges_next_hole (done, from, limit, &begin, &end); from = end)
    {
      const QuaySpan hole = { begin, end - begin };

      g_array_append_val (spans, hole);
    }

  return spans;
}
