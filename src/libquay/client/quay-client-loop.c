/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-loop.h"

#include "quay-ready-source.h"

struct _QuayClientLoop
{
  GMainContext *context;
  GMainContext *owner;
  GSource *bridge; /* NULL: not attached */
};

/* The source in the owner's context that is the whole of the inner one. */
typedef struct
{
  GSource source;
  GMainContext *inner;
  GPtrArray *fds; /* of GPollFD, which the outer context polls */
  int priority;
  gboolean prepared;
} Bridge;

static void
forget_fds (Bridge *self)
{
  for (guint i = 0; i < self->fds->len; i++)
    g_source_remove_poll (&self->source, self->fds->pdata[i]);
  g_ptr_array_set_size (self->fds, 0);
}

static gboolean
has_same_fds (Bridge *self, const GPollFD *fds, int n)
{
  if (self->fds->len != (guint)n)
    return FALSE;
  for (int i = 0; i < n; i++)
    {
      const GPollFD *had = self->fds->pdata[i];

      if (had->fd != fds[i].fd || had->events != fds[i].events)
        return FALSE;
    }

  return TRUE;
}

static void
take_fds (Bridge *self, const GPollFD *fds, int n)
{
  if (has_same_fds (self, fds, n))
    return;
  forget_fds (self);
  for (int i = 0; i < n; i++)
    {
      GPollFD *fd = g_memdup2 (&fds[i], sizeof *fds);

      g_ptr_array_add (self->fds, fd);
      g_source_add_poll (&self->source, fd);
    }
}

static gboolean
bridge_prepare (GSource *source, int *timeout)
{
  Bridge *self = (Bridge *)source;
  g_autofree GPollFD *fds = NULL;
  gboolean ready;
  int n, room = 8;

  self->prepared = FALSE;
  *timeout = -1;
  if (!g_main_context_acquire (self->inner))
    return FALSE;
  ready = g_main_context_prepare (self->inner, &self->priority);
  fds = g_new0 (GPollFD, room);
  while ((n = g_main_context_query (self->inner, self->priority, timeout, fds, room)) > room)
    {
      room = n;
      fds = g_renew (GPollFD, fds, room);
    }
  take_fds (self, fds, n);
  self->prepared = TRUE;
  g_main_context_release (self->inner);

  return ready;
}

static gboolean
bridge_check (GSource *source)
{
  Bridge *self = (Bridge *)source;
  g_autofree GPollFD *fds = NULL;
  gboolean ready;

  if (!self->prepared || !g_main_context_acquire (self->inner))
    return FALSE;
  fds = g_new (GPollFD, MAX (self->fds->len, 1));
  for (guint i = 0; i < self->fds->len; i++)
    fds[i] = *(GPollFD *)self->fds->pdata[i];
  ready = g_main_context_check (self->inner, self->priority, fds, self->fds->len);
  g_main_context_release (self->inner);

  return ready;
}

static gboolean
bridge_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Bridge *self = (Bridge *)source;
  g_autoptr (GMainContext) inner = g_main_context_ref (self->inner);

  /* Whatever was found ready may have been run by a call that waited meanwhile: one round, without waiting. */
  g_main_context_push_thread_default (inner);
  g_main_context_iteration (inner, FALSE);
  g_main_context_pop_thread_default (inner);

  return G_SOURCE_CONTINUE;
}

static void
bridge_finalize (GSource *source)
{
  Bridge *self = (Bridge *)source;

  g_ptr_array_unref (self->fds);
  g_main_context_unref (self->inner);
}

static GSourceFuncs bridge_funcs = { bridge_prepare, bridge_check, bridge_dispatch, bridge_finalize, NULL, NULL };

void
quay_client_loop_set_attached (QuayClientLoop *self, gboolean attached)
{
  Bridge *bridge;

  if ((self->bridge != NULL) == attached)
    return;
  if (!attached)
    {
      quay_source_clear (&self->bridge);
      return;
    }
  self->bridge = g_source_new (&bridge_funcs, sizeof *bridge);
  bridge = (Bridge *)self->bridge;
  bridge->inner = g_main_context_ref (self->context);
  bridge->fds = g_ptr_array_new_with_free_func (g_free);
  g_source_set_static_name (self->bridge, "quay-client-loop");
  g_source_attach (self->bridge, self->owner);
}

QuayClientLoop *
quay_client_loop_new (void)
{
  QuayClientLoop *self = g_new0 (QuayClientLoop, 1);

  /* Its descriptors are polled by those who do not own it. */
  self->context = g_main_context_new_with_flags (G_MAIN_CONTEXT_FLAGS_OWNERLESS_POLLING);
  self->owner = g_main_context_ref_thread_default ();
  quay_client_loop_set_attached (self, TRUE);

  return self;
}

void
quay_client_loop_free (QuayClientLoop *self)
{
  quay_client_loop_set_attached (self, FALSE);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner);
  g_free (self);
}

GMainContext *
quay_client_loop_get_context (QuayClientLoop *self)
{
  return self->context;
}

void
quay_client_loop_enter (QuayClientLoop *self)
{
  g_main_context_push_thread_default (self->context);
}

void
quay_client_loop_leave (QuayClientLoop *self)
{
  g_main_context_pop_thread_default (self->context);
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

gboolean
quay_client_loop_run_once (QuayClientLoop *self, guint milliseconds)
{
  g_autoptr (GSource) timer = NULL;
  gboolean time_is_up = FALSE;
  gboolean happened = FALSE;

  quay_client_loop_enter (self);
  while (g_main_context_iteration (self->context, FALSE))
    happened = TRUE;
  if (!happened && milliseconds > 0)
    {
      timer = g_timeout_source_new (milliseconds);
      g_source_set_callback (timer, on_time, &time_is_up, NULL);
      g_source_attach (timer, self->context);
      /* It may wake up for nothing. */
      while (!g_main_context_iteration (self->context, TRUE) && !time_is_up)
        continue;
      g_source_destroy (timer);
      happened = !time_is_up;
    }
  quay_client_loop_leave (self);

  return happened;
}

void
quay_client_loop_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

GAsyncResult *
quay_client_loop_wait (QuayClientLoop *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (self->context, TRUE);

  return *result;
}
