/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-entry.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

static char *
dup_link_target (QuayCli *cli, QuayLogin *login, const char *path, QuayFileInfo *info)
{
  g_auto (QuayCliWait) wait = { 0 };

  if (!quay_file_info_is_symlink (info))
    return NULL;
  quay_login_readlink_async (login, path, cli->cancellable, quay_cli_wait_ready, &wait);

  return quay_login_readlink_finish (login, quay_cli_wait_result (&wait), NULL);
}

static void
write_date (QuayCli *cli, const char *what, gint64 seconds)
{
  g_autofree char *date = quay_cli_entry_dup_date (seconds, "%F %T %z");

  quay_cli_output_line (cli->output, "  %-10s %s", what, date);
}

static void
write_text (QuayCli *cli, const char *what, const char *bytes)
{
  g_autofree char *text = NULL;

  if (bytes == NULL || *bytes == '\0')
    return;
  text = quay_cli_output_dup_name (cli->output, bytes);
  quay_cli_output_line (cli->output, "  %-10s %s", what, text);
}

static gboolean
knows (QuayFileInfo *info, QuayAttrFlags field)
{
  return (quay_file_info_get_fields (info) & field) != 0;
}

/* What later versions of SFTP, and not all servers, tell. */
static void
write_later_attributes (QuayCli *cli, QuayFileInfo *info)
{
  if (knows (info, QUAY_ATTR_CREATETIME))
    write_date (cli, "created", quay_file_info_get_created (info));
  if (knows (info, QUAY_ATTR_CTIME))
    write_date (cli, "changed", quay_file_info_get_changed (info));
  if (knows (info, QUAY_ATTR_ALLOCATION_SIZE))
    quay_cli_output_line (cli->output, "  %-10s %" G_GUINT64_FORMAT, "on disk",
                          quay_file_info_get_allocation_size (info));
  if (knows (info, QUAY_ATTR_LINK_COUNT))
    quay_cli_output_line (cli->output, "  %-10s %u", "names", quay_file_info_get_link_count (info));
  if (knows (info, QUAY_ATTR_BITS))
    quay_cli_output_line (cli->output, "  %-10s 0x%x", "bits",
                          quay_file_info_get_attribute_bits (info) & quay_file_info_get_attribute_bits_valid (info));
  write_text (cli, "type", quay_file_info_get_mime_type (info));
  write_text (cli, "as it was", quay_file_info_get_untranslated_name (info));
}

static void
write_acl (QuayCli *cli, QuayFileInfo *info)
{
  g_autoptr (QuayFileAcl) acl = quay_file_info_dup_acl (info);
  g_autofree char *text = acl != NULL ? quay_file_acl_dup_text (acl) : NULL;
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    write_text (cli, "access", lines[i]);
}

static void
write_paragraph (QuayCli *cli, const char *path, QuayFileInfo *info, const char *link_target)
{
  g_autofree char *name = quay_cli_output_dup_name (cli->output, path);
  g_autofree char *mode = quay_file_info_dup_mode_string (info);

  cli->n_items++;
  quay_cli_output_line (cli->output, "%s", name);
  write_text (cli, "kind", quay_cli_entry_kind (info));
  if (quay_file_info_has_size (info))
    quay_cli_output_line (cli->output, "  %-10s %" G_GUINT64_FORMAT, "size", quay_file_info_get_size (info));
  if (quay_file_info_has_permissions (info))
    quay_cli_output_line (cli->output, "  %-10s %04o %s", "mode", quay_file_info_get_permissions (info) & 07777, mode);
  write_text (cli, "owner", quay_file_info_get_owner (info));
  write_text (cli, "group", quay_file_info_get_group (info));
  write_date (cli, "modified", quay_file_info_get_modified (info));
  write_date (cli, "accessed", quay_file_info_get_accessed (info));
  write_later_attributes (cli, info);
  write_acl (cli, info);
  write_text (cli, "link to", link_target);
}

static void
stat_argument (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_cli_path_stat (cli, login, path, FALSE, &error);
  g_autofree char *target = NULL;

  if (info == NULL)
    {
      quay_cli_fail (cli, path, error);
      return;
    }
  target = dup_link_target (cli, login, path, info);
  if (cli->options->json)
    quay_cli_entry_print (cli, "stat", path, path, info, target, TRUE);
  else
    write_paragraph (cli, path, info, target);
}

void
quay_cli_stat (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, cli->options->arguments->len, FALSE, stat_argument, NULL);
}
