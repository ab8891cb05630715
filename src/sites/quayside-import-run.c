/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "quayside-import.h"
#include "quayside-ssh-config.h"

/* Each is a process of its own. */
#define N_LOOKUPS 4

typedef struct
{
  QuaysideImportSource source;
  GFile *place;

  /* ssh_config: names to be asked about */
  QuaysideImport *import;
  GStrv names;
  guint n_started;
  guint n_running;
} Run;

typedef struct
{
  GTask *task;
  QuaysideImportItem *item;
  char *name;
} Lookup;

static void
run_free (Run *run)
{
  g_object_unref (run->place);
  g_clear_object (&run->import);
  g_strfreev (run->names);
  g_free (run);
}

GFile *
quayside_import_dup_usual_place (QuaysideImportSource source)
{
  const char *home = g_get_home_dir ();
  g_autofree char *putty = NULL;

  switch (source)
    {
    case QUAYSIDE_IMPORT_FILEZILLA:
      return g_file_new_build_filename (g_get_user_config_dir (), "filezilla", "sitemanager.xml", NULL);
    case QUAYSIDE_IMPORT_WINSCP:
      return g_file_new_build_filename (home, "WinSCP.ini", NULL);
    case QUAYSIDE_IMPORT_PUTTY:
      putty = g_build_filename (g_get_user_config_dir (), "putty", "sessions", NULL);
      return g_file_test (putty, G_FILE_TEST_IS_DIR) ? g_file_new_for_path (putty)
                                                     : g_file_new_build_filename (home, ".putty", "sessions", NULL);
    case QUAYSIDE_IMPORT_SSH_CONFIG:
    default:
      return g_file_new_build_filename (home, ".ssh", "config", NULL);
    }
}

/* Reading, in a thread */

/* At most as much as an importer looks at. */
static GBytes *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autoptr (GFileInputStream) stream = NULL;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
      || g_file_info_get_size (info) > QUAYSIDE_IMPORT_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("It is too large for a list of sites, or no file at all."));
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;

  return g_input_stream_read_bytes (G_INPUT_STREAM (stream), QUAYSIDE_IMPORT_MAX_BYTES, cancellable, error);
}

static void
read_sessions (QuaysideImport *import, GFile *folder, GFileEnumerator *files, GCancellable *cancellable)
{
  GFileInfo *info;
  GFile *file;

  while (g_file_enumerator_iterate (files, &info, &file, cancellable, NULL) && info != NULL
         && g_list_model_get_n_items (quayside_import_get_items (import)) < QUAYSIDE_IMPORT_MAX_SITES)
    {
      g_autofree char *name = g_file_get_basename (file);
      g_autoptr (GBytes) bytes = read_file (file, cancellable, NULL);

      if (bytes != NULL)
        quayside_import_putty_session (import, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static QuaysideImport *
read_putty (GFile *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (QuaysideImport) import = quayside_import_new ();
  g_autoptr (GFileEnumerator) files
      = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (files == NULL)
    return NULL;
  read_sessions (import, folder, files, cancellable);

  return g_steal_pointer (&import);
}

static QuaysideImport *
read_text (Run *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (run->place, cancellable, error);
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  if (run->source == QUAYSIDE_IMPORT_WINSCP)
    return quayside_import_winscp (text, length, error);

  return quayside_import_filezilla (text, length, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_path (run->place);
  QuaysideImport *import = NULL;

  if (run->source == QUAYSIDE_IMPORT_PUTTY)
    import = read_putty (run->place, cancellable, &error);
  else if (run->source != QUAYSIDE_IMPORT_SSH_CONFIG)
    import = read_text (run, cancellable, &error);
  else if (path != NULL && g_file_query_exists (run->place, cancellable))
    {
      run->names = quayside_import_ssh_config_names (path);
      import = quayside_import_new ();
    }
  else
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no such file."));
  if (import != NULL)
    g_task_return_pointer (task, import, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Asking ssh about each name */

static void look_up_more (GTask *task);

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autoptr (GTask) task = lookup->task;
  g_autoptr (QuaysideImportItem) item = lookup->item;
  g_autofree char *name = lookup->name;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaySiteOptions) options = quayside_ssh_config_lookup_finish (result, &error);
  Run *run = g_task_get_task_data (task);

  g_free (lookup);
  if (options != NULL)
    quayside_site_set_options (quayside_import_item_get_site (item), options);
  else
    {
      quayside_import_leave_out (run->import, _ ("“%s”: %s"), name, error->message);
      quayside_import_drop (run->import, item);
    }
  run->n_running--;
  look_up_more (task);
}

static void
look_up (GTask *task, const char *name)
{
  Run *run = g_task_get_task_data (task);
  QuaysideImportItem *item = quayside_import_add (run->import, name, "");
  Lookup *lookup;

  if (item == NULL)
    return;
  lookup = g_new0 (Lookup, 1);
  lookup->task = g_object_ref (task);
  lookup->item = g_object_ref (item);
  lookup->name = g_strdup (name);
  run->n_running++;
  quayside_ssh_config_lookup_async (name, g_task_get_cancellable (task), on_looked_up, lookup);
}

static void
look_up_more (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  while (run->n_running < N_LOOKUPS && run->names[run->n_started] != NULL)
    look_up (task, run->names[run->n_started++]);
  if (run->n_running == 0)
    g_task_return_pointer (task, g_object_ref (run->import), g_object_unref);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;

  run->import = g_task_propagate_pointer (G_TASK (result), &error);
  if (run->import == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (run->place);

      shown = quay_text_escape (name, -1);
      g_task_return_new_error (task, error->domain, error->code, _ ("%s cannot be imported. %s"), shown,
                               error->message);
    }
  else if (run->names == NULL)
    g_task_return_pointer (task, g_object_ref (run->import), g_object_unref);
  else
    look_up_more (task);
}

void
quayside_import_async (QuaysideImportSource source,
                       GFile *place,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) thread = g_task_new (NULL, cancellable, on_read, task);
  Run *run = g_new0 (Run, 1);

  run->source = source;
  run->place = g_object_ref (place);
  g_task_set_source_tag (task, quayside_import_async);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  g_task_set_source_tag (thread, read_in_thread);
  g_task_set_task_data (thread, run, NULL);
  g_task_run_in_thread (thread, read_in_thread);
}

QuaysideImport *
quayside_import_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_import_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
