/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-reconnect.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"

static const guint default_delays[] = { 1, 2, 5, 10, 30 };

/* A connection that held for so long was a good one: its loss is a new story, which begins with the first delay. */
#define GOOD (10 * G_USEC_PER_SEC)

struct _QuayReconnect
{
  QuayLogin *login;
  QuayReconnectFunc changed;
  gpointer user_data;

  QuayReconnectState state;
  GError *error;
  GArray *delays; /* of guint */
  guint n_attempts;
  gboolean was_open; /* at least once */
  gboolean was_closed;
  gint64 opened_at;
  GSource *timer;
  GCancellable *attempt; /* under way */
};

static void
set_state (QuayReconnect *self, QuayReconnectState state, const GError *error)
{
  gboolean same = self->state == state && error == NULL && self->error == NULL;

  self->state = state;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  if (!same)
    self->changed (self, self->user_data);
}

/* Another attempt would end like this one. */
static gboolean
is_hopeless (const GError *error)
{
  static const QuayError codes[] = {
    QUAY_ERROR_HOST_KEY_REJECTED,
    QUAY_ERROR_HOST_KEY_UNVERIFIED,
    QUAY_ERROR_AUTHENTICATION,
    QUAY_ERROR_NEGOTIATION,
    QUAY_ERROR_PROTOCOL_VERSION,
    QUAY_ERROR_CHANNEL_REQUEST,
    QUAY_ERROR_KEY,
    QUAY_ERROR_SFTP_VERSION,
    QUAY_ERROR_INVALID_RESPONSE,
    QUAY_ERROR_USAGE,
    QUAY_ERROR_HOST_INVALID,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, QUAY_ERROR, codes[i]))
      return TRUE;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void schedule (QuayReconnect *self);

static void
take_failure (QuayReconnect *self, const GError *error)
{
  if (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_NEEDS_PROMPT))
    set_state (self, QUAY_RECONNECT_PERSON, error);
  else if (is_hopeless (error))
    set_state (self, QUAY_RECONNECT_FAILED, error);
  else
    {
      schedule (self);
      set_state (self, QUAY_RECONNECT_TRYING, error);
    }
}

typedef struct
{
  QuayReconnect *reconnect; /* not to be used once the attempt is cancelled */
  GCancellable *attempt;
} Attempt;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  QuayReconnect *self = attempt->reconnect;
  g_autoptr (GError) error = NULL;
  gboolean ok = quay_login_open_quietly_finish (QUAY_LOGIN (source), result, &error);

  if (!g_cancellable_is_cancelled (attempt->attempt))
    {
      g_clear_object (&self->attempt);
      /* Success is seen by the login's state, whoever opened it. Where somebody else is at it, what they do counts. */
      if (!ok && !g_error_matches (error, QUAY_ERROR, QUAY_ERROR_ALREADY_CONNECTED))
        take_failure (self, error);
    }
  g_object_unref (attempt->attempt);
  g_free (attempt);
}

static void take_open (QuayReconnect *self);

static gboolean
try_now (gpointer user_data)
{
  QuayReconnect *self = user_data;
  Attempt *attempt;

  g_clear_pointer (&self->timer, g_source_unref);
  /* A transfer may have felt the loss before the login did: only now is it known. */
  if (quay_login_get_state (self->login) == QUAY_LOGIN_OPEN)
    take_open (self);
  if (quay_login_get_state (self->login) != QUAY_LOGIN_CLOSED)
    return G_SOURCE_REMOVE;
  self->n_attempts++;
  self->attempt = g_cancellable_new ();
  attempt = g_new (Attempt, 1);
  *attempt = (Attempt){ self, g_object_ref (self->attempt) };
  quay_login_open_quietly_async (self->login, self->attempt, on_opened, attempt);

  return G_SOURCE_REMOVE;
}

static void
schedule (QuayReconnect *self)
{
  guint seconds = 0;

  if (self->timer != NULL || self->attempt != NULL)
    return;
  /* The very first connection needs no patience. */
  if (self->was_open || self->n_attempts > 0)
    seconds = g_array_index (self->delays, guint, MIN (self->n_attempts, self->delays->len - 1));
  self->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_static_name (self->timer, "quay-reconnect");
  g_source_set_callback (self->timer, try_now, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
stop_trying (QuayReconnect *self)
{
  quay_source_clear (&self->timer);
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
}

static void
take_open (QuayReconnect *self)
{
  g_clear_object (&self->attempt);
  stop_trying (self);
  self->was_open = TRUE;
  self->was_closed = FALSE;
  self->opened_at = g_get_monotonic_time ();
  set_state (self, QUAY_RECONNECT_OPEN, NULL);
}

static void
on_state (QuayLogin *login, GParamSpec *pspec, gpointer user_data)
{
  QuayReconnect *self = user_data;

  if (quay_login_get_state (login) == QUAY_LOGIN_OPEN)
    take_open (self);
  /* Somebody else's attempt has failed. */
  else if (quay_login_get_state (login) == QUAY_LOGIN_CLOSED && self->state == QUAY_RECONNECT_TRYING)
    schedule (self);
}

static void
on_closed (QuayLogin *login, const GError *error, gpointer user_data)
{
  QuayReconnect *self = user_data;

  self->was_closed = error == NULL;
  if (g_get_monotonic_time () - self->opened_at >= GOOD)
    self->n_attempts = 0;
  if (self->state == QUAY_RECONNECT_OPEN)
    self->state = QUAY_RECONNECT_IDLE;
}

void
quay_reconnect_want (QuayReconnect *self)
{
  if (self->state == QUAY_RECONNECT_TRYING || self->state == QUAY_RECONNECT_PERSON)
    return;
  schedule (self);
  set_state (self, QUAY_RECONNECT_TRYING, NULL);
}

QuayReconnect *
quay_reconnect_new (QuayLogin *login, QuayReconnectFunc changed, gpointer user_data)
{
  QuayReconnect *self = g_new0 (QuayReconnect, 1);

  self->login = g_object_ref (login);
  self->changed = changed;
  self->user_data = user_data;
  self->delays = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (self->delays, default_delays, G_N_ELEMENTS (default_delays));
  if (quay_login_get_state (login) == QUAY_LOGIN_OPEN)
    {
      self->state = QUAY_RECONNECT_OPEN;
      self->was_open = TRUE;
      self->opened_at = g_get_monotonic_time ();
    }
  g_signal_connect (login, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect (login, "closed", G_CALLBACK (on_closed), self);

  return self;
}

void
quay_reconnect_free (QuayReconnect *self)
{
  g_signal_handlers_disconnect_by_data (self->login, self);
  stop_trying (self);
  g_clear_error (&self->error);
  g_array_unref (self->delays);
  g_object_unref (self->login);
  g_free (self);
}

void
quay_reconnect_set_delays (QuayReconnect *self, const guint *seconds, guint n)
{
  g_assert (n > 0);
  g_array_set_size (self->delays, 0);
  g_array_append_vals (self->delays, seconds, n);
}

QuayLogin *
quay_reconnect_get_login (QuayReconnect *self)
{
  return self->login;
}

QuayReconnectState
quay_reconnect_get_state (QuayReconnect *self)
{
  return self->state;
}

const GError *
quay_reconnect_get_error (QuayReconnect *self)
{
  return self->error;
}

gboolean
quay_reconnect_was_closed (QuayReconnect *self)
{
  return self->was_closed || quay_login_get_state (self->login) == QUAY_LOGIN_CLOSING;
}

gboolean
quay_reconnect_was_open (QuayReconnect *self)
{
  return self->was_open;
}
