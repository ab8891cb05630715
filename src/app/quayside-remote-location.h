/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-location.h"

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_REMOTE_LOCATION (quayside_remote_location_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideRemoteLocation, quayside_remote_location, QUAYSIDE, REMOTE_LOCATION, QuaysideLocation)

QuaysideLocation *quayside_remote_location_new       (QuayLogin *login);
QuayLogin        *quayside_remote_location_get_login (QuaysideRemoteLocation *self);

G_END_DECLS
