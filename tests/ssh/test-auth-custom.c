/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-ssh-session-private.h"
#include "quay-test-assert.h"
#include "quay-test-login.h"

/* Authentication packet by packet, by an owner that knows RFC 4252 and RFC 4256 itself. */

#define SERVICE_ACCEPT 6
#define USERAUTH_REQUEST 50
#define USERAUTH_FAILURE 51
#define INFO_REQUEST 60
#define INFO_RESPONSE 61

typedef struct
{
  GObject parent_instance;

  const char *password;
  const char *method;
  GString *seen; /* types of the server's packets */
  char *banner;
  const char *send; /* in place of the right thing; nullable */
  gsize send_size;
} Owner;

typedef GObjectClass OwnerClass;

static GType owner_get_type (void);
static void owner_init_interface (QuayInteractionInterface *iface);

G_DEFINE_TYPE_WITH_CODE (Owner,
                         owner,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, owner_init_interface))

static void
owner_finalize (GObject *object)
{
  Owner *self = (Owner *)object;

  g_string_free (self->seen, TRUE);
  g_free (self->banner);
  G_OBJECT_CLASS (owner_parent_class)->finalize (object);
}

static void
owner_class_init (OwnerClass *klass)
{
  klass->finalize = owner_finalize;
}

static void
owner_init (Owner *self)
{
  self->seen = g_string_new (NULL);
}

static GByteArray *
begin_request (QuayAuthPacket *packet, const char *method)
{
  GByteArray *request = g_byte_array_new ();

  quay_blob_put_byte (request, USERAUTH_REQUEST);
  quay_blob_put_text (request, quay_auth_packet_get_user (packet));
  quay_blob_put_text (request, "ssh-connection");
  quay_blob_put_text (request, method);

  return request;
}

static GBytes *
make_request (Owner *self, QuayAuthPacket *packet)
{
  GByteArray *request = begin_request (packet, self->method);

  if (g_str_equal (self->method, "password"))
    {
      quay_blob_put_byte (request, 0);
      quay_blob_put_text (request, self->password);
    }
  else
    {
      quay_blob_put_text (request, "");
      quay_blob_put_text (request, "");
    }

  return g_byte_array_free_to_bytes (request);
}

static GBytes *
make_response (Owner *self)
{
  GByteArray *response = g_byte_array_new ();

  quay_blob_put_byte (response, INFO_RESPONSE);
  quay_blob_put_uint32 (response, 1);
  quay_blob_put_text (response, self->password);

  return g_byte_array_free_to_bytes (response);
}

static void
answer_packet_async (QuayInteraction *interaction,
                     QuayAuthPacket *packet,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Owner *self = (Owner *)interaction;
  g_autoptr (GTask) task = g_task_new (interaction, cancellable, callback, user_data);
  const guint8 *data = g_bytes_get_data (quay_auth_packet_get_packet (packet), NULL);
  g_autoptr (GBytes) answer = NULL;

  g_string_append_printf (self->seen, "%u ", data[0]);
  if (self->send != NULL)
    answer = g_bytes_new (self->send, self->send_size);
  else if (data[0] == SERVICE_ACCEPT)
    answer = make_request (self, packet);
  else if (data[0] == INFO_REQUEST)
    answer = make_response (self);
  quay_auth_packet_set_answer (packet, answer);
  g_task_return_boolean (task, TRUE);
}

static gboolean
answer_packet_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
show_banner (QuayInteraction *interaction, const char *text)
{
  g_set_str (&((Owner *)interaction)->banner, text);
}

static void
owner_init_interface (QuayInteractionInterface *iface)
{
  iface->answer_packet_async = answer_packet_async;
  iface->answer_packet_finish = answer_packet_finish;
  iface->show_banner = show_banner;
}

static gboolean
run (QuayTestLogin *login, Owner *owner)
{
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (owner), NULL);
  gboolean success;

  quay_site_options_set_auth_methods (login->options, "custom");
  g_assert_true (quay_test_login_handshake (login));
  g_clear_error (&login->error);
  g_string_truncate (owner->seen, 0);
  quay_prompter_unref (login->session->prompter);
  login->session->prompter = quay_prompter_ref (prompter);
  success = quay_ssh_session_authenticate (login->session, -1, login->cancellable, &login->error);
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  return success;
}

static void
assert_logged_in (QuayTestLogin *login, Owner *owner, const char *seen)
{
  gboolean success = run (login, owner);
  g_autoptr (QuayChannel) channel = NULL;

  g_assert_no_error (login->error);
  g_assert_true (success);
  g_assert_cmpstr (owner->seen->str, ==, seen);
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->auth_method, ==, "custom");
  channel = quay_test_login_open_channel (login, "sftp");
  g_assert_nonnull (channel);
}

static void
test_password (void)
{
  const char *const options[] = { "--methods", "password", "--banner", "Welcome \x1b[2J", NULL };
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_asyncssh (options));
  g_autoptr (GObject) object = g_object_new (owner_get_type (), NULL);
  Owner *owner = (Owner *)object;

  if (login == NULL)
    return;
  owner->method = "password";
  owner->password = quay_test_sshd_get_password (login->sshd);
  assert_logged_in (login, owner, "6 ");
  g_assert_cmpstr (owner->banner, ==, "Welcome \\x1b[2J");
  /* A failure is shown, and no answer to it gives up. */
  owner->password = "wrong";
  g_assert_false (run (login, owner));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION);
  g_assert_cmpstr (owner->seen->str, ==, "6 51 ");
  g_assert_null (strstr (login->log->str, "wrong"));
}

static void
test_keyboard (void)
{
  const char *const options[]
      = { "--methods", "keyboard-interactive", "--rounds",
          "[{\"prompts\": [[\"Word: \", false]], \"answers\": [\"s3cret pass phrase\"]}, {\"prompts\": []}]", NULL };
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_asyncssh (options));
  g_autoptr (GObject) object = g_object_new (owner_get_type (), NULL);
  Owner *owner = (Owner *)object;

  if (login == NULL)
    return;
  owner->method = "keyboard-interactive";
  owner->password = quay_test_sshd_get_password (login->sshd);
  /* The second round asks nothing, and this owner answers it with one thing too many: it is heard all the same. */
  run (login, owner);
  g_assert_true (g_str_has_prefix (owner->seen->str, "6 60 60 "));
}

static void
test_openssh (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_with_password (NULL));
  g_autoptr (GObject) object = g_object_new (owner_get_type (), NULL);
  Owner *owner = (Owner *)object;

  if (login == NULL)
    return;
  owner->method = "password";
  owner->password = quay_test_sshd_get_password (login->sshd);
  assert_logged_in (login, owner, "6 ");
}

static void
test_nonsense (void)
{
  static const struct
  {
    const char *packet;
    gsize size;
  } cases[] = { { "", 0 }, { "\x5a\0\0\0\7session", 12 }, { "\x34", 1 }, { "\x01", 1 } };
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autoptr (GObject) object = g_object_new (owner_get_type (), NULL);
  Owner *owner = (Owner *)object;

  if (login == NULL)
    return;
  owner->method = "none";
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      owner->send = cases[i].packet;
      owner->send_size = cases[i].size;
      g_assert_false (run (login, owner));
      g_test_message ("%s", login->error->message);
      g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_USAGE);
    }
}

/* Nobody there who knows how. */
static void
test_nobody (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_site_options_set_auth_methods (login->options, "custom");
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth-custom/password", test_password);
  g_test_add_func ("/auth-custom/keyboard", test_keyboard);
  g_test_add_func ("/auth-custom/openssh", test_openssh);
  g_test_add_func ("/auth-custom/nonsense", test_nonsense);
  g_test_add_func ("/auth-custom/nobody", test_nobody);

  return g_test_run ();
}
