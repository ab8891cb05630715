/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-log.h"
#include "quay-prompter.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * QuayAskpass: the questions of an ssh child, brought to the prompter. ssh runs the small program quay-askpass for each of
 * them (SSH_ASKPASS, ssh(1)); that program knocks at a socket in a folder which nobody else may enter, and gives ssh what
 * it gets there. What is stored answers first, once. Belongs to the worker, in whose thread-default context it listens; the
 * person is waited for there.
 */
typedef struct _QuayAskpass QuayAskpass;

/* Somebody was asked and did not want, or could not be asked: the login is over. */
typedef void (*QuayAskpassEndedFunc) (const GError *error, gpointer user_data);

QuayAskpass *quay_askpass_new             (QuaySiteOptions *options, QuayPrompter *prompter, const QuayLog *log,
                                           GCancellable *cancellable, QuayAskpassEndedFunc ended, gpointer user_data, GError **error);
void         quay_askpass_free            (QuayAskpass *self);

const char  *quay_askpass_get_folder      (QuayAskpass *self); /* for files of the same life */
/* Our environment, and what makes ssh ask this way. NULL where the program is missing: ssh must not ask at all then. */
char       **quay_askpass_dup_environment (QuayAskpass *self);

G_END_DECLS
