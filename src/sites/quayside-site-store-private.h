/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-site-job.h"
#include "quayside-site-store.h"

G_BEGIN_DECLS

struct _QuaysideSiteStore
{
  GObject parent_instance;

  /* Owned */
  char *folder;
  GListStore *sites;
  GHashTable *by_id;    /* id -> QuaysideSite */
  GHashTable *problems; /* id, or "" for the folder itself -> sentence */
  GStrv problem_list;
  QuaysideSiteTree *tree;
  GQueue waiting; /* GTask with a job as its data, the running one first */
  GFileMonitor *monitor;
  GHashTable *stale; /* ids whose files others have touched */
  guint stale_source;
};

struct _QuaysideSiteDeletion
{
  GObject parent_instance;

  char *title;
  GPtrArray *sites; /* of QuaysideSite */
  GStrv texts;      /* of their files, as they were */
  GStrv folders;    /* that were kept */
};

/* -run: jobs and what they change in the store. Take @job. */
void     quayside_site_store_queue    (QuaysideSiteStore *self, QuaysideSiteJob *job, gpointer tag, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean quayside_site_store_run      (QuaysideSiteStore *self, QuaysideSiteJob *job, GError **error);

/* Of the class itself */
void     quayside_site_store_add      (QuaysideSiteStore *self, QuaysideSite *site);
void     quayside_site_store_drop     (QuaysideSiteStore *self, QuaysideSite *site);
/* @text: NULL where there is none any more. */
void     quayside_site_store_set_problem (QuaysideSiteStore *self, const char *id, const char *text);

G_END_DECLS
