/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* More entries are no access control list. */
#define MAX_ENTRIES 256

char *
quay_client_acl_print (const QuayAttrs *attrs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; (attrs->valid & QUAY_ATTR_ACL) && attrs->acl != NULL && i < attrs->acl->len; i++)
    {
      const QuayAce *ace = &g_array_index (attrs->acl, QuayAce, i);
      g_autofree char *who = quay_text_escape (ace->who, -1);

      g_string_append_printf (text, "%s%x:%x:%x:%s", i > 0 ? ";" : "", ace->type, ace->flags, ace->mask, who);
    }

  return g_string_free_and_steal (text);
}

static gboolean
parse_ace (const char *text, QuayAce *ace)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 4);
  guint64 numbers[3];

  if (g_strv_length (parts) != 4 || *parts[3] == '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!g_ascii_string_to_unsigned (parts[i], 16, 0, G_MAXUINT32, &numbers[i], NULL))
      return FALSE;
  *ace = (QuayAce){ (guint32)numbers[0], (guint32)numbers[1], (guint32)numbers[2], g_strdup (parts[3]) };

  return TRUE;
}

gboolean
quay_client_acl_parse (const char *text, QuayAttrs *attrs, GError **error)
{
  g_auto (GStrv) entries = g_strsplit (text, ";", MAX_ENTRIES + 1);
  g_autofree char *shown = NULL;
  GArray *acl = quay_attrs_ensure_acl (attrs);

  attrs->valid |= QUAY_ATTR_ACL;
  for (guint i = 0; entries[i] != NULL; i++)
    {
      QuayAce ace;

      if (i < MAX_ENTRIES && parse_ace (entries[i], &ace))
        {
          g_array_append_val (acl, ace);
          continue;
        }
      shown = quay_text_escape_message (entries[i], -1, 80);
      quay_set_error (error, QUAY_ERROR_USAGE,
                      "file-acl is not an access control list: “%s” is not type:flags:mask:who, in hexadecimal", shown);
      return FALSE;
    }

  return TRUE;
}
