/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include "quay-error-private.h"
#include "quay-secret.h"

/* Connecting, logging on and off. */

/* The documented numbers of ssh-auth-mode, and what they are in the protocol; NULL: whatever there is something for. */
static const struct
{
  int mode;
  const char *methods;
} modes[] = {
  { 0, "none" }, { 1, NULL }, { 2, "password" }, { 3, "publickey" }, { 4, "keyboard-interactive" }, { 99, "custom" },
};

#define AUTH_NONE 0
#define AUTH_MULTI_FACTOR 1
#define AUTH_PUBLIC_KEY 3

/* Of EnablePageantAuth, which is the agent here. */
enum
{
  AGENT_NEVER,
  AGENT_ALLOWED,
  AGENT_REQUIRED,
};

/* What the login gets */

static gboolean
add_identity (QuaySftpClient *self, QuaySiteOptions *site, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (QuaySecret) pem = NULL;

  if (!quay_client_key_get_identity (self->cert, &path, &pem, error))
    return FALSE;
  if (path != NULL)
    {
      quay_site_options_set_identities (site, (const char *const[]){ path, NULL });
      quay_site_options_set_passphrase (site, self->cert->password);
    }
  quay_site_options_set_private_key (site, pem);

  return TRUE;
}

/* A store was named, so there is something to log in with. */
static gboolean
has_cert (QuaySftpClient *self)
{
  return self->cert->chosen != NULL || self->cert->type > 1;
}

static gboolean
wants_key (QuaySftpClient *self)
{
  const gboolean any = self->auth_mode == AUTH_MULTI_FACTOR || quay_site_options_get_try_all_methods (self->options);

  if (self->pageant == AGENT_REQUIRED)
    return FALSE;

  return has_cert (self) ? any || self->auth_mode == AUTH_PUBLIC_KEY
                         : self->auth_mode == AUTH_PUBLIC_KEY && self->pageant == AGENT_NEVER;
}

static gboolean
set_methods (QuaySftpClient *self, QuaySiteOptions *site, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (modes[i].mode == self->auth_mode)
      {
        quay_site_options_set_auth_methods (site, modes[i].methods);
        return TRUE;
      }
  quay_set_error (error, QUAY_ERROR_UNSUPPORTED,
                  "The authentication mode %d is not available; set ssh-auth-mode to a value from 0 to 4, or 99",
                  self->auth_mode);

  return FALSE;
}

static gboolean
apply_credentials (QuaySftpClient *self, QuaySiteOptions *site, GError **error)
{
  static const char *const none[] = { NULL };

  quay_site_options_set_identities (site, none);
  quay_site_options_set_use_agent (site, self->pageant != AGENT_NEVER);
  quay_site_options_set_agent_only (site, self->pageant == AGENT_REQUIRED);
  if (self->auth_mode == AUTH_NONE)
    quay_site_options_set_user (site, "anonymous");

  return set_methods (self, site, error) && (!wants_key (self) || add_identity (self, site, error));
}

/* Additional header lines of the caller's own. */
static void
apply_firewall (QuaySftpClient *self, QuaySiteOptions *site)
{
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (self->firewall_data, "\n", -1);
  g_auto (GStrv) list = NULL;

  if (self->firewall_auto_detect && quay_site_options_get_proxy_type (site) == QUAY_PROXY_TYPE_NONE)
    quay_site_options_set_proxy_type (site, QUAY_PROXY_TYPE_SYSTEM);
  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0')
      g_strv_builder_add (headers, *line);
  list = g_strv_builder_end (headers);
  if (list[0] != NULL)
    quay_site_options_set_proxy_headers (site, (const char *const *)list);
}

/* The key that ssh-accept-server-host-key-* stands for. */
static void
add_accepted_key (QuaySftpClient *self, QuaySiteOptions *site)
{
  GBytes *blob = self->accept->chosen != NULL ? self->accept->chosen->public_blob : NULL;
  g_autoptr (QuayHostKey) key = blob != NULL ? quay_host_key_new (blob, NULL) : NULL;
  g_autofree char *base64 = key != NULL ? quay_host_key_dup_base64 (key) : NULL;
  g_autofree char *line = NULL;

  if (key == NULL)
    return;
  line = g_strdup_printf ("%s %s", quay_host_key_get_key_type (key), base64);
  quay_site_options_set_host_keys (site, (const char *const[]){ line, NULL });
}

static QuaySiteOptions *
make_site (QuaySftpClient *self, GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (QuaySiteOptions) site = quay_site_options_copy (self->options);

  quay_site_options_set_timeout (site, self->timeout);
  quay_site_options_set_connect_timeout (site, self->connection_timeout > 0 ? self->connection_timeout : self->timeout);
  quay_site_options_set_max_request_size (site, self->max_file_data);
  quay_site_options_set_max_requests (site, self->async_transfer ? self->max_outstanding : 1);
  apply_firewall (self, site);
  if (self->interaction != NULL)
    return g_steal_pointer (&site);
  /* The documented class keeps no list of servers: each key is the caller's to judge. */
  if (quay_site_options_get_known_hosts_files (site) == NULL)
    quay_site_options_set_known_hosts_files (site, none);
  quay_site_options_set_host_key_policy (site, QUAY_HOST_KEY_POLICY_ASK_ALWAYS);
  add_accepted_key (self, site);

  return apply_credentials (self, site, error) ? g_steal_pointer (&site) : NULL;
}

/* The login's news */

static void
on_log (QuayLogin *login, int level, const char *message, QuaySftpClient *self)
{
  quay_client_tell_log (self, level, message);
}

static void
on_closed (QuayLogin *login, const GError *error, QuaySftpClient *self)
{
  quay_client_tell_disconnected (self, self->ending ? NULL : error);
  quay_client_notify (self, "connected");
}

void
quay_client_drop_login (QuaySftpClient *self)
{
  g_autoptr (QuayLogin) login = g_steal_pointer (&self->login);

  quay_client_release_held (self, FALSE);
  g_clear_object (&self->held_options);
  if (self->login_cancellable != NULL)
    g_cancellable_cancel (self->login_cancellable);
  g_clear_object (&self->login_cancellable);
  if (login != NULL)
    g_signal_handlers_disconnect_by_data (login, self);
}

/* The call that waits for the login, if any: its method's own work comes now. */
static void
go_on (QuaySftpClient *self)
{
  QuayCall *call = g_steal_pointer (&self->logging_on);

  if (call != NULL)
    call->run (call);
}

static void
fail (QuaySftpClient *self, GError *error)
{
  QuayCall *call = g_steal_pointer (&self->logging_on);

  quay_client_tell_connected (self, error);
  if (self->host_key != NULL)
    quay_client_tell_disconnected (self, error);
  quay_client_drop_login (self);
  quay_client_notify (self, "connected");
  if (call != NULL)
    quay_call_return (call, error);
  else
    g_error_free (error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaySftpClient) self = user_data;
  QuayLogin *login = QUAY_LOGIN (source);
  const char *home;
  GError *error = NULL;

  if (!quay_login_open_finish (login, result, &error))
    {
      if (login == self->login)
        fail (self, error);
      else
        g_error_free (error);
      return;
    }
  if (login != self->login)
    return;
  quay_client_tell_connected (self, NULL);
  quay_client_tell_stage (self, "S/Shell handshake complete.", NULL);
  home = quay_login_get_home (login);
  quay_client_set_remote_path (self, home != NULL ? home : "");
  quay_client_notify (self, "connected");
  go_on (self);
}

static gboolean
begin_login (QuaySftpClient *self, GError **error)
{
  g_autoptr (QuaySiteOptions) site = NULL;

  quay_client_drop_login (self);
  self->told_connected = self->told_disconnected = self->ending = FALSE;
  g_clear_object (&self->host_key);
  site = make_site (self, error);
  if (site == NULL)
    return FALSE;
  self->login_cancellable = g_cancellable_new ();
  self->login = quay_login_new (site, self->interaction != NULL ? self->interaction : self->questions);
  g_signal_connect (self->login, "log", G_CALLBACK (on_log), self);
  g_signal_connect (self->login, "closed", G_CALLBACK (on_closed), self);
  quay_login_open_async (self->login, self->login_cancellable, on_opened, g_object_ref (self));

  return TRUE;
}

static void
on_call_cancelled (GCancellable *cancellable, gpointer login_cancellable)
{
  g_cancellable_cancel (login_cancellable);
}

/* The call's end before its time is the login's. */
static void
wait_for_login (QuaySftpClient *self, QuayCall *call)
{
  self->logging_on = call;
  g_cancellable_connect (call->cancellable, G_CALLBACK (on_call_cancelled), g_object_ref (self->login_cancellable),
                         g_object_unref);
}

static void
start_login (QuaySftpClient *self, QuayCall *call)
{
  GError *error = NULL;

  if (begin_login (self, &error))
    wait_for_login (self, call);
  else
    quay_call_return (call, error);
}

/* A connection that waits for this serves, as long as what it would log in with is still the same. */
void
quay_client_log_on (QuaySftpClient *self, QuayCall *call)
{
  self->connect_only = FALSE;
  if (self->held != NULL && quay_site_options_equal (self->held_options, self->options))
    {
      wait_for_login (self, call);
      quay_client_release_held (self, TRUE);
    }
  else
    start_login (self, call);
}

void
quay_client_hold (QuaySftpClient *self, GTask *task)
{
  self->held = g_object_ref (task);
  g_set_object (&self->held_options, NULL);
  self->held_options = quay_site_options_copy (self->options);
  self->connect_only = FALSE;
  quay_client_notify (self, "connected");
  go_on (self);
}

char *
quay_client_dup_info (QuaySftpClient *self, const char *key)
{
  g_autoptr (GVariant) info = self->login != NULL ? quay_login_dup_info (self->login) : NULL;
  g_autoptr (GVariant) value = info != NULL ? g_variant_lookup_value (info, key, NULL) : NULL;

  if (value == NULL)
    return g_strdup ("");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "True" : "False");

  return g_variant_print (value, FALSE);
}

/* Methods */

/**
 * quay_sftp_client_get_connected: (get-property connected)
 * @self: a client
 *
 * Returns: whether there is a connection, be it logged in or not
 */
gboolean
quay_sftp_client_get_connected (QuaySftpClient *self)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), FALSE);

  return self->login != NULL && (self->held != NULL || quay_login_get_state (self->login) == QUAY_LOGIN_OPEN);
}

static void
succeed (QuayCall *call)
{
  quay_call_return (call, NULL);
}

static gboolean
refuse_second (QuayCall *call)
{
  GError *error = NULL;

  if (!quay_sftp_client_get_connected (call->client))
    return FALSE;
  quay_set_error (&error, QUAY_ERROR_ALREADY_CONNECTED,
                  "There is a connection to %s already; end it before you make another",
                  quay_site_options_get_host (quay_login_get_options (call->client->login)));
  quay_call_return (call, error);

  return TRUE;
}

/* "" and 0 as they are in the properties, but for a port that is 0 there, too: the engine says so. */
static void
set_target (QuaySftpClient *self, const char *host, int port)
{
  if (host != NULL && *host != '\0')
    quay_site_options_set_host (self->options, host);
  quay_site_options_set_port (self->options, (guint)port);
}

/**
 * quay_sftp_client_ssh_logon_async:
 * @self: a client
 * @ssh_host: (nullable): the server's name or address; %NULL and "": what [property@Quay.SftpClient:ssh-host] says
 * @ssh_port: its port, 1 to 65535
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Connects, lets [signal@Quay.SftpClient::ssh-server-authentication] judge the server's key, logs in as the properties
 * say and starts SFTP. A connection that [method@Quay.SftpClient.ssh_connect] has made to the same place is used.
 */
void
quay_sftp_client_ssh_logon_async (QuaySftpClient *self,
                                  const char *ssh_host,
                                  int ssh_port,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_ssh_logon_async, cancellable, callback, user_data);
  GError *error = NULL;

  if (call == NULL || (self->held == NULL && refuse_second (call)))
    return;
  if (ssh_port < 1 || ssh_port > 65535)
    {
      quay_set_error (&error, QUAY_ERROR_PORT_ZERO, "%d is not a port; the usual one is 22", ssh_port);
      quay_call_return (call, error);
      return;
    }
  set_target (self, ssh_host, ssh_port);
  quay_call_start (call, QUAY_CALL_LOGS_ON, succeed);
}

/**
 * quay_sftp_client_ssh_connect_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Connects and lets the server's key be judged, without logging in: the method `connect` of the documentation. The next
 * method that needs it logs in, or [method@Quay.SftpClient.ssh_logon].
 *
 * Not available with an interaction of the caller's own.
 */
void
quay_sftp_client_ssh_connect_async (QuaySftpClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_ssh_connect_async, cancellable, callback, user_data);
  GError *error = NULL;

  if (call == NULL || refuse_second (call))
    return;
  if (self->interaction != NULL)
    {
      quay_set_error (&error, QUAY_ERROR_UNSUPPORTED,
                      "To connect without logging in, take the interaction out: the events answer for it");
      quay_call_return (call, error);
      return;
    }
  self->connect_only = TRUE;
  call->run = succeed;
  quay_client_loop_enter (self->loop);
  start_login (self, call);
  quay_client_loop_leave (self->loop);
}

/* Both ends of a connection: there is no word to say to the server that would be different. */

static void
on_login_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  QuaySftpClient *self = call->client;

  quay_login_close_finish (QUAY_LOGIN (source), result, NULL);
  quay_client_tell_disconnected (self, NULL);
  quay_client_drop_login (self);
  quay_client_notify (self, "connected");
  quay_call_return (call, NULL);
}

static void
end_connection (QuayCall *call)
{
  QuaySftpClient *self = call->client;

  if (self->login == NULL)
    {
      quay_call_return (call, NULL);
      return;
    }
  self->ending = TRUE;
  quay_login_close_async (self->login, NULL, on_login_closed, call);
}

/**
 * quay_sftp_client_ssh_logoff_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Says good-bye to the server and ends the connection. Without one it does nothing.
 */
void
quay_sftp_client_ssh_logoff_async (QuaySftpClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_ssh_logoff_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, 0, end_connection);
}

/**
 * quay_sftp_client_ssh_disconnect_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Ends the connection at once: the method `disconnect` of the documentation.
 */
void
quay_sftp_client_ssh_disconnect_async (QuaySftpClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_ssh_disconnect_async, cancellable, callback, user_data);

  if (call != NULL)
    quay_call_start (call, 0, end_connection);
}
