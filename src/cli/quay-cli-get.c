/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-batch.h"
#include "quay-cli-command.h"
#include "quay-cli-path.h"

/* What a large file is worth; how large it is, is known too late. */
#define CHANNELS_AHEAD 2

/* One remote file or folder that is to come. */
typedef struct
{
  QuayLogin *login; /* borrowed */
  char *path;
} Source;

static void
source_free (Source *source)
{
  g_free (source->path);
  g_free (source);
}

static void
add_source (QuayCli *cli, QuayLogin *login, const char *path, gpointer sources)
{
  Source *source = g_new (Source, 1);

  *source = (Source){ login, g_strdup (path) };
  g_ptr_array_add (sources, source);
}

/* As cp does: a folder takes files in under their own names, anything else is the new name. */
static char *
dup_target (const char *local, gboolean is_folder, const char *path)
{
  g_autofree char *name = quay_cli_path_dup_name (path);

  return is_folder && name != NULL ? g_build_filename (local, name, NULL) : g_strdup (local);
}

static gboolean
check_local (QuayCli *cli, const char *local, gboolean is_folder, gboolean several)
{
  g_autofree char *shown = quay_text_escape (local, -1);

  if (*local == '\0' || g_str_has_prefix (local, "sftp://"))
    quay_cli_fail (cli, local,
                   g_error_new (QUAY_ERROR, QUAY_ERROR_USAGE,
                                "The last argument of get is a local file or folder, not “%s”", shown));
  else if (!is_folder && (several || (g_str_has_suffix (local, "/") && !cli->options->recursive)))
    quay_cli_fail (
        cli, local,
        g_error_new (QUAY_ERROR, QUAY_ERROR_LOCAL_FILE, "%s is not a folder: nothing was downloaded", shown));
  else
    return TRUE;

  return FALSE;
}

void
quay_cli_get (QuayCli *cli)
{
  guint last = cli->options->arguments->len - 1;
  const char *local = cli->options->arguments->pdata[last];
  gboolean is_folder = g_file_test (local, G_FILE_TEST_IS_DIR);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify)source_free);
  g_autoptr (QuayCliBatch) batch = quay_cli_batch_new (cli);

  if (!check_local (cli, local, is_folder, last > 1))
    return;
  cli->channels_ahead = CHANNELS_AHEAD;
  quay_cli_path_foreach (cli, 0, last, TRUE, add_source, sources);
  if (sources->len > 1 && !check_local (cli, local, is_folder, TRUE))
    return;
  for (guint i = 0; i < sources->len; i++)
    {
      Source *source = sources->pdata[i];
      g_autofree char *target = dup_target (local, is_folder, source->path);

      quay_cli_batch_download (batch, source->login, source->path, target);
    }
  quay_cli_batch_run (batch);
}
