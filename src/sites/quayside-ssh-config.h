/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* Is @text a lone word that ssh_config could know: no user, no port, no path, no scheme, not an address? */
gboolean         quayside_ssh_config_is_word       (const char *text);

/* What `ssh -G` says about @alias, put into options. Where there is no ssh program the alias is taken as a host name. */
void             quayside_ssh_config_lookup_async  (const char *alias, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
QuaySiteOptions *quayside_ssh_config_lookup_finish (GAsyncResult *result, GError **error);

/* The reading of ssh's answer, by itself. */
QuaySiteOptions *quayside_ssh_config_parse         (const char *alias, const char *output, GError **error);

G_END_DECLS
