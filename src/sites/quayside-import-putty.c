/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-import-lines.h"

#define DEFAULTS "Default Settings"

/* PuTTY's "address family" */
#define FAMILY_IPV4 "1"
#define FAMILY_IPV6 "2"

static void
take_family (QuaySiteOptions *options, GHashTable *keys)
{
  const char *family = g_hash_table_lookup (keys, "AddressFamily");

  if (g_strcmp0 (family, FAMILY_IPV4) == 0)
    quay_site_options_set_use_ipv6 (options, 0);
  else if (g_strcmp0 (family, FAMILY_IPV6) == 0)
    quay_site_options_set_use_ipv6 (options, 1);
}

static void
take_rest (QuaysideImportItem *item, GHashTable *keys)
{
  g_autofree char *user = quayside_import_dup_key (keys, "UserName");
  g_autofree char *port = quayside_import_dup_key (keys, "PortNumber");
  g_autofree char *key = quayside_import_dup_key (keys, "PublicKeyFile");

  quayside_import_item_set_user (item, user);
  quayside_import_item_set_port (item, port);
  quayside_import_item_set_key (item, key);
  take_family (quayside_site_get_options (quayside_import_item_get_site (item)), keys);
  if (quayside_import_is_set (keys, "ProxyMethod"))
    quayside_import_item_remark (item, _ ("Its proxy is not taken over."));
}

/* PuTTY takes "user@host" as well. */
static gboolean
take_host (QuaysideImportItem *item, const char *text)
{
  const char *at = strrchr (text, '@');
  g_autofree char *user = at != NULL ? g_strndup (text, (gsize)(at - text)) : NULL;

  if (!quayside_import_item_set_host (item, at != NULL ? at + 1 : text))
    return FALSE;
  quayside_import_item_set_user (item, user);

  return TRUE;
}

void
quayside_import_putty_session (QuaysideImport *into, const char *file_name, const char *text, gsize length)
{
  g_autofree char *raw = quayside_import_unescape (file_name, -1);
  g_autofree char *name = g_utf8_make_valid (raw, -1);
  g_auto (GStrv) lines = quayside_import_split (text, MIN (length, QUAYSIDE_IMPORT_MAX_BYTES));
  g_autoptr (GHashTable) keys = quayside_import_keys (lines, 0);
  g_autofree char *host = quayside_import_dup_key (keys, "HostName");
  const char *protocol = g_hash_table_lookup (keys, "Protocol");
  QuaysideImportItem *item;

  if (g_str_equal (name, DEFAULTS))
    return;
  if (protocol != NULL && !g_str_equal (protocol, "ssh"))
    {
      quayside_import_leave_out (into, _ ("“%s” is no SSH session."), name);
      return;
    }
  item = quayside_import_add (into, name, "");
  if (item == NULL)
    return;
  if (host != NULL && take_host (item, host))
    take_rest (item, keys);
  else
    {
      quayside_import_leave_out (into, _ ("“%s” has no usable host name."), name);
      quayside_import_drop (into, item);
    }
}
