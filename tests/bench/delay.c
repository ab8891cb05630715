/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * delay LISTEN_PORT TARGET_PORT ONE_WAY_MS [BYTES_PER_SECOND]
 *
 * A TCP proxy on 127.0.0.1 that makes the way long: what comes in on one side goes out on the other ONE_WAY_MS later,
 * and no faster than BYTES_PER_SECOND in each direction, all connections together, as on one cable. LISTEN_PORT 0 takes
 * a free one; "port N" on standard output says which. Bytes that are on their way are held here, so that the kernel's
 * socket buffers, sized for a short way, are no limit. They are held in pipes and never copied: what is measured on one
 * machine is to be the clients and the server, not this. Ends with its standard input.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* As much as a pipe takes: it has 16 places, each for up to 32 KiB that lie together in the kernel. */
#define CHUNK_SIZE (512 * 1024)
#define MAX_EVENTS 64

/* On its way in one direction of one connection: 400 ms at 1.2 GB/s. */
#define MAX_HELD (512 * 1024 * 1024)

/* How far ahead of the cable bytes are taken in: more would hide from the sender that it is full. */
#define MAX_BACKLOG (20 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  gint64 due;
  gsize length; /* 0: the sender shut its side down */
  gsize left;   /* to be sent */
  int pipe[2];
} Chunk;

typedef struct
{
  gint64 free_at; /* when the last byte taken in has left */
} Cable;

typedef struct
{
  int from; /* borrowed from the connection */
  int to;
  Cable *cable;
  GQueue chunks;
  gsize held;
  gboolean ended;   /* no more to read */
  gboolean closed;  /* no more to write */
  gboolean waiting; /* for room in the socket */
} Way;

typedef struct
{
  int client;
  int server;
  Way out;
  Way back;
  gboolean broken;
} Connection;

typedef struct
{
  int epoll;
  int listener;
  int target_port;
  gint64 one_way;
  double rate; /* bytes a microsecond, 0: no limit */
  Cable out;
  Cable back;
  GPtrArray *connections;
  GQueue idle; /* of Chunk: their pipes are empty */
} Proxy;

static void
die (const char *what)
{
  fprintf (stderr, "delay: %s: %s\n", what, strerror (errno));
  exit (1);
}

static struct sockaddr_in
local_address (int port)
{
  return (struct sockaddr_in){ .sin_family = AF_INET,
                               .sin_port = htons ((guint16)port),
                               .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
}

static void
watch (Proxy *self, int fd, gpointer owner, guint32 events, int how)
{
  struct epoll_event event = { .events = events, .data.ptr = owner };

  if (epoll_ctl (self->epoll, how, fd, &event) != 0)
    die ("epoll_ctl");
}

static Chunk *
take_idle (Proxy *self)
{
  Chunk *chunk = g_queue_pop_head (&self->idle);

  if (chunk != NULL)
    return chunk;
  chunk = g_new0 (Chunk, 1);
  if (pipe2 (chunk->pipe, O_CLOEXEC | O_NONBLOCK) != 0)
    die ("pipe");

  return chunk;
}

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  close (chunk->pipe[0]);
  close (chunk->pipe[1]);
  g_free (chunk);
}

static void
connection_free (Connection *self)
{
  close (self->client);
  close (self->server);
  g_queue_clear_full (&self->out.chunks, chunk_free);
  g_queue_clear_full (&self->back.chunks, chunk_free);
  g_free (self);
}

static void
way_init (Way *self, int from, int to, Cable *cable)
{
  *self = (Way){ .from = from, .to = to, .cable = cable };
  g_queue_init (&self->chunks);
}

static void
accept_one (Proxy *self)
{
  struct sockaddr_in address = local_address (self->target_port);
  int client = accept4 (self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  int server = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  Connection *connection;

  if (client < 0 || server < 0 || connect (server, (struct sockaddr *)&address, sizeof address) != 0)
    {
      if (client >= 0)
        close (client);
      if (server >= 0)
        close (server);
      return;
    }
  fcntl (server, F_SETFL, O_NONBLOCK);
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt (server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  connection = g_new0 (Connection, 1);
  connection->client = client;
  connection->server = server;
  way_init (&connection->out, client, server, &self->out);
  way_init (&connection->back, server, client, &self->back);
  g_ptr_array_add (self->connections, connection);
  watch (self, client, connection, EPOLLIN | EPOLLOUT | EPOLLET, EPOLL_CTL_ADD);
  watch (self, server, connection, EPOLLIN | EPOLLOUT | EPOLLET, EPOLL_CTL_ADD);
}

/* When bytes that came just now arrive at the other end. */
static gint64
schedule (Proxy *self, Cable *cable, gsize length, gint64 now)
{
  cable->free_at = MAX (cable->free_at, now);
  if (self->rate > 0)
    cable->free_at += (gint64)((double)length / self->rate);

  return cable->free_at + self->one_way;
}

static gboolean
may_read (Way *way, gint64 now)
{
  return !way->ended && way->held < MAX_HELD && way->cable->free_at - now < MAX_BACKLOG;
}

/* FALSE: the connection is broken. */
static gboolean
take_in (Proxy *self, Way *way, gint64 now)
{
  while (may_read (way, now))
    {
      Chunk *chunk = take_idle (self);
      ssize_t length = splice (way->from, NULL, chunk->pipe[1], NULL, CHUNK_SIZE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

      if (length < 0)
        {
          g_queue_push_head (&self->idle, chunk);
          return errno == EAGAIN || errno == EINTR;
        }
      chunk->length = chunk->left = (gsize)length;
      chunk->due = schedule (self, way->cable, chunk->length, now);
      way->held += chunk->length;
      way->ended = length == 0;
      g_queue_push_tail (&way->chunks, chunk);
    }

  return TRUE;
}

/* FALSE: the connection is broken. */
static gboolean
send_chunk (Way *way, Chunk *chunk)
{
  while (chunk->left > 0)
    {
      ssize_t sent = splice (chunk->pipe[0], NULL, way->to, NULL, chunk->left, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

      if (sent < 0)
        {
          way->waiting = errno == EAGAIN;
          return way->waiting || errno == EINTR;
        }
      chunk->left -= (gsize)sent;
    }

  return TRUE;
}

/* FALSE: the connection is broken. */
static gboolean
give_out (Proxy *self, Way *way, gint64 now)
{
  Chunk *chunk;

  way->waiting = FALSE;
  while ((chunk = g_queue_peek_head (&way->chunks)) != NULL && chunk->due <= now && !way->waiting)
    {
      if (!send_chunk (way, chunk))
        return FALSE;
      if (chunk->left > 0)
        continue;
      if (chunk->length == 0)
        {
          shutdown (way->to, SHUT_WR);
          way->closed = TRUE;
        }
      way->held -= chunk->length;
      g_queue_push_head (&self->idle, g_queue_pop_head (&way->chunks));
    }

  return TRUE;
}

/* The next moment at which there is something to do, or G_MAXINT64. */
static gint64
next_moment (Way *way, gint64 now)
{
  Chunk *chunk = g_queue_peek_head (&way->chunks);
  gint64 moment = chunk != NULL && !way->waiting ? chunk->due : G_MAXINT64;

  if (!way->ended && way->cable->free_at - now >= MAX_BACKLOG)
    moment = MIN (moment, way->cable->free_at - MAX_BACKLOG + 1);

  return moment;
}

static gboolean
serve_way (Proxy *self, Way *way, gint64 now)
{
  return take_in (self, way, now) && give_out (self, way, now);
}

static gint64
serve_all (Proxy *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 moment = G_MAXINT64;

  for (guint i = self->connections->len; i-- > 0;)
    {
      Connection *connection = self->connections->pdata[i];

      connection->broken |= !serve_way (self, &connection->out, now) || !serve_way (self, &connection->back, now);
      if (connection->broken || (connection->out.closed && connection->back.closed))
        {
          g_ptr_array_remove_index_fast (self->connections, i);
          continue;
        }
      moment = MIN (moment, next_moment (&connection->out, now));
      moment = MIN (moment, next_moment (&connection->back, now));
    }

  return moment;
}

static int
wait_until (Proxy *self, gint64 moment, struct epoll_event *events)
{
  /* Read once: MAX takes its arguments twice, and time passes in between. */
  gint64 now = g_get_monotonic_time ();
  gint64 left = moment == G_MAXINT64 ? 0 : MAX (moment - now, 0);
  struct timespec timeout = { .tv_sec = left / G_USEC_PER_SEC, .tv_nsec = left % G_USEC_PER_SEC * 1000 };
  int n = epoll_pwait2 (self->epoll, events, MAX_EVENTS, moment == G_MAXINT64 ? NULL : &timeout, NULL);

  if (n < 0 && errno != EINTR)
    die ("epoll_wait");

  return MAX (n, 0);
}

static gboolean
is_over (void)
{
  char byte;

  return read (STDIN_FILENO, &byte, 1) == 0;
}

static void
run (Proxy *self)
{
  gint64 moment = G_MAXINT64;

  for (;;)
    {
      struct epoll_event events[MAX_EVENTS];
      int n = wait_until (self, moment, events);

      for (int i = 0; i < n; i++)
        if (events[i].data.ptr == self)
          accept_one (self);
        else if (events[i].data.ptr == NULL && is_over ())
          return;
      moment = serve_all (self);
    }
}

static int
listen_at (int port)
{
  struct sockaddr_in address = local_address (port);
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int one = 1;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd < 0 || bind (fd, (struct sockaddr *)&address, length) != 0 || listen (fd, 128) != 0
      || getsockname (fd, (struct sockaddr *)&address, &length) != 0)
    die ("listening");
  printf ("port %d\n", ntohs (address.sin_port));
  fflush (stdout);

  return fd;
}

/* Two for each chunk. */
static void
allow_many_pipes (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

int
main (int argc, char **argv)
{
  Proxy self = { 0 };

  if (argc < 4)
    {
      fputs ("usage: delay LISTEN_PORT TARGET_PORT ONE_WAY_MS [BYTES_PER_SECOND]\n", stderr);
      return 64;
    }
  self.target_port = atoi (argv[2]);
  self.one_way = (gint64)(g_ascii_strtod (argv[3], NULL) * G_TIME_SPAN_MILLISECOND);
  self.rate = argc > 4 ? g_ascii_strtod (argv[4], NULL) / G_USEC_PER_SEC : 0;
  allow_many_pipes ();
  signal (SIGPIPE, SIG_IGN);
  self.connections = g_ptr_array_new_with_free_func ((GDestroyNotify)connection_free);
  self.epoll = epoll_create1 (EPOLL_CLOEXEC);
  self.listener = listen_at (atoi (argv[1]));
  watch (&self, self.listener, &self, EPOLLIN, EPOLL_CTL_ADD);
  watch (&self, STDIN_FILENO, NULL, EPOLLIN, EPOLL_CTL_ADD);
  run (&self);
  g_ptr_array_unref (self.connections);
  g_queue_clear_full (&self.idle, chunk_free);
  close (self.listener);
  close (self.epoll);

  return 0;
}
