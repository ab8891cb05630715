/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of 127.0.0.1. Another process can take it before it is used. */
guint16  quay_test_find_free_port (void);
gboolean quay_test_can_connect    (guint16 port);

G_END_DECLS
