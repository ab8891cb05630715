/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "quay-test-folder.h"
#include "quay-test-keys.h"
#include "quay-test-port.h"
#include "quay-test-process.h"

/* Erlang and Python take their time to start on a loaded machine. */
#define READY_SECONDS 60
#define POLL_INTERVAL_US (10 * 1000)
#define MAX_PORT_TRIES 5

/* What Dropbear and ProFTPD know the user by. */
#define USER "quaytest"

struct _QuayTestServer
{
  const char *name;
  char *home;   /* keys, configuration, log */
  char *folder; /* served */
  char *host_key;
  char *user_key;
  char *log_path;
  char **argv; /* pipes */
  QuayTestProcess *process;
  guint16 port;
};

static gboolean
is_root (void)
{
  return geteuid () == 0;
}

static guint
get_uid (void)
{
  return is_root () ? QUAY_TEST_NOBODY : geteuid ();
}

static guint
get_gid (void)
{
  return is_root () ? QUAY_TEST_NOBODY : getegid ();
}

/* Returns a path in the server's folder. */
static char *
in_home (QuayTestServer *self, const char *name)
{
  return g_build_filename (self->home, name, NULL);
}

static void
write_home (QuayTestServer *self, const char *name, int mode, const char *text)
{
  g_autofree char *path = in_home (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, &error);
  g_assert_no_error (error);
}

static void
give (const char *path)
{
  if (is_root ())
    g_assert_cmpint (chown (path, QUAY_TEST_NOBODY, QUAY_TEST_NOBODY), ==, 0);
}

/* Programs */

static const char *
find (const char *const *paths)
{
  for (; *paths != NULL; paths++)
    if (g_file_test (*paths, G_FILE_TEST_IS_EXECUTABLE))
      return *paths;

  return NULL;
}

/* As the servers' user: @argv is what is run. */
static char **
as_user (const char *const *argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (is_root ())
    g_strv_builder_add_many (builder, "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                             "--pdeathsig=SIGKILL", NULL); /* as quay_test_process_new has it; another user loses it */
  g_strv_builder_addv (builder, (const char **)argv);

  return g_strv_builder_end (builder);
}

static gboolean
wait_until_ready (QuayTestServer *self)
{
  gint64 deadline = g_get_monotonic_time () + READY_SECONDS * G_USEC_PER_SEC;

  while (quay_test_process_is_running (self->process) && g_get_monotonic_time () < deadline)
    {
      if (quay_test_can_connect (self->port))
        return TRUE;
      g_usleep (POLL_INTERVAL_US);
    }

  return FALSE;
}

/* Each of them writes what it needs and gives what is to be run; the port may change. */
typedef char **(*PrepareFunc) (QuayTestServer *self);

static void
start_somewhere (QuayTestServer *self, PrepareFunc prepare, const QuayTestOverlay *overlays, gsize n_overlays)
{
  g_autofree char *log = NULL;

  for (int i = 0; i < MAX_PORT_TRIES; i++)
    {
      g_auto (GStrv) argv = NULL;

      self->port = quay_test_find_free_port ();
      argv = prepare (self);
      self->process = quay_test_process_new ((const char *const *)argv, self->log_path, overlays, n_overlays);
      if (wait_until_ready (self))
        return;
      g_clear_pointer (&self->process, quay_test_process_free);
    }
  log = quay_test_server_dup_log (self);
  g_error ("%s does not start: %s", self->name, log);
}

/* On pipes */

static gboolean
start_openssh (QuayTestServer *self)
{
  const char *const paths[] = { "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                                "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server", NULL };
  const char *program = find (paths);

  if (program == NULL)
    return FALSE;
  self->argv = as_user ((const char *const[]){ program, NULL });

  return TRUE;
}

static gboolean
start_gesftpserver (QuayTestServer *self)
{
  const char *const paths[] = { "/usr/libexec/gesftpserver", "/usr/lib/gesftpserver", NULL };
  const char *program = find (paths);

  if (program == NULL)
    return FALSE;
  self->argv = as_user ((const char *const[]){ program, NULL });

  return TRUE;
}

/* ProFTPD's mod_sftp */

static char *
export_key (QuayTestServer *self)
{
  g_autofree char *public_key = g_strconcat (self->user_key, ".pub", NULL);

  return quay_test_run_argv (NULL,
                             (const char *const[]){ "ssh-keygen", "-e", "-m", "RFC4716", "-f", public_key, NULL });
}

static char **
prepare_proftpd (QuayTestServer *self)
{
  g_autofree char *config = in_home (self, "proftpd.conf");
  g_autofree char *modules = g_file_test ("/usr/lib/proftpd/mod_sftp.so", G_FILE_TEST_EXISTS)
                                 ? g_strdup ("LoadModule mod_xfer.c\nLoadModule mod_sftp.c\n")
                                 : g_strdup ("");
  g_autofree char *user_line = g_strdup_printf (USER ":x:%u:%u::%s:/bin/sh\nroot:x:0:0::/root:/bin/sh\n", get_uid (),
                                                get_gid (), self->folder);
  g_autofree char *group_line = g_strdup_printf (USER ":x:%u:\nroot:x:0:\n", get_gid ());
  g_autofree char *exported = export_key (self);
  g_autofree char *text = g_strdup_printf ("%sServerType standalone\nDefaultAddress 127.0.0.1\nPort %u\nUseIPv6 off\n"
                                           "PidFile %s/proftpd.pid\nScoreboardFile none\nUseReverseDNS off\n"
                                           "WtmpLog off\nTransferLog none\nSystemLog %s/proftpd.log\n"
                                           "User %s\nGroup %s\nUmask 022\nAllowOverwrite on\nAllowStoreRestart on\n"
                                           "AuthOrder mod_auth_file.c\nAuthUserFile %s/passwd\nAuthGroupFile %s/group\n"
                                           "RequireValidShell off\nRootLogin on\nMaxInstances 30\n"
                                           "SFTPEngine on\nSFTPHostKey %s\nSFTPAuthorizedUserKeys file:%s/rfc4716\n"
                                           "SFTPAuthMethods publickey\nSFTPLog %s/sftp.log\n"
                                           "<Directory />\nAllowOverwrite on\n</Directory>\n",
                                           modules, self->port, self->home, self->home,
                                           is_root () ? "nobody" : g_get_user_name (), is_root () ? "nogroup" : "#-1",
                                           self->home, self->home, self->host_key, self->home, self->home);

  write_home (self, "passwd", 0600, user_line);
  write_home (self, "group", 0600, group_line);
  write_home (self, "rfc4716", 0644, exported);
  write_home (self, "proftpd.conf", 0600, text);

  return g_strdupv ((char **)(const char *const[]){ "/usr/sbin/proftpd", "-n", "-q", "-c", config, NULL });
}

static gboolean
start_proftpd (QuayTestServer *self)
{
  if (!g_file_test ("/usr/sbin/proftpd", G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;
  start_somewhere (self, prepare_proftpd, NULL, 0);

  return TRUE;
}

/* AsyncSSH and Paramiko: a program of ours on the library */

static char **
prepare_python (QuayTestServer *self)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autofree char *authorized = in_home (self, "authorized_keys");
  const char *library = g_str_equal (self->name, "AsyncSSH") ? "asyncssh" : "paramiko";

  return as_user ((const char *const[]){ "/usr/bin/python3", QUAY_TEST_SERVERS_DIR "/python-servers.py", library, port,
                                         self->host_key, authorized, self->folder, NULL });
}

static gboolean
start_python (QuayTestServer *self, const char *module)
{
  g_autofree char *import = g_strdup_printf ("import %s", module);
  const char *argv[] = { "/usr/bin/python3", "-c", import, NULL };
  int status = -1;

  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     NULL, NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL))
    return FALSE;
  start_somewhere (self, prepare_python, NULL, 0);

  return TRUE;
}

static gboolean
start_asyncssh (QuayTestServer *self)
{
  return start_python (self, "asyncssh");
}

static gboolean
start_paramiko (QuayTestServer *self)
{
  return start_python (self, "paramiko");
}

/* Erlang */

static char **
prepare_erlang (QuayTestServer *self)
{
  g_autofree char *code = g_strdup_printf (
      "{ok, _} = application:ensure_all_started(ssh), "
      "{ok, _} = ssh:daemon({127,0,0,1}, %u, [{system_dir, \"%s\"}, {user_dir, \"%s\"}, {auth_methods, \"publickey\"}, "
      "{subsystems, [ssh_sftpd:subsystem_spec([{sftpd_vsn, 6}, {cwd, \"%s\"}])]}]).",
      self->port, self->home, self->home, self->folder);
  g_autofree char *key = in_home (self, "ssh_host_ecdsa_key");

  if (!g_file_test (key, G_FILE_TEST_EXISTS))
    quay_test_run (NULL, "cp", "-p", self->host_key, key);

  return as_user ((const char *const[]){ "/usr/bin/env", "HOME=/nonexistent", "/usr/bin/erl", "+S", "1", "+fnu",
                                         "-noshell", "-noinput", "-eval", code, NULL });
}

static gboolean
start_erlang (QuayTestServer *self)
{
  const char *const folders[] = { "/usr/lib/erlang/lib", "/usr/lib64/erlang/lib", NULL };

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (g_str_has_prefix (name, "ssh-") && g_file_test ("/usr/bin/erl", G_FILE_TEST_IS_EXECUTABLE))
          {
            start_somewhere (self, prepare_erlang, NULL, 0);
            return TRUE;
          }
    }

  return FALSE;
}

/* Dropbear, which runs OpenSSH's sftp-server. It wants authorized_keys in a folder that nobody else could have changed:
 * the child sees the server's there, and a user more. */

#define SAFE_FOLDER "/mnt"

static char **
prepare_dropbear (QuayTestServer *self)
{
  g_autofree char *key = in_home (self, "dropbear-key");
  /* It is removed in the end, whatever it is. */
  g_autofree char *pid_file = in_home (self, "dropbear.pid");
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", self->port);

  if (!g_file_test (key, G_FILE_TEST_EXISTS))
    quay_test_run (NULL, "dropbearconvert", "openssh", "dropbear", self->host_key, key);

  return g_strdupv ((char **)(const char *const[]){ "/usr/sbin/dropbear", "-F", "-E", "-s", "-m", "-r", key, "-D",
                                                    SAFE_FOLDER, "-P", pid_file, "-p", address, NULL });
}

static gboolean
start_dropbear (QuayTestServer *self)
{
  g_autofree char *passwd = in_home (self, "etc-passwd");
  g_autofree char *present = NULL;
  g_autofree char *more = NULL;
  const QuayTestOverlay overlays[] = { { passwd, "/etc/passwd" }, { self->home, SAFE_FOLDER } };
  const char *const needed[]
      = { "/usr/sbin/dropbear", "/usr/bin/dropbearconvert", "/usr/lib/sftp-server", SAFE_FOLDER, NULL };

  for (guint i = 0; needed[i] != NULL; i++)
    if (!g_file_test (needed[i], G_FILE_TEST_EXISTS))
      return FALSE;
  if (!is_root () || !g_file_get_contents ("/etc/passwd", &present, NULL, NULL))
    return FALSE;
  more = g_strdup_printf (USER ":x:%u:%u::%s:/bin/sh\n%s", get_uid (), get_gid (), self->folder, present);
  write_home (self, "etc-passwd", 0644, more);
  start_somewhere (self, prepare_dropbear, overlays, G_N_ELEMENTS (overlays));

  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*start) (QuayTestServer *self);
  gboolean has_ssh;
} servers[] = {
  { "OpenSSH", start_openssh, FALSE },  { "gesftpserver", start_gesftpserver, FALSE },
  { "ProFTPD", start_proftpd, TRUE },   { "AsyncSSH", start_asyncssh, TRUE },
  { "Erlang", start_erlang, TRUE },     { "Paramiko", start_paramiko, TRUE },
  { "Dropbear", start_dropbear, TRUE },
};

static void
make_keys (QuayTestServer *self)
{
  g_autofree char *line = NULL;
  g_autofree char *known = NULL;

  self->host_key = quay_test_make_key (self->home, "ecdsa-pem");
  self->user_key = quay_test_make_key (self->home, "ecdsa");
  give (self->host_key);
  line = quay_test_read_public_key (self->user_key);
  known = g_strconcat (line, "\n", NULL);
  write_home (self, "authorized_keys", 0644, known);
}

static QuayTestServer *
new_server (const char *name)
{
  QuayTestServer *self = g_new0 (QuayTestServer, 1);

  self->name = name;
  self->home = quay_test_make_folder ();
  g_assert_cmpint (g_chmod (self->home, 0755), ==, 0);
  self->folder = in_home (self, "files");
  g_assert_cmpint (g_mkdir (self->folder, 0755), ==, 0);
  give (self->folder);
  self->log_path = in_home (self, "log");

  return self;
}

QuayTestServer *
quay_test_server_start (const char *name)
{
  QuayTestServer *self = new_server (name);
  gboolean started = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    if (g_str_equal (servers[i].name, name))
      {
        if (servers[i].has_ssh)
          make_keys (self);
        started = servers[i].start (self);
      }
  if (started)
    return self;
  quay_test_server_stop (self);

  return NULL;
}

void
quay_test_server_stop (QuayTestServer *self)
{
  if (self->process != NULL)
    quay_test_process_kill (self->process, SIGTERM);
  g_clear_pointer (&self->process, quay_test_process_free);
  quay_test_remove_folder (g_steal_pointer (&self->home));
  g_free (self->folder);
  g_free (self->host_key);
  g_free (self->user_key);
  g_free (self->log_path);
  g_strfreev (self->argv);
  g_free (self);
}

static void
trust_and_log_in (QuayTestServer *self, QuaySiteOptions *options)
{
  g_autofree char *public_key = quay_test_read_public_key (self->host_key);
  g_autofree char *known_hosts = in_home (self, "known_hosts");
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s\n", self->port, public_key);
  const char *const identities[] = { self->user_key, NULL };
  const char *const files[] = { known_hosts, NULL };

  write_home (self, "known_hosts", 0644, line);
  quay_site_options_set_host (options, "127.0.0.1");
  quay_site_options_set_port (options, self->port);
  quay_site_options_set_user (options, USER);
  quay_site_options_set_use_agent (options, FALSE);
  quay_site_options_set_identities (options, identities);
  quay_site_options_set_known_hosts_files (options, files);
  quay_site_options_set_host_key_policy (options, QUAY_HOST_KEY_POLICY_STRICT);
}

QuaySiteOptions *
quay_test_server_dup_options (QuayTestServer *self, guint version)
{
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_sftp_version (options, version);
  if (self->argv == NULL)
    {
      trust_and_log_in (self, options);
      return options;
    }
  quay_site_options_set_host (options, "localhost");
  quay_site_options_set_transport (options, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (options, (const char *const *)self->argv);

  return options;
}

const char *
quay_test_server_get_folder (QuayTestServer *self)
{
  return self->folder;
}

char *
quay_test_server_dup_log (QuayTestServer *self)
{
  char *text = NULL;

  if (!g_file_get_contents (self->log_path, &text, NULL, NULL))
    text = g_strdup ("");

  return text;
}
