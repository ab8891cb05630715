/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-location.h"

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_LOCAL_LOCATION (quayside_local_location_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideLocalLocation, quayside_local_location, QUAYSIDE, LOCAL_LOCATION, QuaysideLocation)

QuaysideLocation *quayside_local_location_new (void);

G_END_DECLS
