/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-channel.h"

G_BEGIN_DECLS

/* Waits for all that comes until the end, as text. */
char *quay_test_read_all (QuayChannel *channel);

G_END_DECLS
