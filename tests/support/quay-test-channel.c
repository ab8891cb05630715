/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-channel.h"

#include "quay-test-async.h"

char *
quay_test_read_all (QuayChannel *channel)
{
  GString *all = g_string_new (NULL);
  char buffer[1000];

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gssize n = quay_channel_read (channel, buffer, sizeof buffer, &error);

      g_assert_no_error (error);
      if (n == 0)
        return g_string_free_and_steal (all);
      if (n > 0)
        g_string_append_len (all, buffer, n);
      else
        g_assert_true (quay_channel_wait (channel, G_IO_IN, quay_test_in_seconds (20), NULL, NULL));
    }
}
