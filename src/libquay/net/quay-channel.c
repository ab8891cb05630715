/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-channel.h"

G_DEFINE_INTERFACE (QuayChannel, quay_channel, G_TYPE_OBJECT)

static void
quay_channel_default_init (QuayChannelInterface *iface)
{
}

gssize
quay_channel_read (QuayChannel *self, void *buffer, gsize size, GError **error)
{
  return QUAY_CHANNEL_GET_IFACE (self)->read (self, buffer, size, error);
}

gssize
quay_channel_write (QuayChannel *self, const void *buffer, gsize size, GError **error)
{
  return QUAY_CHANNEL_GET_IFACE (self)->write (self, buffer, size, error);
}

gsize
quay_channel_get_write_window (QuayChannel *self)
{
  QuayChannelInterface *iface = QUAY_CHANNEL_GET_IFACE (self);

  return iface->get_write_window != NULL ? iface->get_write_window (self) : G_MAXSIZE;
}

gboolean
quay_channel_wait (
    QuayChannel *self, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  return QUAY_CHANNEL_GET_IFACE (self)->wait (self, condition, deadline, cancellable, error);
}

void
quay_channel_set_watch (QuayChannel *self, QuayChannelFunc func, gpointer user_data)
{
  QUAY_CHANNEL_GET_IFACE (self)->set_watch (self, func, user_data);
}

void
quay_channel_close (QuayChannel *self)
{
  QUAY_CHANNEL_GET_IFACE (self)->close (self);
}

char *
quay_channel_dup_diagnostics (QuayChannel *self)
{
  QuayChannelInterface *iface = QUAY_CHANNEL_GET_IFACE (self);

  return iface->dup_diagnostics != NULL ? iface->dup_diagnostics (self) : NULL;
}
