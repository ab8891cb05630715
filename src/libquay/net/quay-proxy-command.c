/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-command.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-pipe-channel.h"
#include "quay-text.h"
#include "quay-url.h"

typedef struct
{
  const char *host, *port, *user;
} Values;

/* (nullable): what %@letter stands for. */
static const char *
find_value (const Values *values, char letter)
{
  switch (letter)
    {
    case 'h':
    case 'n':
      return values->host;
    case 'p':
      return values->port;
    case 'r':
      return values->user;
    case '%':
      return "%";
    default:
      return NULL;
    }
}

static char *
expand_word (const char *word, const Values *values, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = word; *p != '\0'; p++)
    {
      const char *value;

      if (*p != '%')
        {
          g_string_append_c (text, *p);
          continue;
        }
      value = find_value (values, *++p);
      if (value == NULL)
        {
          g_autofree char *shown = quay_text_escape (word, -1);

          quay_set_error (
              error, QUAY_ERROR_USAGE,
              "In “%s” of the proxy command only %%h, %%p, %%r, %%n and %%%% can be used behind a percent sign", shown);
          return NULL;
        }
      g_string_append (text, value);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Nothing that could be taken for an option, or for more than a name. */
static gboolean
check_values (const Values *values, GError **error)
{
  g_autofree char *host = quay_text_escape (values->host, -1);
  g_autofree char *user = quay_text_escape (values->user, -1);

  if (!quay_host_name_is_safe (values->host))
    quay_set_error (error, QUAY_ERROR_HOST_INVALID, "“%s” is not a host name or an address", host);
  else if (!quay_user_name_is_safe (values->user))
    quay_set_error (error, QUAY_ERROR_USAGE, "“%s” is not a user name that can be used; check it", user);
  else
    return TRUE;

  return FALSE;
}

static gboolean
split (const char *command, char ***words, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (g_shell_parse_argv (command, NULL, words, &local_error))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_USAGE, "The proxy command cannot be split into words: %s", local_error->message);

  return FALSE;
}

char **
quay_proxy_command_expand (const char *command, const char *host, guint port, const char *user, GError **error)
{
  g_autofree char *digits = g_strdup_printf ("%u", port);
  const Values values = { host, digits, user };
  g_auto (GStrv) words = NULL;
  char **from;

  if (!check_values (&values, error) || !split (command, &words, error))
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *expanded = expand_word (words[i], &values, error);

      if (expanded == NULL)
        return NULL;
      g_free (words[i]);
      words[i] = expanded;
    }
  /* A word for the shell that people are told to write, and that has no shell here. */
  from = words + (g_str_equal (words[0], "exec") && words[1] != NULL ? 1 : 0);

  return g_strdupv (from);
}

QuayChannel *
quay_proxy_command_connect (QuaySiteOptions *options, const QuayLog *log, GError **error)
{
  const char *command = quay_site_options_get_proxy_command (options);
  const char *host = quay_site_options_get_host (options);
  const char *user = quay_site_options_get_user (options);
  guint port = quay_site_options_get_port (options);
  g_auto (GStrv) argv = NULL;
  g_autofree char *program = NULL;

  if (command == NULL || *command == '\0')
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "There is to be a proxy command, but none is given");
      return NULL;
    }
  argv = quay_proxy_command_expand (command, host, port, *user != '\0' ? user : g_get_user_name (), error);
  if (argv == NULL)
    return NULL;
  program = quay_text_escape (argv[0], -1);
  if (log != NULL)
    quay_log (log, 1, "Connecting to %s port %u by the program “%s”", host, port, program);

  return quay_pipe_channel_spawn ((const char *const *)argv, NULL, error);
}
