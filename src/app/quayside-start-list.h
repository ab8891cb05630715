/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Saved sites and recent places, to connect to by a click: for a tab without a connection. */
#define QUAYSIDE_TYPE_START_LIST (quayside_start_list_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideStartList, quayside_start_list, QUAYSIDE, START_LIST, AdwBin)

G_END_DECLS
