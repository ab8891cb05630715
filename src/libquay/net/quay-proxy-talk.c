/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-talk.h"

#include "quay-error-private.h"

static gboolean
wait_for (const QuayProxyTalk *self, GIOCondition condition, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (quay_channel_wait (self->channel, condition, self->deadline, self->cancellable, &local_error))
    return TRUE;
  if (g_error_matches (local_error, QUAY_ERROR, QUAY_ERROR_TIMEOUT))
    quay_set_error (error, QUAY_ERROR_TIMEOUT,
                    "%s did not answer in time; check its address, and that it is a proxy of this kind", self->place);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static void
set_broken (const QuayProxyTalk *self, const GError *cause, GError **error)
{
  quay_set_error (error, QUAY_ERROR_FIREWALL, "%s cannot be talked to: %s", self->place, cause->message);
}

gboolean
quay_proxy_talk_send (const QuayProxyTalk *self, const void *bytes, gsize size, GError **error)
{
  const guint8 *rest = bytes;

  while (size > 0)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n = quay_channel_write (self->channel, rest, size, &local_error);

      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        {
          if (!wait_for (self, G_IO_OUT, error))
            return FALSE;
        }
      else if (n < 0)
        {
          set_broken (self, local_error, error);
          return FALSE;
        }
      else
        {
          rest += n;
          size -= n;
        }
    }

  return TRUE;
}

/* As read() of a channel, but waits. */
static gssize
receive_some (const QuayProxyTalk *self, void *buffer, gsize size, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n = quay_channel_read (self->channel, buffer, size, &local_error);

      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        {
          if (!wait_for (self, G_IO_IN, error))
            return -1;
        }
      else if (n < 0)
        {
          set_broken (self, local_error, error);
          return -1;
        }
      else
        return n;
    }
}

gboolean
quay_proxy_talk_receive (const QuayProxyTalk *self, void *buffer, gsize size, GError **error)
{
  guint8 *rest = buffer;

  while (size > 0)
    {
      gssize n = receive_some (self, rest, size, error);

      if (n == 0)
        quay_set_error (error, QUAY_ERROR_FIREWALL,
                        "%s closed the connection before it had answered; check that it is a proxy of this kind, and "
                        "that it lets this machine in",
                        self->place);
      if (n <= 0)
        return FALSE;
      rest += n;
      size -= n;
    }

  return TRUE;
}

int
quay_proxy_talk_receive_byte (const QuayProxyTalk *self, guint8 *byte, GError **error)
{
  return (int)receive_some (self, byte, 1, error);
}
