/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-checksum-group.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  AdwActionRow *row; /* template */
  GtkWidget *spinner;

  QuaysideLocation *location; /* nullable */
  char *path;
  char *hex;
} Side;

struct _QuaysideChecksumGroup
{
  AdwBin parent_instance;

  /* Template */
  GtkStack *button_stack;
  AdwActionRow *here_row;
  GtkWidget *here_spinner;
  AdwActionRow *there_row;
  GtkWidget *there_spinner;
  AdwActionRow *verdict_row;
  GtkImage *verdict_icon;

  /* Owned */
  Side sides[2];
  GCancellable *cancellable; /* while something is under way */
  guint n_running;
};

G_DEFINE_FINAL_TYPE (QuaysideChecksumGroup, quayside_checksum_group, ADW_TYPE_BIN)

static void
show_verdict (QuaysideChecksumGroup *self)
{
  const char *one = self->sides[0].hex, *other = self->sides[1].hex;
  gboolean known = one != NULL && other != NULL;
  gboolean same = known && g_str_equal (one, other);

  gtk_widget_set_visible (GTK_WIDGET (self->verdict_row), known);
  if (!known)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->verdict_row),
                                 same ? _ ("Both files are the same") : _ ("The files differ"));
  gtk_image_set_from_icon_name (self->verdict_icon, same ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_accessible_announce (GTK_ACCESSIBLE (self->verdict_row),
                           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->verdict_row)),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static const char *
side_title (Side *side)
{
  return quayside_location_is_local (side->location) ? _ ("On this computer") : _ ("On the server");
}

static void
show_hash (Side *side, QuaysideHash *hash)
{
  g_autofree char *title = NULL;

  if (quayside_location_is_local (side->location))
    title = g_strdup_printf ("%s · %s", side_title (side), hash->algorithm);
  else if (hash->from_server)
    /* Translators: a checksum: "On the server · SHA-256 · from the server" */
    title = g_strdup_printf (_ ("%s · %s · from the server"), side_title (side), hash->algorithm);
  else
    title = g_strdup_printf (_ ("%s · %s · by reading the file"), side_title (side), hash->algorithm);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (side->row), title);
  adw_action_row_set_subtitle (side->row, hash->hex);
  side->hex = g_strdup (hash->hex);
}

typedef struct
{
  QuaysideChecksumGroup *group;
  Side *side;
  GCancellable *cancellable;
} Running;

static void
running_free (Running *running)
{
  g_object_unref (running->group);
  g_object_unref (running->cancellable);
  g_free (running);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Running, running_free)

static void
on_hash (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Running) running = user_data;
  QuaysideChecksumGroup *self = running->group;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideHash) hash = quayside_location_hash_finish (QUAYSIDE_LOCATION (source), result, &error);

  /* Stopped, or gone. */
  if (self->cancellable != running->cancellable)
    return;
  gtk_widget_set_visible (running->side->spinner, FALSE);
  if (hash != NULL)
    show_hash (running->side, hash);
  else
    {
      g_autofree char *text = quay_text_escape_message (error->message, -1, 500);

      adw_action_row_set_subtitle (running->side->row, text);
    }
  if (--self->n_running > 0)
    return;
  g_clear_object (&self->cancellable);
  gtk_stack_set_visible_child_name (self->button_stack, "compute");
  show_verdict (self);
}

static void
start (QuaysideChecksumGroup *self, Side *side)
{
  Running *running;

  g_clear_pointer (&side->hex, g_free);
  if (side->location == NULL)
    return;
  running = g_new0 (Running, 1);
  running->group = g_object_ref (self);
  running->side = side;
  running->cancellable = g_object_ref (self->cancellable);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (side->row), side_title (side));
  adw_action_row_set_subtitle (side->row, _ ("Reading…"));
  gtk_widget_set_visible (GTK_WIDGET (side->row), TRUE);
  gtk_widget_set_visible (side->spinner, TRUE);
  self->n_running++;
  quayside_location_hash_async (side->location, side->path, self->cancellable, on_hash, running);
}

static void
on_compute (QuaysideChecksumGroup *self)
{
  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->n_running = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_row), FALSE);
  gtk_stack_set_visible_child_name (self->button_stack, "stop");
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    start (self, &self->sides[i]);
}

static void
stop (QuaysideChecksumGroup *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_stop (QuaysideChecksumGroup *self)
{
  stop (self);
  gtk_stack_set_visible_child_name (self->button_stack, "compute");
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      gtk_widget_set_visible (self->sides[i].spinner, FALSE);
      if (self->sides[i].hex == NULL)
        adw_action_row_set_subtitle (self->sides[i].row, _ ("Stopped"));
    }
}

void
quayside_checksum_group_set (QuaysideChecksumGroup *self,
                             QuaysideLocation *location,
                             const char *path,
                             QuaysideLocation *other,
                             const char *other_path)
{
  g_set_object (&self->sides[0].location, location);
  g_set_str (&self->sides[0].path, path);
  g_set_object (&self->sides[1].location, other);
  g_set_str (&self->sides[1].path, other_path);
}

static void
quayside_checksum_group_dispose (GObject *object)
{
  QuaysideChecksumGroup *self = QUAYSIDE_CHECKSUM_GROUP (object);

  stop (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_CHECKSUM_GROUP);
  G_OBJECT_CLASS (quayside_checksum_group_parent_class)->dispose (object);
}

static void
quayside_checksum_group_finalize (GObject *object)
{
  QuaysideChecksumGroup *self = QUAYSIDE_CHECKSUM_GROUP (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      g_clear_object (&self->sides[i].location);
      g_free (self->sides[i].path);
      g_free (self->sides[i].hex);
    }
  G_OBJECT_CLASS (quayside_checksum_group_parent_class)->finalize (object);
}

static void
quayside_checksum_group_class_init (QuaysideChecksumGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_checksum_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = quayside_checksum_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-checksum-group.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, button_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, here_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, here_spinner);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, there_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, there_spinner);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideChecksumGroup, verdict_icon);
  gtk_widget_class_bind_template_callback (widget_class, on_compute);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
quayside_checksum_group_init (QuaysideChecksumGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sides[0].row = self->here_row;
  self->sides[0].spinner = self->here_spinner;
  self->sides[1].row = self->there_row;
  self->sides[1].spinner = self->there_spinner;
}

GtkWidget *
quayside_checksum_group_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_CHECKSUM_GROUP, NULL);
}
