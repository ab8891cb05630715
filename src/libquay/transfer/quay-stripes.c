/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-stripes.h"

/* As many as lanes_used has bits. */
#define MAX_LANES 31

typedef struct
{
  QuayStripes *stripes;
  gpointer owner;
  QuayLane *lane;
  QuayStripesFunc func;
} Open;

void
quay_stripes_init (QuayStripes *self, QuayEngine *engine, gpointer owner, gpointer (*ref) (gpointer owner))
{
  *self = (QuayStripes){ .engine = engine, .owner = owner, .ref = ref };
  self->array = g_array_new (FALSE, FALSE, sizeof (QuayStripe));
}

void
quay_stripes_clear (QuayStripes *self)
{
  g_assert (self->array->len == 0);
  g_clear_pointer (&self->array, g_array_unref);
}

QuayStripe *
quay_stripes_get (QuayStripes *self, guint index)
{
  return &g_array_index (self->array, QuayStripe, index);
}

static void
on_handle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Open *open = user_data;
  QuayStripes *self = open->stripes;
  QuayStripe *stripe = NULL;

  self->n_opening--;
  if (quay_sftp_reply_ok (reply))
    {
      const QuayStripe opened = { open->lane, g_bytes_ref (reply->handle), FALSE };

      g_array_append_val (self->array, opened);
      stripe = quay_stripes_get (self, self->array->len - 1);
    }
  else
    open->lane->n_handles--;
  open->func (open->owner, session, reply, stripe);
}

void
quay_stripes_open (QuayStripes *self,
                   QuayLane *lane,
                   const char *path,
                   QuayOpenFlags flags,
                   const QuayAttrs *attrs,
                   QuayStripesFunc func)
{
  Open *open = g_new (Open, 1);

  *open = (Open){ self, self->ref (self->owner), lane, func };
  self->n_opening++;
  lane->n_handles++;
  self->lanes_used |= 1u << MIN (lane->index, MAX_LANES);
  quay_sftp_session_open (lane->session, path, flags, attrs, on_handle, open);
}

void
quay_stripes_spread (QuayStripes *self, guint useful, const char *path, QuayOpenFlags flags, QuayStripesFunc func)
{
  quay_engine_want_lanes (self->engine, useful);
  for (guint i = 1; i < quay_engine_get_n_lanes (self->engine) && i <= useful && i < MAX_LANES; i++)
    if (!(self->lanes_used & 1u << i))
      {
        QuayLane *lane = quay_engine_get_lane (self->engine, i);

        quay_stripes_open (self, lane, path, flags, NULL, func);
        /* Behind a megabyte of data on the first lane it would come that much later. */
        quay_sftp_session_hurry (lane->session);
      }
}

QuayStripe *
quay_stripes_pick (QuayStripes *self)
{
  QuayStripe *best = NULL;

  for (guint i = 0; i < self->array->len; i++)
    {
      QuayStripe *stripe = quay_stripes_get (self, i);

      if (!stripe->closed
          && (best == NULL || best->lane->browse
              || (!stripe->lane->browse && stripe->lane->in_flight < best->lane->in_flight)))
        best = stripe;
    }

  return best;
}

guint
quay_stripes_close_each (QuayStripes *self, QuaySftpFunc func)
{
  guint n = 0;

  for (guint i = 0; i < self->array->len; i++)
    {
      QuayStripe *stripe = quay_stripes_get (self, i);

      if (stripe->closed)
        continue;
      stripe->closed = TRUE;
      n++;
      quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, func, self->ref (self->owner));
    }

  return n;
}

void
quay_stripes_drop (QuayStripes *self)
{
  for (guint i = 0; i < self->array->len; i++)
    {
      QuayStripe *stripe = quay_stripes_get (self, i);

      if (!stripe->closed)
        quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, NULL, NULL);
      stripe->lane->n_handles--;
      g_bytes_unref (stripe->handle);
    }
  g_array_set_size (self->array, 0);
}
