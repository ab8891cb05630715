/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-test-sshd.h"

/* Every way libssh2 encrypts, byte for byte against OpenSSH's server: what goes up comes back through cat. */

/* Three rekeys each way at the server's limit of 1 MiB. */
#define BULK_BYTES (4 * 1024 * 1024)
/* In flight at once; below the pipe's and the windows' sizes, so that a blocking writer never waits for itself. */
#define BULK_CHUNK (48 * 1024)
#define MIN_REKEYS 3
/* One rekey; the largest groups take seconds for each under sanitizers. */
#define KEX_BULK_BYTES (1024 * 1024)

/* A hung server must fail the test, not stop the suite. */
#define SESSION_TIMEOUT_MS 30000

typedef struct
{
  const char *cipher_out;
  const char *mac_out;
  const char *cipher_in;
  const char *mac_in;
  const char *compression;
  const char *kex;
  gsize bulk_bytes;
} Case;

typedef struct
{
  QuayTestSshd *sshd;
  int fd;
  LIBSSH2_SESSION *session;
  LIBSSH2_CHANNEL *channel;
  GRand *random;
} Fixture;

static const char server_config[]
    = "Ciphers aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
      "aes128-cbc,aes192-cbc,aes256-cbc,3des-cbc,chacha20-poly1305@openssh.com\n"
      "MACs hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,"
      "hmac-sha2-512-etm@openssh.com,hmac-sha1,hmac-sha1-etm@openssh.com\n"
      "KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
      "ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group14-sha256,"
      "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512\n"
      "Compression yes\n"
      "RekeyLimit 1M\n"
      "LogLevel DEBUG1\n";

/* Around a block, a tag and a MAC; around libssh2's 32700 and the packet sizes of both sides. */
static const gsize awkward_sizes[]
    = { 0, 1, 15, 16, 17, 31, 32, 33, 32699, 32700, 32701, 32767, 32768, 32769, 35000, 65537 };

static void
fail_with_last_error (Fixture *fixture, const char *what)
{
  g_autofree char *log = quay_test_sshd_dup_log (fixture->sshd);
  char *message = NULL;
  int code = libssh2_session_last_error (fixture->session, &message, NULL, 0);

  g_error ("%s: libssh2 says %d, %s; the server says:\n%s", what, code, message, log);
}

static void
connect_socket (Fixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (quay_test_sshd_get_port (fixture->sshd)) };
  const int on = 1;

  fixture->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (fixture->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  setsockopt (fixture->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
prefer (Fixture *fixture, int method, const char *name)
{
  if (name != NULL)
    g_assert_cmpint (libssh2_session_method_pref (fixture->session, method, name), ==, 0);
}

static void
assert_agreed (Fixture *fixture, int method, const char *name)
{
  if (name != NULL)
    g_assert_cmpstr (libssh2_session_methods (fixture->session, method), ==, name);
}

/* A MAC beside an AEAD cipher is ignored by both sides; libssh2 names it all the same. */
static void
handshake (Fixture *fixture, const Case *test)
{
  fixture->session = libssh2_session_init ();
  libssh2_session_set_blocking (fixture->session, 1);
  libssh2_session_set_timeout (fixture->session, SESSION_TIMEOUT_MS);
  libssh2_session_flag (fixture->session, LIBSSH2_FLAG_COMPRESS, test->compression != NULL);
  prefer (fixture, LIBSSH2_METHOD_KEX, test->kex);
  prefer (fixture, LIBSSH2_METHOD_CRYPT_CS, test->cipher_out);
  prefer (fixture, LIBSSH2_METHOD_CRYPT_SC, test->cipher_in);
  prefer (fixture, LIBSSH2_METHOD_MAC_CS, test->mac_out);
  prefer (fixture, LIBSSH2_METHOD_MAC_SC, test->mac_in);
  prefer (fixture, LIBSSH2_METHOD_COMP_CS, test->compression);
  prefer (fixture, LIBSSH2_METHOD_COMP_SC, test->compression);
  if (libssh2_session_handshake (fixture->session, fixture->fd) != 0)
    fail_with_last_error (fixture, "handshake");
  assert_agreed (fixture, LIBSSH2_METHOD_KEX, test->kex);
  assert_agreed (fixture, LIBSSH2_METHOD_CRYPT_CS, test->cipher_out);
  assert_agreed (fixture, LIBSSH2_METHOD_CRYPT_SC, test->cipher_in);
  assert_agreed (fixture, LIBSSH2_METHOD_COMP_CS, test->compression);
  assert_agreed (fixture, LIBSSH2_METHOD_COMP_SC, test->compression);
}

static void
open_cat (Fixture *fixture)
{
  const char *key = quay_test_sshd_authorize_key (fixture->sshd, "ed25519");

  if (libssh2_userauth_publickey_fromfile (fixture->session, quay_test_sshd_get_user (fixture->sshd), NULL, key, NULL)
      != 0)
    fail_with_last_error (fixture, "public key");
  fixture->channel = libssh2_channel_open_session (fixture->session);
  if (fixture->channel == NULL || libssh2_channel_exec (fixture->channel, "exec cat") != 0)
    fail_with_last_error (fixture, "exec cat");
}

/* The first half compresses well, the second not at all. */
static GBytes *
make_data (Fixture *fixture, gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = i < size / 2 ? i % 7 : g_rand_int (fixture->random);
  return g_bytes_new_take (data, size);
}

static void
write_all (Fixture *fixture, const guint8 *data, gsize size)
{
  gsize done = 0;

  do
    {
      gssize n = libssh2_channel_write (fixture->channel, (const char *)data + done, size - done);
      if (n < 0 || (n == 0 && size > 0))
        fail_with_last_error (fixture, "write");
      done += n;
    }
  while (done < size);
}

static void
read_and_compare (Fixture *fixture, const guint8 *expected, gsize size)
{
  g_autofree guint8 *data = g_malloc (size + 1);
  gsize done = 0;

  while (done < size)
    {
      gssize n = libssh2_channel_read (fixture->channel, (char *)data + done, size - done);
      if (n <= 0)
        fail_with_last_error (fixture, "read");
      done += n;
    }
  g_assert_cmpmem (data, size, expected, size);
}

static void
echo (Fixture *fixture, gsize size)
{
  g_autoptr (GBytes) bytes = make_data (fixture, size);
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  write_all (fixture, data, size);
  read_and_compare (fixture, data, size);
}

static guint
count_rekeys (Fixture *fixture)
{
  g_autofree char *log = quay_test_sshd_dup_log (fixture->sshd);
  g_auto (GStrv) parts = g_strsplit (log, "SSH2_MSG_KEXINIT received", -1);

  return g_strv_length (parts) - 2; /* the pieces around each, and the first one starts the session */
}

static void
close_all (Fixture *fixture)
{
  char rest[16];

  g_assert_cmpint (libssh2_channel_send_eof (fixture->channel), ==, 0);
  g_assert_cmpint (libssh2_channel_wait_eof (fixture->channel), ==, 0);
  g_assert_cmpint (libssh2_channel_read (fixture->channel, rest, sizeof rest), ==, 0);
  g_assert_cmpint (libssh2_channel_close (fixture->channel), ==, 0);
  g_assert_cmpint (libssh2_channel_wait_closed (fixture->channel), ==, 0);
  g_assert_cmpint (libssh2_channel_get_exit_status (fixture->channel), ==, 0);
  libssh2_channel_free (fixture->channel);
  libssh2_session_disconnect (fixture->session, "done");
  libssh2_session_free (fixture->session);
  close (fixture->fd);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (server_config);
  g_autoptr (GRand) random = g_rand_new_with_seed (20);
  Fixture fixture = { .sshd = sshd, .random = random };

  if (sshd == NULL)
    return;
  connect_socket (&fixture);
  handshake (&fixture, test);
  open_cat (&fixture);
  for (gsize size = 0; size < 64; size++)
    echo (&fixture, size);
  for (gsize i = 0; i < G_N_ELEMENTS (awkward_sizes); i++)
    echo (&fixture, awkward_sizes[i]);
  for (gsize done = 0; done < test->bulk_bytes; done += BULK_CHUNK)
    echo (&fixture, BULK_CHUNK);
  /* The server's limit is on what it encrypts, after compression. */
  g_assert_cmpuint (count_rekeys (&fixture), >=,
                    test->compression == NULL && test->bulk_bytes >= BULK_BYTES ? MIN_REKEYS : 1);
  close_all (&fixture);
}

static void
add_case (
    const char *cipher_out, const char *mac_out, const char *cipher_in, const char *mac_in, const char *compression)
{
  Case *test = g_new (Case, 1);
  g_autoptr (GString) path = g_string_new ("/ssh/ciphers/");

  *test = (Case){ cipher_out, mac_out, cipher_in, mac_in, compression, NULL, BULK_BYTES };
  g_string_append (path, cipher_out);
  if (mac_out != NULL)
    g_string_append_printf (path, "+%s", mac_out);
  if (!g_str_equal (cipher_out, cipher_in) || g_strcmp0 (mac_out, mac_in) != 0)
    g_string_append_printf (path, "-and-%s+%s", cipher_in, mac_in != NULL ? mac_in : "aead");
  if (compression != NULL)
    g_string_append_printf (path, "+%s", compression);
  g_test_add_data_func_full (path->str, test, test_case, g_free);
}

static void
add_both_ways (const char *cipher, const char *mac)
{
  add_case (cipher, mac, cipher, mac, NULL);
}

static void
add_kex (const char *kex)
{
  Case *test = g_new (Case, 1);
  g_autofree char *path = g_strconcat ("/ssh/kex/", kex, NULL);

  *test = (Case){ "aes128-gcm@openssh.com", NULL, "aes128-gcm@openssh.com", NULL, NULL, kex, KEX_BULK_BYTES };
  g_test_add_data_func_full (path, test, test_case, g_free);
}

int
main (int argc, char *argv[])
{
  static const char *const aead[]
      = { "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com" };
  static const char *const block[]
      = { "aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc" };
  static const char *const kexes[] = { "curve25519-sha256",
                                       "ecdh-sha2-nistp256",
                                       "ecdh-sha2-nistp384",
                                       "ecdh-sha2-nistp521",
                                       "diffie-hellman-group-exchange-sha256",
                                       "diffie-hellman-group14-sha256",
                                       "diffie-hellman-group16-sha512",
                                       "diffie-hellman-group18-sha512" };
  static const char *const macs[] = { "hmac-sha2-256",
                                      "hmac-sha2-512",
                                      "hmac-sha2-256-etm@openssh.com",
                                      "hmac-sha2-512-etm@openssh.com",
                                      "hmac-sha1",
                                      "hmac-sha1-etm@openssh.com" };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (libssh2_init (0), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (aead); i++)
    add_both_ways (aead[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (macs); i++)
    add_both_ways ("aes128-ctr", macs[i]);
  for (gsize i = 1; i < G_N_ELEMENTS (block); i++)
    {
      add_both_ways (block[i], "hmac-sha2-256");
      add_both_ways (block[i], "hmac-sha2-256-etm@openssh.com");
    }

  /* One cipher out and another in: each way has its own padding, tag and length. */
  add_case ("aes128-gcm@openssh.com", NULL, "chacha20-poly1305@openssh.com", NULL, NULL);
  add_case ("chacha20-poly1305@openssh.com", NULL, "aes256-gcm@openssh.com", NULL, NULL);
  add_case ("aes128-gcm@openssh.com", NULL, "aes256-ctr", "hmac-sha2-256", NULL);
  add_case ("aes128-cbc", "hmac-sha2-512-etm@openssh.com", "aes128-gcm@openssh.com", NULL, NULL);
  add_case ("chacha20-poly1305@openssh.com", NULL, "aes192-ctr", "hmac-sha2-256-etm@openssh.com", NULL);
  add_case ("aes256-ctr", "hmac-sha1", "chacha20-poly1305@openssh.com", NULL, NULL);

  add_case ("aes128-gcm@openssh.com", NULL, "aes128-gcm@openssh.com", NULL, "zlib@openssh.com");
  add_case ("aes256-ctr", "hmac-sha2-256", "aes256-ctr", "hmac-sha2-256", "zlib@openssh.com");
  add_case ("chacha20-poly1305@openssh.com", NULL, "chacha20-poly1305@openssh.com", NULL, "zlib@openssh.com");

  for (gsize i = 0; i < G_N_ELEMENTS (kexes); i++)
    add_kex (kexes[i]);

  return g_test_run ();
}
