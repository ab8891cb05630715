/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-site-options.h"

G_BEGIN_DECLS

/**
 * QuayUrl:
 * @user: (nullable): user name
 * @host: host name or address, without brackets
 * @port: port, 0 where none is given
 * @path: remote path as bytes: absolute, or relative to the login folder; "" where none is given
 * @site: (nullable): name after "site:"
 *
 * A remote place as a person writes it: `sftp://[user@]host[:port]/path`, `ssh://…`, `[user@]host:path`,
 * `user@host:port` (quick connect), `site:NAME/path`. A password in a URL is refused, never used. `/~/x` is relative to
 * the login folder; percent escapes are undone in sftp:// URLs only.
 */
typedef struct {
  char *user;
  char *host;
  guint port;
  char *path;
  char *site;
} QuayUrl;

#define QUAY_TYPE_URL (quay_url_get_type ())
QUAY_API GType    quay_url_get_type     (void);
QUAY_API QuayUrl *quay_url_parse        (const char *text, GError **error);        /* command line: host:path is a path */
QUAY_API QuayUrl *quay_url_parse_quick  (const char *text, GError **error);        /* quick connect: host:2222 is a port */
QUAY_API gboolean quay_url_is_remote    (const char *text);                        /* would the command line see a remote place? */
QUAY_API QuayUrl *quay_url_copy         (const QuayUrl *self);
QUAY_API void     quay_url_free         (QuayUrl *self);
QUAY_API char    *quay_url_to_string    (const QuayUrl *self);
QUAY_API void     quay_url_apply        (const QuayUrl *self, QuaySiteOptions *options);
QUAY_API gboolean quay_host_name_is_safe (const char *host);
QUAY_API gboolean quay_user_name_is_safe (const char *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayUrl, quay_url_free)

G_END_DECLS
