/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-entry.h"

#include <string.h>

#include "quay-cli-json.h"
#include "quay-cli-path.h"

/* READLINK requests under way at once: enough to hide the round trip, few enough to stop at once. */
#define MAX_LINKS_AT_ONCE 64

/* As ls does: what is older than half a year shows its year instead of the time. */
#define RECENT_SECONDS (365 * 24 * 3600 / 2)

static const char *const kinds[] = {
  [QUAY_FILE_TYPE_REGULAR] = "file",
  [QUAY_FILE_TYPE_DIRECTORY] = "directory",
  [QUAY_FILE_TYPE_SYMLINK] = "symlink",
  [QUAY_FILE_TYPE_SPECIAL] = "special",
  [QUAY_FILE_TYPE_UNKNOWN] = "unknown",
  [QUAY_FILE_TYPE_SOCKET] = "socket",
  [QUAY_FILE_TYPE_CHAR_DEVICE] = "char-device",
  [QUAY_FILE_TYPE_BLOCK_DEVICE] = "block-device",
  [QUAY_FILE_TYPE_FIFO] = "fifo",
};

const char *
quay_cli_entry_kind (QuayFileInfo *info)
{
  guint type = quay_file_info_get_file_type (info);

  return type < G_N_ELEMENTS (kinds) && kinds[type] != NULL ? kinds[type] : "unknown";
}

char *
quay_cli_entry_dup_date (gint64 seconds, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, format) : g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
}

static gboolean
knows (QuayFileInfo *info, QuayAttrFlags field)
{
  return (quay_file_info_get_fields (info) & field) != 0;
}

/* What later versions of SFTP, and not all servers, tell. */
static void
add_later_attributes (JsonBuilder *builder, QuayFileInfo *info)
{
  g_autoptr (QuayFileAcl) acl = quay_file_info_dup_acl (info);
  g_autofree char *text = acl != NULL ? quay_file_acl_dup_text (acl) : NULL;

  if (knows (info, QUAY_ATTR_SUBSECOND_TIMES))
    quay_cli_json_uint (builder, "mtime_nsec", quay_file_info_get_modified_nsec (info));
  if (knows (info, QUAY_ATTR_CREATETIME))
    quay_cli_json_int (builder, "created", quay_file_info_get_created (info));
  if (knows (info, QUAY_ATTR_CTIME))
    quay_cli_json_int (builder, "changed", quay_file_info_get_changed (info));
  if (knows (info, QUAY_ATTR_ALLOCATION_SIZE))
    quay_cli_json_uint (builder, "allocation_size", quay_file_info_get_allocation_size (info));
  if (knows (info, QUAY_ATTR_LINK_COUNT))
    quay_cli_json_uint (builder, "link_count", quay_file_info_get_link_count (info));
  if (knows (info, QUAY_ATTR_BITS))
    quay_cli_json_uint (builder, "attribute_bits",
                        quay_file_info_get_attribute_bits (info) & quay_file_info_get_attribute_bits_valid (info));
  if (text != NULL)
    quay_cli_json_bytes (builder, "acl", text);
  quay_cli_json_bytes (builder, "mime_type", quay_file_info_get_mime_type (info));
  quay_cli_json_bytes (builder, "untranslated_name", quay_file_info_get_untranslated_name (info));
}

static void
write_object (QuayCli *cli, const char *type, const char *path, QuayFileInfo *info, const char *link_target)
{
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin (type);
  g_autofree char *mode = NULL;

  quay_cli_json_bytes (builder, "name", quay_file_info_get_name (info));
  quay_cli_json_bytes (builder, "path", path);
  quay_cli_json_text (builder, "kind", quay_cli_entry_kind (info));
  if (quay_file_info_has_size (info))
    quay_cli_json_uint (builder, "size", quay_file_info_get_size (info));
  if (quay_file_info_has_permissions (info))
    {
      mode = g_strdup_printf ("%04o", quay_file_info_get_permissions (info) & 07777);
      quay_cli_json_text (builder, "mode", mode);
    }
  quay_cli_json_int (builder, "mtime", quay_file_info_get_modified (info));
  quay_cli_json_int (builder, "atime", quay_file_info_get_accessed (info));
  quay_cli_json_bytes (builder, "owner", quay_file_info_get_owner (info));
  quay_cli_json_bytes (builder, "group", quay_file_info_get_group (info));
  quay_cli_json_bytes (builder, "link_target", link_target);
  add_later_attributes (builder, info);
  quay_cli_output_object (cli->output, builder);
}

/* Before version 6 there is no link count but in the line the server made for `ls -l`, in version 3. What is no number
 * there is not shown. */
static char *
dup_link_count (QuayFileInfo *info)
{
  const char *line = quay_file_info_get_long_name (info);
  gsize skip, digits;

  if (knows (info, QUAY_ATTR_LINK_COUNT))
    return g_strdup_printf ("%u", quay_file_info_get_link_count (info));
  if (line == NULL)
    return g_strdup ("?");
  skip = strcspn (line, " ");
  skip += strspn (line + skip, " ");
  digits = strspn (line + skip, "0123456789");
  if (digits == 0 || digits > 10 || line[skip + digits] != ' ')
    return g_strdup ("?");

  return g_strndup (line + skip, digits);
}

static char *
dup_ls_date (QuayFileInfo *info)
{
  gint64 seconds = quay_file_info_get_modified (info);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean recent = seconds <= now && now - seconds < RECENT_SECONDS;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *month = NULL;
  g_autofree char *rest = NULL;

  if (time == NULL)
    return g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  month = g_date_time_format (time, "%b");
  rest = g_date_time_format (time, recent ? "%H:%M" : " %Y");

  /* GLib's own %e is padded with a space of another kind, which scripts do not split at. */
  return g_strdup_printf ("%s %2d %s", month, g_date_time_get_day_of_month (time), rest);
}

static char *
dup_owner (const char *owner)
{
  return owner != NULL && *owner != '\0' ? quay_text_escape (owner, -1) : g_strdup ("?");
}

static void
write_long_line (QuayCli *cli, const char *shown, QuayFileInfo *info, const char *link_target)
{
  g_autofree char *mode = quay_file_info_dup_mode_string (info);
  g_autofree char *links = dup_link_count (info);
  g_autofree char *owner = dup_owner (quay_file_info_get_owner (info));
  g_autofree char *group = dup_owner (quay_file_info_get_group (info));
  g_autofree char *size = NULL;
  g_autofree char *date = dup_ls_date (info);
  g_autofree char *name = quay_cli_output_dup_name (cli->output, shown);
  g_autofree char *target = link_target != NULL ? quay_cli_output_dup_name (cli->output, link_target) : NULL;

  size = quay_file_info_has_size (info) ? g_strdup_printf ("%" G_GUINT64_FORMAT, quay_file_info_get_size (info))
                                        : g_strdup ("?");
  quay_cli_output_line (cli->output, "%s %3s %-8s %-8s %12s %s %s%s%s", mode, links, owner, group, size, date, name,
                        target != NULL ? " -> " : "", target != NULL ? target : "");
}

void
quay_cli_entry_print (QuayCli *cli,
                      const char *type,
                      const char *shown,
                      const char *path,
                      QuayFileInfo *info,
                      const char *link_target,
                      gboolean long_format)
{
  cli->n_items++;
  if (cli->options->json)
    write_object (cli, type, path, info, link_target);
  else if (long_format)
    write_long_line (cli, shown, info, link_target);
  else
    {
      g_autofree char *name = quay_cli_output_dup_name (cli->output, shown);

      quay_cli_output_line (cli->output, "%s", name);
    }
}

/* Several READLINKs under way. */
typedef struct
{
  GPtrArray *targets;
  guint n_pending;
} Links;

typedef struct
{
  Links *links;
  guint index;
} Link;

static void
on_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Link *link = user_data;

  link->links->targets->pdata[link->index] = quay_login_readlink_finish (QUAY_LOGIN (source), result, NULL);
  link->links->n_pending--;
}

static void
start_link (QuayCli *cli, QuayLogin *login, const char *path, Links *links, guint index)
{
  Link *link = g_new (Link, 1);

  *link = (Link){ links, index };
  links->n_pending++;
  quay_login_readlink_async (login, path, cli->cancellable, on_link, link);
}

GPtrArray *
quay_cli_entry_read_links (QuayCli *cli, QuayLogin *login, const char *folder, GPtrArray *infos)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  Links links = { targets, 0 };

  g_ptr_array_set_size (targets, (int)infos->len);
  for (guint i = 0; i < infos->len && !quay_cli_is_cancelled (cli); i++)
    {
      QuayFileInfo *info = infos->pdata[i];
      g_autofree char *path = NULL;

      if (!quay_file_info_is_symlink (info))
        continue;
      while (links.n_pending >= MAX_LINKS_AT_ONCE)
        g_main_context_iteration (NULL, TRUE);
      path = quay_cli_path_join (folder, quay_file_info_get_name (info));
      start_link (cli, login, path, &links, i);
    }
  while (links.n_pending > 0)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&targets);
}
