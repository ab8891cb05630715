/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-login.h"

/* Channels of an SSH session, driven by the main context: many at once, through rekeys and other mishaps. */

#define ECHO_CONFIG "Subsystem echo /bin/cat\n"

/* One channel that sends a stream of bytes to `cat` and checks what comes back. */
typedef struct
{
  QuayChannel *channel;
  guint32 seed;
  gsize size;
  gsize n_sent, n_got;
  GChecksum *sent, *got;
  guint *busy;
  gboolean dribble; /* reads only a little each time it runs */
  GError *error;
} Echo;

/* The same bytes at the same place, whatever the pieces. */
static void
make_bytes (Echo *echo, guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)((echo->n_sent + i) * 2654435761u + echo->seed) >> ((echo->n_sent + i) % 7);
}

static void
finish (Echo *echo)
{
  if (echo->busy == NULL)
    return;
  --*echo->busy;
  echo->busy = NULL;
}

static void
on_echo (QuayChannel *channel, gpointer user_data)
{
  Echo *echo = user_data;
  guint8 buffer[40000];
  gssize n = QUAY_CHANNEL_WOULD_BLOCK;

  while (echo->n_sent < echo->size)
    {
      gsize want = MIN (sizeof buffer, echo->size - echo->n_sent);

      make_bytes (echo, buffer, want);
      n = quay_channel_write (channel, buffer, want, echo->error == NULL ? &echo->error : NULL);
      if (n <= 0)
        break;
      g_checksum_update (echo->sent, buffer, n);
      echo->n_sent += n;
    }
  do
    {
      n = quay_channel_read (channel, buffer, echo->dribble ? 5000 : sizeof buffer,
                             echo->error == NULL ? &echo->error : NULL);
      if (n > 0)
        {
          g_checksum_update (echo->got, buffer, n);
          echo->n_got += n;
        }
    }
  while (n > 0 && !echo->dribble);
  if (n == 0 || n == -1 || echo->n_got == echo->size)
    finish (echo);
}

static void
echo_init (Echo *echo, QuayChannel *channel, guint32 seed, gsize size, guint *busy)
{
  *echo = (Echo){ .channel = channel, .seed = seed, .size = size, .busy = busy };
  echo->sent = g_checksum_new (G_CHECKSUM_SHA256);
  echo->got = g_checksum_new (G_CHECKSUM_SHA256);
  quay_channel_set_watch (channel, on_echo, echo);
}

static void
echo_clear (Echo *echo)
{
  quay_channel_set_watch (echo->channel, NULL, NULL);
  g_clear_object (&echo->channel);
  g_checksum_free (echo->sent);
  g_checksum_free (echo->got);
  g_clear_error (&echo->error);
}

static void
start_all (Echo *echoes, guint n)
{
  for (guint i = 0; i < n; i++)
    on_echo (echoes[i].channel, &echoes[i]);
}

static void
check_echoes (Echo *echoes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_no_error (echoes[i].error);
      g_assert_cmpuint (echoes[i].n_got, ==, echoes[i].size);
      g_assert_cmpstr (g_checksum_get_string (echoes[i].got), ==, g_checksum_get_string (echoes[i].sent));
      echo_clear (&echoes[i]);
    }
}

/* @size for each of @n channels, both ways at once. @threshold: after which we ask for new keys. Returns how often keys
 * were exchanged. */
static guint
run_bulk (const char *config, const char *cipher, guint64 threshold, guint n, gsize size)
{
  g_autofree char *full = g_strconcat (ECHO_CONFIG, config, NULL);
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (full));
  g_autofree Echo *echoes = g_new0 (Echo, n);
  guint busy = n;

  if (login == NULL)
    return 0;
  quay_site_options_set_rekey_threshold (login->options, threshold);
  quay_site_options_set_ciphers (login->options, cipher);
  quay_test_login_use_new_key (login, "ed25519");
  g_assert_true (quay_test_login_run (login));
  for (guint i = 0; i < n; i++)
    {
      echo_init (&echoes[i], quay_test_login_open_channel (login, "echo"), i + 1, size, &busy);
      echoes[i].dribble = i == 1;
    }
  quay_ssh_session_attach (login->session);
  start_all (echoes, n);
  quay_test_run_until_none (&busy, 120);
  check_echoes (echoes, n);

  return quay_ssh_session_get_n_exchanges (login->session);
}

static void
check_bulk (const char *config, const char *cipher, guint n, gsize size)
{
  run_bulk (config, cipher, 0, n, size);
}

static void
test_many_channels (void)
{
  check_bulk ("", NULL, 8, 12 * 1024 * 1024);
}

/* The server exchanges keys again and again while data runs both ways: forty times and more. */
static void
test_rekey (void)
{
  check_bulk ("RekeyLimit 1M\n", NULL, 3, 16 * 1024 * 1024);
}

static void
test_rekey_ctr (void)
{
  check_bulk ("RekeyLimit 1M\n", "aes128-ctr", 3, 8 * 1024 * 1024);
}

/* We ask for them, the server does not; then both do, and cross each other. */
static void
test_rekey_ours (void)
{
  guint n = run_bulk ("", NULL, 1024 * 1024, 3, 8 * 1024 * 1024);

  g_test_message ("%u exchanges", n);
  if (n > 0)
    g_assert_cmpuint (n, >=, 4); /* up to three windows of data are on their way when the server hears of it */
  run_bulk ("RekeyLimit 1M\n", NULL, 1024 * 1024, 3, 8 * 1024 * 1024);
  run_bulk ("RekeyLimit 2M\n", "chacha20-poly1305@openssh.com", 700 * 1000, 3, 4 * 1024 * 1024);
}

/* By default no more than the cipher needs. */
static void
test_rekey_never (void)
{
  g_assert_cmpuint (run_bulk ("", NULL, 0, 1, 4 * 1024 * 1024), <=, 1);
}

static void
on_rekeyed (QuaySshSession *session, const GError *error, gpointer user_data)
{
  g_assert_no_error (error);
  --*(guint *)user_data;
}

static void
on_rekey_failed (QuaySshSession *session, const GError *error, gpointer user_data)
{
  g_assert_nonnull (error);
  --*(guint *)user_data;
}

/* At once, in the middle of nothing and of something. */
static void
test_rekey_now (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new ("LogLevel DEBUG1\n" ECHO_CONFIG));
  guint waiting = 1;
  guint busy = 1;
  Echo echo;

  if (login == NULL)
    return;
  echo_init (&echo, quay_test_login_open_channel (login, "echo"), 1, 4 * 1024 * 1024, &busy);
  quay_ssh_session_attach (login->session);
  g_assert_cmpuint (quay_ssh_session_get_n_exchanges (login->session), ==, 1);
  quay_ssh_session_rekey_later (login->session, on_rekeyed, &waiting);
  quay_test_run_until_none (&waiting, 20);
  g_assert_cmpuint (quay_ssh_session_get_n_exchanges (login->session), ==, 2);
  start_all (&echo, 1);
  waiting = 2;
  quay_ssh_session_rekey_later (login->session, on_rekeyed, &waiting);
  quay_ssh_session_rekey_later (login->session, on_rekeyed, &waiting);
  quay_test_run_until_none (&waiting, 20);
  g_assert_cmpuint (quay_ssh_session_get_n_exchanges (login->session), ==, 3);
  quay_test_run_until_none (&busy, 60);
  waiting = 2;
  quay_ssh_session_rekey_later (login->session, on_rekey_failed, &waiting);
  quay_ssh_session_close (login->session);
  quay_ssh_session_rekey_later (login->session, on_rekey_failed, &waiting);
  g_assert_cmpuint (waiting, ==, 0);
  check_echoes (&echo, 1);
}

static void
test_server_killed (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (ECHO_CONFIG));
  Echo echoes[2];
  guint busy = 2;
  gint64 start;

  if (login == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    echo_init (&echoes[i], quay_test_login_open_channel (login, "echo"), i, G_MAXSIZE, &busy);
  quay_ssh_session_attach (login->session);
  start_all (echoes, 2);
  while (echoes[0].n_got < 1024 * 1024)
    g_main_context_iteration (NULL, TRUE);
  start = g_get_monotonic_time ();
  quay_test_sshd_kill (login->sshd);
  quay_test_run_until_none (&busy, 20);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_error (echoes[i].error, QUAY_ERROR, QUAY_ERROR_CONNECTION_DROPPED);
      echo_clear (&echoes[i]);
    }
}

typedef struct
{
  guint waiting;
  GPtrArray *channels;
  GPtrArray *errors;
} Opened;

static void
on_opened (QuaySshSession *session, QuayChannel *channel, GError *error, gpointer user_data)
{
  Opened *opened = user_data;

  opened->waiting--;
  if (channel != NULL)
    g_ptr_array_add (opened->channels, channel);
  else
    g_ptr_array_add (opened->errors, g_error_copy (error));
}

static void
opened_init (Opened *opened, guint waiting)
{
  opened->waiting = waiting;
  opened->channels = g_ptr_array_new_with_free_func (g_object_unref);
  opened->errors = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
}

static void
opened_clear (Opened *opened)
{
  g_ptr_array_unref (opened->channels);
  g_ptr_array_unref (opened->errors);
}

/* All at once. MaxSessions lets three pass: the fourth is told so, before the one that has no subsystem is, and the
 * others are not harmed. */
static void
test_open_later (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new ("MaxSessions 4\n" ECHO_CONFIG));
  g_autoptr (QuayChannel) first = NULL;
  Echo echoes[2];
  Opened opened;
  guint busy = 2;

  if (login == NULL)
    return;
  first = quay_test_login_open_channel (login, "echo");
  quay_ssh_session_attach (login->session);
  opened_init (&opened, 4);
  quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
  quay_ssh_session_open_subsystem_later (login->session, "no-such-thing", on_opened, &opened);
  quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
  quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
  quay_test_run_until_none (&opened.waiting, 20);
  g_assert_cmpuint (opened.channels->len, ==, 2);
  g_assert_cmpuint (opened.errors->len, ==, 2);
  g_assert_error ((GError *)opened.errors->pdata[0], QUAY_ERROR, QUAY_ERROR_CHANNEL_OPEN);
  g_assert_error ((GError *)opened.errors->pdata[1], QUAY_ERROR, QUAY_ERROR_CHANNEL_REQUEST);
  for (guint i = 0; i < 2; i++)
    echo_init (&echoes[i], g_object_ref (opened.channels->pdata[i]), i, 1024 * 1024, &busy);
  start_all (echoes, 2);
  quay_test_run_until_none (&busy, 60);
  check_echoes (echoes, 2);
  opened_clear (&opened);
}

static void
test_open_later_and_close (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (ECHO_CONFIG));
  Opened opened;

  if (login == NULL)
    return;
  quay_ssh_session_attach (login->session);
  opened_init (&opened, 2);
  quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
  quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
  quay_ssh_session_close (login->session);
  g_assert_cmpuint (opened.waiting, ==, 0);
  g_assert_cmpuint (opened.errors->len, ==, 2);
  opened_clear (&opened);
}

/* The server needs a moment to see that the program of the last channel has ended. */
static QuayChannel *
open_until_there_is_room (QuayTestLogin *login)
{
  gint64 deadline = quay_test_in_seconds (20);
  QuayChannel *channel = NULL;

  while (channel == NULL && g_get_monotonic_time () < deadline)
    {
      Opened opened;

      opened_init (&opened, 1);
      quay_ssh_session_open_subsystem_later (login->session, "echo", on_opened, &opened);
      quay_test_run_until_none (&opened.waiting, 20);
      if (opened.channels->len > 0)
        channel = g_object_ref (opened.channels->pdata[0]);
      opened_clear (&opened);
    }
  g_assert_nonnull (channel);

  return channel;
}

/* Channels that come and go on one session are given back to the server: MaxSessions is not used up. */
static void
test_reuse (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new ("MaxSessions 2\n" ECHO_CONFIG));
  g_autoptr (QuayChannel) first = NULL;

  if (login == NULL)
    return;
  first = quay_test_login_open_channel (login, "echo");
  quay_ssh_session_attach (login->session);
  for (guint i = 0; i < 10; i++)
    {
      Echo echo;
      guint busy = 1;

      echo_init (&echo, open_until_there_is_room (login), i, 10000, &busy);
      start_all (&echo, 1);
      quay_test_run_until_none (&busy, 20);
      g_assert_cmpuint (echo.n_got, ==, 10000);
      quay_channel_close (echo.channel);
      echo_clear (&echo);
    }
}

static void
count (QuayChannel *channel, gpointer user_data)
{
  ++*(guint *)user_data;
}

/* Who has got rid of a part waits for room as well as who has got rid of nothing. */
static void
test_part_written (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_open (quay_test_sshd_new ("Subsystem sink /bin/sh -c 'cat >/dev/null; true'\n"));
  g_autoptr (QuayChannel) sink = NULL;
  const gsize size = 8 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc0 (size);
  guint runs = 0;
  gssize written;

  if (login == NULL)
    return;
  sink = quay_test_login_open_channel (login, "sink");
  quay_ssh_session_attach (login->session);
  quay_channel_set_watch (sink, count, &runs);
  quay_test_settle ();
  runs = 0;
  written = quay_channel_write (sink, bytes, size, NULL);
  g_assert_true (written > 0 && written < (gssize)size);
  quay_test_wait_until (&runs);
  /* That was not for something to read, or the end. */
  g_assert_cmpint (quay_channel_read (sink, bytes, size, NULL), ==, QUAY_CHANNEL_WOULD_BLOCK);
}

/* A session inside a session's channel: a jump host. */
static void
test_jump (void)
{
  g_autoptr (QuayTestLogin) outer = quay_test_login_new_open (quay_test_sshd_new ("RekeyLimit 1M\n" ECHO_CONFIG));
  g_autoptr (QuayTestLogin) inner = NULL;
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (NULL, NULL);
  QuayChannel *through;
  Echo echoes[2];
  guint busy = 2;

  if (outer == NULL)
    return;
  inner = quay_test_login_new (outer->sshd);
  quay_test_login_use_key (inner, quay_test_sshd_authorize_key (outer->sshd, "ed25519"));
  through = quay_ssh_session_open_direct_tcpip (outer->session, "127.0.0.1", quay_test_sshd_get_port (outer->sshd),
                                                quay_test_in_seconds (20), NULL, &outer->error);
  g_assert_no_error (outer->error);
  inner->session = quay_ssh_session_new (through, inner->options, prompter);
  g_assert_true (quay_ssh_session_handshake (inner->session, quay_test_in_seconds (20), NULL, &inner->error));
  g_assert_true (quay_ssh_session_authenticate (inner->session, quay_test_in_seconds (20), NULL, &inner->error));
  for (guint i = 0; i < 2; i++)
    echo_init (&echoes[i], quay_test_login_open_channel (inner, "echo"), i, 4 * 1024 * 1024, &busy);
  quay_ssh_session_attach (outer->session);
  quay_ssh_session_attach (inner->session);
  start_all (echoes, 2);
  quay_test_run_until_none (&busy, 60);
  check_echoes (echoes, 2);
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *)data = TRUE;

  return G_SOURCE_REMOVE;
}

/* A channel that has echoed a little, of a session that asks every @interval seconds whether the server is there,
 * @count times. */
static QuayTestLogin *
open_watchful (const char *config, guint interval, guint count, Echo *echo, guint *busy)
{
  QuayTestLogin *login = quay_test_login_new_on (quay_test_sshd_new (config));

  if (login == NULL)
    return NULL;
  quay_site_options_set_keep_alive_interval (login->options, interval);
  quay_site_options_set_keep_alive_count_max (login->options, count);
  quay_test_login_use_new_key (login, "ed25519");
  g_assert_true (quay_test_login_run (login));
  *busy = 1;
  echo_init (echo, quay_test_login_open_channel (login, "echo"), 0, 1000, busy);
  quay_ssh_session_attach (login->session);
  on_echo (echo->channel, echo);
  quay_test_run_until_none (busy, 20);

  return login;
}

/* A machine that is there, with a server that is not. */
static void
test_silent (void)
{
  g_autoptr (QuayTestLogin) login = NULL;
  Echo echo;
  guint busy = 1;
  gint64 start;

  login = open_watchful (ECHO_CONFIG, 1, 3, &echo, &busy);
  if (login == NULL)
    return;
  quay_test_sshd_freeze (login->sshd);
  start = g_get_monotonic_time ();
  echo.busy = &busy;
  busy = 1;
  quay_test_run_until_none (&busy, 30);
  /* Three questions, a second apart from the last sign of life on, and a second to answer the last. */
  g_assert_cmpint (g_get_monotonic_time () - start, >, 3 * G_USEC_PER_SEC);
  g_assert_error (echo.error, QUAY_ERROR, QUAY_ERROR_KEEP_ALIVE);
  quay_test_assert_says (echo.error->message, "silent for 4 seconds");
  echo_clear (&echo);
}

static gboolean
thaw (gpointer user_data)
{
  quay_test_sshd_thaw (user_data);

  return G_SOURCE_REMOVE;
}

/* One that answers late is there. */
static void
test_silent_for_a_while (void)
{
  g_autoptr (QuayTestLogin) login = NULL;
  Echo echo;
  guint busy = 1;
  gboolean over = FALSE;

  login = open_watchful (ECHO_CONFIG, 1, 3, &echo, &busy);
  if (login == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    {
      quay_test_sshd_freeze (login->sshd);
      g_timeout_add (2500, thaw, login->sshd);
      g_timeout_add (3500, set_true, &over);
      while (!over)
        g_main_context_iteration (NULL, TRUE);
      over = FALSE;
    }
  g_assert_no_error (echo.error);
  echo_clear (&echo);
}

/* Nothing to do: the thread sleeps, but for a keep-alive now and then, which is answered: the connection stays, though
 * it is idle for longer than a server may be silent. */
static void
test_idle (void)
{
  g_autoptr (QuayTestLogin) login = NULL;
  g_autofree char *log = NULL;
  Echo echo;
  guint busy = 1, turns = 0, n_asked = 0;
  gboolean over = FALSE;

  login = open_watchful ("LogLevel DEBUG1\n" ECHO_CONFIG, 2, 1, &echo, &busy);
  if (login == NULL)
    return;
  g_timeout_add (8700, set_true, &over);
  for (; !over; turns++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (turns, <, 60);
  log = quay_test_sshd_dup_log (login->sshd);
  for (const char *at = log; (at = strstr (at, "keepalive@libssh2.org")) != NULL; at++)
    n_asked++;
  /* Given up after one that is taken for unanswered, it would not ask again. */
  g_assert_cmpuint (n_asked, >=, 4);
  echo_clear (&echo);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels-bulk/many-channels", test_many_channels);
  g_test_add_func ("/channels-bulk/rekey", test_rekey);
  g_test_add_func ("/channels-bulk/rekey-ctr", test_rekey_ctr);
  g_test_add_func ("/channels-bulk/rekey-ours", test_rekey_ours);
  g_test_add_func ("/channels-bulk/rekey-never", test_rekey_never);
  g_test_add_func ("/channels-bulk/rekey-now", test_rekey_now);
  g_test_add_func ("/channels-bulk/server-killed", test_server_killed);
  g_test_add_func ("/channels-bulk/open-later", test_open_later);
  g_test_add_func ("/channels-bulk/open-later-and-close", test_open_later_and_close);
  g_test_add_func ("/channels-bulk/reuse", test_reuse);
  g_test_add_func ("/channels-bulk/part-written", test_part_written);
  g_test_add_func ("/channels-bulk/jump", test_jump);
  g_test_add_func ("/channels-bulk/idle", test_idle);
  g_test_add_func ("/channels-bulk/silent", test_silent);
  g_test_add_func ("/channels-bulk/silent-for-a-while", test_silent_for_a_while);

  return g_test_run ();
}
