/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quayside-import.h"

static QuaysideImportItem *
find (QuaysideImport *import, const char *name)
{
  GListModel *items = quayside_import_get_items (import);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (QuaysideImportItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (quayside_site_get_name (quayside_import_item_get_site (item)), name))
        return item;
    }
  g_error ("“%s” is not there", name);
}

static QuaySiteOptions *
options_of (QuaysideImportItem *item)
{
  return quayside_site_get_options (quayside_import_item_get_site (item));
}

static guint
count (QuaysideImport *import)
{
  return g_list_model_get_n_items (quayside_import_get_items (import));
}

static const char filezilla[]
    = "<?xml version=\"1.0\"?>\n<FileZilla3 version=\"3.63.0\" platform=\"*nix\"><Servers>\n"
      "<Folder expanded=\"1\">Work &amp; play\n<Folder>Cust/omers<Server><Host>web.example.org</Host><Port>2222</Port>"
      "<Protocol>1</Protocol><Type>0</Type><User>anna</User><Pass encoding=\"base64\">c2VjcsO2dA==</Pass><Logontype>1"
      "</Logontype><Keyfile>/home/anna/.ssh/id</Keyfile><Colour>3</Colour><Name>web</Name><Comments>one\ntwo</Comments>"
      "<LocalDir>/home/anna/site</LocalDir><RemoteDir>1 0 3 srv 8 two word</RemoteDir>"
      "<Bookmark><Name>logs</Name><LocalDir/><RemoteDir>1 0 3 var 3 log</RemoteDir></Bookmark>"
      "<Bookmark><Name>nothing</Name></Bookmark></Server></Folder></Folder>\n"
      "<Server><Host>10.0.0.1</Host><Protocol>1</Protocol><Pass encoding=\"crypt\" pubkey=\"x\">AAAA</Pass>"
      "<Keyfile>C:\\keys\\a.ppk</Keyfile><LocalDir>C:\\data</LocalDir><Name>bare</Name></Server>\n"
      "<Server><Host>ftp.example.org</Host><Protocol>0</Protocol><Name>old</Name></Server>\n"
      "<Server><Host>-oProxyCommand=x</Host><Protocol>1</Protocol><Name>evil</Name></Server>\n"
      "<Server><Host>h</Host><Protocol>1</Protocol><User>a;b</User><Port>99999</Port><Name>odd</Name></Server>\n"
      "</Servers></FileZilla3>\n";

static void
test_filezilla (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (QuaysideImport) import = NULL;
  QuaysideImportItem *item;
  QuaysideSite *site;
  g_autoptr (QuaysideBookmark) bookmark = NULL;

  import = quayside_import_filezilla (filezilla, strlen (filezilla), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (import), ==, 3);
  item = find (import, "web");
  site = quayside_import_item_get_site (item);
  g_assert_cmpstr (quayside_site_get_folder (site), ==, "Work & play/Cust-omers");
  g_assert_cmpstr (quay_site_options_get_host (options_of (item)), ==, "web.example.org");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 2222);
  g_assert_cmpstr (quay_site_options_get_user (options_of (item)), ==, "anna");
  g_assert_cmpstr (quay_site_options_get_identities (options_of (item))[0], ==, "/home/anna/.ssh/id");
  g_assert_null (quay_site_options_get_password (options_of (item)));
  g_assert_cmpstr (quayside_import_item_get_password (item), ==, "secr\303\266t");
  g_assert_cmpstr (quayside_site_get_colour (site), ==, "blue");
  g_assert_cmpstr (quayside_site_get_notes (site), ==, "one\ntwo");
  g_assert_cmpstr (quayside_site_get_local_folder (site), ==, "/home/anna/site");
  g_assert_cmpstr (quayside_site_get_remote_folder (site), ==, "/srv/two word");
  g_assert_cmpuint (g_list_model_get_n_items (quayside_site_get_bookmarks (site)), ==, 1);
  bookmark = g_list_model_get_item (quayside_site_get_bookmarks (site), 0);
  g_assert_cmpstr (quayside_bookmark_get_remote (bookmark), ==, "/var/log");
  g_assert_cmpstr (quayside_import_item_get_remark (item), ==, "");
  /* The site's file holds no word of it. */
  text = quayside_site_dup_text (site);
  g_assert_null (strstr (text, "secr"));

  item = find (import, "bare");
  g_assert_null (quayside_import_item_get_password (item));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "master password"));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "a.ppk"));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "data"));
  item = find (import, "odd");
  g_assert_cmpstr (quay_site_options_get_user (options_of (item)), ==, "");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 22);
  g_assert_cmpuint (g_strv_length ((char **)quayside_import_get_remarks (import)), ==, 2);
}

/* Entities, files, the network, depth, and what is no XML. */
static void
test_filezilla_hostile (void)
{
  static const char *const texts[] = {
    "",
    "no xml",
    "<FileZilla3/>",
    "<a><Servers/></a>",
    "<FileZilla3><Servers>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><FileZilla3><Servers><Server><Host>a</Host>"
    "<Protocol>1</Protocol><Name>&e;</Name></Server></Servers></FileZilla3>",
    "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><FileZilla3><Servers/></FileZilla3>",
    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>"
    "<FileZilla3><Servers><Folder>&c;</Folder></Servers></FileZilla3>",
  };
  g_autoptr (GString) deep = g_string_new ("<FileZilla3><Servers>");
  g_autoptr (QuaysideImport) import = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quayside_import_filezilla (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  for (guint i = 0; i < 100; i++)
    g_string_append (deep, "<Folder>f");
  g_string_append (deep, "<Server><Host>h</Host><Protocol>1</Protocol></Server>");
  for (guint i = 0; i < 100; i++)
    g_string_append (deep, "</Folder>");
  g_string_append (deep, "</Servers></FileZilla3>");
  import = quayside_import_filezilla (deep->str, deep->len, NULL);
  g_assert_cmpuint (count (import), ==, 0);
}

static void
test_winscp (void)
{
  static const char text[]
      = "\xef\xbb\xbf[Configuration\\Interface]\r\nRandomSeedFile=x\r\n[Sessions\\Default%20Settings]\r\nHostName=d\r\n"
        "[Sessions\\Work/My%20web]\r\nHostName=web.example.org\r\nPortNumber=2222\r\nUserName=anna\r\nFSProtocol=2\r\n"
        "Password=A35C7559\r\nPublicKeyFile=/home/anna/key%20one\r\nRemoteDirectory=/srv/%C3%A4\r\nNotes=a%0D%0Ab\r\n"
        "Tunnel=1\r\nProxyMethod=3\r\n\r\n[Sessions\\ftp]\r\nHostName=f\r\nFSProtocol=5\r\n"
        "[Sessions\\none]\r\nUserName=x\r\n[Sessions\\evil]\r\nHostName=$(id)\r\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideImport) import = quayside_import_winscp (text, strlen (text), &error);
  QuaysideImportItem *item;

  g_assert_no_error (error);
  g_assert_cmpuint (count (import), ==, 1);
  item = find (import, "My web");
  g_assert_cmpstr (quayside_site_get_folder (quayside_import_item_get_site (item)), ==, "Work");
  g_assert_cmpstr (quay_site_options_get_host (options_of (item)), ==, "web.example.org");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 2222);
  g_assert_cmpstr (quay_site_options_get_identities (options_of (item))[0], ==, "/home/anna/key one");
  g_assert_cmpstr (quayside_site_get_remote_folder (quayside_import_item_get_site (item)), ==, "/srv/ä");
  g_assert_cmpstr (quayside_site_get_notes (quayside_import_item_get_site (item)), ==, "a\nb");
  g_assert_null (quayside_import_item_get_password (item));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "password stays"));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "tunnel"));
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "proxy"));
  g_assert_cmpuint (g_strv_length ((char **)quayside_import_get_remarks (import)), ==, 3);

  g_assert_null (quayside_import_winscp ("[Other]\na=b\n", 12, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static QuaysideImport *
import_from (QuaysideImportSource source, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  quayside_import_async (source, file, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);

  return quayside_import_finish (result, error);
}

static void
test_putty (void)
{
  char *folder = quay_test_make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideImport) import = NULL;
  QuaysideImportItem *item;

  quay_test_put_file (folder, "Default%20Settings", "HostName=d\nProtocol=ssh\n");
  quay_test_put_file (folder, "My%20web%2F1",
                      "HostName=anna@web.example.org\nProtocol=ssh\nPortNumber=2222\n"
                      "PublicKeyFile=/home/anna/a.ppk\nAddressFamily=2\nProxyMethod=1\n");
  quay_test_put_file (folder, "serial", "Protocol=serial\n");
  quay_test_put_file (folder, "evil", "HostName=a b\nProtocol=ssh\n");
  quay_test_run_sh (folder, "mkdir sub; mkfifo pipe");
  import = import_from (QUAYSIDE_IMPORT_PUTTY, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (import), ==, 1);
  item = find (import, "My web/1");
  g_assert_cmpstr (quay_site_options_get_user (options_of (item)), ==, "anna");
  g_assert_cmpstr (quay_site_options_get_host (options_of (item)), ==, "web.example.org");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 2222);
  g_assert_cmpuint (quay_site_options_get_use_ipv6 (options_of (item)), ==, 1);
  g_assert_cmpstr (quay_site_options_get_identities (options_of (item))[0], ==, "/home/anna/a.ppk");
  g_assert_nonnull (strstr (quayside_import_item_get_remark (item), "proxy"));
  g_assert_cmpuint (g_strv_length ((char **)quayside_import_get_remarks (import)), ==, 2);
  quay_test_remove_folder (folder);
}

/* The real ssh resolves patterns, included files and Match; it is told which configuration to read. */
static void
test_ssh_config (void)
{
  char *folder = quay_test_make_folder ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "config", NULL);
  g_autofree char *included = g_strdup_printf ("# mine\nInclude %s/more-*\nhost = web *.example.org !bad web-2\n"
                                               "  Port 2222\nHost *\n  User anna\nHost \"mail\" -evil a;b\n"
                                               "  HostName 127.0.0.1\nMatch host web\n  IdentityFile /keys/web\n",
                                               folder);
  g_autofree char *ssh = g_find_program_in_path ("ssh");
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nexec %s -F %s \"$@\"\n", ssh, path);
  g_autofree char *search = g_strdup_printf ("%s:%s", folder, g_getenv ("PATH"));
  g_autofree char *before = g_strdup (g_getenv ("PATH"));
  g_autoptr (QuaysideImport) import = NULL;
  QuaysideImportItem *item;

  quay_test_put_file (folder, "config", included);
  quay_test_put_file (folder, "more-1", "Host deep\n  HostName deep.example.org\n  Port 23\nInclude config\n");
  quay_test_put_file (folder, "ssh", script);
  quay_test_run_sh (folder, "chmod +x ssh");
  g_setenv ("PATH", search, TRUE);
  import = import_from (QUAYSIDE_IMPORT_SSH_CONFIG, path, &error);
  g_setenv ("PATH", before, TRUE);
  g_assert_no_error (error);
  g_assert_cmpuint (count (import), ==, 4);
  item = find (import, "deep");
  g_assert_cmpstr (quay_site_options_get_host (options_of (item)), ==, "deep.example.org");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 23);
  g_assert_cmpstr (quay_site_options_get_user (options_of (item)), ==, "anna");
  item = find (import, "web");
  g_assert_cmpuint (quay_site_options_get_port (options_of (item)), ==, 2222);
  g_assert_cmpstr (quay_site_options_get_identities (options_of (item))[0], ==, "/keys/web");
  find (import, "web-2");
  find (import, "mail");
  quay_test_remove_folder (folder);
}

static void
test_nothing_there (void)
{
  char *folder = quay_test_make_folder ();
  g_autofree char *large = g_strnfill (QUAYSIDE_IMPORT_MAX_BYTES + 1, ' ');
  g_autofree char *path = g_build_filename (folder, "none", NULL);
  g_autofree char *large_path = g_build_filename (folder, "large", NULL);

  quay_test_put_file (folder, "large", large);
  for (QuaysideImportSource source = QUAYSIDE_IMPORT_FILEZILLA; source <= QUAYSIDE_IMPORT_SSH_CONFIG; source++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (import_from (source, path, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    }
  for (QuaysideImportSource source = QUAYSIDE_IMPORT_FILEZILLA; source <= QUAYSIDE_IMPORT_WINSCP; source++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (import_from (source, large_path, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  quay_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sites/import/filezilla", test_filezilla);
  g_test_add_func ("/sites/import/filezilla-hostile", test_filezilla_hostile);
  g_test_add_func ("/sites/import/winscp", test_winscp);
  g_test_add_func ("/sites/import/putty", test_putty);
  g_test_add_func ("/sites/import/ssh-config", test_ssh_config);
  g_test_add_func ("/sites/import/nothing-there", test_nothing_there);

  return g_test_run ();
}
