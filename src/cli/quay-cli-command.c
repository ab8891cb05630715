/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"

#define ANY_NUMBER G_MAXUINT

static const QuayCliCommand commands[] = {
  { "ls", "[-l] [-R] URL...", "Lists folders, one entry a line.", 1, ANY_NUMBER, quay_cli_ls },
  { "get", "[-r] URL... LOCAL",
    "Downloads files, and with -r folders. Where LOCAL is a folder they go into it; else LOCAL is the new name.", 2,
    ANY_NUMBER, quay_cli_get },
  { "put", "[-r] LOCAL... URL",
    "Uploads files, and with -r folders. Where URL is a folder they go into it; else URL is the new name.", 2,
    ANY_NUMBER, quay_cli_put },
  { "mkdir", "[-p] URL...", "Makes folders.", 1, ANY_NUMBER, quay_cli_mkdir },
  { "rm", "[-r] URL...", "Removes files and links, and with -r folders with all that is in them.", 1, ANY_NUMBER,
    quay_cli_rm },
  { "mv", "URL PATH", "Renames, or moves into the folder PATH, on the same server.", 2, 2, quay_cli_mv },
  { "stat", "URL...", "Shows what the server tells of files.", 1, ANY_NUMBER, quay_cli_stat },
  { "sum", "[-a ALGO] URL...",
    "Prints hashes of files: the server's own where it makes them, else of the files as they are read.", 1, ANY_NUMBER,
    quay_cli_sum },
  { "sync", "[-n] [--delete] SRC DST",
    "Makes the folder DST like the folder SRC, one of which is a URL: transfers files that differ in size or time.", 2,
    2, quay_cli_sync },
  { "info", "URL", "Shows the server, the algorithms in use, the SFTP version, extensions and limits.", 1, 1,
    quay_cli_info },
  { "config", "", "Lists the keys that --config sets: name, type, default, and what they mean.", 0, 0,
    quay_cli_config },
};

const QuayCliCommand *
quay_cli_command_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

const QuayCliCommand *
quay_cli_command_nth (guint n)
{
  return n < G_N_ELEMENTS (commands) ? &commands[n] : NULL;
}

void
quay_cli_command_append_list (GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *left = g_strdup_printf ("%s %s", commands[i].name, commands[i].usage);

      g_string_append_printf (text, "  %-26s %s\n", left, commands[i].help);
    }
}
