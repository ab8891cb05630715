/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-test-sshd.h"

/* What comes from the network in pieces of any size is read; what was changed on the way is refused. */

/* More than the largest packet, so that a length that was made longer is still filled. */
#define ECHO_BYTES (128 * 1024)
/* A server that is silent for so long has nothing to say; loaded machines stay well below. */
#define SILENCE_MS 10000

typedef struct
{
  const char *cipher;
  const char *mac;
  const char *compression;
} Case;

typedef struct
{
  int fd;
  LIBSSH2_SESSION *session;
  LIBSSH2_CHANNEL *channel;
  GByteArray *held; /* received, not yet given to libssh2 */
  gsize piece;      /* at most so many bytes a call; 0 for no limit */
  gint64 damage_at; /* bytes until the one whose bit is turned; negative for never */
  guint8 damage_mask;
  gboolean told_empty; /* the last answer to libssh2 was EAGAIN */
} Client;

static const Case cases[] = {
  { "aes128-gcm@openssh.com", NULL, NULL },
  { "chacha20-poly1305@openssh.com", NULL, NULL },
  { "aes128-ctr", "hmac-sha2-256", NULL },
  { "aes128-ctr", "hmac-sha2-256-etm@openssh.com", NULL },
  { "aes256-cbc", "hmac-sha2-512", NULL },
  { "aes256-cbc", "hmac-sha2-512-etm@openssh.com", NULL },
  { "aes128-ctr", "hmac-sha2-256", "zlib@openssh.com" },
  { "chacha20-poly1305@openssh.com", NULL, "zlib@openssh.com" },
};

static const char server_config[]
    = "Ciphers aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr,aes256-cbc\n"
      "MACs hmac-sha2-256,hmac-sha2-256-etm@openssh.com,hmac-sha2-512,"
      "hmac-sha2-512-etm@openssh.com\n"
      "Compression yes\n";

static void
receive_more (Client *client)
{
  guint8 buffer[64 * 1024];
  gssize n = recv (client->fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (n > 0)
    g_byte_array_append (client->held, buffer, n);
}

static void
damage (Client *client, guint8 *data, gsize size)
{
  if (client->damage_at >= 0 && (gsize)client->damage_at < size)
    data[client->damage_at] ^= client->damage_mask;
  client->damage_at -= size;
}

/* libssh2's RECV callback: like the engine's it holds more than libssh2 asked for, where no poll() can see it. */
static gssize
on_recv (libssh2_socket_t fd, void *buffer, size_t length, int flags, void **abstract)
{
  Client *client = *abstract;
  gsize size;

  if (client->held->len == 0)
    receive_more (client);
  size = MIN (length, client->held->len);
  if (client->piece > 0)
    size = MIN (size, client->piece);
  client->told_empty = size == 0;
  if (size == 0)
    return -EAGAIN;
  memcpy (buffer, client->held->data, size);
  damage (client, buffer, size);
  g_byte_array_remove_range (client->held, 0, size);
  return size;
}

/* Blocks for the network, as the caller of a non-blocking libssh2 does. Only the callback's word makes it EAGAIN. */
static void
wait_for_server (Client *client)
{
  struct pollfd poll_fd = { client->fd, POLLIN, 0 };

  if (libssh2_session_block_directions (client->session) & LIBSSH2_SESSION_BLOCK_OUTBOUND)
    poll_fd.events |= POLLOUT;
  else
    g_assert_true (client->told_empty);
  g_assert_cmpint (poll (&poll_fd, 1, SILENCE_MS), >, 0);
}

/* Repeats a call of libssh2 until it is done or has failed. */
#define UNTIL_DONE(client, rc, call) \
  do                                 \
    rc = (call);                     \
  while (rc == LIBSSH2_ERROR_EAGAIN && (wait_for_server (client), TRUE))

static void
prefer (Client *client, int out, int in, const char *name)
{
  if (name == NULL)
    return;
  g_assert_cmpint (libssh2_session_method_pref (client->session, out, name), ==, 0);
  g_assert_cmpint (libssh2_session_method_pref (client->session, in, name), ==, 0);
}

static void
connect_client (Client *client, QuayTestSshd *sshd)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (quay_test_sshd_get_port (sshd)) };

  client->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (client->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  client->held = g_byte_array_new ();
  client->damage_at = -1;
}

static void
log_in (Client *client, QuayTestSshd *sshd, const Case *test)
{
  const char *key = quay_test_sshd_authorize_key (sshd, "ed25519");
  int rc;

  client->session = libssh2_session_init_ex (NULL, NULL, NULL, client);
  libssh2_session_set_blocking (client->session, 0);
  libssh2_session_callback_set2 (client->session, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *)on_recv);
  libssh2_session_flag (client->session, LIBSSH2_FLAG_COMPRESS, test->compression != NULL);
  prefer (client, LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC, test->cipher);
  prefer (client, LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC, test->mac);
  prefer (client, LIBSSH2_METHOD_COMP_CS, LIBSSH2_METHOD_COMP_SC, test->compression);
  UNTIL_DONE (client, rc, libssh2_session_handshake (client->session, client->fd));
  g_assert_cmpint (rc, ==, 0);
  UNTIL_DONE (client, rc,
              libssh2_userauth_publickey_fromfile (client->session, quay_test_sshd_get_user (sshd), NULL, key, NULL));
  g_assert_cmpint (rc, ==, 0);
}

static void
open_echo (Client *client)
{
  int rc;

  do
    {
      client->channel = libssh2_channel_open_session (client->session);
      rc = client->channel == NULL ? libssh2_session_last_errno (client->session) : 0;
    }
  while (rc == LIBSSH2_ERROR_EAGAIN && (wait_for_server (client), TRUE));
  g_assert_cmpint (rc, ==, 0);
  UNTIL_DONE (client, rc, libssh2_channel_exec (client->channel, "exec cat"));
  g_assert_cmpint (rc, ==, 0);
}

static void
clear_client (Client *client)
{
  /* Nobody answers any more, so nothing of this can block. */
  shutdown (client->fd, SHUT_RDWR);
  libssh2_session_free (client->session);
  close (client->fd);
  g_byte_array_unref (client->held);
}

/* Looks random, so that compression does not make it less. */
static guint8
expected_byte (guint32 offset)
{
  guint32 mixed = (offset + 1) * 2654435761U;

  mixed = (mixed ^ (mixed >> 15)) * 2246822519U;
  return mixed >> 24;
}

/* The number of bytes that came back, or what libssh2 said instead. No wrong byte may come in either case. */
static gssize
echo (Client *client)
{
  g_autofree guint8 *data = g_malloc (ECHO_BYTES);
  guint8 buffer[8192];
  gsize sent = 0;
  gsize received = 0;

  for (gsize i = 0; i < ECHO_BYTES; i++)
    data[i] = expected_byte (i);
  while (received < ECHO_BYTES)
    {
      gssize n = sent < ECHO_BYTES ? libssh2_channel_write (client->channel, (char *)data + sent, ECHO_BYTES - sent)
                                   : LIBSSH2_ERROR_EAGAIN;
      gssize m;

      if (n < 0 && n != LIBSSH2_ERROR_EAGAIN)
        return n;
      sent += MAX (n, 0);
      m = libssh2_channel_read (client->channel, (char *)buffer, sizeof buffer);
      if (m < 0 && m != LIBSSH2_ERROR_EAGAIN)
        return m;
      if (m > 0)
        g_assert_cmpmem (buffer, m, data + received, m);
      received += MAX (m, 0);
      if (n == LIBSSH2_ERROR_EAGAIN && m == LIBSSH2_ERROR_EAGAIN)
        wait_for_server (client);
    }
  return received;
}

static void
test_pieces (gconstpointer data)
{
  static const gsize pieces[] = { 0, 1, 3, 7, 15, 17, 37, 1000, 33000 };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (server_config);

  for (gsize i = 0; sshd != NULL && i < G_N_ELEMENTS (pieces); i++)
    {
      Client client = { .piece = pieces[i] };

      connect_client (&client, sshd);
      log_in (&client, sshd, data);
      open_echo (&client);
      g_assert_cmpint (echo (&client), ==, ECHO_BYTES);
      clear_client (&client);
    }
}

/* Each bit matters: of the length, the padding, the type, the data, and the tag or MAC. */
static void
test_damage (gconstpointer data)
{
  static const struct
  {
    gint64 offset;
    guint8 mask;
  } bits[] = { { 0, 0x80 }, { 1, 0x01 },  { 2, 0x10 },  { 3, 0x01 },   { 3, 0x10 },    { 4, 0x10 },
               { 5, 0x01 }, { 16, 0x80 }, { 33, 0x01 }, { 500, 0x10 }, { 33000, 0x80 } };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (server_config);

  for (gsize i = 0; sshd != NULL && i < G_N_ELEMENTS (bits); i++)
    {
      Client client = { 0 };
      gssize rc;

      connect_client (&client, sshd);
      log_in (&client, sshd, data);
      open_echo (&client);
      client.damage_at = bits[i].offset;
      client.damage_mask = bits[i].mask;
      rc = echo (&client);
      g_test_message ("bit 0x%02x of byte %d: %d", bits[i].mask, (int)bits[i].offset, (int)rc);
      g_assert_cmpint (rc, <, 0);
      clear_client (&client);
    }
}

static void
add_test (const char *kind, const Case *test, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/ssh/%s/%s%s%s%s%s", kind, test->cipher, test->mac != NULL ? "+" : "",
                                           test->mac != NULL ? test->mac : "", test->compression != NULL ? "+" : "",
                                           test->compression != NULL ? test->compression : "");

  g_test_add_data_func (path, test, function);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (libssh2_init (0), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      add_test ("pieces", &cases[i], test_pieces);
      add_test ("damage", &cases[i], test_damage);
    }

  return g_test_run ();
}
