/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-ssh-session.h"
#include "quay-test-answerer.h"
#include "quay-test-sshd.h"

G_BEGIN_DECLS

/* An SSH session on its way to a test's server: options that trust it and use no agent and no key, until a test
 * says otherwise. */
typedef struct {
  QuayTestSshd *sshd; /* where it is the login's own */
  QuaySiteOptions *options;
  QuayTestAnswerer *answerer; /* nullable */
  QuaySshSession *session;
  GCancellable *cancellable;
  char *known_hosts; /* path */
  GString *log;
  GError *error;
} QuayTestLogin;

QuayTestLogin *quay_test_login_new          (QuayTestSshd *sshd); /* nullable: the port is then the test's to set */
/* Takes the server over; NULL, the test being skipped, where there is none. */
QuayTestLogin *quay_test_login_new_on       (QuayTestSshd *sshd);
/* The same, logged in with a key. */
QuayTestLogin *quay_test_login_new_open     (QuayTestSshd *sshd);
void           quay_test_login_free         (QuayTestLogin *self);
void           quay_test_login_use_answerer (QuayTestLogin *self, QuayTestAnswerer *answerer); /* taken over */
void           quay_test_login_use_key      (QuayTestLogin *self, const char *path);
void           quay_test_login_use_keys     (QuayTestLogin *self, const char *const *paths);
void           quay_test_login_use_new_key  (QuayTestLogin *self, const char *name); /* that the login's own server takes */
gboolean       quay_test_login_handshake    (QuayTestLogin *self);
gboolean       quay_test_login_run          (QuayTestLogin *self); /* and authenticate */
QuayChannel   *quay_test_login_open_channel (QuayTestLogin *self, const char *subsystem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTestLogin, quay_test_login_free)

G_END_DECLS
