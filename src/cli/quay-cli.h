/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

#include "quay-cli-exit.h"
#include "quay-cli-options.h"
#include "quay-cli-output.h"
#include "quay-cli-progress.h"

G_BEGIN_DECLS

/*
 * QuayCli: one run of the command line: what was asked, where the answers go, what came of it so far.
 * Everything happens in the main thread; SIGINT, SIGTERM and SIGHUP cancel.
 */
typedef struct
{
  QuayCliOptions *options;
  QuayCliOutput *output;
  GCancellable *cancellable;
  QuayCliProgress *progress;
  QuayInteraction *interaction; /* NULL with --batch */
  GPtrArray *logins;            /* of QuayLogin, one a server and user */
  char *password;               /* quay_cli_password_free */
  char *proxy_password;         /* likewise */
  guint channels_ahead;         /* that the logins open at once */
  gboolean needs_home;          /* the command tells where a login begins */
  GError *lost;                 /* why the first connection that ended did so */

  /* For the summary */
  QuayCliExit status;
  char *first_message;
  gint64 started;
  guint n_errors;
  guint n_items;
  guint64 bytes;
  guint64 bytes_moved;
  guint files_done;
  guint files_failed;
  guint files_skipped;

  guint n_signals;
} QuayCli;

/* @usage: (nullable): why the command line was not understood. Returns the exit status. */
int      quay_cli_run          (QuayCli *self, GError *usage);
void     quay_cli_clear        (QuayCli *self);
gboolean quay_cli_is_cancelled (QuayCli *self);

/* Says what went wrong with @path (nullable, bytes), and remembers it for the exit status. Takes @error. */
void     quay_cli_fail         (QuayCli *self, const char *path, GError *error);

/* The parsed URL and a login that is open. NULL: said already. */
QuayLogin *quay_cli_open       (QuayCli *self, const char *text, QuayUrl **url);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayCli, quay_cli_clear)

G_END_DECLS
