/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the shells' completions call quay with: "quay --complete WORD...", the words after "quay" up to the cursor. */
#define QUAY_CLI_COMPLETE "--complete"

/* A line for each thing that @words' last, which may be "", can become: the whole word, and behind a tab what it is. A line
 * of QUAY_CLI_COMPLETE_FILES alone: files of this computer, too. (transfer full) */
#define QUAY_CLI_COMPLETE_FILES ":files"
char *quay_cli_complete (const char *const *words);

G_END_DECLS
