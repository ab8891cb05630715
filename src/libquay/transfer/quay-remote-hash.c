/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-remote-hash.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* Pieces asked for and not hashed yet: what bounds the memory where the disk pool is slower than the network. */
#define MAX_PIECES 64

static const struct
{
  const char *name;
  const char *display_name;
  GChecksumType type;
} algorithms[] = {
  { "sha256", "SHA-256", G_CHECKSUM_SHA256 }, { "sha512", "SHA-512", G_CHECKSUM_SHA512 },
  { "sha384", "SHA-384", G_CHECKSUM_SHA384 }, { "sha1", "SHA-1", G_CHECKSUM_SHA1 },
  { "md5", "MD5", G_CHECKSUM_MD5 },
};

/* A span of the file, in its place among the others until it is its turn. */
typedef struct
{
  guint64 offset;
  guint32 length; /* asked for */
  gboolean answered;
  QuayBlock *block; /* NULL: beyond the end */
  const guint8 *data;
  gsize n_bytes;
} Piece;

struct _QuayRemoteHash
{
  int ref_count;
  QuayEngine *engine;
  QuayStream stream;
  QuayTransferJob *job;
  char *path;
  char *tried;
  GArray *types; /* of GChecksumType */
  guint64 offset;
  guint64 limit; /* where it ends, G_MAXUINT64: at the end of the file */
  guint64 most;
  gboolean (*wanted) (gpointer user_data);
  QuayRemoteHashFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  gboolean asked; /* the server's own answer, by the handle */
  QuayLane *lane;
  GBytes *handle;
  gboolean over;

  guint32 chunk;
  guint64 next;
  gboolean end_seen;
  GQueue pieces; /* of Piece: from the first byte that is not hashed on */
  guint n_reads;
  guint64 hashed;

  gboolean disk_busy; /* batch and checksum belong to the pool */
  GPtrArray *batch;   /* of Piece */
  GChecksum *checksum;
};

const char *
quay_hash_name (GChecksumType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].type == type)
      return algorithms[i].name;

  return "";
}

const char *
quay_hash_display_name (GChecksumType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].type == type)
      return algorithms[i].display_name;

  return "";
}

gboolean
quay_hash_type_from_name (const char *name, GChecksumType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name) == 0
        || g_ascii_strcasecmp (algorithms[i].display_name, name) == 0)
      {
        *type = algorithms[i].type;
        return TRUE;
      }

  return FALSE;
}

/* Life */

static QuayRemoteHash *
hash_ref (QuayRemoteHash *self)
{
  self->ref_count++;

  return self;
}

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->block, quay_block_unref);
  g_free (piece);
}

/* What it holds counts against the engine's memory. */
static void
drop_piece (QuayRemoteHash *self, Piece *piece)
{
  if (piece->block != NULL)
    quay_engine_hold (self->engine, -(gssize)piece->n_bytes);
  piece_free (piece);
}

static void
hash_unref (QuayRemoteHash *self)
{
  if (--self->ref_count > 0)
    return;
  g_assert (self->handle == NULL && g_queue_is_empty (&self->pieces));
  g_array_unref (self->types);
  g_ptr_array_unref (self->batch);
  g_checksum_free (self->checksum);
  g_free (self->path);
  g_free (self->tried);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  if (self->job != NULL)
    quay_transfer_job_unref (self->job);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayRemoteHash, hash_unref)

/* The end */

/* Nothing more is asked for; pieces that are under way go when they come back. The caller holds a reference. */
static void
put_away (QuayRemoteHash *self)
{
  GQueue left = G_QUEUE_INIT;
  Piece *piece;

  if (!self->over)
    hash_unref (self);
  self->over = TRUE;
  quay_engine_remove_stream (self->engine, &self->stream);
  while ((piece = g_queue_pop_head (&self->pieces)) != NULL)
    if (piece->answered)
      drop_piece (self, piece);
    else
      g_queue_push_tail (&left, piece);
  self->pieces = left;
  if (self->handle == NULL)
    return;
  quay_sftp_session_close_handle (self->lane->session, self->handle, NULL, NULL);
  self->lane->n_handles--;
  g_clear_pointer (&self->handle, g_bytes_unref);
}

/* FALSE: nobody wants it any more, or it is over. */
static gboolean
goes_on (QuayRemoteHash *self)
{
  if (!self->over && !self->wanted (self->user_data))
    put_away (self);

  return !self->over;
}

static void
finish (QuayRemoteHash *self, GChecksumType type, const char *hex, gboolean from_server)
{
  const QuayRemoteHashResult result = { type, hex, from_server, self->hashed };

  put_away (self);
  self->func (&result, NULL, self->user_data);
}

static void
fail (QuayRemoteHash *self, const GError *error)
{
  put_away (self);
  self->func (NULL, error, self->user_data);
}

static void
fail_reply (QuayRemoteHash *self, const QuaySftpReply *reply)
{
  g_autoptr (GError) error = NULL;

  quay_sftp_reply_set_error (reply, &error, "%s", self->tried);
  fail (self, error);
}

static void
fail_sentence (QuayRemoteHash *self, const char *what)
{
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, QUAY_ERROR_SOURCE_CHANGED, "%s: %s", self->tried, what);
  fail (self, error);
}

/* Reading */

static void
hash_batch (gpointer data)
{
  QuayRemoteHash *self = data;

  for (guint i = 0; i < self->batch->len; i++)
    {
      const Piece *piece = self->batch->pdata[i];

      g_checksum_update (self->checksum, piece->data, piece->n_bytes);
    }
}

static void take_pieces (QuayRemoteHash *self);

static void
on_hashed (gpointer data)
{
  g_autoptr (QuayRemoteHash) self = data;

  self->disk_busy = FALSE;
  for (guint i = 0; i < self->batch->len; i++)
    {
      Piece *piece = self->batch->pdata[i];

      self->hashed += piece->n_bytes;
      drop_piece (self, piece);
    }
  g_ptr_array_set_size (self->batch, 0);
  if (!goes_on (self))
    return;
  quay_engine_kick (self->engine);
  take_pieces (self);
}

/* Everything up to the end has been read, and what was asked for beyond it is back. */
static void
maybe_finish (QuayRemoteHash *self)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  if (self->n_reads > 0 || self->disk_busy || (piece != NULL && piece->block != NULL)
      || !(self->end_seen || self->offset + self->hashed >= self->limit))
    return;
  for (GList *l = self->pieces.head; l != NULL; l = l->next)
    if (((Piece *)l->data)->block != NULL)
      {
        fail_sentence (self, "the file on the server changes while it is read; try again");
        return;
      }
  finish (self, g_array_index (self->types, GChecksumType, 0), g_checksum_get_string (self->checksum), FALSE);
}

/* Those at the front that are there go to the pool, in their order. */
static void
take_pieces (QuayRemoteHash *self)
{
  Piece *piece;

  if (self->disk_busy)
    return;
  while ((piece = g_queue_peek_head (&self->pieces)) != NULL && piece->answered && piece->block != NULL)
    g_ptr_array_add (self->batch, g_queue_pop_head (&self->pieces));
  if (self->batch->len > 0)
    {
      self->disk_busy = TRUE;
      quay_disk_run (quay_engine_get_disk (self->engine), hash_batch, on_hashed, hash_ref (self));
    }
  else
    maybe_finish (self);
}

typedef struct
{
  QuayRemoteHash *hash;
  Piece *piece;
} Read;

static void on_read (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data);

static void
ask_for (QuayRemoteHash *self, Piece *piece)
{
  Read *read = g_new (Read, 1);

  *read = (Read){ hash_ref (self), piece };
  self->n_reads++;
  quay_engine_sent (self->engine, self->lane, piece->length);
  if (self->job != NULL)
    quay_transfer_job_charge (self->job, piece->length);
  quay_sftp_session_read (self->lane->session, self->handle, piece->offset, piece->length, on_read, read);
}

static Piece *
piece_new (guint64 offset, guint32 length)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->offset = offset;
  piece->length = length;

  return piece;
}

/* Fewer bytes than asked for say nothing of the end: the rest is asked for in its place. */
static void
ask_rest (QuayRemoteHash *self, Piece *piece, gsize length)
{
  Piece *rest = piece_new (piece->offset + length, piece->length - length);

  g_queue_insert_after (&self->pieces, g_queue_find (&self->pieces, piece), rest);
  ask_for (self, rest);
}

static void
take_data (QuayRemoteHash *self, Piece *piece, const QuaySftpReply *reply)
{
  piece->block = quay_block_ref (reply->block);
  piece->data = reply->data;
  piece->n_bytes = reply->length;
  quay_engine_hold (self->engine, reply->length);
  if (reply->length < piece->length)
    ask_rest (self, piece, reply->length);
}

static void
on_read (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Read *read = user_data;
  g_autoptr (QuayRemoteHash) self = read->hash;
  Piece *piece = read->piece;

  self->n_reads--;
  quay_engine_answered (self->engine, self->lane, piece->length);
  piece->answered = TRUE;
  if (!goes_on (self))
    {
      g_queue_remove (&self->pieces, piece);
      piece_free (piece);
      return;
    }
  if (quay_sftp_reply_ok (reply))
    take_data (self, piece, reply);
  else if (reply->error == NULL && reply->status == QUAY_STATUS_EOF)
    self->end_seen = TRUE;
  else
    {
      fail_reply (self, reply);
      return;
    }
  take_pieces (self);
}

static gboolean
issue (QuayStream *stream)
{
  g_autoptr (QuayRemoteHash) self
      = hash_ref ((QuayRemoteHash *)((char *)stream - G_STRUCT_OFFSET (QuayRemoteHash, stream)));
  Piece *piece;

  if (!goes_on (self) || self->end_seen || self->pieces.length >= MAX_PIECES || self->next >= self->limit
      || (self->job != NULL && !quay_transfer_job_may_go (self->job)))
    return FALSE;
  piece = piece_new (self->next, MIN (self->chunk, self->limit - self->next));
  self->next += piece->length;
  g_queue_push_tail (&self->pieces, piece);
  ask_for (self, piece);

  return TRUE;
}

static void
read_all (QuayRemoteHash *self)
{
  if (self->most > 0 && self->most < self->limit - self->offset)
    self->limit = self->offset + self->most;
  self->chunk = quay_sftp_session_get_server (self->lane->session)->max_read;
  if (self->job != NULL)
    self->chunk = quay_transfer_job_limit_chunk (self->job, self->chunk);
  quay_engine_add_stream (self->engine, &self->stream);
}

/* The server's own answer */

static void open_file (QuayRemoteHash *self);

static gboolean
is_offered (QuayRemoteHash *self, GChecksumType type)
{
  for (guint i = 0; i < self->types->len; i++)
    if (g_array_index (self->types, GChecksumType, i) == type)
      return TRUE;

  return FALSE;
}

/* FALSE: an answer that is of no use. */
static gboolean
take_answer (QuayRemoteHash *self, const QuaySftpReply *reply)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  GChecksumType type;

  if (!quay_sftp_reply_ok (reply) || !quay_hash_type_from_name (reply->hash_algorithm, &type)
      || !is_offered (self, type) || reply->hash_length != (gsize)g_checksum_type_get_length (type))
    return FALSE;
  for (gsize i = 0; i < reply->hash_length; i++)
    g_string_append_printf (hex, "%02x", reply->hash[i]);
  finish (self, type, hex->str, TRUE);

  return TRUE;
}

static void
on_hash (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayRemoteHash) self = user_data;

  if (!goes_on (self) || take_answer (self, reply))
    return;
  if (reply->error != NULL)
    fail_reply (self, reply);
  else if (self->handle == NULL)
    open_file (self);
  else
    {
      quay_connection_log (quay_engine_get_connection (self->engine), 2,
                           "The server does not tell the hash of a file it was asked for: the file is read");
      read_all (self);
    }
}

static char *
list_names (QuayRemoteHash *self)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->types->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "," : "",
                            quay_hash_name (g_array_index (self->types, GChecksumType, i)));

  return g_string_free_and_steal (names);
}

static guint64
asked_length (const QuayRemoteHash *self)
{
  return self->limit == G_MAXUINT64 ? 0 : self->limit - self->offset;
}

static void
ask_by_name (QuayRemoteHash *self)
{
  g_autofree char *names = list_names (self);

  quay_sftp_session_check_file_name (self->lane->session, self->path, names, self->offset, asked_length (self), on_hash,
                                     hash_ref (self));
}

static void
ask_by_handle (QuayRemoteHash *self)
{
  g_autofree char *names = list_names (self);

  self->asked = TRUE;
  quay_sftp_session_check_file_handle (self->lane->session, self->handle, names, self->offset, asked_length (self),
                                       on_hash, hash_ref (self));
}

/* The server's word counts for this part of the file. */
static gboolean
can_ask (QuayRemoteHash *self, guint features)
{
  const QuaySftpServer *server = quay_sftp_session_get_server (self->lane->session);

  return (server->features & features) != 0
         && !(server->hashes_whole_files_only && (self->offset > 0 || asked_length (self) > 0));
}

static void
on_opened (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayRemoteHash) self = user_data;
  const guint by_handle = QUAY_SFTP_HAS_CHECK_FILE_HANDLE | QUAY_SFTP_HAS_CHECK_FILE;

  if (quay_sftp_reply_ok (reply))
    self->handle = g_bytes_ref (reply->handle);
  else
    self->lane->n_handles--;
  if (self->over)
    put_away (self);
  if (!goes_on (self))
    return;
  if (self->handle == NULL)
    fail_reply (self, reply);
  else if (can_ask (self, by_handle) && !self->asked)
    ask_by_handle (self);
  else
    read_all (self);
}

static void
open_file (QuayRemoteHash *self)
{
  self->lane->n_handles++;
  quay_sftp_session_open (self->lane->session, self->path, QUAY_OPEN_READ, NULL, on_opened, hash_ref (self));
}

void
quay_remote_hash_start (QuayEngine *engine, const QuayRemoteHashRequest *request)
{
  QuayRemoteHash *self = g_new0 (QuayRemoteHash, 1);
  const guint by_name = QUAY_SFTP_HAS_CHECK_FILE_NAME | QUAY_SFTP_HAS_CHECK_FILE;

  g_assert (request->n_types > 0);
  self->ref_count = 1; /* until it is over */
  self->engine = engine;
  self->stream.issue = issue;
  self->job = request->job != NULL ? quay_transfer_job_ref (request->job) : NULL;
  self->path = g_strdup (request->path);
  self->tried = g_strdup (request->tried);
  self->types = g_array_new (FALSE, FALSE, sizeof (GChecksumType));
  g_array_append_vals (self->types, request->types, request->n_types);
  self->offset = self->next = request->offset;
  self->limit = G_MAXUINT64;
  if (request->length > 0 && !g_uint64_checked_add (&self->limit, request->offset, request->length))
    self->limit = G_MAXUINT64;
  self->most = request->most;
  self->wanted = request->wanted;
  self->func = request->func;
  self->user_data = request->user_data;
  self->destroy = request->destroy;
  self->batch = g_ptr_array_new ();
  self->checksum = g_checksum_new (request->types[0]);
  self->lane = quay_engine_pick_lane (engine);
  if (can_ask (self, by_name))
    ask_by_name (self);
  else
    open_file (self);
}
