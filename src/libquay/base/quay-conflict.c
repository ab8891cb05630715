/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-conflict.h"

struct _QuayConflict
{
  GObject parent_instance;

  QuayDirection direction;
  gboolean can_resume;

  /* The answer */
  QuayOverwrite action;
  gboolean apply_to_all;

  /* Owned */
  char *source_path;
  char *target_path;
  QuayFileInfo *source;
  QuayFileInfo *target;
  char *new_name;
};

G_DEFINE_FINAL_TYPE (QuayConflict, quay_conflict, G_TYPE_OBJECT)

static void
quay_conflict_finalize (GObject *object)
{
  QuayConflict *self = QUAY_CONFLICT (object);

  g_clear_pointer (&self->source_path, g_free);
  g_clear_pointer (&self->target_path, g_free);
  g_clear_pointer (&self->new_name, g_free);
  g_clear_object (&self->source);
  g_clear_object (&self->target);

  G_OBJECT_CLASS (quay_conflict_parent_class)->finalize (object);
}

static void
quay_conflict_class_init (QuayConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_conflict_finalize;
}

static void
quay_conflict_init (QuayConflict *self)
{
  /* Nobody's answer is to leave the target alone. */
  self->action = QUAY_OVERWRITE_NEVER;
}

/**
 * quay_conflict_new:
 * @direction: which way the transfer goes
 * @source_path: (type filename): path of the source
 * @source: (nullable): its attributes
 * @target_path: (type filename): path of the target
 * @target: (nullable): its attributes
 * @can_resume: whether going on after what is there is possible
 *
 * Returns: (transfer full): a question without an answer, which counts as [enum@Quay.Overwrite.NEVER]
 */
QuayConflict *
quay_conflict_new (QuayDirection direction,
                   const char *source_path,
                   QuayFileInfo *source,
                   const char *target_path,
                   QuayFileInfo *target,
                   gboolean can_resume)
{
  QuayConflict *self;

  g_return_val_if_fail (source_path != NULL, NULL);
  g_return_val_if_fail (target_path != NULL, NULL);

  self = g_object_new (QUAY_TYPE_CONFLICT, NULL);
  self->direction = direction;
  self->source_path = g_strdup (source_path);
  self->target_path = g_strdup (target_path);
  g_set_object (&self->source, source);
  g_set_object (&self->target, target);
  self->can_resume = can_resume;

  return self;
}

/**
 * quay_conflict_get_direction:
 * @self: a conflict
 *
 * Returns: which way the transfer goes
 */
QuayDirection
quay_conflict_get_direction (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), QUAY_DIRECTION_DOWNLOAD);

  return self->direction;
}

/**
 * quay_conflict_get_source_path:
 * @self: a conflict
 *
 * Returns: (transfer none) (type filename): the source, as bytes: escape it before it is shown
 */
const char *
quay_conflict_get_source_path (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), NULL);

  return self->source_path;
}

/**
 * quay_conflict_get_target_path:
 * @self: a conflict
 *
 * Returns: (transfer none) (type filename): the target, as bytes: escape it before it is shown
 */
const char *
quay_conflict_get_target_path (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), NULL);

  return self->target_path;
}

/**
 * quay_conflict_get_source:
 * @self: a conflict
 *
 * Returns: (transfer none) (nullable): the source's attributes
 */
QuayFileInfo *
quay_conflict_get_source (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), NULL);

  return self->source;
}

/**
 * quay_conflict_get_target:
 * @self: a conflict
 *
 * Returns: (transfer none) (nullable): the target's attributes
 */
QuayFileInfo *
quay_conflict_get_target (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), NULL);

  return self->target;
}

/**
 * quay_conflict_get_can_resume:
 * @self: a conflict
 *
 * Returns: whether %QUAY_OVERWRITE_RESUME is a possible answer
 */
gboolean
quay_conflict_get_can_resume (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), FALSE);

  return self->can_resume;
}

/**
 * quay_conflict_answer:
 * @self: a conflict
 * @action: what to do; %QUAY_OVERWRITE_NEVER skips, %QUAY_OVERWRITE_ASK is no answer
 * @new_name: (nullable) (type filename): for %QUAY_OVERWRITE_RENAME, the new base name, or %NULL to let the engine
 * choose
 * @apply_to_all: whether the action holds for the rest of the batch
 *
 * Sets the answer. The last one counts.
 */
void
quay_conflict_answer (QuayConflict *self, QuayOverwrite action, const char *new_name, gboolean apply_to_all)
{
  g_return_if_fail (QUAY_IS_CONFLICT (self));
  g_return_if_fail (action > QUAY_OVERWRITE_ASK && action <= QUAY_OVERWRITE_RENAME);
  g_return_if_fail (action != QUAY_OVERWRITE_RESUME || self->can_resume);

  self->action = action;
  self->apply_to_all = apply_to_all;
  g_set_str (&self->new_name, action == QUAY_OVERWRITE_RENAME ? new_name : NULL);
}

/**
 * quay_conflict_get_action:
 * @self: a conflict
 *
 * Returns: the answer; %QUAY_OVERWRITE_NEVER while there is none
 */
QuayOverwrite
quay_conflict_get_action (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), QUAY_OVERWRITE_NEVER);

  return self->action;
}

/**
 * quay_conflict_get_new_name:
 * @self: a conflict
 *
 * Returns: (transfer none) (nullable) (type filename): the new base name
 */
const char *
quay_conflict_get_new_name (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), NULL);

  return self->new_name;
}

/**
 * quay_conflict_get_apply_to_all:
 * @self: a conflict
 *
 * Returns: whether the answer holds for the rest of the batch
 */
gboolean
quay_conflict_get_apply_to_all (QuayConflict *self)
{
  g_return_val_if_fail (QUAY_IS_CONFLICT (self), FALSE);

  return self->apply_to_all;
}
