/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ready-source.h"

typedef struct
{
  GSource parent;
  gint raised;
} ReadySource;

static gboolean
is_raised (GSource *source)
{
  return g_atomic_int_get (&((ReadySource *)source)->raised);
}

static gboolean
prepare (GSource *source, gint *timeout)
{
  *timeout = -1;

  return is_raised (source);
}

/* It may have come for its ready time. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  g_atomic_int_set (&((ReadySource *)source)->raised, FALSE);
  callback (user_data);

  return G_SOURCE_CONTINUE;
}

GSource *
quay_ready_source_new (GMainContext *context, GSourceFunc func, gpointer user_data, const char *static_name)
{
  static GSourceFuncs funcs = { .prepare = prepare, .check = is_raised, .dispatch = dispatch };
  GSource *source = g_source_new (&funcs, sizeof (ReadySource));

  g_source_set_callback (source, func, user_data, NULL);
  g_source_set_static_name (source, static_name);
  g_source_attach (source, context);

  return source;
}

void
quay_ready_source_raise (GSource *source)
{
  GMainContext *context;

  if (!g_atomic_int_compare_and_exchange (&((ReadySource *)source)->raised, FALSE, TRUE))
    return;
  context = g_source_get_context (source);
  if (!g_main_context_is_owner (context))
    g_main_context_wakeup (context);
}

void
quay_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
