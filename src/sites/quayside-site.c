/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-site-keys.h"
#include "quayside-site-text.h"

#define GROUP_SITE QUAYSIDE_SITE_GROUP
#define GROUP_OPTIONS "Options"
#define BOOKMARK_PREFIX "Bookmark "

#define DEFAULT_PORT 22

/* Where a file begins, for those who open it in an editor. */
#define HEADING " A site of Quayside's. Options that are not here have their defaults; passwords are never here.\n"

struct _QuaysideSite
{
  GObject parent_instance;

  /* Owned */
  char *id;
  char *texts[8]; /* by property id */
  QuaySiteOptions *options;
  GListStore *bookmarks;
  char *pattern; /* what was read last, with what we do not know of it; NULL before */
  gboolean on_disk;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_FOLDER,
  PROP_LOCAL_FOLDER,
  PROP_REMOTE_FOLDER,
  PROP_NOTES,
  PROP_COLOUR,
  N_TEXTS,
  PROP_ID = N_TEXTS,
  PROP_OPTIONS,
  PROP_BOOKMARKS,
  N_PROPS,
};

/* By property id: how it is called in the file, and what makes a value fit. */
static const struct
{
  const char *property;
  const char *key;
  char *(*clean) (const char *text);
} texts[N_TEXTS] = {
  [PROP_NAME] = { "name", "Name", quayside_site_text_clean_name },
  [PROP_FOLDER] = { "folder", "Folder", quayside_site_text_clean_folder },
  [PROP_LOCAL_FOLDER] = { "local-folder", "LocalFolder", g_strdup },
  [PROP_REMOTE_FOLDER] = { "remote-folder", "RemoteFolder", g_strdup },
  [PROP_NOTES] = { "notes", "Notes", quayside_site_text_clean_notes },
  [PROP_COLOUR] = { "colour", "Colour", quayside_site_text_clean_name },
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideSite, quayside_site, G_TYPE_OBJECT)

G_STATIC_ASSERT (N_TEXTS <= G_N_ELEMENTS (((QuaysideSite *)NULL)->texts));

static char *
clean (guint id, const char *text)
{
  return texts[id].clean (text != NULL ? text : "");
}

static void
emit_changed (QuaysideSite *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_text (QuaysideSite *self, guint id, const char *text)
{
  g_autofree char *fit = clean (id, text);

  if (g_set_str (&self->texts[id], fit))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
      emit_changed (self);
    }
}

/* The file's text */

static void
load_bookmarks (QuaysideSite *self, GKeyFile *keys)
{
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->bookmarks));
  gboolean same;

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], BOOKMARK_PREFIX))
      {
        g_autofree char *name = quayside_site_keys_dup_string (keys, groups[i], "Name");
        g_autofree char *local = quayside_site_keys_dup_string (keys, groups[i], "LocalFolder");
        g_autofree char *remote = quayside_site_keys_dup_string (keys, groups[i], "RemoteFolder");

        g_ptr_array_add (list, quayside_bookmark_new (groups[i] + strlen (BOOKMARK_PREFIX), name, local, remote));
      }
  same = list->len == n;
  for (guint i = 0; same && i < n; i++)
    {
      g_autoptr (QuaysideBookmark) bookmark = g_list_model_get_item (G_LIST_MODEL (self->bookmarks), i);

      same = quayside_bookmark_equal (bookmark, list->pdata[i]);
    }
  if (!same)
    g_list_store_splice (self->bookmarks, 0, n, list->pdata, list->len);
}

static void
load_keys (QuaysideSite *self, GKeyFile *keys)
{
  for (guint id = PROP_0 + 1; id < N_TEXTS; id++)
    {
      g_autofree char *text = quayside_site_keys_dup_string (keys, GROUP_SITE, texts[id].key);

      set_text (self, id, text);
    }
  quayside_site_keys_load_options (keys, GROUP_OPTIONS, self->options);
  load_bookmarks (self, keys);
}

/* Keys that mean what is so stay as they are written. */
static void
put_texts (QuaysideSite *self, GKeyFile *keys)
{
  for (guint id = PROP_0 + 1; id < N_TEXTS; id++)
    {
      g_autofree char *stands = quayside_site_keys_dup_string (keys, GROUP_SITE, texts[id].key);
      g_autofree char *means = clean (id, stands);

      if (!g_str_equal (means, self->texts[id]))
        quayside_site_keys_put_string (keys, GROUP_SITE, texts[id].key, self->texts[id]);
    }
  /* A file is known by this group, and a group is there for its keys. */
  if (!g_key_file_has_group (keys, GROUP_SITE))
    g_key_file_set_value (keys, GROUP_SITE, texts[PROP_NAME].key, "");
}

static QuaysideBookmark *
find_bookmark (QuaysideSite *self, const char *id, guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->bookmarks)); i++)
    {
      g_autoptr (QuaysideBookmark) bookmark = g_list_model_get_item (G_LIST_MODEL (self->bookmarks), i);

      if (g_str_equal (quayside_bookmark_get_id (bookmark), id))
        {
          *position = i;
          return bookmark;
        }
    }

  return NULL;
}

static void
put_bookmarks (QuaysideSite *self, GKeyFile *keys)
{
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  guint position;

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], BOOKMARK_PREFIX)
        && find_bookmark (self, groups[i] + strlen (BOOKMARK_PREFIX), &position) == NULL)
      g_key_file_remove_group (keys, groups[i], NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->bookmarks)); i++)
    {
      g_autoptr (QuaysideBookmark) bookmark = g_list_model_get_item (G_LIST_MODEL (self->bookmarks), i);
      g_autofree char *group = g_strconcat (BOOKMARK_PREFIX, quayside_bookmark_get_id (bookmark), NULL);

      quayside_site_keys_put_string (keys, group, "Name", quayside_bookmark_get_name (bookmark));
      quayside_site_keys_put_string (keys, group, "LocalFolder", quayside_bookmark_get_local (bookmark));
      quayside_site_keys_put_string (keys, group, "RemoteFolder", quayside_bookmark_get_remote (bookmark));
    }
}

static GKeyFile *
new_keys (void)
{
  GKeyFile *keys = g_key_file_new ();

  g_key_file_set_comment (keys, NULL, NULL, HEADING, NULL);

  return keys;
}

char *
quayside_site_dup_text (QuaysideSite *self)
{
  g_autoptr (GKeyFile) keys = self->pattern != NULL ? quayside_site_keys_parse (self->pattern, NULL) : new_keys ();

  put_texts (self, keys);
  quayside_site_keys_put_options (keys, GROUP_OPTIONS, self->options);
  put_bookmarks (self, keys);

  return g_key_file_to_data (keys, NULL, NULL);
}

const char *
quayside_site_get_stored (QuaysideSite *self)
{
  return self->on_disk ? self->pattern : NULL;
}

gboolean
quayside_site_take_stored (QuaysideSite *self, const char *base, const char *text, GError **error)
{
  g_autofree char *is = NULL;
  g_autoptr (GKeyFile) base_keys = NULL;
  g_autoptr (GKeyFile) my_keys = NULL;
  g_autoptr (GKeyFile) their_keys = quayside_site_keys_parse (text, error);
  g_autoptr (GKeyFile) merged = NULL;
  g_autoptr (GStrvBuilder) conflicts = g_strv_builder_new ();

  if (their_keys == NULL)
    return FALSE;
  if (base == NULL)
    base = self->pattern;
  if (base != NULL)
    {
      is = quayside_site_dup_text (self);
      base_keys = quayside_site_keys_parse (base, NULL);
      my_keys = quayside_site_keys_parse (is, NULL);
      merged = quayside_site_keys_merge (base_keys, my_keys, their_keys, conflicts);
    }
  g_set_str (&self->pattern, text);
  self->on_disk = TRUE;
  load_keys (self, merged != NULL ? merged : their_keys);

  return TRUE;
}

void
quayside_site_forget_stored (QuaysideSite *self)
{
  self->on_disk = FALSE;
}

QuaysideSite *
quayside_site_new_from_text (const char *id, const char *text, GError **error)
{
  g_autoptr (QuaysideSite) self = quayside_site_new ();

  g_set_str (&self->id, id);
  if (!quayside_site_take_stored (self, NULL, text, error))
    return NULL;

  return g_steal_pointer (&self);
}

QuaysideSite *
quayside_site_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_SITE, NULL);
}

QuaysideSite *
quayside_site_duplicate (QuaysideSite *self)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = quayside_site_dup_text (self);
  QuaysideSite *copy = quayside_site_new_from_text (id, text, NULL);

  quayside_site_forget_stored (copy);

  return copy;
}

/* Its parts */

const char *
quayside_site_get_id (QuaysideSite *self)
{
  return self->id;
}

const char *
quayside_site_get_name (QuaysideSite *self)
{
  return self->texts[PROP_NAME];
}

void
quayside_site_set_name (QuaysideSite *self, const char *name)
{
  set_text (self, PROP_NAME, name);
}

const char *
quayside_site_get_folder (QuaysideSite *self)
{
  return self->texts[PROP_FOLDER];
}

void
quayside_site_set_folder (QuaysideSite *self, const char *folder)
{
  set_text (self, PROP_FOLDER, folder);
}

const char *
quayside_site_get_local_folder (QuaysideSite *self)
{
  return self->texts[PROP_LOCAL_FOLDER];
}

void
quayside_site_set_local_folder (QuaysideSite *self, const char *path)
{
  set_text (self, PROP_LOCAL_FOLDER, path);
}

const char *
quayside_site_get_remote_folder (QuaysideSite *self)
{
  return self->texts[PROP_REMOTE_FOLDER];
}

void
quayside_site_set_remote_folder (QuaysideSite *self, const char *path)
{
  set_text (self, PROP_REMOTE_FOLDER, path);
}

const char *
quayside_site_get_notes (QuaysideSite *self)
{
  return self->texts[PROP_NOTES];
}

void
quayside_site_set_notes (QuaysideSite *self, const char *notes)
{
  set_text (self, PROP_NOTES, notes);
}

const char *
quayside_site_get_colour (QuaysideSite *self)
{
  return self->texts[PROP_COLOUR];
}

void
quayside_site_set_colour (QuaysideSite *self, const char *colour)
{
  set_text (self, PROP_COLOUR, colour);
}

QuaySiteOptions *
quayside_site_get_options (QuaysideSite *self)
{
  return self->options;
}

void
quayside_site_set_options (QuaysideSite *self, QuaySiteOptions *options)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  quayside_site_keys_put_options (keys, GROUP_OPTIONS, options);
  quayside_site_keys_load_options (keys, GROUP_OPTIONS, self->options);
}

GListModel *
quayside_site_get_bookmarks (QuaysideSite *self)
{
  return G_LIST_MODEL (self->bookmarks);
}

void
quayside_site_put_bookmark (QuaysideSite *self, QuaysideBookmark *bookmark)
{
  guint position;

  if (find_bookmark (self, quayside_bookmark_get_id (bookmark), &position) != NULL)
    g_list_store_splice (self->bookmarks, position, 1, (gpointer *)&bookmark, 1);
  else
    g_list_store_append (self->bookmarks, bookmark);
}

void
quayside_site_remove_bookmark (QuaysideSite *self, const char *id)
{
  guint position;

  if (find_bookmark (self, id, &position) != NULL)
    g_list_store_remove (self->bookmarks, position);
}

/* What is shown */

char *
quayside_site_dup_address (QuaysideSite *self)
{
  const char *host = quay_site_options_get_host (self->options);
  const char *user = quay_site_options_get_user (self->options);
  guint port = quay_site_options_get_port (self->options);
  g_autofree char *shown_host = quay_text_escape (host, -1);
  g_autofree char *shown_user = quay_text_escape (user, -1);
  g_autoptr (GString) address = g_string_new (NULL);

  if (*host == '\0')
    return g_strdup ("");
  if (*user != '\0')
    g_string_append_printf (address, "%s@", shown_user);
  g_string_append_printf (address, port != DEFAULT_PORT && strchr (host, ':') != NULL ? "[%s]" : "%s", shown_host);
  if (port != DEFAULT_PORT)
    g_string_append_printf (address, ":%u", port);

  return g_string_free_and_steal (g_steal_pointer (&address));
}

char *
quayside_site_dup_title (QuaysideSite *self)
{
  g_autofree char *address = NULL;

  if (*self->texts[PROP_NAME] != '\0')
    return g_strdup (self->texts[PROP_NAME]);
  address = quayside_site_dup_address (self);

  return *address != '\0' ? g_steal_pointer (&address) : g_strdup (_ ("Site without a Name"));
}

gboolean
quayside_site_matches (QuaysideSite *self, const char *text)
{
  g_autofree char *address = quayside_site_dup_address (self);
  g_autofree char *all
      = g_strjoin ("\n", self->texts[PROP_NAME], self->texts[PROP_FOLDER], address, self->texts[PROP_NOTES], NULL);
  g_autofree char *normal = g_utf8_normalize (all, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (normal, -1);
  g_autofree char *wanted = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded_wanted = g_utf8_casefold (wanted != NULL ? wanted : "", -1);
  g_auto (GStrv) words = g_strsplit_set (folded_wanted, " \t", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

/* The class */

static void
quayside_site_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideSite *self = QUAYSIDE_SITE (object);

  if (id > PROP_0 && id < N_TEXTS)
    g_value_set_string (value, self->texts[id]);
  else if (id == PROP_ID)
    g_value_set_string (value, self->id);
  else if (id == PROP_OPTIONS)
    g_value_set_object (value, self->options);
  else if (id == PROP_BOOKMARKS)
    g_value_set_object (value, self->bookmarks);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_site_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id > PROP_0 && id < N_TEXTS)
    set_text (QUAYSIDE_SITE (object), id, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_site_finalize (GObject *object)
{
  QuaysideSite *self = QUAYSIDE_SITE (object);

  g_signal_handlers_disconnect_by_data (self->options, self);
  g_signal_handlers_disconnect_by_data (self->bookmarks, self);
  g_clear_object (&self->options);
  g_clear_object (&self->bookmarks);
  for (guint id = PROP_0 + 1; id < N_TEXTS; id++)
    g_free (self->texts[id]);
  g_free (self->id);
  g_free (self->pattern);
  G_OBJECT_CLASS (quayside_site_parent_class)->finalize (object);
}

static void
quayside_site_class_init (QuaysideSiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = quayside_site_get_property;
  object_class->set_property = quayside_site_set_property;
  object_class->finalize = quayside_site_finalize;
  for (guint id = PROP_0 + 1; id < N_TEXTS; id++)
    properties[id] = g_param_spec_string (texts[id].property, NULL, NULL, "", flags | G_PARAM_READWRITE);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, "", flags | G_PARAM_READABLE);
  properties[PROP_OPTIONS]
      = g_param_spec_object ("options", NULL, NULL, QUAY_TYPE_SITE_OPTIONS, flags | G_PARAM_READABLE);
  properties[PROP_BOOKMARKS]
      = g_param_spec_object ("bookmarks", NULL, NULL, G_TYPE_LIST_MODEL, flags | G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED]
      = g_signal_new ("changed", QUAYSIDE_TYPE_SITE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
quayside_site_init (QuaysideSite *self)
{
  self->id = g_uuid_string_random ();
  for (guint id = PROP_0 + 1; id < N_TEXTS; id++)
    self->texts[id] = g_strdup ("");
  self->options = quay_site_options_new ();
  self->bookmarks = g_list_store_new (QUAYSIDE_TYPE_BOOKMARK);
  g_signal_connect_swapped (self->options, "notify", G_CALLBACK (emit_changed), self);
  g_signal_connect_swapped (self->bookmarks, "items-changed", G_CALLBACK (emit_changed), self);
}
