/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quayside-site.h"

G_BEGIN_DECLS

/*
 * QuaysideSiteJob: something to be done with the files of the store, made and taken apart in the main thread, and done in
 * another one.
 */

typedef struct
{
  QuaysideSite *site; /* owned, nullable; not for the thread */
  char *id;
  char *mine;      /* to be written; NULL: to be deleted, or only read */
  char *base;      /* what was there before, as far as was known */
  char *text;      /* out: what is there now; of what was deleted, what was there */
  GError *error;   /* out */
} QuaysideSiteEdit;

typedef struct
{
  char *folder;
  gboolean is_reading; /* all the files there are, or those of the edits */
  gboolean is_listing;
  gboolean force;    /* writing: mine counts; reading: what was changed here does not */
  char *title;       /* what it is about, for the person; nullable */
  GPtrArray *edits; /* of QuaysideSiteEdit */
  GStrv add;        /* folders of the tree; nullable */
  GStrv remove;

  GStrv folders; /* out: the folders that are kept */
  GError *error; /* out: the first one that is about no single site */
} QuaysideSiteJob;

QuaysideSiteJob  *quayside_site_job_new      (const char *folder);
void              quayside_site_job_free     (QuaysideSiteJob *self);
/* With neither site nor @mine: to be read or deleted. */
QuaysideSiteEdit *quayside_site_job_add      (QuaysideSiteJob *self, const char *id);
/* From any thread. */
void              quayside_site_job_run      (QuaysideSiteJob *self);
/* (nullable): borrowed */
const GError     *quayside_site_job_get_error (QuaysideSiteJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaysideSiteJob, quayside_site_job_free)

G_END_DECLS
