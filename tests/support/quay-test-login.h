/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-ssh-session.h"
#include "quay-test-answerer.h"
#include "quay-test-sshd.h"

G_BEGIN_DECLS

/* An SSH session on its way to a test's server: options that trust it and use no agent and no key, until a test
 * says otherwise. */
typedef struct {
  QuaySiteOptions *options;
  QuayTestAnswerer *answerer; /* nullable */
  QuaySshSession *session;
  GCancellable *cancellable;
  char *known_hosts; /* path */
  GString *log;
  GError *error;
} QuayTestLogin;

QuayTestLogin *quay_test_login_new          (QuayTestSshd *sshd); /* nullable: the port is then the test's to set */
void           quay_test_login_free         (QuayTestLogin *self);
void           quay_test_login_use_answerer (QuayTestLogin *self, QuayTestAnswerer *answerer); /* taken over */
void           quay_test_login_use_key      (QuayTestLogin *self, const char *path);
void           quay_test_login_use_keys     (QuayTestLogin *self, const char *const *paths);
gboolean       quay_test_login_handshake    (QuayTestLogin *self);
gboolean       quay_test_login_run          (QuayTestLogin *self); /* and authenticate */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTestLogin, quay_test_login_free)

G_END_DECLS
