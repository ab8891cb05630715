/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* By type and name alone: nothing is read. (transfer none) */
GIcon *quayside_file_icon_get (QuayFileInfo *info);

G_END_DECLS
