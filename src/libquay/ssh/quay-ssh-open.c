/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-ssh-channel.h"
#include "quay-text.h"

/*
 * Opening channels, RFC 4254 section 5.1, and starting subsystems in them, section 6.5.
 */

struct _QuaySshOpening
{
  char *subsystem;
  QuaySshChannelReadyFunc func;
  gpointer user_data;
  gboolean started;
  LIBSSH2_CHANNEL_OPENING *state; /* NULL before and after the channel is opened */
  LIBSSH2_CHANNEL *lib;           /* NULL while the channel is opened */
};

static void
opening_free (QuaySshOpening *opening)
{
  g_free (opening->subsystem);
  g_free (opening);
}

static guint
get_window_size (QuaySshSession *self)
{
  return quay_site_options_get_channel_window_size (self->options);
}

static LIBSSH2_CHANNEL *
open_session_channel (QuaySshSession *self)
{
  return libssh2_channel_open_ex (self->lib, "session", strlen ("session"), get_window_size (self),
                                  quay_site_options_get_channel_packet_size (self->options), NULL, 0);
}

static int
start_subsystem (LIBSSH2_CHANNEL *lib, const char *subsystem)
{
  return libssh2_channel_process_startup (lib, "subsystem", strlen ("subsystem"), subsystem, strlen (subsystem));
}

static void
set_open_error (QuaySshSession *self, int rc, GError **error)
{
  char *message = NULL;

  libssh2_session_last_error (self->lib, &message, NULL, 0);
  if (rc == LIBSSH2_ERROR_CHANNEL_FAILURE)
    quay_set_error (
        error, QUAY_ERROR_CHANNEL_OPEN,
        "%s refuses to open a channel (%s); it may allow no more at once on one connection, or none for this user",
        self->place, message);
  else
    quay_ssh_set_error (self, rc, error, "Opening a channel on %s failed", self->place);
}

static void
set_subsystem_error (QuaySshSession *self, int rc, const char *subsystem, GError **error)
{
  if (rc == LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED && g_str_equal (subsystem, "sftp"))
    quay_set_error (error, QUAY_ERROR_CHANNEL_REQUEST,
                    "%s runs SSH but offers no SFTP; its operator has to switch on the “sftp” subsystem", self->place);
  else if (rc == LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED)
    quay_set_error (error, QUAY_ERROR_CHANNEL_REQUEST, "%s has no subsystem “%s”", self->place, subsystem);
  else
    quay_ssh_set_error (self, rc, error, "Starting “%s” on %s failed", subsystem, self->place);
}

static QuayChannel *
make_channel (QuaySshSession *self, LIBSSH2_CHANNEL *lib, const char *subsystem)
{
  g_autofree char *name = g_strdup_printf ("The server's “%s”", subsystem);

  return quay_ssh_channel_new (self, lib, name);
}

/* Sends CLOSE; the rest goes with the session, or when the peer has answered. */
static void
drop_channel (QuaySshSession *self, LIBSSH2_CHANNEL *lib)
{
  if (self->lib != NULL && libssh2_channel_free (lib) == LIBSSH2_ERROR_EAGAIN)
    g_ptr_array_add (self->ending, lib);
}

QuayChannel *
quay_ssh_session_open_subsystem (
    QuaySshSession *self, const char *subsystem, gint64 deadline, GCancellable *cancellable, GError **error)
{
  LIBSSH2_CHANNEL *lib;
  int rc;

  if (self->lib == NULL || g_cancellable_is_cancelled (cancellable))
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        quay_ssh_set_end_error (self, error, NULL);
      return NULL;
    }
  self->doing = "opening a channel";
  do
    {
      lib = open_session_channel (self);
      rc = lib != NULL ? 0 : libssh2_session_last_errno (self->lib);
    }
  while (quay_ssh_session_again (self, rc, deadline, cancellable, error));
  if (rc == LIBSSH2_ERROR_EAGAIN)
    return NULL;
  if (lib == NULL)
    {
      set_open_error (self, rc, error);
      return NULL;
    }
  do
    rc = start_subsystem (lib, subsystem);
  while (quay_ssh_session_again (self, rc, deadline, cancellable, error));
  if (rc == 0)
    return make_channel (self, lib, subsystem);
  if (rc != LIBSSH2_ERROR_EAGAIN)
    set_subsystem_error (self, rc, subsystem, error);
  drop_channel (self, lib);

  return NULL;
}

QuayChannel *
quay_ssh_session_open_direct_tcpip (
    QuaySshSession *self, const char *host, guint port, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autofree char *shown = quay_text_escape (host, -1);
  LIBSSH2_CHANNEL *lib = NULL;
  int rc;

  if (self->lib == NULL)
    {
      quay_ssh_set_end_error (self, error, NULL);
      return NULL;
    }
  self->doing = "connecting through it";
  do
    {
      lib = libssh2_channel_direct_tcpip_ex (self->lib, host, port, "127.0.0.1", 0);
      rc = lib != NULL ? 0 : libssh2_session_last_errno (self->lib);
    }
  while (quay_ssh_session_again (self, rc, deadline, cancellable, error));
  if (lib != NULL)
    return quay_ssh_channel_new (self, lib, "The jump host's connection");
  if (rc == LIBSSH2_ERROR_CHANNEL_FAILURE)
    quay_set_error (
        error, QUAY_ERROR_CHANNEL_OPEN,
        "%s does not connect to %s port %u for us; it may forbid forwarding, or the host does not answer there",
        self->place, shown, port);
  else if (rc != LIBSSH2_ERROR_EAGAIN)
    quay_ssh_set_error (self, rc, error, "Connecting to %s port %u through %s failed", shown, port, self->place);

  return NULL;
}

void
quay_ssh_session_open_subsystem_later (QuaySshSession *self,
                                       const char *subsystem,
                                       QuaySshChannelReadyFunc func,
                                       gpointer user_data)
{
  QuaySshOpening *opening = g_new0 (QuaySshOpening, 1);

  opening->subsystem = g_strdup (subsystem);
  opening->func = func;
  opening->user_data = user_data;
  g_queue_push_tail (&self->openings, opening);
  quay_ssh_session_run_again (self);
}

gboolean
quay_ssh_session_has_new_opening (QuaySshSession *self)
{
  QuaySshOpening *opening = g_queue_peek_tail (&self->openings);

  return opening != NULL && !opening->started;
}

static void
finish_opening (QuaySshSession *self, QuaySshOpening *opening, QuayChannel *channel, GError *error)
{
  g_queue_remove (&self->openings, opening);
  g_clear_pointer (&opening->state, libssh2_channel_opening_free);
  opening->func (self, channel, error, opening->user_data);
  opening_free (opening);
}

static void
step_channel (QuaySshSession *self, QuaySshOpening *opening)
{
  if (opening->state == NULL)
    opening->state = libssh2_channel_opening_new (self->lib);
  opening->lib = libssh2_channel_opening_step (opening->state, "session", strlen ("session"), get_window_size (self),
                                               quay_site_options_get_channel_packet_size (self->options));
  if (opening->lib != NULL)
    g_clear_pointer (&opening->state, libssh2_channel_opening_free);
}

/* FALSE: it has to wait. */
static gboolean
step (QuaySshSession *self, QuaySshOpening *opening)
{
  g_autoptr (GError) error = NULL;
  LIBSSH2_CHANNEL *lib;
  int rc;

  opening->started = TRUE;
  if (opening->lib == NULL)
    step_channel (self, opening);
  rc = opening->lib != NULL ? start_subsystem (opening->lib, opening->subsystem)
                            : libssh2_session_last_errno (self->lib);
  if (rc == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  lib = g_steal_pointer (&opening->lib);
  if (rc == 0)
    {
      finish_opening (self, opening, make_channel (self, lib, opening->subsystem), NULL);
      return TRUE;
    }
  if (lib != NULL)
    {
      set_subsystem_error (self, rc, opening->subsystem, &error);
      drop_channel (self, lib);
    }
  else
    set_open_error (self, rc, &error);
  finish_opening (self, opening, NULL, error);

  return TRUE;
}

/* All at once: one after the other, each would take two round trips of its own. TRUE: one is over, and whoever was told
 * may have changed the others. */
static gboolean
step_each (QuaySshSession *self)
{
  for (GList *l = self->openings.head; l != NULL; l = l->next)
    if (step (self, l->data))
      return TRUE;

  return FALSE;
}

void
quay_ssh_session_step_openings (QuaySshSession *self)
{
  while (!quay_ssh_session_is_over (self) && step_each (self))
    ;
}

/* libssh2 keeps what is half open, and frees it with the session. */
void
quay_ssh_session_leave_openings (QuaySshSession *self)
{
  for (GList *l = self->openings.head; l != NULL; l = l->next)
    {
      QuaySshOpening *opening = l->data;

      g_clear_pointer (&opening->state, libssh2_channel_opening_free);
      opening->lib = NULL;
    }
}

void
quay_ssh_session_fail_openings (QuaySshSession *self)
{
  while (!g_queue_is_empty (&self->openings))
    {
      g_autoptr (GError) error = NULL;

      quay_ssh_set_end_error (self, &error, NULL);
      finish_opening (self, g_queue_peek_head (&self->openings), NULL, error);
    }
}
