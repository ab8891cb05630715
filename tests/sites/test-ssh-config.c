/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <quay.h>

#include "quayside-ssh-config.h"

static void
test_words (void)
{
  static const char *const words[] = { "web-01", "backup", "web.example.org", "a" };
  static const char *const others[]
      = { "",    "anna@web", "web:22", "sftp://web", "127.0.0.1", "::1",    "-oProxyCommand=x",
          "a b", "a;b",      "$(id)",  "a\nb",       "[::1]",     "web/srv" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_true (quayside_ssh_config_is_word (words[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (quayside_ssh_config_is_word (others[i]));
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output
      = g_strdup_printf ("host web\nuser anna\nhostname web-01.example.org\nport 2222\n"
                         "identityfile ~/.ssh/work key\nidentityfile /keys/second\n"
                         "userknownhostsfile /etc/hosts-a ~/hosts-b\nproxyjump none\nproxycommand evil\n");
  g_autoptr (QuaySiteOptions) options = quayside_ssh_config_parse ("web", output, &error);
  g_autofree char *key = g_build_filename (g_get_home_dir (), ".ssh", "work key", NULL);
  g_autofree char *hosts = g_build_filename (g_get_home_dir (), "hosts-b", NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "web-01.example.org");
  g_assert_cmpstr (quay_site_options_get_user (options), ==, "anna");
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 2222);
  g_assert_cmpint (quay_site_options_get_transport (options), ==, QUAY_TRANSPORT_SSH);
  g_assert_cmpstr (quay_site_options_get_identities (options)[0], ==, key);
  g_assert_cmpstr (quay_site_options_get_identities (options)[1], ==, "/keys/second");
  g_assert_null (quay_site_options_get_identities (options)[2]);
  g_assert_cmpstr (quay_site_options_get_known_hosts_files (options)[0], ==, "/etc/hosts-a");
  g_assert_cmpstr (quay_site_options_get_known_hosts_files (options)[1], ==, hosts);
}

static void
test_defaults_stay_ours (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaySiteOptions) options
      = quayside_ssh_config_parse ("web",
                                   "hostname web\nport 22\nidentityfile ~/.ssh/id_rsa\nidentityfile ~/.ssh/id_ed25519\n"
                                   "userknownhostsfile ~/.ssh/known_hosts ~/.ssh/known_hosts2\n",
                                   &error);

  g_assert_no_error (error);
  g_assert_null (quay_site_options_get_identities (options));
  g_assert_null (quay_site_options_get_known_hosts_files (options));
}

/* Names that only begin like the usual ones are the person's own. */
static void
test_own_files_are_named (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaySiteOptions) options
      = quayside_ssh_config_parse ("web",
                                   "hostname web\nport 22\nidentityfile ~/.ssh/id_work\n"
                                   "userknownhostsfile ~/.ssh/known_hosts_work\n",
                                   &error);
  g_autofree char *key = g_build_filename (g_get_home_dir (), ".ssh", "id_work", NULL);
  g_autofree char *hosts = g_build_filename (g_get_home_dir (), ".ssh", "known_hosts_work", NULL);

  g_assert_no_error (error);
  g_assert_nonnull (quay_site_options_get_identities (options));
  g_assert_cmpstr (quay_site_options_get_identities (options)[0], ==, key);
  g_assert_nonnull (quay_site_options_get_known_hosts_files (options));
  g_assert_cmpstr (quay_site_options_get_known_hosts_files (options)[0], ==, hosts);
}

static void
test_jump_is_ssh_business (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaySiteOptions) options
      = quayside_ssh_config_parse ("inner", "hostname 10.0.0.7\nport 22\nproxyjump gate.example.org\n", &error);

  g_assert_no_error (error);
  g_assert_cmpint (quay_site_options_get_transport (options), ==, QUAY_TRANSPORT_SSH_CHILD);
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "inner");
}

static void
test_bad_answers (void)
{
  static const char *const answers[]
      = { "hostname -oProxyCommand=x\n", "hostname a;b\n", "port 0\n", "port 65536\n", "port x\n", "user a;b\n" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quayside_ssh_config_parse ("web", answers[i], &error));
      g_assert_nonnull (error);
    }
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(QuaySiteOptions **)user_data = quayside_ssh_config_lookup_finish (result, &error);
  g_assert_no_error (error);
}

static QuaySiteOptions *
lookup (const char *alias)
{
  QuaySiteOptions *options = NULL;

  quayside_ssh_config_lookup_async (alias, NULL, on_looked_up, &options);
  while (options == NULL)
    g_main_context_iteration (NULL, TRUE);
  return options;
}

/* ssh reads the configuration of the account, not of $HOME, so a script stands in for it. */
static void
test_asks_ssh (void)
{
  g_autofree char *folder = g_dir_make_tmp ("quayside-ssh-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "ssh", NULL);
  g_autofree char *path = g_strconcat (folder, ":", g_getenv ("PATH"), NULL);
  g_autofree char *old_path = g_strdup (g_getenv ("PATH"));
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autoptr (QuaySiteOptions) plain = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (script, "#!/bin/sh\n[ \"$*\" = '-G -- web' ] || exit 1\necho hostname real.example.org\n",
                            -1, G_FILE_SET_CONTENTS_NONE, 0755, &error);
  g_assert_no_error (error);
  g_setenv ("PATH", path, TRUE);
  options = lookup ("web");
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "real.example.org");
  g_assert_cmpint (g_unlink (script), ==, 0);
  g_setenv ("PATH", folder, TRUE);
  plain = lookup ("web");
  g_assert_cmpstr (quay_site_options_get_host (plain), ==, "web");
  g_setenv ("PATH", old_path, TRUE);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ssh-config/words", test_words);
  g_test_add_func ("/ssh-config/parse", test_parse);
  g_test_add_func ("/ssh-config/defaults-stay-ours", test_defaults_stay_ours);
  g_test_add_func ("/ssh-config/own-files", test_own_files_are_named);
  g_test_add_func ("/ssh-config/jump-is-ssh-business", test_jump_is_ssh_business);
  g_test_add_func ("/ssh-config/bad-answers", test_bad_answers);
  g_test_add_func ("/ssh-config/asks-ssh", test_asks_ssh);
  return g_test_run ();
}
