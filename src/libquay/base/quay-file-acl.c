/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-acl-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* As many as a list from a server may have. */
#define MAX_ENTRIES 1024
#define MAX_WHO 1024

/* What stands in a line as it is, besides letters, digits, "-._~" and what is not ASCII. */
#define PLAIN_CHARS "@:/+\\"

/**
 * QuayFileAcl:
 *
 * An access control list: whom a file allows and denies what, as NFSv4 has it (filexfer-13 section 7.8; RFC 3530
 * section 5.11). The first entry that speaks of somebody and of what they want to do counts.
 *
 * As text it is an entry a line, `TYPE:FLAGS:MASK:WHO`, with `allow`, `deny`, `audit` or `alarm` for the type,
 * hexadecimal numbers, and percent escapes for what may not stand in a line: `allow:0:1601ff:OWNER@`. The first line
 * may be `flags:NUMBER`.
 */
struct _QuayFileAcl
{
  GObject parent_instance;

  QuayAttrs attrs; /* of which acl and acl_flags are used */
};

G_DEFINE_FINAL_TYPE (QuayFileAcl, quay_file_acl, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (QuayAceType,
                    quay_ace_type,
                    G_DEFINE_ENUM_VALUE (QUAY_ACE_ALLOW, "allow"),
                    G_DEFINE_ENUM_VALUE (QUAY_ACE_DENY, "deny"),
                    G_DEFINE_ENUM_VALUE (QUAY_ACE_AUDIT, "audit"),
                    G_DEFINE_ENUM_VALUE (QUAY_ACE_ALARM, "alarm"))

static const char *const type_names[] = { "allow", "deny", "audit", "alarm" };

static void
quay_file_acl_finalize (GObject *object)
{
  quay_attrs_clear (&QUAY_FILE_ACL (object)->attrs);

  G_OBJECT_CLASS (quay_file_acl_parent_class)->finalize (object);
}

static void
quay_file_acl_class_init (QuayFileAclClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_file_acl_finalize;
}

static void
quay_file_acl_init (QuayFileAcl *self)
{
  quay_attrs_init (&self->attrs);
  quay_attrs_ensure_acl (&self->attrs);
}

/**
 * quay_file_acl_new:
 *
 * Returns: (transfer full): a list without entries, which allows nobody anything
 */
QuayFileAcl *
quay_file_acl_new (void)
{
  return g_object_new (QUAY_TYPE_FILE_ACL, NULL);
}

static void
copy_entries (const QuayAttrs *from, QuayAttrs *to)
{
  for (guint i = 0; from->acl != NULL && i < from->acl->len; i++)
    {
      QuayAce ace = g_array_index (from->acl, QuayAce, i);

      ace.who = g_strdup (ace.who);
      g_array_append_val (quay_attrs_ensure_acl (to), ace);
    }
  to->acl_flags = from->acl_flags;
}

QuayFileAcl *
quay_file_acl_new_from_attrs (const QuayAttrs *attrs)
{
  QuayFileAcl *self = quay_file_acl_new ();

  copy_entries (attrs, &self->attrs);

  return self;
}

void
quay_file_acl_fill_attrs (QuayFileAcl *self, QuayAttrs *attrs)
{
  g_clear_pointer (&attrs->acl, g_array_unref);
  quay_attrs_ensure_acl (attrs);
  copy_entries (&self->attrs, attrs);
  attrs->valid |= QUAY_ATTR_ACL;
}

/* The field behind the one at *@text, which is cut off at its colon; NULL where there is none. */
static char *
cut (char **text)
{
  char *field = *text;
  char *colon = field != NULL ? strchr (field, ':') : NULL;

  if (colon == NULL)
    return NULL;
  *colon = '\0';
  *text = colon + 1;

  return field;
}

static gboolean
read_number (const char *text, guint32 *number)
{
  guint64 value;

  if (text == NULL)
    return FALSE;
  if (g_str_has_prefix (text, "0x"))
    text += 2;
  if (!g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *number = (guint32)value;

  return TRUE;
}

static gboolean
add_line (QuayFileAcl *self, char *line)
{
  char *type = cut (&line);
  guint32 flags, mask;

  if (g_strcmp0 (type, "flags") == 0)
    return read_number (line, &self->attrs.acl_flags);
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (type_names); i++)
    if (g_str_equal (type, type_names[i]))
      {
        g_autofree char *who = NULL;

        if (!read_number (cut (&line), &flags) || !read_number (cut (&line), &mask))
          return FALSE;
        who = g_uri_unescape_string (line, NULL);
        if (who == NULL || *who == '\0' || strlen (who) > MAX_WHO || self->attrs.acl->len == MAX_ENTRIES)
          return FALSE;
        quay_file_acl_add (self, (QuayAceType)i, flags, mask, who);
        return TRUE;
      }

  return FALSE;
}

/**
 * quay_file_acl_new_from_text:
 * @text: as [method@Quay.FileAcl.dup_text] writes it; empty lines count for nothing
 * @error: `QUAY_ERROR_USAGE` where it is none
 *
 * Returns: (transfer full): the list
 */
QuayFileAcl *
quay_file_acl_new_from_text (const char *text, GError **error)
{
  g_autoptr (QuayFileAcl) self = quay_file_acl_new ();
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup (g_strstrip (lines[i]));

      if (*line != '\0' && !add_line (self, line))
        {
          g_autofree char *shown = quay_text_escape_message (lines[i], -1, 100);

          quay_set_error (error, QUAY_ERROR_USAGE,
                          "“%s” is no entry of an access control list; one reads TYPE:FLAGS:MASK:WHO, as in "
                          "allow:0:1601ff:OWNER@",
                          shown);
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

/**
 * quay_file_acl_dup_text:
 * @self: a list
 *
 * Returns: (transfer full): an entry a line, each with its end
 */
char *
quay_file_acl_dup_text (QuayFileAcl *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (QUAY_IS_FILE_ACL (self), g_string_free_and_steal (text));
  if (self->attrs.acl_flags != 0)
    g_string_append_printf (text, "flags:%x\n", self->attrs.acl_flags);
  for (guint i = 0; i < self->attrs.acl->len; i++)
    {
      const QuayAce *ace = &g_array_index (self->attrs.acl, QuayAce, i);

      g_string_append_printf (text, "%s:%x:%x:", type_names[quay_file_acl_get_ace_type (self, i)], ace->flags,
                              ace->mask);
      g_string_append_uri_escaped (text, ace->who, PLAIN_CHARS, TRUE);
      g_string_append_c (text, '\n');
    }

  return g_string_free_and_steal (text);
}

/**
 * quay_file_acl_get_n_entries:
 * @self: a list
 *
 * Returns: how many entries it has
 */
guint
quay_file_acl_get_n_entries (QuayFileAcl *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_ACL (self), 0);

  return self->attrs.acl->len;
}

static const QuayAce *
get_ace (QuayFileAcl *self, guint index)
{
  static const QuayAce none = { 0 };

  g_return_val_if_fail (QUAY_IS_FILE_ACL (self), &none);
  g_return_val_if_fail (index < self->attrs.acl->len, &none);

  return &g_array_index (self->attrs.acl, QuayAce, index);
}

/**
 * quay_file_acl_get_ace_type:
 * @self: a list
 * @index: which entry
 *
 * Returns: what it is for; one that no draft knows counts as an alarm, which allows nothing
 */
QuayAceType
quay_file_acl_get_ace_type (QuayFileAcl *self, guint index)
{
  return (QuayAceType)MIN (get_ace (self, index)->type, (guint32)QUAY_ACE_ALARM);
}

/**
 * quay_file_acl_get_ace_flags:
 * @self: a list
 * @index: which entry
 *
 * Returns: how it is inherited, and whether it speaks of a group (0x40); filexfer-13 section 7.8.2
 */
guint32
quay_file_acl_get_ace_flags (QuayFileAcl *self, guint index)
{
  return get_ace (self, index)->flags;
}

/**
 * quay_file_acl_get_ace_mask:
 * @self: a list
 * @index: which entry
 *
 * Returns: what is allowed or denied; filexfer-13 section 7.8.3
 */
guint32
quay_file_acl_get_ace_mask (QuayFileAcl *self, guint index)
{
  return get_ace (self, index)->mask;
}

/**
 * quay_file_acl_get_ace_who:
 * @self: a list
 * @index: which entry
 *
 * Returns: (transfer none): a user or group, or `OWNER@`, `GROUP@`, `EVERYONE@`; as the server sent it
 */
const char *
quay_file_acl_get_ace_who (QuayFileAcl *self, guint index)
{
  return get_ace (self, index)->who;
}

/**
 * quay_file_acl_add:
 * @self: a list
 * @type: what the entry is for
 * @flags: its flags
 * @mask: its mask
 * @who: whom it speaks of
 *
 * Adds an entry behind the others.
 */
void
quay_file_acl_add (QuayFileAcl *self, QuayAceType type, guint32 flags, guint32 mask, const char *who)
{
  QuayAce ace = { .type = type, .flags = flags, .mask = mask };

  g_return_if_fail (QUAY_IS_FILE_ACL (self));
  g_return_if_fail (who != NULL && strlen (who) <= MAX_WHO);
  g_return_if_fail (self->attrs.acl->len < MAX_ENTRIES);
  ace.who = g_strdup (who);
  g_array_append_val (self->attrs.acl, ace);
}

/**
 * quay_file_acl_get_flags:
 * @self: a list
 *
 * Returns: the list's own flags, version 6: control included (1), control present (2), control inherited (4), audit
 *   alarm included (0x10) and inherited (0x20); filexfer-13 section 7.8
 */
guint32
quay_file_acl_get_flags (QuayFileAcl *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_ACL (self), 0);

  return self->attrs.acl_flags;
}

/**
 * quay_file_acl_set_flags:
 * @self: a list
 * @flags: its flags
 *
 * They go out in version 6 only.
 */
void
quay_file_acl_set_flags (QuayFileAcl *self, guint32 flags)
{
  g_return_if_fail (QUAY_IS_FILE_ACL (self));
  self->attrs.acl_flags = flags;
}
