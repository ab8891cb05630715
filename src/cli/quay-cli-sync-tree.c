/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-cli-entry.h"
#include "quay-cli-path.h"
#include "quay-cli-sync.h"

/* Folders listed at once. */
#define MAX_LISTINGS 16
/* As the engine has it: a tree that goes on for ever ends here. */
#define MAX_DEPTH 64

static void
entry_free (gpointer data)
{
  QuayCliSyncEntry *entry = data;

  g_free (entry->target);
  g_free (entry);
}

QuayCliSyncTree *
quay_cli_sync_tree_new (void)
{
  QuayCliSyncTree *self = g_new0 (QuayCliSyncTree, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
quay_cli_sync_tree_free (QuayCliSyncTree *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->unknown);
  g_free (self);
}

/* Of paths: a folder stands before what is in it, because it is the beginning of that. */
static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
quay_cli_sync_tree_list (QuayCliSyncTree *self)
{
  GPtrArray *paths = g_hash_table_get_keys_as_ptr_array (self->entries);

  g_ptr_array_sort (paths, compare_paths);

  return paths;
}

static char *
below (const char *folder, const char *name)
{
  return *folder == '\0' ? g_strdup (name) : g_build_filename (folder, name, NULL);
}

static guint
depth_of (const char *path)
{
  guint depth = 1;

  for (const char *p = path; *p != '\0'; p++)
    depth += *p == '/';

  return depth;
}

static void
note_unknown (QuayCliSyncTree *self, const char *folder)
{
  g_hash_table_add (self->unknown, g_strdup (folder));
}

/* TRUE: too deep, said already. */
static gboolean
refuse_depth (QuayCli *cli, QuayCliSyncTree *self, const char *path, const char *whole)
{
  g_autofree char *shown = NULL;

  if (depth_of (path) <= MAX_DEPTH)
    return FALSE;
  shown = quay_text_escape (whole, -1);
  note_unknown (self, path);
  quay_cli_fail (cli, whole,
                 g_error_new (QUAY_ERROR, QUAY_ERROR_NAME_REFUSED, "%s was left out: it lies more than %d folders deep",
                              shown, MAX_DEPTH));

  return TRUE;
}

/* Here */

static void
fail_local (QuayCli *cli, QuayCliSyncTree *self, const char *folder, const char *whole, int errsv)
{
  g_autofree char *shown = quay_text_escape (whole, -1);

  note_unknown (self, folder);
  quay_cli_fail (
      cli, whole,
      g_error_new (QUAY_ERROR, QUAY_ERROR_LOCAL_FILE, "Could not read the folder %s: %s", shown, g_strerror (errsv)));
}

static QuayCliSyncEntry *
entry_from_stat (const struct stat *st)
{
  QuayCliSyncEntry *entry = g_new0 (QuayCliSyncEntry, 1);

  entry->kind = S_ISREG (st->st_mode)   ? QUAY_CLI_SYNC_FILE
                : S_ISDIR (st->st_mode) ? QUAY_CLI_SYNC_FOLDER
                : S_ISLNK (st->st_mode) ? QUAY_CLI_SYNC_LINK
                                        : QUAY_CLI_SYNC_OTHER;
  entry->size = entry->kind == QUAY_CLI_SYNC_FILE ? st->st_size : 0;
  entry->mtime = st->st_mtim.tv_sec;

  return entry;
}

/* FALSE with errno. */
static gboolean
add_local (QuayCli *cli, QuayCliSyncTree *self, int folder_fd, const char *folder, const char *name, GQueue *folders)
{
  QuayCliSyncEntry *entry;
  struct stat st;
  char *path;

  if (fstatat (folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT;
  path = below (folder, name);
  entry = entry_from_stat (&st);
  if (entry->kind == QUAY_CLI_SYNC_LINK)
    {
      g_autofree char *target = g_malloc0 (st.st_size + 2);
      gssize n = readlinkat (folder_fd, name, target, st.st_size + 1);

      entry->target = n >= 0 ? g_strndup (target, n) : NULL;
    }
  if (entry->kind == QUAY_CLI_SYNC_FOLDER && !refuse_depth (cli, self, path, name))
    g_queue_push_tail (folders, g_strdup (path));
  g_hash_table_insert (self->entries, path, entry);

  return TRUE;
}

static void
read_local_folder (QuayCli *cli, QuayCliSyncTree *self, const char *root, const char *folder, GQueue *folders)
{
  g_autofree char *whole = below (root, folder);
  /* The folder that was named may be a link; below it none is followed. */
  int fd = open (whole, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (*folder != '\0' ? O_NOFOLLOW : 0));
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  gboolean ok = dir != NULL;
  struct dirent *found;

  while (ok && (errno = 0, found = readdir (dir)) != NULL)
    if (!g_str_equal (found->d_name, ".") && !g_str_equal (found->d_name, ".."))
      ok = add_local (cli, self, fd, folder, found->d_name, folders);
  if (!ok || errno != 0)
    fail_local (cli, self, folder, whole, errno);
  if (dir != NULL)
    closedir (dir);
  else if (fd >= 0)
    close (fd);
}

/* A SIGINT is heard while the main loop turns only. */
static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

QuayCliSyncTree *
quay_cli_sync_tree_read_local (QuayCli *cli, const char *root)
{
  QuayCliSyncTree *self = quay_cli_sync_tree_new ();
  GQueue folders = G_QUEUE_INIT;
  char *folder;

  self->exists = TRUE;
  g_queue_push_tail (&folders, g_strdup (""));
  while ((folder = g_queue_pop_head (&folders)) != NULL)
    {
      if (!quay_cli_is_cancelled (cli))
        read_local_folder (cli, self, root, folder, &folders);
      else
        note_unknown (self, folder);
      g_free (folder);
      turn ();
    }

  return self;
}

/* On the server */

typedef struct
{
  QuayCli *cli;
  QuayLogin *login;
  const char *root;
  QuayCliSyncTree *tree;
  GQueue folders;  /* of char *: to be listed */
  GQueue listings; /* of Listing: that have come */
  guint n_pending;
} Walk;

typedef struct
{
  Walk *walk;
  char *folder;
  char *whole;
  QuayDirectory *directory;
} Listing;

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listing *listing = user_data;
  Walk *walk = listing->walk;
  GError *error = NULL;

  walk->n_pending--;
  listing->directory = quay_login_list_finish (QUAY_LOGIN (source), result, &error);
  if (error != NULL)
    {
      note_unknown (walk->tree, listing->folder);
      quay_cli_fail (walk->cli, listing->whole, error);
    }
  g_queue_push_tail (&walk->listings, listing);
}

static QuayCliSyncEntry *
entry_from_info (QuayFileInfo *info, const char *target)
{
  QuayCliSyncEntry *entry = g_new0 (QuayCliSyncEntry, 1);
  QuayFileType type = quay_file_info_get_file_type (info);

  entry->kind = type == QUAY_FILE_TYPE_REGULAR     ? QUAY_CLI_SYNC_FILE
                : type == QUAY_FILE_TYPE_DIRECTORY ? QUAY_CLI_SYNC_FOLDER
                : type == QUAY_FILE_TYPE_SYMLINK   ? QUAY_CLI_SYNC_LINK
                : type == QUAY_FILE_TYPE_UNKNOWN   ? QUAY_CLI_SYNC_FILE
                                                   : QUAY_CLI_SYNC_OTHER;
  entry->size = entry->kind == QUAY_CLI_SYNC_FILE ? quay_file_info_get_size (info) : 0;
  entry->mtime = quay_file_info_get_modified (info);
  entry->target = g_strdup (target);

  return entry;
}

static void
add_infos (Walk *walk, const Listing *listing, GPtrArray *infos)
{
  g_autoptr (GPtrArray) targets = quay_cli_entry_read_links (walk->cli, walk->login, listing->whole, infos);

  for (guint i = 0; i < infos->len; i++)
    {
      QuayFileInfo *info = infos->pdata[i];
      QuayCliSyncEntry *entry = entry_from_info (info, targets->pdata[i]);
      char *path = below (listing->folder, quay_file_info_get_name (info));

      if (entry->kind == QUAY_CLI_SYNC_FOLDER && !refuse_depth (walk->cli, walk->tree, path, path))
        g_queue_push_tail (&walk->folders, g_strdup (path));
      g_hash_table_insert (walk->tree->entries, path, entry);
    }
}

static void
take_listing (Walk *walk, Listing *listing)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = listing->directory != NULL ? g_list_model_get_n_items (G_LIST_MODEL (listing->directory)) : 0;

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (infos, g_list_model_get_item (G_LIST_MODEL (listing->directory), i));
  if (listing->directory != NULL && quay_directory_get_n_refused (listing->directory) > 0)
    {
      g_autofree char *shown = quay_text_escape (listing->whole, -1);

      note_unknown (walk->tree, listing->folder);
      quay_cli_fail (walk->cli, listing->whole,
                     g_error_new (QUAY_ERROR, QUAY_ERROR_NAME_REFUSED,
                                  "Entries of %s were left out: the server gives them names that no file can have",
                                  shown));
    }
  add_infos (walk, listing, infos);
}

static void
list_folder (Walk *walk, char *folder)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->walk = walk;
  listing->folder = folder;
  listing->whole = *folder != '\0' ? quay_cli_path_join (walk->root, folder) : g_strdup (walk->root);
  walk->n_pending++;
  quay_login_list_async (walk->login, listing->whole, NULL, walk->cli->cancellable, on_listed, listing);
}

static void
listing_free (Listing *listing)
{
  g_clear_object (&listing->directory);
  g_free (listing->folder);
  g_free (listing->whole);
  g_free (listing);
}

QuayCliSyncTree *
quay_cli_sync_tree_read_remote (QuayCli *cli, QuayLogin *login, const char *root)
{
  Walk walk = { .cli = cli, .login = login, .root = root, .tree = quay_cli_sync_tree_new () };

  walk.tree->exists = TRUE;
  g_queue_push_tail (&walk.folders, g_strdup (""));
  while (walk.n_pending > 0 || !g_queue_is_empty (&walk.folders) || !g_queue_is_empty (&walk.listings))
    {
      Listing *listing;

      while (walk.n_pending < MAX_LISTINGS && !g_queue_is_empty (&walk.folders))
        list_folder (&walk, g_queue_pop_head (&walk.folders));
      while ((listing = g_queue_pop_head (&walk.listings)) != NULL)
        {
          take_listing (&walk, listing);
          listing_free (listing);
        }
      if (walk.n_pending > 0 && g_queue_is_empty (&walk.listings))
        g_main_context_iteration (NULL, TRUE);
    }

  return walk.tree;
}
