/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RELIABILITY 31: servers that talk too much while somebody logs in. What they say is cut, escaped, and comes to an
 * end. */
#include <string.h>

#include "quay-error.h"
#include "quay-test-login.h"

/* No text of a server is shown beyond this, with what escaping adds. */
#define MAX_PROMPT 5000
#define MAX_MESSAGE 1000
#define PATIENCE (20 * G_USEC_PER_SEC)

/* With a key that is right, and somebody who would answer anything, so often. */
static QuayTestLogin *
make_login (QuayTestSshd *sshd, guint n_answers)
{
  QuayTestLogin *login = quay_test_login_new (sshd);

  quay_test_login_use_key (login, quay_test_sshd_authorize_key (sshd, "ed25519"));
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  for (guint i = 0; i < n_answers; i++)
    g_queue_push_tail (&login->answerer->answers, g_strdup ("y"));

  return login;
}

static void
assert_plain (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_assert_false ((character < 0x20 && character != '\n') || (character >= 0x7f && character < 0xa0)
                      || (character >= 0x202a && character <= 0x202e));
    }
}

/* Whatever comes of it, it comes to an end, with a sentence that can be read. */
static gboolean
run (QuayTestLogin *login)
{
  gint64 started = g_get_monotonic_time ();
  gboolean success = quay_test_login_run (login);

  g_assert_cmpint (g_get_monotonic_time () - started, <, PATIENCE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  if (!success)
    {
      g_test_message ("%s", login->error->message);
      g_assert_cmpuint (strlen (login->error->message), <, MAX_MESSAGE);
      assert_plain (login->error->message);
    }
  assert_plain (login->log->str);
  assert_plain (login->answerer->transcript->str);
  if (login->answerer->banner != NULL)
    assert_plain (login->answerer->banner);

  return success;
}

/* 1 MiB in one packet: no packet is that long, so the connection ends. */
static void
test_banner_of_a_mebibyte (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh_with ("--banners", "1,1048576", NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 0);
  g_assert_false (run (login));
  g_assert_null (login->answerer->banner);
}

/* 1 MiB in 36 packets that are short enough. */
static void
test_many_banners (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh_with ("--banners", "36,30000", NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 0);
  g_assert_true (run (login));
  g_assert_nonnull (login->answerer->banner);
  g_assert_true (g_str_has_prefix (login->answerer->banner, "\\x1b[2J\\u{202e}x"));
  g_assert_cmpuint (strlen (login->answerer->banner), <, 64 * 1024 + 100);
}

static void
test_prompts (void)
{
  g_autoptr (QuayTestSshd) sshd
      = quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--prompts", "100,300", NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 100);
  g_assert_true (run (login));
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 1);
  g_assert_nonnull (strstr (login->answerer->transcript->str, "|\\x1b[2J\\u{202e}xxx"));
}

static void
test_prompts_too_long (void)
{
  g_autoptr (QuayTestSshd) sshd
      = quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--prompts", "4,8000", NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 4);
  g_assert_true (run (login));
  g_assert_cmpuint (login->answerer->transcript->len, <, 4 * MAX_PROMPT);
}

/* More than a person would answer, or than a packet holds: nobody is asked. */
static void
assert_not_asked (const char *prompts)
{
  g_autoptr (QuayTestSshd) sshd
      = quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--prompts", prompts, NULL);
  g_autoptr (QuayTestLogin) login = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 1000);
  g_assert_false (run (login));
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);
}

static void
test_too_many_prompts (void)
{
  assert_not_asked ("101,10");
  assert_not_asked ("100,65536");
}

/* A question when the login is over would go to whoever sits there: it is not asked. */
static void
test_prompt_after_success (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new_asyncssh_with ("--prompt-after-success", NULL);
  g_autoptr (QuayTestLogin) login = NULL;
  g_autoptr (QuayChannel) channel = NULL;

  if (sshd == NULL)
    return;
  login = make_login (sshd, 10);
  g_assert_true (run (login));
  /* The next answers of the server come behind it. */
  channel = quay_ssh_session_open_subsystem (login->session, "sftp", -1, NULL, &login->error);
  g_test_message ("%s", login->error != NULL ? login->error->message : "the channel is open");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth-hostile/banner-of-a-mebibyte", test_banner_of_a_mebibyte);
  g_test_add_func ("/auth-hostile/many-banners", test_many_banners);
  g_test_add_func ("/auth-hostile/prompts", test_prompts);
  g_test_add_func ("/auth-hostile/prompts-too-long", test_prompts_too_long);
  g_test_add_func ("/auth-hostile/too-many-prompts", test_too_many_prompts);
  g_test_add_func ("/auth-hostile/prompt-after-success", test_prompt_after_success);

  return g_test_run ();
}
