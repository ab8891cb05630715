/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* By this group a file is known to be a site's. */
#define QUAYSIDE_SITE_GROUP "Site"

/* The text of a site's file as groups of keys, comments kept. Fails where it is none. */
GKeyFile *quayside_site_keys_parse        (const char *text, GError **error);

/* (nullable): the value, unescaped */
char     *quayside_site_keys_dup_string   (GKeyFile *keys, const char *group, const char *key);
/* Where the value is another than what stands there. "" and NULL: the key goes. */
void      quayside_site_keys_put_string   (GKeyFile *keys, const char *group, const char *key, const char *value);

/* Every property of @options that can be read and written, by its name; those at their default are not there. What stands
 * there and is not understood is taken for the default, and stays until the property is changed. */
void      quayside_site_keys_load_options (GKeyFile *keys, const char *group, QuaySiteOptions *options);
void      quayside_site_keys_put_options  (GKeyFile *keys, const char *group, QuaySiteOptions *options);

/* What became of @base on two ways, key by key. @conflicts gets the names of the keys that were changed on both ways, and
 * not to the same; the result has mine there. */
GKeyFile *quayside_site_keys_merge        (GKeyFile *base, GKeyFile *mine, GKeyFile *theirs, GStrvBuilder *conflicts);

G_END_DECLS
