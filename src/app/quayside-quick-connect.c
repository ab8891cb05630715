/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-quick-connect.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-recent.h"
#include "quayside-ssh-config.h"

struct _QuaysideQuickConnect
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *box;
  GtkEntry *entry;
  GtkWidget *button;
  GtkPopover *problem_popover;
  GtkLabel *problem;
  GtkPopover *recent_popover;
  GtkListView *recent_list;

  /* Owned */
  QuaysideRecent *recent;
  GtkFilter *filter;
  GCancellable *lookup; /* not NULL while ssh is being asked */
};

enum
{
  CONNECT_REQUESTED,
  SITE_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideQuickConnect, quayside_quick_connect, GTK_TYPE_WIDGET)

static QuayUrl *
parse_url (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (QuayUrl) url = NULL;

  if (stripped[0] == '\0')
    {
      g_set_error_literal (error, QUAY_ERROR, QUAY_ERROR_USAGE,
                           _ ("Type where to connect to: user@host, or sftp://host/path."));
      return NULL;
    }
  url = quay_url_parse_quick (stripped, error);

  return g_steal_pointer (&url);
}

gboolean
quayside_quick_connect_parse (
    const char *text, QuaysideSite **site, QuaySiteOptions **options, char **path, GError **error)
{
  g_autoptr (QuayUrl) url = parse_url (text, error);
  QuaysideSite *found = NULL;

  if (url == NULL)
    return FALSE;
  if (url->site != NULL)
    found = quayside_site_store_find_by_name (quayside_site_store_get_default (), url->site, error);
  if (url->site != NULL && found == NULL)
    return FALSE;
  g_set_object (site, found);
  *options = found == NULL ? quay_site_options_new () : quay_site_options_copy (quayside_site_get_options (found));
  if (found == NULL)
    quay_url_apply (url, *options);
  *path = g_strdup (url->path);

  return TRUE;
}

static void
hide_problem (QuaysideQuickConnect *self)
{
  gtk_popover_popdown (self->problem_popover);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
}

static void
popup_below_entry (QuaysideQuickConnect *self, GtkPopover *popover)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self->entry), GTK_WIDGET (self), &bounds))
    return;
  gtk_popover_set_pointing_to (
      popover, &(GdkRectangle){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height });
  gtk_popover_popup (popover);
}

static void
show_problem (QuaysideQuickConnect *self, const GError *error)
{
  g_autofree char *message = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  message = quay_text_escape_message (error->message, -1, 500);
  gtk_label_set_label (self->problem, message);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->entry), message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  popup_below_entry (self, self->problem_popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
request (QuaysideQuickConnect *self, QuaysideSite *site, QuaySiteOptions *options, const char *path)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  quayside_recent_add (self->recent, text);
  if (site != NULL)
    g_signal_emit (self, signals[SITE_REQUESTED], 0, site, path);
  else
    g_signal_emit (self, signals[CONNECT_REQUESTED], 0, options, path);
}

static void
end_lookup (QuaysideQuickConnect *self)
{
  g_clear_object (&self->lookup);
  gtk_widget_set_sensitive (self->button, TRUE);
  gtk_entry_set_progress_fraction (self->entry, 0);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideQuickConnect) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaySiteOptions) options = quayside_ssh_config_lookup_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  end_lookup (self);
  if (options != NULL)
    request (self, NULL, options, "");
  else
    show_problem (self, error);
}

static void
begin_lookup (QuaysideQuickConnect *self, const char *word)
{
  self->lookup = g_cancellable_new ();
  gtk_widget_set_sensitive (self->button, FALSE);
  quayside_ssh_config_lookup_async (word, self->lookup, on_looked_up, g_object_ref (self));
}

static void
cancel_lookup (QuaysideQuickConnect *self)
{
  if (self->lookup == NULL)
    return;
  g_cancellable_cancel (self->lookup);
  end_lookup (self);
}

static void
on_connect (QuaysideQuickConnect *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (QuaysideSite) site = NULL;
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  gtk_popover_popdown (self->recent_popover);
  cancel_lookup (self);
  hide_problem (self);
  if (quayside_ssh_config_is_word (text))
    begin_lookup (self, text);
  else if (quayside_quick_connect_parse (text, &site, &options, &path, &error))
    request (self, site, options, path);
  else
    show_problem (self, error);
}

static guint
n_matches (QuaysideQuickConnect *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->recent_list)));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  QuaysideQuickConnect *self = user_data;
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  g_autofree char *place = g_utf8_casefold (gtk_string_object_get_string (GTK_STRING_OBJECT (item)), -1);

  return strstr (place, typed) != NULL;
}

static void
on_changed (QuaysideQuickConnect *self)
{
  cancel_lookup (self);
  hide_problem (self);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (n_matches (self) == 0)
    gtk_popover_popdown (self->recent_popover);
}

static void
show_recent (QuaysideQuickConnect *self)
{
  if (n_matches (self) == 0)
    return;
  hide_problem (self);
  gtk_widget_set_size_request (GTK_WIDGET (self->recent_popover), gtk_widget_get_width (GTK_WIDGET (self->entry)), -1);
  popup_below_entry (self, self->recent_popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->recent_list));
}

/* The arrow shows all, whatever is typed. */
static void
on_icon_pressed (QuaysideQuickConnect *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  show_recent (self);
}

static gboolean
on_key_pressed (QuaysideQuickConnect *self, guint keyval)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  show_recent (self);
  return GDK_EVENT_STOP;
}

static void
on_recent_activated (QuaysideQuickConnect *self, guint position)
{
  g_autoptr (GtkStringObject) place
      = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->recent_list)), position);

  quayside_quick_connect_connect (self, gtk_string_object_get_string (place));
}

static void
update_icon (QuaysideQuickConnect *self)
{
  gboolean any = g_list_model_get_n_items (quayside_recent_get_places (self->recent)) > 0;

  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_SECONDARY, any ? "pan-down-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (self->entry, GTK_ENTRY_ICON_SECONDARY, any ? _ ("Recent Places") : NULL);
}

void
quayside_quick_connect_connect (QuaysideQuickConnect *self, const char *text)
{
  quayside_quick_connect_set_text (self, text);
  on_connect (self);
}

void
quayside_quick_connect_set_text (QuaysideQuickConnect *self, const char *text)
{
  g_return_if_fail (QUAYSIDE_IS_QUICK_CONNECT (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

GtkWidget *
quayside_quick_connect_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_QUICK_CONNECT, NULL);
}

static gboolean
quayside_quick_connect_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (QUAYSIDE_QUICK_CONNECT (widget)->entry));
}

static void
quayside_quick_connect_dispose (GObject *object)
{
  QuaysideQuickConnect *self = QUAYSIDE_QUICK_CONNECT (object);

  if (self->lookup != NULL)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_QUICK_CONNECT);
  g_clear_object (&self->filter);
  g_clear_object (&self->recent);
  G_OBJECT_CLASS (quayside_quick_connect_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-quick-connect.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, entry);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, problem_popover);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, problem);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, recent_popover);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQuickConnect, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_icon_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_recent_activated);
}

static void
quayside_quick_connect_class_init (QuaysideQuickConnectClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_quick_connect_dispose;
  widget_class->grab_focus = quayside_quick_connect_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[CONNECT_REQUESTED] = g_signal_new ("connect-requested", QUAYSIDE_TYPE_QUICK_CONNECT, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 2, QUAY_TYPE_SITE_OPTIONS, G_TYPE_STRING);
  signals[SITE_REQUESTED] = g_signal_new ("site-requested", QUAYSIDE_TYPE_QUICK_CONNECT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, QUAYSIDE_TYPE_SITE, G_TYPE_STRING);
  bind_template (widget_class);
}

static void
setup_recent (QuaysideQuickConnect *self)
{
  g_autoptr (GFile) file = quayside_recent_dup_file ();
  GListModel *places;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;

  self->recent = quayside_recent_new (file);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  places = quayside_recent_get_places (self->recent);
  g_signal_connect_object (places, "items-changed", G_CALLBACK (update_icon), self, G_CONNECT_SWAPPED);
  filtered = gtk_filter_list_model_new (g_object_ref (places), g_object_ref (self->filter));
  selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  gtk_list_view_set_model (self->recent_list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  quayside_recent_load (self->recent);
}

static void
quayside_quick_connect_init (QuaysideQuickConnect *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  setup_recent (self);
}
