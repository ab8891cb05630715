/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* Reads the folder in a worker thread and fills @directory in batches. Completes @task (transfer full). */
void quayside_local_directory_read (const char *path, QuayDirectory *directory, GTask *task);

G_END_DECLS
