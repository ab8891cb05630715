/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-site-options.h"

G_BEGIN_DECLS

/* Who the servers' user is where the test is root: "nobody", so that permissions are real. */
#define QUAY_TEST_NOBODY 65534

/* An SFTP server of those that people run, on this machine: on a pair of pipes, or with SSH on 127.0.0.1. */
typedef struct _QuayTestServer QuayTestServer;

/* "OpenSSH", "gesftpserver", "ProFTPD", "AsyncSSH", "Erlang", "Paramiko", "Dropbear". NULL: it is not installed. */
QuayTestServer  *quay_test_server_start       (const char *name);
void             quay_test_server_stop        (QuayTestServer *self);
/* To log in with. */
QuaySiteOptions *quay_test_server_dup_options (QuayTestServer *self, guint version);
/* That its user may write to. Paths on the server are those of this machine. */
const char      *quay_test_server_get_folder  (QuayTestServer *self);
char            *quay_test_server_dup_log     (QuayTestServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTestServer, quay_test_server_stop)

G_END_DECLS
