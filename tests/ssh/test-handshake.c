/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "quay-error.h"
#include "quay-test-login.h"

/* What happens before the first byte of a login: servers that are none, host keys, and algorithms. */

#define assert_says(text, part)                           \
  G_STMT_START                                            \
  {                                                       \
    if (strstr ((text), (part)) == NULL)                  \
      g_error ("“%s” does not say “%s”", (text), (part)); \
  }                                                       \
  G_STMT_END

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

      assert_says (meet (login, pretender, 5, QUAY_ERROR_PROTOCOL_VERSION), servers[i].says);
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

      assert_says (meet (login, pretender, 5, QUAY_ERROR_UNSUPPORTED_MESSAGE), "broke the SSH protocol");
    }
}

static void
test_closes_at_once (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_and_close, "");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  assert_says (meet (login, pretender, 5, QUAY_ERROR_CONNECTION_DROPPED), "closed the connection");
}

static void
test_silent (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, "");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "says nothing");
}

static void
test_silent_after_greeting (void)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, "SSH-2.0-Sleepy\r\n");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "exchanging keys");
}

/* A byte now and then must not push the deadline away. */
static void
test_slow (void)
{
  g_autofree char *text = g_strnfill (1000, 'y');
  g_autoptr (Pretender) pretender = pretender_new (talk_slowly, text);
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);

  assert_says (meet (login, pretender, 1, QUAY_ERROR_TIMEOUT), "“yyyy");
}

typedef struct
{
  GCancellable *cancellable;
  gint64 when;
} Canceller;

static gpointer
cancel_later (gpointer data)
{
  Canceller *canceller = data;

  g_usleep (100 * 1000);
  canceller->when = g_get_monotonic_time ();
  g_cancellable_cancel (canceller->cancellable);

  return NULL;
}

static void
test_cancel (gconstpointer text)
{
  g_autoptr (Pretender) pretender = pretender_new (talk_once, text);
  g_autoptr (QuayTestLogin) login = quay_test_login_new (NULL);
  Canceller canceller = { login->cancellable, 0 };
  GThread *thread;

  quay_site_options_set_port (login->options, pretender->port);
  thread = g_thread_new ("cancel", cancel_later, &canceller);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - canceller.when, <, G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
set_known_hosts (QuayTestLogin *login, const char *text)
{
  g_assert_true (g_file_set_contents (login->known_hosts, text, -1, NULL));
}

static char *
get_known_hosts (QuayTestLogin *login)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (login->known_hosts, &text, NULL, NULL));

  return text;
}

static void
assert_no_login_was_tried (QuayTestSshd *sshd)
{
  g_autofree char *log = NULL;

  /* The server writes its log when it has noticed that we are gone. */
  quay_test_sshd_stop (sshd);
  log = quay_test_sshd_dup_log (sshd);
  assert_says (log, "Connection from");
  g_assert_null (strstr (log, "userauth-request"));
}

static void
test_unknown_strict (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1");
  g_autoptr (QuayTestLogin) login = NULL;
  g_autofree char *after = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  set_known_hosts (login, "");
  quay_test_login_use_key (login, quay_test_sshd_authorize_key (sshd, "ed25519"));
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  assert_says (login->error->message, "SHA256:");
  after = get_known_hosts (login);
  g_assert_cmpstr (after, ==, "");
  quay_ssh_session_close (login->session);
  assert_no_login_was_tried (sshd);
}

/* The oracle for the test above: the same log does show a login that was tried. */
static void
test_log_shows_logins (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1");
  g_autoptr (QuayTestLogin) login = NULL;
  g_autofree char *log = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  quay_test_login_use_key (login, quay_test_sshd_authorize_key (sshd, "ed25519"));
  g_assert_true (quay_test_login_run (login));
  log = quay_test_sshd_dup_log (sshd);
  assert_says (log, "userauth-request");
}

static void
test_unknown_asked (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuayTestLogin) login = NULL;
  g_autofree char *after_once = NULL;
  g_autofree char *after_save = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));

  login->answerer->host_key_answer = QUAY_HOST_KEY_REJECT;
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_ONCE;
  g_assert_true (quay_test_login_handshake (login));
  after_once = get_known_hosts (login);
  g_assert_cmpstr (after_once, ==, "");
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_AND_SAVE;
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 3);
  g_assert_cmpint (login->answerer->last_result, ==, QUAY_KNOWN_HOSTS_UNKNOWN);
  after_save = get_known_hosts (login);
  assert_says (after_save, "ssh-ed25519");
  /* Known from here on. */
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 3);
}

/* Nobody to ask means no. */
static void
test_unknown_silent (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
}

static void
test_accept_new (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_true (quay_test_login_handshake (login));
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_STRICT);
  g_assert_true (quay_test_login_handshake (login));
}

/* A line for the server's place with the key of another. @marker: "" or "@revoked ". */
static char *
make_line (QuayTestSshd *sshd, const char *marker, const char *key)
{
  return g_strdup_printf ("# a comment\r\n%s[127.0.0.1]:%u %s", marker, quay_test_sshd_get_port (sshd), key);
}

static void
check_refused_for_good (QuayTestSshd *sshd, const char *lines, QuayKnownHostsResult result, const char *says)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);
  g_autofree char *after = NULL;
  g_autofree char *where = g_strdup_printf ("%s:2", login->known_hosts);

  set_known_hosts (login, lines);
  quay_test_login_use_key (login, quay_test_sshd_authorize_key (sshd, "ed25519"));
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_AND_SAVE;
  g_assert_false (quay_test_login_run (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  assert_says (login->error->message, says);
  assert_says (login->error->message, where);
  assert_says (login->error->message, "SHA256:");
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 1);
  g_assert_cmpint (login->answerer->last_result, ==, result);
  after = get_known_hosts (login);
  g_assert_cmpstr (after, ==, lines);
  /* The other policies fare no better. */
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_ssh_session_close (login->session);
}

static void
test_changed (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1\nHostKeyAlgorithms ssh-ed25519");
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;
  g_autofree char *lines = NULL;

  if (sshd == NULL)
    return;
  path = quay_test_make_key (quay_test_sshd_get_files (sshd), "ed25519");
  other = quay_test_read_public_key (path);
  lines = make_line (sshd, "", other);
  check_refused_for_good (sshd, lines, QUAY_KNOWN_HOSTS_CHANGED, "has changed");
  assert_no_login_was_tried (sshd);
}

static void
test_revoked (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1\nHostKeyAlgorithms ssh-ed25519");
  g_autofree char *path = NULL;
  g_autofree char *key = NULL;
  g_autofree char *lines = NULL;

  if (sshd == NULL)
    return;
  path = quay_test_sshd_dup_host_key (sshd, "ed25519");
  key = quay_test_read_public_key (path);
  lines = make_line (sshd, "@revoked ", key);
  check_refused_for_good (sshd, lines, QUAY_KNOWN_HOSTS_REVOKED, "revoked");
  assert_no_login_was_tried (sshd);
}

/* A known_hosts that cannot be read is not an empty one. */
static void
test_unreadable_known_hosts (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuayTestLogin) login = NULL;
  const char *const files[] = { "/proc/self", NULL };

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  quay_site_options_set_known_hosts_files (login->options, files);
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
}

/* The kind of key on file is the kind that is asked for. */
static void
test_known_type_first (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  static const struct
  {
    const char *key;
    const char *algorithm;
  } types[] = { { "rsa", "rsa-sha2-512" }, { "ecdsa", "ecdsa-sha2-nistp256" }, { "ed25519", "ssh-ed25519" } };

  if (sshd == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);
      g_autofree char *path = quay_test_sshd_dup_host_key (sshd, types[i].key);
      g_autofree char *key = quay_test_read_public_key (path);
      g_autofree char *lines = make_line (sshd, "", key);

      set_known_hosts (login, lines);
      g_assert_true (quay_test_login_handshake (login));
      g_assert_cmpstr (quay_ssh_session_get_info (login->session)->host_key_algorithm, ==, types[i].algorithm);
    }
}

static void
check_no_common (const char *config, const char *list, const char *offered)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (config);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_NEGOTIATION);
  assert_says (login->error->message, list);
  assert_says (login->error->message, offered);
}

static void
test_weak_servers (void)
{
  check_no_common ("KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1", "key exchange method",
                   "only diffie-hellman-group14-sha1, diffie-hellman-group1-sha1. ");
  check_no_common ("HostKeyAlgorithms ssh-rsa", "host key type", "ssh-rsa");
  check_no_common ("Ciphers 3des-cbc,aes128-cbc", "cipher", "3des-cbc, aes128-cbc");
  check_no_common ("Ciphers aes128-ctr\nMACs hmac-sha1,hmac-md5", "MAC", "hmac-sha1, hmac-md5");
}

static void
test_weak_allowed (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("KexAlgorithms diffie-hellman-group14-sha1");
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  quay_site_options_set_kex_algorithms (login->options, "made-up-kex, diffie-hellman-group14-sha1");
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->kex, ==, "diffie-hellman-group14-sha1");
  assert_says (login->log->str, "made-up-kex");

  quay_site_options_set_kex_algorithms (login->options, "made-up-kex");
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_ALGORITHM_UNSUPPORTED);
}

static void
test_each_kex (void)
{
  static const char *const names[] = {
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
    NULL,
  };
  g_autofree char *joined = g_strjoinv (",", (char **)names);
  g_autofree char *config = g_strconcat ("KexAlgorithms ", joined, NULL);
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (config);

  if (sshd == NULL)
    return;
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

      quay_site_options_set_kex_algorithms (login->options, names[i]);
      quay_test_login_handshake (login);
      g_assert_no_error (login->error);
      g_assert_cmpstr (quay_ssh_session_get_info (login->session)->kex, ==, names[i]);
      g_assert_true (quay_ssh_session_get_info (login->session)->strict_kex);
    }
}

static void
test_info (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuayTestLogin) login = NULL;
  const QuaySshInfo *info;

  if (sshd == NULL)
    return;
  login = quay_test_login_new (sshd);
  g_assert_true (quay_test_login_handshake (login));
  info = quay_ssh_session_get_info (login->session);
  g_assert_true (g_str_has_prefix (info->server_id, "SSH-2.0-OpenSSH"));
  g_assert_cmpstr (info->kex, ==, "curve25519-sha256");
  g_assert_cmpstr (info->cipher_cs, ==, "aes128-gcm@openssh.com");
  g_assert_cmpstr (info->cipher_sc, ==, "aes128-gcm@openssh.com");
  g_assert_cmpstr (info->compression_cs, ==, "none");
  g_assert_true (info->strict_kex);
  g_assert_nonnull (info->host_key);
  g_assert_null (info->auth_method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handshake/other-servers", test_other_servers);
  g_test_add_func ("/handshake/malformed", test_malformed);
  g_test_add_func ("/handshake/closes-at-once", test_closes_at_once);
  g_test_add_func ("/handshake/silent", test_silent);
  g_test_add_func ("/handshake/silent-after-greeting", test_silent_after_greeting);
  g_test_add_func ("/handshake/slow", test_slow);
  g_test_add_data_func ("/handshake/cancel/silent", "", test_cancel);
  g_test_add_data_func ("/handshake/cancel/keys", "SSH-2.0-Sleepy\r\n", test_cancel);
  g_test_add_func ("/handshake/unknown-strict", test_unknown_strict);
  g_test_add_func ("/handshake/log-shows-logins", test_log_shows_logins);
  g_test_add_func ("/handshake/unknown-asked", test_unknown_asked);
  g_test_add_func ("/handshake/unknown-silent", test_unknown_silent);
  g_test_add_func ("/handshake/accept-new", test_accept_new);
  g_test_add_func ("/handshake/changed", test_changed);
  g_test_add_func ("/handshake/revoked", test_revoked);
  g_test_add_func ("/handshake/unreadable-known-hosts", test_unreadable_known_hosts);
  g_test_add_func ("/handshake/known-type-first", test_known_type_first);
  g_test_add_func ("/handshake/weak-servers", test_weak_servers);
  g_test_add_func ("/handshake/weak-allowed", test_weak_allowed);
  g_test_add_func ("/handshake/each-kex", test_each_kex);
  g_test_add_func ("/handshake/info", test_info);

  return g_test_run ();
}
