/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-engine.h"

G_BEGIN_DECLS

/* One open handle of a file. */
typedef struct {
  QuayLane *lane;
  GBytes *handle;
  gboolean closed; /* CLOSE is under way or through */
} QuayStripe;

/*
 * QuayStripes: the open handles of one file, one on each lane that is worth it. Its owner counts references; each request
 * under way holds one, and its callback gives it back.
 */
typedef struct {
  QuayEngine *engine;
  gpointer owner;
  gpointer (*ref) (gpointer owner);
  GArray *array;    /* of QuayStripe */
  guint lanes_used; /* bits */
  guint n_opening;
} QuayStripes;

/* @stripe: the new one, or NULL where @reply is no handle. */
typedef void (*QuayStripesFunc) (gpointer owner, QuaySftpSession *session, const QuaySftpReply *reply, QuayStripe *stripe);

void        quay_stripes_init       (QuayStripes *self, QuayEngine *engine, gpointer owner, gpointer (*ref) (gpointer owner));
void        quay_stripes_clear      (QuayStripes *self);
void        quay_stripes_open       (QuayStripes *self, QuayLane *lane, const char *path, QuayOpenFlags flags, const QuayAttrs *attrs,
                                     QuayStripesFunc func);
/* A handle on each of the first @useful lanes that has come up and has none yet. */
void        quay_stripes_spread     (QuayStripes *self, guint useful, const char *path, QuayOpenFlags flags, QuayStripesFunc func);
/* The least busy one that is open, or NULL. */
QuayStripe *quay_stripes_pick       (QuayStripes *self);
QuayStripe *quay_stripes_get        (QuayStripes *self, guint index);
/* Closes what is open; @func with the owner for each. Returns how many. */
guint       quay_stripes_close_each (QuayStripes *self, QuaySftpFunc func);
/* Closes what is open, whatever the server says to it, and gives all handles up. */
void        quay_stripes_drop       (QuayStripes *self);

G_END_DECLS
