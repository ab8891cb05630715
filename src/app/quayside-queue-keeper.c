/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-keeper.h"

typedef struct
{
  GWeakRef queue;
  GWeakRef owner;
  QuayInteraction *interaction;
  QuaysideRestoredFunc restored;
} Kept;

struct _QuaysideQueueKeeper
{
  GObject parent_instance;

  QuayJournal *journal; /* NULL until it is open */
  GPtrArray *kept;      /* of Kept */
  GPtrArray *logins;    /* of QuayLogin, which transfers wait for and nobody has taken yet */
  gboolean restoring;
};

enum
{
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideQueueKeeper, quayside_queue_keeper, G_TYPE_OBJECT)

static void
kept_free (Kept *kept)
{
  g_weak_ref_clear (&kept->queue);
  g_weak_ref_clear (&kept->owner);
  g_object_unref (kept->interaction);
  g_free (kept);
}

static gboolean
same_words (const char *const *a, const char *const *b)
{
  static const char *const none[] = { NULL };

  return g_strv_equal (a != NULL ? a : none, b != NULL ? b : none);
}

gboolean
quayside_same_place (QuaySiteOptions *a, QuaySiteOptions *b)
{
  return g_strcmp0 (quay_site_options_get_host (a), quay_site_options_get_host (b)) == 0
         && g_strcmp0 (quay_site_options_get_user (a), quay_site_options_get_user (b)) == 0
         && quay_site_options_get_port (a) == quay_site_options_get_port (b)
         && quay_site_options_get_transport (a) == quay_site_options_get_transport (b)
         && same_words (quay_site_options_get_exec_argv (a), quay_site_options_get_exec_argv (b));
}

/* One login for each place, which all of its transfers share. */
static QuayLogin *
get_login (QuaySiteOptions *options, gpointer user_data)
{
  QuaysideQueueKeeper *self = quayside_queue_keeper_get_default ();
  Kept *kept = user_data;
  QuayLogin *login;

  for (guint i = 0; i < self->logins->len; i++)
    if (quayside_same_place (quay_login_get_options (self->logins->pdata[i]), options))
      return g_object_ref (self->logins->pdata[i]);
  login = quay_login_new (options, kept->interaction);
  g_ptr_array_add (self->logins, g_object_ref (login));

  return login;
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuaysideQueueKeeper *self = quayside_queue_keeper_get_default ();
  Kept *kept = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&kept->owner);
  g_autoptr (GError) error = NULL;
  gssize n = quay_transfer_queue_restore_finish (QUAY_TRANSFER_QUEUE (source), result, &error);

  if (n < 0)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (n > 0 && owner != NULL)
    kept->restored (owner);
}

/* The first queue that is still there takes what the earlier run has left. */
static void
restore (QuaysideQueueKeeper *self)
{
  for (guint i = 0; i < self->kept->len && !self->restoring; i++)
    {
      Kept *kept = self->kept->pdata[i];
      g_autoptr (QuayTransferQueue) queue = g_weak_ref_get (&kept->queue);

      if (queue == NULL)
        continue;
      self->restoring = TRUE;
      quay_transfer_queue_restore_async (queue, kept->interaction, get_login, kept, NULL, on_restored, kept);
    }
}

/* One that has been given transfers before the journal was open cannot have it any more. */
static void
keep (QuaysideQueueKeeper *self, QuayTransferQueue *queue)
{
  if (self->journal != NULL && g_list_model_get_n_items (G_LIST_MODEL (queue)) == 0)
    quay_transfer_queue_set_journal (queue, self->journal);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  QuayJournal *journal = quay_journal_open_default (&error);

  if (journal != NULL)
    g_task_return_pointer (task, journal, (GDestroyNotify)quay_journal_unref);
  else
    g_task_return_error (task, error);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuaysideQueueKeeper *self = QUAYSIDE_QUEUE_KEEPER (source);
  g_autoptr (GError) error = NULL;

  self->journal = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->journal == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }
  for (guint i = 0; i < self->kept->len; i++)
    {
      g_autoptr (QuayTransferQueue) queue = g_weak_ref_get (&((Kept *)self->kept->pdata[i])->queue);

      if (queue != NULL)
        keep (self, queue);
    }
  restore (self);
}

void
quayside_queue_keeper_open (QuaysideQueueKeeper *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_open, NULL);

  g_task_set_source_tag (task, quayside_queue_keeper_open);
  g_task_run_in_thread (task, open_in_thread);
}

void
quayside_queue_keeper_close (QuaysideQueueKeeper *self)
{
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_ptr_array_set_size (self->logins, 0);
}

gboolean
quayside_queue_keeper_is_open (QuaysideQueueKeeper *self)
{
  return self->journal != NULL;
}

void
quayside_queue_keeper_add (QuaysideQueueKeeper *self,
                           QuayTransferQueue *queue,
                           QuayInteraction *interaction,
                           QuaysideRestoredFunc restored,
                           GObject *owner)
{
  Kept *kept = g_new0 (Kept, 1);

  g_weak_ref_init (&kept->queue, queue);
  g_weak_ref_init (&kept->owner, owner);
  kept->interaction = g_object_ref (interaction);
  kept->restored = restored;
  g_ptr_array_add (self->kept, kept);
  keep (self, queue);
  if (self->journal != NULL)
    restore (self);
}

QuayLogin *
quayside_queue_keeper_take_login (QuaysideQueueKeeper *self, QuaySiteOptions *options)
{
  for (guint i = 0; i < self->logins->len; i++)
    if (quayside_same_place (quay_login_get_options (self->logins->pdata[i]), options))
      return g_ptr_array_steal_index (self->logins, i);

  return NULL;
}

static void
quayside_queue_keeper_class_init (QuaysideQueueKeeperClass *klass)
{
  signals[FAILED] = g_signal_new ("failed", QUAYSIDE_TYPE_QUEUE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
quayside_queue_keeper_init (QuaysideQueueKeeper *self)
{
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify)kept_free);
  self->logins = g_ptr_array_new_with_free_func (g_object_unref);
}

/* For the whole program, as long as it runs. */
QuaysideQueueKeeper *
quayside_queue_keeper_get_default (void)
{
  static QuaysideQueueKeeper *the_one;

  if (the_one == NULL)
    the_one = g_object_new (QUAYSIDE_TYPE_QUEUE_KEEPER, NULL);

  return the_one;
}
