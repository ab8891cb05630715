/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How values stand in a site's file. As GLib's key files have it, "\n", "\t", "\r", "\s" and "\\" are what they look like,
 * and "\;" is a semicolon inside a list; further, "\xHH" is a byte that is no text, so that paths survive to the byte.
 */
char  *quayside_site_text_escape        (const char *bytes);
char  *quayside_site_text_unescape      (const char *text);
/* Every item ends with a semicolon: "" is the empty list, ";" a list of one empty text. */
char  *quayside_site_text_escape_list   (const char *const *list);
char **quayside_site_text_unescape_list (const char *text);

/* A name as it may be shown in one line: no control characters, none that turn the direction of writing, no spaces at its
 * ends, valid UTF-8, and not longer than QUAYSIDE_SITE_MAX_NAME characters. */
#define QUAYSIDE_SITE_MAX_NAME 255
char  *quayside_site_text_clean_name    (const char *name);
/* The same for several lines, of up to 64 KiB. */
char  *quayside_site_text_clean_notes   (const char *notes);
/* "Work/Customers": names with slashes between them, "" for the top. */
char  *quayside_site_text_clean_folder  (const char *folder);

G_END_DECLS
