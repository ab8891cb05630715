/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-auth-memory.h"
#include "quay-channel.h"
#include "quay-host-key.h"
#include "quay-log.h"
#include "quay-prompter.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * QuaySshSession: one SSH connection on libssh2, over any QuayChannel (a socket, a ProxyCommand's pipes, a channel of an
 * outer session). Belongs to its worker thread. libssh2 sees the transport only through our SEND and RECV hooks: SEND
 * takes everything (into the transport, the rest into our queue), RECV serves from our own buffer.
 *
 * open, authenticate and the first open_sftp block the worker (with deadline and cancellable); afterwards
 * quay_ssh_session_attach makes the session event-driven in the thread's main context.
 */
#define QUAY_TYPE_SSH_SESSION (quay_ssh_session_get_type ())
G_DECLARE_FINAL_TYPE (QuaySshSession, quay_ssh_session, QUAY, SSH_SESSION, GObject)

typedef void (*QuaySshChannelReadyFunc) (QuaySshSession *self, QuayChannel *channel, GError *error, gpointer user_data);

/* What was agreed; strings are NULL before the handshake and belong to the session. */
typedef struct {
  const char *server_id;      /* "SSH-2.0-OpenSSH_9.2", escaped */
  const char *kex, *host_key_algorithm;
  const char *cipher_cs, *cipher_sc, *mac_cs, *mac_sc, *compression_cs, *compression_sc;
  gboolean strict_kex;
  guint dh_group_bits;        /* of a Diffie-Hellman group exchange; 0 where there was none */
  QuayHostKey *host_key;      /* the plain key, where the server showed a certificate */
  const char *host_certificate; /* its key id, escaped; NULL where the server showed none */
  const char *host_authority; /* "SHA256:…" of the authority that was trusted for it; nullable */
  const char *auth_method;    /* "publickey", … : the one that succeeded */
} QuaySshInfo;

/* @transport is taken over. No traffic yet. */
QuaySshSession    *quay_ssh_session_new          (QuayChannel *transport, QuaySiteOptions *options, QuayPrompter *prompter);
void               quay_ssh_session_set_log      (QuaySshSession *self, const QuayLog *log);
/* What led to success before, and what does now. Before the handshake. */
void               quay_ssh_session_set_memory   (QuaySshSession *self, QuayAuthMemory *memory);

/* Version exchange, key exchange, host key decision (known_hosts, then the prompter by policy). @deadline: monotonic;
 * the person's time (quay_prompter_get_waited) is added to it. */
gboolean           quay_ssh_session_handshake    (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error);

/* Agent, identities, keyboard-interactive, password: in that order, as far as the server lists them; partial success
 * goes on with what is left (RFC 4252 section 5.1). */
gboolean           quay_ssh_session_authenticate (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error);

/* The keys are exchanged anew, and @func is called in the worker when they are in use, or (with an error) cannot be any
 * more. Of an attached session. */
typedef void (*QuaySshRekeyedFunc) (QuaySshSession *self, const GError *error, gpointer user_data);
void               quay_ssh_session_rekey_later  (QuaySshSession *self, QuaySshRekeyedFunc func, gpointer user_data);
/* How often keys have been exchanged, the first time included. */
guint              quay_ssh_session_get_n_exchanges (QuaySshSession *self);

/* A "session" channel with the subsystem started. Blocking. */
QuayChannel       *quay_ssh_session_open_subsystem (QuaySshSession *self, const char *subsystem, gint64 deadline,
                                                  GCancellable *cancellable, GError **error);

/* From now on the transport is watched in the thread-default main context, and the channels' watches run from it. */
void               quay_ssh_session_attach       (QuaySshSession *self);

/* Event-driven; several calls are served one after the other. @func gets the channel (transfer full) or the error. */
void               quay_ssh_session_open_subsystem_later (QuaySshSession *self, const char *subsystem,
                                                        QuaySshChannelReadyFunc func, gpointer user_data);

/* A "direct-tcpip" channel (RFC 4254 section 7.2): the transport of a session behind a jump host. Blocking. */
QuayChannel       *quay_ssh_session_open_direct_tcpip (QuaySshSession *self, const char *host, guint port, gint64 deadline,
                                                     GCancellable *cancellable, GError **error);

const QuaySshInfo *quay_ssh_session_get_info     (QuaySshSession *self);
guint64            quay_ssh_session_get_bytes_received (QuaySshSession *self);
guint64            quay_ssh_session_get_bytes_sent     (QuaySshSession *self);

/* DISCONNECT if it can be sent at once, then ends; idempotent, never blocks. Channels read an end afterwards. */
void               quay_ssh_session_close        (QuaySshSession *self);

/* What the cryptographic library keeps for this thread goes; the thread's last act. */
void               quay_ssh_session_end_thread   (void);

G_END_DECLS
