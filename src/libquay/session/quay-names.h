/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-sftp-session.h"

G_BEGIN_DECLS

/*
 * QuayNames: the names of those users and groups whose numbers a server of version 3 has told, asked for by
 * users-groups-by-id@openssh.com (OpenSSH's PROTOCOL, section 4.11) once for each. Belongs to one thread.
 */
typedef struct _QuayNames QuayNames;
typedef void (*QuayNamesFunc) (gpointer user_data);

QuayNames *quay_names_new   (void);
QuayNames *quay_names_ref   (QuayNames *self);
void       quay_names_unref (QuayNames *self);
/* Gives names to those of @infos (QuayFileInfo, not seen by others yet) that have numbers only. FALSE: that is done. TRUE: the
 * server is asked; @func is called, once, when it has answered. */
gboolean   quay_names_give  (QuayNames *self, QuaySftpSession *session, GPtrArray *infos, QuayNamesFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayNames, quay_names_unref)

G_END_DECLS
