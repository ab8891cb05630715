/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-sshd.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-test-port.h"
#include "quay-test-process.h"

/* The user of the servers that take a password: nobody's number, so that permissions are real. */
#define TEST_USER "quaytest"
#define TEST_UID 54321
#define TEST_PASSWORD "s3cret pass phrase"

/* A server that listens later than this is not coming. Loaded machines with sanitizers need a few seconds. */
#define READY_TIMEOUT_US (30 * G_USEC_PER_SEC)
#define POLL_INTERVAL_US (5 * 1000)

/* Another process can take a free port before the server does. */
#define MAX_PORT_TRIES 5

/* The folder privilege separation wants; it is compiled into Debian's sshd. */
#define SEPARATION_FOLDER "/run/sshd"

static const char *const host_key_algorithms[] = { "ed25519", "ecdsa", "rsa" };

struct _QuayTestSshd
{
  QuayTestProcess *process;
  char *folder;
  char *files;
  char *log_path;
  const char *user;
  char *password;        /* nullable */
  GHashTable *key_paths; /* name -> path, so that a path can be borrowed */
  GStrv arguments;       /* asyncssh: options of the caller; sshd: NULL */
  char *extra_config;
  guint16 port;
  gboolean overlay;
};

static const char *
find_existing (const char *const *paths)
{
  for (; *paths != NULL; paths++)
    if (g_file_test (*paths, G_FILE_TEST_IS_EXECUTABLE))
      return *paths;
  return NULL;
}

static const char *
find_sshd (void)
{
  const char *const paths[] = { "/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd", NULL };

  return find_existing (paths);
}

static const char *
find_sftp_server (void)
{
  const char *const paths[] = { "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                                "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server", NULL };
  const char *path = find_existing (paths);

  return path != NULL ? path : "internal-sftp";
}

static void
write_file (const char *folder, const char *name, const char *text, int mode)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, &error);
  g_assert_no_error (error);
}

/* Host keys are made like the others, so "-host" is a word of the name that ssh-keygen does not see. */
char *
quay_test_sshd_dup_host_key (const QuayTestSshd *self, const char *algorithm)
{
  g_autofree char *name = g_strconcat (algorithm, "-host", NULL);

  return g_build_filename (self->folder, name, NULL);
}

static void
make_host_keys (QuayTestSshd *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (host_key_algorithms); i++)
    {
      g_autofree char *name = g_strconcat (host_key_algorithms[i], "-host", NULL);
      g_autofree char *path = quay_test_make_key (self->folder, name);
    }
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* A big RSA key takes seconds to make: all servers of a test program have the first one's. */
static void
take_host_keys (QuayTestSshd *self)
{
  static char *kept[G_N_ELEMENTS (host_key_algorithms)][2]; /* both halves */

  if (kept[0][0] == NULL)
    make_host_keys (self);
  for (gsize i = 0; i < G_N_ELEMENTS (host_key_algorithms); i++)
    {
      g_autofree char *path = quay_test_sshd_dup_host_key (self, host_key_algorithms[i]);
      g_autofree char *public_path = g_strconcat (path, ".pub", NULL);

      if (kept[i][0] == NULL)
        {
          kept[i][0] = read_file (path);
          kept[i][1] = read_file (public_path);
          continue;
        }
      write_file (NULL, path, kept[i][0], 0600);
      write_file (NULL, public_path, kept[i][1], 0644);
    }
}

static QuayTestSshd *
new_in_folder (void)
{
  QuayTestSshd *self = g_new0 (QuayTestSshd, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("quay-sshd-XXXXXX", &error);
  g_assert_no_error (error);
  /* Another user's login has to pass through; the names below it are still nobody's to list. */
  g_assert_cmpint (g_chmod (self->folder, 0711), ==, 0);
  self->files = g_build_filename (self->folder, "files", NULL);
  g_assert_cmpint (g_mkdir (self->files, 0755), ==, 0);
  self->log_path = g_build_filename (self->folder, "log", NULL);
  self->user = g_get_user_name ();
  self->key_paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  take_host_keys (self);
  write_file (self->folder, "authorized_keys", "", 0644);
  return self;
}

/* FALSE when the server ended by itself: its port was taken, or its configuration is wrong. */
static gboolean
wait_until_ready (QuayTestSshd *self)
{
  gint64 deadline = g_get_monotonic_time () + READY_TIMEOUT_US;

  while (quay_test_process_is_running (self->process))
    {
      if (quay_test_can_connect (self->port))
        return TRUE;
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      g_usleep (POLL_INTERVAL_US);
    }
  return FALSE;
}

/* sshd_config takes the first value of each key, so the caller's lines come first; those from a Match on, last. */
static char *
build_config (const QuayTestSshd *self, const char *more)
{
  const char *extra = self->extra_config != NULL ? self->extra_config : "";
  const char *match = g_str_has_prefix (extra, "Match") ? extra : strstr (extra, "\nMatch");
  g_autofree char *first = match != NULL ? g_strndup (extra, match - extra) : g_strdup (extra);
  GString *text = g_string_new (first);

  g_string_append_printf (
      text, "\nListenAddress 127.0.0.1\nPort %u\nPidFile none\nUsePAM no\nStrictModes no\nUseDNS no\n", self->port);
  for (gsize i = 0; i < G_N_ELEMENTS (host_key_algorithms); i++)
    {
      g_autofree char *key = quay_test_sshd_dup_host_key (self, host_key_algorithms[i]);
      g_string_append_printf (text, "HostKey %s\n", key);
    }
  g_string_append_printf (text,
                          "AuthorizedKeysFile %s/authorized_keys\nPermitRootLogin yes\nPasswordAuthentication %s\n",
                          self->folder, self->overlay ? "yes" : "no");
  g_string_append_printf (text,
                          "KbdInteractiveAuthentication no\nLogLevel VERBOSE\nMaxStartups 100\nMaxSessions 100\n");
  /* What the shells on this machine do when they start is no part of the test. */
  g_string_append_printf (text, "SetEnv HOME=%s\n", self->folder);
  g_string_append_printf (text, "Subsystem sftp %s -d %s\nPrintMotd no\n%s%s\n", find_sftp_server (), self->files, more,
                          match != NULL ? match : "");
  return g_string_free (text, FALSE);
}

static gboolean
config_is_valid (const char *sshd, const char *config)
{
  const char *argv[] = { sshd, "-t", "-f", config, NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                       NULL, NULL, &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

static void
start_sshd (QuayTestSshd *self)
{
  const char *sshd = find_sshd ();
  g_autofree char *config_path = g_build_filename (self->folder, "sshd_config", NULL);
  g_autofree char *passwd = g_build_filename (self->folder, "passwd", NULL);
  g_autofree char *shadow = g_build_filename (self->folder, "shadow", NULL);
  const QuayTestOverlay overlays[] = { { passwd, "/etc/passwd" }, { shadow, "/etc/shadow" } };
  const char *const argv[] = { sshd, "-D", "-e", "-f", config_path, NULL };
  /* Since OpenSSH 9.8 a client that fails to log in is shut out for a while; older ones do not know the word. */
  g_autofree char *config = build_config (self, "PerSourcePenalties no\n");

  write_file (self->folder, "sshd_config", config, 0644);
  if (!config_is_valid (sshd, config_path))
    {
      g_autofree char *older = build_config (self, "");
      write_file (self->folder, "sshd_config", older, 0644);
    }
  self->process = quay_test_process_new (argv, self->log_path, overlays, self->overlay ? G_N_ELEMENTS (overlays) : 0);
}

static void
start_asyncssh (QuayTestSshd *self)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *port = g_strdup_printf ("%u", self->port);

  g_strv_builder_add_many (argv, "/usr/bin/python3", QUAY_TEST_SUPPORT_DIR "/asyncssh-server.py", "--port", port,
                           "--folder", self->folder, "--user", self->user, "--password", self->password, NULL);
  g_strv_builder_addv (argv, (const char **)self->arguments);
  all = g_strv_builder_end (argv);
  self->process = quay_test_process_new ((const char *const *)all, self->log_path, NULL, 0);
}

static gboolean
start (QuayTestSshd *self)
{
  if (self->arguments != NULL)
    start_asyncssh (self);
  else
    start_sshd (self);
  if (wait_until_ready (self))
    return TRUE;
  g_clear_pointer (&self->process, quay_test_process_free);
  return FALSE;
}

static QuayTestSshd *
start_somewhere (QuayTestSshd *self)
{
  g_autofree char *log = NULL;

  for (int i = 0; i < MAX_PORT_TRIES; i++)
    {
      self->port = quay_test_find_free_port ();
      if (start (self))
        return self;
    }
  log = quay_test_sshd_dup_log (self);
  g_error ("the test's SSH server does not start: %s", log);
}

/* As root sshd gives up root in an empty folder that must be there. */
static gboolean
have_separation_folder (void)
{
  return geteuid () != 0 || g_mkdir_with_parents (SEPARATION_FOLDER, 0755) == 0;
}

static gboolean
can_run_sshd (void)
{
  if (find_sshd () == NULL || !quay_test_keys_available ())
    g_test_skip ("needs OpenSSH's server and client (openssh-server, openssh-client)");
  else if (!have_separation_folder ())
    g_test_skip ("sshd as root needs " SEPARATION_FOLDER ", and it cannot be made");
  else
    return TRUE;
  return FALSE;
}

/* OpenSSH's server for the user who runs the test; keys only (see quay_test_sshd_authorize_key()). @extra_config are
 * lines for sshd_config that win over the fixture's own. SFTP starts in the folder of quay_test_sshd_get_files(). */
QuayTestSshd *
quay_test_sshd_new (const char *extra_config)
{
  QuayTestSshd *self;

  if (!can_run_sshd ())
    return NULL;
  self = new_in_folder ();
  self->extra_config = g_strdup (extra_config);
  return start_somewhere (self);
}

/* The server's own passwd and shadow: the machine's, and one user more; or a password for the one who runs the test. */
static void
write_accounts (QuayTestSshd *self)
{
  char salt[CRYPT_GENSALT_OUTPUT_SIZE];
  struct crypt_data data = { 0 };
  const char *hash;
  g_autofree char *passwd = NULL;
  g_autofree char *shadow = NULL;
  g_autofree char *more_passwd = NULL;
  g_autofree char *more_shadow = NULL;

  g_assert_nonnull (crypt_gensalt_rn ("$5$", 1000, NULL, 0, salt, sizeof salt));
  hash = crypt_r (self->password, salt, &data);
  g_assert_nonnull (hash);
  g_file_get_contents ("/etc/passwd", &passwd, NULL, NULL);
  g_file_get_contents ("/etc/shadow", &shadow, NULL, NULL);
  if (geteuid () == 0)
    more_passwd = g_strdup_printf (TEST_USER ":x:%d:%d::%s:/bin/sh\n%s", TEST_UID, TEST_UID, self->files, passwd);
  more_shadow = g_strdup_printf ("%s:%s:19000:0:99999:7:::\n%s", self->user, hash, shadow != NULL ? shadow : "");
  write_file (self->folder, "passwd", more_passwd != NULL ? more_passwd : passwd, 0644);
  write_file (self->folder, "shadow", more_shadow, 0600);
}

/* A server that takes a password, as well as keys: OpenSSH's where the test is root, with a user it alone knows (a uid
 * that owns nothing but the files, so permissions are real), or where there are user namespaces; else AsyncSSH's, which
 * cannot do what @extra_config asks for. */
QuayTestSshd *
quay_test_sshd_new_with_password (const char *extra_config)
{
  const char *const no_options[] = { NULL };
  QuayTestSshd *self;

  if (!quay_test_can_overlay () && extra_config == NULL)
    return quay_test_sshd_new_asyncssh (no_options);
  if (!quay_test_can_overlay ())
    {
      g_test_skip ("needs OpenSSH's server with a password of its own, which takes root or user namespaces");
      return NULL;
    }
  if (!can_run_sshd ())
    return NULL;
  self = new_in_folder ();
  self->extra_config = g_strdup (extra_config);
  self->overlay = TRUE;
  self->password = g_strdup (TEST_PASSWORD);
  if (geteuid () == 0)
    {
      self->user = TEST_USER;
      g_assert_cmpint (chown (self->files, TEST_UID, TEST_UID), ==, 0);
    }
  write_accounts (self);
  return start_somewhere (self);
}

static gboolean
have_asyncssh (void)
{
  static int found = -1; /* importing it takes a second */
  const char *argv[] = { "/usr/bin/python3", "-c", "import asyncssh", NULL };
  int status = -1;

  if (found < 0)
    found = g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                          NULL, NULL, NULL, &status, NULL)
            && g_spawn_check_wait_status (status, NULL);
  return found;
}

/* An AsyncSSH server, for what OpenSSH's does not do without PAM: prompts in rounds, expired passwords, odd names.
 * @options are those of asyncssh-server.py. Without options it takes the password and authorised keys. */
QuayTestSshd *
quay_test_sshd_new_asyncssh (const char *const *options)
{
  QuayTestSshd *self;

  if (!quay_test_keys_available () || !have_asyncssh ())
    {
      g_test_skip ("needs ssh-keygen and AsyncSSH (openssh-client, python3-asyncssh)");
      return NULL;
    }
  self = new_in_folder ();
  self->arguments = g_strdupv ((char **)options);
  self->user = TEST_USER;
  self->password = g_strdup (TEST_PASSWORD);
  return start_somewhere (self);
}

/* The same, NULL at the end. */
QuayTestSshd *
quay_test_sshd_new_asyncssh_with (const char *first, ...)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *option = first; option != NULL; option = va_arg (args, const char *))
    g_ptr_array_add (options, (gpointer)option);
  va_end (args);
  g_ptr_array_add (options, NULL);
  return quay_test_sshd_new_asyncssh ((const char *const *)options->pdata);
}

static void
remove_tree (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--one-file-system", path, NULL };

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

void
quay_test_sshd_free (QuayTestSshd *self)
{
  quay_test_sshd_stop (self);
  remove_tree (self->folder);
  g_hash_table_unref (self->key_paths);
  g_strfreev (self->arguments);
  g_free (self->extra_config);
  g_free (self->password);
  g_free (self->log_path);
  g_free (self->files);
  g_free (self->folder);
  g_free (self);
}

guint16
quay_test_sshd_get_port (const QuayTestSshd *self)
{
  return self->port;
}

const char *
quay_test_sshd_get_user (const QuayTestSshd *self)
{
  return self->user;
}

/* NULL for a server that takes keys only. */
const char *
quay_test_sshd_get_password (const QuayTestSshd *self)
{
  return self->password;
}

/* The server's own folder: keys, configuration, log. The test may put files of its own there. */
const char *
quay_test_sshd_get_folder (const QuayTestSshd *self)
{
  return self->folder;
}

/* The folder that SFTP starts in; empty at first. */
const char *
quay_test_sshd_get_files (const QuayTestSshd *self)
{
  return self->files;
}

/* Lets the server accept a public key: a line as in NAME.pub, without its end. */
void
quay_test_sshd_authorize_line (QuayTestSshd *self, const char *line)
{
  g_autofree char *path = g_build_filename (self->folder, "authorized_keys", NULL);
  g_autofree char *list = NULL;
  g_autofree char *more = NULL;

  g_assert_true (g_file_get_contents (path, &list, NULL, NULL));
  more = g_strconcat (list, line, "\n", NULL);
  write_file (self->folder, "authorized_keys", more, 0644);
}

/* Makes a user key at first use, lets the server accept it, and returns the path of its private half (see
 * quay_test_make_key() for the names). */
const char *
quay_test_sshd_authorize_key (QuayTestSshd *self, const char *name)
{
  g_autofree char *line = NULL;
  char *path = g_hash_table_lookup (self->key_paths, name);

  if (path != NULL)
    return path;
  path = quay_test_make_key (self->folder, name);
  g_hash_table_insert (self->key_paths, g_strdup (name), path);
  line = quay_test_read_public_key (path);
  quay_test_sshd_authorize_line (self, line);
  return path;
}

/* Other keys, as on a machine that was set up anew, or another one in its place; from the next start on. */
void
quay_test_sshd_change_host_keys (QuayTestSshd *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (host_key_algorithms); i++)
    {
      g_autofree char *path = quay_test_sshd_dup_host_key (self, host_key_algorithms[i]);
      g_autofree char *public_path = g_strconcat (path, ".pub", NULL);

      g_unlink (path);
      g_unlink (public_path);
    }
  make_host_keys (self);
}

/* Of a server that takes one; from the next start on. */
void
quay_test_sshd_change_password (QuayTestSshd *self, const char *password)
{
  g_set_str (&self->password, password);
  if (self->overlay)
    write_accounts (self);
}

/* Of an AsyncSSH server; from the next start on. */
void
quay_test_sshd_change_options (QuayTestSshd *self, const char *const *options)
{
  g_assert_nonnull (self->arguments);
  g_strfreev (self->arguments);
  self->arguments = g_strdupv ((char **)options);
}

/* The lines of a known_hosts file that trusts this server, one for each kind of host key. */
char *
quay_test_sshd_dup_known_hosts (const QuayTestSshd *self)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (host_key_algorithms); i++)
    {
      g_autofree char *path = quay_test_sshd_dup_host_key (self, host_key_algorithms[i]);
      g_autofree char *key = quay_test_read_public_key (path);
      g_string_append_printf (text, "[127.0.0.1]:%u %s\n", self->port, key);
    }
  return g_string_free (text, FALSE);
}

char *
quay_test_sshd_dup_log (const QuayTestSshd *self)
{
  char *text = NULL;

  return g_file_get_contents (self->log_path, &text, NULL, NULL) ? text : g_strdup ("");
}

static void
end (QuayTestSshd *self, int signum)
{
  if (self->process != NULL)
    quay_test_process_kill (self->process, signum);
  g_clear_pointer (&self->process, quay_test_process_free);
}

/* Asks the server to end, its connections too, and waits until it has. */
void
quay_test_sshd_stop (QuayTestSshd *self)
{
  end (self, SIGTERM);
}

/* The server and all its connections die at once, as when its machine does, except that the kernel still says goodbye.
 */
void
quay_test_sshd_kill (QuayTestSshd *self)
{
  end (self, SIGKILL);
}

/* The server and all its connections stand still; the kernel takes what comes for them. */
void
quay_test_sshd_freeze (QuayTestSshd *self)
{
  quay_test_process_signal (self->process, SIGSTOP);
}

void
quay_test_sshd_thaw (QuayTestSshd *self)
{
  quay_test_process_signal (self->process, SIGCONT);
}

/* Starts the stopped or killed server again with the same keys on the same port. */
void
quay_test_sshd_restart (QuayTestSshd *self)
{
  end (self, SIGKILL);
  if (!start (self))
    g_error ("the test's SSH server does not start again on port %u", self->port);
}
