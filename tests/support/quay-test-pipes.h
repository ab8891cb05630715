/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-login.h"
#include "quay-test-folder.h"

G_BEGIN_DECLS

#define QUAY_TEST_SFTP_SERVER "/usr/lib/openssh/sftp-server"

/* FALSE after saying so: main() then returns 77, which is "skipped". */
gboolean   quay_test_have_sftp_server (void);

/* A login on a real sftp-server over a pair of pipes: no network, no SSH. @argv: another program, nullable. */
QuayLogin *quay_test_open_pipes       (const char *const *argv);
/* Closes it, and waits until nothing holds it any more. */
void       quay_test_close_login      (QuayLogin *login);

G_END_DECLS
