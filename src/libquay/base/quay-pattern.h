/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The patterns of the class's settings, for a text as a whole, which need not be UTF-8: "?" any character, "*" any or none,
 * "[a-c,x]" one of these, "[*]" the character itself, and a backslash takes the next character as it is. A "[" that is not
 * closed is itself, and so is a "]" in the first place between brackets.
 */
gboolean quay_pattern_matches      (const char *pattern, const char *text, gboolean ignore_case);

/* @list: patterns with commas between them (not in brackets, nor behind a backslash); spaces around them do not count. */
gboolean quay_pattern_list_matches (const char *list, const char *text);

G_END_DECLS
