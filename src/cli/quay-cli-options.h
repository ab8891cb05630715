/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

typedef struct _QuayCliCommand QuayCliCommand;

/* The command line, taken apart. Options may stand before and after the command. */
typedef struct
{
  const QuayCliCommand *command;
  GPtrArray *arguments; /* what is no option, without the command */

  /* Trust */
  char *known_hosts;
  gboolean accept_new;
  gboolean batch;

  /* Login */
  GPtrArray *identities;
  guint password_fd;
  gboolean has_password_fd;
  gboolean no_agent;

  /* The way there */
  char *jump;
  char *proxy;
  guint proxy_password_fd;
  gboolean has_proxy_password_fd;
  char *proxy_command;

  char *sftp_exec;
  GPtrArray *config; /* NAME=VALUE */
  gboolean ssh; /* the program */

  /* Transfer */
  QuayOverwrite overwrite;
  gboolean has_overwrite;
  gboolean preserve;
  gboolean verify;
  gboolean resume;
  QuayLinks links;
  guint64 limit; /* bytes a second, 0: none */
  guint jobs;
  guint logins; /* 0: not said */
  guint sftp_version; /* 0: not said */

  /* Output */
  gboolean json;
  gboolean quiet;
  guint verbosity;
  guint timeout;
  gboolean has_timeout;

  /* Of single commands */
  gboolean long_format;
  gboolean recursive;
  gboolean parents;
  char *algorithm;
  gboolean dry_run;
  gboolean delete_extra;

  gboolean help;
  gboolean version;
} QuayCliOptions;

QuayCliOptions *quay_cli_options_new   (void);
void            quay_cli_options_free  (QuayCliOptions *self);

/* FALSE with QUAY_ERROR_USAGE. What was understood up to there (json above all) stands in @self all the same. */
gboolean        quay_cli_options_parse (QuayCliOptions *self, int argc, char **argv, GError **error);

/* @command: (nullable): of one command, or of all. */
char           *quay_cli_options_dup_help (const QuayCliCommand *command);

/* One option, for those who tell of them. */
typedef struct
{
  const char *name;
  char letter; /* 0: none */
  gboolean takes_value;
  const char *argument; /* what its value is called, NULL without one */
  const char *help;
  const char *const *choices; /* all values there are, or NULL */
  gboolean fits;              /* @command takes it */
} QuayCliOptionInfo;

/* FALSE past the last. @command: (nullable): of one command, else of those that all have. */
gboolean        quay_cli_options_describe (guint n, const QuayCliCommand *command, QuayCliOptionInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliOptions, quay_cli_options_free)

G_END_DECLS
