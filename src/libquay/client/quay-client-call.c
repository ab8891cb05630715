/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"

#define BUSY "The client is busy with another method; wait for that, or interrupt it"

static void
call_free (QuayCall *self)
{
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->outer);
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->file);
  g_free (self->path);
  g_free (self->other_path);
  g_free (self->text);
  g_object_unref (self->client);
  g_free (self);
}

static void
set_interrupt (QuaySftpClient *client, GCancellable *cancellable)
{
  g_mutex_lock (&client->interrupt_mutex);
  g_set_object (&client->interrupt, cancellable);
  g_mutex_unlock (&client->interrupt_mutex);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gboolean
on_deadline (gpointer user_data)
{
  QuayCall *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
set_deadline (QuayCall *self)
{
  if (!self->client->absolute_timeout || self->client->timeout == 0)
    return;
  self->deadline = g_timeout_source_new_seconds (self->client->timeout);
  g_source_set_static_name (self->deadline, "quay-call-deadline");
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, quay_client_loop_get_context (self->client->loop));
}

QuayCall *
quay_call_begin (
    QuaySftpClient *client, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  QuayCall *self;

  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (client), NULL);
  task = g_task_new (client, NULL, callback, user_data);
  g_task_set_source_tag (task, tag);
  if (client->call != NULL)
    {
      g_task_return_new_error_literal (task, QUAY_ERROR, QUAY_ERROR_BUSY, BUSY);
      return NULL;
    }
  self = g_new0 (QuayCall, 1);
  self->client = g_object_ref (client);
  self->task = g_steal_pointer (&task);
  self->cancellable = g_cancellable_new ();
  client->call = self;
  set_interrupt (client, self->cancellable);
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                                   g_object_ref (self->cancellable), g_object_unref);
    }
  set_deadline (self);
  quay_client_notify (client, "idle");

  return self;
}

static gboolean
needs_logon (QuaySftpClient *client)
{
  return client->login == NULL || quay_login_get_state (client->login) != QUAY_LOGIN_OPEN;
}

void
quay_call_start (QuayCall *self, QuayCallFlags flags, QuayCallFunc run)
{
  QuaySftpClient *client = g_object_ref (self->client);

  self->run = run;
  quay_client_loop_enter (client->loop);
  if ((flags & QUAY_CALL_LOGS_ON) && needs_logon (client))
    quay_client_log_on (client, self);
  else
    run (self);
  quay_client_loop_leave (client->loop);
  g_object_unref (client);
}

static gboolean
take (QuayCall *self, const char *path, const char *what, char **where)
{
  GError *error = NULL;

  if (path == NULL || *path == '\0')
    quay_set_error (&error, QUAY_ERROR_FILE_NOT_SET, "%s is not set; say which file is meant", what);
  else
    *where = quay_client_resolve (self->client, path, &error);
  if (error == NULL)
    return TRUE;
  quay_call_return (self, error);

  return FALSE;
}

gboolean
quay_call_take_path (QuayCall *self, const char *path, const char *what)
{
  return take (self, path, what, &self->path);
}

gboolean
quay_call_take_other (QuayCall *self, const char *path, const char *what)
{
  return take (self, path, what, &self->other_path);
}

/* What the engine knows by errno has a number in the documentation. */
static GError *
translate (QuayCall *self, GError *error)
{
  if (error == NULL)
    return NULL;
  if (self->timed_out && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      quay_set_error (&error, QUAY_ERROR_TIMEOUT,
                      "The method took longer than the timeout of %d seconds; set a longer one, or AbsoluteTimeout to "
                      "False",
                      self->client->timeout);
    }
  else
    quay_error_table_translate (error);

  return error;
}

/* The client is idle again before anybody hears of it. */
static GTask *
finish (QuayCall *self)
{
  QuaySftpClient *client = self->client;
  GTask *task = g_steal_pointer (&self->task);

  g_assert (client->call == self);
  client->call = NULL;
  set_interrupt (client, NULL);
  quay_source_clear (&self->deadline);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_handler);
  quay_client_notify (client, "idle");
  call_free (self);

  return task;
}

void
quay_call_return_boolean (QuayCall *self, gboolean value, GError *error)
{
  GError *translated = translate (self, error);
  g_autoptr (GTask) task = finish (self);

  if (translated != NULL)
    g_task_return_error (task, translated);
  else
    g_task_return_boolean (task, value);
}

void
quay_call_return (QuayCall *self, GError *error)
{
  quay_call_return_boolean (self, TRUE, error);
}

void
quay_call_end_with (QuayCall *self, gboolean success, GError *error)
{
  g_assert (success == (error == NULL));
  quay_call_return_boolean (self, TRUE, error);
}

void
quay_call_return_pointer (QuayCall *self, gpointer value, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = finish (self);

  g_task_return_pointer (task, value, destroy);
}

GAsyncResult *
quay_call_wait (QuaySftpClient *client, GAsyncResult **result)
{
  return quay_client_loop_wait (client->loop, result);
}

gboolean
quay_call_refuse_nested (QuaySftpClient *client, GError **error)
{
  if (client->call == NULL)
    return FALSE;
  quay_set_error (error, QUAY_ERROR_BUSY, "%s", BUSY);

  return TRUE;
}
