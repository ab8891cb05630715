/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The temporary remote file gets its name. Where nothing is in the way a plain RENAME does it, which never replaces. An
 * existing target is replaced in one step by posix-rename or the v5 flag; a server with neither has the old file moved
 * aside first and back again when the second step fails.
 */
#include "quay-upload-private.h"

#include "quay-error-private.h"

static QuaySftpSession *
session_of (QuayUpload *self)
{
  return quay_stripes_get (&self->stripes, 0)->lane->session;
}

/* Given up while the server was at it. */
static void
record_if_ok (QuayUpload *self, const QuaySftpReply *reply)
{
  if (quay_sftp_reply_ok (reply))
    quay_transfer_job_record_done (self->node);
}

static void
on_renamed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    {
      record_if_ok (self, reply);
      return;
    }
  if (!quay_sftp_reply_ok (reply))
    {
      if (self->backup != NULL)
        quay_sftp_session_rename (session, self->backup, self->target, NULL, NULL);
      quay_upload_fail_reply (self, reply);
      return;
    }
  if (self->backup != NULL)
    quay_sftp_session_remove (session, self->backup, NULL, NULL);
  g_clear_pointer (&self->temporary, g_free);
  quay_upload_done (self);
}

static void
on_moved_aside (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    {
      if (quay_sftp_reply_ok (reply))
        quay_sftp_session_rename (session, self->backup, self->target, NULL, NULL);
      return;
    }
  if (!quay_sftp_reply_ok (reply))
    {
      g_clear_pointer (&self->backup, g_free);
      quay_upload_fail_reply (self, reply);
      return;
    }
  quay_sftp_session_rename (session, self->temporary, self->target, on_renamed, quay_upload_ref (self));
}

static void
move_aside (QuayUpload *self, QuaySftpSession *session)
{
  self->backup = g_strconcat (self->temporary, ".old", NULL);
  quay_connection_log (self->node->job->connection, 1,
                       "The server cannot replace a file in one step: the old one is moved aside first");
  quay_sftp_session_rename (session, self->target, self->backup, on_moved_aside, quay_upload_ref (self));
}

/* A server of version 5 may turn out to lack what that version has. */
static void
on_replaced (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  QuayUpload *self = user_data;

  if (self->settled || !quay_sftp_session_learn_replace (session, reply))
    {
      on_renamed (session, reply, self);
      return;
    }
  move_aside (self, session);
  quay_upload_unref (self);
}

/* A plain RENAME that failed: was it because something has the name by now? */
static void
on_in_the_way (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (quay_sftp_reply_ok (reply))
    quay_upload_in_the_way (self, reply->attrs);
  else
    quay_upload_fail_sentence (self, QUAY_ERROR_RENAME_UNSUPPORTED,
                               "the server refuses to give the uploaded file its name");
}

static void
on_plain_rename (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    {
      record_if_ok (self, reply);
      return;
    }
  if (quay_sftp_reply_ok (reply))
    {
      g_clear_pointer (&self->temporary, g_free);
      quay_upload_done (self);
    }
  else if (reply->error != NULL || reply->status == QUAY_STATUS_PERMISSION_DENIED)
    quay_upload_fail_reply (self, reply);
  else
    quay_sftp_session_stat (session, self->target, FALSE, on_in_the_way, quay_upload_ref (self));
}

void
quay_upload_publish (QuayUpload *self)
{
  QuaySftpSession *session = session_of (self);

  if (quay_upload_verify (self))
    return;
  if (self->temporary == NULL)
    quay_upload_done (self);
  else if (!self->replace)
    quay_sftp_session_rename (session, self->temporary, self->target, on_plain_rename, quay_upload_ref (self));
  else if (quay_sftp_session_can_replace (session))
    quay_sftp_session_replace (session, self->temporary, self->target, on_replaced, quay_upload_ref (self));
  else
    move_aside (self, session);
}
