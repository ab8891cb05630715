/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logins that lost their connection and are opened again: what was answered before is not asked again, and never given
 * to a server that is not the one it was given to. */
#include <glib/gstdio.h>
#include <string.h>

#include "quay-error.h"
#include "quay-login.h"
#include "quay-test-async.h"
#include "quay-test-login.h"

/* What OpenSSH's server writes on seeing a request to authenticate. */
#define USERAUTH "userauth-request for user"
#define DEBUG "LogLevel DEBUG1"

typedef struct
{
  QuayTestLogin *site; /* the server, options for it, and who answers */
  QuayLogin *login;    /* made of them when it is first opened */
  guint n_closed;
  GError *error;
} Case;

static void
case_clear (Case *self)
{
  g_clear_object (&self->login);
  g_clear_pointer (&self->site, quay_test_login_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* FALSE: there is no such server here, and the test is skipped. @answerer is taken over; without one the person types
 * the server's password, once. */
static gboolean
case_init (Case *self, QuayTestSshd *sshd, QuayTestAnswerer *answerer)
{
  self->site = quay_test_login_new_on (sshd);
  if (self->site == NULL)
    {
      g_clear_object (&answerer);
      return FALSE;
    }
  if (answerer == NULL)
    answerer = quay_test_answerer_new (quay_test_sshd_get_password (sshd), NULL);
  quay_test_login_use_answerer (self->site, answerer);

  return TRUE;
}

static void
on_closed (QuayLogin *login, GError *error, gpointer user_data)
{
  Case *self = user_data;

  g_test_message ("closed: %s", error != NULL ? error->message : "as asked for");
  self->n_closed++;
}

static void
on_log (QuayLogin *login, int level, const char *message, gpointer user_data)
{
  g_test_message ("%d %s", level, message);
}

static void
make_login (Case *self)
{
  QuayTestAnswerer *answerer = self->site->answerer;

  if (self->login != NULL)
    return;
  self->login = quay_login_new (self->site->options, answerer != NULL ? QUAY_INTERACTION (answerer) : NULL);
  g_signal_connect (self->login, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->login, "log", G_CALLBACK (on_log), NULL);
}

typedef void (*OpenFunc) (QuayLogin *login,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
typedef gboolean (*OpenFinishFunc) (QuayLogin *login, GAsyncResult *result, GError **error);

static gboolean
open_by (Case *self, OpenFunc open, OpenFinishFunc finish)
{
  g_autoptr (GAsyncResult) result = NULL;

  make_login (self);
  g_clear_error (&self->error);
  open (self->login, NULL, quay_test_keep_result, &result);

  return finish (self->login, quay_test_wait_for (&result), &self->error);
}

static gboolean
open_loudly (Case *self)
{
  return open_by (self, quay_login_open_async, quay_login_open_finish);
}

static gboolean
open_quietly (Case *self)
{
  return open_by (self, quay_login_open_quietly_async, quay_login_open_quietly_finish);
}

/* It is open, and takes requests. */
static void
assert_open (Case *self, gboolean opened)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = NULL;

  g_assert_no_error (self->error);
  g_assert_true (opened);
  g_assert_cmpint (quay_login_get_state (self->login), ==, QUAY_LOGIN_OPEN);
  quay_login_realpath_async (self->login, ".", NULL, quay_test_keep_result, &result);
  path = quay_login_realpath_finish (self->login, quay_test_wait_for (&result), &self->error);
  g_assert_no_error (self->error);
}

static void
assert_fails (Case *self, gboolean opened, int code)
{
  g_assert_false (opened);
  g_test_message ("%s", self->error->message);
  g_assert_error (self->error, QUAY_ERROR, code);
  g_assert_cmpint (quay_login_get_state (self->login), ==, QUAY_LOGIN_CLOSED);
}

static void
lose_connection (Case *self)
{
  self->n_closed = 0;
  quay_test_sshd_kill (self->site->sshd);
  quay_test_wait_until (&self->n_closed);
  g_assert_cmpint (quay_login_get_state (self->login), ==, QUAY_LOGIN_CLOSED);
}

static void
lose_and_restart (Case *self)
{
  lose_connection (self);
  quay_test_sshd_restart (self->site->sshd);
}

static guint
count_in_log (Case *self, const char *text)
{
  g_autofree char *log = quay_test_sshd_dup_log (self->site->sshd);
  guint n = 0;

  for (const char *found = strstr (log, text); found != NULL; found = strstr (found + 1, text))
    n++;

  return n;
}

/* Made for OpenSSH's server; AsyncSSH, which stands in where the test is not root, does not write such things. */
static gboolean
has_openssh_log (Case *self)
{
  return count_in_log (self, "Accepted password") > 0;
}

static void
test_password (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  assert_open (&self, open_loudly (&self));
  lose_connection (&self);
  /* Nobody is there, and that is no reason to forget. */
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_CONNECTION_REFUSED);
  quay_test_sshd_restart (self.site->sshd);
  assert_open (&self, open_quietly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_loudly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);
}

/* Nothing of the person's goes to another server in its place. */
static void
test_other_host_key (void)
{
  g_auto (Case) self = { 0 };
  guint before;

  if (!case_init (&self, quay_test_sshd_new_with_password (DEBUG), NULL))
    return;
  assert_open (&self, open_loudly (&self));
  lose_connection (&self);
  quay_test_sshd_change_host_keys (self.site->sshd);
  quay_test_sshd_restart (self.site->sshd);
  before = count_in_log (&self, USERAUTH);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_HOST_KEY_REJECTED);
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 0);
  assert_fails (&self, open_loudly (&self), QUAY_ERROR_HOST_KEY_REJECTED);
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 1);
  g_assert_cmpint (self.site->answerer->last_result, ==, QUAY_KNOWN_HOSTS_CHANGED);
  g_assert_cmpuint (count_in_log (&self, USERAUTH), ==, before);
}

static void
know_nothing (Case *self, QuayHostKeyAnswer answer)
{
  g_assert_true (g_file_set_contents (self->site->known_hosts, "", 0, NULL));
  quay_site_options_set_host_key_policy (self->site->options, QUAY_HOST_KEY_POLICY_ASK);
  self->site->answerer->host_key_answer = answer;
}

static void
test_accepted_once (void)
{
  g_auto (Case) self = { 0 };
  guint before;

  if (!case_init (&self, quay_test_sshd_new_with_password (DEBUG), NULL))
    return;
  know_nothing (&self, QUAY_HOST_KEY_ACCEPT_ONCE);
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 1);
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 1);
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);

  lose_connection (&self);
  quay_test_sshd_change_host_keys (self.site->sshd);
  quay_test_sshd_restart (self.site->sshd);
  before = count_in_log (&self, USERAUTH);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_HOST_KEY_REJECTED);
  assert_fails (&self, open_loudly (&self), QUAY_ERROR_HOST_KEY_REJECTED);
  g_assert_nonnull (strstr (self.error->message, "changed since it was accepted"));
  g_assert_cmpint (self.site->answerer->last_result, ==, QUAY_KNOWN_HOSTS_CHANGED);
  g_assert_cmpuint (count_in_log (&self, USERAUTH), ==, before);
}

/* The key was known, the person has removed it, and accepts another: that one is not given the password unasked. */
static void
test_accepted_anew (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_test_login_use_answerer (self.site,
                                quay_test_answerer_new (quay_test_sshd_get_password (self.site->sshd),
                                                        quay_test_sshd_get_password (self.site->sshd), NULL));
  know_nothing (&self, QUAY_HOST_KEY_ACCEPT_AND_SAVE);
  assert_open (&self, open_loudly (&self));
  lose_connection (&self);
  know_nothing (&self, QUAY_HOST_KEY_ACCEPT_AND_SAVE);
  quay_test_sshd_change_host_keys (self.site->sshd);
  quay_test_sshd_restart (self.site->sshd);
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 2);
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 2);
}

static void
test_unknown_host_quietly (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new (DEBUG), quay_test_answerer_new (NULL)))
    return;
  know_nothing (&self, QUAY_HOST_KEY_ACCEPT_AND_SAVE);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  g_assert_cmpuint (self.site->answerer->n_host_key_questions, ==, 0);
  g_assert_cmpuint (count_in_log (&self, USERAUTH), ==, 0);
}

/* The password that was right is wrong now. It is sent once, and then no more: servers lock accounts. */
static void
assert_tried_once (Case *self)
{
  lose_connection (self);
  quay_test_sshd_change_password (self->site->sshd, "the new one");
  quay_test_sshd_restart (self->site->sshd);
  for (int i = 0; i < 3; i++)
    assert_fails (self, open_quietly (self), QUAY_ERROR_NEEDS_PROMPT);
  g_assert_cmpuint (count_in_log (self, "Failed password"), ==, 1);
}

static void
test_password_changed (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_test_login_use_answerer (
      self.site, quay_test_answerer_new (quay_test_sshd_get_password (self.site->sshd), "the new one", NULL));
  assert_open (&self, open_loudly (&self));
  if (!has_openssh_log (&self))
    {
      g_test_skip ("needs OpenSSH's server with a password of its own, which takes root or user namespaces");
      return;
    }
  assert_tried_once (&self);
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 2);
  g_assert_cmpuint (count_in_log (&self, "Failed password"), ==, 1);
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
}

/* The server has had enough after one: that is still a matter for the person. */
static void
test_password_changed_and_one_try_allowed (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password ("MaxAuthTries 1"), NULL))
    return;
  assert_open (&self, open_loudly (&self));
  if (!has_openssh_log (&self))
    {
      g_test_skip ("needs OpenSSH's server with a password of its own, which takes root or user namespaces");
      return;
    }
  assert_tried_once (&self);
}

/* What stands in the options is no different. */
static void
test_stored_password_wrong (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_site_options_set_password (self.site->options, "not this one");
  for (int i = 0; i < 3; i++)
    assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  assert_open (&self, open_loudly (&self));
  /* The person's own action tries it again, and then asks. */
  if (has_openssh_log (&self))
    g_assert_cmpuint (count_in_log (&self, "Failed password"), ==, 2);
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  if (has_openssh_log (&self))
    g_assert_cmpuint (count_in_log (&self, "Failed password"), ==, 2);
}

static void
test_stored_password (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_site_options_set_password (self.site->options, quay_test_sshd_get_password (self.site->sshd));
  assert_open (&self, open_quietly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
}

/* Where there is nobody to ask at all, asking would not help. */
static void
test_nobody_to_ask (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_test_login_use_answerer (self.site, NULL);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_AUTHENTICATION);
}

static void
test_passphrase (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new (NULL), quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL)))
    return;
  quay_test_login_use_new_key (self.site, "ed25519-locked");
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  g_assert_nonnull (strstr (self.error->message, "ed25519-locked"));
  assert_open (&self, open_loudly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);
}

/* The person has no passphrase for the key and logs in by password: so it goes again, without a word. */
static void
test_passphrase_declined (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  quay_test_login_use_new_key (self.site, "ed25519-locked");
  quay_test_login_use_answerer (self.site,
                                quay_test_answerer_new ("", quay_test_sshd_get_password (self.site->sshd), NULL));
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 2);
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 2);
}

#define ONE_PROMPT "[{\"prompts\": [[\"Kennwort: \", false]], \"answers\": [\"eins\"]}, {\"prompts\": []}]"
#define OTHER_PROMPT "[{\"prompts\": [[\"Code: \", false]], \"answers\": [\"eins\"]}]"
#define OTHER_ANSWER "[{\"prompts\": [[\"Kennwort: \", false]], \"answers\": [\"zwei\"]}]"
#define TWO_PROMPTS "[{\"prompts\": [[\"Kennwort: \", false], [\"Code: \", false]], \"answers\": [\"eins\", \"zwei\"]}]"
#define TWO_ROUNDS                                                      \
  "[{\"prompts\": [[\"Kennwort: \", false]], \"answers\": [\"eins\"]}," \
  " {\"prompts\": [[\"Code: \", false]], \"answers\": [\"zwei\"]}]"
#define SEEN_PROMPT "[{\"prompts\": [[\"Code: \", true]], \"answers\": [\"eins\"]}]"

static QuayTestSshd *
keyboard_server (const char *rounds)
{
  const char *const options[] = { "--methods", "keyboard-interactive", "--rounds", rounds, NULL };

  return quay_test_sshd_new_asyncssh (options);
}

static void
change_rounds (Case *self, const char *rounds)
{
  const char *const options[] = { "--methods", "keyboard-interactive", "--rounds", rounds, NULL };

  lose_connection (self);
  quay_test_sshd_change_options (self->site->sshd, options);
  quay_test_sshd_restart (self->site->sshd);
}

static void
test_keyboard (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, keyboard_server (ONE_PROMPT), quay_test_answerer_new ("eins", NULL)))
    return;
  assert_open (&self, open_loudly (&self));
  lose_and_restart (&self);
  assert_open (&self, open_quietly (&self));
  /* Asked for something else: neither guessed at nor sent nothing. */
  change_rounds (&self, OTHER_PROMPT);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  /* And it is still known where it belongs. */
  quay_test_sshd_change_options (
      self.site->sshd, (const char *const[]){ "--methods", "keyboard-interactive", "--rounds", ONE_PROMPT, NULL });
  quay_test_sshd_restart (self.site->sshd);
  assert_open (&self, open_quietly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 1);
}

static void
test_keyboard_changed (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, keyboard_server (ONE_PROMPT), quay_test_answerer_new ("eins", "zwei", NULL)))
    return;
  assert_open (&self, open_loudly (&self));
  change_rounds (&self, OTHER_ANSWER);
  for (int i = 0; i < 3; i++)
    assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  /* Not a word of it is left: the first answer that is sent is the person's. */
  assert_open (&self, open_loudly (&self));
  g_assert_cmpuint (self.site->answerer->n_secret_questions, ==, 2);
  g_assert_nonnull (strstr (self.site->answerer->transcript->str, "keyboard-interactive#1[||Kennwort: ]\n"));
  g_assert_null (strstr (self.site->answerer->transcript->str, "keyboard-interactive#2"));
}

/* Of several answers one is a code that is good once. */
static void
test_keyboard_not_remembered (gconstpointer rounds)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, keyboard_server (rounds), quay_test_answerer_new ("eins", "zwei", NULL)))
    return;
  assert_open (&self, open_loudly (&self));
  lose_and_restart (&self);
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
}

static void
test_close_forgets (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  know_nothing (&self, QUAY_HOST_KEY_ACCEPT_ONCE);
  assert_open (&self, open_loudly (&self));
  quay_login_close_async (self.login, NULL, quay_test_keep_result, &result);
  quay_login_close_finish (self.login, quay_test_wait_for (&result), NULL);
  quay_test_settle ();
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  g_assert_nonnull (strstr (self.error->message, "host key"));
}

/* The password belongs to the user it was given for. */
static void
test_other_user (void)
{
  g_auto (Case) self = { 0 };

  if (!case_init (&self, quay_test_sshd_new_with_password (NULL), NULL))
    return;
  assert_open (&self, open_loudly (&self));
  lose_and_restart (&self);
  quay_site_options_set_user (quay_login_get_options (self.login), "somebodyelse");
  assert_fails (&self, open_quietly (&self), QUAY_ERROR_NEEDS_PROMPT);
  g_assert_cmpuint (count_in_log (&self, "Failed password"), ==, 0);
}

#define ADD(name, func) g_test_add_func ("/reconnect/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("password", test_password);
  ADD ("other-host-key", test_other_host_key);
  ADD ("accepted-once", test_accepted_once);
  ADD ("accepted-anew", test_accepted_anew);
  ADD ("unknown-host-quietly", test_unknown_host_quietly);
  ADD ("password-changed", test_password_changed);
  ADD ("password-changed-one-try-allowed", test_password_changed_and_one_try_allowed);
  ADD ("stored-password", test_stored_password);
  ADD ("stored-password-wrong", test_stored_password_wrong);
  ADD ("nobody-to-ask", test_nobody_to_ask);
  ADD ("passphrase", test_passphrase);
  ADD ("passphrase-declined", test_passphrase_declined);
  ADD ("keyboard", test_keyboard);
  ADD ("keyboard-changed", test_keyboard_changed);
  g_test_add_data_func ("/reconnect/two-prompts-not-remembered", TWO_PROMPTS, test_keyboard_not_remembered);
  g_test_add_data_func ("/reconnect/two-rounds-not-remembered", TWO_ROUNDS, test_keyboard_not_remembered);
  g_test_add_data_func ("/reconnect/seen-prompt-not-remembered", SEEN_PROMPT, test_keyboard_not_remembered);
  ADD ("close-forgets", test_close_forgets);
  ADD ("other-user", test_other_user);

  return g_test_run ();
}
