/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens the keys whose names end in "-locked". */
#define QUAY_TEST_PASSPHRASE "correct horse, battery & staple"

gboolean  quay_test_keys_available   (void);
char     *quay_test_make_key         (const char *folder,
                                      const char *name);
char     *quay_test_read_public_key  (const char *private_path);

G_END_DECLS
