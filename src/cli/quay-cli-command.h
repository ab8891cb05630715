/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

/* One command. @run tells what went wrong with quay_cli_fail; the exit status comes from there. */
struct _QuayCliCommand
{
  const char *name;
  const char *usage;
  const char *help;
  guint min_arguments;
  guint max_arguments;
  void (*run) (QuayCli *cli);
};

const QuayCliCommand *quay_cli_command_find        (const char *name);
const QuayCliCommand *quay_cli_command_nth         (guint n); /* NULL past the last */
void                  quay_cli_command_append_list (GString *text);

void quay_cli_ls    (QuayCli *cli);
void quay_cli_get   (QuayCli *cli);
void quay_cli_put   (QuayCli *cli);
void quay_cli_mkdir (QuayCli *cli);
void quay_cli_rm    (QuayCli *cli);
void quay_cli_mv    (QuayCli *cli);
void quay_cli_stat  (QuayCli *cli);
void quay_cli_sum   (QuayCli *cli);
void quay_cli_sync  (QuayCli *cli);
void quay_cli_info  (QuayCli *cli);
void quay_cli_config (QuayCli *cli);

G_END_DECLS
