/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-askpass.h"
#include "quay-channel.h"

G_BEGIN_DECLS

/* `ssh -s HOST sftp`, with the options as its arguments: no shell, and nothing of theirs can become another option.
 * QUAY_ERROR_UNSUPPORTED where ssh cannot do what they want. */
QuayChannel *quay_ssh_child_spawn   (QuaySiteOptions *options, QuayPrompter *prompter, QuayAskpass *askpass, const QuayLog *log,
                                     GError **error);

/* What ssh said before it ended says more than that it has: (transfer full) NULL where there is nothing to add. */
GError      *quay_ssh_child_explain (const GError *error);

G_END_DECLS
