/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-transfer-text.h"

#include <glib/gi18n.h>

/* An error's sentence may quote the server. */
#define MAX_MESSAGE_CHARS 500

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const char *
source_path (QuayTransfer *transfer)
{
  return quay_transfer_get_direction (transfer) == QUAY_DIRECTION_UPLOAD ? quay_transfer_get_local_path (transfer)
                                                                         : quay_transfer_get_remote_path (transfer);
}

static const char *
target_path (QuayTransfer *transfer)
{
  return quay_transfer_get_direction (transfer) == QUAY_DIRECTION_UPLOAD ? quay_transfer_get_remote_path (transfer)
                                                                         : quay_transfer_get_local_path (transfer);
}

gboolean
quayside_transfer_is_under_way (QuayTransferState state)
{
  return state == QUAY_TRANSFER_QUEUED || state == QUAY_TRANSFER_RUNNING || state == QUAY_TRANSFER_PAUSED
         || state == QUAY_TRANSFER_WAITING;
}

char *
quayside_transfer_text_name (QuayTransfer *transfer)
{
  g_autofree char *base = g_path_get_basename (source_path (transfer));

  return quay_text_escape (base, -1);
}

char *
quayside_transfer_text_target (QuayTransfer *transfer)
{
  g_autofree char *folder = g_path_get_dirname (target_path (transfer));

  return quay_text_escape (folder, -1);
}

char *
quayside_transfer_text_rate (double bytes_a_second)
{
  g_autofree char *size = NULL;

  if (bytes_a_second < 1)
    return g_strdup ("");
  size = g_format_size ((guint64)bytes_a_second);
  return g_strdup_printf (_ ("%s/s"), size);
}

char *
quayside_transfer_text_time_left (gint64 seconds)
{
  if (seconds < 0)
    return g_strdup ("");
  if (seconds < MINUTE)
    return g_strdup_printf (_ ("%d s"), (int)seconds);
  if (seconds < HOUR)
    return g_strdup_printf (_ ("%d min %d s"), (int)(seconds / MINUTE), (int)(seconds % MINUTE));
  if (seconds < DAY)
    return g_strdup_printf (_ ("%d h %d min"), (int)(seconds / HOUR), (int)(seconds % HOUR / MINUTE));
  return g_strdup (_ ("over a day"));
}

/* A plus sign: the tree is still being walked, there will be more. */
static char *
dup_files (const QuayTransferProgress *progress)
{
  if (progress->total_known)
    return g_strdup_printf (_ ("%'u of %'u files"), progress->files_done, progress->files_total);
  return g_strdup_printf (_ ("%'u of %'u+ files"), progress->files_done, progress->files_total);
}

static char *
dup_bytes (const QuayTransferProgress *progress)
{
  g_autofree char *done = g_format_size (progress->bytes_done);
  g_autofree char *total = g_format_size (progress->bytes_total);

  if (progress->bytes_total == 0 && !progress->total_known)
    return g_steal_pointer (&done);
  return g_strdup_printf (_ ("%s of %s"), done, total);
}

char *
quayside_transfer_text_progress (const QuayTransferProgress *progress)
{
  g_autofree char *bytes = dup_bytes (progress);
  g_autofree char *files = NULL;

  if (progress->files_total <= 1)
    return g_steal_pointer (&bytes);
  files = dup_files (progress);
  return g_strdup_printf ("%s · %s", files, bytes);
}

static char *
dup_done (const QuayTransferProgress *progress)
{
  g_autofree char *size = g_format_size (progress->bytes_done);
  g_autofree char *done = NULL;

  if (progress->files_total > 1)
    done = g_strdup_printf (_ ("Done: %'u files, %s"), progress->files_done, size);
  else
    done = g_strdup_printf (_ ("Done: %s"), size);
  if (progress->files_skipped == 0)
    return g_steal_pointer (&done);
  return g_strdup_printf (_ ("%s, %'u skipped"), done, progress->files_skipped);
}

/* The reason is that of the last attempt to get the connection back, where there was one. */
static char *
dup_waiting (const GError *error)
{
  g_autofree char *reason = NULL;

  if (error == NULL)
    return g_strdup (_ ("Waiting for the connection…"));
  reason = quay_text_escape_message (error->message, -1, MAX_MESSAGE_CHARS);
  return g_strdup_printf (_ ("Waiting for the connection: %s"), reason);
}

char *
quayside_transfer_text_result (QuayTransferState state, const QuayTransferProgress *progress, const GError *error)
{
  switch (state)
    {
    case QUAY_TRANSFER_QUEUED:
      return g_strdup (_ ("Waiting"));
    case QUAY_TRANSFER_PAUSED:
      return g_strdup (_ ("Paused"));
    case QUAY_TRANSFER_WAITING:
      return dup_waiting (error);
    case QUAY_TRANSFER_DONE:
      return dup_done (progress);
    case QUAY_TRANSFER_CANCELLED:
      return g_strdup (_ ("Cancelled"));
    case QUAY_TRANSFER_SKIPPED:
      return g_strdup (_ ("Skipped: the existing one was kept"));
    case QUAY_TRANSFER_FAILED:
      return error != NULL ? quay_text_escape_message (error->message, -1, MAX_MESSAGE_CHARS) : g_strdup (_ ("Failed"));
    case QUAY_TRANSFER_RUNNING:
    default:
      return quayside_transfer_text_progress (progress);
    }
}

char *
quayside_transfer_text_status (QuayTransfer *transfer)
{
  QuayTransferState state = quay_transfer_get_state (transfer);
  QuayPriority priority = quay_transfer_get_priority (transfer);
  QuayTransferProgress progress;
  g_autofree char *result = NULL;

  quay_transfer_get_progress (transfer, &progress);
  result = quayside_transfer_text_result (state, &progress, quay_transfer_get_error (transfer));
  /* It matters to those that have not begun. */
  if (priority == QUAY_PRIORITY_NORMAL || (state != QUAY_TRANSFER_QUEUED && state != QUAY_TRANSFER_PAUSED))
    return g_steal_pointer (&result);
  return g_strdup_printf ("%s · %s", result, priority == QUAY_PRIORITY_HIGH ? _ ("high priority") : _ ("low priority"));
}

char *
quayside_transfer_text_summary (QuayTransfer *transfer)
{
  g_autofree char *name = quayside_transfer_text_name (transfer);
  g_autofree char *status = quayside_transfer_text_status (transfer);

  if (quay_transfer_get_direction (transfer) == QUAY_DIRECTION_UPLOAD)
    return g_strdup_printf (_ ("Upload %s: %s"), name, status);

  return g_strdup_printf (_ ("Download %s: %s"), name, status);
}
