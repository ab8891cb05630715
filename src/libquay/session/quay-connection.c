/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-connection-private.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-ssh-child.h"

typedef struct
{
  QuayConnection *connection;
  QuayConnectionFunc func;
  gpointer user_data;
} Job;

static gboolean
run_job (gpointer user_data)
{
  Job *job = user_data;

  job->func (job->connection, job->user_data);

  return G_SOURCE_REMOVE;
}

static void
free_job (gpointer user_data)
{
  Job *job = user_data;

  quay_connection_unref (job->connection);
  g_free (job);
}

/* FALSE: the thread has ended. */
static gboolean
post (QuayConnection *self, QuayConnectionFunc func, gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GSource) source = NULL;
  Job *job;

  if (!self->thread_running)
    return FALSE;
  job = g_new (Job, 1);
  *job = (Job){ quay_connection_ref (self), func, user_data };
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "quay-connection-job");
  g_source_set_callback (source, run_job, job, free_job);
  g_source_attach (source, self->context);

  return TRUE;
}

void
quay_connection_invoke (QuayConnection *self, QuayConnectionFunc func, gpointer user_data)
{
  if (!post (self, func, user_data))
    func (self, user_data);
}

void
quay_connection_log (QuayConnection *self, int level, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  quay_log_va (&self->log, level, format, args);
  va_end (args);
}

/* The end: in the worker, once. */

static void
drop_sessions (QuayConnection *self)
{
  if (self->browse != NULL)
    quay_sftp_session_close (self->browse);
  for (guint i = 0; i < self->bulk->len; i++)
    quay_sftp_session_close (self->bulk->pdata[i]);
  g_ptr_array_set_size (self->bulk, 0);
  g_clear_object (&self->browse);
  quay_connection_drop_ahead (self);
  if (self->ssh != NULL)
    quay_ssh_session_close (self->ssh);
  g_clear_object (&self->ssh);
  g_clear_pointer (&self->askpass, quay_askpass_free);
}

static void
end (QuayConnection *self, const GError *reason)
{
  gboolean by_child = quay_site_options_get_transport (self->options) == QUAY_TRANSPORT_SSH_CHILD && !self->open;
  g_autoptr (GError) explained = by_child && reason != NULL ? quay_ssh_child_explain (reason) : NULL;
  const GError *error = explained != NULL ? explained : reason;

  if (self->ended)
    return;
  self->ended = TRUE;
  self->was_open = self->open;
  self->open = FALSE;
  self->end_error = error != NULL ? g_error_copy (error) : NULL;
  quay_source_clear (&self->deadline_source);
  if (error != NULL)
    quay_log (&self->log, 0, "%s", error->message);
  drop_sessions (self);
  g_main_loop_quit (self->loop);
}

void
quay_connection_session_closed (QuaySftpSession *session, const GError *error, gpointer user_data)
{
  end (user_data, error);
}

/* Opening */

static void
is_open (QuayConnection *self, const char *home)
{
  QuayConnectionResultFunc opened;

  quay_source_clear (&self->deadline_source);
  g_mutex_lock (&self->mutex);
  self->home = g_strdup (home);
  self->info = quay_connection_make_info (self);
  g_mutex_unlock (&self->mutex);
  self->open = TRUE;
  opened = g_steal_pointer (&self->opened);
  opened (self, NULL, self->opened_data);
}

static void
on_home (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayConnection *self = user_data;

  if (reply->error == NULL && !self->ended)
    is_open (self, reply->path != NULL ? reply->path : "/");
}

static void
on_browse_started (QuaySftpSession *session, const GError *error, gpointer user_data)
{
  QuayConnection *self = user_data;

  if (error != NULL)
    {
      end (self, error);
      return;
    }
  quay_log (&self->log, 1, "SFTP version %u", quay_sftp_session_get_server (session)->version);
  quay_sftp_session_set_timeout (session, quay_site_options_get_timeout (self->options));
  if (self->needs_home)
    quay_sftp_session_realpath (session, ".", on_home, self);
  quay_connection_start_ahead (self);
  if (!self->needs_home)
    is_open (self, NULL);
}

static gboolean
on_deadline (gpointer user_data)
{
  QuayConnection *self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 until = quay_prompter_extend (self->prompter, self->deadline);

  /* An ssh child may have had the person asked meanwhile. */
  if (self->askpass != NULL && g_get_monotonic_time () < until)
    {
      g_source_set_ready_time (self->deadline_source, until);
      return G_SOURCE_CONTINUE;
    }
  quay_set_error (
      &error, QUAY_ERROR_TIMEOUT,
      "The server did not begin the SFTP session in time; try again, or ask whoever runs it whether its SFTP works");
  end (self, error);

  return G_SOURCE_REMOVE;
}

static void
arm_deadline (QuayConnection *self, gint64 deadline)
{
  if (deadline < 0)
    return;
  self->deadline = deadline;
  self->deadline_source = g_timeout_source_new (MAX (0, (deadline - g_get_monotonic_time ()) / 1000));
  g_source_set_callback (self->deadline_source, on_deadline, self, NULL);
  g_source_attach (self->deadline_source, self->context);
}

static gint64
login_deadline (QuayConnection *self)
{
  guint seconds = quay_site_options_get_connect_timeout (self->options);

  return seconds == 0 ? -1 : g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

/* Takes the channel. */
static void
begin (QuayConnection *self, QuayChannel *channel)
{
  /* While an ssh child logs in it may be waiting for the person: the login's own deadline knows that. */
  guint timeout = self->askpass != NULL ? 0 : quay_site_options_get_timeout (self->options);

  self->browse = quay_sftp_session_new (channel, quay_site_options_get_sftp_version (self->options), timeout);
  quay_sftp_session_set_max_data (self->browse, quay_site_options_get_max_request_size (self->options));
  quay_sftp_session_set_closed (self->browse, quay_connection_session_closed, self);
  quay_sftp_session_set_log (self->browse, &self->log);
  quay_sftp_session_set_peer (self->browse, quay_connection_get_server_id (self));
  quay_sftp_session_start (self->browse, on_browse_started, self);
}

static void
on_browse_channel (QuaySshSession *ssh, QuayChannel *channel, GError *error, gpointer user_data)
{
  QuayConnection *self = user_data;

  if (channel == NULL)
    end (self, error);
  else
    begin (self, channel);
}

static gboolean
log_in (QuayConnection *self, gint64 deadline, GError **error)
{
  if (!quay_connection_make_ssh (self, deadline, self->cancellable, error))
    return FALSE;
  arm_deadline (self, quay_prompter_extend (self->prompter, deadline));
  quay_ssh_session_attach (self->ssh);
  quay_ssh_session_open_subsystem_later (self->ssh, "sftp", on_browse_channel, self);
  quay_connection_open_ahead (self);

  return TRUE;
}

static void
do_open (QuayConnection *self, gpointer user_data)
{
  gint64 deadline = login_deadline (self);
  g_autoptr (GError) error = NULL;
  QuayChannel *channel = NULL;

  if (quay_site_options_get_transport (self->options) == QUAY_TRANSPORT_SSH)
    {
      if (!log_in (self, deadline, &error))
        end (self, error);
      return;
    }
  channel = quay_connection_make_pipe (self, self->cancellable, &error);
  if (channel == NULL)
    {
      end (self, error);
      return;
    }
  arm_deadline (self, deadline);
  begin (self, channel);
}

static void tell_closers (QuayConnection *self);

/* When the thread is as good as gone: who hears that there is no connection may end the program. */
static void
tell_end (QuayConnection *self)
{
  QuayConnectionResultFunc opened = g_steal_pointer (&self->opened);

  if (opened != NULL)
    opened (self, self->end_error, self->opened_data);
  else if (self->was_open && self->closed != NULL)
    self->closed (self, self->end_error, self->events_data);
  g_clear_error (&self->end_error);
}

static gpointer
run_worker (gpointer user_data)
{
  QuayConnection *self = user_data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
  end (self, error);
  if (self->engine_destroy != NULL)
    g_steal_pointer (&self->engine_destroy) (self->engine);
  self->engine = NULL;
  g_mutex_lock (&self->mutex);
  self->thread_running = FALSE;
  self->thread_ending = TRUE;
  g_mutex_unlock (&self->mutex);
  /* Jobs that were posted meanwhile find a connection that has ended. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  /* Not where nothing was encrypted: it would set the library up first. */
  if (quay_site_options_get_transport (self->options) == QUAY_TRANSPORT_SSH)
    quay_ssh_session_end_thread ();
  tell_end (self);
  tell_closers (self);
  quay_connection_unref (self);

  return NULL;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

typedef struct
{
  GCancellable *outer;
  gulong handler;
  QuayConnectionResultFunc func;
  gpointer user_data;
} OpenCall;

static void
on_opened (QuayConnection *self, const GError *error, gpointer user_data)
{
  OpenCall *call = user_data;

  g_cancellable_disconnect (call->outer, call->handler);
  call->func (self, error, call->user_data);
  g_clear_object (&call->outer);
  g_free (call);
}

static void
cancel_open (QuayConnection *self, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (self->opened == NULL)
    return;
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The login was cancelled");
  end (self, error);
}

static void
on_inner_cancelled (GCancellable *cancellable, gpointer user_data)
{
  post (user_data, cancel_open, NULL);
}

void
quay_connection_open (QuayConnection *self,
                      GCancellable *cancellable,
                      QuayConnectionResultFunc func,
                      gpointer user_data)
{
  OpenCall *call = g_new0 (OpenCall, 1);
  GThread *thread;

  call->func = func;
  call->user_data = user_data;
  self->opened = on_opened;
  self->opened_data = call;
  self->thread_running = TRUE;
  post (self, do_open, NULL);
  /* Beyond the blocking part the cancellable is heard through the worker's main context. */
  g_signal_connect (self->cancellable, "cancelled", G_CALLBACK (on_inner_cancelled), self);
  if (cancellable != NULL)
    {
      call->outer = g_object_ref (cancellable);
      call->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), g_object_ref (self->cancellable),
                                             g_object_unref);
    }
  thread = g_thread_new ("quay-login", run_worker, quay_connection_ref (self));
  g_thread_unref (thread);
}

typedef struct
{
  QuayConnectionFunc func;
  gpointer user_data;
} CloseCall;

static void
do_close (QuayConnection *self, gpointer user_data)
{
  CloseCall *call = user_data;

  if (self->opened != NULL)
    cancel_open (self, NULL);
  else
    end (self, NULL);
  /* Told when the thread is as good as gone. */
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->close_calls, call);
  g_mutex_unlock (&self->mutex);
}

static void
tell_closers (QuayConnection *self)
{
  GQueue calls;
  CloseCall *call;

  g_mutex_lock (&self->mutex);
  self->thread_ending = FALSE;
  calls = self->close_calls;
  g_queue_init (&self->close_calls);
  g_mutex_unlock (&self->mutex);
  while ((call = g_queue_pop_head (&calls)) != NULL)
    {
      if (call->func != NULL)
        call->func (self, call->user_data);
      g_free (call);
    }
}

/* FALSE: there is no thread to wait for. */
static gboolean
wait_for_thread (QuayConnection *self, CloseCall *call)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!self->thread_ending)
    return FALSE;
  g_queue_push_tail (&self->close_calls, call);

  return TRUE;
}

void
quay_connection_close (QuayConnection *self, QuayConnectionFunc func, gpointer user_data)
{
  CloseCall *call = g_new (CloseCall, 1);

  *call = (CloseCall){ func, user_data };
  if (post (self, do_close, call))
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }
  if (wait_for_thread (self, call))
    return;
  if (func != NULL)
    func (self, user_data);
  g_free (call);
}

/* Life */

QuayConnection *
quay_connection_new (QuaySiteOptions *options, QuayInteraction *interaction, GMainContext *owner)
{
  QuayConnection *self = g_new0 (QuayConnection, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->options = quay_site_options_copy (options);
  self->prompter = quay_prompter_new (interaction, owner);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->cancellable = g_cancellable_new ();
  self->bulk = g_ptr_array_new_with_free_func (g_object_unref);
  self->log_limits = (QuayLogLimits){ (gint)quay_site_options_get_log_level (options),
                                      quay_site_options_get_mask_sensitive_data (options),
                                      quay_site_options_get_log_file_data (options) };
  self->names = quay_names_new ();

  return self;
}

QuayConnection *
quay_connection_ref (QuayConnection *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_connection_unref (QuayConnection *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_signal_handlers_disconnect_by_data (self->cancellable, self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->options);
  g_clear_pointer (&self->prompter, quay_prompter_unref);
  g_clear_pointer (&self->memory, quay_auth_memory_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->bulk, g_ptr_array_unref);
  g_clear_pointer (&self->names, quay_names_unref);
  g_clear_pointer (&self->info, g_variant_unref);
  g_clear_pointer (&self->home, g_free);
  g_clear_pointer (&self->local_address, g_free);
  g_clear_pointer (&self->remote_address, g_free);
  if (self->events_destroy != NULL)
    self->events_destroy (self->events_data);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
quay_connection_set_events (
    QuayConnection *self, QuayLogFunc log, QuayConnectionResultFunc closed, gpointer user_data, GDestroyNotify destroy)
{
  self->log = (QuayLog){ log, user_data, &self->log_limits };
  self->closed = closed;
  self->events_data = user_data;
  self->events_destroy = destroy;
}

QuayNames *
quay_connection_get_names (QuayConnection *self)
{
  return self->names;
}

void
quay_connection_set_needs_home (QuayConnection *self, gboolean needs_home)
{
  self->needs_home = needs_home;
}

void
quay_connection_set_logging (QuayConnection *self, guint level, gboolean mask, gboolean file_data)
{
  g_atomic_int_set (&self->log_limits.level, (gint)level);
  g_atomic_int_set (&self->log_limits.mask, mask);
  g_atomic_int_set (&self->log_limits.files, file_data);
}

void
quay_connection_set_memory (QuayConnection *self, QuayAuthMemory *memory)
{
  g_assert (self->memory == NULL);

  self->memory = quay_auth_memory_ref (memory);
}

QuaySiteOptions *
quay_connection_get_options (QuayConnection *self)
{
  return self->options;
}

QuayPrompter *
quay_connection_get_prompter (QuayConnection *self)
{
  return self->prompter;
}

GVariant *
quay_connection_dup_info (QuayConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->info != NULL ? g_variant_ref (self->info) : NULL;
}

char *
quay_connection_dup_home (QuayConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->home);
}

QuaySftpSession *
quay_connection_get_browse (QuayConnection *self)
{
  return self->open ? self->browse : NULL;
}

GMainContext *
quay_connection_get_context (QuayConnection *self)
{
  return self->context;
}

const GError *
quay_connection_get_end_error (QuayConnection *self)
{
  return self->end_error;
}

gpointer
quay_connection_get_engine (QuayConnection *self)
{
  return self->engine;
}

void
quay_connection_set_engine (QuayConnection *self, gpointer engine, GDestroyNotify destroy)
{
  self->engine = engine;
  self->engine_destroy = destroy;
}
