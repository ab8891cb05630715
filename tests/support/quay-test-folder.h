/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder of the test's own, and its end. */
char *quay_test_make_folder   (void);
void  quay_test_remove_folder (char *folder);
void  quay_test_put_file      (const char *folder, const char *name, const char *content);

/* Runs a program found in PATH in @folder, and what it printed; one that fails is the end of the test. */
char *quay_test_run_argv      (const char *folder, const char *const *argv);

#define quay_test_run(folder, ...) g_free (quay_test_run_argv ((folder), (const char *const[]){ __VA_ARGS__, NULL }))
#define quay_test_run_sh(folder, command) quay_test_run (folder, "sh", "-c", command)

G_END_DECLS
