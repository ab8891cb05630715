/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-conflict.h"
#include "quay-journal.h"
#include "quay-login.h"

G_BEGIN_DECLS

/**
 * QuayLinks:
 */
typedef enum {
  QUAY_LINKS_KEEP,
  QUAY_LINKS_FOLLOW,
  QUAY_LINKS_SKIP,
} QuayLinks;

/**
 * QuayEol:
 * @QUAY_EOL_LF: line feed, as Unix has it
 * @QUAY_EOL_CRLF: carriage return and line feed, as Windows has it
 * @QUAY_EOL_CR: carriage return
 *
 * What lines of text end with.
 */
typedef enum {
  QUAY_EOL_LF,
  QUAY_EOL_CRLF,
  QUAY_EOL_CR,
} QuayEol;

/**
 * QuayTransferOptions:
 *
 * What holds for a batch of transfers: several transfers may share one, and "apply to all" in a conflict answer changes
 * `overwrite` for all that share it. Properties: `overwrite` (QuayOverwrite, ASK), `preserve` (boolean, FALSE: mtime and
 * mode), `links` (QuayLinks, KEEP), `recursive` (boolean, TRUE), `verify` (boolean, FALSE), `resume` (boolean, TRUE),
 * `move` (boolean, FALSE), `append` (boolean, FALSE), `ascii` (boolean, FALSE), `local-eol` and `server-eol` (QuayEol, LF),
 * `growing` (uint, 0), `offset` and `length` (uint64, 0).
 */
#define QUAY_TYPE_TRANSFER_OPTIONS (quay_transfer_options_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayTransferOptions, quay_transfer_options, QUAY, TRANSFER_OPTIONS, GObject)

QUAY_API QuayTransferOptions *quay_transfer_options_new (void);
QUAY_API QuayOverwrite quay_transfer_options_get_overwrite (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_overwrite (QuayTransferOptions *self, QuayOverwrite overwrite);
QUAY_API gboolean      quay_transfer_options_get_preserve  (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_preserve  (QuayTransferOptions *self, gboolean preserve);
QUAY_API QuayLinks     quay_transfer_options_get_links     (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_links     (QuayTransferOptions *self, QuayLinks links);
QUAY_API gboolean      quay_transfer_options_get_recursive (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_recursive (QuayTransferOptions *self, gboolean recursive);
QUAY_API gboolean      quay_transfer_options_get_verify    (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_verify    (QuayTransferOptions *self, gboolean verify);
QUAY_API gboolean      quay_transfer_options_get_move      (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_move      (QuayTransferOptions *self, gboolean move);
QUAY_API gboolean      quay_transfer_options_get_append    (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_append    (QuayTransferOptions *self, gboolean append);
QUAY_API gboolean      quay_transfer_options_get_ascii     (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_ascii     (QuayTransferOptions *self, gboolean ascii);
QUAY_API QuayEol       quay_transfer_options_get_local_eol (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_local_eol (QuayTransferOptions *self, QuayEol eol);
QUAY_API QuayEol       quay_transfer_options_get_server_eol (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_server_eol (QuayTransferOptions *self, QuayEol eol);
QUAY_API guint         quay_transfer_options_get_growing   (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_growing   (QuayTransferOptions *self, guint seconds);
QUAY_API void          quay_transfer_options_get_range     (QuayTransferOptions *self, guint64 *offset, guint64 *length);
QUAY_API void          quay_transfer_options_set_range     (QuayTransferOptions *self, guint64 offset, guint64 length);
QUAY_API gboolean      quay_transfer_options_get_resume    (QuayTransferOptions *self);
QUAY_API void          quay_transfer_options_set_resume    (QuayTransferOptions *self, gboolean resume);

/**
 * QuayTransferState:
 * @QUAY_TRANSFER_QUEUED: waits for its turn
 * @QUAY_TRANSFER_RUNNING: runs
 * @QUAY_TRANSFER_PAUSED: stopped by the person, to go on where it was
 * @QUAY_TRANSFER_DONE: every byte is there
 * @QUAY_TRANSFER_FAILED: failed, or some of its files did
 * @QUAY_TRANSFER_CANCELLED: given up by the person
 * @QUAY_TRANSFER_SKIPPED: left alone by the overwrite policy
 * @QUAY_TRANSFER_WAITING: the connection is gone; its queue is getting it back, and then it goes on where it was
 */
typedef enum {
  QUAY_TRANSFER_QUEUED,
  QUAY_TRANSFER_RUNNING,
  QUAY_TRANSFER_PAUSED,
  QUAY_TRANSFER_DONE,
  QUAY_TRANSFER_FAILED,
  QUAY_TRANSFER_CANCELLED,
  QUAY_TRANSFER_SKIPPED,
  QUAY_TRANSFER_WAITING,
} QuayTransferState;

/**
 * QuayPriority:
 *
 * Those of a higher one start first.
 */
typedef enum {
  QUAY_PRIORITY_LOW,
  QUAY_PRIORITY_NORMAL,
  QUAY_PRIORITY_HIGH,
} QuayPriority;

/**
 * QuayVerified:
 * @QUAY_VERIFIED_NOT: nobody compared the two sides
 * @QUAY_VERIFIED_BY_SERVER: the hash of what is here is the one the server says its file has
 * @QUAY_VERIFIED_BY_READING: the server's file was read once more, and has the hash of what is here
 *
 * How it is known that both sides have the same bytes.
 */
typedef enum {
  QUAY_VERIFIED_NOT,
  QUAY_VERIFIED_BY_SERVER,
  QUAY_VERIFIED_BY_READING,
} QuayVerified;

/**
 * QuayTransferProgress:
 * @bytes_done: bytes acknowledged, of all files
 * @bytes_total: bytes known of so far; grows while a tree is walked
 * @bytes_moved: bytes of files that are done that went over the connection in this run: what an earlier run had left is not
 *   among them
 * @files_done: files finished
 * @files_total: files known of so far
 * @files_failed: files that failed
 * @files_skipped: files left alone by the overwrite policy
 * @rate: bytes a second over the last seconds
 * @seconds_left: -1 where not known
 * @total_known: the walk is over, the totals are final
 */
typedef struct {
  guint64 bytes_done, bytes_total, bytes_moved;
  guint files_done, files_total, files_failed, files_skipped;
  double rate;
  gint64 seconds_left;
  gboolean total_known;
} QuayTransferProgress;

/**
 * QuayTransfer:
 *
 * One file or one whole tree, in one direction: one row of the queue. Made in the owner's thread; all notifies come there, at
 * most ten times a second for the whole queue. Properties (read-only, notify): `state`, `progress-fraction` (double, 0-1, -1
 * unknown), `error` (GError, boxed), `current-name` (display form), `verified` (uint, a QuayVerified).
 */
#define QUAY_TYPE_TRANSFER (quay_transfer_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayTransfer, quay_transfer, QUAY, TRANSFER, GObject)

/* Both paths name the item itself: /srv/a.txt -> /home/me/a.txt, never a containing folder. */
QUAY_API QuayTransfer *quay_transfer_new_download (QuayLogin *login, const char *remote_path, const char *local_path,
                                                   QuayTransferOptions *options, QuayInteraction *interaction);
QUAY_API QuayTransfer *quay_transfer_new_upload   (QuayLogin *login, const char *local_path, const char *remote_path,
                                                   QuayTransferOptions *options, QuayInteraction *interaction);

QUAY_API QuayPriority      quay_transfer_get_priority    (QuayTransfer *self);
QUAY_API void              quay_transfer_set_journal     (QuayTransfer *self, QuayJournal *journal);
QUAY_API void              quay_transfer_set_selection   (QuayTransfer *self, const char *const *paths);
QUAY_API guint64           quay_transfer_get_rate_limit  (QuayTransfer *self);
QUAY_API void              quay_transfer_set_rate_limit  (QuayTransfer *self, guint64 rate);
QUAY_API QuayDirection     quay_transfer_get_direction   (QuayTransfer *self);
QUAY_API QuayLogin        *quay_transfer_get_login       (QuayTransfer *self);
QUAY_API const char       *quay_transfer_get_local_path  (QuayTransfer *self);
QUAY_API const char       *quay_transfer_get_remote_path (QuayTransfer *self);
QUAY_API QuayTransferState quay_transfer_get_state       (QuayTransfer *self);
QUAY_API void              quay_transfer_get_progress    (QuayTransfer *self, QuayTransferProgress *progress);
QUAY_API const char       *quay_transfer_get_current_name (QuayTransfer *self);
QUAY_API const GError     *quay_transfer_get_error       (QuayTransfer *self);
QUAY_API QuayVerified      quay_transfer_get_verified    (QuayTransfer *self);
/* For people: "verified by SHA-256 from the server" (transfer full). */
QUAY_API char             *quay_transfer_dup_verified_text (QuayTransfer *self);

/**
 * QuayTransferFailure:
 * @path: the source path, as bytes
 * @error: why
 */
typedef struct {
  char *path;
  GError *error;
} QuayTransferFailure;

/* Items of a tree that failed or were refused, at most the first 1,000 (transfer full, of QuayTransferFailure, with its free function). */
QUAY_API GPtrArray        *quay_transfer_list_failures   (QuayTransfer *self);

/* Runs it on its own, without a queue. */
QUAY_API void     quay_transfer_run_async  (QuayTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_transfer_run_finish (QuayTransfer *self, GAsyncResult *result, GError **error);
QUAY_API void     quay_transfer_cancel     (QuayTransfer *self);

G_END_DECLS
