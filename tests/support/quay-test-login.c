/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-login.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "quay-jump.h"
#include "quay-test-async.h"

QuayTestLogin *
quay_test_login_new (QuayTestSshd *sshd)
{
  const char *const none[] = { NULL };
  QuayTestLogin *self = g_new0 (QuayTestLogin, 1);
  g_autofree char *lines = sshd != NULL ? quay_test_sshd_dup_known_hosts (sshd) : g_strdup ("");
  const char *files[2] = { NULL, NULL };
  int fd = g_file_open_tmp ("quay-known-hosts-XXXXXX", &self->known_hosts, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (self->known_hosts, lines, -1, NULL));
  files[0] = self->known_hosts;
  self->log = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
  self->options = quay_site_options_new ();
  quay_site_options_set_host (self->options, "127.0.0.1");
  if (sshd != NULL)
    {
      quay_site_options_set_port (self->options, quay_test_sshd_get_port (sshd));
      quay_site_options_set_user (self->options, quay_test_sshd_get_user (sshd));
    }
  quay_site_options_set_use_agent (self->options, FALSE);
  quay_site_options_set_identities (self->options, none);
  quay_site_options_set_known_hosts_files (self->options, files);
  quay_site_options_set_host_key_policy (self->options, QUAY_HOST_KEY_POLICY_STRICT);
  quay_site_options_set_connect_timeout (self->options, 20);

  return self;
}

QuayTestLogin *
quay_test_login_new_on (QuayTestSshd *sshd)
{
  QuayTestLogin *self;

  if (sshd == NULL)
    return NULL;
  self = quay_test_login_new (sshd);
  self->sshd = sshd;

  return self;
}

void
quay_test_login_free (QuayTestLogin *self)
{
  if (self->session != NULL)
    quay_ssh_session_close (self->session);
  g_clear_object (&self->session);
  quay_test_settle ();
  g_clear_object (&self->options);
  g_clear_object (&self->answerer);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_unlink (self->known_hosts);
  g_free (self->known_hosts);
  g_string_free (self->log, TRUE);
  g_clear_pointer (&self->sshd, quay_test_sshd_free);
  g_free (self);
}

void
quay_test_login_use_answerer (QuayTestLogin *self, QuayTestAnswerer *answerer)
{
  g_clear_object (&self->answerer);
  self->answerer = answerer;
}

void
quay_test_login_use_keys (QuayTestLogin *self, const char *const *paths)
{
  quay_site_options_set_identities (self->options, paths);
}

void
quay_test_login_use_key (QuayTestLogin *self, const char *path)
{
  const char *paths[] = { path, NULL };

  quay_test_login_use_keys (self, paths);
}

void
quay_test_login_use_new_key (QuayTestLogin *self, const char *name)
{
  quay_test_login_use_key (self, quay_test_sshd_authorize_key (self->sshd, name));
}

static void
write_log (int level, const char *message, gpointer user_data)
{
  QuayTestLogin *self = user_data;

  g_test_message ("%d %s", level, message);
  g_string_append_printf (self->log, "%s\n", message);
}

static gint64
get_deadline (QuayTestLogin *self)
{
  return g_get_monotonic_time () + quay_site_options_get_connect_timeout (self->options) * G_USEC_PER_SEC;
}

gboolean
quay_test_login_handshake (QuayTestLogin *self)
{
  g_autoptr (QuayPrompter) prompter
      = quay_prompter_new (self->answerer != NULL ? QUAY_INTERACTION (self->answerer) : NULL, NULL);
  QuayChannel *channel;

  g_clear_object (&self->session);
  g_clear_error (&self->error);
  channel
      = quay_jump_connect (self->options, prompter, NULL, get_deadline (self), NULL, self->cancellable, &self->error);
  if (channel == NULL)
    return FALSE;
  self->session = quay_ssh_session_new (channel, self->options, prompter);
  quay_ssh_session_set_log (self->session, &(QuayLog){ write_log, self });

  return quay_ssh_session_handshake (self->session, get_deadline (self), self->cancellable, &self->error);
}

gboolean
quay_test_login_run (QuayTestLogin *self)
{
  return quay_test_login_handshake (self)
         && quay_ssh_session_authenticate (self->session, get_deadline (self), self->cancellable, &self->error);
}

QuayTestLogin *
quay_test_login_new_open (QuayTestSshd *sshd)
{
  QuayTestLogin *self = quay_test_login_new_on (sshd);

  if (self == NULL)
    return NULL;
  quay_test_login_use_new_key (self, "ed25519");
  quay_test_login_run (self);
  g_assert_no_error (self->error);

  return self;
}

QuayChannel *
quay_test_login_open_channel (QuayTestLogin *self, const char *subsystem)
{
  QuayChannel *channel = quay_ssh_session_open_subsystem (self->session, subsystem, quay_test_in_seconds (20),
                                                          self->cancellable, &self->error);

  g_assert_no_error (self->error);

  return channel;
}
