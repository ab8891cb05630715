/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-options.h"

#include <string.h>

#include "quay-cli-command.h"

typedef enum
{
  KIND_FLAG,   /* gboolean */
  KIND_COUNT,  /* guint, one more each time */
  KIND_STRING, /* char * */
  KIND_LIST,   /* GPtrArray of char * */
  KIND_NUMBER, /* guint */
  KIND_CHOICE, /* an enumeration, by the names of its values */
  KIND_RATE,   /* guint64, bytes a second */
} Kind;

#define AT(member) G_STRUCT_OFFSET (QuayCliOptions, member)
#define NOWHERE (-1)

/* More than this many transfers at once only wait for each other. */
#define MAX_JOBS 64
#define MAX_LOGINS 16

typedef struct
{
  const char *name;
  char letter;
  Kind kind;
  glong offset;
  glong given_offset; /* a gboolean that tells that a value was given, or NOWHERE */
  guint minimum;
  guint maximum;
  const char *commands; /* of which commands, separated by spaces; NULL: of all */
  const char *argument; /* its name in the help */
  const char *help;
  const char *const *choices; /* in the order of the enumeration; of a string they are only for completion */
} Option;

/* In the order of QuayOverwrite, and of QuayLinks. */
static const char *const overwrite_names[] = { "ask", "always", "never", "newer", "size", "resume", "rename", NULL };
static const char *const algorithm_names[] = { "sha256", "sha512", "sha384", "sha1", "md5", NULL };
static const char *const links_names[] = { "keep", "follow", "skip", NULL };

static const Option options[] = {
  { "long", 'l', KIND_FLAG, AT (long_format), NOWHERE, 0, 0, "ls", NULL,
    "one entry a line with everything known of it" },
  { "recursive", 'R', KIND_FLAG, AT (recursive), NOWHERE, 0, 0, "ls", NULL, "go down into folders" },
  { "recursive", 'r', KIND_FLAG, AT (recursive), NOWHERE, 0, 0, "get put rm", NULL,
    "take folders with all that is in them" },
  { "parents", 'p', KIND_FLAG, AT (parents), NOWHERE, 0, 0, "mkdir", NULL,
    "make the folders above, too; one that is there is no error" },
  { "algorithm", 'a', KIND_STRING, AT (algorithm), NOWHERE, 0, 0, "sum", "ALGO",
    "sha256 (the default), sha512, sha384, sha1 or md5", algorithm_names },
  { "dry-run", 'n', KIND_FLAG, AT (dry_run), NOWHERE, 0, 0, "sync", NULL, "only say what would be done" },
  { "delete", 0, KIND_FLAG, AT (delete_extra), NOWHERE, 0, 0, "sync", NULL, "remove from DST what SRC does not have" },
  { "known-hosts", 0, KIND_STRING, AT (known_hosts), NOWHERE, 0, 0, NULL, "FILE",
    "known_hosts file to use instead of OpenSSH's" },
  { "accept-new", 0, KIND_FLAG, AT (accept_new), NOWHERE, 0, 0, NULL, NULL,
    "accept and save the keys of unknown hosts; refuse changed ones" },
  { "batch", 0, KIND_FLAG, AT (batch), NOWHERE, 0, 0, NULL, NULL, "never ask anything" },
  { "identity", 'i', KIND_LIST, AT (identities), NOWHERE, 0, 0, NULL, "FILE",
    "private key to log in with; may be given again and again" },
  { "password-fd", 0, KIND_NUMBER, AT (password_fd), AT (has_password_fd), 0, G_MAXINT, NULL, "N",
    "read the password, or the key's passphrase, from descriptor N" },
  { "no-agent", 0, KIND_FLAG, AT (no_agent), NOWHERE, 0, 0, NULL, NULL, "do not ask the SSH agent" },
  { "jump", 'J', KIND_STRING, AT (jump), NOWHERE, 0, 0, NULL, "HOST,...",
    "go through these SSH servers, each [user@]host[:port], the nearest first" },
  { "proxy", 0, KIND_STRING, AT (proxy), NOWHERE, 0, 0, NULL, "URL",
    "connect through http://[USER@]HOST[:PORT], socks4://, socks4a:// or socks5://; or system, as the environment "
    "(ALL_PROXY, NO_PROXY) or the desktop has it; or none" },
  { "proxy-password-fd", 0, KIND_NUMBER, AT (proxy_password_fd), AT (has_proxy_password_fd), 0, G_MAXINT, NULL, "N",
    "read the proxy's password from descriptor N; others can see one that stands in the URL" },
  { "proxy-command", 0, KIND_STRING, AT (proxy_command), NOWHERE, 0, 0, NULL, "PROG",
    "connect through the standard streams of PROG, where %h, %p and %r stand for host, port and user; no shell" },
  { "ssh", 0, KIND_FLAG, AT (ssh), NOWHERE, 0, 0, NULL, NULL,
    "let the ssh program connect and log in, with ssh_config and Kerberos" },
  { "sftp-exec", 0, KIND_STRING, AT (sftp_exec), NOWHERE, 0, 0, NULL, "PROG",
    "speak SFTP to the standard streams of PROG; no SSH" },
  { "config", 0, KIND_LIST, AT (config), NOWHERE, 0, 0, NULL, "NAME=VALUE",
    "set one of the keys that quay config lists; may be given again and again" },
  { "sftp-version", 0, KIND_NUMBER, AT (sftp_version), NOWHERE, 3, 6, NULL, "N",
    "offer SFTP versions up to N, 3 to 6; the server chooses, and quay info tells what it chose" },
  { "overwrite", 0, KIND_CHOICE, AT (overwrite), AT (has_overwrite), 0, 0, "get put mv", "HOW",
    "ask, always, never, newer, size, resume or rename", overwrite_names },
  { "resume", 0, KIND_FLAG, AT (resume), NOWHERE, 0, 0, "get put", NULL,
    "go on with what an earlier run left unfinished, where the source is still the same" },
  { "preserve", 0, KIND_FLAG, AT (preserve), NOWHERE, 0, 0, "get put", NULL,
    "keep modification times and permissions" },
  { "verify", 0, KIND_FLAG, AT (verify), NOWHERE, 0, 0, "get put sync", NULL,
    "compare both sides before a file gets its name, by the server's hash or by reading again" },
  { "links", 0, KIND_CHOICE, AT (links), NOWHERE, 0, 0, "get put", "HOW", "symbolic links: keep, follow or skip",
    links_names },
  { "limit", 0, KIND_RATE, AT (limit), NOWHERE, 0, 0, "get put sync", "RATE",
    "bytes a second at most, with k, M or G for thousands" },
  { "jobs", 'j', KIND_NUMBER, AT (jobs), NOWHERE, 1, MAX_JOBS, "get put", "N", "transfers at once" },
  { "logins", 0, KIND_NUMBER, AT (logins), NOWHERE, 1, MAX_LOGINS, "get put", "N",
    "spread several transfers over so many logins, where the server's processor is the limit" },
  { "json", 0, KIND_FLAG, AT (json), NOWHERE, 0, 0, NULL, NULL, "one JSON object a line, the last is the summary" },
  { "quiet", 'q', KIND_FLAG, AT (quiet), NOWHERE, 0, 0, NULL, NULL, "no progress line, no banner; errors only" },
  { "verbose", 'v', KIND_COUNT, AT (verbosity), NOWHERE, 0, 0, NULL, NULL,
    "tell what is going on; -vv and -vvv tell more" },
  { "timeout", 0, KIND_NUMBER, AT (timeout), AT (has_timeout), 1, 86400, NULL, "SECONDS",
    "give up after so long without an answer" },
  { "help", 'h', KIND_FLAG, AT (help), NOWHERE, 0, 0, NULL, NULL, "this text" },
  { "version", 0, KIND_FLAG, AT (version), NOWHERE, 0, 0, NULL, NULL, "the version" },
};

QuayCliOptions *
quay_cli_options_new (void)
{
  QuayCliOptions *self = g_new0 (QuayCliOptions, 1);

  self->arguments = g_ptr_array_new_with_free_func (g_free);
  self->config = g_ptr_array_new_with_free_func (g_free);
  self->identities = g_ptr_array_new_null_terminated (4, g_free, TRUE);

  return self;
}

void
quay_cli_options_free (QuayCliOptions *self)
{
  g_clear_pointer (&self->arguments, g_ptr_array_unref);
  g_clear_pointer (&self->config, g_ptr_array_unref);
  g_clear_pointer (&self->identities, g_ptr_array_unref);
  g_clear_pointer (&self->known_hosts, g_free);
  g_clear_pointer (&self->sftp_exec, g_free);
  g_clear_pointer (&self->jump, g_free);
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->proxy_command, g_free);
  g_clear_pointer (&self->algorithm, g_free);
  g_free (self);
}

static gboolean usage_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
usage_error (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  *error = g_error_new_valist (QUAY_ERROR, QUAY_ERROR_USAGE, format, args);
  va_end (args);

  return FALSE;
}

static gboolean
belongs_to (const Option *option, const char *command)
{
  g_auto (GStrv) names = NULL;

  if (option->commands == NULL)
    return TRUE;
  names = g_strsplit (option->commands, " ", -1);

  return g_strv_contains ((const char *const *)names, command);
}

static gboolean
takes_value (const Option *option)
{
  return option->kind != KIND_FLAG && option->kind != KIND_COUNT;
}

/* "ask, always or never" */
static char *
list_choices (const char *const *choices)
{
  GString *text = g_string_new (choices[0]);

  for (guint i = 1; choices[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", choices[i + 1] != NULL ? ", " : " or ", choices[i]);

  return g_string_free_and_steal (text);
}

static gboolean
set_choice (QuayCliOptions *self, const Option *option, const char *value, GError **error)
{
  g_autofree char *list = NULL;

  for (guint i = 0; option->choices[i] != NULL; i++)
    if (g_str_equal (value, option->choices[i]))
      {
        G_STRUCT_MEMBER (guint, self, option->offset) = i;
        if (option->given_offset != NOWHERE)
          G_STRUCT_MEMBER (gboolean, self, option->given_offset) = TRUE;
        return TRUE;
      }
  list = list_choices (option->choices);

  return usage_error (error, "--%s takes %s, not “%s”", option->name, list, value);
}

/* "500k": 500,000 */
static gboolean
set_rate (guint64 *rate, const Option *option, const char *value, GError **error)
{
  static const char suffixes[] = "kMG";
  g_autofree char *digits = g_strdup (value);
  gsize length = strlen (digits);
  const char *suffix = length > 0 ? strchr (suffixes, digits[length - 1]) : NULL;
  guint64 factor = 1, number;

  if (suffix != NULL)
    {
      digits[length - 1] = '\0';
      for (gint i = 0; i <= suffix - suffixes; i++)
        factor *= 1000;
    }
  if (!g_ascii_string_to_unsigned (digits, 10, 1, G_MAXINT64 / factor, &number, NULL))
    return usage_error (error, "--%s takes bytes a second, as 500k, 2M or 1G, not “%s”", option->name, value);
  *rate = number * factor;

  return TRUE;
}

static gboolean
set_number (QuayCliOptions *self, const Option *option, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, option->minimum, option->maximum, &number, NULL))
    return usage_error (error, "--%s takes a number from %u to %u, not “%s”", option->name, option->minimum,
                        option->maximum, value);
  G_STRUCT_MEMBER (guint, self, option->offset) = (guint)number;
  if (option->given_offset != NOWHERE)
    G_STRUCT_MEMBER (gboolean, self, option->given_offset) = TRUE;

  return TRUE;
}

static gboolean
set_option (QuayCliOptions *self, const Option *option, const char *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (self, option->offset);

  switch (option->kind)
    {
    case KIND_FLAG:
      *(gboolean *)member = TRUE;
      return TRUE;
    case KIND_COUNT:
      *(guint *)member += 1;
      return TRUE;
    case KIND_STRING:
      g_set_str ((char **)member, value);
      return TRUE;
    case KIND_LIST:
      g_ptr_array_add (*(GPtrArray **)member, g_strdup (value));
      return TRUE;
    case KIND_NUMBER:
      return set_number (self, option, value, error);
    case KIND_CHOICE:
      return set_choice (self, option, value, error);
    case KIND_RATE:
      return set_rate (member, option, value, error);
    default:
      g_assert_not_reached ();
    }
}

/* The words still to be read, and which options were seen: whether they fit the command is known at the end only. */
typedef struct
{
  char **words;
  int n_words;
  int next;
  GPtrArray *seen; /* of const Option * */
} Words;

static gboolean
take_option (QuayCliOptions *self, Words *words, const Option *option, const char *attached, GError **error)
{
  const char *value = attached;

  if (takes_value (option) && value == NULL)
    {
      if (words->next == words->n_words)
        return usage_error (error, "--%s needs a value: %s", option->name, option->argument);
      value = words->words[words->next++];
    }
  g_ptr_array_add (words->seen, (gpointer)option);

  return set_option (self, option, value, error);
}

static gboolean
unknown_long (const char *word, gsize length, GError **error)
{
  g_autofree char *name = g_strndup (word, length);

  return usage_error (error, "There is no option --%s; see quay --help", name);
}

static gboolean
unknown_command (const char *word, GError **error)
{
  return usage_error (error, "There is no command “%s”; see quay --help", word);
}

static gboolean
take_long (QuayCliOptions *self, Words *words, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  gsize length = equals != NULL ? (gsize)(equals - word) : strlen (word);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const Option *option = &options[i];

      if (strlen (option->name) != length || strncmp (option->name, word, length) != 0)
        continue;
      if (equals != NULL && !takes_value (option))
        return usage_error (error, "--%s takes no value", option->name);
      return take_option (self, words, option, equals != NULL ? equals + 1 : NULL, error);
    }

  return unknown_long (word, length, error);
}

static const Option *
find_letter (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].letter == letter)
      return &options[i];

  return NULL;
}

/* -lR, -vvv, -j4, -j 4 */
static gboolean
take_letters (QuayCliOptions *self, Words *words, const char *letters, GError **error)
{
  for (const char *p = letters; *p != '\0'; p++)
    {
      const Option *option = find_letter (*p);

      if (option == NULL)
        return usage_error (error, "There is no option -%c; see quay --help", *p);
      if (takes_value (option))
        return take_option (self, words, option, p[1] != '\0' ? p + 1 : NULL, error);
      if (!take_option (self, words, option, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_word (QuayCliOptions *self, const char *word, GError **error)
{
  if (self->command != NULL)
    {
      g_ptr_array_add (self->arguments, g_strdup (word));
      return TRUE;
    }
  self->command = quay_cli_command_find (word);

  return self->command != NULL || unknown_command (word, error);
}

static gboolean
take_words (QuayCliOptions *self, Words *words, GError **error)
{
  gboolean options_over = FALSE;

  while (words->next < words->n_words)
    {
      const char *word = words->words[words->next++];
      gboolean understood;

      if (options_over || word[0] != '-' || word[1] == '\0')
        understood = take_word (self, word, error);
      else if (g_str_equal (word, "--"))
        understood = options_over = TRUE;
      else if (word[1] == '-')
        understood = take_long (self, words, word + 2, error);
      else
        understood = take_letters (self, words, word + 1, error);
      if (!understood)
        return FALSE;
    }

  return TRUE;
}

/* A long option may stand for several letters (--recursive): one row that fits is enough. */
static gboolean
fits_command (const Option *option, const char *command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].offset == option->offset && (options[i].letter == option->letter || option->letter == 0)
        && belongs_to (&options[i], command))
      return TRUE;

  return FALSE;
}

static gboolean
check_command (QuayCliOptions *self, GPtrArray *seen, GError **error)
{
  const QuayCliCommand *command = self->command;

  if (command == NULL)
    return usage_error (error, "Which command? See quay --help");
  for (guint i = 0; i < seen->len; i++)
    {
      const Option *option = seen->pdata[i];

      if (!fits_command (option, command->name))
        return usage_error (error, "quay %s has no option --%s; see quay %s --help", command->name, option->name,
                            command->name);
    }
  if (self->arguments->len < command->min_arguments || self->arguments->len > command->max_arguments)
    return usage_error (error, "Usage: quay [OPTIONS] %s %s", command->name, command->usage);

  return TRUE;
}

gboolean
quay_cli_options_parse (QuayCliOptions *self, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  Words words = { .words = argv, .n_words = argc, .next = 1, .seen = seen };

  if (!take_words (self, &words, error))
    return FALSE;
  if (self->help || self->version)
    return TRUE;

  return check_command (self, seen, error);
}

static void
append_option (GString *text, const Option *option)
{
  g_autofree char *left = NULL;

  left = g_strdup_printf ("%c%c%c --%s%s%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
                          option->letter ? ',' : ' ', option->name, option->argument ? " " : "",
                          option->argument ? option->argument : "");
  g_string_append_printf (text, "  %-26s %s\n", left, option->help);
}

static gboolean
fits (const Option *option, const QuayCliCommand *command)
{
  return command == NULL ? option->commands == NULL : belongs_to (option, command->name);
}

static void
append_options (GString *text, const QuayCliCommand *command)
{
  g_string_append (text, "\nOptions:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (fits (&options[i], command))
      append_option (text, &options[i]);
}

gboolean
quay_cli_options_describe (guint n, const QuayCliCommand *command, QuayCliOptionInfo *info)
{
  const Option *option = &options[n];

  if (n >= G_N_ELEMENTS (options))
    return FALSE;
  *info = (QuayCliOptionInfo){ option->name, option->letter,  takes_value (option),  option->argument,
                               option->help, option->choices, fits (option, command) };

  return TRUE;
}

char *
quay_cli_options_dup_help (const QuayCliCommand *command)
{
  GString *text = g_string_new (NULL);

  if (command != NULL)
    g_string_append_printf (text, "Usage: quay [OPTIONS] %s %s\n\n%s\n", command->name, command->usage, command->help);
  else
    {
      g_string_append (text, "Usage: quay [OPTIONS] COMMAND ...\n\nMoves files over SFTP.\n\nCommands (quay COMMAND "
                             "--help tells more):\n");
      quay_cli_command_append_list (text);
    }
  append_options (text, command);
  g_string_append (
      text,
      "\nURL: sftp://[user@]host[:port]/path or [user@]host:path; /~/ and relative paths start in the login folder.\n"
      "Exit status: 0 done, 1 an operation failed, 2 the server broke the protocol, 3 host not trusted,\n"
      "4 timeout or cancelled, 5 authentication failed, 64 usage.\n");

  return g_string_free_and_steal (text);
}
