/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-complete.h"

#include <string.h>

#include "quay-cli-command.h"
#include "quayside-import.h"
#include "quayside-site-store.h"

/* How far the line has got before the word at the cursor. */
typedef struct
{
  const QuayCliCommand *command; /* NULL: it comes now */
  QuayCliOptionInfo option;      /* whose value comes now */
  gboolean value_follows;
  gboolean options_over;
  const char *word; /* at the cursor */
  GString *candidates;
} Line;

static void
offer (Line *line, const char *candidate, const char *help)
{
  if (!g_str_has_prefix (candidate, line->word))
    return;
  g_string_append (line->candidates, candidate);
  if (help != NULL)
    g_string_append_printf (line->candidates, "\t%s", help);
  g_string_append_c (line->candidates, '\n');
}

static void
offer_files (Line *line)
{
  g_string_append (line->candidates, QUAY_CLI_COMPLETE_FILES "\n");
}

/* --- What comes before the cursor --- */

/* @length: of @name. Of an option that stands for several things that comes first which the command has. */
static gboolean
find_option (const QuayCliCommand *command, char letter, const char *name, gsize length, QuayCliOptionInfo *found)
{
  gboolean any = FALSE;
  QuayCliOptionInfo option;

  for (guint i = 0; quay_cli_options_describe (i, command, &option); i++)
    if (letter != 0 ? option.letter == letter
                    : strlen (option.name) == length && strncmp (option.name, name, length) == 0)
      {
        if (!any || option.fits)
          *found = option;
        any = TRUE;
      }

  return any;
}

static void
read_letters (Line *line, const char *letters)
{
  for (const char *p = letters; *p != '\0'; p++)
    if (find_option (line->command, *p, NULL, 0, &line->option) && line->option.takes_value)
      {
        line->value_follows = p[1] == '\0';
        return;
      }
}

static void
read_word (Line *line, const char *word)
{
  if (line->value_follows)
    line->value_follows = FALSE;
  else if (line->options_over || word[0] != '-' || word[1] == '\0')
    line->command = line->command != NULL ? line->command : quay_cli_command_find (word);
  else if (g_str_equal (word, "--"))
    line->options_over = TRUE;
  else if (word[1] != '-')
    read_letters (line, word + 1);
  else if (strchr (word, '=') == NULL && find_option (line->command, 0, word + 2, strlen (word + 2), &line->option))
    line->value_follows = line->option.takes_value;
}

/* --- What can stand at the cursor --- */

static void
offer_sites (Line *line)
{
  g_autofree char *folder = quayside_site_store_dup_user_folder ();
  g_autoptr (QuaysideSiteStore) store = quayside_site_store_new (folder);
  GListModel *sites = quayside_site_store_get_sites (store);

  quayside_site_store_load (store, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (sites, i);
      g_autofree char *place = g_strconcat ("site:", quayside_site_get_name (site), NULL);
      g_autofree char *address = quayside_site_dup_address (site);

      /* A slash would end the name. */
      if (*quayside_site_get_name (site) != '\0' && strchr (quayside_site_get_name (site), '/') == NULL)
        offer (line, place, address);
    }
}

static void
offer_hosts (Line *line, const char *suffix)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), ".ssh", "config", NULL);
  g_auto (GStrv) names = quayside_import_ssh_config_names (path);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *place = g_strconcat (names[i], suffix, NULL);

      offer (line, place, "SSH");
    }
}

/* @prefix: what of the word stands before the value. */
static void
offer_values (Line *line, const char *prefix)
{
  const QuayCliOptionInfo *option = &line->option;

  for (guint i = 0; option->choices != NULL && option->choices[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (prefix, option->choices[i], NULL);

      offer (line, word, NULL);
    }
  if (g_strcmp0 (option->argument, "FILE") == 0 || g_strcmp0 (option->argument, "PROG") == 0)
    offer_files (line);
  if (g_strcmp0 (option->argument, "HOST,...") == 0 && *prefix == '\0')
    offer_hosts (line, "");
}

static void
offer_options (Line *line)
{
  QuayCliOptionInfo option;

  for (guint i = 0; quay_cli_options_describe (i, line->command, &option); i++)
    {
      char letter[] = { '-', option.letter, '\0' };
      g_autofree char *name = g_strconcat ("--", option.name, NULL);

      if (!option.fits)
        continue;
      offer (line, name, option.help);
      if (option.letter != 0)
        offer (line, letter, option.help);
    }
}

static void
offer_commands (Line *line)
{
  const QuayCliCommand *command;

  for (guint i = 0; (command = quay_cli_command_nth (i)) != NULL; i++)
    offer (line, command->name, command->help);
}

static void
offer_places (Line *line)
{
  static const char *const with_files[] = { "get", "put", "sync", NULL };

  offer_sites (line);
  offer_hosts (line, ":");
  if (g_strv_contains (with_files, line->command->name))
    offer_files (line);
}

static void
offer_all (Line *line)
{
  const char *equals = g_str_has_prefix (line->word, "--") ? strchr (line->word, '=') : NULL;
  g_autofree char *prefix = equals != NULL ? g_strndup (line->word, (gsize)(equals + 1 - line->word)) : NULL;

  if (line->value_follows)
    offer_values (line, "");
  else if (line->command == NULL && (line->options_over || line->word[0] != '-'))
    offer_commands (line);
  else if (line->options_over || line->word[0] != '-')
    offer_places (line);
  else if (prefix == NULL)
    offer_options (line);
  else if (find_option (line->command, 0, line->word + 2, strlen (prefix) - 3, &line->option))
    offer_values (line, prefix);
}

char *
quay_cli_complete (const char *const *words)
{
  g_autoptr (GString) candidates = g_string_new (NULL);
  Line line = { .candidates = candidates, .word = "" };

  for (guint i = 0; words[i] != NULL; i++)
    {
      line.word = words[i];
      if (words[i + 1] != NULL)
        read_word (&line, words[i]);
    }
  offer_all (&line);

  return g_string_free_and_steal (g_steal_pointer (&candidates));
}
