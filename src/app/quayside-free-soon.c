/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-free-soon.h"

/* So long at a time, in microseconds; the clock is looked at every so many objects. */
#define FREE_TIME 4000
#define OBJECTS_PER_LOOK 50

/* As many are freed at once. */
#define FEW 500

/* Objects whose memory is asked for ahead: they lie anywhere, and to wait for each takes most of the time. */
#define AHEAD 8

static gboolean
free_some (gpointer data)
{
  GPtrArray *objects = data;
  gint64 deadline = g_get_monotonic_time () + FREE_TIME;

  for (guint i = 1; objects->len > 0; i++)
    {
      if (i % OBJECTS_PER_LOOK == 0 && g_get_monotonic_time () >= deadline)
        return G_SOURCE_CONTINUE;
      if (objects->len > AHEAD)
        __builtin_prefetch (objects->pdata[objects->len - 1 - AHEAD], 1);
      /* From the end, where an array shrinks without moving. */
      g_ptr_array_set_size (objects, (int)objects->len - 1);
    }
  g_ptr_array_unref (objects);

  return G_SOURCE_REMOVE;
}

/* Takes @objects, whose free function lets go of each, and does so little by little when there is nothing else to do:
 * to free ten thousand objects takes longer than a frame. */
void
quayside_free_soon (GPtrArray *objects)
{
  if (objects->len > FEW)
    g_idle_add (free_some, objects);
  else
    g_ptr_array_unref (objects);
}
