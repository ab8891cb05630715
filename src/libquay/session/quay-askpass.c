/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-askpass.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-pattern.h"
#include "quay-ready-source.h"
#include "quay-secret.h"
#include "quay-text.h"

/* ssh's longest question is the one about a host key, of a few hundred bytes; servers may ask longer ones. */
#define MAX_QUESTION (64 * 1024)
#define MAX_SHOWN 4096
/* The program sends its question at once. */
#define READ_TIMEOUT_SECONDS 5
#define BACKLOG 4
#define PROGRAM "quay-askpass"

struct _QuayAskpass
{
  QuaySiteOptions *options; /* owned */
  QuayPrompter *prompter;   /* owned */
  QuayLog log;
  GCancellable *cancellable; /* owned */
  QuayAskpassEndedFunc ended;
  gpointer user_data;

  char *folder;
  char *path; /* of the socket */
  int fd;
  GSource *source;
  gboolean password_used, passphrase_used;
  guint n_asked; /* for the same thing, so far */
  char *last;    /* that thing; nullable */
};

static gboolean on_knock (int fd, GIOCondition condition, gpointer user_data);

void
quay_askpass_free (QuayAskpass *self)
{
  g_autofree char *known_hosts = self->folder != NULL ? g_build_filename (self->folder, "known_hosts", NULL) : NULL;

  quay_source_clear (&self->source);
  if (self->fd >= 0)
    close (self->fd);
  if (self->path != NULL)
    g_unlink (self->path);
  if (self->folder != NULL)
    {
      g_unlink (known_hosts);
      g_rmdir (self->folder);
    }
  g_clear_object (&self->options);
  g_clear_pointer (&self->prompter, quay_prompter_unref);
  g_clear_object (&self->cancellable);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->last);
  g_free (self);
}

static gboolean
listen_at (QuayAskpass *self, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  self->folder = g_dir_make_tmp ("quay-askpass-XXXXXX", NULL);
  if (self->folder == NULL)
    return FALSE;
  self->path = g_build_filename (self->folder, "socket", NULL);
  if (strlen (self->path) >= sizeof address.sun_path)
    {
      errno = ENAMETOOLONG;
      return FALSE;
    }
  strcpy (address.sun_path, self->path);
  self->fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  return self->fd >= 0 && bind (self->fd, (struct sockaddr *)&address, sizeof address) == 0
         && listen (self->fd, BACKLOG) == 0;
}

QuayAskpass *
quay_askpass_new (QuaySiteOptions *options,
                  QuayPrompter *prompter,
                  const QuayLog *log,
                  GCancellable *cancellable,
                  QuayAskpassEndedFunc ended,
                  gpointer user_data,
                  GError **error)
{
  QuayAskpass *self = g_new0 (QuayAskpass, 1);

  self->options = g_object_ref (options);
  self->prompter = quay_prompter_ref (prompter);
  self->log = *log;
  self->cancellable = g_object_ref (cancellable);
  self->ended = ended;
  self->user_data = user_data;
  self->fd = -1;
  if (!listen_at (self, error))
    {
      quay_set_error_local (error, errno, NULL, "Could not make a place for the questions of ssh in %s",
                            g_get_tmp_dir ());
      quay_askpass_free (self);
      return NULL;
    }
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_knock), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

const char *
quay_askpass_get_folder (QuayAskpass *self)
{
  return self->folder;
}

/* Beside the program that runs where it has not been installed; or where it has been. */
static char *
find_program (void)
{
  const char *chosen = g_getenv ("QUAY_ASKPASS");
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : NULL;
  g_autofree char *beside
      = folder != NULL ? g_build_filename (folder, "..", "libquay", "askpass", PROGRAM, NULL) : NULL;
  const char *const candidates[] = { chosen, beside, QUAY_LIBEXECDIR "/" PROGRAM };

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (candidates[i] != NULL && g_path_is_absolute (candidates[i])
        && g_file_test (candidates[i], G_FILE_TEST_IS_EXECUTABLE))
      return g_strdup (candidates[i]);

  return NULL;
}

char **
quay_askpass_dup_environment (QuayAskpass *self)
{
  g_autofree char *program = find_program ();
  char **environment;

  if (program == NULL)
    return NULL;
  environment = g_environ_setenv (g_get_environ (), "SSH_ASKPASS", program, TRUE);
  environment = g_environ_setenv (environment, "SSH_ASKPASS_REQUIRE", "force", TRUE);
  environment = g_environ_setenv (environment, "QUAY_ASKPASS_SOCKET", self->path, TRUE);

  /* What it says has to be understood. */
  return g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
}

/* --- What is asked --- */

static QuayPrompt *
make_prompt (QuayAskpass *self, QuayPromptKind kind, const char *what)
{
  const char *user = quay_site_options_get_user (self->options);
  g_autofree char *shown = quay_text_escape (*user != '\0' ? user : g_get_user_name (), -1);
  QuayPrompt *prompt = quay_prompt_new (kind, shown, quay_site_options_get_host (self->options),
                                        quay_site_options_get_port (self->options));

  self->n_asked = g_strcmp0 (self->last, what) == 0 ? self->n_asked + 1 : 1;
  g_set_str (&self->last, what);
  quay_prompt_set_attempt (prompt, self->n_asked);

  return prompt;
}

/* As from quay_secret_dup; NULL: no. */
static char *
ask (QuayAskpass *self, QuayPrompt *prompt)
{
  g_autoptr (GError) error = NULL;

  if (quay_prompter_is_silent (self->prompter))
    return NULL;
  if (quay_prompter_ask_secret (self->prompter, prompt, self->cancellable, &error))
    return quay_secret_dup (quay_prompt_get_answer (prompt, 0));
  self->ended (error, self->user_data);

  return NULL;
}

/* What is stored goes first, once. */
static char *
take_stored (const char *secret, gboolean *used)
{
  if (secret == NULL || *used)
    return NULL;
  *used = TRUE;

  return quay_secret_dup (secret);
}

/* "Enter passphrase for key '/home/me/.ssh/id_rsa': " */
static char *
answer_passphrase (QuayAskpass *self, const char *question)
{
  const char *start = strchr (question, '\'');
  const char *end = start != NULL ? strrchr (question, '\'') : NULL;
  g_autofree char *file = start != NULL && end > start ? g_strndup (start + 1, end - start - 1) : g_strdup (question);
  char *stored = take_stored (quay_site_options_get_passphrase (self->options), &self->passphrase_used);
  g_autoptr (QuayPrompt) prompt = NULL;

  if (stored != NULL)
    return stored;
  prompt = make_prompt (self, QUAY_PROMPT_PASSPHRASE, question);
  quay_prompt_set_key_file (prompt, file);
  quay_prompt_add_field (prompt, "Passphrase", FALSE);

  return ask (self, prompt);
}

static char *
answer_password (QuayAskpass *self, const char *question)
{
  char *stored = take_stored (quay_site_options_get_password (self->options), &self->password_used);
  g_autoptr (QuayPrompt) prompt = NULL;

  if (stored != NULL)
    return stored;
  prompt = make_prompt (self, QUAY_PROMPT_PASSWORD, question);
  if (self->password_used)
    quay_prompt_set_attempt (prompt, self->n_asked + 1);
  quay_prompt_add_field (prompt, "Password", FALSE);

  return ask (self, prompt);
}

/* "ED25519 key fingerprint is SHA256:…." among what ssh says of a key that it does not know. */
static gboolean
is_named (QuayAskpass *self, const char *question)
{
  const char *list = quay_site_options_get_host_fingerprints (self->options);
  g_auto (GStrv) fingerprints = g_strsplit (list != NULL ? list : "", ",", -1);
  const char *start = strstr (question, "SHA256:");
  gsize length
      = start != NULL ? strspn (start + 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") : 0;
  g_autofree char *shown = start != NULL ? g_strndup (start, length + 7) : NULL;

  for (char **fingerprint = fingerprints; shown != NULL && *fingerprint != NULL; fingerprint++)
    {
      g_autofree char *bare = g_strndup (g_strstrip (*fingerprint), strcspn (*fingerprint, "="));

      if (g_str_equal (bare, shown))
        return TRUE;
    }

  return FALSE;
}

/* ssh knows the key, and known_hosts; the person sees what it says, and says yes or no. */
static char *
answer_host_key (QuayAskpass *self, const char *question)
{
  const char *fingerprints = quay_site_options_get_host_fingerprints (self->options);
  g_autofree char *shown = quay_text_escape_message (question, -1, MAX_SHOWN);
  g_autoptr (QuayPrompt) prompt = NULL;

  if (is_named (self, question))
    return quay_secret_dup ("yes");
  if (fingerprints != NULL && *fingerprints != '\0')
    return quay_secret_dup ("no");
  prompt = make_prompt (self, QUAY_PROMPT_KEYBOARD_INTERACTIVE, question);
  quay_prompt_set_title (prompt, "ssh");
  quay_prompt_set_instruction (prompt, shown);
  quay_prompt_add_field (prompt, "yes or no", TRUE);

  return ask (self, prompt);
}

/* "(me@example.org) Password: " of keyboard-interactive; and whatever else ssh may want. */
static char *
answer_other (QuayAskpass *self, const char *question)
{
  const char *pattern = quay_site_options_get_password_prompt (self->options);
  const char *own
      = g_str_has_prefix (question, "(") && strstr (question, ") ") != NULL ? strstr (question, ") ") + 2 : question;
  g_autofree char *stripped = g_strstrip (g_strdup (own));
  g_autofree char *shown = quay_text_escape_message (question, -1, MAX_SHOWN);
  g_autoptr (QuayPrompt) prompt = NULL;
  char *stored = NULL;

  if (pattern != NULL && *pattern != '\0' ? quay_pattern_matches (pattern, stripped, FALSE)
                                          : g_ascii_strcasecmp (stripped, "Password:") == 0)
    stored = take_stored (quay_site_options_get_password (self->options), &self->password_used);
  if (stored != NULL)
    return stored;
  prompt = make_prompt (self, QUAY_PROMPT_KEYBOARD_INTERACTIVE, question);
  quay_prompt_add_field (prompt, shown, FALSE);

  return ask (self, prompt);
}

static char *
answer (QuayAskpass *self, const char *hint, const char *question)
{
  g_autofree char *shown = quay_text_escape (question, MIN (strlen (question), 200));

  quay_log (&self->log, 1, "ssh asks: %s", shown);
  /* Nothing is asked: there is something to be done, such as touching a key. */
  if (g_str_equal (hint, "none"))
    {
      g_autofree char *text = quay_text_escape_message (question, -1, MAX_SHOWN);

      quay_prompter_show_banner (self->prompter, text);
      return quay_secret_dup ("");
    }
  if (g_str_has_prefix (question, "Enter passphrase for key "))
    return answer_passphrase (self, question);
  if (g_str_has_suffix (question, "'s password: "))
    return answer_password (self, question);
  if (strstr (question, "(yes/no") != NULL || g_str_equal (hint, "confirm")
      || g_str_has_prefix (question, "Please type 'yes'"))
    return answer_host_key (self, question);

  return answer_other (self, question);
}

/* --- The socket --- */

static gboolean
is_own (int fd)
{
  struct ucred peer = { 0 };
  socklen_t size = sizeof peer;

  return getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid ();
}

/* A line with the hint, then the question, to the end. */
static char *
read_question (int fd)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const struct timeval patience = { READ_TIMEOUT_SECONDS, 0 };
  char buffer[4096];
  gssize n;

  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while ((n = read (fd, buffer, sizeof buffer)) > 0 && text->len < MAX_QUESTION)
    g_string_append_len (text, buffer, n);
  if (n != 0 || strlen (text->str) != text->len || strchr (text->str, '\n') == NULL)
    return NULL;

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
send_all (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      gssize n = send (fd, text, size, MSG_NOSIGNAL);

      if (n < 0 && errno != EINTR)
        return;
      text += MAX (n, 0);
      size -= MAX (n, 0);
    }
}

static void
serve (QuayAskpass *self, int fd)
{
  g_autofree char *question = is_own (fd) ? read_question (fd) : NULL;
  g_autoptr (QuaySecret) reply = NULL;
  char *end = question != NULL ? strchr (question, '\n') : NULL;

  if (end != NULL)
    {
      *end = '\0';
      reply = answer (self, question, end + 1);
    }
  send_all (fd, reply != NULL ? "y" : "n", 1);
  if (reply != NULL)
    send_all (fd, reply, strlen (reply));
}

static gboolean
on_knock (int fd, GIOCondition condition, gpointer user_data)
{
  QuayAskpass *self = user_data;
  int client = accept4 (fd, NULL, NULL, SOCK_CLOEXEC);

  if (client < 0)
    return G_SOURCE_CONTINUE;
  serve (self, client);
  close (client);

  return G_SOURCE_CONTINUE;
}
