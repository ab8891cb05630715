/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-login.h"
#include "quay-sftp-trace.h"
#include "quay-test-answerer.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-pipes.h"
#include "quay-test-sshd.h"

/* What a login tells of itself, and what it never does. */

typedef struct
{
  GString *text;
  guint n[4];
} Log;

static void
on_log (QuayLogin *login, int level, const char *message, gpointer user_data)
{
  Log *log = user_data;

  g_assert_cmpint (level, >=, 0);
  g_assert_cmpint (level, <=, 3);
  g_assert_null (strchr (message, '\n'));
  log->n[level]++;
  g_string_append_printf (log->text, "%s\n", message);
}

static void
log_clear (Log *log)
{
  g_string_free (log->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static QuaySiteOptions *
make_options (QuayTestSshd *sshd, guint level)
{
  const char *const none[] = { NULL };
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, "127.0.0.1");
  quay_site_options_set_port (options, quay_test_sshd_get_port (sshd));
  quay_site_options_set_user (options, quay_test_sshd_get_user (sshd));
  quay_site_options_set_use_agent (options, FALSE);
  quay_site_options_set_identities (options, none);
  quay_site_options_set_known_hosts_files (options, none);
  quay_site_options_set_host_key_policy (options, QUAY_HOST_KEY_POLICY_ANY);
  quay_site_options_set_log_level (options, level);

  return options;
}

static QuayLogin *
open_login (QuaySiteOptions *options, QuayTestAnswerer *answerer, Log *log)
{
  QuayLogin *login = quay_login_new (options, answerer != NULL ? QUAY_INTERACTION (answerer) : NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (login, "log", G_CALLBACK (on_log), log);
  quay_login_open_async (login, NULL, quay_test_keep_result, &result);
  quay_login_open_finish (login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);

  return login;
}

static void
use_key (QuaySiteOptions *options, const char *path)
{
  const char *const paths[] = { path, NULL };

  quay_site_options_set_identities (options, paths);
}

static void
list (QuayLogin *login, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayDirectory) directory = NULL;

  quay_login_list_async (login, path, NULL, NULL, quay_test_keep_result, &result);
  directory = quay_login_list_finish (login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
  quay_test_settle ();
}

/* Nothing above the level that is asked for. */
static void
test_levels (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);

  if (sshd == NULL)
    return;
  for (guint level = 0; level <= 3; level++)
    {
      g_autoptr (QuaySiteOptions) options = make_options (sshd, level);
      g_auto (Log) log = { g_string_new (NULL) };
      QuayLogin *login;

      use_key (options, quay_test_sshd_authorize_key (sshd, "ed25519"));
      login = open_login (options, NULL, &log);
      list (login, "/etc");
      for (guint above = 0; above <= 3; above++)
        g_assert_cmpint (log.n[above] > 0, ==, above <= level);
      g_assert_cmpint (strstr (log.text->str, "Logged in by publickey") != NULL, ==, level >= 1);
      g_assert_cmpint (strstr (log.text->str, "The server offers for cipher") != NULL, ==, level >= 2);
      g_assert_cmpint (strstr (log.text->str, "SFTP > OPENDIR id ") != NULL, ==, level >= 2);
      g_assert_cmpint (strstr (log.text->str, " “/etc” (") != NULL, ==, level >= 2);
      g_assert_cmpint (strstr (log.text->str, "SFTP < HANDLE id ") != NULL, ==, level >= 2);
      g_assert_cmpint (strstr (log.text->str, "  00000  ") != NULL, ==, level >= 3);
      quay_test_close_login (login);
    }
}

/* Of a login that is open. */
static void
test_change (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuaySiteOptions) options = NULL;
  g_auto (Log) log = { g_string_new (NULL) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  QuayLogin *login;

  if (sshd == NULL)
    return;
  options = make_options (sshd, 1);
  use_key (options, quay_test_sshd_authorize_key (sshd, "ed25519"));
  login = open_login (options, NULL, &log);
  list (login, "/etc");
  g_assert_null (strstr (log.text->str, "OPENDIR"));
  quay_login_set_logging (login, 2, TRUE, FALSE);
  list (login, "/etc");
  g_assert_nonnull (strstr (log.text->str, "OPENDIR"));
  g_assert_cmpuint (log.n[3], ==, 0);
  quay_login_set_logging (login, 1, TRUE, FALSE);
  g_string_truncate (log.text, 0);
  list (login, "/etc");
  g_assert_cmpstr (log.text->str, ==, "");
  /* New keys, asked for by the owner. */
  quay_login_rekey_async (login, NULL, quay_test_keep_result, &result);
  g_assert_true (quay_login_rekey_finish (login, quay_test_wait_for (&result), &error));
  g_assert_no_error (error);
  quay_test_settle ();
  quay_test_assert_says (log.text->str, "New keys are in use");
  quay_login_set_logging (login, 0, TRUE, FALSE);
  g_clear_object (&result);
  quay_test_close_login (login);
}

static void
test_rekey_unsupported (void)
{
  QuayLogin *login = quay_test_open_pipes (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_login_rekey_async (login, NULL, quay_test_keep_result, &result);
  g_assert_false (quay_login_rekey_finish (login, quay_test_wait_for (&result), &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_UNSUPPORTED);
  g_clear_object (&result);
  quay_test_close_login (login);
}

/* --- Secrets --- */

static char *
dup_hex (const char *text)
{
  GString *hex = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    g_string_append_printf (hex, " %02x", (guint8)*at);

  return g_string_free_and_steal (hex);
}

static gboolean
tells (const Log *log, const char *secret)
{
  g_autofree char *hex = dup_hex (secret);
  g_autofree char *base64 = g_base64_encode ((const guint8 *)secret, strlen (secret));

  return strstr (log->text->str, secret) != NULL || strstr (log->text->str, hex) != NULL
         || strstr (log->text->str, base64) != NULL;
}

static void
assert_keeps (const Log *log, const char *secret)
{
  if (tells (log, secret))
    g_error ("the log tells “%s”:\n%s", secret, log->text->str);
}

static void
test_password_masked (void)
{
  const char *const options_of_server[] = { "--methods", "password", "--expired", NULL };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh (options_of_server);
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new ("n3w-canary", "n3w-canary", NULL);
  g_auto (Log) log = { g_string_new (NULL) };
  g_auto (Log) open = { g_string_new (NULL) };

  if (sshd == NULL)
    return;
  options = make_options (sshd, 3);
  quay_site_options_set_password (options, quay_test_sshd_get_password (sshd));
  quay_test_close_login (open_login (options, answerer, &log));
  assert_keeps (&log, quay_test_sshd_get_password (sshd));
  assert_keeps (&log, "n3w-canary");
  quay_test_assert_says (log.text->str, "Sending the password: ****");
  quay_test_assert_says (log.text->str, "Sending a new password: ****");
  /* The oracle: without the mask they are there. */
  quay_site_options_set_password (options, "n3w-canary");
  quay_site_options_set_mask_sensitive_data (options, FALSE);
  quay_test_close_login (open_login (options, NULL, &open));
  quay_test_assert_says (open.text->str, "Sending the password: n3w-canary");
}

static void
test_answers_masked (void)
{
  const char *const options_of_server[]
      = { "--methods", "keyboard-interactive", "--rounds",
          "[{\"prompts\": [[\"Word: \", false], [\"Code: \", true]], \"answers\": [\"w0rd-canary\", \"c0de-canary\"]}]",
          NULL };
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh (options_of_server);
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new ("w0rd-canary", "c0de-canary", NULL);
  g_auto (Log) log = { g_string_new (NULL) };

  if (sshd == NULL)
    return;
  options = make_options (sshd, 3);
  quay_test_close_login (open_login (options, answerer, &log));
  quay_test_assert_says (log.text->str, "Sending the answer: ****");
  assert_keeps (&log, "w0rd-canary");
  assert_keeps (&log, "c0de-canary");
}

/* Passphrases and keys are not even there without the mask. */
static void
test_keys_never (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL);
  g_auto (Log) log = { g_string_new (NULL) };
  g_autofree char *key = NULL;
  g_auto (GStrv) lines = NULL;
  const char *path;

  if (sshd == NULL)
    return;
  options = make_options (sshd, 3);
  path = quay_test_sshd_authorize_key (sshd, "ed25519-locked");
  use_key (options, path);
  quay_site_options_set_mask_sensitive_data (options, FALSE);
  quay_test_close_login (open_login (options, answerer, &log));
  g_assert_cmpuint (answerer->n_secret_questions, ==, 1);
  assert_keeps (&log, QUAY_TEST_PASSPHRASE);
  g_assert_true (g_file_get_contents (path, &key, NULL, NULL));
  lines = g_strsplit (key, "\n", -1);
  for (guint i = 1; lines[i] != NULL && strlen (lines[i]) > 40; i++)
    assert_keeps (&log, lines[i]);
}

/* --- Packets --- */

static void
write_log (int level, const char *message, gpointer user_data)
{
  on_log (NULL, level, message, user_data);
}

#define WRITE "\0\0\0\x1e\6\0\0\0\7\0\0\0\4hand\0\0\0\0\0\0\1\0\0\0\0\5bytes"
#define OPEN                                \
  "\0\0\0\x10\3\0\0\0\10\0\0\0\7/a/b\x1b\n" \
  "c"
#define DATA "\x67\0\0\0\7\0\0\0\6canary"
#define STATUS "\x65\0\0\0\7\0\0\0\2\0\0\0\7No file\0\0\0\0"

static void
test_trace (void)
{
  g_auto (Log) log = { g_string_new (NULL) };
  QuayLogLimits limits = { 1, TRUE, FALSE };
  const QuayLog to = { write_log, &log, &limits };

  quay_sftp_trace_sent (&to, (const guint8 *)OPEN, sizeof OPEN - 1);
  g_assert_cmpuint (log.text->len, ==, 0);
  limits.level = 2;
  quay_sftp_trace_sent (&to, (const guint8 *)WRITE OPEN, sizeof WRITE + sizeof OPEN - 2);
  quay_sftp_trace_received (&to, (const guint8 *)DATA, sizeof DATA - 1);
  quay_sftp_trace_received (&to, (const guint8 *)STATUS, sizeof STATUS - 1);
  g_assert_cmpstr (log.text->str, ==,
                   "SFTP > WRITE id 7 handle 68616e64 offset 256 length 5 (30 bytes)\n"
                   "SFTP > OPEN id 8 “/a/b\\x1b\\nc” (16 bytes)\n"
                   "SFTP < DATA id 7 length 6 (15 bytes)\n"
                   "SFTP < STATUS id 7 2 “No file” (24 bytes)\n");
  g_string_truncate (log.text, 0);
  limits.level = 3;
  quay_sftp_trace_received (&to, (const guint8 *)DATA, sizeof DATA - 1);
  quay_test_assert_says (log.text->str, "  00000  67 00 00 00 07 00 00 00 06\n  … 6 bytes of the file\n");
  quay_sftp_trace_sent (&to, (const guint8 *)WRITE, sizeof WRITE - 1);
  g_assert_null (strstr (log.text->str, " 62 79 74 65 73"));
  limits.files = TRUE;
  quay_sftp_trace_received (&to, (const guint8 *)DATA, sizeof DATA - 1);
  quay_sftp_trace_sent (&to, (const guint8 *)WRITE, sizeof WRITE - 1);
  quay_test_assert_says (log.text->str, " 63 61 6e 61 72 79\n");
  quay_test_assert_says (log.text->str, " 62 79 74 65 73\n");
}

/* Whatever a packet holds, and wherever it is cut. */
static void
test_trace_of_damaged (void)
{
  static const guint8 whole[] = WRITE OPEN;
  g_auto (Log) log = { g_string_new (NULL) };
  QuayLogLimits limits = { 3, TRUE, FALSE };
  const QuayLog to = { write_log, &log, &limits };

  for (guint type = 0; type < 256; type++)
    for (gsize size = 0; size < 32; size++)
      {
        guint8 *packet = g_malloc0 (size + 1); /* of its own, for tools that watch the bounds */

        memset (packet, 0xff, size);
        packet[0] = (guint8)type;
        quay_sftp_trace_received (&to, packet, size);
        g_free (packet);
      }
  for (gsize size = 0; size < sizeof whole; size++)
    {
      guint8 *packet = g_memdup2 (whole, size);

      quay_sftp_trace_sent (&to, packet, size);
      g_free (packet);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logging/levels", test_levels);
  g_test_add_func ("/logging/change", test_change);
  if (quay_test_have_sftp_server ())
    g_test_add_func ("/logging/rekey-unsupported", test_rekey_unsupported);
  g_test_add_func ("/logging/password-masked", test_password_masked);
  g_test_add_func ("/logging/answers-masked", test_answers_masked);
  g_test_add_func ("/logging/keys-never", test_keys_never);
  g_test_add_func ("/logging/trace", test_trace);
  g_test_add_func ("/logging/trace-of-damaged", test_trace_of_damaged);

  return g_test_run ();
}
