/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quay sync: both folders are listed and compared by size and time; what differs goes in one transfer of the tree, with
 * its times, so that the next run finds nothing to do. What is in the way goes before that, what is too much after it.
 */
#include "quay-cli-sync.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "quay-cli-batch.h"
#include "quay-cli-command.h"
#include "quay-cli-json.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

typedef struct
{
  QuayCli *cli;
  QuayLogin *login;
  gboolean upload;
  char *local;
  char *remote;
  QuayCliSyncTree *here;
  QuayCliSyncTree *there;
} Sync;

static void
sync_clear (Sync *self)
{
  g_free (self->local);
  g_free (self->remote);
  g_clear_pointer (&self->here, quay_cli_sync_tree_free);
  g_clear_pointer (&self->there, quay_cli_sync_tree_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sync, sync_clear)

static gboolean
fail (Sync *self, const char *path, QuayError code, const char *what)
{
  g_autofree char *shown = quay_text_escape (path, -1);

  quay_cli_fail (self->cli, path, g_error_new (QUAY_ERROR, code, "%s %s: nothing was done", shown, what));

  return FALSE;
}

/* Both folders: links to them are the person's choice, and are resolved; below them none is followed. */

static gboolean
find_local (Sync *self, const char *path)
{
  g_autofree char *real = realpath (path, NULL);

  if (real == NULL && (self->upload || errno != ENOENT))
    return fail (self, path, QUAY_ERROR_LOCAL_FILE, errno == ENOENT ? "is not there" : "cannot be looked at");
  self->local = real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);
  if (real == NULL)
    {
      self->here = quay_cli_sync_tree_new ();
      return TRUE;
    }
  if (!g_file_test (real, G_FILE_TEST_IS_DIR))
    return fail (self, path, QUAY_ERROR_LOCAL_FILE, "is not a folder");
  self->here = quay_cli_sync_tree_read_local (self->cli, self->local);

  return TRUE;
}

static gboolean
is_missing (const GError *error)
{
  QuayStatus status = quay_error_get_sftp_status (error);

  return status == QUAY_STATUS_NO_SUCH_FILE || status == QUAY_STATUS_NO_SUCH_PATH
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_PATH_NOT_FOUND);
}

static char *
dup_real (Sync *self, const char *path, GError **error)
{
  g_auto (QuayCliWait) wait = { 0 };

  quay_login_realpath_async (self->login, path, self->cli->cancellable, quay_cli_wait_ready, &wait);

  return quay_login_realpath_finish (self->login, quay_cli_wait_result (&wait), error);
}

/* A folder that is not there yet. */
static gboolean
take_missing_remote (Sync *self, const char *path, GError *error)
{
  gsize length = strlen (path);

  if (self->upload && is_missing (error))
    {
      while (length > 1 && path[length - 1] == '/')
        length--;
      self->remote = g_strndup (path, length);
      self->there = quay_cli_sync_tree_new ();
      g_error_free (error);
      return TRUE;
    }
  quay_cli_fail (self->cli, path, error);

  return FALSE;
}

static gboolean
find_remote (Sync *self, const char *path)
{
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_cli_path_stat (self->cli, self->login, path, TRUE, &error);

  if (info == NULL)
    return take_missing_remote (self, path, error);
  if (!quay_file_info_is_directory (info))
    return fail (self, path, QUAY_ERROR_FAILED, "is not a folder on the server");
  self->remote = dup_real (self, path, &error);
  if (self->remote == NULL)
    {
      quay_cli_fail (self->cli, path, error);
      return FALSE;
    }
  self->there = quay_cli_sync_tree_read_remote (self->cli, self->login, self->remote);

  return TRUE;
}

/* Telling */

static const char *
name_of (const Sync *self, QuayCliSyncAction action)
{
  switch (action)
    {
    case QUAY_CLI_SYNC_MAKE:
      return "make";
    case QUAY_CLI_SYNC_REPLACE:
      return "replace";
    case QUAY_CLI_SYNC_DELETE:
      return "delete";
    case QUAY_CLI_SYNC_TRANSFER:
    default:
      return self->upload ? "upload" : "download";
    }
}

static void
tell_step (Sync *self, const QuayCliSyncStep *step)
{
  QuayCli *cli = self->cli;

  cli->n_items++;
  if (cli->options->json)
    {
      g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("sync");

      quay_cli_json_text (builder, "action", name_of (self, step->action));
      quay_cli_json_bytes (builder, "path", step->path);
      if (step->action == QUAY_CLI_SYNC_TRANSFER)
        quay_cli_json_uint (builder, "size", step->size);
      quay_cli_output_object (cli->output, builder);
    }
  else if (cli->options->dry_run || cli->options->verbosity > 0)
    {
      g_autofree char *shown = quay_cli_output_dup_name (cli->output, step->path);

      quay_cli_output_line (cli->output, "%-8s %s", name_of (self, step->action), shown);
    }
}

/* Doing */

static void
remove_steps (Sync *self, QuayCliSyncPlan *plan, QuayCliSyncAction action)
{
  if (self->upload)
    quay_cli_sync_delete_remote (self->cli, self->login, self->remote, plan, action);
  else
    quay_cli_sync_delete_local (self->cli, self->local, plan, action);
}

static void
run_transfer (Sync *self, QuayCliSyncPlan *plan)
{
  g_autofree const char **paths = (const char **)g_hash_table_get_keys_as_array (plan->selection, NULL);
  g_autoptr (QuayCliBatch) batch = quay_cli_batch_new (self->cli);

  if (self->upload)
    quay_cli_batch_upload (batch, self->login, self->local, self->remote);
  else
    quay_cli_batch_download (batch, self->login, self->remote, self->local);
  quay_cli_batch_select (batch, paths);
  quay_cli_batch_run (batch);
}

static void
run (Sync *self)
{
  QuayCliSyncTree *source = self->upload ? self->here : self->there;
  QuayCliSyncTree *target = self->upload ? self->there : self->here;
  g_autoptr (QuayCliSyncPlan) plan = NULL;

  if (quay_cli_is_cancelled (self->cli))
    return;
  plan = quay_cli_sync_plan_new (self->cli, source, target, quay_login_get_sftp_version (self->login) == 3);
  for (guint i = 0; i < plan->steps->len; i++)
    tell_step (self, plan->steps->pdata[i]);
  if (self->cli->options->dry_run)
    return;
  remove_steps (self, plan, QUAY_CLI_SYNC_REPLACE);
  if ((g_hash_table_size (plan->selection) > 0 || !target->exists) && !quay_cli_is_cancelled (self->cli))
    run_transfer (self, plan);
  remove_steps (self, plan, QUAY_CLI_SYNC_DELETE);
}

void
quay_cli_sync (QuayCli *cli)
{
  const char *source = cli->options->arguments->pdata[0];
  const char *target = cli->options->arguments->pdata[1];
  g_auto (Sync) self = { .cli = cli, .upload = quay_url_is_remote (target) };
  g_autoptr (QuayUrl) url = NULL;

  if (quay_url_is_remote (source) == self.upload)
    {
      quay_cli_fail (
          cli, NULL,
          g_error_new (QUAY_ERROR, QUAY_ERROR_USAGE,
                       "quay sync takes one folder here and one on a server (sftp://host/path or host:path)"));
      return;
    }
  self.login = quay_cli_open (cli, self.upload ? target : source, &url);
  if (self.login != NULL && find_remote (&self, url->path) && find_local (&self, self.upload ? source : target))
    run (&self);
}
