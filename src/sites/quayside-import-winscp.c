/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-import-lines.h"

/* TFSProtocol in WinSCP; those of an SSH connection are below FTP. What is at its default is not in the file. */
#define PROTOCOL_FTP 5

#define SECTION "[Sessions\\"
#define DEFAULTS "Default Settings"

static void
take_notes (QuaysideSite *site, GHashTable *keys)
{
  g_autofree char *notes = quayside_import_dup_key (keys, "Notes");
  g_auto (GStrv) parts = g_strsplit (notes != NULL ? notes : "", "\r\n", -1);
  g_autofree char *text = g_strjoinv ("\n", parts);

  quayside_site_set_notes (site, text);
}

static void
take_rest (QuaysideImportItem *item, GHashTable *keys)
{
  QuaysideSite *site = quayside_import_item_get_site (item);
  g_autofree char *user = quayside_import_dup_key (keys, "UserName");
  g_autofree char *port = quayside_import_dup_key (keys, "PortNumber");
  g_autofree char *key = quayside_import_dup_key (keys, "PublicKeyFile");
  g_autofree char *remote = quayside_import_dup_key (keys, "RemoteDirectory");

  quayside_import_item_set_user (item, user);
  quayside_import_item_set_port (item, port);
  quayside_import_item_set_key (item, key);
  if (remote != NULL && *remote == '/')
    quayside_site_set_remote_folder (site, remote);
  take_notes (site, keys);
  if (quayside_import_is_set (keys, "Password") || quayside_import_is_set (keys, "PasswordPlain"))
    quayside_import_item_remark (item, _ ("Its password stays with WinSCP."));
  if (quayside_import_is_set (keys, "Tunnel"))
    quayside_import_item_remark (item, _ ("Its tunnel is not taken over."));
  if (quayside_import_is_set (keys, "ProxyMethod"))
    quayside_import_item_remark (item, _ ("Its proxy is not taken over."));
}

/* "Work/Customers/web": the folders are part of the name. */
static void
take_session (QuaysideImport *import, const char *path, GHashTable *keys)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = g_strndup (path, slash != NULL ? (gsize)(slash - path) : 0);
  const char *name = slash != NULL ? slash + 1 : path;
  g_autofree char *host = quayside_import_dup_key (keys, "HostName");
  g_autofree char *protocol = quayside_import_dup_key (keys, "FSProtocol");
  QuaysideImportItem *item;

  if (protocol != NULL && g_ascii_strtoull (protocol, NULL, 10) >= PROTOCOL_FTP)
    {
      quayside_import_leave_out (import, _ ("“%s” is no SFTP server."), name);
      return;
    }
  item = quayside_import_add (import, name, folder);
  if (item == NULL)
    return;
  if (host != NULL && quayside_import_item_set_host (item, host))
    take_rest (item, keys);
  else
    {
      quayside_import_leave_out (import, _ ("“%s” has no usable host name."), name);
      quayside_import_drop (import, item);
    }
}

QuaysideImport *
quayside_import_winscp (const char *text, gsize length, GError **error)
{
  g_autoptr (QuaysideImport) import = quayside_import_new ();
  g_auto (GStrv) lines = quayside_import_split (text, MIN (length, QUAYSIDE_IMPORT_MAX_BYTES));
  gboolean is_winscp = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize size = strlen (lines[i]);
      g_autofree char *raw = NULL;
      g_autofree char *path = NULL;
      g_autoptr (GHashTable) keys = NULL;

      is_winscp = is_winscp || g_str_has_prefix (lines[i], "[Configuration");
      if (!g_str_has_prefix (lines[i], SECTION) || lines[i][size - 1] != ']')
        continue;
      is_winscp = TRUE;
      raw = quayside_import_unescape (lines[i] + strlen (SECTION), (gssize)(size - strlen (SECTION) - 1));
      path = g_utf8_make_valid (raw, -1);
      keys = quayside_import_keys (lines, i + 1);
      if (!g_str_equal (path, DEFAULTS))
        take_session (import, path, keys);
    }
  if (is_winscp)
    return g_steal_pointer (&import);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("This is no configuration of WinSCP’s. Choose a WinSCP.ini, which its preferences export."));

  return NULL;
}
