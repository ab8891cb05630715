/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-ssh-config.h"

#include <glib/gi18n.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define SSH_PORT 22
#define MAX_PORT 65535

/* Far more than ssh -G prints (about 4 KiB); what is longer is no answer. */
#define MAX_OUTPUT (256 * 1024)

/* ssh -G only reads files, but a `Match exec` in them may run anything. */
#define TIMEOUT_SECONDS 10

typedef struct
{
  char *alias;
  GSubprocess *process;
  guint timeout;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_clear_handle_id (&lookup->timeout, g_source_remove);
  g_clear_object (&lookup->process);
  g_free (lookup->alias);
  g_free (lookup);
}

gboolean
quayside_ssh_config_is_word (const char *text)
{
  return text[0] != '\0' && strpbrk (text, "@:/[]") == NULL && !g_hostname_is_ip_address (text)
         && quay_host_name_is_safe (text);
}

/* "~/.ssh/x" as OpenSSH means it. */
static char *
expand (const char *path)
{
  return g_str_has_prefix (path, "~/") ? g_build_filename (g_get_home_dir (), path + 2, NULL) : g_strdup (path);
}

/* What ssh looks at when its configuration names nothing: the engine knows these by itself. */
static const char *const usual_known_hosts[] = { "known_hosts", "known_hosts2", NULL };
static const char *const usual_identities[]
    = { "id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_xmss", "id_dsa", NULL };

/* Is it one of @names in the folder .ssh? ssh takes the account's home for that, whatever HOME says. */
static gboolean
is_usual (const char *path, const char *const *names)
{
  struct passwd *account = getpwuid (getuid ());
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *own = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  g_autofree char *of_account = account != NULL ? g_build_filename (account->pw_dir, ".ssh", NULL) : NULL;

  return g_strv_contains (names, name) && (g_str_equal (folder, own) || g_strcmp0 (folder, of_account) == 0);
}

/* Without an IdentityFile ssh lists its default names, there or not; those the engine knows by itself. */
static void
apply_identities (QuaySiteOptions *options, GPtrArray *files)
{
  gboolean own = FALSE;

  for (guint i = 0; i < files->len; i++)
    own |= !is_usual (g_ptr_array_index (files, i), usual_identities);
  if (!own)
    return;
  g_ptr_array_add (files, NULL);
  quay_site_options_set_identities (options, (const char *const *)files->pdata);
}

/* One line may name several files; the default pair means the engine's own default. */
static void
apply_known_hosts (QuaySiteOptions *options, const char *value)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  gboolean own = FALSE;

  if (!g_shell_parse_argv (value, NULL, &words, NULL))
    return;
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *file = expand (words[i]);

      own |= !is_usual (file, usual_known_hosts);
      g_ptr_array_add (files, file);
    }
  if (!own)
    return;
  g_ptr_array_add (files, NULL);
  quay_site_options_set_known_hosts_files (options, (const char *const *)files->pdata);
}

static gboolean
apply_host (QuaySiteOptions *options, const char *alias, const char *value, GError **error)
{
  g_autofree char *safe = NULL;

  if (quay_host_name_is_safe (value))
    {
      quay_site_options_set_host (options, value);
      return TRUE;
    }
  safe = quay_text_escape (value, -1);
  g_set_error (
      error, QUAY_ERROR, QUAY_ERROR_HOST_INVALID,
      _ ("The SSH configuration says that “%s” is the host “%s”, which is no host name. Correct its HostName line."),
      alias, safe);
  return FALSE;
}

static gboolean
apply_user (QuaySiteOptions *options, const char *alias, const char *value, GError **error)
{
  if (quay_user_name_is_safe (value))
    {
      quay_site_options_set_user (options, value);
      return TRUE;
    }
  g_set_error (error, QUAY_ERROR, QUAY_ERROR_USAGE,
               _ ("The user name for “%s” in the SSH configuration cannot be used. Correct its User line."), alias);
  return FALSE;
}

static gboolean
apply_port (QuaySiteOptions *options, const char *alias, const char *value, GError **error)
{
  guint64 port;

  if (!g_ascii_string_to_unsigned (value, 10, 1, MAX_PORT, &port, error))
    return FALSE;
  quay_site_options_set_port (options, port);
  return TRUE;
}

/* A jump host is ssh's own business: its child process goes through it, by the alias. */
static gboolean
apply_line (QuaySiteOptions *options,
            GPtrArray *identities,
            const char *alias,
            const char *key,
            const char *value,
            GError **error)
{
  if (g_str_equal (key, "hostname"))
    return apply_host (options, alias, value, error);
  if (g_str_equal (key, "port"))
    return apply_port (options, alias, value, error);
  if (g_str_equal (key, "user"))
    return apply_user (options, alias, value, error);
  if (g_str_equal (key, "identityfile"))
    g_ptr_array_add (identities, expand (value));
  else if (g_str_equal (key, "userknownhostsfile"))
    apply_known_hosts (options, value);
  else if (g_str_equal (key, "proxyjump") && !g_str_equal (value, "none"))
    quay_site_options_set_transport (options, QUAY_TRANSPORT_SSH_CHILD);
  return TRUE;
}

QuaySiteOptions *
quayside_ssh_config_parse (const char *alias, const char *output, GError **error)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  quay_site_options_set_host (options, alias);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *value = strchr (g_strchomp (lines[i]), ' ');

      if (value == NULL)
        continue;
      *value++ = '\0';
      if (!apply_line (options, identities, alias, lines[i], value, error))
        return NULL;
    }
  if (quay_site_options_get_transport (options) == QUAY_TRANSPORT_SSH_CHILD)
    quay_site_options_set_host (options, alias);
  apply_identities (options, identities);
  return g_steal_pointer (&options);
}

static void
return_plain_host (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, lookup->alias);
  g_task_return_pointer (task, options, g_object_unref);
}

static void
return_parsed (GTask *task, const char *output)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  QuaySiteOptions *options = quayside_ssh_config_parse (lookup->alias, output, &error);

  if (options != NULL)
    g_task_return_pointer (task, options, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  g_autofree char *safe = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&lookup->timeout, g_source_remove);
  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, &complaint, &error))
    {
      g_subprocess_force_exit (G_SUBPROCESS (source));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_subprocess_get_successful (G_SUBPROCESS (source)) && output != NULL && strlen (output) <= MAX_OUTPUT)
    {
      return_parsed (task, output);
      return;
    }
  safe = quay_text_escape_message (complaint != NULL ? g_strstrip (complaint) : "", -1, 500);
  g_task_return_new_error (
      task, QUAY_ERROR, QUAY_ERROR_USAGE,
      _ ("ssh cannot read its configuration for “%s”: %s. Correct ~/.ssh/config, or type user@host."), lookup->alias,
      safe[0] != '\0' ? safe : _ ("it gave no reason"));
}

static gboolean
on_timeout (gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->timeout = 0;
  g_subprocess_force_exit (lookup->process);
  return G_SOURCE_REMOVE;
}

void
quayside_ssh_config_lookup_async (const char *alias,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->alias = g_strdup (alias);
  g_task_set_source_tag (task, quayside_ssh_config_lookup_async);
  g_task_set_task_data (task, lookup, (GDestroyNotify)lookup_free);
  if (!quayside_ssh_config_is_word (alias))
    {
      g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_HOST_INVALID, _ ("This is no host name. Type user@host."));
      return;
    }
  lookup->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "ssh",
                                      "-G", "--", alias, NULL);
  if (lookup->process == NULL)
    {
      g_debug ("No ssh to ask about %s: %s", alias, error->message);
      return_plain_host (task);
      return;
    }
  lookup->timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, on_timeout, lookup);
  g_subprocess_communicate_utf8_async (lookup->process, NULL, cancellable, on_answered, g_object_ref (task));
}

QuaySiteOptions *
quayside_ssh_config_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_ssh_config_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
