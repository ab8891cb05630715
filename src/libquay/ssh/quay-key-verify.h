/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Whether @signature (string algorithm, string signature: RFC 4253 section 6.6) of @data was made with the private half of
 * @public (section 6.6 again). NULL where it was; else why not, for people. SHA-1 counts for nothing.
 */
char *quay_key_verify (GBytes *public, GBytes *data, GBytes *signature);

G_END_DECLS
