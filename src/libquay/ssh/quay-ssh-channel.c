/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-channel.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-tail.h"
#include "quay-text.h"

/* What libssh2 takes for one packet. */
#define MAX_WRITE 32700

/* How much may wait for the transport before writers are held back. More only means that a cancel comes later, and that
 * other channels wait longer for their turn. */
#define MAX_UNSENT (512 * 1024)

/* How long after the end of the output the exit status may come. */
#define EXIT_MS 250

struct _QuaySshChannel
{
  GObject parent_instance;

  QuayChannelFunc watch;
  gpointer watch_data;
  gboolean write_blocked;
  gboolean end_told;     /* read() has returned 0 or failed */
  gboolean ends_session; /* when it is closed */

  /* Owned */
  QuaySshSession *session;
  LIBSSH2_CHANNEL *lib; /* NULL once closed */
  char *name;
  QuayTail *errors;
  GByteArray *stalled; /* taken from a writer, and begun by libssh2, which a key exchange held up */
};

static void quay_ssh_channel_channel_init (QuayChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuaySshChannel,
                               quay_ssh_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_CHANNEL, quay_ssh_channel_channel_init))

static void
set_closed_error (GError **error)
{
  quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The channel is closed");
}

void
quay_ssh_channel_collect_errors (QuaySshChannel *self)
{
  char buffer[4096];
  gssize n = 0;

  while (self->lib != NULL && !quay_ssh_session_is_over (self->session)
         && (n = libssh2_channel_read_stderr (self->lib, buffer, sizeof buffer)) > 0)
    quay_tail_append (self->errors, buffer, n);
  if (n < 0 && n != LIBSSH2_ERROR_EAGAIN)
    quay_ssh_session_fail (self->session, n);
}

/* libssh2 wants the same bytes again for a packet that it has begun; they are kept here, so that a writer may come back
 * with others or not at all. */
static gboolean
write_stalled (QuaySshChannel *self, GError **error)
{
  while (self->stalled->len > 0)
    {
      gssize n = libssh2_channel_write (self->lib, (const char *)self->stalled->data, self->stalled->len);

      if (n == LIBSSH2_ERROR_EAGAIN || n == 0)
        return TRUE;
      if (n < 0)
        {
          quay_ssh_set_error (self->session, n, error, "Sending to %s on %s failed", self->name, self->session->place);
          return FALSE;
        }
      g_byte_array_remove_range (self->stalled, 0, n);
    }

  return TRUE;
}

static gboolean
has_room (QuaySshChannel *self)
{
  return self->stalled->len == 0 && libssh2_channel_window_write (self->lib) > 0
         && quay_ssh_wire_get_unsent (self->session->wire) < MAX_UNSENT;
}

static gboolean
has_data (QuaySshChannel *self)
{
  return libssh2_poll_channel_read (self->lib, 0) == 1;
}

static gboolean
is_at_end (QuaySshChannel *self)
{
  return libssh2_channel_eof (self->lib) == 1 || quay_ssh_session_is_over (self->session);
}

gboolean
quay_ssh_channel_wants_to_run (QuaySshChannel *self)
{
  if (self->watch == NULL || self->lib == NULL)
    return FALSE;
  if (self->session->failure != NULL)
    return !self->end_told;

  return has_data (self) || (self->write_blocked && has_room (self)) || (!self->end_told && is_at_end (self));
}

/* libssh2 cannot tell when an odd packet is in its queue: then only the reader can. */
static gboolean
cannot_tell (QuaySshChannel *self)
{
  return self->watch != NULL && self->lib != NULL && self->session->failure == NULL
         && libssh2_poll_channel_read (self->lib, 0) < 0;
}

void
quay_ssh_channel_run (QuaySshChannel *self)
{
  if (self->lib != NULL && !quay_ssh_session_is_over (self->session) && !write_stalled (self, NULL))
    quay_ssh_session_fail (self->session, libssh2_session_last_errno (self->session->lib));
  if (!quay_ssh_channel_wants_to_run (self) && !cannot_tell (self))
    return;
  self->write_blocked = FALSE;
  self->watch (QUAY_CHANNEL (self), self->watch_data);
}

/* The session is no more, or will get nothing more. */
static gssize
tell_end (QuaySshChannel *self, GError **error)
{
  self->end_told = TRUE;
  quay_ssh_set_end_error (self->session, error, NULL);

  return -1;
}

static gssize
quay_ssh_channel_read (QuayChannel *channel, void *buffer, gsize size, GError **error)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);
  gssize n;

  if (self->lib == NULL)
    return 0;
  if (self->session->failure != NULL)
    return tell_end (self, error);
  n = libssh2_channel_read (self->lib, buffer, size);
  if (n > 0)
    return n;
  if (n == LIBSSH2_ERROR_EAGAIN)
    return quay_ssh_session_is_over (self->session) ? tell_end (self, error) : QUAY_CHANNEL_WOULD_BLOCK;
  if (n < 0)
    {
      quay_ssh_session_fail (self->session, n);
      return tell_end (self, error);
    }
  self->end_told = TRUE;

  return 0;
}

/* No more than the peer's window has room for, so that libssh2 never begins a packet it cannot finish. */
static gssize
write_packet (QuaySshChannel *self, const guint8 *bytes, gsize size)
{
  gsize window = libssh2_channel_window_write (self->lib);
  gsize n = MIN (MIN (size, window), MAX_WRITE);
  gssize written;

  /* Without room, the call still lets libssh2 see the window grow. */
  written = libssh2_channel_write (self->lib, (const char *)bytes, n > 0 ? n : MIN (size, MAX_WRITE));
  if (written != LIBSSH2_ERROR_EAGAIN || n == 0)
    return written;
  g_byte_array_append (self->stalled, bytes, n);

  return n;
}

static gssize
quay_ssh_channel_write (QuayChannel *channel, const void *buffer, gsize size, GError **error)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);
  gsize done = 0;

  if (self->lib == NULL)
    {
      set_closed_error (error);
      return -1;
    }
  if (quay_ssh_session_is_over (self->session))
    {
      quay_ssh_set_end_error (self->session, error, NULL);
      return -1;
    }
  if (!write_stalled (self, error))
    return -1;
  while (done < size && self->stalled->len == 0 && quay_ssh_wire_get_unsent (self->session->wire) < MAX_UNSENT)
    {
      gssize n = write_packet (self, (const guint8 *)buffer + done, size - done);

      if (n == LIBSSH2_ERROR_EAGAIN || n == 0)
        break;
      if (n < 0)
        {
          quay_ssh_set_error (self->session, n, error, "Sending to %s on %s failed", self->name, self->session->place);
          return -1;
        }
      done += n;
    }

  self->write_blocked = done < size;

  return done > 0 ? (gssize)done : QUAY_CHANNEL_WOULD_BLOCK;
}

static gsize
quay_ssh_channel_get_write_window (QuayChannel *channel)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);
  gsize window = self->lib != NULL ? libssh2_channel_window_write (self->lib) : 0;

  return window > self->stalled->len ? window - self->stalled->len : 0;
}

static gboolean
is_ready (QuaySshChannel *self, GIOCondition condition)
{
  if ((condition & G_IO_IN) != 0 && (has_data (self) || is_at_end (self)))
    return TRUE;

  return (condition & G_IO_OUT) != 0 && (has_room (self) || quay_ssh_session_is_over (self->session));
}

static gboolean
quay_ssh_channel_wait (
    QuayChannel *channel, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);

  self->session->doing = "waiting for data";
  for (;;)
    {
      if (self->lib == NULL)
        {
          set_closed_error (error);
          return FALSE;
        }
      quay_ssh_session_drive (self->session);
      if (!quay_ssh_session_is_over (self->session) && !write_stalled (self, error))
        return FALSE;
      if (self->session->failure != NULL || is_ready (self, condition))
        return TRUE;
      if (!quay_ssh_session_wait (self->session, deadline, cancellable, error))
        return FALSE;
    }
}

static void
quay_ssh_channel_set_watch (QuayChannel *channel, QuayChannelFunc func, gpointer user_data)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);

  self->watch = func;
  self->watch_data = user_data;
  if (func != NULL && self->lib != NULL)
    quay_ssh_session_run_again (self->session);
}

void
quay_ssh_channel_session_closed (QuaySshChannel *self)
{
  self->lib = NULL;
}

static void
close_lib (QuaySshChannel *self)
{
  LIBSSH2_CHANNEL *lib = g_steal_pointer (&self->lib);

  if (lib == NULL || self->session->lib == NULL)
    return;
  /* Sends EOF and CLOSE at once, and is done when the peer's CLOSE has come. */
  if (libssh2_channel_free (lib) == LIBSSH2_ERROR_EAGAIN)
    g_ptr_array_add (self->session->ending, lib);
}

static void
quay_ssh_channel_close (QuayChannel *channel)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);

  self->watch = NULL;
  g_ptr_array_remove (self->session->channels, self);
  close_lib (self);
  if (self->ends_session)
    quay_ssh_session_close (self->session);
}

void
quay_ssh_channel_end_session_with_it (QuaySshChannel *self)
{
  self->ends_session = TRUE;
}

/* OpenSSH's server sends the exit status behind the end of the output (RFC 4254 section 6.10 leaves the order open). */
static void
wait_for_exit (QuaySshChannel *self)
{
  gint64 deadline = g_get_monotonic_time () + EXIT_MS * G_TIME_SPAN_MILLISECOND;

  while (self->lib != NULL && !quay_ssh_session_is_over (self->session) && libssh2_channel_eof (self->lib) == 1
         && libssh2_channel_wait_closed (self->lib) == LIBSSH2_ERROR_EAGAIN
         && quay_ssh_session_wait (self->session, deadline, NULL, NULL))
    quay_ssh_session_drive (self->session);
}

static char *
dup_exit (QuaySshChannel *self)
{
  g_autofree char *shown = NULL;
  char *signal_name = NULL;
  size_t length = 0;
  int status;

  if (self->lib == NULL)
    return NULL;
  libssh2_channel_get_exit_signal (self->lib, &signal_name, &length, NULL, NULL, NULL, NULL);
  if (signal_name != NULL)
    {
      shown = quay_text_escape_message (signal_name, length, 32);
      libssh2_free (self->session->lib, signal_name);
      return g_strdup_printf ("was killed by the signal %s", shown);
    }
  status = libssh2_channel_get_exit_status (self->lib);

  return status != 0 ? g_strdup_printf ("exited with status %d", status) : NULL;
}

static char *
quay_ssh_channel_dup_diagnostics (QuayChannel *channel)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (channel);
  g_autofree char *exited = NULL;
  g_autofree char *said = NULL;

  wait_for_exit (self);
  quay_ssh_channel_collect_errors (self);
  exited = dup_exit (self);
  said = quay_tail_dup_text (self->errors);
  if (exited != NULL && said != NULL)
    return g_strdup_printf ("%s %s and says: %s", self->name, exited, said);
  if (exited != NULL)
    return g_strdup_printf ("%s %s", self->name, exited);

  return said != NULL ? g_strdup_printf ("%s says: %s", self->name, said) : NULL;
}

static void
quay_ssh_channel_finalize (GObject *object)
{
  QuaySshChannel *self = QUAY_SSH_CHANNEL (object);

  quay_ssh_channel_close (QUAY_CHANNEL (self));
  g_clear_object (&self->session);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->errors, quay_tail_free);
  g_clear_pointer (&self->stalled, g_byte_array_unref);

  G_OBJECT_CLASS (quay_ssh_channel_parent_class)->finalize (object);
}

static void
quay_ssh_channel_class_init (QuaySshChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_ssh_channel_finalize;
}

static void
quay_ssh_channel_channel_init (QuayChannelInterface *iface)
{
  iface->read = quay_ssh_channel_read;
  iface->write = quay_ssh_channel_write;
  iface->get_write_window = quay_ssh_channel_get_write_window;
  iface->wait = quay_ssh_channel_wait;
  iface->set_watch = quay_ssh_channel_set_watch;
  iface->close = quay_ssh_channel_close;
  iface->dup_diagnostics = quay_ssh_channel_dup_diagnostics;
}

static void
quay_ssh_channel_init (QuaySshChannel *self)
{
  self->errors = quay_tail_new ();
  self->stalled = g_byte_array_new ();
}

QuayChannel *
quay_ssh_channel_new (QuaySshSession *session, LIBSSH2_CHANNEL *lib, const char *name)
{
  QuaySshChannel *self = g_object_new (QUAY_TYPE_SSH_CHANNEL, NULL);

  self->session = g_object_ref (session);
  self->lib = lib;
  self->name = g_strdup (name);
  g_ptr_array_add (session->channels, self);

  return QUAY_CHANNEL (self);
}
