/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "quay-connector.h"
#include "quay-error.h"
#include "quay-socket-channel.h"
#include "quay-test-async.h"

static int
listen_on (const char *address, int backlog, guint *port)
{
  struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr (address) };
  socklen_t length = sizeof where;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&where, sizeof where), ==, 0);
  g_assert_cmpint (listen (fd, backlog), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&where, &length), ==, 0);
  *port = ntohs (where.sin_port);

  return fd;
}

static QuaySiteOptions *
make_options (const char *host, guint port)
{
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, host);
  quay_site_options_set_port (options, port);

  return options;
}

static void
collect (int level, const char *message, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", message);
}

static void
test_connects (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayChannel) channel = quay_connector_connect (options, -1, &(QuayLog){ collect, log }, NULL, &error);
  g_autofree char *expected = g_strdup_printf (
      "Looking up 127.0.0.1\nTrying 127.0.0.1 port %u\nConnected to 127.0.0.1 port %u\n", port, port);
  int value = 0;
  socklen_t length = sizeof value;
  int fd;

  g_assert_no_error (error);
  fd = quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (channel));
  g_assert_cmpint (getsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &value, &length), ==, 0);
  g_assert_cmpint (value, ==, 1);
  g_assert_cmpint (getsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &value, &length), ==, 0);
  g_assert_cmpint (value, ==, 1);
  g_assert_true (fcntl (fd, F_GETFD) & FD_CLOEXEC);
  g_assert_true (fcntl (fd, F_GETFL) & O_NONBLOCK);
  g_assert_cmpstr (log->str, ==, expected);
}

static void
test_binds (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (QuayChannel) channel = NULL;
  g_autoptr (GError) error = NULL;
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  g_autofd int accepted = -1;

  quay_site_options_set_bind_address (options, "127.0.0.77");
  channel = quay_connector_connect (options, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  accepted = accept (server, (struct sockaddr *)&peer, &length);
  g_assert_cmpstr (inet_ntoa (peer.sin_addr), ==, "127.0.0.77");
}

static void
test_bad_bind_address (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", 9);
  g_autoptr (GError) error = NULL;

  quay_site_options_set_bind_address (options, "192.0.2.1");
  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOCKET);
  g_assert_cmpint (quay_error_get_errno (error), ==, EADDRNOTAVAIL);
  g_assert_nonnull (strstr (error->message, "192.0.2.1"));
}

static guint
find_closed_port (void)
{
  guint port;
  g_autofd int fd = listen_on ("127.0.0.1", 1, &port);

  return port;
}

static void
test_refused (void)
{
  guint port = find_closed_port ();
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (GError) error = NULL;
  g_autofree char *where = g_strdup_printf ("127.0.0.1 port %u", port);

  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_CONNECTION_REFUSED);
  g_assert_cmpint (quay_error_get_errno (error), ==, ECONNREFUSED);
  g_assert_nonnull (strstr (error->message, where));
}

static void
test_no_such_host (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("no-such-host.invalid", 22);
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_connector_connect (options, g_get_monotonic_time () + 20 * G_USEC_PER_SEC, NULL, NULL, &error));
  /* Where there is no name service at all, the answer is that it cannot tell. */
  if (!g_error_matches (error, QUAY_ERROR, QUAY_ERROR_HOST_LOOKUP_AGAIN))
    g_assert_error (error, QUAY_ERROR, QUAY_ERROR_HOST_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
}

static void
test_refuses_hostile_names (void)
{
  static const char *const names[] = { "",       "-oProxyCommand=touch x",
                                       "a b",    "a;b",
                                       "a|b",    "`id`",
                                       "$(id)",  "a\nb",
                                       "a\tb",   "\xff\xfe",
                                       "a/../b", "a'b",
                                       "a\"b",   "h\u202eost" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (QuaySiteOptions) options = make_options (names[i], 22);
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_HOST_INVALID);
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_refuses_port_zero (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_PORT_ZERO);
}

/* A listener whose queue is full drops what comes: a connection attempt that hangs, without any network. */
typedef struct
{
  int server;
  int clients[8];
  guint port;
} DeafServer;

static void
deaf_server_start (DeafServer *deaf)
{
  struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr ("127.0.0.1") };

  deaf->server = listen_on ("127.0.0.1", 0, &deaf->port);
  where.sin_port = htons (deaf->port);
  for (gsize i = 0; i < G_N_ELEMENTS (deaf->clients); i++)
    {
      deaf->clients[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      if (connect (deaf->clients[i], (struct sockaddr *)&where, sizeof where) < 0)
        g_assert_cmpint (errno, ==, EINPROGRESS);
    }
}

static void
deaf_server_stop (DeafServer *deaf)
{
  for (gsize i = 0; i < G_N_ELEMENTS (deaf->clients); i++)
    g_clear_fd (&deaf->clients[i], NULL);
  g_clear_fd (&deaf->server, NULL);
}

static void
test_times_out (void)
{
  DeafServer deaf;
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  deaf_server_start (&deaf);
  options = make_options ("127.0.0.1", deaf.port);
  g_assert_null (quay_connector_connect (options, start + 200 * 1000, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 200 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  deaf_server_stop (&deaf);
}

static void
test_is_cancelled (void)
{
  DeafServer deaf;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller;

  deaf_server_start (&deaf);
  options = make_options ("127.0.0.1", deaf.port);
  canceller = quay_test_cancel_soon (cancellable);
  g_assert_null (quay_connector_connect (options, -1, NULL, cancellable, &error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  deaf_server_stop (&deaf);
}

/* A name with addresses of both families, where only IPv4 answers. */
static void
test_next_address (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("localhost", port);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayChannel) channel = quay_connector_connect (options, -1, &(QuayLog){ collect, log }, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (log->str, "Connected to 127.0.0.1"));
}

static void
test_families (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (QuayChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  quay_site_options_set_use_ipv6 (options, 1);
  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_HOST_NOT_FOUND);
  g_clear_error (&error);
  quay_site_options_set_use_ipv6 (options, 0);
  channel = quay_connector_connect (options, -1, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_numeric_ipv6 (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("::1", find_closed_port ());
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  /* Refused, or no IPv6 on this machine: found as an address in either case. */
  g_assert_nonnull (strstr (error->message, "tried ::1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connector/connects", test_connects);
  g_test_add_func ("/connector/binds", test_binds);
  g_test_add_func ("/connector/bad-bind-address", test_bad_bind_address);
  g_test_add_func ("/connector/refused", test_refused);
  g_test_add_func ("/connector/no-such-host", test_no_such_host);
  g_test_add_func ("/connector/refuses-hostile-names", test_refuses_hostile_names);
  g_test_add_func ("/connector/refuses-port-zero", test_refuses_port_zero);
  g_test_add_func ("/connector/times-out", test_times_out);
  g_test_add_func ("/connector/is-cancelled", test_is_cancelled);
  g_test_add_func ("/connector/next-address", test_next_address);
  g_test_add_func ("/connector/families", test_families);
  g_test_add_func ("/connector/numeric-ipv6", test_numeric_ipv6);

  return g_test_run ();
}
