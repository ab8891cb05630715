/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libssh2.h>

#include "quay-known-hosts.h"
#include "quay-ssh-cert.h"
#include "quay-ssh-hooks.h"
#include "quay-ssh-session.h"

G_BEGIN_DECLS

typedef struct _QuaySshOpening QuaySshOpening;

struct _QuaySshSession
{
  GObject parent_instance;

  /* Owned */
  QuayChannel *transport;
  QuaySiteOptions *options;
  QuayPrompter *prompter;
  QuayAuthMemory *memory;
  QuaySshWire *wire;
  LIBSSH2_SESSION *lib; /* NULL once closed */
  int lib_fd;           /* libssh2 wants a descriptor; it is never read, written or waited for */
  char *place;          /* "example.org port 22", for sentences */
  char *user;
  QuaySshInfo info; /* its strings and host key */
  QuaySshCert *host_cert; /* nullable: what the host key was shown in */

  /* Borrowed: channels hold a reference on the session. */
  GPtrArray *channels; /* of QuaySshChannel */

  QuayLog log;

  /* Owned */
  GPtrArray *ending; /* LIBSSH2_CHANNELs that wait for the peer's CLOSE */
  GQueue openings;   /* of QuaySshOpening, all under way but new ones at the end */

  /* Key re-exchange */
  guint n_exchanges;      /* that have been seen to be over */
  guint64 exchanged_at;   /* bytes both ways, then */
  gboolean rekeying;      /* one of ours has begun */
  GQueue rekeyed_calls;   /* owned: who waits for it */

  /* Event-driven */
  gboolean attached;
  gboolean pumping;
  GSource *again;      /* runs the channels once more; nullable */
  GSource *keep_alive; /* nullable */
  guint n_unanswered;  /* keep-alive requests since the last sign of life */
  guint64 received_when_asked; /* what had come when the last of them was sent */

  GError *failure;     /* owned: what ended the session, where libssh2 found it; nullable */
  gboolean add_waited; /* deadlines leave out the person's time */
  const char *doing;   /* "waiting for …", for a deadline that passes */
};

/* quay-ssh-session.c */
/* For a libssh2 call that would block: until something came. FALSE: it is over. */
gboolean quay_ssh_session_wait        (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error);
/* Whether a libssh2 call that returned @rc has to be made again: waited in between. */
gboolean quay_ssh_session_again       (QuaySshSession *self, int rc, gint64 deadline, GCancellable *cancellable, GError **error);
gboolean quay_ssh_session_is_over     (QuaySshSession *self);
/* libssh2 can no longer make sense of the stream: the channels read @rc's error. */
void     quay_ssh_session_fail        (QuaySshSession *self, int rc);
/* The session is over: the channels read @error, which is taken. */
void     quay_ssh_session_give_up     (QuaySshSession *self, GError *error);

/* quay-ssh-pump.c */
void     quay_ssh_session_run_again   (QuaySshSession *self); /* soon, from the main context */
void     quay_ssh_session_start_pump  (QuaySshSession *self);
void     quay_ssh_session_stop_pump   (QuaySshSession *self);
void     quay_ssh_session_drive       (QuaySshSession *self); /* lets libssh2 take what has come */

/* quay-ssh-rekey.c */
void     quay_ssh_session_check_keys  (QuaySshSession *self); /* from the pump: whether new keys are there, or due */
void     quay_ssh_session_fail_rekeys (QuaySshSession *self);

/* quay-ssh-open.c */
gboolean quay_ssh_session_has_new_opening (QuaySshSession *self);
void     quay_ssh_session_step_openings (QuaySshSession *self);
void     quay_ssh_session_leave_openings (QuaySshSession *self); /* before libssh2's session is freed */
void     quay_ssh_session_fail_openings (QuaySshSession *self);

/* quay-ssh-algorithms.c */
/* @certified: there is an authority that could vouch for the server, so that its certificate is asked for. */
gboolean quay_ssh_set_preferences     (QuaySshSession *self, const char *const *known_types, gboolean certified, GError **error);
/* Whether what was agreed on is what the options want. */
gboolean quay_ssh_check_algorithms    (QuaySshSession *self, GError **error);

/* quay-ssh-trust.c */
/* What the host may be asked to show; @certified as above. */
char   **quay_ssh_trust_list_types    (QuaySshSession *self, gboolean *certified, GError **error);
gboolean quay_ssh_trust_check         (QuaySshSession *self, GCancellable *cancellable, GError **error);

/* quay-ssh-vouch.c: what speaks for a key besides known_hosts. */
typedef enum {
  QUAY_SSH_VOUCH_ERROR, /* it may not be trusted, or could not be checked */
  QUAY_SSH_VOUCH_NO,    /* nothing; @why is for people, nullable (transfer full) */
  QUAY_SSH_VOUCH_YES,   /* @why says what */
} QuaySshVouch;

QuaySshVouch quay_ssh_vouch           (QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, char **why,
                                       GError **error);
gboolean quay_ssh_vouch_has_keys      (QuaySshSession *self); /* host-keys or host-fingerprints */
/* FALSE: none of the two, with @error where they could not be read. */
gboolean quay_ssh_vouch_has_authority (QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, GError **error);
gboolean quay_ssh_vouch_add_types     (QuaySshSession *self, GStrvBuilder *types, GError **error);

/* quay-ssh-error.c: what libssh2's @rc, or what was seen on the wire, means. @tried: "Opening a channel on example.org port 22". */
void     quay_ssh_set_error           (QuaySshSession *self, int rc, GError **error, const char *tried_format, ...) G_GNUC_PRINTF (4, 5);
void     quay_ssh_set_end_error       (QuaySshSession *self, GError **error, const char *tried);
void     quay_ssh_set_negotiation_error (QuaySshSession *self, QuayKexinitList list, GError **error);

G_END_DECLS
