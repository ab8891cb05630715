/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-engine.h"
#include "quay-journal.h"
#include "quay-local-tree.h"
#include "quay-progress.h"
#include "quay-rate-limiter.h"
#include "quay-transfer.h"

G_BEGIN_DECLS

/*
 * QuayTransferJob: one transfer while it runs, in the connection's worker: an item and, where that is a folder, all that is in
 * it. Folders are walked ahead of the files, within bounds; files start as the engine has places. A folder that cannot
 * be read or a file that fails is noted, and the rest goes on.
 */
typedef struct _QuayTransferJob QuayTransferJob;
typedef struct _QuayTreeNode QuayTreeNode;

/* In the worker, once. @error NULL: done. */
typedef void (*QuayTransferJobFunc) (QuayTransferJob *job, const GError *error, gboolean skipped, gpointer user_data);

typedef enum {
  QUAY_NODE_FILE,
  QUAY_NODE_FOLDER,
  QUAY_NODE_LINK,
  QUAY_NODE_OTHER,
} QuayNodeKind;

/* One file, link or folder on its way. Counted by its children; a folder's own work is over when they are. */
struct _QuayTreeNode {
  int ref_count;
  QuayTransferJob *job;  /* owned */
  QuayTreeNode *parent;  /* owned, NULL for the item itself */
  char *local;           /* relative to the job's local tree */
  char *remote;          /* whole path */
  guint depth;
  QuayNodeKind kind;
  QuayAttrs source;      /* what the source side says: size, times, permissions */
  gboolean fresh;        /* folders: the target did not exist, so nothing in it can be in the way */
  gboolean finished;
  /* Which folder it is, where links are followed: one that lies in itself is not walked. */
  guint64 device;        /* upload */
  guint64 inode;
  char *real;            /* download: whole path without links; NULL: as its parent's */
};

struct _QuayTransferJob {
  gatomicrefcount ref_count;
  QuayConnection *connection;
  QuayDirection direction;
  QuayLocalTree *tree;
  char *local_name;
  char *remote_path;
  QuayTransferOptions *options;
  QuayInteraction *interaction;
  GMainContext *owner;
  QuayProgress *progress;
  QuayJournal *journal; /* NULL: nothing survives the program */
  QuayRateLimiter *limiter;
  gint64 id;            /* the transfer's in the journal, 0: none */
  GHashTable *selection; /* of paths below the item, shared and not changed; NULL: everything */
  gint cancelled; /* atomic */

  /* worker only */
  QuayEngine *engine;
  QuayEol server_eol; /* as the server says, or else the options; set before anything begins, not changed */
  QuayFeeder feeder;
  GQueue folders;  /* of QuayTreeNode: to be walked; a stack */
  GQueue files;    /* of QuayTreeNode: to be transferred */
  guint n_walking;
  guint n_running;
  GPtrArray *running; /* of QuayFileTask */
  guint n_tasks;      /* not gone yet */
  GHashTable *items;  /* of QuayJournalItem by path: done by earlier runs; nullable */
  guint n_failed;
  guint n_items;
  guint n_skipped;
  GError *first_error;
  gboolean finished;
  GError *result;
  GSource *patience;  /* finished, and waiting for the tasks to go */
  gboolean told;
  QuayTransferJobFunc done;
  gpointer done_data;
};

QuayTransferJob *quay_transfer_job_new    (QuayConnection *connection, QuayDirection direction, const char *local_path,
                                           const char *remote_path, QuayTransferOptions *options, QuayInteraction *interaction,
                                           GMainContext *owner, QuayProgress *progress, QuayRateLimiter *limiter);
/* Before start. */
void             quay_transfer_job_set_selection (QuayTransferJob *self, GHashTable *selection);
void             quay_transfer_job_set_journal (QuayTransferJob *self, QuayJournal *journal, gint64 id);
QuayTransferJob *quay_transfer_job_ref    (QuayTransferJob *self);
void             quay_transfer_job_unref  (QuayTransferJob *self);
void             quay_transfer_job_start  (QuayTransferJob *self, QuayTransferJobFunc done, gpointer user_data); /* (any) */
void             quay_transfer_job_cancel (QuayTransferJob *self);                                              /* (any) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayTransferJob, quay_transfer_job_unref)

/* For those who walk and transfer. */
QuayTreeNode    *quay_tree_node_new       (QuayTransferJob *job, QuayTreeNode *parent, const char *name);
QuayTreeNode    *quay_tree_node_ref       (QuayTreeNode *self);
void             quay_tree_node_unref     (QuayTreeNode *self);
char            *quay_tree_node_dup_shown_local  (QuayTreeNode *self);
char            *quay_tree_node_dup_shown_remote (QuayTreeNode *self);

/* The bandwidth limit: FALSE where nothing may be asked for or sent now; the engine wakes when it may. */
gboolean         quay_transfer_job_may_go       (QuayTransferJob *self);
void             quay_transfer_job_charge       (QuayTransferJob *self, gsize bytes);
/* Pieces are smaller under a limit, so that a second has many of them. */
guint32          quay_transfer_job_limit_chunk  (QuayTransferJob *self, guint32 chunk);
/* The limit has changed. (any) */
void             quay_transfer_job_limit_changed (QuayTransferJob *self);

/* Takes the node. Nothing runs before the engine serves the job. */
void             quay_transfer_job_add    (QuayTransferJob *self, QuayTreeNode *node);
/* Exactly one of these for each node that was started. */
void             quay_transfer_job_node_done    (QuayTreeNode *node);
void             quay_transfer_job_node_skipped (QuayTreeNode *node);
void             quay_transfer_job_node_failed  (QuayTreeNode *node, const GError *error);
/* The item itself cannot be had. */
void             quay_transfer_job_root_failed  (QuayTransferJob *self, const GError *error);
/* Work on a folder beyond its listing. */
void             quay_transfer_job_hold         (QuayTransferJob *self);
void             quay_transfer_job_release      (QuayTransferJob *self);
/* Of entries that never became nodes: a name that is not safe, say. */
void             quay_transfer_job_refuse (QuayTransferJob *self, const char *path, const char *why);
void             quay_transfer_job_refuse_name (QuayTransferJob *self, const char *folder);

/* A running file, so that a cancelled job can tell it. */
typedef struct _QuayFileTask QuayFileTask;
struct _QuayFileTask {
  void (*abort) (QuayFileTask *self);
};
void             quay_transfer_job_add_task    (QuayTransferJob *self, QuayFileTask *task);
void             quay_transfer_job_remove_task (QuayTransferJob *self, QuayFileTask *task);
/* It holds nothing any more: no file, no lock, no request. */
void             quay_transfer_job_task_gone   (QuayTransferJob *self);
/* Why the tasks are aborted. */
const GError    *quay_transfer_job_get_result  (QuayTransferJob *self);
/* It has its name, also where the job has ended meanwhile. */
void             quay_transfer_job_record_done (QuayTreeNode *node);
/* An earlier run has copied this very state of the source. */
gboolean         quay_transfer_job_was_done    (QuayTreeNode *node);

/* quay-download-tree.c and quay-upload-tree.c, quay-download.c and quay-upload.c */
void quay_download_tree_root   (QuayTransferJob *job);
void quay_download_tree_walk   (QuayTreeNode *node);
void quay_download_link        (QuayTreeNode *node);
void quay_download_start       (QuayTreeNode *node);
void quay_download_tree_close  (QuayTreeNode *node);
void quay_upload_tree_root     (QuayTransferJob *job);
void quay_upload_tree_walk     (QuayTreeNode *node);
void quay_upload_link          (QuayTreeNode *node);
void quay_upload_start         (QuayTreeNode *node);
void quay_upload_tree_close    (QuayTreeNode *node);

G_END_DECLS
