/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-verify.h"

#include <errno.h>
#include <unistd.h>

#include "quay-error-private.h"

/* Hashed in one visit to the pool, so that others have their turn. */
#define SLICE (16 * 1024 * 1024)
#define BUFFER (256 * 1024)

/* Best first. A weak one tells what went wrong on the way just as well: nobody is to be convinced of anything. */
static const GChecksumType types[]
    = { G_CHECKSUM_SHA256, G_CHECKSUM_SHA512, G_CHECKSUM_SHA384, G_CHECKSUM_SHA1, G_CHECKSUM_MD5 };

typedef struct
{
  QuayTreeNode *node;
  QuayDisk *disk;
  int fd;
  gboolean in_place;
  gboolean (*wanted) (gpointer user_data);
  QuayVerifyFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  gboolean from_server;
  GChecksumType type;
  char *remote_hex;

  GChecksum *checksum; /* the pool's while it is there */
  guint64 offset;
  guint64 end;
  gboolean end_seen;
  int errsv;
} Verify;

static void
verify_free (Verify *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->checksum, g_checksum_free);
  self->destroy (self->user_data);
  quay_disk_unref (self->disk);
  quay_tree_node_unref (self->node);
  g_free (self->remote_hex);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Verify, verify_free)

static void
hash_slice (gpointer data)
{
  Verify *self = data;
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  const guint64 stop = MIN (self->offset + SLICE, self->end);

  while (self->offset < stop && !self->end_seen && self->errsv == 0)
    {
      gssize n = pread (self->fd, buffer, MIN (BUFFER, stop - self->offset), self->offset);

      if (n > 0)
        {
          g_checksum_update (self->checksum, buffer, n);
          self->offset += n;
        }
      else if (n == 0)
        self->end_seen = TRUE;
      else if (errno != EINTR)
        self->errsv = errno;
    }
  self->end_seen = self->end_seen || self->offset == self->end;
}

static char *
dup_tried (QuayTreeNode *node)
{
  gboolean download = node->job->direction == QUAY_DIRECTION_DOWNLOAD;
  g_autofree char *shown = download ? quay_tree_node_dup_shown_remote (node) : quay_tree_node_dup_shown_local (node);

  return g_strdup_printf ("Could not verify the %s of %s", download ? "download" : "upload", shown);
}

static void
compare (Verify *self)
{
  const char *local_hex = g_checksum_get_string (self->checksum);
  const char *name = quay_hash_display_name (self->type);
  g_autofree char *tried = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (local_hex, self->remote_hex))
    {
      self->func (self->from_server ? QUAY_VERIFIED_BY_SERVER : QUAY_VERIFIED_BY_READING, self->type, NULL,
                  self->user_data);
      return;
    }
  tried = dup_tried (self->node);
  quay_set_error (&error, QUAY_ERROR_HASH_MISMATCH, "%s: here it has the %s %s, but on the server %s%s. %s", tried,
                  name, local_hex, self->remote_hex, self->from_server ? ", as the server says" : ", as it reads back",
                  self->in_place
                      ? "What stands there is not to be trusted: transfer it anew"
                      : "It was not put in place: try again, and suspect disks and memory where it stays so");
  self->func (QUAY_VERIFIED_NOT, self->type, error, self->user_data);
}

static void
fail_local (Verify *self)
{
  g_autofree char *tried = dup_tried (self->node);
  g_autoptr (GError) error = NULL;

  quay_set_error_local (&error, self->errsv, NULL, "%s: it cannot be read back here", tried);
  self->func (QUAY_VERIFIED_NOT, self->type, error, self->user_data);
}

static void
on_sliced (gpointer data)
{
  g_autoptr (Verify) self = data;

  if (!self->wanted (self->user_data))
    return;
  if (self->errsv != 0)
    fail_local (self);
  else if (self->end_seen)
    compare (self);
  else
    {
      Verify *next = g_steal_pointer (&self);

      quay_disk_run (next->disk, hash_slice, on_sliced, next);
    }
}

static void
on_remote (const QuayRemoteHashResult *result, const GError *error, gpointer user_data)
{
  Verify *self = user_data;

  if (error != NULL)
    {
      self->func (QUAY_VERIFIED_NOT, G_CHECKSUM_SHA256, error, self->user_data);
      return;
    }
  self->from_server = result->from_server;
  self->type = result->type;
  self->remote_hex = g_strdup (result->hex);
  self->checksum = g_checksum_new (result->type);
  self->end_seen = self->fd < 0 || self->offset == self->end;
}

static gboolean
is_wanted (gpointer user_data)
{
  Verify *self = user_data;

  return self->wanted (self->user_data);
}

/* The remote half is through, and everything of it put away: on with the local one, where there is something to do. */
static void
on_remote_gone (gpointer user_data)
{
  g_autoptr (Verify) self = user_data;

  if (self->remote_hex == NULL || !self->wanted (self->user_data))
    return;
  if (self->end_seen)
    compare (self);
  else
    {
      Verify *next = g_steal_pointer (&self);

      quay_disk_run (next->disk, hash_slice, on_sliced, next);
    }
}

void
quay_verify_start (const QuayVerifyRequest *request)
{
  QuayTreeNode *node = request->node;
  QuayEngine *engine = node->job->engine;
  Verify *self = g_new0 (Verify, 1);
  g_autofree char *tried = dup_tried (node);

  self->node = quay_tree_node_ref (node);
  self->disk = quay_disk_ref (quay_engine_get_disk (engine));
  self->fd = request->fd;
  self->offset = request->local_offset;
  self->end = request->local_offset + request->size;
  self->in_place = request->in_place;
  self->wanted = request->wanted;
  self->func = request->func;
  self->user_data = request->user_data;
  self->destroy = request->destroy;
  quay_remote_hash_start (engine, &(QuayRemoteHashRequest){
                                      .path = request->remote,
                                      .types = types,
                                      .n_types = G_N_ELEMENTS (types),
                                      .offset = request->remote_offset,
                                      .length = request->remote_ends ? 0 : request->size,
                                      .most = request->size + 1,
                                      .job = node->job,
                                      .tried = tried,
                                      .wanted = is_wanted,
                                      .func = on_remote,
                                      .user_data = self,
                                      .destroy = on_remote_gone,
                                  });
}
