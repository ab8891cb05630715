/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-properties-dialog.h"

#include <glib/gi18n.h>

#include "quayside-checksum-group.h"
#include "quayside-file-icon.h"
#include "quayside-mode-editor.h"
#include "quayside-path.h"

#define ALL_BITS 07777U

/* What a file seldom needs, and a folder always. */
#define EXECUTE_BITS 0111U

struct _QuaysidePropertiesDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkWidget *apply_button;
  GtkWidget *apply_spinner;
  AdwBanner *problem;
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *kind;
  AdwActionRow *folder_row;
  AdwActionRow *size_row;
  GtkWidget *size_spinner;
  GtkWidget *size_stop;
  AdwActionRow *target_row;
  AdwActionRow *modified_row;
  AdwActionRow *accessed_row;
  AdwActionRow *owner_row;
  AdwActionRow *group_row;
  QuaysideModeEditor *mode_editor;
  GtkWidget *inside_group;
  AdwExpanderRow *inside_row;
  AdwEntryRow *files_row;
  AdwEntryRow *folders_row;
  AdwActionRow *preview_row;
  QuaysideChecksumGroup *checksum_group;

  /* Owned */
  QuaysideLocation *location;
  char *folder;
  GPtrArray *infos;           /* of QuayFileInfo */
  QuaysideTreeWalk *counting; /* nullable */
  GCancellable *count_cancellable;
  GCancellable *cancellable; /* of all others */
  gboolean counted;          /* to the end */
  gboolean touched;          /* the permissions have been edited */
  gboolean applying;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysidePropertiesDialog, quayside_properties_dialog, ADW_TYPE_DIALOG)

static QuayFileInfo *
nth_info (QuaysidePropertiesDialog *self, guint i)
{
  return g_ptr_array_index (self->infos, i);
}

static gboolean
is_folder (QuayFileInfo *info)
{
  return quay_file_info_is_directory (info) && !quay_file_info_is_symlink (info);
}

static guint
count_folders (QuaysidePropertiesDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->infos->len; i++)
    n += is_folder (nth_info (self, i));

  return n;
}

static char *
dup_path (QuaysidePropertiesDialog *self, QuayFileInfo *info)
{
  return quayside_path_join (self->folder, quay_file_info_get_name (info));
}

/* The server's words are shown as they are, not as markup. */
static void
set_row (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
}

/* How many there are */

static char *
dup_counts (guint n_files, guint n_folders)
{
  g_autofree char *files = g_strdup_printf (ngettext ("%'u file", "%'u files", n_files), n_files);
  g_autofree char *folders = g_strdup_printf (ngettext ("%'u folder", "%'u folders", n_folders), n_folders);

  if (n_folders == 0)
    return g_steal_pointer (&files);
  if (n_files == 0)
    return g_steal_pointer (&folders);

  /* Translators: "12 files and 3 folders" */
  return g_strdup_printf (_ ("%s and %s"), files, folders);
}

static void
show_preview (QuaysidePropertiesDialog *self)
{
  guint n_own_folders = count_folders (self);
  guint n_own_files = self->infos->len - n_own_folders;
  gboolean of_files = *gtk_editable_get_text (GTK_EDITABLE (self->files_row)) != '\0';
  gboolean of_folders = *gtk_editable_get_text (GTK_EDITABLE (self->folders_row)) != '\0';
  guint n_files, n_folders;
  g_autofree char *counts = NULL;
  g_autofree char *text = NULL;

  if (self->counting == NULL)
    return;
  n_files = of_files ? quayside_tree_walk_get_n_files (self->counting) - n_own_files : 0;
  n_folders = of_folders ? quayside_tree_walk_get_n_folders (self->counting) - n_own_folders : 0;
  counts = dup_counts (n_files, n_folders);
  if (n_files + n_folders == 0 && self->counted)
    text = g_strdup (_ ("Nothing inside is changed"));
  else if (self->counted)
    /* Translators: "Sets 12 files and 3 folders inside" */
    text = g_strdup_printf (_ ("Sets %s inside"), counts);
  else
    text = g_strdup_printf (_ ("Sets at least %s inside"), counts);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preview_row), text);
}

static void
show_size (QuaysidePropertiesDialog *self)
{
  guint64 bytes = quayside_tree_walk_get_bytes (self->counting);
  guint n_files = quayside_tree_walk_get_n_files (self->counting);
  guint n_folders = quayside_tree_walk_get_n_folders (self->counting) - count_folders (self);
  g_autofree char *size = g_format_size_full (bytes, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *counts = dup_counts (n_files, n_folders);
  g_autofree char *text = NULL;

  if (count_folders (self) == 0 && self->infos->len == 1)
    text = g_strdup (size);
  else
    text = g_strdup_printf ("%s — %s", size, counts);
  set_row (self->size_row, text);
  show_preview (self);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysidePropertiesDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->counted = quayside_tree_walk_run_finish (QUAYSIDE_TREE_WALK (source), result, &error);
  /* The dialog was closed. */
  if (self->size_row == NULL)
    return;
  gtk_widget_set_visible (self->size_spinner, FALSE);
  gtk_widget_set_visible (self->size_stop, FALSE);
  show_size (self);
  if (error != NULL)
    {
      const char *shown = adw_action_row_get_subtitle (self->size_row);
      g_autofree char *why = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                 ? g_strdup (_ ("counting was stopped"))
                                 : quay_text_escape_message (error->message, -1, 500);
      /* Translators: "At least 12 MB — 3 files: counting was stopped" */
      g_autofree char *text = g_strdup_printf (_ ("At least %s: %s"), shown, why);

      set_row (self->size_row, text);
    }
}

static void
start_counting (QuaysidePropertiesDialog *self)
{
  gboolean long_work = count_folders (self) > 0;

  self->counting = quayside_tree_walk_new (self->location);
  self->count_cancellable = g_cancellable_new ();
  for (guint i = 0; i < self->infos->len; i++)
    {
      g_autofree char *path = dup_path (self, nth_info (self, i));

      quayside_tree_walk_add (self->counting, path, nth_info (self, i), TRUE, NULL);
    }
  gtk_widget_set_visible (self->size_spinner, long_work);
  gtk_widget_set_visible (self->size_stop, long_work);
  g_signal_connect_object (self->counting, "notify::bytes", G_CALLBACK (show_size), self, G_CONNECT_SWAPPED);
  show_size (self);
  quayside_tree_walk_run_async (self->counting, self->count_cancellable, on_counted, g_object_ref (self));
}

static void
on_stop_counting (QuaysidePropertiesDialog *self)
{
  g_cancellable_cancel (self->count_cancellable);
}

/* What they are */

static const char *
describe_type (QuayFileInfo *info)
{
  switch (quay_file_info_get_file_type (info))
    {
    case QUAY_FILE_TYPE_REGULAR:
      return _ ("File");
    case QUAY_FILE_TYPE_DIRECTORY:
      return _ ("Folder");
    case QUAY_FILE_TYPE_SYMLINK:
      return _ ("Symbolic link");
    case QUAY_FILE_TYPE_SOCKET:
      return _ ("Socket");
    case QUAY_FILE_TYPE_CHAR_DEVICE:
    case QUAY_FILE_TYPE_BLOCK_DEVICE:
      return _ ("Device");
    case QUAY_FILE_TYPE_FIFO:
      return _ ("Pipe");
    case QUAY_FILE_TYPE_SPECIAL:
    case QUAY_FILE_TYPE_UNKNOWN:
    default:
      return _ ("Special file");
    }
}

static char *
dup_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return time != NULL ? g_date_time_format (time, "%c") : NULL;
}

/* What all of them have, or that they differ. */
static char *
dup_common (QuaysidePropertiesDialog *self, const char *(*get) (QuayFileInfo *info))
{
  const char *first = get (nth_info (self, 0));

  for (guint i = 1; i < self->infos->len; i++)
    if (g_strcmp0 (first, get (nth_info (self, i))) != 0)
      return g_strdup (_ ("Not the same for all"));

  return g_strdup (first);
}

static void
on_link_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysidePropertiesDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *target = quayside_location_read_link_finish (QUAYSIDE_LOCATION (source), result, &error);
  g_autofree char *text
      = target != NULL ? quay_text_escape (target, -1) : quay_text_escape_message (error->message, -1, 500);

  if (self->target_row != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_row (self->target_row, text);
}

static void
fill_single (QuaysidePropertiesDialog *self, QuaysideLocation *other, const char *other_folder)
{
  QuayFileInfo *info = nth_info (self, 0);
  g_autofree char *path = dup_path (self, info);
  g_autofree char *other_path = other != NULL && other_folder != NULL
                                    ? quayside_path_join (other_folder, quay_file_info_get_name (info))
                                    : NULL;
  g_autofree char *modified = dup_time (quay_file_info_get_modified (info));
  g_autofree char *accessed = dup_time (quay_file_info_get_accessed (info));

  gtk_label_set_label (self->name, quay_file_info_get_display_name (info));
  gtk_label_set_label (self->kind, describe_type (info));
  gtk_image_set_from_gicon (self->icon, quayside_file_icon_get (info));
  set_row (self->modified_row, modified);
  set_row (self->accessed_row, accessed);
  if (quay_file_info_is_symlink (info))
    {
      set_row (self->target_row, "…");
      quayside_location_read_link_async (self->location, path, self->cancellable, on_link_read, g_object_ref (self));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->checksum_group),
                          quay_file_info_get_file_type (info) == QUAY_FILE_TYPE_REGULAR);
  quayside_checksum_group_set (self->checksum_group, self->location, path, other_path != NULL ? other : NULL,
                               other_path);
}

static void
fill_several (QuaysidePropertiesDialog *self)
{
  guint n = self->infos->len;
  g_autofree char *name = g_strdup_printf (ngettext ("%'u Item", "%'u Items", n), n);
  g_autofree char *kind = dup_counts (n - count_folders (self), count_folders (self));

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->kind, kind);
  gtk_image_set_from_icon_name (self->icon, "folder-documents-symbolic");
  set_row (self->modified_row, NULL);
  set_row (self->accessed_row, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->checksum_group), FALSE);
}

static QuaysideMode
common_mode (QuaysidePropertiesDialog *self, guint *n_changeable)
{
  QuaysideMode mode = { ALL_BITS, 0 };

  *n_changeable = 0;
  for (guint i = 0; i < self->infos->len; i++)
    {
      QuayFileInfo *info = nth_info (self, i);
      guint32 bits = quay_file_info_get_permissions (info) & ALL_BITS;

      if (quay_file_info_is_symlink (info))
        continue;
      if (!quay_file_info_has_permissions (info))
        mode.mask = 0;
      else if ((*n_changeable)++ == 0)
        mode.bits = bits;
      else
        mode.mask &= ~(mode.bits ^ bits);
    }
  mode.bits &= mode.mask;

  return mode;
}

static void
fill (QuaysidePropertiesDialog *self, QuaysideLocation *other, const char *other_folder)
{
  g_autofree char *folder = quay_text_escape (self->folder, -1);
  g_autofree char *owner = dup_common (self, quay_file_info_get_owner);
  g_autofree char *group = dup_common (self, quay_file_info_get_group);
  guint n_changeable;
  QuaysideMode mode = common_mode (self, &n_changeable);

  if (self->infos->len == 1)
    fill_single (self, other, other_folder);
  else
    fill_several (self);
  set_row (self->folder_row, folder);
  set_row (self->owner_row, owner);
  set_row (self->group_row, group);
  quayside_mode_editor_set_mode (self->mode_editor, mode);
  gtk_widget_set_visible (GTK_WIDGET (self->mode_editor), n_changeable > 0);
  gtk_widget_set_visible (self->inside_group, count_folders (self) > 0);
}

/* Changing */

static gboolean
read_inside (QuaysidePropertiesDialog *self, QuaysideMode *files, QuaysideMode *folders)
{
  *files = *folders = (QuaysideMode){ 0 };
  if (!adw_expander_row_get_enable_expansion (self->inside_row))
    return TRUE;

  return quayside_mode_parse (gtk_editable_get_text (GTK_EDITABLE (self->files_row)), files)
         && quayside_mode_parse (gtk_editable_get_text (GTK_EDITABLE (self->folders_row)), folders);
}

static void
mark_row (AdwEntryRow *row)
{
  QuaysideMode mode;

  if (quayside_mode_parse (gtk_editable_get_text (GTK_EDITABLE (row)), &mode))
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
}

static void
update_apply (QuaysidePropertiesDialog *self)
{
  QuaysideMode files, folders;
  gboolean valid = read_inside (self, &files, &folders) && quayside_mode_editor_is_valid (self->mode_editor);

  mark_row (self->files_row);
  mark_row (self->folders_row);
  gtk_widget_set_sensitive (self->apply_button,
                            valid && !self->applying && (self->touched || files.mask != 0 || folders.mask != 0));
  gtk_widget_set_visible (self->apply_spinner, self->applying);
}

static void
on_mode_changed (QuaysidePropertiesDialog *self)
{
  self->touched = TRUE;
  update_apply (self);
}

static void
on_inside_changed (QuaysidePropertiesDialog *self)
{
  show_preview (self);
  update_apply (self);
}

/* Begins with what the folder has, and the same for files without what only folders need. */
static void
on_inside_enabled (QuaysidePropertiesDialog *self)
{
  QuaysideMode mode = quayside_mode_editor_get_mode (self->mode_editor);

  if (adw_expander_row_get_enable_expansion (self->inside_row)
      && *gtk_editable_get_text (GTK_EDITABLE (self->folders_row)) == '\0')
    {
      QuaysideMode of_files = { mode.mask, mode.bits & ~(EXECUTE_BITS | 07000U) };
      g_autofree char *folders = quayside_mode_dup_text (mode);
      g_autofree char *files = quayside_mode_dup_text (of_files);

      gtk_editable_set_text (GTK_EDITABLE (self->folders_row), folders);
      gtk_editable_set_text (GTK_EDITABLE (self->files_row), files);
    }
  on_inside_changed (self);
}

static void
show_problem (QuaysidePropertiesDialog *self, const GError *error)
{
  g_autofree char *text = quay_text_escape_message (error->message, -1, 1000);

  adw_banner_set_title (self->problem, text);
  adw_banner_set_revealed (self->problem, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysidePropertiesDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  quayside_tree_walk_run_finish (QUAYSIDE_TREE_WALK (source), result, &error);
  self->applying = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  /* The dialog was closed. */
  if (self->apply_button == NULL)
    return;
  update_apply (self);
  if (error == NULL)
    adw_dialog_close (ADW_DIALOG (self));
  else
    {
      show_problem (self, error);
      /* It lost the focus while it could not be pressed, and without one the dialog hears no keys. */
      gtk_widget_grab_focus (self->apply_button);
    }
}

static void
on_apply (QuaysidePropertiesDialog *self)
{
  g_autoptr (QuaysideTreeWalk) walk = quayside_tree_walk_new (self->location);
  QuaysideMode own = quayside_mode_editor_get_mode (self->mode_editor);
  QuaysideMode files, folders;

  if (self->applying || !read_inside (self, &files, &folders))
    return;
  if (!self->touched)
    own.mask = 0;
  quayside_tree_walk_set_change (walk, &files, &folders);
  for (guint i = 0; i < self->infos->len; i++)
    {
      g_autofree char *path = dup_path (self, nth_info (self, i));

      quayside_tree_walk_add (walk, path, nth_info (self, i), files.mask != 0 || folders.mask != 0, &own);
    }
  self->applying = TRUE;
  adw_banner_set_revealed (self->problem, FALSE);
  update_apply (self);
  quayside_tree_walk_run_async (walk, self->cancellable, on_applied, g_object_ref (self));
}

static void
quayside_properties_dialog_closed (AdwDialog *dialog)
{
  QuaysidePropertiesDialog *self = QUAYSIDE_PROPERTIES_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->count_cancellable);
}

static void
quayside_properties_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_PROPERTIES_DIALOG);
  G_OBJECT_CLASS (quayside_properties_dialog_parent_class)->dispose (object);
}

static void
quayside_properties_dialog_finalize (GObject *object)
{
  QuaysidePropertiesDialog *self = QUAYSIDE_PROPERTIES_DIALOG (object);

  g_clear_object (&self->location);
  g_clear_object (&self->counting);
  g_clear_object (&self->count_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->infos, g_ptr_array_unref);
  g_free (self->folder);
  G_OBJECT_CLASS (quayside_properties_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, apply_spinner);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, name);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, size_spinner);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, size_stop);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, target_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, modified_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, accessed_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, owner_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, group_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, mode_editor);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, inside_group);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, inside_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, files_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, folders_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, preview_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysidePropertiesDialog, checksum_group);
}

static void
quayside_properties_dialog_class_init (QuaysidePropertiesDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = quayside_properties_dialog_dispose;
  object_class->finalize = quayside_properties_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = quayside_properties_dialog_closed;
  signals[CHANGED] = g_signal_new ("changed", QUAYSIDE_TYPE_PROPERTIES_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  g_type_ensure (QUAYSIDE_TYPE_MODE_EDITOR);
  g_type_ensure (QUAYSIDE_TYPE_CHECKSUM_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/quayside/Quayside/quayside-properties-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_counting);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_inside_enabled);
  gtk_widget_class_bind_template_callback (widget_class, on_inside_changed);
}

static void
quayside_properties_dialog_init (QuaysidePropertiesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

AdwDialog *
quayside_properties_dialog_new (
    QuaysideLocation *location, const char *folder, GPtrArray *infos, QuaysideLocation *other, const char *other_folder)
{
  QuaysidePropertiesDialog *self = g_object_new (QUAYSIDE_TYPE_PROPERTIES_DIALOG, NULL);

  self->location = g_object_ref (location);
  self->folder = g_strdup (folder);
  self->infos = g_ptr_array_ref (infos);
  fill (self, other, other_folder);
  start_counting (self);
  update_apply (self);

  return ADW_DIALOG (self);
}
