/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-sftp-session.h"

G_BEGIN_DECLS

/* @infos: the next entries; NULL at the end, with @error (nullable). */
typedef void (*QuayDirReaderFunc) (GPtrArray *infos, guint n_refused, const GError *error, gpointer user_data);

/* OPENDIR, several READDIRs under way, CLOSE. @func runs in the session's thread, at least once, the end last. */
void quay_dir_reader_read (QuaySftpSession *session, const char *path, QuayDirReaderFunc func, gpointer user_data);

G_END_DECLS
