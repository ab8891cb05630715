/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-proxy-command.h"
#include "quay-test-assert.h"
#include "quay-test-channel.h"

/* Programs that connect. */

static void
test_expands (void)
{
  static const struct
  {
    const char *command;
    const char *words[6];
  } cases[] = {
    { "nc %h %p", { "nc", "h.example", "2222" } },
    { "exec nc -X 5 '%h:%p'", { "nc", "-X", "5", "h.example:2222" } },
    { "a \"b c\" %r@%n %%h 100%%", { "a", "b c", "bob@h.example", "%h", "100%" } },
    { "a '$(id)' ';' `id` | b", { "a", "$(id)", ";", "`id`", "|", "b" } },
    { "exec", { "exec" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) words = quay_proxy_command_expand (cases[i].command, "h.example", 2222, "bob", &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (words), <=, G_N_ELEMENTS (cases[i].words));
      for (guint j = 0; j < G_N_ELEMENTS (cases[i].words); j++)
        g_assert_cmpstr (j <= g_strv_length (words) ? words[j] : NULL, ==, cases[i].words[j]);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *command, *host, *user;
  } cases[] = {
    { "nc %h", "-oProxyCommand=x", "bob" },
    { "nc %h", "a\nb", "bob" },
    { "nc %h", "a;b", "bob" },
    { "nc %h", "a b", "bob" },
    { "nc %r", "h", "-bob" },
    { "nc %r", "h",
      "b\x1b"
      "ob" },
    { "nc %r", "h", "$(id)" },
    { "nc %d", "h", "bob" },
    { "nc %", "h", "bob" },
    { "nc 'x", "h", "bob" },
    { "", "h", "bob" },
    { "nc %h", "", "bob" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_proxy_command_expand (cases[i].command, cases[i].host, 22, cases[i].user, &error));
      g_assert_true (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_USAGE)
                     || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_HOST_INVALID));
      g_assert_null (strchr (error->message, '\x1b'));
    }
}

static QuaySiteOptions *
make_options (const char *command)
{
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, "h.example");
  quay_site_options_set_user (options, "bob");
  quay_site_options_set_proxy_type (options, QUAY_PROXY_TYPE_COMMAND);
  quay_site_options_set_proxy_command (options, command);

  return options;
}

static void
test_runs (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("printf '%%s|' %h %p %r '*' '$HOME'");
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayChannel) channel = quay_proxy_command_connect (options, NULL, &error);
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  said = quay_test_read_all (channel);
  g_assert_cmpstr (said, ==, "h.example|22|bob|*|$HOME|");
}

static void
test_is_not_there (void)
{
  g_autoptr (QuaySiteOptions) options = make_options ("/no/such/program %h");
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_proxy_command_connect (options, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  quay_test_assert_says (error->message, "/no/such/program");
  g_clear_error (&error);
  quay_site_options_set_proxy_command (options, NULL);
  g_assert_null (quay_proxy_command_connect (options, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-command/expands", test_expands);
  g_test_add_func ("/proxy-command/refuses", test_refuses);
  g_test_add_func ("/proxy-command/runs", test_runs);
  g_test_add_func ("/proxy-command/is-not-there", test_is_not_there);

  return g_test_run ();
}
