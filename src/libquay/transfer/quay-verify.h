/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-remote-hash.h"

G_BEGIN_DECLS

/*
 * QuayVerify: whether a file on the server and one here are the same, by their hashes: the remote one as QuayRemoteHash has it,
 * then the local one by the same algorithm, in the disk pool. Lives in the connection's worker.
 */

/* Exactly once; not where @wanted said no. @error: `QUAY_ERROR_HASH_MISMATCH` names both hashes. */
typedef void (*QuayVerifyFunc) (QuayVerified how, GChecksumType type, const GError *error, gpointer user_data);

typedef struct {
  QuayTreeNode *node;
  const char *remote;  /* what is compared: the temporary file, say */
  int fd;              /* what it is compared with; taken over. -1: an empty file */
  guint64 remote_offset, local_offset; /* where in both it begins */
  guint64 size;        /* how much is compared */
  gboolean remote_ends; /* the remote file is to end there */
  gboolean in_place;   /* what is compared has its name already */
  gboolean (*wanted) (gpointer user_data);
  QuayVerifyFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} QuayVerifyRequest;

void quay_verify_start (const QuayVerifyRequest *request);

G_END_DECLS
