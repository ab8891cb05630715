/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-tab-keeper.h"

#include "quayside-window.h"

#define WINDOWS_TYPE G_VARIANT_TYPE ("aa{sv}")

/* Many changes come together; a program that is killed loses no more than this. In milliseconds. */
#define WRITE_DELAY 500

/* Hundreds of tabs are far less; what is longer is not ours. */
#define MAX_BYTES (1024 * 1024)
#define MAX_WINDOWS 50

struct _QuaysideTabKeeper
{
  GObject parent_instance;

  GtkApplication *application; /* borrowed; NULL while it is not open */
  char *path;
  char *text;      /* what is to stand in the file */
  guint newest;    /* counts the texts */
  guint handed_on; /* the last one that was given to the writing thread */
  guint source;
  gboolean held;

  GMutex mutex;
  guint written; /* the newest text that was, or is being, written; the thread's too */
};

typedef struct
{
  char *text;
  guint number;
} Writing;

G_DEFINE_FINAL_TYPE (QuaysideTabKeeper, quayside_tab_keeper, G_TYPE_OBJECT)

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->text);
  g_free (writing);
}

/* One after the other, and never an older one over a newer. */
static void
write_text (QuaysideTabKeeper *self, const char *text, guint number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GError) error = NULL;

  if (number <= self->written)
    return;
  self->written = number;
  g_mkdir_with_parents (folder, 0700);
  /* Losing it is no loss of data, so nobody is asked to do anything about it. */
  if (!g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("Windows and tabs not kept: %s", error->message);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;

  write_text (source, writing->text, writing->number);
  g_task_return_boolean (task, TRUE);
}

static char *
dup_state (QuaysideTabKeeper *self)
{
  g_auto (GVariantBuilder) windows = G_VARIANT_BUILDER_INIT (WINDOWS_TYPE);
  g_autoptr (GVariant) state = NULL;

  for (GList *item = gtk_application_get_windows (self->application); item != NULL; item = item->next)
    if (QUAYSIDE_IS_WINDOW (item->data))
      g_variant_builder_add_value (&windows, quayside_window_to_variant (item->data));
  state = g_variant_ref_sink (g_variant_builder_end (&windows));

  return g_variant_print (state, FALSE);
}

static void
note (QuaysideTabKeeper *self)
{
  g_autofree char *text = dup_state (self);

  if (g_set_str (&self->text, text))
    self->newest++;
}

static gboolean
write_now (gpointer data)
{
  QuaysideTabKeeper *self = data;
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  self->source = 0;
  if (self->held)
    return G_SOURCE_REMOVE;
  note (self);
  if (self->newest == self->handed_on)
    return G_SOURCE_REMOVE;
  self->handed_on = self->newest;
  writing = g_new (Writing, 1);
  writing->text = g_strdup (self->text);
  writing->number = self->newest;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, write_now);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);

  return G_SOURCE_REMOVE;
}

void
quayside_tab_keeper_changed (QuaysideTabKeeper *self)
{
  if (self->application != NULL && !self->held && self->source == 0)
    self->source = g_timeout_add (WRITE_DELAY, write_now, self);
}

void
quayside_tab_keeper_hold (QuaysideTabKeeper *self)
{
  if (self->application == NULL || self->held)
    return;
  note (self);
  self->held = TRUE;
}

void
quayside_tab_keeper_release (QuaysideTabKeeper *self)
{
  self->held = FALSE;
  quayside_tab_keeper_changed (self);
}

/* The program goes on after all. */
static void
on_window_added (QuaysideTabKeeper *self)
{
  self->held = FALSE;
}

static char *
read_text (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *text = g_malloc (MAX_BYTES + 1);
  gsize length;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_BYTES + 1, &length, NULL, NULL)
      || length > MAX_BYTES)
    return NULL;

  return g_strndup (text, length);
}

static GVariant *
parse (const char *text)
{
  g_autoptr (GVariant) windows = text != NULL ? g_variant_parse (WINDOWS_TYPE, text, NULL, NULL, NULL) : NULL;

  if (windows == NULL || g_variant_n_children (windows) > MAX_WINDOWS)
    return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0));

  return g_steal_pointer (&windows);
}

GVariant *
quayside_tab_keeper_open (QuaysideTabKeeper *self, GtkApplication *application)
{
  g_autofree char *text = read_text (self->path);

  self->application = application;
  g_signal_connect_object (application, "window-removed", G_CALLBACK (quayside_tab_keeper_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self, G_CONNECT_SWAPPED);

  return parse (text);
}

void
quayside_tab_keeper_close (QuaysideTabKeeper *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->application = NULL;
  if (self->text != NULL)
    write_text (self, self->text, self->newest);
}

static void
quayside_tab_keeper_class_init (QuaysideTabKeeperClass *klass)
{
}

static void
quayside_tab_keeper_init (QuaysideTabKeeper *self)
{
  g_mutex_init (&self->mutex);
  self->path = g_build_filename (g_get_user_state_dir (), "quayside", "windows", NULL);
}

/* For the whole program, as long as it runs. */
QuaysideTabKeeper *
quayside_tab_keeper_get_default (void)
{
  static QuaysideTabKeeper *the_one;

  if (the_one == NULL)
    the_one = g_object_new (QUAYSIDE_TYPE_TAB_KEEPER, NULL);

  return the_one;
}
