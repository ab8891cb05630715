/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer-job.h"

G_BEGIN_DECLS

/*
 * QuayRemoteHash: the hash of one file on the server: the server's own word where it has check-file (filexfer-extensions-00
 * section 3), else what comes of reading the file once more, several READs at a time. Lives in the connection's worker; the
 * hashing itself is the disk pool's.
 */
typedef struct _QuayRemoteHash QuayRemoteHash;

/* What came of it. */
typedef struct {
  GChecksumType type;
  const char *hex;      /* lower case */
  gboolean from_server; /* the server made it; else it was made of the bytes that were read */
  guint64 length;       /* of the bytes that were read; 0 where the server made it */
} QuayRemoteHashResult;

/* Exactly once, never before quay_remote_hash_start returns; not where @wanted said no. */
typedef void (*QuayRemoteHashFunc) (const QuayRemoteHashResult *result, const GError *error, gpointer user_data);

typedef struct {
  const char *path;
  guint64 offset;
  guint64 length;               /* 0: to the end of the file */
  guint64 most;                 /* not more than this is read, whether the file ends there or not; 0: no bound */
  const GChecksumType *types;   /* which of them the server may choose from, best first; the first where the file is read */
  guint n_types;
  QuayTransferJob *job;         /* nullable: whose bandwidth limit holds for the reading */
  const char *tried;            /* the beginning of errors: "Could not verify x" */
  gboolean (*wanted) (gpointer user_data); /* FALSE: given up, @func is not called any more */
  QuayRemoteHashFunc func;
  gpointer user_data;
  GDestroyNotify destroy;       /* of user_data, when nothing is under way any more */
} QuayRemoteHashRequest;

/* Everything in @request is copied. */
void        quay_remote_hash_start  (QuayEngine *engine, const QuayRemoteHashRequest *request);

/* As check-file names it ("sha256"), and as people write it ("SHA-256"). */
const char *quay_hash_name          (GChecksumType type);
const char *quay_hash_display_name  (GChecksumType type);
/* FALSE: there is no such algorithm here. */
gboolean    quay_hash_type_from_name (const char *name, GChecksumType *type);

G_END_DECLS
