/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* A child process of a test: its output in a file, ended by pid, and gone when the test is. */
typedef struct _QuayTestProcess QuayTestProcess;

/* A file the child sees in place of another; the machine's own stays as it is. See quay_test_can_overlay(). */
typedef struct
{
  const char *source;
  const char *target;
} QuayTestOverlay;

QuayTestProcess *quay_test_process_new        (const char * const    *argv,
                                               const char            *log_path,
                                               const QuayTestOverlay *overlays,
                                               gsize                  n_overlays);
pid_t            quay_test_process_get_pid    (const QuayTestProcess *self);
gboolean         quay_test_process_is_running (QuayTestProcess       *self);
void             quay_test_process_kill       (QuayTestProcess       *self,
                                               int                    signum);
void             quay_test_process_signal     (QuayTestProcess       *self,
                                               int                    signum);
void             quay_test_process_free       (QuayTestProcess       *self);

gboolean         quay_test_can_overlay        (void);
gboolean         quay_test_enter_namespace    (unsigned               uid,
                                               unsigned               outer_uid,
                                               unsigned               gid,
                                               unsigned               outer_gid,
                                               int                    more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTestProcess, quay_test_process_free)

G_END_DECLS
