/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-trace.h"

#include "quay-blob.h"
#include "quay-text.h"

#define LEVEL_PACKETS 2
#define LEVEL_BYTES 3
#define BYTES_IN_LINE 32
#define MAX_PATH 1000

typedef enum
{
  NOTHING,  /* type alone */
  VERSION,  /* uint32 version in the place of the id */
  PATH,     /* id, string path */
  PATHS,    /* id, string path, string path */
  HANDLE,   /* id, string handle */
  RANGE,    /* id, string handle, uint64 offset, uint32 length */
  EXTENDED, /* id, string name */
  STATUS,   /* id, uint32 code, string message */
  DATA,     /* id, string data */
  COUNT,    /* id, uint32 count */
} Shape;

/* draft-ietf-secsh-filexfer-13 section 3.3 */
static const struct
{
  guint8 type;
  const char *name;
  Shape shape;
} types[] = {
  { 1, "INIT", VERSION },     { 2, "VERSION", VERSION },     { 3, "OPEN", PATH },
  { 4, "CLOSE", HANDLE },     { 5, "READ", RANGE },          { 6, "WRITE", RANGE },
  { 7, "LSTAT", PATH },       { 8, "FSTAT", HANDLE },        { 9, "SETSTAT", PATH },
  { 10, "FSETSTAT", HANDLE }, { 11, "OPENDIR", PATH },       { 12, "READDIR", HANDLE },
  { 13, "REMOVE", PATH },     { 14, "MKDIR", PATH },         { 15, "RMDIR", PATH },
  { 16, "REALPATH", PATH },   { 17, "STAT", PATH },          { 18, "RENAME", PATHS },
  { 19, "READLINK", PATH },   { 20, "SYMLINK", PATHS },      { 21, "LINK", PATHS },
  { 22, "BLOCK", HANDLE },    { 23, "UNBLOCK", HANDLE },     { 101, "STATUS", STATUS },
  { 102, "HANDLE", HANDLE },  { 103, "DATA", DATA },         { 104, "NAME", COUNT },
  { 105, "ATTRS", NOTHING },  { 200, "EXTENDED", EXTENDED }, { 201, "EXTENDED_REPLY", NOTHING },
};

static void
add_text (GString *line, QuayBlob *blob)
{
  gsize length = 0;
  const guint8 *text = quay_blob_get_string (blob, &length);
  g_autofree char *shown = text != NULL ? quay_text_escape ((const char *)text, (gssize)MIN (length, MAX_PATH)) : NULL;

  if (shown != NULL)
    g_string_append_printf (line, " “%s”", shown);
}

/* Handles are bytes; they tell which requests belong together. */
static void
add_handle (GString *line, QuayBlob *blob)
{
  gsize length = 0;
  const guint8 *handle = quay_blob_get_string (blob, &length);

  if (handle == NULL)
    return;
  g_string_append (line, " handle ");
  for (gsize i = 0; i < MIN (length, 16); i++)
    g_string_append_printf (line, "%02x", handle[i]);
}

static guint64
get_uint64 (QuayBlob *blob)
{
  guint64 high = quay_blob_get_uint32 (blob);

  return high << 32 | quay_blob_get_uint32 (blob);
}

static void
add_range (GString *line, QuayBlob *blob)
{
  guint64 offset;
  guint32 length;

  add_handle (line, blob);
  offset = get_uint64 (blob);
  length = quay_blob_get_uint32 (blob);
  if (!blob->failed)
    g_string_append_printf (line, " offset %" G_GUINT64_FORMAT " length %u", offset, length);
}

static void
add_status (GString *line, QuayBlob *blob)
{
  guint32 code = quay_blob_get_uint32 (blob);

  if (blob->failed)
    return;
  g_string_append_printf (line, " %u", code);
  if (blob->left > 4)
    add_text (line, blob);
}

static void
add_details (GString *line, Shape shape, QuayBlob *blob)
{
  gsize length = 0;
  guint32 number;

  switch (shape)
    {
    case PATHS:
      add_text (line, blob);
      add_text (line, blob);
      break;
    case PATH:
    case EXTENDED:
      add_text (line, blob);
      break;
    case HANDLE:
      add_handle (line, blob);
      break;
    case RANGE:
      add_range (line, blob);
      break;
    case STATUS:
      add_status (line, blob);
      break;
    case DATA:
      if (quay_blob_get_string (blob, &length) != NULL)
        g_string_append_printf (line, " length %" G_GSIZE_FORMAT, length);
      break;
    case COUNT:
      number = quay_blob_get_uint32 (blob);
      g_string_append_printf (line, " count %u", number);
      break;
    case NOTHING:
    case VERSION:
    default:
      break;
    }
}

/* @size: of the packet as its length says; @available of it are at @data. */
static void
log_packet (const QuayLog *log, const char *direction, const guint8 *data, gsize available, gsize size)
{
  g_autoptr (GString) line = g_string_new (direction);
  QuayBlob blob;
  guint8 type;
  guint32 id;
  gsize i = 0;

  quay_blob_init (&blob, data, available);
  type = quay_blob_get_byte (&blob);
  id = quay_blob_get_uint32 (&blob);
  while (i < G_N_ELEMENTS (types) && types[i].type != type)
    i++;
  if (i < G_N_ELEMENTS (types))
    g_string_append (line, types[i].name);
  else
    g_string_append_printf (line, "type %u", type);
  if (!blob.failed)
    g_string_append_printf (line, " %s %u", type <= 2 ? "version" : "id", id);
  if (i < G_N_ELEMENTS (types))
    add_details (line, types[i].shape, &blob);
  quay_log (log, LEVEL_PACKETS, "%s (%" G_GSIZE_FORMAT " bytes)", line->str, size);
}

static void
log_bytes (const QuayLog *log, const guint8 *data, gsize size)
{
  for (gsize at = 0; at < size; at += BYTES_IN_LINE)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (gsize i = at; i < MIN (size, at + BYTES_IN_LINE); i++)
        g_string_append_printf (line, " %02x", data[i]);
      quay_log (log, LEVEL_BYTES, "  %05" G_GSIZE_MODIFIER "x %s", at, line->str);
    }
}

/* The bytes of a file stand at the end of DATA and WRITE: how many that is not. */
static gsize
count_head (const guint8 *data, gsize size)
{
  gsize length = 0;
  QuayBlob blob;
  guint8 type;

  quay_blob_init (&blob, data, size);
  type = quay_blob_get_byte (&blob);
  quay_blob_get_uint32 (&blob);
  if (type != 103 && type != 6)
    return size;
  if (type == 6)
    {
      quay_blob_get_string (&blob, &length);
      get_uint64 (&blob);
    }
  quay_blob_get_uint32 (&blob);

  return blob.failed ? size : size - blob.left;
}

static void
log_packet_bytes (const QuayLog *log, const guint8 *data, gsize size)
{
  gsize head = quay_log_shows_files (log) ? size : count_head (data, size);

  if (!quay_log_wants (log, LEVEL_BYTES))
    return;
  log_bytes (log, data, head);
  if (head < size)
    quay_log (log, LEVEL_BYTES, "  … %" G_GSIZE_FORMAT " bytes of the file", size - head);
}

void
quay_sftp_trace_sent (const QuayLog *log, const guint8 *data, gsize size)
{
  if (!quay_log_wants (log, LEVEL_PACKETS))
    return;
  while (size > 4)
    {
      gsize length = (gsize)data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
      gsize available = MIN (length, size - 4);

      log_packet (log, "SFTP > ", data + 4, available, length);
      log_packet_bytes (log, data + 4, available);
      data += 4 + available;
      size -= 4 + available;
    }
}

void
quay_sftp_trace_received (const QuayLog *log, const guint8 *data, gsize size)
{
  if (!quay_log_wants (log, LEVEL_PACKETS))
    return;
  log_packet (log, "SFTP < ", data, size, size);
  log_packet_bytes (log, data, size);
}
