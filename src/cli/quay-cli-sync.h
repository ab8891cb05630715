/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

typedef enum
{
  QUAY_CLI_SYNC_FILE,
  QUAY_CLI_SYNC_FOLDER,
  QUAY_CLI_SYNC_LINK,
  QUAY_CLI_SYNC_OTHER,
} QuayCliSyncKind;

typedef struct
{
  QuayCliSyncKind kind;
  guint64 size;
  gint64 mtime;
  char *target; /* of a link; NULL where it could not be read */
} QuayCliSyncEntry;

/* QuayCliSyncTree: what stands in a folder, all the way down; links are not followed. */
typedef struct
{
  gboolean exists;
  GHashTable *entries; /* path below the folder (char *) -> QuayCliSyncEntry */
  GHashTable *unknown; /* of char *: folders of which not everything is known; "" is the folder itself */
} QuayCliSyncTree;

/* What cannot be listed has been told with quay_cli_fail, and is in @unknown. */
QuayCliSyncTree *quay_cli_sync_tree_read_local  (QuayCli *cli, const char *root);
QuayCliSyncTree *quay_cli_sync_tree_read_remote (QuayCli *cli, QuayLogin *login, const char *root);
QuayCliSyncTree *quay_cli_sync_tree_new         (void);
void             quay_cli_sync_tree_free        (QuayCliSyncTree *self);
/* (element-type char *): all paths, each folder before what is in it. Borrowed from the tree. */
GPtrArray       *quay_cli_sync_tree_list        (QuayCliSyncTree *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliSyncTree, quay_cli_sync_tree_free)

typedef enum
{
  QUAY_CLI_SYNC_TRANSFER,
  QUAY_CLI_SYNC_MAKE,    /* a folder */
  QUAY_CLI_SYNC_REPLACE, /* what is in the way goes first */
  QUAY_CLI_SYNC_DELETE,
} QuayCliSyncAction;

typedef struct
{
  QuayCliSyncAction action;
  char *path;
  guint64 size;
} QuayCliSyncStep;

/* QuayCliSyncPlan: what makes one folder like the other. */
typedef struct
{
  GPtrArray *steps;      /* of QuayCliSyncStep */
  GHashTable *selection; /* of char *: what is transferred, with the folders on the way to it */
} QuayCliSyncPlan;

/* @clamp_times: the server knows times from 1970 to 2106 only. What cannot be done is told with quay_cli_fail. */
QuayCliSyncPlan *quay_cli_sync_plan_new  (QuayCli *cli, QuayCliSyncTree *source, QuayCliSyncTree *target, gboolean clamp_times);
void             quay_cli_sync_plan_free (QuayCliSyncPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliSyncPlan, quay_cli_sync_plan_free)

/* Removes the paths of all steps of that kind, with all that is in them; no link is followed. */
void             quay_cli_sync_delete_local  (QuayCli *cli, const char *root, QuayCliSyncPlan *plan, QuayCliSyncAction action);
void             quay_cli_sync_delete_remote (QuayCli *cli, QuayLogin *login, const char *root, QuayCliSyncPlan *plan,
                                              QuayCliSyncAction action);

G_END_DECLS
