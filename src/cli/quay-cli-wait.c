/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-wait.h"

void
quay_cli_wait_ready (GObject *source, GAsyncResult *result, gpointer wait)
{
  QuayCliWait *self = wait;

  g_assert (self->result == NULL);
  self->result = g_object_ref (result);
  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

GAsyncResult *
quay_cli_wait_result (QuayCliWait *self)
{
  if (self->result == NULL)
    {
      self->loop = g_main_loop_new (NULL, FALSE);
      g_main_loop_run (self->loop);
    }

  return self->result;
}

void
quay_cli_wait_clear (QuayCliWait *self)
{
  g_clear_object (&self->result);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}
