/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "quay-test-keys.h"

G_BEGIN_DECLS

/* A real SSH server on 127.0.0.1, in a folder of its own that goes when the test does. */
typedef struct _QuayTestSshd QuayTestSshd;

/* The makers return NULL after g_test_skip() where the machine lacks what they need:
 *   g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
 *   if (sshd == NULL)
 *     return;
 */
QuayTestSshd *quay_test_sshd_new               (const char         *extra_config);
QuayTestSshd *quay_test_sshd_new_with_password (const char         *extra_config);
QuayTestSshd *quay_test_sshd_new_asyncssh      (const char * const *options);
QuayTestSshd *quay_test_sshd_new_asyncssh_with (const char *first, ...) G_GNUC_NULL_TERMINATED;
void          quay_test_sshd_free              (QuayTestSshd       *self);

guint16       quay_test_sshd_get_port          (const QuayTestSshd *self);
const char   *quay_test_sshd_get_user          (const QuayTestSshd *self);
const char   *quay_test_sshd_get_password      (const QuayTestSshd *self);
const char   *quay_test_sshd_get_folder        (const QuayTestSshd *self);
const char   *quay_test_sshd_get_files         (const QuayTestSshd *self);

const char   *quay_test_sshd_authorize_key     (QuayTestSshd       *self,
                                                const char         *name);
void          quay_test_sshd_authorize_line    (QuayTestSshd       *self,
                                                const char         *line);
char         *quay_test_sshd_dup_host_key      (const QuayTestSshd *self,
                                                const char         *algorithm);
void          quay_test_sshd_change_host_keys  (QuayTestSshd       *self);
void          quay_test_sshd_change_password   (QuayTestSshd       *self,
                                                const char         *password);
void          quay_test_sshd_change_options    (QuayTestSshd       *self,
                                                const char * const *options);
char         *quay_test_sshd_dup_known_hosts   (const QuayTestSshd *self);
char         *quay_test_sshd_dup_log           (const QuayTestSshd *self);

void          quay_test_sshd_stop              (QuayTestSshd       *self);
void          quay_test_sshd_kill              (QuayTestSshd       *self);
void          quay_test_sshd_restart           (QuayTestSshd       *self);
void          quay_test_sshd_freeze            (QuayTestSshd       *self);
void          quay_test_sshd_thaw              (QuayTestSshd       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTestSshd, quay_test_sshd_free)

G_END_DECLS
