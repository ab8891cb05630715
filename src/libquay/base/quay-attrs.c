/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-attrs.h"

#include <sys/stat.h>

G_DEFINE_ENUM_TYPE (QuayFileType,
                    quay_file_type,
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_REGULAR, "regular"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_DIRECTORY, "directory"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_SYMLINK, "symlink"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_SPECIAL, "special"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_SOCKET, "socket"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_CHAR_DEVICE, "char-device"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_BLOCK_DEVICE, "block-device"),
                    G_DEFINE_ENUM_VALUE (QUAY_FILE_TYPE_FIFO, "fifo"))

G_DEFINE_FLAGS_TYPE (QuayAttrFlags,
                     quay_attr_flags,
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_SIZE, "size"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_UIDGID, "uidgid"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_OWNERGROUP, "ownergroup"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_PERMISSIONS, "permissions"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_ACCESSTIME, "accesstime"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_CREATETIME, "createtime"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_MODIFYTIME, "modifytime"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_CTIME, "ctime"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_SUBSECOND_TIMES, "subsecond-times"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_ACL, "acl"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_BITS, "bits"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_ALLOCATION_SIZE, "allocation-size"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_TEXT_HINT, "text-hint"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_MIME_TYPE, "mime-type"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_LINK_COUNT, "link-count"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_UNTRANSLATED_NAME, "untranslated-name"),
                     G_DEFINE_ENUM_VALUE (QUAY_ATTR_EXTENDED, "extended"))

G_DEFINE_ENUM_TYPE (QuayTextHint,
                    quay_text_hint,
                    G_DEFINE_ENUM_VALUE (QUAY_TEXT_HINT_KNOWN_TEXT, "known-text"),
                    G_DEFINE_ENUM_VALUE (QUAY_TEXT_HINT_GUESSED_TEXT, "guessed-text"),
                    G_DEFINE_ENUM_VALUE (QUAY_TEXT_HINT_KNOWN_BINARY, "known-binary"),
                    G_DEFINE_ENUM_VALUE (QUAY_TEXT_HINT_GUESSED_BINARY, "guessed-binary"))

static void
clear_ace (gpointer data)
{
  g_free (((QuayAce *)data)->who);
}

static void
clear_extension (gpointer data)
{
  QuayAttrExtension *extension = data;

  g_free (extension->name);
  g_clear_pointer (&extension->data, g_bytes_unref);
}

void
quay_attrs_init (QuayAttrs *attrs)
{
  *attrs = (QuayAttrs){ .type = QUAY_FILE_TYPE_UNKNOWN };
}

void
quay_attrs_clear (QuayAttrs *attrs)
{
  g_free (attrs->owner);
  g_free (attrs->group);
  g_free (attrs->mime_type);
  g_free (attrs->untranslated_name);
  g_clear_pointer (&attrs->acl, g_array_unref);
  g_clear_pointer (&attrs->extensions, g_array_unref);
  quay_attrs_init (attrs);
}

GArray *
quay_attrs_ensure_acl (QuayAttrs *attrs)
{
  if (attrs->acl == NULL)
    {
      attrs->acl = g_array_new (FALSE, TRUE, sizeof (QuayAce));
      g_array_set_clear_func (attrs->acl, clear_ace);
    }

  return attrs->acl;
}

GArray *
quay_attrs_ensure_extensions (QuayAttrs *attrs)
{
  if (attrs->extensions == NULL)
    {
      attrs->extensions = g_array_new (FALSE, TRUE, sizeof (QuayAttrExtension));
      g_array_set_clear_func (attrs->extensions, clear_extension);
    }

  return attrs->extensions;
}

static void
copy_acl (QuayAttrs *to, const GArray *from)
{
  GArray *acl = quay_attrs_ensure_acl (to);

  for (guint i = 0; i < from->len; i++)
    {
      QuayAce ace = g_array_index (from, QuayAce, i);

      ace.who = g_strdup (ace.who);
      g_array_append_val (acl, ace);
    }
}

static void
copy_extensions (QuayAttrs *to, const GArray *from)
{
  GArray *extensions = quay_attrs_ensure_extensions (to);

  for (guint i = 0; i < from->len; i++)
    {
      QuayAttrExtension extension = g_array_index (from, QuayAttrExtension, i);

      extension.name = g_strdup (extension.name);
      extension.data = extension.data != NULL ? g_bytes_ref (extension.data) : NULL;
      g_array_append_val (extensions, extension);
    }
}

void
quay_attrs_copy (QuayAttrs *to, const QuayAttrs *from)
{
  if (to == from)
    return;
  quay_attrs_clear (to);
  *to = *from;
  to->owner = g_strdup (from->owner);
  to->group = g_strdup (from->group);
  to->mime_type = g_strdup (from->mime_type);
  to->untranslated_name = g_strdup (from->untranslated_name);
  to->acl = NULL;
  to->extensions = NULL;
  if (from->acl != NULL)
    copy_acl (to, from->acl);
  if (from->extensions != NULL)
    copy_extensions (to, from->extensions);
}

/* SFTP's S_IFMT bits are those of POSIX (draft-ietf-secsh-filexfer-13 section 7.6), so the system's macros serve. */
QuayFileType
quay_file_type_from_mode (guint32 permissions)
{
  switch (permissions & S_IFMT)
    {
    case S_IFREG:
      return QUAY_FILE_TYPE_REGULAR;
    case S_IFDIR:
      return QUAY_FILE_TYPE_DIRECTORY;
    case S_IFLNK:
      return QUAY_FILE_TYPE_SYMLINK;
    case S_IFSOCK:
      return QUAY_FILE_TYPE_SOCKET;
    case S_IFCHR:
      return QUAY_FILE_TYPE_CHAR_DEVICE;
    case S_IFBLK:
      return QUAY_FILE_TYPE_BLOCK_DEVICE;
    case S_IFIFO:
      return QUAY_FILE_TYPE_FIFO;
    case 0:
      return QUAY_FILE_TYPE_UNKNOWN;
    default:
      return QUAY_FILE_TYPE_SPECIAL;
    }
}
