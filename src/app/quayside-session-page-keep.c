/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tab is from run to run, and how it ends. */
#include "quayside-session-page-private.h"

#include "quayside-site-store.h"
#include "quayside-tab-keeper.h"

#define SITE "site"
#define TITLE "title"
#define OPTIONS "options"
#define LOCAL "local"
#define REMOTE "remote"

static void
note_changed (QuaysideSessionPage *self)
{
  quayside_tab_keeper_changed (quayside_tab_keeper_get_default ());
}

void
quayside_session_page_keep_init (QuaysideSessionPage *self)
{
  g_signal_connect_object (self->local_pane, "notify::path", G_CALLBACK (note_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remote_pane, "notify::path", G_CALLBACK (note_changed), self, G_CONNECT_SWAPPED);
}

GVariant *
quayside_session_page_to_variant (QuaysideSessionPage *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (QuaySiteOptions) options = quay_site_options_copy (self->options);
  const char *local = quayside_file_pane_get_path (self->local_pane);
  const char *remote = quayside_file_pane_get_path (self->remote_pane);
  const char *site = self->site != NULL ? quayside_site_get_id (self->site) : self->site_id;

  if (remote == NULL)
    remote = self->start_path;
  quayside_session_page_forget_environment (options);
  if (site != NULL)
    g_variant_dict_insert (&dict, SITE, "s", site);
  g_variant_dict_insert (&dict, TITLE, "s", quayside_session_page_get_title (self));
  g_variant_dict_insert_value (&dict, OPTIONS, quay_site_options_to_variant (options));
  if (local != NULL)
    g_variant_dict_insert (&dict, LOCAL, "^ay", local);
  if (remote != NULL)
    g_variant_dict_insert (&dict, REMOTE, "^ay", remote);

  return g_variant_dict_end (&dict);
}

/* Nobody has connected yet: then the site counts as it is now. */
static void
find_site (QuaysideSessionPage *self)
{
  QuaysideSite *site
      = self->site_id != NULL ? quayside_site_store_find (quayside_site_store_get_default (), self->site_id) : NULL;
  g_autofree char *title = NULL;

  if (site == NULL)
    return;
  g_clear_pointer (&self->site_id, g_free);
  quayside_session_page_set_site (self, site);
  if (!self->asleep)
    return;
  g_clear_object (&self->options);
  self->options = quay_site_options_copy (quayside_site_get_options (site));
  title = quayside_site_dup_title (site);
  quayside_session_page_set_title (self, title);
  quayside_session_page_show_idle (self);
}

static void
wait_for_site (QuaysideSessionPage *self)
{
  g_signal_connect_object (quayside_site_store_get_sites (quayside_site_store_get_default ()), "items-changed",
                           G_CALLBACK (find_site), self, G_CONNECT_SWAPPED);
  find_site (self);
}

static void
fall_asleep (QuaysideSessionPage *self, const char *title)
{
  self->offered = TRUE;
  self->asleep = TRUE;
  quayside_session_page_set_title (self, title);
  quayside_session_page_show_idle (self);
  quayside_session_page_state_changed (self);
}

static char *
dup_path (GVariant *state, const char *key)
{
  char *path = NULL;

  g_variant_lookup (state, key, "^ay", &path);

  return path;
}

void
quayside_session_page_restore (QuaysideSessionPage *self, GVariant *state)
{
  g_autoptr (GVariant) options = g_variant_lookup_value (state, OPTIONS, G_VARIANT_TYPE_VARDICT);
  g_autofree char *local = dup_path (state, LOCAL);
  g_autofree char *remote = dup_path (state, REMOTE);
  g_autofree char *title = NULL;

  if (options == NULL)
    return;
  self->options = quay_site_options_new_from_variant (options);
  if (!g_variant_lookup (state, TITLE, "s", &title) || *title == '\0')
    g_set_str (&title, quay_site_options_get_host (self->options));
  g_set_str (&self->start_path, remote);
  if (local != NULL)
    quayside_file_pane_go (self->local_pane, local);
  fall_asleep (self, title);
  if (g_variant_lookup (state, SITE, "s", &self->site_id))
    wait_for_site (self);
}

void
quayside_session_page_offer (QuaysideSessionPage *self, QuayLogin *login)
{
  g_autofree char *place = NULL;

  if (self->options != NULL)
    return;
  self->options = quay_site_options_copy (quay_login_get_options (login));
  place = quayside_session_page_dup_place (self->options);
  fall_asleep (self, place);
}

void
quayside_session_page_wake (QuaysideSessionPage *self)
{
  if (self->asleep)
    quayside_session_page_reconnect (self);
}

GPtrArray *
quayside_session_page_list_transfers (QuaysideSessionPage *self)
{
  GListModel *model = G_LIST_MODEL (self->queue);
  GPtrArray *transfers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (transfers, g_list_model_get_item (model, i));

  return transfers;
}

void
quayside_session_page_end (QuaysideSessionPage *self)
{
  g_autoptr (GPtrArray) transfers = quayside_session_page_list_transfers (self);

  quayside_session_page_disconnect (self);
  /* From the end, so that none takes the place of another that is on its way out. */
  for (guint i = transfers->len; i-- > 0;)
    quay_transfer_queue_remove (self->queue, transfers->pdata[i]);
}
