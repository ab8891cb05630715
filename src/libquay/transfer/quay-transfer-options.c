/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-options-private.h"

#include "quay-properties.h"

enum
{
  PROP_0,
  PROP_OVERWRITE,
  PROP_PRESERVE,
  PROP_LINKS,
  PROP_RECURSIVE,
  PROP_VERIFY,
  PROP_RESUME,
  PROP_MOVE,
  PROP_APPEND,
  PROP_ASCII,
  PROP_LOCAL_EOL,
  PROP_SERVER_EOL,
  PROP_GROWING,
  PROP_OFFSET,
  PROP_LENGTH,
  N_PROPS,
};

#define FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuayTransferOptions, quay_transfer_options, G_TYPE_OBJECT)

static void
set_value (QuayTransferOptions *self, int *field, int value, guint prop_id)
{
  if (g_atomic_int_get (field) == value)
    return;
  g_atomic_int_set (field, value);
  g_atomic_int_inc (&self->changes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/**
 * quay_transfer_options_new:
 *
 * Returns: (transfer full): options with their defaults: ask before overwriting, nothing preserved, links kept, folders
 * with all that is in them, not verified
 */
QuayTransferOptions *
quay_transfer_options_new (void)
{
  return g_object_new (QUAY_TYPE_TRANSFER_OPTIONS, NULL);
}

/**
 * quay_transfer_options_get_overwrite:
 * @self: options
 *
 * Returns: what happens where a target exists
 */
QuayOverwrite
quay_transfer_options_get_overwrite (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->overwrite);
}

/**
 * quay_transfer_options_set_overwrite:
 * @self: options
 * @overwrite: what happens where a target exists
 *
 * Holds for all transfers that share these options, also running ones.
 */
void
quay_transfer_options_set_overwrite (QuayTransferOptions *self, QuayOverwrite overwrite)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->overwrite, overwrite, PROP_OVERWRITE);
}

/**
 * quay_transfer_options_get_preserve:
 * @self: options
 *
 * Returns: whether modification times and permissions are kept
 */
gboolean
quay_transfer_options_get_preserve (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->preserve);
}

/**
 * quay_transfer_options_set_preserve:
 * @self: options
 * @preserve: whether modification times and permissions are kept; set-user-id and set-group-id bits never are
 */
void
quay_transfer_options_set_preserve (QuayTransferOptions *self, gboolean preserve)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->preserve, !!preserve, PROP_PRESERVE);
}

/**
 * quay_transfer_options_get_links:
 * @self: options
 *
 * Returns: what becomes of symbolic links
 */
QuayLinks
quay_transfer_options_get_links (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->links);
}

/**
 * quay_transfer_options_set_links:
 * @self: options
 * @links: what becomes of symbolic links
 */
void
quay_transfer_options_set_links (QuayTransferOptions *self, QuayLinks links)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->links, links, PROP_LINKS);
}

/**
 * quay_transfer_options_get_recursive:
 * @self: options
 *
 * Returns: whether folders go with all that is in them
 */
gboolean
quay_transfer_options_get_recursive (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->recursive);
}

/**
 * quay_transfer_options_set_recursive:
 * @self: options
 * @recursive: whether folders go with all that is in them; else a folder is an error
 */
void
quay_transfer_options_set_recursive (QuayTransferOptions *self, gboolean recursive)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->recursive, !!recursive, PROP_RECURSIVE);
}

/**
 * quay_transfer_options_get_verify:
 * @self: options
 *
 * Returns: whether both sides are compared before a file gets its name
 */
gboolean
quay_transfer_options_get_verify (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->verify);
}

/**
 * quay_transfer_options_set_verify:
 * @self: options
 * @verify: whether both sides are compared before a file gets its name: by the server's own hash where it has
 * check-file (filexfer-extensions-00 section 3), else by reading its file once more
 *
 * What differs is a failure, `QUAY_ERROR_HASH_MISMATCH`, and is not put in place. See
 * [method@Quay.Transfer.get_verified].
 */
void
quay_transfer_options_set_verify (QuayTransferOptions *self, gboolean verify)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->verify, !!verify, PROP_VERIFY);
}

/**
 * quay_transfer_options_get_resume:
 * @self: options
 *
 * Returns: whether what an earlier attempt left of a file is gone on with
 */
gboolean
quay_transfer_options_get_resume (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->resume);
}

/**
 * quay_transfer_options_set_resume:
 * @self: options
 * @resume: whether what an earlier attempt left of a file is gone on with, as far as the journal knows of it and the
 * source is the same still; else it is removed, and the file begun anew
 *
 * The journal hears how far a file is in either case. See [method@Quay.Transfer.set_journal].
 */
void
quay_transfer_options_set_resume (QuayTransferOptions *self, gboolean resume)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->resume, !!resume, PROP_RESUME);
}

/**
 * quay_transfer_options_get_move:
 * @self: options
 *
 * Returns: whether what has been copied is removed at its source
 */
gboolean
quay_transfer_options_get_move (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->move);
}

/**
 * quay_transfer_options_set_move:
 * @self: options
 * @move: whether what has been copied is removed at its source
 *
 * A file goes when its target has its name, has been compared (as [method@Quay.TransferOptions.set_verify] says,
 * whether that is set or not), and is on the disk, as far as the server tells; and only while the source is what was
 * copied. A folder goes when nothing is left in it. What was skipped or failed stays.
 */
void
quay_transfer_options_set_move (QuayTransferOptions *self, gboolean move)
{
  g_return_if_fail (QUAY_IS_TRANSFER_OPTIONS (self));

  set_value (self, &self->move, !!move, PROP_MOVE);
}

/* Kept */

int
quay_transfer_options_get_changes (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->changes);
}

GVariant *
quay_transfer_options_to_variant (QuayTransferOptions *self)
{
  return quay_properties_to_variant (G_OBJECT (self));
}

QuayTransferOptions *
quay_transfer_options_new_from_variant (GVariant *variant)
{
  QuayTransferOptions *self = quay_transfer_options_new ();

  quay_properties_set_variant (G_OBJECT (self), variant);

  return self;
}

/* Questions */

typedef struct
{
  QuayQuestionFunc ask;
  gpointer question;
} Question;

static void
ask_next (QuayTransferOptions *self)
{
  g_autofree Question *next = NULL;

  if (self->asking || (next = g_queue_pop_head (&self->questions)) == NULL)
    return;
  self->asking = TRUE;
  next->ask (next->question);
}

void
quay_transfer_options_queue_question (QuayTransferOptions *self, QuayQuestionFunc ask, gpointer question)
{
  Question *entry = g_new (Question, 1);

  *entry = (Question){ ask, question };
  g_queue_push_tail (&self->questions, entry);
  ask_next (self);
}

void
quay_transfer_options_question_over (QuayTransferOptions *self)
{
  self->asking = FALSE;
  ask_next (self);
}

static int *
field_of (QuayTransferOptions *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_OVERWRITE:
      return &self->overwrite;
    case PROP_PRESERVE:
      return &self->preserve;
    case PROP_LINKS:
      return &self->links;
    case PROP_RECURSIVE:
      return &self->recursive;
    case PROP_VERIFY:
      return &self->verify;
    case PROP_RESUME:
      return &self->resume;
    case PROP_MOVE:
      return &self->move;
    case PROP_APPEND:
      return &self->append;
    case PROP_ASCII:
      return &self->ascii;
    case PROP_LOCAL_EOL:
      return &self->local_eol;
    case PROP_SERVER_EOL:
      return &self->server_eol;
    case PROP_GROWING:
      return &self->growing;
    default:
      g_assert_not_reached ();
    }
}

static void
quay_transfer_options_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayTransferOptions *self = QUAY_TRANSFER_OPTIONS (object);
  guint64 offset, length;

  if (G_VALUE_HOLDS_UINT64 (value))
    {
      quay_transfer_options_get_range (self, &offset, &length);
      g_value_set_uint64 (value, prop_id == PROP_OFFSET ? offset : length);
    }
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, g_atomic_int_get (field_of (self, prop_id)));
  else
    g_value_set_uint (value, g_atomic_int_get (field_of (self, prop_id)));
}

static void
set_part_of_range (QuayTransferOptions *self, guint prop_id, guint64 value)
{
  guint64 *part = prop_id == PROP_OFFSET ? &self->offset : &self->length;
  gboolean changes;

  g_mutex_lock (&self->range_mutex);
  changes = *part != value;
  *part = value;
  g_mutex_unlock (&self->range_mutex);
  if (!changes)
    return;
  g_atomic_int_inc (&self->changes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
quay_transfer_options_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  QuayTransferOptions *self = QUAY_TRANSFER_OPTIONS (object);

  if (G_VALUE_HOLDS_UINT64 (value))
    set_part_of_range (self, prop_id, g_value_get_uint64 (value));
  else
    set_value (self, field_of (self, prop_id),
               G_VALUE_HOLDS_BOOLEAN (value) ? g_value_get_boolean (value) : (int)g_value_get_uint (value), prop_id);
}

static void
quay_transfer_options_finalize (GObject *object)
{
  g_mutex_clear (&QUAY_TRANSFER_OPTIONS (object)->range_mutex);

  G_OBJECT_CLASS (quay_transfer_options_parent_class)->finalize (object);
}

/* What is transferred of a file, and as what: quay-transfer-options-ways.c. */
static void
make_properties_of_ways (void)
{
  /**
   * QuayTransferOptions:append:
   *
   * Whether what is transferred goes behind what the target has.
   */
  properties[PROP_APPEND] = g_param_spec_boolean ("append", NULL, NULL, FALSE, FLAGS);
  /**
   * QuayTransferOptions:ascii:
   *
   * Whether files are text whose lines get the endings of the other side.
   */
  properties[PROP_ASCII] = g_param_spec_boolean ("ascii", NULL, NULL, FALSE, FLAGS);
  /**
   * QuayTransferOptions:local-eol:
   *
   * The [enum@Quay.Eol] of lines here.
   */
  properties[PROP_LOCAL_EOL] = g_param_spec_uint ("local-eol", NULL, NULL, 0, QUAY_EOL_CR, QUAY_EOL_LF, FLAGS);
  /**
   * QuayTransferOptions:server-eol:
   *
   * The [enum@Quay.Eol] of lines on the server.
   */
  properties[PROP_SERVER_EOL] = g_param_spec_uint ("server-eol", NULL, NULL, 0, QUAY_EOL_CR, QUAY_EOL_LF, FLAGS);
  /**
   * QuayTransferOptions:growing:
   *
   * For how many seconds an upload waits for its file to grow further, 0: not at all.
   */
  properties[PROP_GROWING] = g_param_spec_uint ("growing", NULL, NULL, 0, 86400, 0, FLAGS);
  /**
   * QuayTransferOptions:offset:
   *
   * Where in the source it begins, in bytes.
   */
  properties[PROP_OFFSET] = g_param_spec_uint64 ("offset", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
  /**
   * QuayTransferOptions:length:
   *
   * How many bytes of the source are meant, 0: up to its end.
   */
  properties[PROP_LENGTH] = g_param_spec_uint64 ("length", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
}

static void
quay_transfer_options_class_init (QuayTransferOptionsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = quay_transfer_options_get_property;
  object_class->set_property = quay_transfer_options_set_property;
  object_class->finalize = quay_transfer_options_finalize;
  /**
   * QuayTransferOptions:overwrite:
   *
   * The [enum@Quay.Overwrite].
   */
  properties[PROP_OVERWRITE]
      = g_param_spec_uint ("overwrite", NULL, NULL, 0, QUAY_OVERWRITE_RENAME, QUAY_OVERWRITE_ASK, FLAGS);
  /**
   * QuayTransferOptions:preserve:
   *
   * Whether modification times and permissions are kept.
   */
  properties[PROP_PRESERVE] = g_param_spec_boolean ("preserve", NULL, NULL, FALSE, FLAGS);
  /**
   * QuayTransferOptions:links:
   *
   * The [enum@Quay.Links].
   */
  properties[PROP_LINKS] = g_param_spec_uint ("links", NULL, NULL, 0, QUAY_LINKS_SKIP, QUAY_LINKS_KEEP, FLAGS);
  /**
   * QuayTransferOptions:recursive:
   *
   * Whether folders go with all that is in them.
   */
  properties[PROP_RECURSIVE] = g_param_spec_boolean ("recursive", NULL, NULL, TRUE, FLAGS);
  /**
   * QuayTransferOptions:verify:
   *
   * Whether both sides are compared before a file gets its name.
   */
  properties[PROP_VERIFY] = g_param_spec_boolean ("verify", NULL, NULL, FALSE, FLAGS);
  /**
   * QuayTransferOptions:resume:
   *
   * Whether what an earlier attempt left of a file is gone on with.
   */
  properties[PROP_RESUME] = g_param_spec_boolean ("resume", NULL, NULL, TRUE, FLAGS);
  /**
   * QuayTransferOptions:move:
   *
   * Whether what has been copied is removed at its source.
   */
  properties[PROP_MOVE] = g_param_spec_boolean ("move", NULL, NULL, FALSE, FLAGS);
  make_properties_of_ways ();
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_transfer_options_init (QuayTransferOptions *self)
{
  self->recursive = TRUE;
  self->resume = TRUE;
  g_mutex_init (&self->range_mutex);
}
