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
#include "quay-resolver.h"
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

static int
get_option (QuayChannel *channel, int level, int name)
{
  int fd = quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (channel));
  int value = 0;
  socklen_t length = sizeof value;

  g_assert_cmpint (getsockopt (fd, level, name, &value, &length), ==, 0);

  return value;
}

static struct linger
get_linger (QuayChannel *channel)
{
  int fd = quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (channel));
  struct linger value = { 0 };
  socklen_t length = sizeof value;

  g_assert_cmpint (getsockopt (fd, SOL_SOCKET, SO_LINGER, &value, &length), ==, 0);

  return value;
}

/* Each option, as it is and as it is not by itself. */
static void
test_socket_options (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (QuayChannel) usual = quay_connector_connect (options, -1, NULL, NULL, NULL);
  g_autoptr (QuayChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (options, "tcp-no-delay", FALSE, "tcp-keep-alive-time", 77, "tcp-keep-alive-interval", 7, "linger-time",
                5, "receive-buffer-size", 20000, "send-buffer-size", 30000, NULL);
  channel = quay_connector_connect (options, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_option (usual, IPPROTO_TCP, TCP_NODELAY), ==, 1);
  g_assert_cmpint (get_option (channel, IPPROTO_TCP, TCP_NODELAY), ==, 0);
  g_assert_cmpint (get_option (channel, SOL_SOCKET, SO_KEEPALIVE), ==, 1);
  g_assert_cmpint (get_option (channel, IPPROTO_TCP, TCP_KEEPIDLE), ==, 77);
  g_assert_cmpint (get_option (channel, IPPROTO_TCP, TCP_KEEPINTVL), ==, 7);
  g_assert_cmpint (get_option (usual, IPPROTO_TCP, TCP_KEEPIDLE), !=, 77);
  /* Linux keeps twice what it is told, for its own books. */
  g_assert_cmpint (get_option (channel, SOL_SOCKET, SO_RCVBUF), ==, 40000);
  g_assert_cmpint (get_option (channel, SOL_SOCKET, SO_SNDBUF), ==, 60000);
  g_assert_cmpint (get_linger (usual).l_onoff, ==, 0);
  g_assert_cmpint (get_linger (channel).l_onoff, ==, 1);
  g_assert_cmpint (get_linger (channel).l_linger, ==, 5);
}

static void
test_no_keep_alive (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (QuayChannel) channel = NULL;

  g_object_set (options, "tcp-keep-alive", FALSE, "tcp-keep-alive-time", 77, NULL);
  channel = quay_connector_connect (options, -1, NULL, NULL, NULL);
  g_assert_cmpint (get_option (channel, SOL_SOCKET, SO_KEEPALIVE), ==, 0);
}

/* The peer sees a reset, not an end. */
static void
test_no_linger (void)
{
  guint port;
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autoptr (QuayChannel) channel = NULL;
  g_autofd int accepted = -1;
  char byte;

  g_object_set (options, "linger", FALSE, "linger-time", 5, NULL);
  channel = quay_connector_connect (options, -1, NULL, NULL, NULL);
  accepted = accept (server, NULL, NULL);
  quay_channel_close (channel);
  g_assert_cmpint (recv (accepted, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
}

static guint
get_peer_port (int server)
{
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  g_autofd int accepted = accept (server, (struct sockaddr *)&peer, &length);

  g_assert_cmpint (accepted, >=, 0);

  return ntohs (peer.sin_port);
}

static guint find_closed_port (void);

/* Once more at once: that the last connection has only just ended is no reason to wait. In use, it is said which. */
static void
test_binds_to_port (void)
{
  guint port, taken, own = find_closed_port ();
  g_autofd int server = listen_on ("127.0.0.1", 4, &port);
  g_autofd int other = listen_on ("127.0.0.1", 4, &taken);
  g_autoptr (QuaySiteOptions) options = make_options ("127.0.0.1", port);
  g_autofree char *said = g_strdup_printf ("from the local address 127.0.0.1 port %u", taken);
  g_autoptr (QuayChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  quay_site_options_set_bind_port (options, own);
  for (guint i = 0; i < 2; i++)
    {
      channel = quay_connector_connect (options, -1, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (get_peer_port (server), ==, own);
      g_clear_object (&channel);
    }
  quay_site_options_set_bind_address (options, "127.0.0.1");
  quay_site_options_set_bind_port (options, taken);
  g_assert_null (quay_connector_connect (options, -1, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOCKET);
  g_assert_cmpint (quay_error_get_errno (error), ==, EADDRINUSE);
  g_assert_nonnull (strstr (error->message, said));
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

/* FALSE: there is no IPv6 on this machine. */
static gboolean
listen_on_both (int fds[2], guint *port)
{
  struct sockaddr_in6 where = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

  fds[0] = listen_on ("127.0.0.1", 4, port);
  where.sin6_port = htons (*port);
  fds[1] = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

  return fds[1] >= 0 && bind (fds[1], (struct sockaddr *)&where, sizeof where) == 0 && listen (fds[1], 4) == 0;
}

static char *
dup_peer (QuayChannel *channel)
{
  int fd = quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (channel));
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  char text[INET6_ADDRSTRLEN];

  g_assert_cmpint (getpeername (fd, (struct sockaddr *)&peer, &length), ==, 0);
  if (peer.ss_family == AF_INET)
    inet_ntop (AF_INET, &((struct sockaddr_in *)&peer)->sin_addr, text, sizeof text);
  else
    inet_ntop (AF_INET6, &((struct sockaddr_in6 *)&peer)->sin6_addr, text, sizeof text);

  return g_strdup (text);
}

/* An address of IPv6, where there is IPv6: not for who wants IPv4 alone. */
static void
test_ipv6_address (void)
{
  int fds[2];
  guint port;
  gboolean both = listen_on_both (fds, &port);
  g_autofd int server = fds[0];
  g_autofd int server6 = fds[1];
  g_autoptr (QuaySiteOptions) options = make_options ("::1", port);

  if (!both)
    {
      g_test_skip ("no IPv6 on this machine: NOT tested");
      return;
    }
  for (guint use = 0; use <= 2; use++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (QuayChannel) channel = NULL;
      g_autofree char *peer = NULL;

      quay_site_options_set_use_ipv6 (options, use);
      channel = quay_connector_connect (options, -1, NULL, NULL, &error);
      if (use == 0)
        {
          g_assert_error (error, QUAY_ERROR, QUAY_ERROR_HOST_NOT_FOUND);
          continue;
        }
      g_assert_no_error (error);
      peer = dup_peer (channel);
      g_assert_cmpstr (peer, ==, "::1");
    }
}

/* A name that has both, with a server on both: 0 takes IPv4, 1 takes IPv6, 2 prefers what the system does, IPv6. */
static void
test_policy (void)
{
  static const char *const expected[] = { "127.0.0.1", "::1", "::1" };
  int fds[2];
  guint port;
  gboolean both = listen_on_both (fds, &port);
  g_autofd int server = fds[0];
  g_autofd int server6 = fds[1];
  g_autoptr (QuaySiteOptions) options = make_options ("localhost", port);
  g_autoptr (GPtrArray) addresses = quay_resolver_lookup ("localhost", port, 2, -1, NULL, NULL);

  if (!both || addresses == NULL || addresses->len < 2)
    {
      g_test_skip ("localhost has not an address of either kind here: NOT tested");
      return;
    }
  for (guint use = 0; use < G_N_ELEMENTS (expected); use++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (QuayChannel) channel = NULL;
      g_autofree char *peer = NULL;

      quay_site_options_set_use_ipv6 (options, use);
      channel = quay_connector_connect (options, -1, NULL, NULL, &error);
      g_assert_no_error (error);
      peer = dup_peer (channel);
      g_assert_cmpstr (peer, ==, expected[use]);
    }
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
  g_test_add_func ("/connector/binds-to-port", test_binds_to_port);
  g_test_add_func ("/connector/socket-options", test_socket_options);
  g_test_add_func ("/connector/no-keep-alive", test_no_keep_alive);
  g_test_add_func ("/connector/no-linger", test_no_linger);
  g_test_add_func ("/connector/ipv6-address", test_ipv6_address);
  g_test_add_func ("/connector/policy", test_policy);
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
