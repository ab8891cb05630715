/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-overwrite.h"

#include <string.h>

#include "quay-file-info-private.h"
#include "quay-transfer-options-private.h"

typedef struct
{
  QuayTransferJob *job;
  QuayConflict *conflict;
  QuayOverwriteFunc func;
  gpointer user_data;
  QuayAttrs source;
  QuayAttrs target;
  gboolean whole;
  QuayOverwrite action;
  char *new_name;
} Question;

static gboolean
can_resume (const QuayAttrs *source, const QuayAttrs *target)
{
  return target->type == QUAY_FILE_TYPE_REGULAR && target->size > 0 && target->size < source->size;
}

/* ASK: the policy does not say. */
static QuayOverwrite
apply_policy (QuayOverwrite policy, const QuayAttrs *source, const QuayAttrs *target, gboolean whole)
{
  if (whole && policy == QUAY_OVERWRITE_RESUME)
    return QUAY_OVERWRITE_ASK;
  switch (policy)
    {
    case QUAY_OVERWRITE_NEWER:
      return source->mtime > target->mtime ? QUAY_OVERWRITE_ALWAYS : QUAY_OVERWRITE_NEVER;
    case QUAY_OVERWRITE_SIZE:
      return source->size != target->size ? QUAY_OVERWRITE_ALWAYS : QUAY_OVERWRITE_NEVER;
    case QUAY_OVERWRITE_RESUME:
      if (can_resume (source, target))
        return QUAY_OVERWRITE_RESUME;
      /* What is whole stays. What is larger is something else: nobody said that it may go. */
      return source->size == target->size ? QUAY_OVERWRITE_NEVER
             : target->size == 0          ? QUAY_OVERWRITE_ALWAYS
                                          : QUAY_OVERWRITE_ASK;
    case QUAY_OVERWRITE_ASK:
    case QUAY_OVERWRITE_ALWAYS:
    case QUAY_OVERWRITE_NEVER:
    case QUAY_OVERWRITE_RENAME:
    default:
      return policy;
    }
}

/* Back in the worker. */
static void
deliver (QuayConnection *connection, gpointer user_data)
{
  Question *question = user_data;

  question->func (question->user_data, question->action, question->new_name);
  g_clear_object (&question->conflict);
  quay_attrs_clear (&question->source);
  quay_attrs_clear (&question->target);
  g_free (question->new_name);
  quay_transfer_job_unref (question->job);
  g_free (question);
}

/* In the owner's thread. */
static void
answer (Question *question)
{
  QuayTransferOptions *options = g_object_ref (question->job->options);

  quay_connection_invoke (question->job->connection, deliver, question);
  quay_transfer_options_question_over (options);
  g_object_unref (options);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;

  /* Whoever closes the question leaves the file alone. */
  question->action = QUAY_OVERWRITE_NEVER;
  if (quay_interaction_ask_conflict_finish (question->job->interaction, result, &error))
    {
      question->action = quay_conflict_get_action (question->conflict);
      question->new_name = g_strdup (quay_conflict_get_new_name (question->conflict));
      if (quay_conflict_get_apply_to_all (question->conflict))
        quay_transfer_options_set_overwrite (question->job->options, question->action);
      question->action = apply_policy (question->action, &question->source, &question->target, question->whole);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    quay_transfer_job_cancel (question->job);
  answer (question);
}

static void
ask (gpointer user_data)
{
  Question *question = user_data;
  QuayTransferJob *job = question->job;

  /* An earlier answer may hold for this one. */
  question->action = apply_policy (quay_transfer_options_get_overwrite (job->options), &question->source,
                                   &question->target, question->whole);
  if (question->action != QUAY_OVERWRITE_ASK || job->interaction == NULL || g_atomic_int_get (&job->cancelled))
    answer (question);
  else
    quay_interaction_ask_conflict_async (job->interaction, question->conflict, NULL, on_answered, question);
}

static gboolean
queue_in_owner (gpointer user_data)
{
  Question *question = user_data;

  quay_transfer_options_queue_question (question->job->options, ask, question);

  return G_SOURCE_REMOVE;
}

static QuayConflict *
make_conflict (QuayTreeNode *node, const QuayAttrs *target, gboolean whole)
{
  gboolean download = node->job->direction == QUAY_DIRECTION_DOWNLOAD;
  g_autofree char *local = g_build_filename (quay_local_tree_get_path (node->job->tree), node->local, NULL);
  g_autofree char *name = g_path_get_basename (download ? node->remote : local);
  g_autoptr (QuayFileInfo) source_info = quay_file_info_new (name, &node->source, NULL);
  g_autofree char *target_name = g_path_get_basename (download ? local : node->remote);
  g_autoptr (QuayFileInfo) target_info = quay_file_info_new (target_name, target, NULL);

  return quay_conflict_new (node->job->direction, download ? node->remote : local, source_info,
                            download ? local : node->remote, target_info, !whole && can_resume (&node->source, target));
}

void
quay_overwrite_decide (
    QuayTreeNode *node, const QuayAttrs *target, gboolean whole, QuayOverwriteFunc func, gpointer user_data)
{
  QuayTransferJob *job = node->job;
  QuayOverwrite action;
  Question *question;

  /* The beginning of something else is not what is there. */
  whole = whole || !quay_transfer_options_is_plain (job->options);
  action = apply_policy (quay_transfer_options_get_overwrite (job->options), &node->source, target, whole);
  if (action != QUAY_OVERWRITE_ASK || job->interaction == NULL)
    {
      func (user_data, action, NULL);
      return;
    }
  question = g_new0 (Question, 1);
  question->job = quay_transfer_job_ref (job);
  question->conflict = make_conflict (node, target, whole);
  question->whole = whole;
  question->func = func;
  question->user_data = user_data;
  quay_attrs_copy (&question->source, &node->source);
  quay_attrs_copy (&question->target, target);
  g_main_context_invoke_full (job->owner, G_PRIORITY_DEFAULT, queue_in_owner, question, NULL);
}

char *
quay_overwrite_make_name (const char *name, guint n)
{
  const char *dot = strchr (*name == '.' ? name + 1 : name, '.');

  if (dot == NULL)
    return g_strdup_printf ("%s (%u)", name, n);

  return g_strdup_printf ("%.*s (%u)%s", (int)(dot - name), name, n, dot);
}
