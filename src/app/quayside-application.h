/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_APPLICATION (quayside_application_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideApplication, quayside_application, QUAYSIDE, APPLICATION, AdwApplication)

QuaysideApplication *quayside_application_new (void);

G_END_DECLS
