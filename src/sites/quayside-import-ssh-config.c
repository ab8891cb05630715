/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import.h"

#include <glob.h>
#include <string.h>

#include "quayside-import-lines.h"
#include "quayside-ssh-config.h"

/* As ssh itself: sixteen files deep. */
#define MAX_DEPTH 16
#define MAX_FILES 256

typedef struct
{
  GStrvBuilder *names;
  GHashTable *seen; /* names, and files with a slash in front */
  guint n_files;
} Names;

static void read_file (Names *self, const char *path, guint depth);

/* The words of a line, as ssh takes them: "Key value", "Key=value", values in double quotes. NULL where there are none.
 */
static GStrv
split_line (char *line)
{
  char *value;
  GStrv words = NULL;

  g_strstrip (line);
  if (*line == '#' || *line == '\0')
    return NULL;
  value = line + strcspn (line, " \t=");
  if (*value == '\0')
    return NULL;
  *value++ = '\0';
  value += strspn (value, " \t=");
  if (!g_shell_parse_argv (value, NULL, &words, NULL))
    return NULL;

  return words;
}

static void
take_host (Names *self, const char *word)
{
  /* Patterns, and what they leave out, name no host. */
  if (strpbrk (word, "*?!") != NULL || !quayside_ssh_config_is_word (word)
      || !g_hash_table_add (self->seen, g_strdup (word)))
    return;
  g_strv_builder_add (self->names, word);
}

static void
include (Names *self, const char *word, guint depth)
{
  g_autofree char *path = NULL;
  glob_t found = { 0 };

  if (g_str_has_prefix (word, "~/"))
    path = g_build_filename (g_get_home_dir (), word + 2, NULL);
  else if (g_path_is_absolute (word))
    path = g_strdup (word);
  else
    path = g_build_filename (g_get_home_dir (), ".ssh", word, NULL);
  if (glob (path, 0, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc; i++)
      read_file (self, found.gl_pathv[i], depth + 1);
  globfree (&found);
}

static void
read_file (Names *self, const char *path, guint depth)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  if (depth > MAX_DEPTH || self->n_files >= MAX_FILES || !g_hash_table_add (self->seen, g_strdup (path))
      || !g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &text, &length, NULL))
    return;
  self->n_files++;
  lines = quayside_import_split (text, MIN (length, QUAYSIDE_IMPORT_MAX_BYTES));
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = split_line (lines[i]);
      gboolean is_host = words != NULL && g_ascii_strcasecmp (lines[i], "Host") == 0;
      gboolean is_include = words != NULL && g_ascii_strcasecmp (lines[i], "Include") == 0;

      for (gsize j = 0; words != NULL && words[j] != NULL; j++)
        if (is_host)
          take_host (self, words[j]);
        else if (is_include)
          include (self, words[j], depth);
    }
}

GStrv
quayside_import_ssh_config_names (const char *path)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Names self = { .names = names, .seen = seen };

  read_file (&self, path, 0);

  return g_strv_builder_end (names);
}
