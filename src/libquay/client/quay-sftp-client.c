/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include "quay-error-private.h"
#include "quay-field.h"

G_DEFINE_FINAL_TYPE (QuaySftpClient, quay_sftp_client, G_TYPE_OBJECT)

/**
 * quay_sftp_client_new:
 *
 * It belongs to the thread that makes it. Events come from the main loop of that thread, and during calls that wait.
 *
 * Returns: (transfer full): a client that is not connected
 */
QuaySftpClient *
quay_sftp_client_new (void)
{
  return g_object_new (QUAY_TYPE_SFTP_CLIENT, NULL);
}

/**
 * quay_sftp_client_get_options:
 * @self: a client
 *
 * Where and how to log in, beyond what the properties and the configuration say. Changes count from the next logon on.
 *
 * Returns: (transfer none): the options
 */
QuaySiteOptions *
quay_sftp_client_get_options (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->options;
}

/**
 * quay_sftp_client_set_interaction:
 * @self: a client
 * @interaction: (nullable): who answers questions, from the next logon on
 *
 * With an interaction it is asked, and known_hosts counts, as for any [class@Quay.Login]. Without one, the events
 * [signal@Quay.SftpClient::ssh-server-authentication] and [signal@Quay.SftpClient::ssh-keyboard-interactive] are what a
 * server's key and its prompts are answered by.
 */
void
quay_sftp_client_set_interaction (QuaySftpClient *self, QuayInteraction *interaction)
{
  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));

  g_set_object (&self->interaction, interaction);
}

/**
 * quay_sftp_client_get_login:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the login of the last logon
 */
QuayLogin *
quay_sftp_client_get_login (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->login;
}

/**
 * quay_sftp_client_get_queue:
 * @self: a client
 *
 * A queue for transfers of one's own. The methods of the client do not use it.
 *
 * Returns: (transfer none): the client's queue
 */
QuayTransferQueue *
quay_sftp_client_get_queue (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->queue;
}

/* Small methods */

/**
 * quay_sftp_client_interrupt:
 * @self: a client
 *
 * Ends the method that runs, with %G_IO_ERROR_CANCELLED. Where none does, nothing happens. From any thread, and from
 * events.
 */
void
quay_sftp_client_interrupt (QuaySftpClient *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  g_mutex_lock (&self->interrupt_mutex);
  g_set_object (&cancellable, self->interrupt);
  g_mutex_unlock (&self->interrupt_mutex);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

/**
 * quay_sftp_client_do_events:
 * @self: a client
 *
 * Brings the events that are due. Where there are none it waits for some, as long as the configuration key
 * `SelectWaitMillis` says. From an event of a method that runs it does nothing: that method brings them.
 */
void
quay_sftp_client_do_events (QuaySftpClient *self)
{
  g_autoptr (QuaySftpClient) owned = NULL;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  if (self->call != NULL)
    return;
  owned = g_object_ref (self);
  quay_client_loop_run_once (self->loop, self->select_wait);
}

static void
reset_fields (QuaySftpClient *self)
{
  guint n;
  const QuayField *table = quay_property_table_get (&n);

  for (guint i = 0; i < n; i++)
    quay_field_reset (&table[i], self);
  for (const QuayField *field = quay_config_table; field->name != NULL; field++)
    quay_field_reset (field, self);
  self->file_changes = 0;
  self->free_space = self->total_space = 0;
}

/**
 * quay_sftp_client_reset:
 * @self: a client
 *
 * All properties and configuration keys get their defaults, the queue is emptied, and a connection ends.
 */
void
quay_sftp_client_reset (QuaySftpClient *self)
{
  guint n;
  const QuayField *table;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  quay_sftp_client_interrupt (self);
  if (quay_sftp_client_get_connected (self))
    {
      self->ending = TRUE;
      quay_client_tell_disconnected (self, NULL);
    }
  quay_client_drop_login (self);
  quay_sftp_client_reset_queue (self);
  g_clear_object (&self->host_key);
  g_clear_object (&self->listing);
  g_clear_object (&self->file_info);
  quay_client_set_remote_path (self, "");
  reset_fields (self);
  table = quay_property_table_get (&n);
  for (guint i = 0; i < n; i++)
    quay_client_notify (self, table[i].name);
}

/* Properties: the table's rows, by position */

static void
quay_sftp_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  quay_field_get (&quay_property_table_get (NULL)[id - 1], QUAY_SFTP_CLIENT (object), value);
}

/* There is nobody to return an error to: an event tells it, and the property stays as it was. */
static void
quay_sftp_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuaySftpClient *self = QUAY_SFTP_CLIENT (object);
  g_autoptr (GError) error = NULL;

  if (!quay_sftp_client_set_value (self, pspec->name, value, &error))
    quay_client_tell_error (self, error, "", "");
}

/**
 * quay_sftp_client_set_value:
 * @self: a client
 * @name: a property
 * @value: the new value
 * @error: `QUAY_ERROR_PORT_IN_USE_GUARD`, `_HOST_GUARD`, `_LOCAL_PORT_GUARD`, `_LOCAL_HOST_GUARD` where there is a
 *   connection, `QUAY_ERROR_KEY` and `_LOCAL_FILE` for key stores, `QUAY_ERROR_USAGE` for values that make no sense
 *
 * Sets a property, and tells why that is not possible now. To set it as a property tells the same by
 * [signal@Quay.SftpClient::error].
 *
 * Returns: whether it was set
 */
gboolean
quay_sftp_client_set_value (QuaySftpClient *self, const char *name, const GValue *value, GError **error)
{
  const QuayField *field = quay_property_find (name);
  g_auto (GValue) converted = G_VALUE_INIT;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), FALSE);
  if (field == NULL)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "There is no property %s", name);
      return FALSE;
    }
  g_value_init (&converted, quay_field_get_gtype (field));
  if (!g_value_transform (value, &converted))
    quay_set_error (&local_error, QUAY_ERROR_USAGE, "%s takes %s", name, quay_field_get_type_name (field));
  else if (field->type == QUAY_FIELD_TEXT && g_value_get_string (&converted) == NULL)
    g_value_set_static_string (&converted, "");
  if (local_error == NULL && quay_field_set (field, self, &converted, &local_error))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

void
quay_client_notify (QuaySftpClient *self, const char *property)
{
  g_object_notify (G_OBJECT (self), property);
}

static GParamSpec *
make_pspec (const QuayField *field)
{
  const GParamFlags flags = (field->flags & QUAY_FIELD_READ_ONLY ? G_PARAM_READABLE : G_PARAM_READWRITE)
                            | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  g_auto (GValue) fallback = G_VALUE_INIT;

  g_value_init (&fallback, quay_field_get_gtype (field));
  if (!quay_field_parse (field, field->fallback, &fallback, NULL))
    g_assert_not_reached ();
  /* The range is checked where there is somebody to be told. */
  switch (field->type)
    {
    case QUAY_FIELD_TEXT:
      return g_param_spec_string (field->name, NULL, field->doc, field->fallback, flags);
    case QUAY_FIELD_INT:
      return g_param_spec_int (field->name, NULL, field->doc, G_MININT, G_MAXINT, g_value_get_int (&fallback), flags);
    case QUAY_FIELD_INT64:
      return g_param_spec_int64 (field->name, NULL, field->doc, G_MININT64, G_MAXINT64, g_value_get_int64 (&fallback),
                                 flags);
    case QUAY_FIELD_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, field->doc, g_value_get_boolean (&fallback), flags);
    case QUAY_FIELD_BYTES:
    default:
      return g_param_spec_boxed (field->name, NULL, field->doc, G_TYPE_BYTES, flags);
    }
}

/* Life */

static void
quay_sftp_client_dispose (GObject *object)
{
  QuaySftpClient *self = QUAY_SFTP_CLIENT (object);

  quay_client_drop_login (self);
  g_clear_pointer (&self->loop, quay_client_loop_free);
  G_OBJECT_CLASS (quay_sftp_client_parent_class)->dispose (object);
}

static void
free_text (QuaySftpClient *self, const QuayField *field)
{
  if (field->type == QUAY_FIELD_TEXT && field->offset != 0)
    g_clear_pointer ((char **)G_STRUCT_MEMBER_P (self, field->offset), g_free);
}

static void
quay_sftp_client_finalize (GObject *object)
{
  QuaySftpClient *self = QUAY_SFTP_CLIENT (object);
  guint n;
  const QuayField *table = quay_property_table_get (&n);

  quay_sftp_client_reset_queue (self);
  for (guint i = 0; i < n; i++)
    free_text (self, &table[i]);
  for (const QuayField *field = quay_config_table; field->name != NULL; field++)
    free_text (self, field);
  g_clear_pointer (&self->cert, quay_client_key_free);
  g_clear_pointer (&self->accept, quay_client_key_free);
  g_clear_pointer (&self->limiter, quay_rate_limiter_unref);
  g_clear_pointer (&self->remote_path, g_free);
  g_clear_object (&self->host_key);
  g_clear_object (&self->listing);
  g_clear_object (&self->listed);
  g_clear_object (&self->file_info);
  g_clear_object (&self->queue);
  g_clear_object (&self->options);
  g_clear_object (&self->interaction);
  g_clear_object (&self->questions);
  g_clear_object (&self->interrupt);
  g_mutex_clear (&self->interrupt_mutex);

  G_OBJECT_CLASS (quay_sftp_client_parent_class)->finalize (object);
}

static void
quay_sftp_client_class_init (QuaySftpClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  guint n;
  const QuayField *table = quay_property_table_get (&n);

  object_class->get_property = quay_sftp_client_get_property;
  object_class->set_property = quay_sftp_client_set_property;
  object_class->dispose = quay_sftp_client_dispose;
  object_class->finalize = quay_sftp_client_finalize;
  for (guint i = 0; i < n; i++)
    g_object_class_install_property (object_class, i + 1, make_pspec (&table[i]));
  quay_client_install_signals (klass);
}

static void
quay_sftp_client_init (QuaySftpClient *self)
{
  self->loop = quay_client_loop_new ();
  self->options = quay_site_options_new ();
  self->queue = quay_transfer_queue_new ();
  self->questions = quay_client_questions_new (self);
  self->cert = quay_client_key_new ();
  self->accept = quay_client_key_new ();
  self->limiter = quay_rate_limiter_new (NULL);
  self->remote_path = g_strdup ("");
  g_mutex_init (&self->interrupt_mutex);
  g_queue_init (&self->queued);
  reset_fields (self);
}
