/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Setting attributes of a file. */
#include "quay-login-private.h"

#include "quay-error-private.h"
#include "quay-file-changes-private.h"
#include "quay-set-private.h"
#include "quay-text.h"

/* What cannot be set, in words. */
static const struct
{
  guint32 field;
  const char *words;
} field_words[] = {
  { QUAY_ATTR_SIZE, "the size" },
  { QUAY_ATTR_OWNERGROUP, "owner and group" },
  { QUAY_ATTR_PERMISSIONS, "permissions" },
  { QUAY_ATTR_ACCESSTIME, "the access time" },
  { QUAY_ATTR_MODIFYTIME, "the modification time" },
  { QUAY_ATTR_CREATETIME, "the creation time" },
  { QUAY_ATTR_CTIME, "the time of the last change" },
  { QUAY_ATTR_ACL, "an access control list" },
  { QUAY_ATTR_BITS, "attribute bits" },
  { QUAY_ATTR_MIME_TYPE, "a MIME type" },
};

static gboolean
refuse_field (QuayOp *op, const QuaySftpServer *server, guint32 missing)
{
  const char *words = "what was asked for";
  g_autofree char *reason = NULL;

  for (guint i = G_N_ELEMENTS (field_words); i-- > 0;)
    if ((missing & field_words[i].field) != 0)
      words = field_words[i].words;
  reason = g_strdup_printf ("the server cannot set %s in SFTP version %u", words, server->version);
  quay_op_return_unsupported (op, reason);

  return FALSE;
}

/* Version 3 has numbers only. */
static gboolean
read_number (QuayOp *op, const char *text, guint32 *number)
{
  guint64 value;
  g_autofree char *shown = NULL;
  g_autofree char *reason = NULL;

  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    {
      *number = (guint32)value;
      return TRUE;
    }
  shown = quay_text_escape_message (text, -1, 100);
  reason
      = g_strdup_printf ("in SFTP version 3 owners and groups are numbers, and “%s” is none; give the number, or let "
                         "a higher version be spoken",
                         shown);
  quay_op_return_unsupported (op, reason);

  return FALSE;
}

/* FALSE: the op has failed. */
static gboolean
fit_to_version (QuayOp *op, const QuaySftpServer *server, QuayAttrs *attrs)
{
  guint32 settable = server->settable;
  guint32 missing;

  if ((settable & (QUAY_ATTR_UIDGID | QUAY_ATTR_OWNERGROUP)) != 0)
    settable |= QUAY_ATTR_OWNERGROUP;
  missing = attrs->valid & ~settable & ~(guint32)QUAY_ATTR_SUBSECOND_TIMES;
  if (missing != 0)
    return refuse_field (op, server, missing);
  if ((attrs->valid & QUAY_ATTR_BITS) != 0 && server->has_supported
      && (attrs->bits_valid & ~server->attribute_bits) != 0)
    return refuse_field (op, server, QUAY_ATTR_BITS);
  if ((attrs->valid & QUAY_ATTR_OWNERGROUP) == 0 || server->version > 3)
    return TRUE;
  if (!read_number (op, attrs->owner, &attrs->uid) || !read_number (op, attrs->group, &attrs->gid))
    return FALSE;
  attrs->valid = (attrs->valid & ~(guint32)QUAY_ATTR_OWNERGROUP) | QUAY_ATTR_UIDGID;

  return TRUE;
}

static gboolean
is_half (guint32 valid, guint32 one, guint32 other)
{
  return ((valid & one) != 0) != ((valid & other) != 0);
}

/* Owner and group go together, and in version 3 the two times too: who sets one of them must know the other. */
static gboolean
must_look (const QuaySftpServer *server, const QuayAttrs *attrs)
{
  if ((attrs->valid & (QUAY_ATTR_OWNERGROUP | QUAY_ATTR_UIDGID)) != 0 && (attrs->owner == NULL || attrs->group == NULL))
    return TRUE;

  return server->version == 3 && is_half (attrs->valid, QUAY_ATTR_ACCESSTIME, QUAY_ATTR_MODIFYTIME);
}

static void
fill_in (QuayAttrs *attrs, const QuayAttrs *present)
{
  if ((attrs->valid & QUAY_ATTR_UIDGID) != 0 && attrs->owner == NULL)
    attrs->uid = present->uid;
  if ((attrs->valid & QUAY_ATTR_UIDGID) != 0 && attrs->group == NULL)
    attrs->gid = present->gid;
  if ((attrs->valid & QUAY_ATTR_OWNERGROUP) != 0 && attrs->owner == NULL)
    attrs->owner = g_strdup (present->owner);
  if ((attrs->valid & QUAY_ATTR_OWNERGROUP) != 0 && attrs->group == NULL)
    attrs->group = g_strdup (present->group);
  if ((attrs->valid & QUAY_ATTR_MODIFYTIME) != 0 && (attrs->valid & QUAY_ATTR_ACCESSTIME) == 0
      && (present->valid & QUAY_ATTR_ACCESSTIME) != 0)
    attrs->atime = present->atime;
  else if ((attrs->valid & QUAY_ATTR_ACCESSTIME) != 0 && (attrs->valid & QUAY_ATTR_MODIFYTIME) == 0)
    attrs->mtime = present->mtime;
}

static void
fill_in_times (const QuaySftpServer *server, QuayAttrs *attrs)
{
  if (server->version == 3 && (attrs->valid & (QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME)) != 0)
    attrs->valid |= QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME;
}

static void
on_present (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  QuaySetting *setting = op->data;

  if (!quay_op_check (op, reply))
    return;
  if (must_look (quay_sftp_session_get_server (session), &setting->attrs))
    {
      fill_in (&setting->attrs, reply->attrs);
      fill_in_times (quay_sftp_session_get_server (session), &setting->attrs);
    }
  setting->is_link = reply->attrs->type == QUAY_FILE_TYPE_SYMLINK;
  setting->send (op, session, setting);
}

void
quay_setting_start (QuayOp *op, QuaySftpSession *session)
{
  QuaySetting *setting = op->data;
  const QuaySftpServer *server = quay_sftp_session_get_server (session);

  if (!fit_to_version (op, server, &setting->attrs))
    return;
  if (setting->attrs.valid == 0)
    quay_op_return_boolean (op, TRUE);
  else if (setting->look != NULL && (setting->must_look || must_look (server, &setting->attrs)))
    setting->look (op, session, on_present);
  else
    setting->send (op, session, setting);
}

static void
setting_free (gpointer data)
{
  QuaySetting *setting = data;

  quay_attrs_clear (&setting->attrs);
  g_free (setting);
}

QuaySetting *
quay_setting_new (QuayOp *op, QuayFileChanges *changes)
{
  QuaySetting *setting = g_new0 (QuaySetting, 1);

  quay_attrs_init (&setting->attrs);
  quay_attrs_copy (&setting->attrs, quay_file_changes_get_attrs (changes));
  op->data = setting;
  op->data_destroy = setting_free;

  return setting;
}

/* By path */

static void
look_at_path (QuayOp *op, QuaySftpSession *session, QuaySftpFunc func)
{
  quay_sftp_session_stat (session, op->path, op->flag, func, quay_op_ref (op));
}

static void
send_by_path (QuayOp *op, QuaySftpSession *session, const QuaySetting *setting)
{
  if (op->flag || !setting->is_link)
    quay_sftp_session_setstat (session, op->path, &setting->attrs, quay_op_on_status, quay_op_ref (op));
  else if (quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_LSETSTAT)
    quay_sftp_session_lsetstat (session, op->path, &setting->attrs, quay_op_on_status, quay_op_ref (op));
  else
    quay_op_return_unsupported (
        op, "it is a symbolic link, and the server cannot change one itself (it has no lsetstat@openssh.com)");
}

static const QuayOpKind set_attributes_kind
    = { .tried = "Could not change the attributes of", .start = quay_setting_start };

/**
 * quay_login_set_attributes_async:
 * @self: an open login
 * @path: (type filename): a path
 * @changes: what to set; copied
 * @follow_symlinks: whether what a symbolic link leads to is meant, or the link itself (lsetstat@openssh.com)
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sets attributes (SSH_FXP_SETSTAT, filexfer-02 section 6.9 and -13 section 8.6; lsetstat@openssh.com, OpenSSH's
 * PROTOCOL section 4.7). What the version of the protocol has no place for, or the server says it cannot set
 * ("supported", "supported2"), is refused before anything is asked. Nanoseconds are dropped where there are none. Where
 * only one of owner and group is set, or in version 3 one of the two times, the other one is read first and stays.
 */
void
quay_login_set_attributes_async (QuayLogin *self,
                                 const char *path,
                                 QuayFileChanges *changes,
                                 gboolean follow_symlinks,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  QuaySetting *setting;
  QuayOp *op;

  g_return_if_fail (QUAY_IS_FILE_CHANGES (changes));
  op = quay_login_begin (self, &set_attributes_kind, &(QuayOpArgs){ .path = path, .flag = follow_symlinks },
                         cancellable, callback, user_data);
  if (op == NULL)
    return;
  setting = quay_setting_new (op, changes);
  setting->must_look = !follow_symlinks;
  setting->look = look_at_path;
  setting->send = send_by_path;
  quay_op_run (op);
}

/**
 * quay_login_set_attributes_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether they were set
 */
gboolean
quay_login_set_attributes_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &set_attributes_kind, result, error);
}
