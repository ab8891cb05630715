/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Exported symbols: everything else in the library is hidden. */
#define QUAY_API __attribute__ ((visibility ("default"))) extern

G_END_DECLS
