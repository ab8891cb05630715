/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-cli-path.h"
#include "quay-cli-sync.h"

/* Removals under way at once. */
#define MAX_REMOVALS 16

/* Here */

static gboolean remove_at (QuayCli *cli, int folder, const char *name);

static gboolean
empty_folder (QuayCli *cli, int fd)
{
  DIR *dir = fdopendir (fd);
  struct dirent *found;
  gboolean ok = dir != NULL;

  if (dir == NULL)
    close (fd);
  while (ok && (errno = 0, found = readdir (dir)) != NULL)
    if (!g_str_equal (found->d_name, ".") && !g_str_equal (found->d_name, ".."))
      ok = remove_at (cli, fd, found->d_name);
  ok = ok && errno == 0;
  if (dir != NULL)
    {
      int errsv = errno;

      closedir (dir);
      errno = errsv;
    }

  return ok;
}

/* FALSE with errno. The main loop turns meanwhile, so that a SIGINT is heard. */
static gboolean
remove_at (QuayCli *cli, int folder, const char *name)
{
  int fd;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (quay_cli_is_cancelled (cli))
    {
      errno = EINTR;
      return FALSE;
    }
  if (unlinkat (folder, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  if (errno != EISDIR && errno != EPERM)
    return FALSE;
  fd = openat (folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  return fd >= 0 && empty_folder (cli, fd) && unlinkat (folder, name, AT_REMOVEDIR) == 0;
}

/* The folder that holds @path, reached without any link below @root; -1 with errno. */
static int
open_parent (const char *root, const char *path, char **name)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  int fd = open (root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  guint i = 0;

  for (; fd >= 0 && parts[i + 1] != NULL; i++)
    {
      int next = openat (fd, parts[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      int errsv = errno;

      close (fd);
      errno = errsv;
      fd = next;
    }
  *name = fd >= 0 ? g_strdup (parts[i]) : NULL;

  return fd;
}

static void
remove_local (QuayCli *cli, const char *root, const char *path)
{
  g_autofree char *name = NULL;
  int folder = open_parent (root, path, &name);
  gboolean ok = folder >= 0 && remove_at (cli, folder, name);
  int errsv = errno;
  g_autofree char *whole = g_build_filename (root, path, NULL);
  g_autofree char *shown = quay_text_escape (whole, -1);

  if (folder >= 0)
    close (folder);
  if (!ok && !quay_cli_is_cancelled (cli))
    quay_cli_fail (
        cli, whole,
        g_error_new (QUAY_ERROR, QUAY_ERROR_LOCAL_FILE, "Could not remove %s: %s", shown, g_strerror (errsv)));
}

void
quay_cli_sync_delete_local (QuayCli *cli, const char *root, QuayCliSyncPlan *plan, QuayCliSyncAction action)
{
  for (guint i = 0; i < plan->steps->len && !quay_cli_is_cancelled (cli); i++)
    {
      const QuayCliSyncStep *step = plan->steps->pdata[i];

      if (step->action == action)
        remove_local (cli, root, step->path);
    }
}

/* On the server */

typedef struct
{
  QuayCli *cli;
  char *path;
  guint *n_pending;
} Removal;

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removal *removal = user_data;
  GError *error = NULL;

  if (!quay_login_remove_finish (QUAY_LOGIN (source), result, &error))
    quay_cli_fail (removal->cli, removal->path, error);
  --*removal->n_pending;
  g_free (removal->path);
  g_free (removal);
}

void
quay_cli_sync_delete_remote (
    QuayCli *cli, QuayLogin *login, const char *root, QuayCliSyncPlan *plan, QuayCliSyncAction action)
{
  guint n_pending = 0;

  for (guint i = 0; i < plan->steps->len && !quay_cli_is_cancelled (cli); i++)
    {
      const QuayCliSyncStep *step = plan->steps->pdata[i];
      Removal *removal;

      if (step->action != action)
        continue;
      removal = g_new (Removal, 1);
      *removal = (Removal){ cli, quay_cli_path_join (root, step->path), &n_pending };
      n_pending++;
      quay_login_remove_async (login, removal->path, TRUE, cli->cancellable, on_removed, removal);
      while (n_pending >= MAX_REMOVALS)
        g_main_context_iteration (NULL, TRUE);
    }
  while (n_pending > 0)
    g_main_context_iteration (NULL, TRUE);
}
