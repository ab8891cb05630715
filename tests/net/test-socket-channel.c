/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "quay-error.h"
#include "quay-socket-channel.h"
#include "quay-test-async.h"

#define BULK (16 * 1024 * 1024)

typedef struct
{
  QuayChannel *ends[2];
} Pair;

static void
pair_init (Pair *pair)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  pair->ends[0] = quay_socket_channel_new (fds[0]);
  pair->ends[1] = quay_socket_channel_new (fds[1]);
}

static void
pair_clear (Pair *pair)
{
  g_clear_object (&pair->ends[0]);
  g_clear_object (&pair->ends[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* One end of a full-duplex exchange of bulk data. */
typedef struct
{
  guint8 *sent;
  gsize n_sent;
  GByteArray *got;
  guint *busy;
} End;

static void
on_ready (QuayChannel *channel, gpointer user_data)
{
  End *end = user_data;
  guint8 buffer[10000];
  gssize n;

  while (end->n_sent < BULK
         && (n = quay_channel_write (channel, end->sent + end->n_sent, BULK - end->n_sent, NULL)) > 0)
    end->n_sent += n;
  /* Some of it only: the watch has to run again for the rest. */
  n = quay_channel_read (channel, buffer, sizeof buffer, NULL);
  if (n > 0)
    g_byte_array_append (end->got, buffer, n);
  if (n > 0 && end->got->len == BULK)
    --*end->busy;
}

static void
test_both_ways (void)
{
  g_auto (Pair) pair = { 0 };
  End ends[2];
  guint busy = 2;

  pair_init (&pair);
  for (int i = 0; i < 2; i++)
    {
      ends[i] = (End){ g_malloc (BULK), 0, g_byte_array_new (), &busy };
      for (gsize j = 0; j < BULK; j++)
        ends[i].sent[j] = (guint8)(j * 2654435761u >> (8 + i));
      quay_channel_set_watch (pair.ends[i], on_ready, &ends[i]);
    }
  on_ready (pair.ends[0], &ends[0]);
  on_ready (pair.ends[1], &ends[1]);
  while (busy > 0)
    g_main_context_iteration (NULL, TRUE);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (ends[i].got->len == BULK && memcmp (ends[i].got->data, ends[1 - i].sent, BULK) == 0);
      g_byte_array_unref (ends[i].got);
    }
  g_free (ends[0].sent);
  g_free (ends[1].sent);
}

static void
count (QuayChannel *channel, gpointer user_data)
{
  ++*(guint *)user_data;
}

/* Who has got rid of a part waits for room as well as who has got rid of nothing. */
static void
test_part_written (void)
{
  g_auto (Pair) pair = { 0 };
  g_autofree guint8 *bytes = g_malloc0 (BULK);
  guint runs = 0;
  gssize written;

  pair_init (&pair);
  quay_channel_set_watch (pair.ends[0], count, &runs);
  written = quay_channel_write (pair.ends[0], bytes, BULK, NULL);
  g_assert_true (written > 0 && written < BULK);
  quay_test_settle ();
  g_assert_cmpuint (runs, ==, 0);
  while (quay_channel_read (pair.ends[1], bytes, BULK, NULL) > 0)
    ;
  quay_test_wait_until (&runs);
}

static void
test_end (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GError) error = NULL;
  char byte;

  pair_init (&pair);
  g_assert_cmpint (quay_channel_read (pair.ends[0], &byte, 1, &error), ==, QUAY_CHANNEL_WOULD_BLOCK);
  g_assert_no_error (error);
  quay_channel_close (pair.ends[1]);
  g_assert_true (quay_channel_wait (pair.ends[0], G_IO_IN, -1, NULL, &error));
  g_assert_cmpint (quay_channel_read (pair.ends[0], &byte, 1, &error), ==, 0);
  g_assert_cmpint (quay_channel_write (pair.ends[0], "x", 1, &error), ==, -1);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_CONNECTION_DROPPED);
  g_assert_cmpint (quay_error_get_errno (error), ==, EPIPE);
}

static void
test_closed (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GError) error = NULL;
  char byte;

  pair_init (&pair);
  quay_channel_close (pair.ends[0]);
  quay_channel_close (pair.ends[0]);
  g_assert_cmpint (quay_channel_read (pair.ends[0], &byte, 1, &error), ==, -1);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_assert_false (quay_channel_wait (pair.ends[0], G_IO_IN, -1, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
}

static void
count_and_close (QuayChannel *channel, gpointer user_data)
{
  ++*(guint *)user_data;
  quay_channel_close (channel);
}

/* The watch function may close the channel it is called for. */
static void
test_close_in_watch (void)
{
  g_auto (Pair) pair = { 0 };
  guint runs = 0;

  pair_init (&pair);
  quay_channel_set_watch (pair.ends[0], count_and_close, &runs);
  g_assert_cmpint (quay_channel_write (pair.ends[1], "x", 1, NULL), ==, 1);
  while (runs == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (runs, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socket-channel/both-ways", test_both_ways);
  g_test_add_func ("/socket-channel/part-written", test_part_written);
  g_test_add_func ("/socket-channel/end", test_end);
  g_test_add_func ("/socket-channel/closed", test_closed);
  g_test_add_func ("/socket-channel/close-in-watch", test_close_in_watch);

  return g_test_run ();
}
