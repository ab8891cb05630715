/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <gio/gio.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-test-sshd.h"

/* The fixture itself, with libssh2 as the client: what others build on has to be what it says. */

typedef struct
{
  int fd;
  LIBSSH2_SESSION *session;
} Client;

static int
connect_to (QuayTestSshd *sshd)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (quay_test_sshd_get_port (sshd)) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static Client
open_client (QuayTestSshd *sshd, void *data)
{
  Client client = { .fd = connect_to (sshd), .session = libssh2_session_init_ex (NULL, NULL, NULL, data) };

  g_assert_cmpint (client.fd, >=, 0);
  libssh2_session_set_timeout (client.session, 30000);
  g_assert_cmpint (libssh2_session_handshake (client.session, client.fd), ==, 0);
  return client;
}

static void
close_client (Client *client)
{
  libssh2_session_disconnect (client->session, "done");
  libssh2_session_free (client->session);
  close (client->fd);
}

static gboolean
log_in_with_password (QuayTestSshd *sshd, const char *password)
{
  Client client = open_client (sshd, NULL);
  int rc = libssh2_userauth_password (client.session, quay_test_sshd_get_user (sshd), password);

  close_client (&client);
  return rc == 0;
}

static void
test_keys (void)
{
  static const char *const names[]
      = { "ed25519", "ecdsa",          "rsa",       "ed25519-locked",  "rsa-locked", "ecdsa-locked",
          "rsa-pem", "rsa-pem-locked", "ecdsa-pem", "ecdsa-pem-locked" };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);

  if (sshd == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *path = quay_test_sshd_authorize_key (sshd, names[i]);
      gboolean locked = g_str_has_suffix (names[i], "-locked");
      Client client = open_client (sshd, NULL);

      g_test_message ("%s", names[i]);
      if (locked)
        g_assert_cmpint (
            libssh2_userauth_publickey_fromfile (client.session, quay_test_sshd_get_user (sshd), NULL, path, "no"), !=,
            0);
      g_assert_cmpint (libssh2_userauth_publickey_fromfile (client.session, quay_test_sshd_get_user (sshd), NULL, path,
                                                            locked ? QUAY_TEST_PASSPHRASE : NULL),
                       ==, 0);
      close_client (&client);
    }
}

static void
test_stranger (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autofree char *path = NULL;
  Client client;

  if (sshd == NULL)
    return;
  path = quay_test_make_key (quay_test_sshd_get_folder (sshd), "ed25519");
  client = open_client (sshd, NULL);
  g_assert_cmpint (
      libssh2_userauth_publickey_fromfile (client.session, quay_test_sshd_get_user (sshd), NULL, path, NULL), !=, 0);
  close_client (&client);
  g_assert_null (quay_test_sshd_get_password (sshd));
}

static void
test_password (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_with_password (NULL);

  if (sshd == NULL)
    return;
  g_assert_true (log_in_with_password (sshd, quay_test_sshd_get_password (sshd)));
  g_assert_false (log_in_with_password (sshd, "wrong"));
  g_assert_true (log_in_with_password (sshd, quay_test_sshd_get_password (sshd)));
}

static void
test_asyncssh_password (void)
{
  const char *const options[] = { "--banner", "Mind the step.\n", NULL };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh (options);

  if (sshd == NULL)
    return;
  g_assert_true (log_in_with_password (sshd, quay_test_sshd_get_password (sshd)));
  g_assert_false (log_in_with_password (sshd, "wrong"));
}

/* Answers with the last word of each prompt; counts the rounds. */
static void
answer_prompts (const char *name,
                int name_length,
                const char *instruction,
                int instruction_length,
                int n_prompts,
                const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
                LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses,
                void **data)
{
  guint *n_rounds = *data;

  *n_rounds += 1;
  for (int i = 0; i < n_prompts; i++)
    {
      g_autofree char *text = g_strndup ((const char *)prompts[i].text, prompts[i].length);
      const char *word = strrchr (text, ' ') + 1;

      responses[i].text = strdup (word);
      responses[i].length = strlen (word);
    }
}

static void
test_keyboard_interactive (void)
{
  const char *const options[]
      = { "--methods", "keyboard-interactive", "--rounds",
          "[{\"prompts\": [[\"Say friend\", false]], \"answers\": [\"friend\"]},"
          " {\"instruction\": \"Two more\", \"prompts\": [[\"Say one\", true], [\"Say two\", false]],"
          "  \"answers\": [\"one\", \"two\"]}, {\"prompts\": []}]",
          NULL };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh (options);
  guint n_rounds = 0;
  Client client;

  if (sshd == NULL)
    return;
  client = open_client (sshd, &n_rounds);
  g_assert_cmpint (
      libssh2_userauth_keyboard_interactive (client.session, quay_test_sshd_get_user (sshd), answer_prompts), ==, 0);
  g_assert_cmpuint (n_rounds, ==, 3);
  close_client (&client);
}

/* What ssh itself says of the known_hosts lines is what they are worth. */
static void
test_known_hosts (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autofree char *lines = NULL;
  g_autofree char *path = NULL;
  g_autofree char *option = NULL;
  g_autofree char *port = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GSubprocess) ssh = NULL;
  g_autoptr (GError) error = NULL;

  if (sshd == NULL)
    return;
  lines = quay_test_sshd_dup_known_hosts (sshd);
  path = g_build_filename (quay_test_sshd_get_folder (sshd), "known_hosts", NULL);
  g_assert_true (g_file_set_contents (path, lines, -1, NULL));
  option = g_strconcat ("UserKnownHostsFile=", path, NULL);
  port = g_strdup_printf ("%u", quay_test_sshd_get_port (sshd));
  ssh = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, "ssh", "-F", "none",
                          "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", option, "-p", port, "-i",
                          quay_test_sshd_authorize_key (sshd, "ed25519"), "127.0.0.1", "echo", "arrived", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (ssh, NULL, NULL, &output, NULL, &error));
  g_assert_cmpstr (output, ==, "arrived\n");
}

/* A killed server takes its connections with it, and comes back where it was. */
static void
test_kill_and_restart (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  guint16 port;
  char byte;
  Client client;

  if (sshd == NULL)
    return;
  port = quay_test_sshd_get_port (sshd);
  client = open_client (sshd, NULL);
  quay_test_sshd_kill (sshd);
  while (read (client.fd, &byte, 1) > 0)
    ;
  close_client (&client);
  g_assert_cmpint (connect_to (sshd), ==, -1);

  quay_test_sshd_restart (sshd);
  g_assert_cmpuint (quay_test_sshd_get_port (sshd), ==, port);
  client = open_client (sshd, NULL);
  close_client (&client);
}

static void
test_folder_goes (void)
{
  QuayTestSshd *sshd = quay_test_sshd_new (NULL);
  g_autofree char *folder = NULL;

  if (sshd == NULL)
    return;
  folder = g_strdup (quay_test_sshd_get_folder (sshd));
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  quay_test_sshd_free (sshd);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (libssh2_init (0), ==, 0);

  g_test_add_func ("/support/sshd/keys", test_keys);
  g_test_add_func ("/support/sshd/stranger", test_stranger);
  g_test_add_func ("/support/sshd/password", test_password);
  g_test_add_func ("/support/sshd/asyncssh-password", test_asyncssh_password);
  g_test_add_func ("/support/sshd/keyboard-interactive", test_keyboard_interactive);
  g_test_add_func ("/support/sshd/known-hosts", test_known_hosts);
  g_test_add_func ("/support/sshd/kill-and-restart", test_kill_and_restart);
  g_test_add_func ("/support/sshd/folder-goes", test_folder_goes);

  return g_test_run ();
}
