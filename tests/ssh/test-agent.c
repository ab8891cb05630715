/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "quay-agent-socket.h"
#include "quay-auth-agent.h"
#include "quay-blob.h"
#include "quay-error.h"
#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quay-test-sshsig.h"

typedef struct
{
  char *directory;
  char *socket_path;
  GSubprocess *agent; /* a real one */

  GSocket *listener; /* or one of ours, that answers each connection with the same bytes */
  GThread *thread;
  GByteArray *answer;
  gboolean keep_open;
  GCancellable *closing;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = quay_test_make_folder ();
  self->socket_path = g_build_filename (self->directory, "socket", NULL);
  self->closing = g_cancellable_new ();
  self->answer = g_byte_array_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->thread != NULL)
    {
      g_cancellable_cancel (self->closing);
      g_thread_join (self->thread);
    }
  if (self->agent != NULL)
    {
      g_subprocess_force_exit (self->agent);
      g_assert_true (g_subprocess_wait (self->agent, NULL, NULL));
    }
  g_clear_object (&self->agent);
  g_clear_object (&self->listener);
  g_clear_object (&self->closing);
  g_byte_array_unref (self->answer);
  quay_test_remove_folder (self->directory);
  g_free (self->socket_path);
}

static gboolean
start_agent (Fixture *self)
{
  g_autofree char *program = g_find_program_in_path ("ssh-agent");
  g_autoptr (GError) error = NULL;
  g_autofree char *wait
      = g_strdup_printf ("until SSH_AUTH_SOCK=%s ssh-add -l >list 2>&1 || grep -q 'no identities' list; "
                         "do sleep 0.02; done",
                         self->socket_path);

  if (program == NULL)
    {
      g_test_skip ("ssh-agent is not here");
      return FALSE;
    }
  self->agent
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "ssh-agent", "-D", "-a", self->socket_path, NULL);
  g_assert_no_error (error);
  quay_test_run_sh (self->directory, wait);

  return TRUE;
}

static void
add_keys (Fixture *self, const char *options)
{
  static const char *const kinds[] = { "ed25519", "rsa", "ecdsa" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *command
          = g_strdup_printf ("ssh-keygen -q -t %s -N '' -C 'my %s' -f %s && SSH_AUTH_SOCK=%s ssh-add -q %s %s",
                             kinds[i], kinds[i], kinds[i], self->socket_path, options, kinds[i]);

      quay_test_run_sh (self->directory, command);
    }
}

static void
test_real (Fixture *self, gconstpointer data)
{
  static const char *const types[] = { "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256" };
  static const char *const comments[] = { "my ed25519", "my rsa", "my ecdsa" };
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  if (!start_agent (self))
    return;
  keys = quay_auth_agent_list_keys (self->socket_path, &why, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (why);
  g_assert_cmpuint (keys->len, ==, 0);
  add_keys (self, "");
  g_clear_pointer (&keys, g_ptr_array_unref);
  keys = quay_auth_agent_list_keys (self->socket_path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 3);
  for (guint i = 0; i < keys->len; i++)
    {
      g_assert_cmpstr (quay_key_get_key_type (keys->pdata[i]), ==, types[i]);
      g_assert_cmpstr (quay_key_get_comment (keys->pdata[i]), ==, comments[i]);
      quay_test_sshsig_assert (keys->pdata[i], self->directory);
    }
}

static void
assert_sign_fails (QuayKey *key, const char *words)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_key_sign (key, quay_key_get_algorithms (key)[0], text, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SIGN);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

/* Between listing and signing the key is taken out, then the agent ends. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *remove = g_strdup_printf ("SSH_AUTH_SOCK=%s ssh-add -q -D", self->socket_path);
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;

  if (!start_agent (self))
    return;
  add_keys (self, "");
  keys = quay_auth_agent_list_keys (self->socket_path, NULL, NULL, &error);
  quay_test_run_sh (self->directory, remove);
  assert_sign_fails (keys->pdata[1], "refused");
  g_subprocess_force_exit (self->agent);
  g_assert_true (g_subprocess_wait (self->agent, NULL, NULL));
  assert_sign_fails (keys->pdata[1], "does not sign");
  none = quay_auth_agent_list_keys (self->socket_path, &why, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (strstr (why, self->socket_path));
}

static void
test_absent (Fixture *self, gconstpointer data)
{
  static const char *const paths[] = { "/nowhere/at/all", "/dev/null/x", "", "/dev/null" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *why = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) keys = quay_auth_agent_list_keys (paths[i], &why, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (keys->len, ==, 0);
      g_assert_true (g_str_has_prefix (why, "no agent"));
    }
}

static gboolean
receive_request (Fixture *self, GSocket *connection)
{
  guint8 request[4096];
  gsize size = 4;

  for (gsize at = 0; at < size;)
    {
      gssize n = g_socket_receive (connection, (char *)request + at, size - at, self->closing, NULL);

      if (n <= 0)
        return FALSE;
      at += n;
      if (at == 4)
        size = 4 + MIN (request[2] * 256u + request[3], sizeof request - 4);
    }

  return TRUE;
}

static void
serve (Fixture *self, GSocket *connection)
{
  if (!receive_request (self, connection))
    return;
  for (guint sent = 0; sent < self->answer->len; sent++)
    if (g_socket_send (connection, (const char *)self->answer->data + sent, 1, self->closing, NULL) < 0)
      return;
  if (self->keep_open)
    g_socket_condition_wait (connection, G_IO_IN, self->closing, NULL);
}

static gpointer
serve_all (gpointer data)
{
  Fixture *self = data;

  for (;;)
    {
      g_autoptr (GSocket) connection = g_socket_accept (self->listener, self->closing, NULL);

      if (connection == NULL)
        return NULL;
      serve (self, connection);
    }
}

static void
start_fake (Fixture *self)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->socket_path);
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_true (g_socket_bind (self->listener, address, FALSE, &error));
  g_assert_true (g_socket_listen (self->listener, &error));
  self->thread = g_thread_new ("fake agent", serve_all, self);
}

/* The answer, with its length in front; sent a byte at a time. */
static void
set_answer (Fixture *self, GByteArray *body)
{
  g_byte_array_set_size (self->answer, 0);
  quay_blob_put_string (self->answer, body->data, body->len);
}

static GByteArray *
make_list (guint32 count)
{
  GByteArray *list = g_byte_array_new ();

  quay_blob_put_byte (list, 12);
  quay_blob_put_uint32 (list, count);

  return list;
}

static void
put_key (GByteArray *list, const char *type, const char *comment)
{
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  quay_blob_put_text (blob, type);
  quay_blob_put_text (blob, "01234567890123456789012345678901");
  quay_blob_put_string (list, blob->data, blob->len);
  quay_blob_put_text (list, comment);
}

static GPtrArray *
list_fake (Fixture *self, GError **error)
{
  return quay_auth_agent_list_keys (self->socket_path, NULL, NULL, error);
}

static void
test_odd_lists (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) list = make_list (4);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;

  put_key (list, "bad\x1btype", "left out");
  put_key (list, "ssh-ed25519", "\x1b[2J\xff red \xe2\x80\xae");
  put_key (list, "", "left out");
  put_key (list, "ssh-rsa-cert-v01@openssh.com", "");
  set_answer (self, list);
  start_fake (self);
  keys = list_fake (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpstr (quay_key_get_comment (keys->pdata[0]), ==, "\\x1b[2J\\xff red \\u{202e}");
  g_assert_cmpstr (quay_key_get_algorithms (keys->pdata[1])[0], ==, "rsa-sha2-512-cert-v01@openssh.com");
}

static void
assert_list_fails (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (list_fake (self, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, self->socket_path));
}

static void
test_broken_lists (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) list = make_list (2);
  g_autoptr (GByteArray) endless = make_list (G_MAXUINT32);
  g_autoptr (GByteArray) whole = NULL;
  static const guint8 failure = 5;

  put_key (list, "ssh-ed25519", "one");
  put_key (list, "ssh-ed25519", "two");
  set_answer (self, list);
  whole = g_byte_array_append (g_byte_array_new (), self->answer->data, self->answer->len);
  start_fake (self);
  for (guint cut = 0; cut < whole->len; cut++)
    {
      g_byte_array_set_size (self->answer, cut);
      assert_list_fails (self);
      g_byte_array_append (self->answer, whole->data + cut, whole->len - cut);
    }
  quay_blob_put_byte (list, 0);
  set_answer (self, list);
  assert_list_fails (self);
  set_answer (self, endless);
  assert_list_fails (self);
  g_byte_array_set_size (self->answer, 0);
  quay_blob_put_string (self->answer, &failure, 1);
  assert_list_fails (self);
  memset (self->answer->data, 0, 4);
  assert_list_fails (self);
  memset (self->answer->data, 0xff, 4);
  assert_list_fails (self);
}

/* An agent that knows nothing of RFC 8332 answers with SHA-1, whatever was asked. */
static void
test_wrong_signature (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) list = make_list (1);
  g_autoptr (GByteArray) signature = g_byte_array_new ();
  g_autoptr (GByteArray) reply = g_byte_array_new ();
  g_autoptr (GPtrArray) keys = NULL;

  put_key (list, "ssh-rsa", "one");
  set_answer (self, list);
  start_fake (self);
  keys = list_fake (self, NULL);
  quay_blob_put_text (signature, "ssh-rsa");
  quay_blob_put_text (signature, "no signature");
  quay_blob_put_byte (reply, 14);
  quay_blob_put_string (reply, signature->data, signature->len);
  set_answer (self, reply);
  assert_sign_fails (keys->pdata[0], "rsa-sha2-512 was wanted, ssh-rsa came");
  quay_blob_put_byte (reply, 0);
  set_answer (self, reply);
  assert_sign_fails (keys->pdata[0], "as asked");
  set_answer (self, list);
  assert_sign_fails (keys->pdata[0], "refused");
}

static void
test_silence (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  self->keep_open = TRUE;
  quay_blob_put_byte (request, 11);
  quay_blob_put_uint32 (self->answer, 100); /* and nothing more */
  start_fake (self);
  g_assert_null (quay_agent_socket_call (self->socket_path, request, G_TIME_SPAN_SECOND / 4, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller;

  self->keep_open = TRUE;
  start_fake (self);
  canceller = quay_test_cancel_soon (cancellable);
  g_assert_null (quay_auth_agent_list_keys (self->socket_path, NULL, cancellable, &error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define add(path, function) g_test_add ("/ssh/agent/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("real", test_real);
  add ("gone", test_gone);
  add ("absent", test_absent);
  add ("odd-lists", test_odd_lists);
  add ("broken-lists", test_broken_lists);
  add ("wrong-signature", test_wrong_signature);
  add ("silence", test_silence);
  add ("cancel", test_cancel);

  return g_test_run ();
}
