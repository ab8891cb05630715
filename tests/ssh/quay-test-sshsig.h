/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* Signs with each of the key's algorithms, and has ssh-keygen -Y judge the signatures. @directory: for its files. */
void quay_test_sshsig_assert (QuayKey *key, const char *directory);

G_END_DECLS
