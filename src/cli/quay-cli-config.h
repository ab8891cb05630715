/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

/* What --config says, for a login and for its transfers; either may be NULL. FALSE with QUAY_ERROR_USAGE. */
gboolean quay_cli_config_apply (QuayCli *cli, QuaySiteOptions *site, QuayTransferOptions *transfers, GError **error);

G_END_DECLS
