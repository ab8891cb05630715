/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-codec.h"
#include "quay-extension.h"
#include "quay-framer.h"
#include "quay-sftp-protocol.h"
#include "quay-sftp-session.h"
#include "quay-sftp-trace.h"

G_BEGIN_DECLS

/* What a request may be answered with. */
typedef enum {
  QUAY_EXPECT_STATUS = 1 << 0,
  QUAY_EXPECT_HANDLE = 1 << 1,
  QUAY_EXPECT_DATA = 1 << 2,
  QUAY_EXPECT_ENTRIES = 1 << 3, /* NAME with a directory's entries */
  QUAY_EXPECT_PATH = 1 << 4,    /* NAME with one path */
  QUAY_EXPECT_ATTRS = 1 << 5,
  QUAY_EXPECT_LIMITS = 1 << 6,  /* EXTENDED_REPLY */
  QUAY_EXPECT_STATVFS = 1 << 7,
  QUAY_EXPECT_CHECK_FILE = 1 << 8,
  QUAY_EXPECT_SPACE = 1 << 9,
  QUAY_EXPECT_USERS_GROUPS = 1 << 10,
} QuayExpect;

/* What a server does in its own way. */
typedef enum {
  /* SYMLINK has the link first, as the draft says; most servers of versions 3 to 5 have the target first, as OpenSSH does
   * (OpenSSH's PROTOCOL, section 4.1). */
  QUAY_SFTP_DRAFT_LINKS = 1 << 0,
  QUAY_SFTP_WANTS_CONTROL = 1 << 1,      /* version 6's REALPATH without its optional byte is an error */
  QUAY_SFTP_WANTS_LOCK_MASK = 1 << 2,    /* UNBLOCK ends as BLOCK does, and says QUAY_LOCK_DELETE */
  QUAY_SFTP_HASHES_WHOLE_FILES = 1 << 3, /* check-file of a part takes other bytes than were meant */
  QUAY_SFTP_WRONG_HASHES = 1 << 4,       /* the same with all beyond 64 KiB, or it does not come to an end */
  QUAY_SFTP_TWO_HANDLES = 1 << 5,        /* a third file that is open gets the handle of one of the others */
  QUAY_SFTP_NO_LINK = 1 << 6,            /* version 6 without LINK, BLOCK and UNBLOCK, but with SYMLINK */
  QUAY_SFTP_LSTAT_FOLLOWS = 1 << 7,      /* links */
  QUAY_SFTP_BROKEN_HOME = 1 << 8,        /* the answer to home-directory lacks its head */
} QuaySftpQuirks;

/* One request under way. */
typedef struct {
  guint32 id;     /* 0: free */
  guint16 expect; /* QuayExpect: STATUS OK answers only those that expect nothing else */
  guint32 length; /* READ: bytes asked for; users-groups-by-id: users << 16 | groups */
  gint64 sent;
  QuayBlock *block; /* WRITE: what goes out, kept until the answer */
  QuaySftpFunc func; /* NULL: forgotten */
  gpointer user_data;
} QuaySftpSlot;

/* A piece of the outgoing stream. */
typedef struct {
  QuayBlock *block;
  gsize offset;
  gsize length;
  gboolean open; /* further small packets may be appended */
} QuaySftpSegment;

struct _QuaySftpSession
{
  GObject parent_instance;

  QuayChannel *channel;
  const QuayCodec *codec;
  QuayFramer *framer;
  guint wanted_version;
  guint selected_version; /* by version-select, 0: not sent */
  guint32 told_read;      /* bytes in one READ, as "supported" has it; 0: not said */
  guint quirks;           /* QuaySftpQuirks */
  gboolean tells_nanoseconds; /* of times */
  gboolean no_replace;    /* version 5's overwriting rename turned out not to be there */
  guint timeout; /* seconds, 0: none */
  QuayLog log;
  guint max_data; /* bytes in one READ or WRITE, 0: what the server takes */

  GArray *slots; /* of QuaySftpSlot */
  GArray *free_slots; /* of guint16 */
  guint32 generation;
  guint n_pending;

  QuayWriter scratch;
  GArray *segments; /* of QuaySftpSegment */
  guint first_segment;
  gsize queued;

  GQueue held;    /* of GBytes: OPENs and OPENDIRs that wait for a handle to be given back (QUAY_SFTP_TWO_HANDLES) */
  guint n_handles;

  GSource *flush_source;
  GSource *timeout_source;
  gint64 last_received;
  gsize n_unfinished; /* bytes of a packet that has begun, since last_received */
  gint64 min_rtt;
  gboolean dispatching;
  gboolean open;
  gboolean closed;

  char first_bytes[256]; /* what came before VERSION, to quote it */
  gsize n_first_bytes;

  QuaySftpServer server;
  GString *status_text;

  QuaySftpStartedFunc started;
  gpointer started_data;
  QuaySftpClosedFunc on_closed;
  gpointer closed_data;
};

/* quay-sftp-session.c */
guint32 quay_sftp_session_add_slot  (QuaySftpSession *self, guint expect, QuaySftpFunc func, gpointer user_data);
QuaySftpSlot *quay_sftp_session_peek_slot (QuaySftpSession *self, guint32 id);
void    quay_sftp_session_queue_scratch (QuaySftpSession *self);
void    quay_sftp_session_queue_block   (QuaySftpSession *self, QuayBlock *block, gsize offset, gsize length);

/* quay-sftp-requests.c: an OPEN that was not answered with a handle. */
void    quay_sftp_session_note_no_handle (QuaySftpSession *self);

/* quay-sftp-reply.c: fills @reply from a packet that answers @slot and calls it. FALSE: the protocol is broken. */
gboolean quay_sftp_session_deliver (QuaySftpSession *self, const QuaySftpSlot *slot, const QuayPacket *packet, QuayReader *reader,
                                    GError **error);

/* quay-sftp-version.c */
gboolean quay_sftp_session_take_version (QuaySftpSession *self, const QuayPacket *packet, GError **error);
void     quay_sftp_session_take_told_limits (QuaySftpSession *self, const QuayLimits *limits);
gboolean quay_sftp_session_malformed    (const QuayPacket *packet, GError **error); /* FALSE */

G_END_DECLS
