/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-child.h"

#include <string.h>

#include "quay-connector.h"
#include "quay-error-private.h"
#include "quay-jump.h"
#include "quay-known-hosts-line.h"
#include "quay-pipe-channel.h"
#include "quay-text.h"
#include "quay-url.h"

#define DEFAULT_PORT 22

typedef struct
{
  QuaySiteOptions *options; /* borrowed */
  GStrvBuilder *argv;       /* owned */
  GError *error;            /* owned, nullable */
} Command;

static void
command_clear (Command *self)
{
  g_clear_pointer (&self->argv, g_strv_builder_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Command, command_clear)

/* "-oKEY=VALUE" is read as a line of ssh_config: a value that could end the line, or its quotes, is refused. */
static gboolean
check_value (Command *self, const char *key, const char *value)
{
  g_autofree char *shown = NULL;
  gboolean good = TRUE;

  for (const char *at = value; *at != '\0'; at++)
    good = good && (guchar)*at >= 0x20 && *at != 0x7f && *at != '"' && *at != '\\';
  if (good || self->error != NULL)
    return good;
  shown = quay_text_escape (value, -1);
  quay_set_error (&self->error, QUAY_ERROR_USAGE, "“%s” cannot be given to the ssh program as its %s", shown, key);

  return FALSE;
}

static void
add (Command *self, const char *key, const char *value)
{
  if (value != NULL && *value != '\0' && check_value (self, key, value))
    g_strv_builder_take (self->argv, g_strdup_printf ("-o%s=\"%s\"", key, value));
}

static void
add_number (Command *self, const char *key, guint64 number)
{
  g_strv_builder_take (self->argv, g_strdup_printf ("-o%s=%" G_GUINT64_FORMAT, key, number));
}

static void
add_yes_no (Command *self, const char *key, gboolean yes)
{
  g_strv_builder_take (self->argv, g_strdup_printf ("-o%s=%s", key, yes ? "yes" : "no"));
}

/* ssh puts other things in the place of "%h" and the like in names of files. */
static char *
dup_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "%", -1);

  return g_strjoinv ("%%", parts);
}

static void
add_path (Command *self, const char *key, const char *path)
{
  g_autofree char *escaped = path != NULL ? dup_path (path) : NULL;

  add (self, key, escaped);
}

/* --- Trust --- */

static void
add_known_hosts (Command *self)
{
  const char *const *files = quay_site_options_get_known_hosts_files (self->options);
  g_autoptr (GString) list = g_string_new (NULL);

  if (files == NULL)
    return;
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = dup_path (files[i]);

      if (check_value (self, "UserKnownHostsFile", path))
        g_string_append_printf (list, "%s\"%s\"", i > 0 ? " " : "", path);
    }
  g_strv_builder_take (self->argv,
                       g_strdup_printf ("-oUserKnownHostsFile=%s", list->len > 0 ? list->str : "/dev/null"));
}

static void
add_lines (GString *text, const char *marker, const char *name, const char *const *keys, GError **error)
{
  for (gsize i = 0; keys != NULL && keys[i] != NULL && *error == NULL; i++)
    {
      g_autoptr (QuayHostKey) key = quay_host_key_new_from_text (keys[i], error);
      g_autofree char *base64 = key != NULL ? quay_host_key_dup_base64 (key) : NULL;

      if (key != NULL)
        g_string_append_printf (text, "%s%s %s %s\n", marker, name, quay_host_key_get_key_type (key), base64);
    }
}

/* The keys that the options name, where ssh looks for what is known on the whole machine. */
static void
add_named_keys (Command *self, QuayAskpass *askpass)
{
  const char *alias = quay_site_options_get_host_key_alias (self->options);
  gboolean has_alias = alias != NULL && *alias != '\0';
  g_autofree char *name
      = quay_known_hosts_line_name (has_alias ? alias : quay_site_options_get_host (self->options),
                                    has_alias ? DEFAULT_PORT : quay_site_options_get_port (self->options));
  g_autofree char *path = g_build_filename (quay_askpass_get_folder (askpass), "known_hosts", NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  add_lines (text, "", name, quay_site_options_get_host_keys (self->options), &self->error);
  add_lines (text, "@cert-authority ", name, quay_site_options_get_host_ca_keys (self->options), &self->error);
  if (text->len == 0 || self->error != NULL)
    return;
  if (g_file_set_contents_full (path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_NONE, 0600, &self->error)
      && check_value (self, "GlobalKnownHostsFile", path))
    g_strv_builder_take (self->argv, g_strdup_printf ("-oGlobalKnownHostsFile=\"%s\" /etc/ssh/ssh_known_hosts", path));
}

static void
add_trust (Command *self, QuayAskpass *askpass, gboolean silent)
{
  const char *checking = "ask";

  switch (quay_site_options_get_host_key_policy (self->options))
    {
    case QUAY_HOST_KEY_POLICY_ANY:
      g_strv_builder_add_many (self->argv, "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null",
                               "-oGlobalKnownHostsFile=/dev/null", NULL);
      return;
    case QUAY_HOST_KEY_POLICY_ACCEPT_NEW:
      checking = "accept-new";
      break;
    case QUAY_HOST_KEY_POLICY_STRICT:
      checking = "yes";
      break;
    case QUAY_HOST_KEY_POLICY_ASK:
    case QUAY_HOST_KEY_POLICY_ASK_ALWAYS:
    default:
      /* The fingerprints that the options name answer, where there is nobody. */
      if (silent && quay_site_options_get_host_fingerprints (self->options) == NULL)
        checking = "yes";
    }
  add (self, "StrictHostKeyChecking", checking);
  add_known_hosts (self);
  add_named_keys (self, askpass);
  add (self, "HostKeyAlias", quay_site_options_get_host_key_alias (self->options));
}

/* --- Algorithms and the way there --- */

static void
add_algorithms (Command *self)
{
  QuaySiteOptions *options = self->options;
  const char *compression = quay_site_options_get_compression (options);
  guint64 rekey = quay_site_options_get_rekey_threshold (options);

  add (self, "KexAlgorithms", quay_site_options_get_kex_algorithms (options));
  add (self, "HostKeyAlgorithms", quay_site_options_get_host_key_algorithms (options));
  add (self, "Ciphers", quay_site_options_get_ciphers (options));
  add (self, "MACs", quay_site_options_get_macs (options));
  add (self, "PubkeyAcceptedAlgorithms", quay_site_options_get_signature_algorithms (options));
  if (compression != NULL && *compression != '\0')
    add_yes_no (self, "Compression", g_str_has_prefix (compression, "zlib"));
  if (rekey > 0)
    add_number (self, "RekeyLimit", rekey);
}

static void
add_connection (Command *self)
{
  QuaySiteOptions *options = self->options;
  guint families = quay_site_options_get_use_ipv6 (options);
  guint interval = quay_site_options_get_keep_alive_interval (options);

  if (families < 2)
    g_strv_builder_add (self->argv, families == 0 ? "-4" : "-6");
  if (quay_site_options_get_port (options) != DEFAULT_PORT)
    add_number (self, "Port", quay_site_options_get_port (options));
  add (self, "BindAddress", quay_site_options_get_bind_address (options));
  if (quay_site_options_get_connect_timeout (options) > 0)
    add_number (self, "ConnectTimeout", quay_site_options_get_connect_timeout (options));
  add_yes_no (self, "TCPKeepAlive", quay_site_options_get_tcp_keep_alive (options));
  add_number (self, "ServerAliveInterval", interval);
  add_number (self, "ServerAliveCountMax", quay_site_options_get_keep_alive_count_max (options));
}

/* --- The login --- */

static void
set_unsupported (Command *self, const char *what)
{
  if (self->error == NULL)
    quay_set_error (&self->error, QUAY_ERROR_UNSUPPORTED,
                    "The ssh program cannot do this: %s; choose another transport", what);
}

static gboolean
is_listed (const char *list, const char *method)
{
  g_auto (GStrv) methods = g_strsplit (list != NULL ? list : "", ",", -1);

  for (char **name = methods; *name != NULL; name++)
    if (g_str_equal (g_strstrip (*name), method))
      return TRUE;

  return FALSE;
}

static void
add_methods (Command *self)
{
  const char *methods = quay_site_options_get_auth_methods (self->options);

  if (is_listed (methods, "custom"))
    set_unsupported (self, "a login packet by packet");
  if (methods != NULL && *methods != '\0' && !quay_site_options_get_try_all_methods (self->options))
    {
      g_auto (GStrv) names = g_strsplit (methods, ",", -1);
      g_autofree char *joined = NULL;

      for (char **name = names; *name != NULL; name++)
        g_strstrip (*name);
      joined = g_strjoinv (",", names);
      add (self, "PreferredAuthentications", joined);
    }
  if (is_listed (methods, "gssapi-with-mic") || is_listed (methods, "gssapi-keyex"))
    add_yes_no (self, "GSSAPIAuthentication", TRUE);
  if (is_listed (methods, "gssapi-keyex"))
    add_yes_no (self, "GSSAPIKeyExchange", TRUE);
  if (quay_site_options_get_gssapi_delegate (self->options))
    add_yes_no (self, "GSSAPIDelegateCredentials", TRUE);
  add (self, "GSSAPIServerIdentity", quay_site_options_get_gssapi_server_identity (self->options));
  add (self, "GSSAPIClientIdentity", quay_site_options_get_gssapi_client_identity (self->options));
}

static void
add_keys (Command *self)
{
  const char *const *identities = quay_site_options_get_identities (self->options);
  const char *certificate = quay_site_options_get_certificate (self->options);

  if (quay_site_options_get_private_key (self->options) != NULL)
    set_unsupported (self, "a key that is in no file");
  if (certificate != NULL && strchr (certificate, ' ') != NULL
      && strstr (certificate, "-cert-v01@openssh.com ") != NULL)
    set_unsupported (self, "a certificate that is in no file");
  else
    add_path (self, "CertificateFile", certificate);
  if (!quay_site_options_get_use_agent (self->options))
    add (self, "IdentityAgent", "none");
  else
    add_path (self, "IdentityAgent", quay_site_options_get_agent_socket (self->options));
  if (quay_site_options_get_agent_only (self->options))
    add (self, "IdentityFile", "none");
  else if (identities != NULL && identities[0] == NULL)
    add (self, "IdentityFile", "none");
  for (gsize i = 0; identities != NULL && identities[i] != NULL && !quay_site_options_get_agent_only (self->options);
       i++)
    add_path (self, "IdentityFile", identities[i]);
}

static gboolean
check_target (Command *self)
{
  const char *user = quay_site_options_get_user (self->options);
  g_autofree char *shown = NULL;

  if (!quay_connector_check_target (quay_site_options_get_host (self->options),
                                    quay_site_options_get_port (self->options), &self->error))
    return FALSE;
  if (*user == '\0' || quay_user_name_is_safe (user))
    return TRUE;
  shown = quay_text_escape (user, -1);
  quay_set_error (&self->error, QUAY_ERROR_USAGE, "“%s” is not a user name that can be used; check it", shown);

  return FALSE;
}

/* Everything else ssh reads from ssh_config. The host comes last, behind "--". */
static char **
build (Command *self, QuayAskpass *askpass, gboolean silent, gboolean can_ask)
{
  g_autofree char *jump_hosts = NULL;

  if (!check_target (self))
    return NULL;
  jump_hosts = quay_jump_dup_list (self->options, &self->error);
  if (quay_site_options_get_proxy_type (self->options) != QUAY_PROXY_TYPE_NONE)
    set_unsupported (self, "a proxy, which ssh_config wants as a ProxyCommand");
  g_strv_builder_add_many (self->argv, "ssh", "-a", "-x", "-oClearAllForwardings=yes", NULL);
  if (!can_ask)
    add_yes_no (self, "BatchMode", TRUE);
  if (silent)
    add_number (self, "NumberOfPasswordPrompts", 1);
  add_connection (self);
  add_trust (self, askpass, silent);
  add_algorithms (self);
  add_methods (self);
  add_keys (self);
  add (self, "ProxyJump", jump_hosts);
  add (self, "User", quay_site_options_get_user (self->options));
  g_strv_builder_add_many (self->argv, "-s", "--", quay_site_options_get_host (self->options), "sftp", NULL);

  return self->error == NULL ? g_strv_builder_end (self->argv) : NULL;
}

/* Whether anything could come of a question. */
static gboolean
has_answers (QuaySiteOptions *options)
{
  return quay_site_options_get_password (options) != NULL || quay_site_options_get_passphrase (options) != NULL
         || quay_site_options_get_host_fingerprints (options) != NULL;
}

QuayChannel *
quay_ssh_child_spawn (
    QuaySiteOptions *options, QuayPrompter *prompter, QuayAskpass *askpass, const QuayLog *log, GError **error)
{
  g_auto (Command) command = { .options = options, .argv = g_strv_builder_new () };
  g_auto (GStrv) environment = quay_askpass_dup_environment (askpass);
  gboolean silent = quay_prompter_is_silent (prompter);
  g_auto (GStrv) argv = build (&command, askpass, silent, environment != NULL && (!silent || has_answers (options)));
  g_autofree char *shown = NULL;

  if (argv == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&command.error));
      return NULL;
    }
  if (environment == NULL)
    quay_log (log, 0, "The program quay-askpass is missing: ssh cannot ask for anything");
  shown = g_strjoinv (" ", argv);
  quay_log (log, 1, "Starting: %s", shown);

  return quay_pipe_channel_spawn ((const char *const *)argv, (const char *const *)environment, error);
}

/* ssh says these in English, whatever the language. */
GError *
quay_ssh_child_explain (const GError *error)
{
  static const struct
  {
    const char *says;
    QuayError code;
  } causes[] = {
    { "Permission denied (", QUAY_ERROR_AUTHENTICATION },
    { "Too many authentication failures", QUAY_ERROR_AUTHENTICATION },
    { "Host key verification failed", QUAY_ERROR_HOST_KEY_REJECTED },
    { "REMOTE HOST IDENTIFICATION HAS CHANGED", QUAY_ERROR_HOST_KEY_REJECTED },
    { "Could not resolve hostname", QUAY_ERROR_HOST_NOT_FOUND },
    { "Connection refused", QUAY_ERROR_CONNECTION_REFUSED },
    { "Connection timed out", QUAY_ERROR_TIMEOUT },
    { "Operation timed out", QUAY_ERROR_TIMEOUT },
    { "no matching ", QUAY_ERROR_NEGOTIATION },
    { "Bad SSH2 ", QUAY_ERROR_ALGORITHM_UNSUPPORTED },
    { "Bad key types", QUAY_ERROR_ALGORITHM_UNSUPPORTED },
  };

  if (error->domain != QUAY_ERROR || error->code != QUAY_ERROR_CONNECTION_DROPPED)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    if (strstr (error->message, causes[i].says) != NULL)
      return g_error_new (QUAY_ERROR, causes[i].code, "Could not log in by the ssh program. %s", error->message);

  return NULL;
}
