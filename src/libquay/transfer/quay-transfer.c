/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-private.h"

#include "quay-error-private.h"
#include "quay-login-private.h"
#include "quay-remote-hash.h"
#include "quay-text.h"
#include "quay-transfer-job.h"

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PROGRESS_FRACTION,
  PROP_ERROR,
  PROP_CURRENT_NAME,
  PROP_VERIFIED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuayTransfer, quay_transfer, G_TYPE_OBJECT)

void
quay_transfer_set_state (QuayTransfer *self, QuayTransferState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (state == QUAY_TRANSFER_DONE)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERIFIED]);
}

void
quay_transfer_set_error (QuayTransfer *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

void
quay_transfer_notify_progress (QuayTransfer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS_FRACTION]);
}

void
quay_transfer_set_name (QuayTransfer *self, const char *name)
{
  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_NAME]);
}

static double
fraction (const QuayTransfer *self)
{
  const QuayTransferProgress *seen = &self->seen;

  if (self->state == QUAY_TRANSFER_DONE)
    return 1;
  if (seen->bytes_total > 0)
    return MIN (1, seen->bytes_done / (double)seen->bytes_total);
  if (seen->files_total > 0)
    return MIN (1, (seen->files_done + seen->files_skipped) / (double)seen->files_total);

  return self->state == QUAY_TRANSFER_QUEUED ? 0 : -1;
}

/* Life and properties */

static QuayTransfer *
new_transfer (QuayLogin *login,
              QuayDirection direction,
              const char *local_path,
              const char *remote_path,
              QuayTransferOptions *options,
              QuayInteraction *interaction)
{
  QuayTransfer *self = g_object_new (QUAY_TYPE_TRANSFER, NULL);

  self->login = g_object_ref (login);
  self->direction = direction;
  self->local_path = g_canonicalize_filename (local_path, NULL);
  self->remote_path = g_strdup (remote_path);
  self->options = options != NULL ? g_object_ref (options) : quay_transfer_options_new ();
  g_set_object (&self->interaction, interaction);

  return self;
}

/**
 * quay_transfer_new_download:
 * @login: an open login
 * @remote_path: (type filename): the file or folder on the server
 * @local_path: (type filename): what it becomes here; its folder must exist
 * @options: (nullable): shared by the batch; NULL means the defaults
 * @interaction: (nullable): asked when a target exists
 *
 * Returns: (transfer full): a transfer that does not run yet
 */
QuayTransfer *
quay_transfer_new_download (QuayLogin *login,
                            const char *remote_path,
                            const char *local_path,
                            QuayTransferOptions *options,
                            QuayInteraction *interaction)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (login), NULL);
  g_return_val_if_fail (remote_path != NULL && local_path != NULL, NULL);

  return new_transfer (login, QUAY_DIRECTION_DOWNLOAD, local_path, remote_path, options, interaction);
}

/**
 * quay_transfer_new_upload:
 * @login: an open login
 * @local_path: (type filename): the file or folder here
 * @remote_path: (type filename): what it becomes on the server; its folder must exist
 * @options: (nullable): shared by the batch; NULL means the defaults
 * @interaction: (nullable): asked when a target exists
 *
 * Returns: (transfer full): a transfer that does not run yet
 */
QuayTransfer *
quay_transfer_new_upload (QuayLogin *login,
                          const char *local_path,
                          const char *remote_path,
                          QuayTransferOptions *options,
                          QuayInteraction *interaction)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (login), NULL);
  g_return_val_if_fail (remote_path != NULL && local_path != NULL, NULL);

  return new_transfer (login, QUAY_DIRECTION_UPLOAD, local_path, remote_path, options, interaction);
}

/**
 * quay_transfer_set_journal:
 * @self: a transfer that does not run
 * @journal: (nullable): where it is noted how far it is
 *
 * With a journal, large files that are interrupted go on where they were when the same transfer is run again, by this
 * program or another; what the journal says is compared with both sides first. Without one nothing of an interrupted
 * file is kept.
 */
void
quay_transfer_set_journal (QuayTransfer *self, QuayJournal *journal)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));
  g_return_if_fail (self->job == NULL);

  if (journal != NULL)
    quay_journal_ref (journal);
  g_clear_pointer (&self->journal, quay_journal_unref);
  self->journal = journal;
}

/**
 * quay_transfer_set_selection:
 * @self: a transfer that does not run
 * @paths: (nullable) (array zero-terminated=1): what of a folder is to be transferred: paths below it, as bytes, with
 * the folders on the way to each; %NULL means everything
 *
 * What is not among them is left alone on both sides. The item itself is always meant.
 */
void
quay_transfer_set_selection (QuayTransfer *self, const char *const *paths)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));
  g_return_if_fail (self->job == NULL);

  g_clear_pointer (&self->selection, g_hash_table_unref);
  if (paths == NULL)
    return;
  self->selection = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    g_hash_table_add (self->selection, g_strdup (paths[i]));
}

/**
 * quay_transfer_get_priority:
 * @self: a transfer
 *
 * Returns: its priority in its queue
 */
QuayPriority
quay_transfer_get_priority (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_PRIORITY_NORMAL);

  return self->priority;
}

/**
 * quay_transfer_get_direction:
 * @self: a transfer
 *
 * Returns: which way it goes
 */
QuayDirection
quay_transfer_get_direction (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_DIRECTION_DOWNLOAD);

  return self->direction;
}

/**
 * quay_transfer_get_login:
 * @self: a transfer
 *
 * Returns: (transfer none): the login it runs on
 */
QuayLogin *
quay_transfer_get_login (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->login;
}

/**
 * quay_transfer_get_local_path:
 * @self: a transfer
 *
 * Returns: (type filename): the item on this side
 */
const char *
quay_transfer_get_local_path (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->local_path;
}

/**
 * quay_transfer_get_remote_path:
 * @self: a transfer
 *
 * Returns: (type filename): the item on the server
 */
const char *
quay_transfer_get_remote_path (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->remote_path;
}

/**
 * quay_transfer_get_state:
 * @self: a transfer
 *
 * Returns: its state
 */
QuayTransferState
quay_transfer_get_state (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_TRANSFER_QUEUED);

  return self->state;
}

/**
 * quay_transfer_get_current_name:
 * @self: a transfer
 *
 * Returns: (nullable): the file it is at, for showing
 */
const char *
quay_transfer_get_current_name (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->name;
}

/**
 * quay_transfer_get_error:
 * @self: a transfer
 *
 * Returns: (nullable) (transfer none): why it failed
 */
const GError *
quay_transfer_get_error (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->error;
}

/**
 * quay_transfer_get_verified:
 * @self: a transfer
 *
 * Returns: how it is known that both sides are the same; of a folder what holds for each of its files that is done
 */
QuayVerified
quay_transfer_get_verified (QuayTransfer *self)
{
  GChecksumType type;

  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_VERIFIED_NOT);

  return quay_progress_get_verified (self->progress, &type);
}

/**
 * quay_transfer_dup_verified_text:
 * @self: a transfer
 *
 * Returns: (transfer full): the same in words: "verified by SHA-256 from the server", "verified by reading again
 * (SHA-256)" or "not verified"
 */
char *
quay_transfer_dup_verified_text (QuayTransfer *self)
{
  GChecksumType type;

  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  switch (quay_progress_get_verified (self->progress, &type))
    {
    case QUAY_VERIFIED_BY_SERVER:
      return g_strdup_printf ("verified by %s from the server", quay_hash_display_name (type));
    case QUAY_VERIFIED_BY_READING:
      return g_strdup_printf ("verified by reading again (%s)", quay_hash_display_name (type));
    case QUAY_VERIFIED_NOT:
    default:
      return g_strdup ("not verified");
    }
}

/**
 * quay_transfer_list_failures:
 * @self: a transfer
 *
 * Items that failed or were refused, at most the first 1,000.
 *
 * Returns: (transfer full) (element-type QuayTransferFailure): the failures
 */
GPtrArray *
quay_transfer_list_failures (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return quay_progress_list_failures (self->progress);
}

static void
quay_transfer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayTransfer *self = QUAY_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PROGRESS_FRACTION:
      g_value_set_double (value, fraction (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_CURRENT_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VERIFIED:
      g_value_set_uint (value, quay_transfer_get_verified (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_transfer_finalize (GObject *object)
{
  QuayTransfer *self = QUAY_TRANSFER (object);

  g_clear_object (&self->login);
  g_clear_object (&self->options);
  g_clear_object (&self->interaction);
  g_clear_error (&self->error);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_clear_pointer (&self->selection, g_hash_table_unref);
  g_clear_pointer (&self->limiter, quay_rate_limiter_unref);
  g_clear_pointer (&self->progress, quay_progress_unref);
  g_main_context_unref (self->owner);
  g_free (self->local_path);
  g_free (self->remote_path);
  g_free (self->name);

  G_OBJECT_CLASS (quay_transfer_parent_class)->finalize (object);
}

static void
quay_transfer_class_init (QuayTransferClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quay_transfer_get_property;
  object_class->finalize = quay_transfer_finalize;
  /**
   * QuayTransfer:state:
   *
   * The [enum@Quay.TransferState].
   */
  properties[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, QUAY_TRANSFER_WAITING, QUAY_TRANSFER_QUEUED, flags);
  /**
   * QuayTransfer:progress-fraction:
   *
   * From 0 to 1, or -1 while nothing is known.
   */
  properties[PROP_PROGRESS_FRACTION] = g_param_spec_double ("progress-fraction", NULL, NULL, -1, 1, 0, flags);
  /**
   * QuayTransfer:error:
   *
   * Why it failed.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /**
   * QuayTransfer:current-name:
   *
   * The file it is at, for showing.
   */
  properties[PROP_CURRENT_NAME] = g_param_spec_string ("current-name", NULL, NULL, NULL, flags);
  /**
   * QuayTransfer:verified:
   *
   * The [enum@Quay.Verified]; of a folder what holds for each of its files that is done.
   */
  properties[PROP_VERIFIED]
      = g_param_spec_uint ("verified", NULL, NULL, 0, QUAY_VERIFIED_BY_READING, QUAY_VERIFIED_NOT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_transfer_init (QuayTransfer *self)
{
  self->owner = g_main_context_ref_thread_default ();
  self->progress = quay_progress_new ();
  self->limiter = quay_rate_limiter_new (NULL);
  self->seen.seconds_left = -1;
  self->priority = QUAY_PRIORITY_NORMAL;
}
