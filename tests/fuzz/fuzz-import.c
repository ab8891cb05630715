/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "quayside-import.h"

/* The first byte says which program's file it is. */
const char *const fuzz_seeds[] = {
  "'0<FileZilla3><Servers><Folder>f<Server><Host>h</Host><Protocol>1</Protocol><Pass encoding=\"base64\">c2Vj</Pass>"
  "<RemoteDir>1 0 3 srv</RemoteDir><Name>n</Name></Server></Folder></Servers></FileZilla3>'",
  "'0<!DOCTYPE x [<!ENTITY e \"x\">]><FileZilla3><Servers>&e;</Servers></FileZilla3>'",
  "'0<FileZilla3><Servers><Server><Host>h</Host><Protocol>1</Protocol><Bookmark><RemoteDir>1 0 99 x</RemoteDir>"
  "</Bookmark></Server></Servers></FileZilla3>'",
  "'1[Sessions\\a/b%20c]' 0d 0a 'HostName=h' 0d 0a 'PublicKeyFile=%FF%00' 0d 0a",
  "'1[Sessions\\]' 0a '[Sessions\\' 0a",
  "'2HostName=a@b' 0a 'Protocol=ssh' 0a 'PortNumber=0' 0a",
  NULL,
};

/* What comes out may be connected to and shown. */
static void
check (QuaysideImport *import)
{
  GListModel *items = quayside_import_get_items (import);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (QuaysideImportItem) item = g_list_model_get_item (items, i);
      QuaysideSite *site = quayside_import_item_get_site (item);
      QuaySiteOptions *options = quayside_site_get_options (site);

      g_assert (quay_host_name_is_safe (quay_site_options_get_host (options)));
      g_assert (*quay_site_options_get_user (options) == '\0'
                || quay_user_name_is_safe (quay_site_options_get_user (options)));
      g_assert (quay_site_options_get_transport (options) == QUAY_TRANSPORT_SSH);
      g_assert (quay_site_options_get_exec_argv (options) == NULL);
      g_assert (quay_text_is_plain (quayside_site_get_name (site), -1));
      g_assert (quay_text_is_plain (quayside_import_item_get_remark (item), -1));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data + 1;
  g_autoptr (QuaysideImport) import = NULL;

  if (size == 0)
    return 0;
  if (data[0] == '0')
    import = quayside_import_filezilla (text, size - 1, NULL);
  else if (data[0] == '1')
    import = quayside_import_winscp (text, size - 1, NULL);
  else
    {
      import = quayside_import_new ();
      quayside_import_putty_session (import, "a%20b", text, size - 1);
    }
  if (import != NULL)
    check (import);

  return 0;
}
