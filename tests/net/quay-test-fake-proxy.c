/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-fake-proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct _QuayTestFakeProxy
{
  const FakeScript *scripts;
  guint n_scripts;
  guint port;
  int listener;
  int stop; /* eventfd */
  GThread *thread;
  GString *heard;
};

/* FALSE: it is time to end, or there is nothing more. @milliseconds: -1 for ever. */
static gboolean
wait_readable (QuayTestFakeProxy *self, int fd, int milliseconds)
{
  struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = self->stop, .events = POLLIN } };
  int n = poll (fds, 2, milliseconds);

  return n > 0 && fds[1].revents == 0;
}

static gboolean
hear (QuayTestFakeProxy *self, int fd)
{
  char buffer[4096];
  gssize n;

  if (!wait_readable (self, fd, -1))
    return FALSE;
  n = recv (fd, buffer, sizeof buffer, 0);
  if (n > 0)
    g_string_append_len (self->heard, buffer, n);

  return n > 0;
}

/* FALSE: nobody listens any more. */
static gboolean
say (int fd, const char *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = send (fd, bytes, size, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      bytes += n;
      size -= n;
    }

  return TRUE;
}

static void
say_last (QuayTestFakeProxy *self, int fd, const FakeScript *script, const char *answer, gsize size)
{
  switch (script->end)
    {
    case FAKE_DRIPS:
      for (gsize i = 0; i < size && say (fd, answer + i, 1); i++)
        if (wait_readable (self, fd, 50))
          break;
      break;
    case FAKE_NEVER_ENDS:
      while (say (fd, answer, size))
        ;
      break;
    case FAKE_HOLDS:
      say (fd, answer, size);
      while (hear (self, fd))
        ;
      break;
    case FAKE_CLOSES:
    default:
      say (fd, answer, size);
      break;
    }
}

static void
serve (QuayTestFakeProxy *self, int fd, const FakeScript *script)
{
  for (guint i = 0; i < G_N_ELEMENTS (script->answers) && script->answers[i] != NULL; i++)
    {
      gsize size = script->sizes[i] > 0 ? script->sizes[i] : strlen (script->answers[i]);
      gboolean last = i + 1 == G_N_ELEMENTS (script->answers) || script->answers[i + 1] == NULL;

      if (!hear (self, fd))
        return;
      if (last)
        say_last (self, fd, script, script->answers[i], size);
      else
        say (fd, script->answers[i], size);
    }
}

static gpointer
run (gpointer data)
{
  QuayTestFakeProxy *self = data;

  for (guint i = 0; i < self->n_scripts && wait_readable (self, self->listener, -1); i++)
    {
      g_autofd int fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);

      g_assert_cmpint (fd, >=, 0);
      serve (self, fd, &self->scripts[i]);
      /* What has not been read yet would turn the end into a reset. */
      shutdown (fd, SHUT_WR);
      while (wait_readable (self, fd, 1000) && hear (self, fd))
        ;
    }

  return NULL;
}

QuayTestFakeProxy *
quay_test_fake_proxy_new (const FakeScript *scripts, guint n_scripts)
{
  struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  QuayTestFakeProxy *self = g_new0 (QuayTestFakeProxy, 1);
  socklen_t length = sizeof where;

  self->scripts = scripts;
  self->n_scripts = n_scripts;
  self->heard = g_string_new (NULL);
  self->stop = eventfd (0, EFD_CLOEXEC);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *)&where, sizeof where), ==, 0);
  g_assert_cmpint (listen (self->listener, 8), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *)&where, &length), ==, 0);
  self->port = ntohs (where.sin_port);
  self->thread = g_thread_new ("fake-proxy", run, self);

  return self;
}

guint
quay_test_fake_proxy_get_port (QuayTestFakeProxy *self)
{
  return self->port;
}

GString *
quay_test_fake_proxy_end (QuayTestFakeProxy *self)
{
  GString *heard = self->heard;

  g_assert_cmpint (eventfd_write (self->stop, 1), ==, 0);
  g_thread_join (self->thread);
  g_clear_fd (&self->listener, NULL);
  g_clear_fd (&self->stop, NULL);
  g_free (self);

  return heard;
}
