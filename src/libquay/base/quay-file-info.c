/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-info-private.h"

#include <string.h>

#include "quay-text.h"

/* A longer `ls -l` line is a server's joke, not worth the memory. */
#define MAX_LONG_NAME 8192

/**
 * QuayFileInfo:
 *
 * What is known of one file, local or remote. It does not change while others see it. A listing may hold 100,000 of
 * these, so names share memory where one ends with the other, and owners and groups are shared by all entries.
 */
struct _QuayFileInfo
{
  GObject parent_instance;

  /* owned */
  char *text;          /* holds the name, behind the long name where that ends with it */
  char *separate_long; /* the long name, where it does not end with the name */
  char *display_name;  /* NULL: the same as the name */
  char *link_target;
  GRefString *owner; /* fit for showing */
  GRefString *group;
  QuayAttrs attrs; /* its owner and group are interned GRefStrings */

  guint32 name_offset; /* in text */
  guint link_to_directory : 1;
  guint hidden : 1;
  guint has_long_name : 1; /* text is one */
};

G_DEFINE_FINAL_TYPE (QuayFileInfo, quay_file_info, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DISPLAY_NAME,
  PROP_FILE_TYPE,
  PROP_SIZE,
  PROP_MODIFIED,
  PROP_PERMISSIONS,
  PROP_OWNER,
  PROP_GROUP,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
quay_file_info_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuayFileInfo *self = QUAY_FILE_INFO (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, quay_file_info_get_name (self));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, quay_file_info_get_display_name (self));
      break;
    case PROP_FILE_TYPE:
      g_value_set_enum (value, self->attrs.type);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->attrs.size);
      break;
    case PROP_MODIFIED:
      g_value_set_int64 (value, self->attrs.mtime);
      break;
    case PROP_PERMISSIONS:
      g_value_set_uint (value, quay_file_info_get_permissions (self));
      break;
    case PROP_OWNER:
      g_value_set_string (value, self->owner);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quay_file_info_finalize (GObject *object)
{
  QuayFileInfo *self = QUAY_FILE_INFO (object);

  g_free (self->text);
  g_free (self->separate_long);
  g_free (self->display_name);
  g_free (self->link_target);
  g_clear_pointer (&self->owner, g_ref_string_release);
  g_clear_pointer (&self->group, g_ref_string_release);
  g_clear_pointer (&self->attrs.owner, g_ref_string_release);
  g_clear_pointer (&self->attrs.group, g_ref_string_release);
  quay_attrs_clear (&self->attrs);

  G_OBJECT_CLASS (quay_file_info_parent_class)->finalize (object);
}

static void
quay_file_info_class_init (QuayFileInfoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quay_file_info_get_property;
  object_class->finalize = quay_file_info_finalize;

  /**
   * QuayFileInfo:name:
   *
   * The name as bytes, not always valid UTF-8. For paths, never for showing.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * QuayFileInfo:display-name:
   *
   * The name as [func@Quay.text_escape] gives it: for showing, never for paths.
   */
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  /**
   * QuayFileInfo:file-type:
   */
  properties[PROP_FILE_TYPE]
      = g_param_spec_enum ("file-type", NULL, NULL, QUAY_TYPE_FILE_TYPE, QUAY_FILE_TYPE_UNKNOWN, flags);
  /**
   * QuayFileInfo:size:
   *
   * In bytes, 0 where it is not known.
   */
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * QuayFileInfo:modified:
   *
   * In seconds since 1970, 0 where it is not known.
   */
  properties[PROP_MODIFIED] = g_param_spec_int64 ("modified", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * QuayFileInfo:permissions:
   *
   * The twelve bits of chmod, 0 where they are not known.
   */
  properties[PROP_PERMISSIONS] = g_param_spec_uint ("permissions", NULL, NULL, 0, 07777, 0, flags);
  /**
   * QuayFileInfo:owner:
   *
   * The owner's name, or number where there is no name; fit for showing.
   */
  properties[PROP_OWNER] = g_param_spec_string ("owner", NULL, NULL, NULL, flags);
  /**
   * QuayFileInfo:group:
   *
   * The group's name, or number where there is no name; fit for showing.
   */
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_file_info_init (QuayFileInfo *self)
{
  quay_attrs_init (&self->attrs);
}

static void
take_owner_and_group (QuayFileInfo *self, const QuayAttrs *attrs, const char *long_name)
{
  if (attrs->owner != NULL)
    self->attrs.owner = g_ref_string_new_intern (attrs->owner);
  if (attrs->group != NULL)
    self->attrs.group = g_ref_string_new_intern (attrs->group);
  quay_file_info_make_owner_and_group (attrs, long_name, &self->owner, &self->group);
}

static void
take_name (QuayFileInfo *self, const char *name, const char *long_name)
{
  gsize length;

  if (long_name != NULL && (length = strlen (long_name)) <= MAX_LONG_NAME && g_str_has_suffix (long_name, name))
    {
      self->text = g_strdup (long_name);
      self->has_long_name = TRUE;
      self->name_offset = (guint32)(length - strlen (name));
    }
  else
    {
      self->text = g_strdup (name);
      if (long_name != NULL && length <= MAX_LONG_NAME)
        self->separate_long = g_strdup (long_name);
    }
  if (!quay_text_is_plain (name, -1))
    self->display_name = quay_text_escape (name, -1);
  self->hidden = name[0] == '.';
}

QuayFileInfo *
quay_file_info_new (const char *name, const QuayAttrs *attrs, const char *long_name)
{
  QuayFileInfo *self = g_object_new (QUAY_TYPE_FILE_INFO, NULL);
  QuayAttrs without_owner = *attrs;

  without_owner.owner = NULL;
  without_owner.group = NULL;
  quay_attrs_copy (&self->attrs, &without_owner);
  if (self->attrs.type < QUAY_FILE_TYPE_REGULAR || self->attrs.type > QUAY_FILE_TYPE_FIFO)
    self->attrs.type = QUAY_FILE_TYPE_UNKNOWN;
  take_owner_and_group (self, attrs, long_name);
  take_name (self, name, long_name);

  return self;
}

const QuayAttrs *
quay_file_info_get_attrs (QuayFileInfo *self)
{
  return &self->attrs;
}

void
quay_file_info_set_hidden (QuayFileInfo *self)
{
  self->hidden = TRUE;
}

static void
take_shown (GRefString **field, GRefString *shown)
{
  if (shown == NULL)
    return;
  g_clear_pointer (field, g_ref_string_release);
  *field = shown;
}

void
quay_file_info_set_owner_and_group (QuayFileInfo *self, const char *owner, const char *group)
{
  const QuayAttrs names = { .owner = (char *)owner, .group = (char *)group };
  GRefString *shown_owner = NULL;
  GRefString *shown_group = NULL;

  quay_file_info_make_owner_and_group (&names, NULL, &shown_owner, &shown_group);
  take_shown (&self->owner, shown_owner);
  take_shown (&self->group, shown_group);
}

gboolean
quay_file_info_lacks_owner (QuayFileInfo *self)
{
  char number[16];

  if ((self->attrs.valid & QUAY_ATTR_UIDGID) == 0)
    return FALSE;
  g_snprintf (number, sizeof number, "%u", self->attrs.uid);

  return g_strcmp0 (self->owner, number) == 0;
}

/* Only before others see the info, or in the thread that shows it. */
void
quay_file_info_set_link_target (QuayFileInfo *self, const char *target, gboolean to_directory)
{
  g_set_str (&self->link_target, target);
  self->link_to_directory = !!to_directory;
}

/**
 * quay_file_info_get_name:
 * @self: a file info
 *
 * Returns: (type filename) (transfer none): the name as bytes: for paths, never for showing
 */
const char *
quay_file_info_get_name (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->text + self->name_offset;
}

/**
 * quay_file_info_get_display_name:
 * @self: a file info
 *
 * Returns: (transfer none): the name for showing, see [func@Quay.text_escape]
 */
const char *
quay_file_info_get_display_name (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->display_name != NULL ? self->display_name : self->text + self->name_offset;
}

/**
 * quay_file_info_get_file_type:
 * @self: a file info
 *
 * Returns: the type; links are not followed
 */
QuayFileType
quay_file_info_get_file_type (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), QUAY_FILE_TYPE_UNKNOWN);

  return self->attrs.type;
}

/**
 * quay_file_info_is_directory:
 * @self: a file info
 *
 * Returns: whether it is a directory itself; a link to one is not
 */
gboolean
quay_file_info_is_directory (QuayFileInfo *self)
{
  return quay_file_info_get_file_type (self) == QUAY_FILE_TYPE_DIRECTORY;
}

/**
 * quay_file_info_is_symlink:
 * @self: a file info
 *
 * Returns: whether it is a symbolic link
 */
gboolean
quay_file_info_is_symlink (QuayFileInfo *self)
{
  return quay_file_info_get_file_type (self) == QUAY_FILE_TYPE_SYMLINK;
}

/**
 * quay_file_info_is_hidden:
 * @self: a file info
 *
 * Returns: whether the name starts with a dot, or the local system hides the file
 */
gboolean
quay_file_info_is_hidden (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), FALSE);

  return self->hidden;
}

/**
 * quay_file_info_has_size:
 * @self: a file info
 *
 * Returns: whether the size is known
 */
gboolean
quay_file_info_has_size (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), FALSE);

  return (self->attrs.valid & QUAY_ATTR_SIZE) != 0;
}

/**
 * quay_file_info_get_size:
 * @self: a file info
 *
 * Returns: the size in bytes, 0 where it is not known
 */
guint64
quay_file_info_get_size (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), 0);

  return self->attrs.size;
}

/**
 * quay_file_info_get_modified:
 * @self: a file info
 *
 * Returns: when the contents changed, in seconds since 1970, 0 where it is not known
 */
gint64
quay_file_info_get_modified (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), 0);

  return self->attrs.mtime;
}

/**
 * quay_file_info_get_accessed:
 * @self: a file info
 *
 * Returns: when the file was read, in seconds since 1970, 0 where it is not known
 */
gint64
quay_file_info_get_accessed (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), 0);

  return self->attrs.atime;
}

/**
 * quay_file_info_has_permissions:
 * @self: a file info
 *
 * Returns: whether the permissions are known
 */
gboolean
quay_file_info_has_permissions (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), FALSE);

  return (self->attrs.valid & QUAY_ATTR_PERMISSIONS) != 0;
}

/**
 * quay_file_info_get_permissions:
 * @self: a file info
 *
 * Returns: the twelve bits of chmod, 0 where they are not known
 */
guint32
quay_file_info_get_permissions (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), 0);

  return self->attrs.permissions & 07777;
}

/**
 * quay_file_info_get_owner:
 * @self: a file info
 *
 * Returns: (transfer none) (nullable): the owner's name, or number where there is no name; fit for showing
 */
const char *
quay_file_info_get_owner (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->owner;
}

/**
 * quay_file_info_get_group:
 * @self: a file info
 *
 * Returns: (transfer none) (nullable): the group's name, or number where there is no name; fit for showing
 */
const char *
quay_file_info_get_group (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->group;
}

/**
 * quay_file_info_get_long_name:
 * @self: a file info
 *
 * The line a version 3 server sends beside the name, mostly as `ls -l` prints it. Bytes as they came: escape before
 * showing.
 *
 * Returns: (type filename) (transfer none) (nullable): the line
 */
const char *
quay_file_info_get_long_name (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->has_long_name ? self->text : self->separate_long;
}

/**
 * quay_file_info_get_link_target:
 * @self: a file info
 *
 * Returns: (type filename) (transfer none) (nullable): where the link leads, as bytes, where that is known
 */
const char *
quay_file_info_get_link_target (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  return self->link_target;
}

/**
 * quay_file_info_is_link_to_directory:
 * @self: a file info
 *
 * Returns: whether it is a link that is known to lead to a directory
 */
gboolean
quay_file_info_is_link_to_directory (QuayFileInfo *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), FALSE);

  return self->link_to_directory;
}
