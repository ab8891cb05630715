/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-bookmark.h"

#include <quay.h>

#include "quayside-site-text.h"

/* Enough to tell the bookmarks of one site apart that several programs add at once. */
#define ID_DIGITS 12

struct _QuaysideBookmark
{
  GObject parent_instance;

  char *id;
  char *name;
  char *local;
  char *remote;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_LOCAL,
  PROP_REMOTE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideBookmark, quayside_bookmark, G_TYPE_OBJECT)

static char *
make_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  GString *id = g_string_new (NULL);

  for (const char *p = uuid; *p != '\0' && id->len < ID_DIGITS; p++)
    if (*p != '-')
      g_string_append_c (id, *p);

  return g_string_free_and_steal (id);
}

QuaysideBookmark *
quayside_bookmark_new (const char *id, const char *name, const char *local, const char *remote)
{
  QuaysideBookmark *self = g_object_new (QUAYSIDE_TYPE_BOOKMARK, NULL);

  self->id = id != NULL ? g_strdup (id) : make_id ();
  self->name = quayside_site_text_clean_name (name);
  self->local = g_strdup (local != NULL ? local : "");
  self->remote = g_strdup (remote != NULL ? remote : "");

  return self;
}

const char *
quayside_bookmark_get_id (QuaysideBookmark *self)
{
  return self->id;
}

const char *
quayside_bookmark_get_name (QuaysideBookmark *self)
{
  return self->name;
}

const char *
quayside_bookmark_get_local (QuaysideBookmark *self)
{
  return self->local;
}

const char *
quayside_bookmark_get_remote (QuaysideBookmark *self)
{
  return self->remote;
}

char *
quayside_bookmark_dup_title (QuaysideBookmark *self)
{
  if (*self->name != '\0')
    return g_strdup (self->name);

  return quay_text_escape (*self->remote != '\0' ? self->remote : self->local, -1);
}

gboolean
quayside_bookmark_equal (QuaysideBookmark *self, QuaysideBookmark *other)
{
  return g_str_equal (self->id, other->id) && g_str_equal (self->name, other->name)
         && g_str_equal (self->local, other->local) && g_str_equal (self->remote, other->remote);
}

static void
quayside_bookmark_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideBookmark *self = QUAYSIDE_BOOKMARK (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_LOCAL:
      g_value_set_string (value, self->local);
      break;
    case PROP_REMOTE:
      g_value_set_string (value, self->remote);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_bookmark_finalize (GObject *object)
{
  QuaysideBookmark *self = QUAYSIDE_BOOKMARK (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->local);
  g_free (self->remote);
  G_OBJECT_CLASS (quayside_bookmark_parent_class)->finalize (object);
}

static void
install (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
quayside_bookmark_class_init (QuaysideBookmarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quayside_bookmark_get_property;
  object_class->finalize = quayside_bookmark_finalize;
  install (PROP_ID, "id");
  install (PROP_NAME, "name");
  install (PROP_LOCAL, "local-folder");
  install (PROP_REMOTE, "remote-folder");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_bookmark_init (QuaysideBookmark *self)
{
}
