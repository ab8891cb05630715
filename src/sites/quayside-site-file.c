/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <quay.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quayside-site-keys.h"
#include "quayside-site-text.h"

#define SUFFIX ".site"
#define FOLDERS "folders"
#define LOCK ".lock"

/* A site's file has a few hundred bytes; with 64 KiB of notes and some thousand bookmarks it still fits. */
#define MAX_BYTES (1024 * 1024)

/* Others hold the lock for a few milliseconds each. One that is stopped meanwhile is not waited for for ever. */
#define LOCK_SECONDS 30
#define LOCK_PAUSE (2 * 1000)

G_DEFINE_QUARK (quayside - site - error - quark, quayside_site_error)

G_GNUC_PRINTF (3, 4)
static void
set_error (GError **error, QuaysideSiteError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (QUAYSIDE_SITE_ERROR, code, format, args);
  va_end (args);
}

static char *
dup_path (const char *folder, const char *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

/* Reading */

GStrv
quayside_site_file_list (const char *folder, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &local_error);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  const char *name;

  if (dir == NULL && !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DISK, _ ("The folder of the saved sites cannot be read: %s."),
                 local_error->message);
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX) && name[0] != '.' && g_utf8_validate (name, -1, NULL))
      g_strv_builder_take (ids, g_strndup (name, strlen (name) - strlen (SUFFIX)));

  return g_strv_builder_end (ids);
}

/* At most MAX_BYTES of a plain file; NULL and no error where there is none. Never waits for a pipe. */
static char *
read_plain (const char *path, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  g_autofree char *text = NULL;
  gsize have = 0;
  struct stat st;

  if (fd < 0 && errno == ENOENT)
    return NULL;
  if (fd < 0 || fstat (fd, &st) < 0)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DISK, _ ("The file %s cannot be read: %s."), path, g_strerror (errno));
      g_clear_fd (&fd, NULL);
      return NULL;
    }
  if (!S_ISREG (st.st_mode) || st.st_size > MAX_BYTES)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DAMAGED, _ ("The file %s is no site’s file. It is left as it is."), path);
      g_clear_fd (&fd, NULL);
      return NULL;
    }
  text = g_malloc (MAX_BYTES + 1);
  while (have < MAX_BYTES)
    {
      ssize_t n = read (fd, text + have, MAX_BYTES - have);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      have += (gsize)n;
    }
  g_clear_fd (&fd, NULL);
  text[have] = '\0';
  *length = have;

  return g_realloc (g_steal_pointer (&text), have + 1);
}

static GKeyFile *
parse (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GKeyFile *keys = quayside_site_keys_parse (text, &local_error);

  if (keys == NULL)
    {
      g_autofree char *why = quay_text_escape_message (local_error->message, -1, 300);

      set_error (error, QUAYSIDE_SITE_ERROR_DAMAGED,
                 _ ("The site’s file %s is damaged: %s. It is left as it is; correct or delete it."), path, why);
    }

  return keys;
}

char *
quayside_site_file_read (const char *folder, const char *id, GError **error)
{
  g_autofree char *path = dup_path (folder, id);
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) keys = NULL;
  gsize length = 0;

  text = read_plain (path, &length, error);
  if (text == NULL)
    return NULL;
  if (strlen (text) != length)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DAMAGED, _ ("The file %s is no site’s file. It is left as it is."), path);
      return NULL;
    }
  keys = parse (path, text, error);

  return keys != NULL ? g_steal_pointer (&text) : NULL;
}

GStrv
quayside_site_file_read_folders (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FOLDERS, NULL);
  gsize length = 0;
  g_autofree char *text = read_plain (path, &length, NULL);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *clean = quayside_site_text_clean_folder (lines[i]);

      if (*clean != '\0')
        g_strv_builder_add (folders, clean);
    }

  return g_strv_builder_end (folders);
}

/* Writing */

int
quayside_site_file_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK, NULL);
  gint64 deadline = g_get_monotonic_time () + LOCK_SECONDS * G_USEC_PER_SEC;
  int lock;

  if (g_mkdir_with_parents (folder, 0700) < 0
      || (lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DISK, _ ("Sites cannot be saved: the folder %s cannot be written to (%s)."),
                 folder, g_strerror (errno));
      return -1;
    }
  while (flock (lock, LOCK_EX | LOCK_NB) < 0)
    {
      if ((errno != EWOULDBLOCK && errno != EINTR) || g_get_monotonic_time () > deadline)
        {
          set_error (error, QUAYSIDE_SITE_ERROR_BUSY,
                     _ ("Sites cannot be saved: another program has been writing to %s for too long. Try again."),
                     folder);
          g_clear_fd (&lock, NULL);
          return -1;
        }
      g_usleep (LOCK_PAUSE);
    }

  return lock;
}

void
quayside_site_file_unlock (int lock)
{
  g_clear_fd (&lock, NULL);
}

static gboolean
replace (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  /* Under another name, on the disk, and then in place of what was there. */
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local_error))
    return TRUE;
  set_error (error, QUAYSIDE_SITE_ERROR_DISK,
             _ ("The file %s could not be written: %s. What was there before still is."), path, local_error->message);

  return FALSE;
}

/* (nullable): with an error where both changed the same */
static char *
merge (const char *path, const char *base, const char *mine, const char *theirs, gboolean force, GError **error)
{
  g_autoptr (GKeyFile) base_keys = base != NULL ? parse (path, base, error) : g_key_file_new ();
  g_autoptr (GKeyFile) my_keys = base_keys != NULL ? parse (path, mine, error) : NULL;
  g_autoptr (GKeyFile) their_keys = my_keys != NULL ? parse (path, theirs, error) : NULL;
  g_autoptr (GKeyFile) merged = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) conflicts = NULL;
  g_autofree char *names = NULL;

  if (their_keys == NULL)
    return NULL;
  merged = quayside_site_keys_merge (base_keys, my_keys, their_keys, builder);
  conflicts = g_strv_builder_end (builder);
  if (conflicts[0] != NULL && !force)
    {
      names = g_strjoinv (", ", conflicts);
      set_error (error, QUAYSIDE_SITE_ERROR_CHANGED,
                 _ ("The site was changed by another program meanwhile, and in the same places: %s."), names);
      return NULL;
    }

  return g_key_file_to_data (merged, NULL, NULL);
}

char *
quayside_site_file_write (
    const char *folder, const char *id, const char *base, const char *mine, gboolean force, GError **error)
{
  g_autofree char *path = dup_path (folder, id);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *theirs = quayside_site_file_read (folder, id, &local_error);
  g_autofree char *text = NULL;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (theirs == NULL && base != NULL && !force)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DELETED, _ ("The site was deleted by another program meanwhile."));
      return NULL;
    }
  if (theirs == NULL || g_strcmp0 (theirs, base) == 0)
    text = g_strdup (mine);
  else
    text = merge (path, base, mine, theirs, force, error);
  if (text == NULL)
    return NULL;
  if (g_strcmp0 (text, theirs) != 0 && !replace (path, text, error))
    return NULL;

  return g_steal_pointer (&text);
}

char *
quayside_site_file_delete (const char *folder, const char *id, GError **error)
{
  g_autofree char *path = dup_path (folder, id);
  g_autofree char *text = quayside_site_file_read (folder, id, error);

  if (text == NULL)
    return NULL;
  if (g_unlink (path) < 0)
    {
      set_error (error, QUAYSIDE_SITE_ERROR_DISK, _ ("The file %s could not be deleted: %s."), path,
                 g_strerror (errno));
      return NULL;
    }

  return g_steal_pointer (&text);
}

gboolean
quayside_site_file_change_folders (const char *folder,
                                   const char *const *add,
                                   const char *const *remove,
                                   GError **error)
{
  g_autofree char *path = g_build_filename (folder, FOLDERS, NULL);
  g_auto (GStrv) before = quayside_site_file_read_folders (folder);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; before[i] != NULL; i++)
    if ((remove == NULL || !g_strv_contains (remove, before[i])) && (add == NULL || !g_strv_contains (add, before[i])))
      g_string_append_printf (text, "%s\n", before[i]);
  for (gsize i = 0; add != NULL && add[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", add[i]);

  return replace (path, text->str, error);
}
