/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/inotify.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-folder.h"
#include "quay-test-login.h"
#include "quay-test-process.h"

/* Logging in to OpenSSH's and AsyncSSH's servers with keys that other programs made. */

static char *
run (QuayTestLogin *login, const char *command)
{
  return quay_test_run_argv (quay_test_sshd_get_folder (login->sshd),
                             (const char *const[]){ "sh", "-c", command, NULL });
}

static void
authorize_output (QuayTestLogin *login, const char *command)
{
  g_autofree char *line = g_strchomp (run (login, command));

  quay_test_sshd_authorize_line (login->sshd, line);
}

static void
use_key (QuayTestLogin *login, const char *name)
{
  g_autofree char *path = g_build_filename (quay_test_sshd_get_folder (login->sshd), name, NULL);

  quay_test_login_use_key (login, path);
}

static void
assert_logged_in (QuayTestLogin *login)
{
  gboolean success = quay_test_login_run (login);

  g_assert_no_error (login->error);
  g_assert_true (success);
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->auth_method, ==, "publickey");
}

/* A wrong passphrase is asked for again; the server is asked about the key before the person is. */
static void
test_ppk (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autofree char *made = NULL;

  if (login == NULL)
    return;
  quay_test_put_file (quay_test_sshd_get_folder (login->sshd), "passphrase", QUAY_TEST_PASSPHRASE "\n");
  made = run (login, "puttygen -q -t ed25519 --random-device /dev/urandom --new-passphrase passphrase -o k.ppk");
  authorize_output (login, "puttygen k.ppk -L --old-passphrase passphrase");
  use_key (login, "k.ppk");
  quay_test_login_use_answerer (login, quay_test_answerer_new ("wrong", QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 2);
  quay_test_assert_says (login->answerer->transcript->str, "passphrase#2[||Passphrase]");
}

/* OpenSSH has no Ed448. */
static void
test_ppk_ed448 (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh ((const char *const[]){ "--methods", "publickey", NULL }));
  g_autofree char *made = NULL;

  if (login == NULL)
    return;
  made = run (login, "puttygen -q -t ed448 --random-device /dev/urandom --new-passphrase /dev/null -o k.ppk");
  authorize_output (login, "puttygen k.ppk -L");
  use_key (login, "k.ppk");
  assert_logged_in (login);
}

/* PKCS#12, of which nothing can be seen without its passphrase. */
static void
test_pfx (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autofree char *made = NULL;

  if (login == NULL)
    return;
  made = run (login,
              "openssl req -new -x509 -newkey rsa:2048 -noenc -keyout k -out c -subj /CN=me 2>/dev/null && chmod "
              "600 k && openssl pkcs12 -export -inkey k -in c -passout 'pass:" QUAY_TEST_PASSPHRASE "' -out k.p12");
  authorize_output (login, "ssh-keygen -y -f k");
  use_key (login, "k.p12");
  quay_test_login_use_answerer (login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 1);
}

static guint
count_events (int fd)
{
  /* One that names no file has no more than this. */
  struct inotify_event events[64];
  gssize size = read (fd, events, sizeof events);

  return size > 0 ? (guint)((gsize)size / sizeof events[0]) : 0;
}

/* For the public half, to find out whether it is locked, and with the passphrase: a file is not read a fourth time. */
static void
test_read_once (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  const char *path;
  int fd;

  if (login == NULL)
    return;
  path = quay_test_sshd_authorize_key (login->sshd, "ed25519-locked");
  quay_test_login_use_key (login, path);
  quay_test_login_use_answerer (login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  /* Both, as events that are the same one after the other count once. */
  g_assert_cmpint (inotify_add_watch (fd, path, IN_OPEN | IN_CLOSE_NOWRITE), >=, 0);
  assert_logged_in (login);
  g_assert_cmpuint (count_events (fd), ==, 2 * 3);
  close (fd);
}

/* A server that takes Ed25519 alone says so, and an RSA key before it is passed over, not the end of the login. */
static void
test_kind_not_taken (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new ("PubkeyAcceptedAlgorithms ssh-ed25519"));
  const char *paths[3] = { NULL };

  if (login == NULL)
    return;
  paths[0] = quay_test_sshd_authorize_key (login->sshd, "rsa");
  paths[1] = quay_test_sshd_authorize_key (login->sshd, "ed25519");
  quay_test_login_use_keys (login, paths);
  assert_logged_in (login);
  quay_test_assert_says (login->log->str, "takes no signatures of its kind");
}

/* --- PKCS#11: SoftHSM --- */

#define PIN "1234abc"
#define MODULE "/usr/lib/softhsm/libsofthsm2.so"

/* Each test has a token of its own. SoftHSM looks for tokens once in a process, so that all of them are made before the
 * first is used, in a folder they share; beside it the public halves. */
static const struct
{
  const char *label, *algorithm;
  gboolean hidden; /* nothing of the key is seen before the PIN */
} token_kinds[] = {
  { "rsa", "RSA -pkeyopt rsa_keygen_bits:2048", FALSE },     { "p256", "EC -pkeyopt ec_paramgen_curve:P-256", FALSE },
  { "p521", "EC -pkeyopt ec_paramgen_curve:P-521", FALSE },  { "hidden", "RSA -pkeyopt rsa_keygen_bits:2048", TRUE },
  { "wrong", "EC -pkeyopt ec_paramgen_curve:P-256", FALSE }, { "stored", "EC -pkeyopt ec_paramgen_curve:P-384", FALSE },
  { "vain", "EC -pkeyopt ec_paramgen_curve:P-256", FALSE },  { "uris", "EC -pkeyopt ec_paramgen_curve:P-256", FALSE },
};

static char *tokens; /* NULL until there are some */

static void
make_token (const char *label, const char *algorithm, gboolean hidden)
{
  static const char command[]
      = "openssl genpkey -quiet -algorithm ALGORITHM -out k && chmod 600 k && ssh-keygen -y -f k > LABEL.pub && "
        "openssl pkcs8 -topk8 -nocrypt -in k -out k.p8 && "
        "softhsm2-util --init-token --free --label LABEL --pin " PIN " --so-pin 87654321 >/dev/null && "
        "softhsm2-util --import k.p8 --token LABEL --label 'my key' --id 0a0b --pin " PIN " >/dev/null";
  static const char hide[] = " && pkcs11-tool --module " MODULE " --token-label LABEL --login --pin " PIN
                             " --delete-object --type pubkey --id 0a0b >/dev/null";
  g_autoptr (GString) text = g_string_new (command);

  if (hidden)
    g_string_append (text, hide);
  g_string_replace (text, "ALGORITHM", algorithm, 0);
  g_string_replace (text, "LABEL", label, 0);
  quay_test_run_sh (tokens, text->str);
}

static void
make_tokens (void)
{
  g_autofree char *configuration = NULL;
  g_autofree char *path = NULL;

  tokens = quay_test_make_folder ();
  configuration
      = g_strdup_printf ("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", tokens);
  path = g_build_filename (tokens, "softhsm2.conf", NULL);
  quay_test_put_file (tokens, "softhsm2.conf", configuration);
  g_setenv ("SOFTHSM2_CONF", path, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (token_kinds); i++)
    make_token (token_kinds[i].label, token_kinds[i].algorithm, token_kinds[i].hidden);
}

static QuayTestLogin *
new_login_with_token (const char *label)
{
  g_autofree char *uri = g_strdup_printf ("pkcs11:token=%s;object=my%%20key?module-path=" MODULE, label);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  QuayTestLogin *login;

  if (!g_file_test (MODULE, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("SoftHSM is not here");
      return NULL;
    }
  login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  if (login == NULL)
    return NULL;
  if (tokens == NULL)
    make_tokens ();
  path = g_build_filename (tokens, label, NULL);
  line = quay_test_read_public_key (path);
  quay_test_sshd_authorize_line (login->sshd, line);
  quay_test_login_use_key (login, uri);

  return login;
}

static void
test_token (gconstpointer label)
{
  g_autoptr (QuayTestLogin) login = new_login_with_token (label);

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_logged_in (login);
  g_assert_cmpstr (login->answerer->transcript->str, ==, "passphrase#1[||PIN]\n");
  /* It is asked for again: nothing has kept it, and the token is locked when the login is over. */
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_logged_in (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 1);
  g_assert_null (strstr (login->log->str, PIN));
}

static void
test_token_hidden (void)
{
  g_autoptr (QuayTestLogin) login = new_login_with_token ("hidden");

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_logged_in (login);
}

static void
assert_refused (QuayTestLogin *login, const char *words)
{
  g_assert_false (quay_test_login_run (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION);
  quay_test_assert_says (login->error->message, words);
}

/* A wrong PIN is asked for once more, and then never again until the right one was typed somewhere: a third would lock
 * many tokens. SoftHSM says that it was given wrong ones. */
static void
test_token_wrong_pin (void)
{
  g_autoptr (QuayTestLogin) login = new_login_with_token ("wrong");
  g_autofree char *opened = NULL;

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("0000", PIN, NULL));
  assert_logged_in (login);
  g_assert_cmpstr (login->answerer->transcript->str, ==, "passphrase#1[||PIN]\npassphrase#2[||PIN]\n");

  quay_test_login_use_answerer (login, quay_test_answerer_new ("0000", "1111", PIN, NULL));
  assert_refused (login, "2 wrong PINs");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 2);
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_refused (login, "2 wrong PINs");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);

  opened = run (login, "pkcs11-tool --module " MODULE " --token-label wrong --login --pin " PIN " --list-objects");
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_logged_in (login);
}

/* A stored passphrase is the PIN where the token is the only identity. */
static void
test_token_stored_pin (void)
{
  g_autoptr (QuayTestLogin) login = new_login_with_token ("stored");

  if (login == NULL)
    return;
  quay_site_options_set_passphrase (login->options, PIN);
  assert_logged_in (login);
}

/* A key that the server does not want costs nobody a PIN. */
static void
test_token_not_asked_in_vain (void)
{
  g_autoptr (QuayTestLogin) login = new_login_with_token ("vain");

  if (login == NULL)
    return;
  quay_test_put_file (quay_test_sshd_get_folder (login->sshd), "authorized_keys", "");
  quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
  assert_refused (login, "refused");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);
}

static void
test_token_uris (void)
{
  static const struct
  {
    const char *uri, *words;
  } uris[] = {
    { "pkcs11:token=nobody?module-path=" MODULE, "No token fits" },
    { "pkcs11:token=uris;object=other?module-path=" MODULE, "no key that fits" },
    { "pkcs11:token=uris?module-path=/nonexistent.so", "/nonexistent.so" },
    { "pkcs11:token=uris?pin-value=" PIN "&module-path=" MODULE, "take that out" },
    { "pkcs11:token=uris?pin-source=file:/etc/passwd&module-path=" MODULE, "take that out" },
    { "pkcs11:token=uris;colour=red?module-path=" MODULE, "not known here" },
    { "pkcs11:token=%zz", "Cannot use the PKCS#11 URI" },
  };
  g_autoptr (QuayTestLogin) login = new_login_with_token ("uris");

  if (login == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      quay_test_login_use_key (login, uris[i].uri);
      quay_test_login_use_answerer (login, quay_test_answerer_new (PIN, NULL));
      assert_refused (login, uris[i].words);
      g_assert_null (strstr (login->error->message, PIN));
      g_assert_null (strstr (login->log->str, PIN));
    }
}

/* --- OpenSSH's certificates --- */

/* An authority, and a server that trusts it and knows no key. */
typedef struct
{
  char *folder;
  QuayTestLogin *login; /* NULL where there is no server */
} Certified;

static void
certified_init (Certified *self)
{
  g_autofree char *config = NULL;
  g_autofree char *authority = NULL;

  self->folder = quay_test_make_folder ();
  authority = quay_test_make_key (self->folder, "ed25519");
  quay_test_run_sh (self->folder, "mv ed25519 ca; mv ed25519.pub ca.pub");
  config = g_strdup_printf ("TrustedUserCAKeys %s/ca.pub", self->folder);
  self->login = quay_test_login_new_on (quay_test_sshd_new (config));
}

static void
certified_clear (Certified *self)
{
  g_clear_pointer (&self->login, quay_test_login_free);
  quay_test_remove_folder (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Certified, certified_clear)

/* A key with a certificate beside it. @options: of ssh-keygen. */
static void
certify (Certified *self, const char *name, const char *options)
{
  g_autofree char *path = quay_test_make_key (self->folder, name);
  g_autofree char *command = g_strdup_printf ("ssh-keygen -q -s ca -I 'an\tid' -n %s %s %s.pub 2>&1",
                                              quay_test_sshd_get_user (self->login->sshd), options, name);

  quay_test_run_sh (self->folder, command);
  quay_test_login_use_key (self->login, path);
}

static void
assert_accepted_certificate (QuayTestLogin *login)
{
  g_autofree char *log = quay_test_sshd_dup_log (login->sshd);

  quay_test_assert_says (log, "-CERT SHA256:");
}

static void
test_certificate (gconstpointer name)
{
  g_auto (Certified) self = { NULL };

  certified_init (&self);
  if (self.login == NULL)
    return;
  certify (&self, name, "-V -1h:+1h");
  quay_test_login_use_answerer (self.login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (self.login);
  assert_accepted_certificate (self.login);
  g_assert_cmpuint (self.login->answerer->n_secret_questions, ==, g_str_has_suffix (name, "-locked") ? 1 : 0);
}

/* What cannot be of use is not tried: servers count. */
static void
test_certificate_skipped (void)
{
  static const struct
  {
    const char *options, *words;
  } cases[] = {
    { "-V 20200101:20200102", "has been invalid since 2020-01-02" },
    { "-V +1d:+2d", "is not valid before" },
    { "-h -V -1h:+1h", "not the certificate of a user" },
  };
  g_auto (Certified) self = { NULL };
  g_autofree char *log = NULL;

  certified_init (&self);
  if (self.login == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_string_truncate (self.login->log, 0);
      certify (&self, "ed25519", cases[i].options);
      assert_refused (self.login, "(ssh-ed25519): refused");
      quay_test_assert_says (self.login->log->str, "Skipping the certificate “an\\tid”");
      quay_test_assert_says (self.login->log->str, cases[i].words);
    }
  certify (&self, "ed25519", "-V -1h:+1h");
  certify (&self, "ecdsa", "-V -1h:+1h");
  quay_test_run_sh (self.folder, "cp ed25519-cert.pub ecdsa-cert.pub");
  assert_refused (self.login, "(ecdsa-sha2-nistp256): refused");
  quay_test_assert_says (self.login->log->str, "it is of another key");
  quay_test_run_sh (self.folder, "cut -c 1-300 ed25519-cert.pub > ecdsa-cert.pub");
  assert_refused (self.login, "(ecdsa-sha2-nistp256): refused");
  quay_test_assert_says (self.login->log->str, "it is damaged");
  log = quay_test_sshd_dup_log (self.login->sshd);
  g_assert_null (strstr (log, "-CERT"));
}

/* Where the authority is not trusted, the plain key is next, and its passphrase is asked for once. */
static void
test_certificate_then_key (void)
{
  g_auto (Certified) self = { NULL };
  g_autofree char *line = NULL;
  g_autofree char *path = NULL;

  certified_init (&self);
  if (self.login == NULL)
    return;
  quay_test_run_sh (self.folder, "ssh-keygen -q -t ed25519 -N '' -f other; mv other ca");
  certify (&self, "rsa-locked", "-V -1h:+1h");
  path = g_build_filename (self.folder, "rsa-locked", NULL);
  line = quay_test_read_public_key (path);
  quay_test_sshd_authorize_line (self.login->sshd, line);
  quay_test_login_use_answerer (self.login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (self.login);
  g_assert_cmpuint (self.login->answerer->n_secret_questions, ==, 1);
  quay_test_assert_says (self.login->log->str, "(ssh-rsa-cert-v01@openssh.com): refused");
}

static QuayTestProcess *
start_agent (Certified *self)
{
  g_autofree char *socket = g_build_filename (self->folder, "agent", NULL);
  g_autofree char *log = g_build_filename (self->folder, "agent.log", NULL);
  QuayTestProcess *agent
      = quay_test_process_new ((const char *const[]){ "/usr/bin/ssh-agent", "-D", "-a", socket, NULL }, log, NULL, 0);

  while (!g_file_test (socket, G_FILE_TEST_EXISTS))
    g_usleep (5000);
  quay_site_options_set_use_agent (self->login->options, TRUE);
  quay_site_options_set_agent_socket (self->login->options, socket);

  return agent;
}

/* ssh-add takes the certificate beside a key with it. */
static void
test_certificate_in_agent (gconstpointer name)
{
  g_auto (Certified) self = { NULL };
  g_autoptr (QuayTestProcess) agent = NULL;
  g_autofree char *command = g_strdup_printf ("SSH_AUTH_SOCK=agent ssh-add -q %s", (const char *)name);

  certified_init (&self);
  if (self.login == NULL)
    return;
  agent = start_agent (&self);
  certify (&self, name, "-V -1h:+1h");
  quay_test_run_sh (self.folder, command);
  quay_test_login_use_keys (self.login, (const char *const[]){ NULL });
  assert_logged_in (self.login);
  assert_accepted_certificate (self.login);

  certify (&self, name, "-V 20200101:20200102");
  quay_test_run_sh (self.folder, "SSH_AUTH_SOCK=agent ssh-add -q -D");
  quay_test_run_sh (self.folder, command);
  quay_test_login_use_keys (self.login, (const char *const[]){ NULL });
  assert_refused (self.login, "refused");
  quay_test_assert_says (self.login->log->str, "(agent): it has been invalid since");
}

/* The agent has the plain key only, and the certificate is beside the file. */
static void
test_certificate_of_agents_key (void)
{
  g_auto (Certified) self = { NULL };
  g_autoptr (QuayTestProcess) agent = NULL;

  certified_init (&self);
  if (self.login == NULL)
    return;
  agent = start_agent (&self);
  certify (&self, "rsa", "-V -1h:+1h");
  quay_test_run_sh (self.folder, "mv rsa-cert.pub kept; SSH_AUTH_SOCK=agent ssh-add -q rsa; mv kept rsa-cert.pub;"
                                 "ssh-keygen -q -p -P '' -N locked -f rsa");
  assert_logged_in (self.login);
  assert_accepted_certificate (self.login);
}

int
main (int argc, char **argv)
{
  static const char *const labels[] = { "rsa", "p256", "p521" };
  static const char *const names[] = { "ed25519", "ecdsa", "rsa", "ed25519-locked" };
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth-keys/ppk", test_ppk);
  g_test_add_func ("/auth-keys/ppk-ed448", test_ppk_ed448);
  g_test_add_func ("/auth-keys/pfx", test_pfx);
  g_test_add_func ("/auth-keys/kind-not-taken", test_kind_not_taken);
  g_test_add_func ("/auth-keys/read-once", test_read_once);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *path = g_strconcat ("/auth-keys/token/", labels[i], NULL);

      g_test_add_data_func (path, labels[i], test_token);
    }
  g_test_add_func ("/auth-keys/token-hidden", test_token_hidden);
  g_test_add_func ("/auth-keys/token-wrong-pin", test_token_wrong_pin);
  g_test_add_func ("/auth-keys/token-stored-pin", test_token_stored_pin);
  g_test_add_func ("/auth-keys/token-not-asked-in-vain", test_token_not_asked_in_vain);
  g_test_add_func ("/auth-keys/token-uris", test_token_uris);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/auth-keys/certificate/", names[i], NULL);
      g_autofree char *agent_path = g_strconcat ("/auth-keys/certificate-in-agent/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_certificate);
      if (!g_str_has_suffix (names[i], "-locked"))
        g_test_add_data_func (agent_path, names[i], test_certificate_in_agent);
    }
  g_test_add_func ("/auth-keys/certificate-skipped", test_certificate_skipped);
  g_test_add_func ("/auth-keys/certificate-then-key", test_certificate_then_key);
  g_test_add_func ("/auth-keys/certificate-of-agents-key", test_certificate_of_agents_key);

  result = g_test_run ();
  if (tokens != NULL)
    quay_test_remove_folder (tokens);

  return result;
}
