/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-ssh-channel.h"

/*
 * The event-driven part: what comes on the transport goes through libssh2 to the channels' watches.
 */

/* How many buffers full of input one dispatch takes before the thread's other sources get their turn: with 256 KiB each
 * about 10 ms of work. */
#define MAX_FILLS 8

/* Reading from a channel is what makes libssh2 take what has come, for whichever channel it is. Standard error is read,
 * because there is always somewhere to put it. */
void
quay_ssh_session_drive (QuaySshSession *self)
{
  for (guint i = 0; i < self->channels->len; i++)
    quay_ssh_channel_collect_errors (g_ptr_array_index (self->channels, i));
  for (guint i = 0; i < self->ending->len;)
    if (libssh2_channel_free (g_ptr_array_index (self->ending, i)) != LIBSSH2_ERROR_EAGAIN)
      g_ptr_array_remove_index (self->ending, i);
    else
      i++;
}

static void
run_channels (QuaySshSession *self)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->channels->len; i++)
    g_ptr_array_add (channels, g_object_ref (g_ptr_array_index (self->channels, i)));
  /* A watch may close channels, its own and others, and the session. */
  for (guint i = 0; i < channels->len; i++)
    quay_ssh_channel_run (g_ptr_array_index (channels, i));
}

static gboolean
wants_to_run (QuaySshSession *self)
{
  if (quay_ssh_session_has_new_opening (self))
    return TRUE;
  for (guint i = 0; i < self->channels->len; i++)
    if (quay_ssh_channel_wants_to_run (g_ptr_array_index (self->channels, i)))
      return TRUE;

  return FALSE;
}

static void
pump_once (QuaySshSession *self)
{
  if (self->lib == NULL)
    return;
  quay_ssh_session_drive (self);
  quay_ssh_session_check_keys (self);
  if (self->lib == NULL)
    return;
  quay_ssh_session_step_openings (self);
  run_channels (self);
}

static void
pump (QuaySshSession *self)
{
  if (self->pumping)
    return;
  self->pumping = TRUE;
  quay_ssh_wire_flush (self->wire);
  for (int i = 0; i < MAX_FILLS; i++)
    {
      gssize n = quay_ssh_wire_fill (self->wire);

      pump_once (self);
      if (n <= 0 || self->lib == NULL || quay_ssh_wire_is_drained (self->wire))
        break;
    }
  if (quay_ssh_session_is_over (self))
    {
      quay_ssh_session_fail_openings (self);
      quay_ssh_session_fail_rekeys (self);
    }
  self->pumping = FALSE;
  /* Level-triggered: what a watch left unread brings it back, after the thread's other sources. */
  if (self->lib != NULL && wants_to_run (self))
    quay_ssh_session_run_again (self);
}

static void
on_transport (QuayChannel *transport, gpointer user_data)
{
  g_autoptr (QuaySshSession) self = g_object_ref (user_data);

  pump (self);
}

static gboolean
on_again (gpointer user_data)
{
  g_autoptr (QuaySshSession) self = g_object_ref (user_data);

  pump (self);

  return G_SOURCE_CONTINUE;
}

void
quay_ssh_session_run_again (QuaySshSession *self)
{
  if (!self->attached || self->pumping)
    return;
  if (self->again == NULL)
    self->again = quay_ready_source_new (g_main_context_get_thread_default (), on_again, self, "[quay] ssh");
  quay_ready_source_raise (self->again);
}

/* Keep-alive: where nothing comes, something is asked that any server answers, so that firewalls on the way see
 * traffic, and a peer that is no more is told from one that has nothing to say. */

static gint64
get_interval (QuaySshSession *self)
{
  return quay_site_options_get_keep_alive_interval (self->options) * G_USEC_PER_SEC;
}

static void
give_up_waiting (QuaySshSession *self)
{
  guint interval = quay_site_options_get_keep_alive_interval (self->options);
  GError *error = NULL;

  quay_set_error (&error, QUAY_ERROR_KEEP_ALIVE,
                  "The connection to %s was lost: the server has been silent for %u seconds and has not answered when "
                  "asked whether it is there; check the network, and try again",
                  self->place, interval * (self->n_unanswered + 1));
  quay_ssh_session_give_up (self, error);
}

static gboolean
on_keep_alive (gpointer user_data)
{
  QuaySshSession *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 due = quay_ssh_wire_get_last_moved (self->wire) + get_interval (self);
  int next = 0;

  if (quay_ssh_wire_has_ended (self->wire))
    return G_SOURCE_CONTINUE;
  /* The answer comes within moments of the question, so when it is time for the next one it is as old as that. */
  if (due > now || quay_ssh_wire_get_received (self->wire) != self->received_when_asked)
    self->n_unanswered = 0;
  if (due <= now && self->n_unanswered >= quay_site_options_get_keep_alive_count_max (self->options))
    {
      give_up_waiting (self);
      return G_SOURCE_CONTINUE;
    }
  if (due <= now)
    {
      self->received_when_asked = quay_ssh_wire_get_received (self->wire);
      libssh2_keepalive_send (self->lib, &next);
      self->n_unanswered++;
      due = now + get_interval (self);
    }
  g_source_set_ready_time (self->keep_alive, due);

  return G_SOURCE_CONTINUE;
}

static void
start_keep_alive (QuaySshSession *self)
{
  if (get_interval (self) == 0)
    return;
  libssh2_keepalive_config (self->lib, 1, 1);
  self->keep_alive
      = quay_ready_source_new (g_main_context_get_thread_default (), on_keep_alive, self, "[quay] ssh keep-alive");
  g_source_set_ready_time (self->keep_alive, g_get_monotonic_time () + get_interval (self));
}

void
quay_ssh_session_start_pump (QuaySshSession *self)
{
  quay_channel_set_watch (self->transport, on_transport, self);
  start_keep_alive (self);
  /* What came while the login was made may be waiting. */
  quay_ssh_session_run_again (self);
}

void
quay_ssh_session_stop_pump (QuaySshSession *self)
{
  quay_source_clear (&self->again);
  quay_source_clear (&self->keep_alive);
  if (self->attached)
    quay_channel_set_watch (self->transport, NULL, NULL);
  self->attached = FALSE;
}
