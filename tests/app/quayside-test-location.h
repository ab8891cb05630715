/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-location.h"

G_BEGIN_DECLS

/* A location whose every folder holds the same made-up files, told in batches as a server does. */
#define QUAYSIDE_TYPE_TEST_LOCATION (quayside_test_location_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideTestLocation, quayside_test_location, QUAYSIDE, TEST_LOCATION, QuaysideLocation)

QuaysideLocation *quayside_test_location_new          (guint n_files);
void              quayside_test_location_set_first    (QuaysideTestLocation *self,
                                                       guint                 first);
guint             quayside_test_location_get_n_shown (QuaysideTestLocation *self);

G_END_DECLS
