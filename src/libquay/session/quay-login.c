/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-private.h"

#include "quay-error-private.h"

struct _QuayLogin
{
  GObject parent_instance;

  QuaySiteOptions *options;
  QuayInteraction *interaction;
  GMainContext *owner;
  QuayConnection *connection; /* NULL when closed */
  QuayAuthMemory *memory;
  QuayLoginState state;
  char *home;
  gboolean needs_home;
  char *status_text;
  guint sftp_version;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_HOME,
  PROP_STATUS_TEXT,
  PROP_SFTP_VERSION,
  N_PROPS,
};

enum
{
  SIGNAL_CLOSED,
  SIGNAL_LOG,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuayLogin, quay_login, G_TYPE_OBJECT)

/* From the worker to the owner */

typedef struct
{
  GWeakRef login;
  GMainContext *owner;
} Link;

static void
link_free (gpointer user_data)
{
  Link *link = user_data;

  g_weak_ref_clear (&link->login);
  g_main_context_unref (link->owner);
  g_free (link);
}

typedef struct
{
  QuayLogin *login;
  QuayConnection *connection; /* that has closed, else NULL */
  int level;
  char *message;
  GError *error;
} News;

static void
news_free (gpointer user_data)
{
  News *news = user_data;

  g_object_unref (news->login);
  g_clear_pointer (&news->connection, quay_connection_unref);
  g_clear_error (&news->error);
  g_free (news->message);
  g_free (news);
}

static void
tell_owner (
    Link *link, QuayConnection *connection, int level, const char *message, const GError *error, GSourceFunc func)
{
  g_autoptr (QuayLogin) login = g_weak_ref_get (&link->login);
  g_autoptr (GSource) source = NULL;
  News *news;

  if (login == NULL)
    return;
  news = g_new0 (News, 1);
  news->login = g_steal_pointer (&login);
  news->connection = connection != NULL ? quay_connection_ref (connection) : NULL;
  news->level = level;
  news->message = g_strdup (message);
  news->error = error != NULL ? g_error_copy (error) : NULL;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "quay-login-news");
  g_source_set_callback (source, func, news, news_free);
  g_source_attach (source, link->owner);
}

static void
set_state (QuayLogin *self, QuayLoginState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_status_text (QuayLogin *self, const char *text)
{
  if (g_set_str (&self->status_text, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS_TEXT]);
}

static gboolean
on_log_in_owner (gpointer user_data)
{
  News *news = user_data;

  if (news->level <= 1)
    set_status_text (news->login, news->message);
  g_signal_emit (news->login, signals[SIGNAL_LOG], 0, news->level, news->message);

  return G_SOURCE_REMOVE;
}

static void
forget_connection (QuayLogin *self)
{
  g_clear_pointer (&self->connection, quay_connection_unref);
  set_state (self, QUAY_LOGIN_CLOSED);
}

static gboolean
on_closed_in_owner (gpointer user_data)
{
  News *news = user_data;

  if (news->login->connection != news->connection)
    return G_SOURCE_REMOVE;
  forget_connection (news->login);
  g_signal_emit (news->login, signals[SIGNAL_CLOSED], 0, news->error);

  return G_SOURCE_REMOVE;
}

static void
on_log (int level, const char *message, gpointer user_data)
{
  tell_owner (user_data, NULL, level, message, NULL, on_log_in_owner);
}

static void
on_closed (QuayConnection *connection, const GError *error, gpointer user_data)
{
  tell_owner (user_data, connection, 0, NULL, error, on_closed_in_owner);
}

/* Opening and closing */

static void
take_open_connection (QuayLogin *self)
{
  g_autoptr (GVariant) info = quay_connection_dup_info (self->connection);

  g_variant_lookup (info, "sftp-version", "u", &self->sftp_version);
  g_free (self->home);
  self->home = quay_connection_dup_home (self->connection);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SFTP_VERSION]);
  set_state (self, QUAY_LOGIN_OPEN);
}

static gboolean
opened_in_owner (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  QuayLogin *self = g_task_get_source_object (task);
  GError *error = g_object_steal_data (user_data, "quay-error");

  if (self->connection == g_task_get_task_data (task) && error == NULL)
    take_open_connection (self);
  else if (self->connection == g_task_get_task_data (task))
    forget_connection (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
on_opened (QuayConnection *connection, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_set_return_on_cancel (task, FALSE);
  if (error != NULL)
    g_object_set_data_full (G_OBJECT (task), "quay-error", g_error_copy (error), (GDestroyNotify)g_error_free);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, opened_in_owner, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
open_login (QuayLogin *self,
            gboolean quiet,
            gpointer source_tag,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Link *link;

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  if (self->connection != NULL)
    {
      g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_ALREADY_CONNECTED, "Already connected to %s",
                               quay_site_options_get_host (self->options));
      return;
    }
  link = g_new0 (Link, 1);
  g_weak_ref_init (&link->login, self);
  link->owner = g_main_context_ref (self->owner);
  self->connection = quay_connection_new (self->options, self->interaction, self->owner);
  quay_connection_set_events (self->connection, on_log, on_closed, link, link_free);
  quay_connection_set_memory (self->connection, self->memory);
  quay_connection_set_needs_home (self->connection, self->needs_home);
  quay_prompter_set_quiet (quay_connection_get_prompter (self->connection), quiet);
  g_task_set_task_data (task, quay_connection_ref (self->connection), (GDestroyNotify)quay_connection_unref);
  set_state (self, QUAY_LOGIN_CONNECTING);
  quay_connection_open (self->connection, cancellable, on_opened, g_steal_pointer (&task));
}

/**
 * quay_login_open_async:
 * @self: a login
 * @cancellable: (nullable): ends the attempt at once
 * @callback: called when the login is open or has failed
 * @user_data: for @callback
 *
 * Connects, proves the host key, authenticates and starts SFTP. Questions go to the interaction.
 *
 * A login that has lost its connection may be opened again. Its host key is checked again, and only where that is the
 * known one, or the one accepted for this login before, are the person's earlier answers used: what the password, the
 * passphrases and a single hidden prompt of the server were answered with. They are kept in memory that is wiped, for
 * the same host, port and user, until [method@Quay.Login.close_async]; one that is refused is forgotten at once.
 */
void
quay_login_open_async (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (QUAY_IS_LOGIN (self));

  open_login (self, FALSE, quay_login_open_async, cancellable, callback, user_data);
}

/**
 * quay_login_open_finish:
 * @self: a login
 * @result: what the callback got
 * @error: set on failure: `QUAY_ERROR_HOST_KEY_REJECTED`, `_AUTHENTICATION`, `_TIMEOUT`, `_CONNECTION_REFUSED` and the
 * like, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the login is open
 */
gboolean
quay_login_open_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_login_open_quietly_async:
 * @self: a login
 * @cancellable: (nullable): ends the attempt at once
 * @callback: called when the login is open or has failed
 * @user_data: for @callback
 *
 * As [method@Quay.Login.open_async], for what happens by itself: the person is never asked. Where they would have to
 * be, it fails with `QUAY_ERROR_NEEDS_PROMPT`, and so it does when what was remembered or stored is wrong by now: that
 * is sent once, and not again before an answer of the person's was right.
 */
void
quay_login_open_quietly_async (QuayLogin *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (QUAY_IS_LOGIN (self));

  open_login (self, TRUE, quay_login_open_quietly_async, cancellable, callback, user_data);
}

/**
 * quay_login_open_quietly_finish:
 * @self: a login
 * @result: what the callback got
 * @error: as for [method@Quay.Login.open_finish], and `QUAY_ERROR_NEEDS_PROMPT`
 *
 * Returns: whether the login is open
 */
gboolean
quay_login_open_quietly_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_close_done (QuayConnection *connection, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

/**
 * quay_login_close_async:
 * @self: a login
 * @cancellable: (nullable): not used: closing does not wait for the server
 * @callback: called when the connection has ended
 * @user_data: for @callback
 *
 * Ends the connection, also one that is being made. Requests and transfers under way fail with
 * `QUAY_ERROR_NOT_CONNECTED`. What was remembered for opening it again is forgotten.
 */
void
quay_login_close_async (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (QUAY_IS_LOGIN (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_login_close_async);
  /* Another one: the worker may be about to remember something at this very moment. */
  quay_auth_memory_unref (self->memory);
  self->memory = quay_auth_memory_new ();
  g_task_set_check_cancellable (task, FALSE);
  if (self->connection == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  set_state (self, QUAY_LOGIN_CLOSING);
  quay_connection_close (self->connection, on_close_done, g_steal_pointer (&task));
}

/**
 * quay_login_close_finish:
 * @self: a login
 * @result: what the callback got
 * @error: never set
 *
 * Returns: TRUE
 */
gboolean
quay_login_close_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* For the layers above */

QuayConnection *
quay_login_ref_connection (QuayLogin *self)
{
  return self->state == QUAY_LOGIN_OPEN ? quay_connection_ref (self->connection) : NULL;
}

static void
log_with_first (QuayLogin *other, int level, const char *message, gpointer user_data)
{
  quay_login_log (user_data, level, "(another login) %s", message);
}

QuayLogin *
quay_login_new_beside (QuayLogin *self)
{
  QuayLogin *other = quay_login_new (self->options, self->interaction);

  other->needs_home = FALSE;
  quay_auth_memory_unref (other->memory);
  other->memory = quay_auth_memory_ref (self->memory);
  g_signal_connect_object (other, "log", G_CALLBACK (log_with_first), self, G_CONNECT_DEFAULT);

  return other;
}

void
quay_login_log (QuayLogin *self, int level, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_signal_emit (self, signals[SIGNAL_LOG], 0, level, message);
}

/* Life and properties */

/**
 * quay_login_new:
 * @options: where and how to log in; copied
 * @interaction: (nullable): who answers questions; without one, the answer is no
 *
 * Its signals and callbacks come in the main context that is thread-default now.
 *
 * Returns: (transfer full): a login that is not open yet
 */
QuayLogin *
quay_login_new (QuaySiteOptions *options, QuayInteraction *interaction)
{
  QuayLogin *self;

  g_return_val_if_fail (QUAY_IS_SITE_OPTIONS (options), NULL);
  self = g_object_new (QUAY_TYPE_LOGIN, NULL);
  self->options = quay_site_options_copy (options);
  g_set_object (&self->interaction, interaction);

  return self;
}

/**
 * quay_login_set_logging:
 * @self: a login
 * @level: [property@Quay.SiteOptions:log-level]
 * @mask_sensitive_data: [property@Quay.SiteOptions:mask-sensitive-data]
 * @log_file_data: [property@Quay.SiteOptions:log-file-data]
 *
 * Changes what [signal@Quay.Login::log] tells, also of a login that is open or being opened.
 */
void
quay_login_set_logging (QuayLogin *self, guint level, gboolean mask_sensitive_data, gboolean log_file_data)
{
  g_return_if_fail (QUAY_IS_LOGIN (self));

  quay_site_options_set_log_level (self->options, level);
  quay_site_options_set_mask_sensitive_data (self->options, mask_sensitive_data);
  quay_site_options_set_log_file_data (self->options, log_file_data);
  if (self->connection != NULL)
    quay_connection_set_logging (self->connection, quay_site_options_get_log_level (self->options), mask_sensitive_data,
                                 log_file_data);
}

/**
 * quay_login_get_options:
 * @self: a login
 *
 * Returns: (transfer none): the copy it was made with
 */
QuaySiteOptions *
quay_login_get_options (QuayLogin *self)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (self), NULL);

  return self->options;
}

/**
 * quay_login_get_state:
 * @self: a login
 *
 * Returns: whether it is open
 */
QuayLoginState
quay_login_get_state (QuayLogin *self)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (self), QUAY_LOGIN_CLOSED);

  return self->state;
}

/**
 * quay_login_set_needs_home:
 * @self: a login that is not open
 * @needs_home: whether [method@Quay.Login.get_home] is to be known (SSH_FXP_REALPATH of ".", filexfer-02 section 6.11)
 *
 * It is, unless this says otherwise. Whoever has nothing but paths for the server saves a round trip without.
 */
void
quay_login_set_needs_home (QuayLogin *self, gboolean needs_home)
{
  g_return_if_fail (QUAY_IS_LOGIN (self));
  g_return_if_fail (self->connection == NULL);

  self->needs_home = needs_home;
}

/**
 * quay_login_get_home:
 * @self: a login
 *
 * Returns: (nullable) (type filename): the folder the server put us in, NULL before the first login, and where nobody
 * needed it
 */
const char *
quay_login_get_home (QuayLogin *self)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (self), NULL);

  return self->home;
}

/**
 * quay_login_get_sftp_version:
 * @self: a login
 *
 * Returns: the SFTP version agreed on, 0 before the first login
 */
guint
quay_login_get_sftp_version (QuayLogin *self)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (self), 0);

  return self->sftp_version;
}

/**
 * quay_login_dup_info:
 * @self: a login
 *
 * What was agreed with the server; the header lists the keys.
 *
 * Returns: (transfer full) (nullable): an `a{sv}`, NULL while it is not open
 */
GVariant *
quay_login_dup_info (QuayLogin *self)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (self), NULL);

  return self->connection != NULL ? quay_connection_dup_info (self->connection) : NULL;
}

static void
quay_login_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayLogin *self = QUAY_LOGIN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_HOME:
      g_value_set_string (value, self->home);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, self->status_text);
      break;
    case PROP_SFTP_VERSION:
      g_value_set_uint (value, self->sftp_version);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_login_finalize (GObject *object)
{
  QuayLogin *self = QUAY_LOGIN (object);

  if (self->connection != NULL)
    quay_connection_close (self->connection, NULL, NULL);
  g_clear_pointer (&self->connection, quay_connection_unref);
  g_clear_pointer (&self->memory, quay_auth_memory_unref);
  g_clear_object (&self->options);
  g_clear_object (&self->interaction);
  g_main_context_unref (self->owner);
  g_free (self->home);
  g_free (self->status_text);

  G_OBJECT_CLASS (quay_login_parent_class)->finalize (object);
}

static void
quay_login_class_init (QuayLoginClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = quay_login_get_property;
  object_class->finalize = quay_login_finalize;

  /**
   * QuayLogin:state:
   *
   * The [enum@Quay.LoginState].
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, QUAY_LOGIN_CLOSING, QUAY_LOGIN_CLOSED,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * QuayLogin:home:
   *
   * The folder the server put us in.
   */
  properties[PROP_HOME] = g_param_spec_string ("home", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * QuayLogin:status-text:
   *
   * What is going on, for showing while connecting; escaped.
   */
  properties[PROP_STATUS_TEXT]
      = g_param_spec_string ("status-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * QuayLogin:sftp-version:
   *
   * The SFTP version agreed on.
   */
  properties[PROP_SFTP_VERSION]
      = g_param_spec_uint ("sftp-version", NULL, NULL, 0, 6, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * QuayLogin::closed:
   * @self: the login
   * @error: (nullable): why, NULL when it was asked for
   *
   * An open login has ended.
   */
  signals[SIGNAL_CLOSED]
      = g_signal_new ("closed", QUAY_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * QuayLogin::log:
   * @self: the login
   * @level: 0 errors, 1 what happens, 2 packets, 3 bytes
   * @message: one line, escaped, without secrets
   *
   * A line for the log.
   */
  signals[SIGNAL_LOG] = g_signal_new ("log", QUAY_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                      G_TYPE_INT, G_TYPE_STRING);
}

static void
quay_login_init (QuayLogin *self)
{
  self->owner = g_main_context_ref_thread_default ();
  self->memory = quay_auth_memory_new ();
  self->needs_home = TRUE;
}
