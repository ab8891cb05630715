/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * QuayCliTty: the terminal the person sits at, /dev/tty, also where the standard streams are pipes. The reading blocks
 * and belongs in a worker thread; everything else may be called from any thread.
 */
typedef struct _QuayCliTty QuayCliTty;

/* Longer answers are refused: all of it is wiped after use. */
#define QUAY_CLI_TTY_ANSWER_SIZE 1024

QuayCliTty *quay_cli_tty_new     (void);
void        quay_cli_tty_free    (QuayCliTty *self);
gboolean    quay_cli_tty_open    (QuayCliTty *self, GError **error);
void        quay_cli_tty_write   (QuayCliTty *self, const char *text);

/* Shows @prompt and reads a line into @answer, which has room for QUAY_CLI_TTY_ANSWER_SIZE bytes. End of file and
 * @cancellable are G_IO_ERROR_CANCELLED. The terminal's modes are put back in every case. */
gboolean    quay_cli_tty_ask     (QuayCliTty *self, const char *prompt, gboolean echo, char *answer,
                                  GCancellable *cancellable, GError **error);

/* Puts the modes back for good, because the process ends; a question may still be under way in its thread. */
void        quay_cli_tty_leave   (QuayCliTty *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliTty, quay_cli_tty_free)

G_END_DECLS
