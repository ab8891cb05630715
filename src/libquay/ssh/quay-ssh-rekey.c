/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include "quay-error-private.h"

/*
 * New keys for a session that is under way, RFC 4253 section 9. Whoever begins, libssh2 goes on with it in whatever
 * reads next, and lets nothing else be sent before it is over.
 */

/* RFC 4344 section 3.2: 2^32 blocks of 128 bits, and a gigabyte for ciphers with smaller ones. chacha20 has none;
 * OpenSSH counts it with those. */
#define AES_LIMIT (G_GUINT64_CONSTANT (64) << 30)
#define OTHER_LIMIT (G_GUINT64_CONSTANT (1) << 30)

typedef struct
{
  QuaySshRekeyedFunc func;
  gpointer user_data;
} RekeyedCall;

static guint64
get_bytes (QuaySshSession *self)
{
  return quay_ssh_wire_get_received (self->wire) + quay_ssh_wire_get_sent (self->wire);
}

static guint64
get_limit (QuaySshSession *self)
{
  guint64 chosen = quay_site_options_get_rekey_threshold (self->options);
  const QuaySshInfo *info = &self->info;

  if (chosen != 0)
    return chosen;

  return g_str_has_prefix (info->cipher_cs, "aes") && g_str_has_prefix (info->cipher_sc, "aes") ? AES_LIMIT
                                                                                                : OTHER_LIMIT;
}

static void
finish_calls (QuaySshSession *self, const GError *error)
{
  RekeyedCall *call;

  while ((call = g_queue_pop_head (&self->rekeyed_calls)) != NULL)
    {
      call->func (self, error, call->user_data);
      g_free (call);
    }
}

static void
begin (QuaySshSession *self)
{
  int rc = libssh2_session_rekey (self->lib);

  if (rc != 0)
    {
      quay_ssh_session_fail (self, rc);
      return;
    }
  self->rekeying = TRUE;
  quay_log (&self->log, 1, "Asking %s for new keys", self->place);
}

static void
note_exchange (QuaySshSession *self, guint n_exchanges)
{
  quay_log (&self->log, 1, "New keys are in use, after %" G_GUINT64_FORMAT " bytes",
            get_bytes (self) - self->exchanged_at);
  self->n_exchanges = n_exchanges;
  self->exchanged_at = get_bytes (self);
  self->rekeying = FALSE;
  finish_calls (self, NULL);
}

void
quay_ssh_session_check_keys (QuaySshSession *self)
{
  guint n_exchanges;

  if (self->lib == NULL || self->failure != NULL)
    return;
  n_exchanges = libssh2_session_exchanges (self->lib);
  if (n_exchanges != self->n_exchanges)
    note_exchange (self, n_exchanges);
  else if (!self->rekeying && self->attached && get_bytes (self) - self->exchanged_at >= get_limit (self))
    begin (self);
}

void
quay_ssh_session_rekey_later (QuaySshSession *self, QuaySshRekeyedFunc func, gpointer user_data)
{
  RekeyedCall *call;

  if (quay_ssh_session_is_over (self) || !self->attached)
    {
      g_autoptr (GError) error = NULL;

      quay_ssh_set_end_error (self, &error, "Asking for new keys");
      func (self, error, user_data);
      return;
    }
  call = g_new (RekeyedCall, 1);
  *call = (RekeyedCall){ func, user_data };
  g_queue_push_tail (&self->rekeyed_calls, call);
  if (!self->rekeying)
    begin (self);
  quay_ssh_session_run_again (self);
}

void
quay_ssh_session_fail_rekeys (QuaySshSession *self)
{
  g_autoptr (GError) error = NULL;

  if (g_queue_is_empty (&self->rekeyed_calls))
    return;
  quay_ssh_set_end_error (self, &error, "Asking for new keys");
  finish_calls (self, error);
}

guint
quay_ssh_session_get_n_exchanges (QuaySshSession *self)
{
  return self->n_exchanges;
}
