/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

/* QuayCliBatch: the transfers of one `get` or `put`, on one queue, with progress and a report on each. */
typedef struct _QuayCliBatch QuayCliBatch;

QuayCliBatch *quay_cli_batch_new      (QuayCli *cli);
void          quay_cli_batch_free     (QuayCliBatch *self);
void          quay_cli_batch_download (QuayCliBatch *self, QuayLogin *login, const char *remote_path, const char *local_path);
void          quay_cli_batch_upload   (QuayCliBatch *self, QuayLogin *login, const char *local_path, const char *remote_path);
/* The last one that was added is to transfer only these paths below it; exactly what is there goes, whatever stands in its way. */
void          quay_cli_batch_select   (QuayCliBatch *self, const char *const *paths);
void          quay_cli_batch_run      (QuayCliBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliBatch, quay_cli_batch_free)

G_END_DECLS
