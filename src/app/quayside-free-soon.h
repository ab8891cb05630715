/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void quayside_free_soon (GPtrArray *objects);

G_END_DECLS
