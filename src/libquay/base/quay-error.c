/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-error-private.h"

#include <errno.h>
#include <gio/gio.h>

#include "quay-text.h"

/* How much of a server's own words goes into a sentence. */
#define MAX_SERVER_TEXT 300

typedef struct
{
  QuayStatus status;
  int errsv;
  gboolean passphrase;
} QuayErrorPrivate;

static void
quay_error_private_init (QuayErrorPrivate *private)
{
  private->status = QUAY_STATUS_NONE;
  private->errsv = 0;
  private->passphrase = FALSE;
}

static void
quay_error_private_copy (const QuayErrorPrivate *from, QuayErrorPrivate *to)
{
  *to = *from;
}

static void
quay_error_private_clear (QuayErrorPrivate *private)
{
}

G_DEFINE_EXTENDED_ERROR (QuayError, quay_error)

/**
 * quay_error_get_sftp_status:
 * @error: an error
 *
 * Which SSH_FXP_STATUS code (draft-ietf-secsh-filexfer-13 section 9.1) the error came from.
 *
 * Returns: the status, or %QUAY_STATUS_NONE where the error has another cause
 */
QuayStatus
quay_error_get_sftp_status (const GError *error)
{
  if (error == NULL || error->domain != QUAY_ERROR)
    return QUAY_STATUS_NONE;

  return quay_error_get_private (error)->status;
}

/**
 * quay_error_get_errno:
 * @error: an error
 *
 * Returns: the errno of the system call that failed, or 0 where none did
 */
int
quay_error_get_errno (const GError *error)
{
  if (error == NULL || error->domain != QUAY_ERROR)
    return 0;

  return quay_error_get_private (error)->errsv;
}

void
quay_set_error (GError **error, QuayError code, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  *error = g_error_new_valist (QUAY_ERROR, code, format, args);
  va_end (args);
}

/* What to do about a file on this machine. */
static const char *
advise_locally (int errsv)
{
  switch (errsv)
    {
    case ENOSPC:
    case EDQUOT:
      return "make room there, then try again";
    case EACCES:
    case EPERM:
      return "change its permissions or choose another place";
    case EROFS:
      return "choose another place";
    case ENOENT:
      return "check the path";
    case EIO:
      return "look after the disk";
    default:
      return NULL;
    }
}

static void
set_errno (GError **error, QuayError code, int errsv, const char *tried, const char *advice)
{
  *error = g_error_new (QUAY_ERROR, code, "%s: %s%s%s", tried, g_strerror (errsv), advice != NULL ? "; " : "",
                        advice != NULL ? advice : "");
  quay_error_get_private (*error)->errsv = errsv;
}

void
quay_set_error_errno (GError **error, QuayError code, int errsv, const char *format, ...)
{
  g_autofree char *tried = NULL;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  tried = g_strdup_vprintf (format, args);
  va_end (args);
  set_errno (error, code, errsv, tried, NULL);
}

void
quay_set_error_local (GError **error, int errsv, const char *advice, const char *format, ...)
{
  g_autofree char *tried = NULL;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  tried = g_strdup_vprintf (format, args);
  va_end (args);
  set_errno (error, QUAY_ERROR_LOCAL_FILE, errsv, tried, advice != NULL ? advice : advise_locally (errsv));
}

static const struct
{
  QuayStatus status;
  const char *text;
  const char *advice; /* what to do, where that is more than to look and think */
} statuses[] = {
  { QUAY_STATUS_OK, "success", NULL },
  { QUAY_STATUS_EOF, "end of file", NULL },
  { QUAY_STATUS_NO_SUCH_FILE, "no such file or directory", "check the path" },
  { QUAY_STATUS_PERMISSION_DENIED, "permission denied", "ask its owner, or log in as another user" },
  { QUAY_STATUS_FAILURE, "the server reports a failure", "is its disk full, a quota used up, or the name in use?" },
  { QUAY_STATUS_BAD_MESSAGE, "the server did not understand the request", NULL },
  { QUAY_STATUS_NO_CONNECTION, "no connection", NULL },
  { QUAY_STATUS_CONNECTION_LOST, "the connection was lost", NULL },
  { QUAY_STATUS_OP_UNSUPPORTED, "the server does not support this", NULL },
  { QUAY_STATUS_INVALID_HANDLE, "the server no longer knows the open file", NULL },
  { QUAY_STATUS_NO_SUCH_PATH, "no such path", "check the path" },
  { QUAY_STATUS_FILE_ALREADY_EXISTS, "the file exists already", NULL },
  { QUAY_STATUS_WRITE_PROTECT, "the file system is read-only", NULL },
  { QUAY_STATUS_NO_MEDIA, "no medium in the drive", NULL },
  { QUAY_STATUS_NO_SPACE_ON_FILESYSTEM, "no space left on the server's disk", "make room there, then try again" },
  { QUAY_STATUS_QUOTA_EXCEEDED, "the disk quota is used up", "make room within it, then try again" },
  { QUAY_STATUS_UNKNOWN_PRINCIPAL, "unknown user or group", NULL },
  { QUAY_STATUS_LOCK_CONFLICT, "the file is locked by somebody else", "try again later" },
  { QUAY_STATUS_DIR_NOT_EMPTY, "the directory is not empty", NULL },
  { QUAY_STATUS_NOT_A_DIRECTORY, "not a directory", NULL },
  { QUAY_STATUS_INVALID_FILENAME, "the server does not allow this name", NULL },
  { QUAY_STATUS_LINK_LOOP, "too many symbolic links", NULL },
  { QUAY_STATUS_CANNOT_DELETE, "the server refuses to delete it", NULL },
  { QUAY_STATUS_INVALID_PARAMETER, "invalid parameter", NULL },
  { QUAY_STATUS_FILE_IS_A_DIRECTORY, "it is a directory", NULL },
  { QUAY_STATUS_BYTE_RANGE_LOCK_CONFLICT, "that range of the file is locked", NULL },
  { QUAY_STATUS_BYTE_RANGE_LOCK_REFUSED, "the lock was refused", NULL },
  { QUAY_STATUS_DELETE_PENDING, "the file is about to be deleted", NULL },
  { QUAY_STATUS_FILE_CORRUPT, "the file is corrupt", NULL },
  { QUAY_STATUS_OWNER_INVALID, "the owner is not valid", NULL },
  { QUAY_STATUS_GROUP_INVALID, "the group is not valid", NULL },
  { QUAY_STATUS_NO_MATCHING_BYTE_RANGE_LOCK, "no such lock", NULL },
};

const char *
quay_status_describe (QuayStatus status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].text;

  return "an unknown status";
}

static const char *
advise_remotely (QuayStatus status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].advice;

  return NULL;
}

/* Servers repeat the status in their own words more often than not ("No such file"): only other words are worth
 * showing. */
static gboolean
says_more (QuayStatus status, const char *text)
{
  static const char *const plain[] = {
    "success",
    "ok",
    "end of file",
    "eof",
    "no such file",
    "no such file or directory",
    "permission denied",
    "failure",
    "bad message",
    "no connection",
    "connection lost",
    "operation unsupported",
    NULL,
  };
  g_autofree char *folded = g_ascii_strdown (text, -1);

  return *folded != '\0' && !g_strv_contains (plain, g_strstrip (folded))
         && !g_str_equal (folded, quay_status_describe (status));
}

void
quay_set_error_status (GError **error, QuayStatus status, const char *server_text, const char *format, ...)
{
  g_autofree char *tried = NULL;
  g_autofree char *told = NULL;
  const char *advice = advise_remotely (status);
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  tried = g_strdup_vprintf (format, args);
  va_end (args);
  told = quay_text_escape_message (server_text != NULL ? server_text : "", -1, MAX_SERVER_TEXT);
  if (says_more (status, told))
    *error = g_error_new (QUAY_ERROR, QUAY_ERROR_SFTP_STATUS, "%s: %s (the server says “%s”)", tried,
                          quay_status_describe (status), told);
  else
    *error = g_error_new (QUAY_ERROR, QUAY_ERROR_SFTP_STATUS, "%s: %s%s%s", tried, quay_status_describe (status),
                          advice != NULL ? "; " : "", advice != NULL ? advice : "");
  quay_error_get_private (*error)->status = status;
}

void
quay_error_mark_passphrase (GError *error)
{
  g_assert (error->domain == QUAY_ERROR);

  quay_error_get_private (error)->passphrase = TRUE;
}

gboolean
quay_error_is_passphrase (const GError *error)
{
  return error != NULL && error->domain == QUAY_ERROR && quay_error_get_private (error)->passphrase;
}

gboolean
quay_error_is_connection_loss (const GError *error)
{
  return g_error_matches (error, QUAY_ERROR, QUAY_ERROR_CONNECTION_DROPPED)
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_DISCONNECTED)
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_TIMEOUT)
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_KEEP_ALIVE)
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_SOCKET);
}
