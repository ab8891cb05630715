/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-session-page-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-interaction.h"
#include "quayside-local-location.h"
#include "quayside-queue-keeper.h"
#include "quayside-start-list.h"
#include "quayside-transfer-text.h"

G_DEFINE_FINAL_TYPE (QuaysideSessionPage, quayside_session_page, ADW_TYPE_BREAKPOINT_BIN)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_BUSY,
  PROP_CONNECTED,
  PROP_SITE,
  N_PROPS,
};

enum
{
  TRANSFERS_RESTORED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
quayside_session_page_set_title (QuaysideSessionPage *self, const char *title)
{
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
quayside_session_page_state_changed (QuaysideSessionPage *self)
{
  quayside_file_pane_set_can_transfer (self->local_pane, self->connected);
  quayside_file_pane_set_can_transfer (self->remote_pane, self->connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.reconnect", self->options != NULL && !self->connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.other-list", self->connected);
  quayside_session_page_bookmarks_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static void
on_site_changed (QuaysideSessionPage *self)
{
  g_autofree char *title = quayside_site_dup_title (self->site);

  quayside_session_page_set_title (self, title);
  quayside_session_page_bookmarks_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SITE]);
}

void
quayside_session_page_set_site (QuaysideSessionPage *self, QuaysideSite *site)
{
  if (self->site == site)
    return;
  if (self->site != NULL)
    g_signal_handlers_disconnect_by_func (self->site, on_site_changed, self);
  g_set_object (&self->site, site);
  if (site != NULL)
    g_signal_connect_object (site, "changed", G_CALLBACK (on_site_changed), self, G_CONNECT_SWAPPED);
  quayside_session_page_bookmarks_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SITE]);
}

QuaysideSite *
quayside_session_page_get_site (QuaysideSessionPage *self)
{
  return self->site;
}

static gboolean
has_focus_in (QuaysideSessionPage *self, GtkWidget *part)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == part || gtk_widget_is_ancestor (focus, part));
}

static void
focus_local (QuaysideSessionPage *self)
{
  adw_view_stack_set_visible_child_name (self->narrow_stack, "local");
  quayside_file_pane_focus_list (self->local_pane);
}

static void
focus_remote (QuaysideSessionPage *self)
{
  adw_view_stack_set_visible_child_name (self->narrow_stack, "remote");
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->remote_stack), "pane") == 0)
    quayside_file_pane_focus_list (self->remote_pane);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->remote_stack), GTK_DIR_TAB_FORWARD);
}

static void
action_other_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (widget);

  if (has_focus_in (self, GTK_WIDGET (self->local_pane)))
    focus_remote (self);
  else
    focus_local (self);
}

void
quayside_session_page_focus_next (QuaysideSessionPage *self)
{
  if (has_focus_in (self, GTK_WIDGET (self->local_pane)))
    focus_remote (self);
  else if (has_focus_in (self, GTK_WIDGET (self->remote_stack))
           && gtk_widget_child_focus (GTK_WIDGET (self->queue_view), GTK_DIR_TAB_FORWARD))
    return;
  else
    focus_local (self);
}

void
quayside_session_page_focus_place (QuaysideSessionPage *self)
{
  adw_view_stack_set_visible_child_name (self->narrow_stack, "remote");
  gtk_widget_grab_focus (self->reconnect_button);
}

static void
quayside_session_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, quayside_session_page_get_title (self));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->connecting != NULL);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_SITE:
      g_value_set_object (value, self->site);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_session_page_dispose (GObject *object)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (object);

  if (self->queue != NULL)
    quay_transfer_queue_suspend (self->queue);
  quayside_session_page_connect_clear (self);
  g_clear_object (&self->last_login);
  g_clear_object (&self->queue);
  g_clear_object (&self->interaction);
  g_clear_object (&self->options);
  g_clear_object (&self->site);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_SESSION_PAGE);
  G_OBJECT_CLASS (quayside_session_page_parent_class)->dispose (object);
}

static void
quayside_session_page_finalize (GObject *object)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (object);

  g_free (self->site_id);
  g_free (self->start_path);
  g_free (self->title);
  G_OBJECT_CLASS (quayside_session_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, banner);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, layout_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, narrow_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, local_pane);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, remote_pane);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, remote_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, idle_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, quick_connect_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, reconnect_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, connecting_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSessionPage, queue_view);
}

static void
quayside_session_page_class_init (QuaysideSessionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quayside_session_page_get_property;
  object_class->dispose = quayside_session_page_dispose;
  object_class->finalize = quayside_session_page_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_SITE] = g_param_spec_object ("site", NULL, NULL, QUAYSIDE_TYPE_SITE, flags);
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[TRANSFERS_RESTORED] = g_signal_new ("transfers-restored", QUAYSIDE_TYPE_SESSION_PAGE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (QUAYSIDE_TYPE_FILE_PANE);
  g_type_ensure (QUAYSIDE_TYPE_QUEUE_VIEW);
  g_type_ensure (QUAYSIDE_TYPE_START_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-session-page.ui");
  bind_children (widget_class);
  quayside_session_page_connect_install (widget_class);
  quayside_session_page_bookmarks_install (widget_class);
  quayside_session_page_copy_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "page.other-list", NULL, action_other_list);
}

static void
set_up_spinner (QuaysideSessionPage *self)
{
  g_autoptr (AdwSpinnerPaintable) spinner = adw_spinner_paintable_new (GTK_WIDGET (self->connecting_page));

  adw_status_page_set_paintable (self->connecting_page, GDK_PAINTABLE (spinner));
}

/* Where the application was started from, for those who do so in a terminal; desktops start it at home or at the root.
 */
static char *
dup_local_start (void)
{
  g_autofree char *folder = g_get_current_dir ();

  return g_str_equal (folder, "/") ? NULL : g_steal_pointer (&folder);
}

static void
on_not_kept (QuaysideSessionPage *self, const char *why)
{
  g_autofree char *text = g_strdup_printf (_ ("The password was not saved. %s"), why);

  quayside_add_toast (GTK_WIDGET (self), text);
}

static void
quayside_session_page_init (QuaysideSessionPage *self)
{
  g_autoptr (QuaysideLocation) local = quayside_local_location_new ();
  g_autofree char *start = dup_local_start ();

  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_spinner (self);
  quayside_file_pane_set_other (self->local_pane, self->remote_pane);
  quayside_file_pane_set_other (self->remote_pane, self->local_pane);
  self->interaction = QUAY_INTERACTION (quayside_interaction_new (GTK_WIDGET (self)));
  g_signal_connect_object (self->interaction, "not-kept", G_CALLBACK (on_not_kept), self, G_CONNECT_SWAPPED);
  quayside_session_page_copy_init (self);
  quayside_session_page_state_changed (self);
  quayside_session_page_keep_init (self);
  quayside_file_pane_set_location (self->local_pane, local, start);
}

GtkWidget *
quayside_session_page_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_SESSION_PAGE, NULL);
}

const char *
quayside_session_page_get_title (QuaysideSessionPage *self)
{
  return self->title != NULL ? self->title : _ ("New Connection");
}

QuayTransferQueue *
quayside_session_page_get_queue (QuaysideSessionPage *self)
{
  return self->queue;
}

QuayLogin *
quayside_session_page_get_login (QuaysideSessionPage *self)
{
  return self->login;
}

QuaysideFilePane *
quayside_session_page_get_local_pane (QuaysideSessionPage *self)
{
  return self->local_pane;
}

QuaysideFilePane *
quayside_session_page_get_remote_pane (QuaysideSessionPage *self)
{
  return self->remote_pane;
}

QuayInteraction *
quayside_session_page_get_interaction (QuaysideSessionPage *self)
{
  return self->interaction;
}

gboolean
quayside_session_page_is_idle (QuaysideSessionPage *self)
{
  return self->options == NULL
         || (self->login == NULL && !self->offered && g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0);
}

gboolean
quayside_session_page_has_place (QuaysideSessionPage *self)
{
  return self->options != NULL;
}

gboolean
quayside_session_page_waits_for (QuaysideSessionPage *self, QuaySiteOptions *options)
{
  return self->offered && quayside_same_place (self->options, options);
}

gboolean
quayside_session_page_is_connected (QuaysideSessionPage *self)
{
  return self->connected;
}

void
quayside_session_page_emit_restored (QuaysideSessionPage *self)
{
  g_signal_emit (self, signals[TRANSFERS_RESTORED], 0);
}

gboolean
quayside_session_page_has_transfers (QuaysideSessionPage *self)
{
  GListModel *model = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayTransfer) transfer = g_list_model_get_item (model, i);

      if (quayside_transfer_is_under_way (quay_transfer_get_state (transfer)))
        return TRUE;
    }

  return FALSE;
}

void
quayside_session_page_suspend (QuaysideSessionPage *self)
{
  quay_transfer_queue_suspend (self->queue);
}
