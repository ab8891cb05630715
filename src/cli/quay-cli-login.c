/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli.h"
#include "quay-cli-config.h"
#include "quay-cli-wait.h"
#include "quayside-site-store.h"

/* SSH through libssh2 or the ssh program, or SFTP spoken straight to a program. No shell has a hand in it. */
static gboolean
apply_transport (QuayCli *self, QuaySiteOptions *site, GError **error)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) local_error = NULL;

  if (self->options->ssh && self->options->sftp_exec != NULL)
    {
      g_set_error (error, QUAY_ERROR, QUAY_ERROR_USAGE, "Either --ssh or --sftp-exec, not both");
      return FALSE;
    }
  if (self->options->ssh)
    quay_site_options_set_transport (site, QUAY_TRANSPORT_SSH_CHILD);
  if (self->options->sftp_exec == NULL)
    return TRUE;
  if (!g_shell_parse_argv (self->options->sftp_exec, NULL, &argv, &local_error))
    {
      g_set_error (error, QUAY_ERROR, QUAY_ERROR_USAGE, "--sftp-exec cannot be split into words: %s",
                   local_error->message);
      return FALSE;
    }
  quay_site_options_set_transport (site, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (site, (const char *const *)argv);

  return TRUE;
}

static void
apply_trust (QuayCli *self, QuaySiteOptions *site)
{
  const char *const files[] = { self->options->known_hosts, NULL };

  if (self->options->known_hosts != NULL)
    quay_site_options_set_known_hosts_files (site, files);
  if (self->options->accept_new)
    quay_site_options_set_host_key_policy (site, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
}

static gboolean
apply_proxy (QuayCli *self, QuaySiteOptions *site, GError **error)
{
  const QuayCliOptions *options = self->options;

  if (options->proxy != NULL && options->proxy_command != NULL)
    {
      g_set_error (error, QUAY_ERROR, QUAY_ERROR_USAGE, "Either --proxy or --proxy-command, not both");
      return FALSE;
    }
  if (options->proxy != NULL && !quay_site_options_set_proxy_url (site, options->proxy, error))
    return FALSE;
  if (self->proxy_password != NULL)
    quay_site_options_set_proxy_password (site, self->proxy_password);
  if (options->proxy_command != NULL)
    {
      quay_site_options_set_proxy_type (site, QUAY_PROXY_TYPE_COMMAND);
      quay_site_options_set_proxy_command (site, options->proxy_command);
    }

  return TRUE;
}

static void
apply_jump (QuayCli *self, QuaySiteOptions *site)
{
  const char *const nameless[] = { "", NULL };
  g_auto (GStrv) hosts = NULL;

  if (self->options->jump == NULL)
    return;
  if (g_str_equal (self->options->jump, "none"))
    {
      quay_site_options_set_jump_hosts (site, NULL);
      return;
    }
  /* Refused when it is used, not taken for a way without jump hosts. */
  if (*self->options->jump == '\0')
    {
      quay_site_options_set_jump_hosts (site, nameless);
      return;
    }
  hosts = g_strsplit (self->options->jump, ",", -1);
  quay_site_options_set_jump_hosts (site, (const char *const *)hosts);
}

static void
apply_login (QuayCli *self, QuaySiteOptions *site)
{
  if (self->options->identities->len > 0)
    quay_site_options_set_identities (site, (const char *const *)self->options->identities->pdata);
  if (self->options->no_agent)
    quay_site_options_set_use_agent (site, FALSE);
  if (self->password != NULL)
    {
      quay_site_options_set_password (site, self->password);
      quay_site_options_set_passphrase (site, self->password);
    }
}

/* "site:NAME": what is saved under that name, and where it starts. */
static QuaySiteOptions *
read_site (QuayUrl *url, GError **error)
{
  g_autofree char *folder = quayside_site_store_dup_user_folder ();
  g_autoptr (QuaysideSiteStore) store = quayside_site_store_new (folder);
  g_autoptr (GError) local_error = NULL;
  QuaysideSite *saved;

  if (!quayside_site_store_load (store, error))
    return NULL;
  saved = quayside_site_store_find_by_name (store, url->site, &local_error);
  if (saved == NULL)
    {
      g_set_error_literal (error, QUAY_ERROR, QUAY_ERROR_USAGE, local_error->message);
      return NULL;
    }
  if (*url->path == '\0')
    g_set_str (&url->path, quayside_site_get_remote_folder (saved));

  return quay_site_options_copy (quayside_site_get_options (saved));
}

static QuaySiteOptions *
new_site (QuayUrl *url, GError **error)
{
  QuaySiteOptions *site;

  if (url->site != NULL)
    return read_site (url, error);
  site = quay_site_options_new ();
  quay_url_apply (url, site);

  return site;
}

/* What the command line says counts more than what is saved. */
static QuaySiteOptions *
make_site (QuayCli *self, QuayUrl *url, GError **error)
{
  g_autoptr (QuaySiteOptions) site = new_site (url, error);

  if (site == NULL)
    return NULL;
  if (*url->path == '\0')
    g_set_str (&url->path, ".");
  apply_trust (self, site);
  apply_login (self, site);
  apply_jump (self, site);
  quay_site_options_set_channels_ahead (site, self->channels_ahead);
  quay_site_options_set_log_level (site, self->options->verbosity);
  if (self->options->logins > 0)
    quay_site_options_set_max_logins (site, self->options->logins);
  if (self->options->sftp_version > 0)
    quay_site_options_set_sftp_version (site, self->options->sftp_version);
  if (self->options->has_timeout)
    {
      quay_site_options_set_timeout (site, self->options->timeout);
      quay_site_options_set_connect_timeout (site, self->options->timeout);
    }
  if (!apply_proxy (self, site, error) || !apply_transport (self, site, error)
      || !quay_cli_config_apply (self, site, NULL, error))
    return NULL;

  return g_steal_pointer (&site);
}

/* Only what is alike in everything, the way there included, is one login. */
static QuayLogin *
find_login (QuayCli *self, QuaySiteOptions *site)
{
  for (guint i = 0; i < self->logins->len; i++)
    if (quay_site_options_equal (site, quay_login_get_options (self->logins->pdata[i])))
      return self->logins->pdata[i];

  return NULL;
}

static void
on_log (QuayLogin *login, int level, const char *message, QuayCli *self)
{
  if (level > (int)self->options->verbosity)
    return;
  quay_cli_progress_hide (self->progress);
  quay_cli_output_message (self->output, "%s", message);
}

static void
on_closed (QuayLogin *login, const GError *error, QuayCli *self)
{
  if (error != NULL && self->lost == NULL)
    self->lost = g_error_copy (error);
}

static QuayLogin *
open_login (QuayCli *self, QuaySiteOptions *site, GError **error)
{
  g_autoptr (QuayLogin) login = quay_login_new (site, self->interaction);
  g_auto (QuayCliWait) wait = { 0 };

  quay_login_set_needs_home (login, self->needs_home);
  g_signal_connect (login, "closed", G_CALLBACK (on_closed), self);
  if (self->options->verbosity > 0)
    g_signal_connect (login, "log", G_CALLBACK (on_log), self);
  quay_login_open_async (login, self->cancellable, quay_cli_wait_ready, &wait);
  if (!quay_login_open_finish (login, quay_cli_wait_result (&wait), error))
    return NULL;
  g_ptr_array_add (self->logins, g_object_ref (login));

  return login;
}

/* What the command line can add to the engine's sentence: the options that help. */
static GError *
advise (QuayCli *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION) && self->options->batch && self->password == NULL
      && self->options->identities->len == 0)
    return g_error_new (QUAY_ERROR, QUAY_ERROR_AUTHENTICATION,
                        "%s. With --batch nobody is asked: name a key with -i, or give the password with --password-fd",
                        error->message);

  return g_steal_pointer (&owned);
}

QuayLogin *
quay_cli_open (QuayCli *self, const char *text, QuayUrl **url)
{
  g_autoptr (QuayUrl) parsed = NULL;
  g_autoptr (QuaySiteOptions) site = NULL;
  GError *error = NULL;
  QuayLogin *login = NULL;

  parsed = quay_url_parse (text, &error);
  if (parsed != NULL)
    site = make_site (self, parsed, &error);
  if (site != NULL)
    {
      login = find_login (self, site);
      if (login == NULL)
        login = open_login (self, site, &error);
    }
  /* What is no address may hold a password: it is not repeated. */
  if (login == NULL)
    quay_cli_fail (self, parsed != NULL ? text : NULL, advise (self, error));
  else
    *url = g_steal_pointer (&parsed);

  return login;
}
