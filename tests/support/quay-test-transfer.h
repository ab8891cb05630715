/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-test-pipes.h"
#include "quay-transfer.h"

G_BEGIN_DECLS

/* For g_test_add: a login on a real sftp-server over a pair of pipes, a folder for both sides, and options with their
 * defaults. */
typedef struct {
  QuayLogin *login;
  char *folder;
  QuayTransferOptions *options;

  /* of the last run */
  QuayTransferProgress progress;
  QuayVerified verified;
} QuayTestTransfer;

void     quay_test_transfer_set_up    (QuayTestTransfer *self, gconstpointer data);
void     quay_test_transfer_tear_down (QuayTestTransfer *self, gconstpointer data);

/* What the folder's "source" has goes to its "target"; no part file is left, whatever comes of it. */
gboolean quay_test_transfer_run       (QuayTestTransfer *self, QuayDirection direction, GError **error);

/* Runs a line of shell in the folder. FALSE: it failed. */
gboolean quay_test_transfer_shell     (QuayTestTransfer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
