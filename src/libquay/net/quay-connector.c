/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-connector.h"

#include <errno.h>
#include <glib-unix.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-fd-watch.h"
#include "quay-resolver.h"
#include "quay-socket-channel.h"
#include "quay-text.h"
#include "quay-url.h"

/* "Connection Attempt Delay", RFC 8305 section 5. */
#define ATTEMPT_DELAY_US (250 * 1000)

typedef struct
{
  QuayAddress *address; /* borrowed */
  int fd;               /* -1 before and after */
  int errsv;            /* 0 while nothing has gone wrong */
} Attempt;

typedef struct
{
  QuaySiteOptions *options; /* borrowed, as what follows */
  const char *host;
  guint port;
  const char *what; /* that should answer there */
  QuayLog log;

  /* Owned */
  GPtrArray *addresses;
  GArray *attempts; /* of Attempt, one for each address */
  guint n_started;
  gint64 next_start;
} Connector;

static void
attempt_clear (gpointer data)
{
  g_clear_fd (&((Attempt *)data)->fd, NULL);
}

static void
connector_clear (Connector *self)
{
  g_clear_pointer (&self->attempts, g_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Connector, connector_clear)

static Attempt *
get_attempt (Connector *self, guint i)
{
  return &g_array_index (self->attempts, Attempt, i);
}

gboolean
quay_connector_check_target (const char *host, guint port, GError **error)
{
  g_autofree char *shown = quay_text_escape (host, -1);

  if (*host == '\0')
    quay_set_error (error, QUAY_ERROR_HOST_INVALID, "No host is given; enter a name or an address");
  else if (!quay_host_name_is_safe (host))
    quay_set_error (error, QUAY_ERROR_HOST_INVALID, "“%s” is not a host name or an address", shown);
  else if (port == 0)
    quay_set_error (error, QUAY_ERROR_PORT_ZERO,
                    "Port 0 of %s cannot be connected to; SSH servers usually have port 22", shown);
  else
    return TRUE;

  return FALSE;
}

static void
set_socket_option (int fd, int level, int name, int value)
{
  /* A connection without the option is better than none. */
  if (setsockopt (fd, level, name, &value, sizeof value) < 0)
    g_debug ("setsockopt (%d, %d): %s", level, name, g_strerror (errno));
}

static void
set_keep_alive (Connector *self, int fd)
{
  guint time = quay_site_options_get_tcp_keep_alive_time (self->options);
  guint interval = quay_site_options_get_tcp_keep_alive_interval (self->options);

  if (!quay_site_options_get_tcp_keep_alive (self->options))
    return;
  set_socket_option (fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  if (time > 0)
    set_socket_option (fd, IPPROTO_TCP, TCP_KEEPIDLE, (int)time);
  if (interval > 0)
    set_socket_option (fd, IPPROTO_TCP, TCP_KEEPINTVL, (int)interval);
}

static void
set_linger (Connector *self, int fd)
{
  gboolean linger = quay_site_options_get_linger (self->options);
  guint time = quay_site_options_get_linger_time (self->options);
  struct linger value = { .l_onoff = 1, .l_linger = linger ? (int)time : 0 };

  /* What the system does by itself. */
  if (linger && time == 0)
    return;
  if (setsockopt (fd, SOL_SOCKET, SO_LINGER, &value, sizeof value) < 0)
    g_debug ("SO_LINGER: %s", g_strerror (errno));
}

/* Before the connection: the buffers decide which windows TCP can agree on. */
static void
set_socket_options (Connector *self, int fd)
{
  guint receive = quay_site_options_get_receive_buffer_size (self->options);
  guint send = quay_site_options_get_send_buffer_size (self->options);

  if (quay_site_options_get_tcp_no_delay (self->options))
    set_socket_option (fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (receive > 0)
    set_socket_option (fd, SOL_SOCKET, SO_RCVBUF, (int)receive);
  if (send > 0)
    set_socket_option (fd, SOL_SOCKET, SO_SNDBUF, (int)send);
  set_keep_alive (self, fd);
  set_linger (self, fd);
}

/* Returns an errno. */
static int
bind_socket (Connector *self, int fd, int family)
{
  const char *address = quay_site_options_get_bind_address (self->options);
  guint port = quay_site_options_get_bind_port (self->options);
  g_autofree char *service = g_strdup_printf ("%u", port);
  struct addrinfo hints
      = { .ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
  struct addrinfo *found = NULL;
  gboolean has_address = address != NULL && *address != '\0';
  int errsv = 0;

  if (!has_address && port == 0)
    return 0;
  if (getaddrinfo (has_address ? address : NULL, service, &hints, &found) != 0)
    return EADDRNOTAVAIL;
  if (port > 0)
    {
      /* A connection from that port which has ended lately is no reason to wait; and the attempts with one family are
       * not in the other's way. */
      set_socket_option (fd, SOL_SOCKET, SO_REUSEADDR, 1);
      if (family == AF_INET6)
        set_socket_option (fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    }
  if (bind (fd, found->ai_addr, found->ai_addrlen) < 0)
    errsv = errno;
  freeaddrinfo (found);

  return errsv;
}

/* Returns an errno; EINPROGRESS where the answer is still to come. */
static int
begin_connect (Connector *self, Attempt *attempt)
{
  QuayAddress *address = attempt->address;
  int errsv;

  attempt->fd = socket (address->family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  if (attempt->fd < 0)
    return errno;
  set_socket_options (self, attempt->fd);
  errsv = bind_socket (self, attempt->fd, address->family);
  if (errsv != 0)
    return errsv;

  return connect (attempt->fd, (struct sockaddr *)&address->address, address->length) < 0 ? errno : 0;
}

static void
fail_attempt (Connector *self, Attempt *attempt, int errsv)
{
  quay_log (&self->log, 1, "%s port %u: %s", attempt->address->text, self->port, g_strerror (errsv));
  attempt->errsv = errsv;
  g_clear_fd (&attempt->fd, NULL);
}

static QuayChannel *
succeed (Connector *self, Attempt *attempt)
{
  quay_log (&self->log, 1, "Connected to %s port %u", attempt->address->text, self->port);

  return quay_socket_channel_new (g_steal_fd (&attempt->fd));
}

/* A channel, where the connection is there at once. */
static QuayChannel *
start_next (Connector *self)
{
  Attempt *attempt = get_attempt (self, self->n_started++);
  int errsv;

  quay_log (&self->log, 1, "Trying %s port %u", attempt->address->text, self->port);
  errsv = begin_connect (self, attempt);
  if (errsv == 0)
    return succeed (self, attempt);
  if (errsv == EINPROGRESS || errsv == EINTR)
    self->next_start = g_get_monotonic_time () + ATTEMPT_DELAY_US;
  else
    fail_attempt (self, attempt, errsv);

  return NULL;
}

static gboolean
is_under_way (Connector *self)
{
  for (guint i = 0; i < self->n_started; i++)
    if (get_attempt (self, i)->fd >= 0)
      return TRUE;

  return FALSE;
}

/* Looks at what poll() found. */
static QuayChannel *
reap_attempts (Connector *self, const struct pollfd *fds)
{
  for (guint i = 0; i < self->n_started; i++)
    {
      Attempt *attempt = get_attempt (self, i);
      int errsv = 0;
      socklen_t length = sizeof errsv;

      if (attempt->fd < 0 || fds[i].revents == 0)
        continue;
      if (getsockopt (attempt->fd, SOL_SOCKET, SO_ERROR, &errsv, &length) < 0)
        errsv = errno;
      if (errsv == 0)
        return succeed (self, attempt);
      fail_attempt (self, attempt, errsv);
      /* RFC 8305 section 5: a failure is a reason not to wait any longer with the next. */
      self->next_start = 0;
    }

  return NULL;
}

static char *
dup_tried (Connector *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->n_started; i++)
    {
      Attempt *attempt = get_attempt (self, i);

      if (self->n_started > 1 && attempt->errsv != 0)
        g_ptr_array_add (parts, g_strdup_printf ("%s (%s)", attempt->address->text, g_strerror (attempt->errsv)));
      else
        g_ptr_array_add (parts, g_strdup (attempt->address->text));
    }
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (", ", (char **)parts->pdata);
}

/* Of several failures the one that says most: a refusal comes from the host itself, everything else from the way there.
 */
static int
choose_errno (Connector *self)
{
  for (guint i = 0; i < self->n_started; i++)
    if (get_attempt (self, i)->errsv == ECONNREFUSED)
      return ECONNREFUSED;

  return get_attempt (self, 0)->errsv;
}

/* " from the local address 192.0.2.1 port 1000"; "" where nobody asked for one. */
static char *
dup_from (Connector *self)
{
  const char *address = quay_site_options_get_bind_address (self->options);
  guint port = quay_site_options_get_bind_port (self->options);
  gboolean has_address = address != NULL && *address != '\0';
  g_autofree char *shown = quay_text_escape (has_address ? address : "", -1);
  g_autofree char *from = port > 0 ? g_strdup_printf (" port %u", port) : g_strdup ("");

  if (!has_address && port == 0)
    return g_steal_pointer (&from);

  return g_strconcat (has_address ? ", from the local address " : ", from the local", shown, from, NULL);
}

static void
set_failure (Connector *self, GError **error)
{
  g_autofree char *tried = dup_tried (self);
  g_autofree char *from = dup_from (self);
  int errsv = choose_errno (self);

  if (errsv == ECONNREFUSED)
    quay_set_error_errno (error, QUAY_ERROR_CONNECTION_REFUSED, errsv,
                          "Nothing listens on %s port %u, tried %s; check the port and that the %s is running",
                          self->host, self->port, tried, self->what);
  else if (errsv == ETIMEDOUT)
    quay_set_error_errno (
        error, QUAY_ERROR_TIMEOUT, errsv,
        "No answer from %s port %u, tried %s; check the address, the network and firewalls on the way", self->host,
        self->port, tried);
  else if ((errsv == EADDRNOTAVAIL || errsv == EADDRINUSE || errsv == EACCES) && *from != '\0')
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "Could not connect to %s port %u, tried %s%s", self->host,
                          self->port, tried, from);
  else
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv,
                          "Could not connect to %s port %u, tried %s; check the network", self->host, self->port,
                          tried);
}

static void
set_timed_out (Connector *self, GError **error)
{
  g_autofree char *tried = dup_tried (self);

  quay_set_error_errno (
      error, QUAY_ERROR_TIMEOUT, ETIMEDOUT,
      "No answer in time from %s port %u, tried %s; check the address, the network and firewalls on the way",
      self->host, self->port, tried);
}

/* Waits for the attempts under way, no longer than until the next one is due. FALSE: it is over. */
static gboolean
wait_for_attempts (Connector *self, struct pollfd *fds, gint64 deadline, GCancellable *cancellable, GError **error)
{
  gboolean more = self->n_started < self->addresses->len;
  gint64 until = deadline;
  int n;

  for (guint i = 0; i < self->n_started; i++)
    fds[i] = (struct pollfd){ .fd = get_attempt (self, i)->fd, .events = POLLOUT };
  if (more && (deadline < 0 || self->next_start < deadline))
    until = self->next_start;
  n = quay_fd_poll (fds, self->n_started, until, cancellable, error);
  if (n == 0 && deadline >= 0 && g_get_monotonic_time () >= deadline)
    set_timed_out (self, error);
  else if (n >= 0)
    return TRUE;

  return FALSE;
}

static QuayChannel *
race (Connector *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, self->addresses->len + 1);

  for (;;)
    {
      gboolean more = self->n_started < self->addresses->len;
      QuayChannel *channel = NULL;

      if (more && (!is_under_way (self) || g_get_monotonic_time () >= self->next_start))
        channel = start_next (self);
      if (channel != NULL)
        return channel;
      if (!is_under_way (self) && self->n_started == self->addresses->len)
        {
          set_failure (self, error);
          return NULL;
        }
      if (!is_under_way (self))
        continue;
      if (!wait_for_attempts (self, fds, deadline, cancellable, error))
        return NULL;
      channel = reap_attempts (self, fds);
      if (channel != NULL)
        return channel;
    }
}

QuayChannel *
quay_connector_connect_to (QuaySiteOptions *options,
                           const char *host,
                           guint port,
                           const char *what,
                           gint64 deadline,
                           const QuayLog *log,
                           GCancellable *cancellable,
                           GError **error)
{
  g_auto (Connector) self = {
    .options = options,
    .host = host,
    .port = port,
    .what = what,
    .log = log != NULL ? *log : (QuayLog){ 0 },
  };

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !quay_connector_check_target (host, port, error))
    return NULL;
  quay_log (&self.log, 1, "Looking up %s", self.host);
  self.addresses = quay_resolver_lookup (self.host, self.port, quay_site_options_get_use_ipv6 (options), deadline,
                                         cancellable, error);
  if (self.addresses == NULL)
    return NULL;
  self.attempts = g_array_sized_new (FALSE, TRUE, sizeof (Attempt), self.addresses->len);
  g_array_set_clear_func (self.attempts, attempt_clear);
  for (guint i = 0; i < self.addresses->len; i++)
    {
      Attempt attempt = { .address = g_ptr_array_index (self.addresses, i), .fd = -1 };

      g_array_append_val (self.attempts, attempt);
    }

  return race (&self, deadline, cancellable, error);
}

QuayChannel *
quay_connector_connect (
    QuaySiteOptions *options, gint64 deadline, const QuayLog *log, GCancellable *cancellable, GError **error)
{
  return quay_connector_connect_to (options, quay_site_options_get_host (options), quay_site_options_get_port (options),
                                    "SSH server", deadline, log, cancellable, error);
}
