/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <glib-unix.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-login.h"

/* What listens, and is no SSH server, or a broken, silent or slow one. */

/* A server in a thread that takes one connection and says something. */
typedef struct _Pretender Pretender;

struct _Pretender
{
  int listener;
  int stop; /* eventfd */
  guint port;
  GThread *thread;
  void (*talk) (Pretender *self, int fd);
  const char *text;
};

/* TRUE when it is time to go. */
static gboolean
pause_ms (Pretender *self, int fd, int milliseconds)
{
  struct pollfd fds[] = { { .fd = self->stop, .events = POLLIN }, { .fd = fd, .events = POLLRDHUP } };

  return poll (fds, 2, milliseconds) > 0;
}

static gpointer
pretend (gpointer data)
{
  Pretender *self = data;
  struct pollfd fds[] = { { .fd = self->stop, .events = POLLIN }, { .fd = self->listener, .events = POLLIN } };
  g_autofd int fd = -1;

  poll (fds, 2, -1);
  if (fds[1].revents != 0)
    fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd >= 0)
    self->talk (self, fd);

  return NULL;
}

static Pretender *
pretender_new (void (*talk) (Pretender *self, int fd), const char *text)
{
  Pretender *self = g_new0 (Pretender, 1);
  struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof where;

  self->talk = talk;
  self->text = text;
  self->stop = eventfd (0, EFD_CLOEXEC);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *)&where, sizeof where), ==, 0);
  g_assert_cmpint (listen (self->listener, 1), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *)&where, &length), ==, 0);
  self->port = ntohs (where.sin_port);
  self->thread = g_thread_new ("pretender", pretend, self);

  return self;
}

static void
pretender_free (Pretender *self)
{
  eventfd_write (self->stop, 1);
  g_thread_join (self->thread);
  g_clear_fd (&self->stop, NULL);
  g_clear_fd (&self->listener, NULL);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pretender, pretender_free)

static void
say (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      gssize n = send (fd, text, size, MSG_NOSIGNAL);

      if (n <= 0)
        return;
      text += n;
      size -= n;
    }
}

static void
talk_once (Pretender *self, int fd)
{
  say (fd, self->text, strlen (self->text));
  pause_ms (self, fd, -1);
}

static void
talk_and_close (Pretender *self, int fd)
{
  char buffer[256];

  say (fd, self->text, strlen (self->text));
  /* What is left unread would turn the end into a reset. */
  pause_ms (self, fd, 50);
  while (recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0)
    continue;
}

static void
talk_slowly (Pretender *self, int fd)
{
  for (const char *p = self->text; *p != '\0'; p++)
    {
      say (fd, p, 1);
      if (pause_ms (self, fd, 100))
        return;
    }
  pause_ms (self, fd, -1);
}

static void
talk_for_ever (Pretender *self, int fd)
{
  g_autofree char *line = g_strnfill (120, 'x');

  line[119] = '\n';
  for (int i = 0; i < 10000 && !pause_ms (self, fd, 0); i++)
    say (fd, line, 120);
}

static void
talk_long_line (Pretender *self, int fd)
{
  g_autofree char *line = g_strnfill (1024 * 1024, 'x');

  say (fd, line, 1024 * 1024);
  pause_ms (self, fd, -1);
}

/* Seconds are the deadline. Returns the message. */
static const char *
meet (QuayTestLogin *login, Pretender *pretender, guint seconds, int code)
{
  gint64 start = g_get_monotonic_time ();

  quay_site_options_set_port (login->options, pretender->port);
  quay_site_options_set_user (login->options, "ada");
  quay_site_options_set_connect_timeout (login->options, seconds);
  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, code);
  g_assert_cmpint (g_get_monotonic_time () - start, <, (seconds + 1) * G_USEC_PER_SEC);

  return login->error->message;
}

static void
test_other_servers (void)
{
  static const struct
  {
    void (*talk) (Pretender *self, int fd);
    const char *text;
    const char *says;
  } servers[] = {
    { talk_once, "220 mail.example.org ESMTP\r\n", "“220 mail.example.org ESMTP”" },
    { talk_and_close, "HTTP/1.1 400 Bad Request\r\n\r\n<html>", "HTTP/1.1 400 Bad Request" },
    { talk_once, "SSH-1.5-OldServer\r\n", "SSH 1 only" },
    { talk_once, "SSH-3.0-Future\r\n", "unknown version" },
    { talk_once, "\x16\x03\x01\x02\n", "\\x16" },
    { talk_and_close, "go away\n", "“go away”" },
    { talk_and_close, "no line feed", "“no line feed”" },
    { talk_once, "\xff\xfe\x1b[31m\n", "\\xff\\xfe\\x1b[31m" },
    { talk_for_ever, NULL, "not an SSH server" },
    { talk_long_line, NULL, "not an SSH server" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (Pretender) pretender = pretender_new (servers[i].talk, servers[i].text);
      g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

      quay_test_assert_says (meet (login, pretender, 5, QUAY_ERROR_PROTOCOL_VERSION), servers[i].says);
      g_assert_cmpuint (strlen (login->error->message), <, 2000);
    }
}

static void
test_malformed (void)
{
  static const char *const texts[] = {
    "SSH-2.0-x\r\n\xff\xff\xff\xff____________",       /* 4 GiB */
    "SSH-2.0-x\r\n\x01\x01\x01\x01\x02\x14__________", /* 16 MiB */
    "SSH-2.0-x\r\n\x01\x01\x01\x01____________",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Pretender) pretender = pretender_new (talk_once, texts[i]);
      g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

      quay_test_assert_says (meet (login, pretender, 5, QUAY_ERROR_UNSUPPORTED_MESSAGE), "broke the SSH protocol");
    }
}

static void
test_closes_at_once (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_and_close, "");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  quay_test_assert_says (meet (login, pretender, 5, QUAY_ERROR_CONNECTION_DROPPED), "closed the connection");
}

static void
test_silent (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, "");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  quay_test_assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "says nothing");
}

static void
test_silent_after_greeting (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, "SSH-2.0-Sleepy\r\n");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  quay_test_assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "exchanging keys");
}

/* A byte now and then must not push the deadline away. */
static void
test_slow (void)
{
  g_autofree char *text = g_strnfill (1000, 'y');
  g_autoptr (Pretender) pretender = pretender_new (talk_slowly, text);
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  quay_test_assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "“yyyy");
}

static void
test_cancel (gconstpointer text)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, text);
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);
  QuayTestCanceller *canceller;

  quay_site_options_set_port (login->options, pretender->port);
  canceller = quay_test_cancel_soon (login->cancellable);
  g_assert_false (quay_test_login_handshake (login));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pretenders/other-servers", test_other_servers);
  g_test_add_func ("/pretenders/malformed", test_malformed);
  g_test_add_func ("/pretenders/closes-at-once", test_closes_at_once);
  g_test_add_func ("/pretenders/silent", test_silent);
  g_test_add_func ("/pretenders/silent-after-greeting", test_silent_after_greeting);
  g_test_add_func ("/pretenders/slow", test_slow);
  g_test_add_data_func ("/pretenders/cancel/silent", "", test_cancel);
  g_test_add_data_func ("/pretenders/cancel/keys", "SSH-2.0-Sleepy\r\n", test_cancel);

  return g_test_run ();
}
