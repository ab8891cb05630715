/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import.h"

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

/* FileZilla's ServerProtocol and its site colours, as they stand in the file. */
#define PROTOCOL_SFTP 1
static const char *const colours[] = { "", "red", "green", "blue", "yellow", "teal", "pink", "orange" };

/* What stands in front of a serialized path: its type; 1 is Unix. */
#define PATH_UNIX 1

#define MAX_DEPTH 16

/* (nullable): the text of @node's own, without that of what is in it */
static char *
dup_own_text (xmlNode *node)
{
  GString *text = g_string_new (NULL);

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content != NULL)
      g_string_append (text, (const char *)child->content);

  return g_strstrip (g_string_free_and_steal (text));
}

static gboolean
is_called (xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_str_equal ((const char *)node->name, name);
}

static xmlNode *
find_child (xmlNode *node, const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (is_called (child, name))
      return child;

  return NULL;
}

/* (nullable) */
static char *
dup_child_text (xmlNode *node, const char *name)
{
  xmlNode *child = find_child (node, name);

  return child != NULL ? dup_own_text (child) : NULL;
}

static guint64
get_number (xmlNode *node, const char *name, guint64 fallback)
{
  g_autofree char *text = dup_child_text (node, name);
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    return fallback;

  return number;
}

/* "1 0 4 home 5 peter": type, length of a prefix, then each part with its length in characters. */
static char *
dup_remote_path (const char *text)
{
  g_autoptr (GString) path = g_string_new (NULL);
  char *rest = NULL;

  if (text == NULL || g_ascii_strtoull (text, &rest, 10) != PATH_UNIX || g_ascii_strtoull (rest, &rest, 10) != 0)
    return NULL;
  while (*rest == ' ')
    {
      guint64 length = g_ascii_strtoull (rest + 1, &rest, 10);

      if (length == 0 || *rest != ' ' || (guint64)g_utf8_strlen (rest + 1, -1) < length)
        return NULL;
      g_string_append_c (path, '/');
      g_string_append_len (path, rest + 1, g_utf8_offset_to_pointer (rest + 1, (glong)length) - (rest + 1));
      rest = g_utf8_offset_to_pointer (rest + 1, (glong)length);
    }

  return path->len > 0 ? g_string_free_and_steal (g_steal_pointer (&path)) : g_strdup ("/");
}

static void
take_password (QuaysideImportItem *item, xmlNode *server)
{
  xmlNode *node = find_child (server, "Pass");
  g_autofree char *text = node != NULL ? dup_own_text (node) : NULL;
  xmlChar *encoding = node != NULL ? xmlGetProp (node, BAD_CAST "encoding") : NULL;
  g_autofree guchar *plain = NULL;
  gsize length = 0;

  if (text != NULL && *text != '\0' && encoding != NULL && g_str_equal ((const char *)encoding, "base64"))
    plain = g_base64_decode (text, &length);
  else if (text != NULL && *text != '\0' && encoding == NULL)
    quayside_import_item_set_password (item, text);
  else if (text != NULL && *text != '\0')
    quayside_import_item_remark (item, _ ("Its password is encrypted with FileZilla’s master password."));
  if (plain != NULL && memchr (plain, 0, length) == NULL && g_utf8_validate ((const char *)plain, (gssize)length, NULL))
    {
      g_autofree char *password = g_strndup ((const char *)plain, length);

      quayside_import_item_set_password (item, password);
      explicit_bzero (password, length);
    }
  if (plain != NULL)
    explicit_bzero (plain, length);
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  xmlFree (encoding);
}

static void
take_bookmarks (QuaysideImportItem *item, xmlNode *server)
{
  for (xmlNode *child = server->children; child != NULL; child = child->next)
    {
      g_autofree char *name = NULL;
      g_autofree char *local = NULL;
      g_autofree char *serialized = NULL;
      g_autofree char *remote = NULL;
      g_autoptr (QuaysideBookmark) bookmark = NULL;

      if (!is_called (child, "Bookmark"))
        continue;
      name = dup_child_text (child, "Name");
      local = dup_child_text (child, "LocalDir");
      serialized = dup_child_text (child, "RemoteDir");
      remote = dup_remote_path (serialized);
      if (remote == NULL && (local == NULL || *local != '/'))
        continue;
      bookmark = quayside_bookmark_new (NULL, name, local != NULL && *local == '/' ? local : "", remote);
      quayside_site_put_bookmark (quayside_import_item_get_site (item), bookmark);
    }
}

static void
take_folders (QuaysideImportItem *item, xmlNode *server)
{
  QuaysideSite *site = quayside_import_item_get_site (item);
  g_autofree char *local = dup_child_text (server, "LocalDir");
  g_autofree char *serialized = dup_child_text (server, "RemoteDir");
  g_autofree char *remote = dup_remote_path (serialized);

  if (local != NULL && *local == '/')
    quayside_site_set_local_folder (site, local);
  else if (local != NULL && *local != '\0')
    quayside_import_item_remark (item, _ ("The local folder “%s” is on another computer."), local);
  if (remote != NULL)
    quayside_site_set_remote_folder (site, remote);
}

static void
take_server (QuaysideImport *import, xmlNode *server, const char *folder)
{
  g_autofree char *host = dup_child_text (server, "Host");
  g_autofree char *user = dup_child_text (server, "User");
  g_autofree char *port = dup_child_text (server, "Port");
  g_autofree char *key = dup_child_text (server, "Keyfile");
  g_autofree char *notes = dup_child_text (server, "Comments");
  g_autofree char *named = dup_child_text (server, "Name");
  g_autofree char *own_text = dup_own_text (server);
  const char *name = named != NULL && *named != '\0' ? named : *own_text != '\0' ? own_text : host;
  guint64 colour = get_number (server, "Colour", 0);
  QuaysideImportItem *item;

  if (get_number (server, "Protocol", 0) != PROTOCOL_SFTP)
    {
      quayside_import_leave_out (import, _ ("“%s” is no SFTP server."), name != NULL ? name : "");
      return;
    }
  item = quayside_import_add (import, name, folder);
  if (item == NULL)
    return;
  if (host == NULL || !quayside_import_item_set_host (item, host))
    {
      quayside_import_leave_out (import, _ ("“%s” has no usable host name."), name != NULL ? name : "");
      quayside_import_drop (import, item);
      return;
    }
  quayside_import_item_set_user (item, user);
  quayside_import_item_set_port (item, port);
  quayside_import_item_set_key (item, key);
  quayside_site_set_notes (quayside_import_item_get_site (item), notes);
  quayside_site_set_colour (quayside_import_item_get_site (item),
                            colour < G_N_ELEMENTS (colours) ? colours[colour] : "");
  take_folders (item, server);
  take_bookmarks (item, server);
  take_password (item, server);
}

static void
take_folder (QuaysideImport *import, xmlNode *folder, const char *path, guint depth)
{
  for (xmlNode *child = folder->children; child != NULL; child = child->next)
    if (is_called (child, "Server"))
      take_server (import, child, path);
    else if (is_called (child, "Folder") && depth < MAX_DEPTH)
      {
        g_autofree char *name = g_strdelimit (dup_own_text (child), "/", '-');
        g_autofree char *inner = g_strconcat (path, "/", name, NULL);

        take_folder (import, child, inner, depth + 1);
      }
}

QuaysideImport *
quayside_import_filezilla (const char *text, gsize length, GError **error)
{
  g_autoptr (QuaysideImport) import = quayside_import_new ();
  xmlParserCtxt *parser = xmlNewParserCtxt ();
  xmlDoc *document = NULL;
  xmlNode *root, *servers = NULL;

  /* Neither network nor entities nor any other file; what has a DTD is no file of FileZilla's. */
  if (parser != NULL && length <= QUAYSIDE_IMPORT_MAX_BYTES)
    document = xmlCtxtReadMemory (parser, text, (int)length, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  root = document != NULL && document->intSubset == NULL ? xmlDocGetRootElement (document) : NULL;
  if (root != NULL && is_called (root, "FileZilla3"))
    servers = find_child (root, "Servers");
  if (servers != NULL)
    take_folder (import, servers, "", 0);
  else
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        _ ("This is no list of sites of FileZilla’s. Choose its sitemanager.xml, or a file that its Export makes."));
  g_clear_pointer (&document, xmlFreeDoc);
  g_clear_pointer (&parser, xmlFreeParserCtxt);

  return servers != NULL ? g_steal_pointer (&import) : NULL;
}
