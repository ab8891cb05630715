/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client.h"

#include "quay-error.h"

struct _QuaySftpClient
{
  GObject parent_instance;

  QuaySiteOptions *options;
  QuayInteraction *interaction;
  QuayLogin *login;
  QuayTransferQueue *queue;
};

G_DEFINE_FINAL_TYPE (QuaySftpClient, quay_sftp_client, G_TYPE_OBJECT)

/**
 * quay_sftp_client_new:
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
 * Where and how to log in. Changes count from the next logon on.
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
 * Returns: (transfer none): the client's queue
 */
QuayTransferQueue *
quay_sftp_client_get_queue (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), NULL);

  return self->queue;
}

/**
 * quay_sftp_client_get_connected:
 * @self: a client
 *
 * Returns: whether it is logged on
 */
gboolean
quay_sftp_client_get_connected (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), FALSE);

  return self->login != NULL && quay_login_get_state (self->login) == QUAY_LOGIN_OPEN;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (quay_login_open_finish (QUAY_LOGIN (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * quay_sftp_client_ssh_logon_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Connects, proves the host key, authenticates and starts SFTP, with what the options say now.
 */
void
quay_sftp_client_ssh_logon_async (QuaySftpClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_sftp_client_ssh_logon_async);
  if (self->login != NULL && quay_login_get_state (self->login) != QUAY_LOGIN_CLOSED)
    {
      g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_ALREADY_CONNECTED,
                               "Already connected to %s; log off before you connect anew",
                               quay_site_options_get_host (self->options));
      return;
    }
  g_clear_object (&self->login);
  self->login = quay_login_new (self->options, self->interaction);
  quay_login_open_async (self->login, cancellable, on_opened, g_steal_pointer (&task));
}

/**
 * quay_sftp_client_ssh_logon_finish:
 * @self: a client
 * @result: what the callback got
 * @error: as [method@Quay.Login.open_finish]
 *
 * Returns: whether it is logged on
 */
gboolean
quay_sftp_client_ssh_logon_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  quay_login_close_finish (QUAY_LOGIN (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * quay_sftp_client_ssh_logoff_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Ends the connection.
 */
void
quay_sftp_client_ssh_logoff_async (QuaySftpClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_sftp_client_ssh_logoff_async);
  if (self->login == NULL)
    g_task_return_boolean (task, TRUE);
  else
    quay_login_close_async (self->login, cancellable, on_closed, g_steal_pointer (&task));
}

/**
 * quay_sftp_client_ssh_logoff_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is logged off
 */
gboolean
quay_sftp_client_ssh_logoff_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
quay_sftp_client_finalize (GObject *object)
{
  QuaySftpClient *self = QUAY_SFTP_CLIENT (object);

  g_clear_object (&self->login);
  g_clear_object (&self->queue);
  g_clear_object (&self->options);
  g_clear_object (&self->interaction);

  G_OBJECT_CLASS (quay_sftp_client_parent_class)->finalize (object);
}

static void
quay_sftp_client_class_init (QuaySftpClientClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_sftp_client_finalize;
}

static void
quay_sftp_client_init (QuaySftpClient *self)
{
  self->options = quay_site_options_new ();
  self->queue = quay_transfer_queue_new ();
}
