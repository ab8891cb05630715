/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-journal-writer.h"

#include "quay-error-private.h"

/* From the first change to its commit, where nobody waits. */
#define COMMIT_DELAY (500 * G_TIME_SPAN_MILLISECOND)
/* After a failed commit: doubled up to this. */
#define MAX_DELAY (3 * G_TIME_SPAN_SECOND)
/* Changes that wait for a disk that takes nothing; some ten megabytes. */
#define MAX_BACKLOG 100000

/* On the stack of whoever waits. */
typedef struct _QuayJournalWait
{
  gboolean over;
  GError *error;
} QuayJournalWait;

struct _QuayJournalWriter
{
  QuayJournalFile *file;
  GThread *thread;

  /* The thread's own */
  QuayJournalDb *db;

  GMutex mutex;
  GCond work;
  GCond over;
  /* Under the mutex */
  GQueue queue;            /* of QuayJournalOp, by their links */
  GHashTable *replaceable; /* number -> QuayJournalOp in the queue */
  guint n_taken;           /* being carried out */
  guint n_waiting;         /* of the queue, those that somebody waits for */
  gint64 due;              /* when the queue is carried out; monotonic */
  gint64 delay;
  guint patience; /* for SQLite, to be set by the thread; 0: as it is */
  gboolean closing;
  GError *trouble; /* why the last commit failed; NULL where it did not */
  gboolean broken; /* for good: nothing is accepted any more */
  GError *loss;    /* to be told once */
};

static void
free_op (QuayJournalOp *op)
{
  if (op->wait == NULL)
    op->free (op);
}

/* The queue; all with the mutex held */

static void
note_loss (QuayJournalWriter *self, const GError *error)
{
  if (self->loss == NULL)
    self->loss = g_error_copy (error);
}

static void
drop (QuayJournalWriter *self, QuayJournalOp *op)
{
  note_loss (self, self->trouble);
  free_op (op);
}

static void
append (QuayJournalWriter *self, QuayJournalOp *op)
{
  QuayJournalOp *older = op->replaces != 0 ? g_hash_table_lookup (self->replaceable, &op->replaces) : NULL;

  op->link.data = op;
  if (older != NULL)
    {
      g_queue_insert_before_link (&self->queue, &older->link, &op->link);
      g_queue_unlink (&self->queue, &older->link);
    }
  else
    g_queue_push_tail_link (&self->queue, &op->link);
  if (op->replaces != 0)
    g_hash_table_replace (self->replaceable, &op->replaces, op);
  if (older != NULL)
    free_op (older);
  if (op->wait != NULL)
    self->n_waiting++;
}

static void
push (QuayJournalWriter *self, QuayJournalOp *op)
{
  if (self->broken || (op->expendable && self->trouble != NULL && self->queue.length + self->n_taken >= MAX_BACKLOG))
    {
      drop (self, op);
      return;
    }
  if (self->queue.length == 0)
    {
      /* After a failure it is later already. */
      self->due = MAX (self->due, g_get_monotonic_time () + COMMIT_DELAY);
      g_cond_signal (&self->work);
    }
  append (self, op);
}

/* Takes the whole queue. */
static GQueue
take (QuayJournalWriter *self)
{
  GQueue batch = self->queue;

  g_queue_init (&self->queue);
  g_hash_table_remove_all (self->replaceable);
  self->n_taken = batch.length;
  self->n_waiting = 0;

  return batch;
}

static void
answer (QuayJournalOp *op, const GError *error)
{
  QuayJournalWait *wait = op->wait;

  if (error != NULL && wait->error == NULL)
    wait->error = g_error_copy (error);
  wait->over = TRUE;
}

static void
settle_done (QuayJournalWriter *self, GQueue *batch)
{
  GList *link;

  while ((link = g_queue_pop_head_link (batch)) != NULL)
    {
      QuayJournalOp *op = link->data;

      if (op->wait != NULL)
        answer (op, NULL);
      else
        op->free (op);
    }
  g_clear_error (&self->trouble);
  self->delay = COMMIT_DELAY;
}

/* Whoever waits is told; the rest goes back to the head of the queue, for another try. */
static void
settle_failed (QuayJournalWriter *self, GQueue *batch, GError *error)
{
  GQueue newer = take (self);
  GQueue *queues[] = { batch, &newer };
  GList *link;

  g_clear_error (&self->trouble);
  self->trouble = error;
  self->due = g_get_monotonic_time () + self->delay;
  self->delay = MIN (2 * self->delay, MAX_DELAY);
  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    while ((link = g_queue_pop_head_link (queues[i])) != NULL)
      {
        QuayJournalOp *op = link->data;

        if (op->wait != NULL && (queues[i] == batch || self->broken))
          answer (op, error);
        else if (self->broken)
          drop (self, op);
        else
          append (self, op);
      }
}

/* The transaction; in the thread, without the mutex */

/* What concerns this change alone, a constraint say: the others are good. */
static gboolean
is_refusal (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
refuse (QuayJournalWriter *self, QuayJournalOp *op, int code)
{
  g_autoptr (GError) error = NULL;

  quay_journal_db_set_error (self->db, code, "write to", &error);
  if (op->wait != NULL && op->wait->error == NULL)
    op->wait->error = g_steal_pointer (&error);
  else if (op->wait == NULL)
    quay_journal_writer_add_loss (self, error);
}

static int
apply_all (QuayJournalWriter *self, GQueue *batch)
{
  int code = quay_journal_db_run (self->db, QUAY_JOURNAL_BEGIN);

  for (GList *link = batch->head; link != NULL && code == SQLITE_OK; link = link->next)
    {
      QuayJournalOp *op = link->data;

      if (op->apply != NULL)
        code = op->apply (op, self->db);
      if (is_refusal (code))
        {
          refuse (self, op, code);
          code = SQLITE_OK;
        }
    }

  return code == SQLITE_OK ? quay_journal_db_run (self->db, QUAY_JOURNAL_COMMIT) : code;
}

static gboolean
has_work (GQueue *batch)
{
  for (GList *link = batch->head; link != NULL; link = link->next)
    if (((QuayJournalOp *)link->data)->apply != NULL)
      return TRUE;

  return FALSE;
}

/* @broken: trying again is of no use. */
static gboolean
write_batch (QuayJournalWriter *self, GQueue *batch, gboolean *broken, GError **error)
{
  int code;

  *broken = FALSE;
  if (!has_work (batch))
    return TRUE;
  /* What goes into a file that nobody will find is lost. */
  if (!quay_journal_file_is_there (self->file))
    {
      quay_set_error (
          error, QUAY_ERROR_LOCAL_FILE,
          "Cannot write to the journal %s: the file was deleted or moved meanwhile; start this program again",
          quay_journal_file_get_shown (self->file));
      *broken = TRUE;
      return FALSE;
    }
  code = apply_all (self, batch);
  if (code == SQLITE_OK)
    return TRUE;
  quay_journal_db_set_error (self->db, code, "write to", error);
  *broken = quay_journal_is_damage (code);
  quay_journal_db_give_up (self->db);

  return FALSE;
}

static void
carry_out (QuayJournalWriter *self)
{
  GQueue batch = take (self);
  guint patience = self->patience;
  GError *error = NULL;
  gboolean broken;

  g_mutex_unlock (&self->mutex);
  if (patience > 0)
    quay_journal_db_set_patience (self->db, patience);
  if (write_batch (self, &batch, &broken, &error))
    for (GList *link = batch.head; link != NULL; link = link->next)
      {
        QuayJournalOp *op = link->data;

        if (op->committed != NULL)
          op->committed (op);
      }
  g_mutex_lock (&self->mutex);
  self->broken |= broken;
  if (error == NULL)
    settle_done (self, &batch);
  else
    settle_failed (self, &batch, error);
  self->n_taken = 0;
  g_cond_broadcast (&self->over);
}

static gboolean
is_due (QuayJournalWriter *self)
{
  return self->n_waiting > 0 || (self->queue.length > 0 && g_get_monotonic_time () >= self->due);
}

static gpointer
run (gpointer user_data)
{
  QuayJournalWriter *self = user_data;

  g_mutex_lock (&self->mutex);
  while (!self->closing)
    {
      if (is_due (self))
        carry_out (self);
      else if (self->queue.length > 0)
        g_cond_wait_until (&self->work, &self->mutex, self->due);
      else
        g_cond_wait (&self->work, &self->mutex);
    }
  if (self->queue.length > 0)
    carry_out (self);
  g_mutex_unlock (&self->mutex);

  return NULL;
}

/* From any thread */

QuayJournalWriter *
quay_journal_writer_new (QuayJournalDb *db, QuayJournalFile *file)
{
  QuayJournalWriter *self = g_new0 (QuayJournalWriter, 1);

  self->db = db;
  self->file = file;
  self->delay = COMMIT_DELAY;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->work);
  g_cond_init (&self->over);
  g_queue_init (&self->queue);
  self->replaceable = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->thread = g_thread_new ("quay-journal", run, self);

  return self;
}

void
quay_journal_writer_free (QuayJournalWriter *self)
{
  GList *link;

  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  while ((link = g_queue_pop_head_link (&self->queue)) != NULL)
    free_op (link->data);
  quay_journal_db_free (self->db);
  g_hash_table_unref (self->replaceable);
  g_clear_error (&self->trouble);
  g_clear_error (&self->loss);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->work);
  g_cond_clear (&self->over);
  g_free (self);
}

void
quay_journal_writer_push (QuayJournalWriter *self, QuayJournalOp *op)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  push (self, op);
}

gboolean
quay_journal_writer_run (QuayJournalWriter *self, QuayJournalOp *op, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  QuayJournalWait wait = { FALSE, NULL };

  op->wait = &wait;
  if (self->broken)
    answer (op, self->trouble);
  else
    append (self, op);
  g_cond_signal (&self->work);
  while (!wait.over)
    g_cond_wait (&self->over, &self->mutex);
  op->wait = NULL;
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);

  return wait.error == NULL;
}

GError *
quay_journal_writer_dup_error (QuayJournalWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->loss != NULL)
    return g_steal_pointer (&self->loss);

  return self->trouble != NULL ? g_error_copy (self->trouble) : NULL;
}

void
quay_journal_writer_add_loss (QuayJournalWriter *self, const GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  note_loss (self, error);
}

void
quay_journal_writer_set_patience (QuayJournalWriter *self, guint milliseconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->patience = milliseconds;
}
