/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <quay.h>
#include <string.h>

#include "quayside-dialogs.h"
#include "quayside-interaction.h"
#include "quayside-test-window.h"

typedef struct
{
  gboolean done;
  gboolean answered;
  char *name;
  QuayHostKeyAnswer key_answer;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_error (&answer->error);
  g_clear_pointer (&answer->name, g_free);
  answer->done = FALSE;
}

static gboolean
has_dialog (gpointer window)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (window)) != NULL;
}

static GtkWidget *
wait_dialog (GtkWidget *window)
{
  quayside_test_wait (has_dialog, window);
  quayside_test_wait_mapped (GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window))));
  quayside_test_settle (window);
  return GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));
}

static gboolean
has_no_dialog (gpointer window)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (window)) == NULL;
}

static void
on_delete (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->answered = quayside_ask_delete_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
test_delete (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GtkWidget *dialog;
  Answer answer = { 0 };

  g_ptr_array_add (names, (gpointer) "evil\x1b[31m\xe2\x80\xae.txt");
  quayside_ask_delete_async (window, names, TRUE, NULL, on_delete, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "evil\\x1b[31m\\u{202e}.txt"));
  quayside_test_shot (window, "dialog-delete-one");
  quayside_test_click (dialog, "_Cancel");
  quayside_test_wait_true (&answer.done);
  g_assert_false (answer.answered);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);

  for (int i = 0; i < 9; i++)
    g_ptr_array_add (names, (gpointer) "report <b>.pdf");
  quayside_ask_delete_async (window, names, FALSE, NULL, on_delete, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "Delete 10 Items?"));
  g_assert_true (quayside_test_shows (dialog, "and 5 more"));
  quayside_test_shot (window, "dialog-delete-many");
  quayside_test_click (dialog, "_Delete");
  quayside_test_wait_true (&answer.done);
  g_assert_true (answer.answered);
  g_assert_no_error (answer.error);
  quayside_test_window_close (window);
}

static void
on_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->name = quayside_ask_name_finish (result, &answer->error);
  answer->done = TRUE;
}

static char *
refuse_taken (const char *name, gpointer user_data)
{
  return g_str_equal (name, user_data) ? g_strdup ("That one is taken.") : NULL;
}

static gboolean
stem_is_selected (gpointer row)
{
  int start = 0, end = 0;

  return gtk_editable_get_selection_bounds (GTK_EDITABLE (row), &start, &end) && start == 0 && end == 6;
}

static void
test_name (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  GtkWidget *dialog, *row, *ok;
  Answer answer = { 0 };

  quayside_ask_name_async (window, "Rename", "A new name for “backup.tar.gz”:", "_Rename", "backup.tar.gz",
                           refuse_taken, (gpointer) "taken.txt", NULL, on_name, &answer);
  dialog = wait_dialog (window);
  row = quayside_test_find (dialog, ADW_TYPE_ENTRY_ROW, NULL);
  ok = quayside_test_find (dialog, GTK_TYPE_BUTTON, "_Rename");
  quayside_test_wait (stem_is_selected, row);
  quayside_test_shot (window, "dialog-rename");
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  g_assert_false (gtk_widget_is_sensitive (ok));
  gtk_editable_set_text (GTK_EDITABLE (row), "a/b");
  g_assert_false (gtk_widget_is_sensitive (ok));
  gtk_editable_set_text (GTK_EDITABLE (row), "taken.txt");
  quayside_test_settle (window);
  g_assert_false (gtk_widget_is_sensitive (ok));
  g_assert_true (quayside_test_shows (dialog, "That one is taken."));
  quayside_test_shot (window, "dialog-rename-taken");
  gtk_editable_set_text (GTK_EDITABLE (row), "free.txt");
  g_assert_true (gtk_widget_is_sensitive (ok));
  gtk_widget_activate_default (row);
  quayside_test_wait_true (&answer.done);
  g_assert_cmpstr (answer.name, ==, "free.txt");
  answer_clear (&answer);

  quayside_ask_name_async (window, "New Folder", "The folder’s name:", "_Create", "", NULL, NULL, NULL, on_name,
                           &answer);
  dialog = wait_dialog (window);
  adw_dialog_close (ADW_DIALOG (dialog));
  quayside_test_wait_true (&answer.done);
  g_assert_null (answer.name);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static void
test_error_and_toast (void)
{
  GtkWidget *window = quayside_test_window_new (gtk_label_new ("content"));
  GtkWidget *content = quayside_test_find (window, GTK_TYPE_LABEL, "content");
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_autoptr (GError) error
      = g_error_new (QUAY_ERROR, QUAY_ERROR_CONNECTION_REFUSED,
                     "Nothing listens on port 22 of web-01\x1b[0m. Check the port, and whether the server runs.");
  GtkWidget *dialog;

  quayside_show_error (content, "Nothing", cancelled);
  quayside_test_settle (window);
  g_assert_true (has_no_dialog (window));
  quayside_show_error (content, "Cannot Connect", error);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "web-01\\x1b[0m"));
  quayside_test_shot (window, "dialog-error");
  quayside_test_click (dialog, "_Close");
  quayside_test_wait (has_no_dialog, window);

  quayside_add_toast (content, "Copied <b>2</b> & more");
  quayside_test_settle (window);
  g_assert_true (quayside_test_shows (window, "Copied <b>2</b> & more"));
  quayside_add_toast (window, "From the window");
  quayside_test_window_close (window);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->answered = quay_interaction_ask_secret_finish (QUAY_INTERACTION (source), result, &answer->error);
  answer->done = TRUE;
}

static void
test_password (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_PASSWORD, "anna", "web-01.example.org", 2222);
  GtkWidget *dialog, *row;
  Answer answer = { 0 };

  quay_prompt_add_field (prompt, "Password", FALSE);
  quay_interaction_show_banner (QUAY_INTERACTION (interaction), "Authorised use only.\nAll is logged.");
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, NULL, on_secret, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "anna@web-01.example.org:2222"));
  g_assert_true (quayside_test_shows (dialog, "The server says"));
  g_assert_true (quayside_test_shows (dialog, "All is logged."));
  row = quayside_test_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), row));
  quayside_test_shot (window, "dialog-password");
  gtk_editable_set_text (GTK_EDITABLE (row), "secret");
  gtk_widget_activate_default (row);
  quayside_test_wait_true (&answer.done);
  g_assert_no_error (answer.error);
  g_assert_true (answer.answered);
  g_assert_cmpstr (quay_prompt_get_answer (prompt, 0), ==, "secret");
  answer_clear (&answer);

  quay_prompt_set_attempt (prompt, 2);
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, NULL, on_secret, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "That password was wrong"));
  g_assert_false (quayside_test_shows (dialog, "The server says"));
  row = quayside_test_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);
  g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (window)));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), row));
  quayside_test_shot (window, "dialog-password-again");
  quayside_test_click (dialog, "_Cancel");
  quayside_test_wait_true (&answer.done);
  g_assert_false (answer.answered);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static void
test_passphrase (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_PASSPHRASE, "anna", "web-01", 22);
  Answer answer = { 0 };
  GtkWidget *dialog;

  quay_prompt_set_key_file (prompt, "/home/anna/.ssh/id_ed25519");
  quay_prompt_add_field (prompt, "Passphrase", FALSE);
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, NULL, on_secret, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "/home/anna/.ssh/id_ed25519"));
  quayside_test_shot (window, "dialog-passphrase");
  quayside_test_click (dialog, "_Unlock");
  quayside_test_wait_true (&answer.done);
  g_assert_true (answer.answered);
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static void
test_keyboard_interactive (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_KEYBOARD_INTERACTIVE, "anna", "web-01", 22);
  Answer answer = { 0 };
  GtkWidget *dialog;

  quay_prompt_set_title (prompt, "Two-factor login");
  quay_prompt_set_instruction (prompt, "Open your authenticator & type the code.");
  quay_prompt_add_field (prompt, "User_name <again>:", TRUE);
  quay_prompt_add_field (prompt, "Code:", FALSE);
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, NULL, on_secret, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, "User_name <again>:"));
  g_assert_true (quayside_test_shows (dialog, "Two-factor login"));
  quayside_test_shot (window, "dialog-keyboard-interactive");
  gtk_editable_set_text (GTK_EDITABLE (quayside_test_find (dialog, ADW_TYPE_ENTRY_ROW, "User_name <again>:")), "anna");
  gtk_editable_set_text (GTK_EDITABLE (quayside_test_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, "Code:")), "123456");
  quayside_test_click (dialog, "_Log In");
  quayside_test_wait_true (&answer.done);
  g_assert_cmpstr (quay_prompt_get_answer (prompt, 0), ==, "anna");
  g_assert_cmpstr (quay_prompt_get_answer (prompt, 1), ==, "123456");
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static QuayFileInfo *
new_info (const char *name, guint64 size, gint64 modified)
{
  g_autoptr (GFileInfo) info = g_file_info_new ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (modified);

  g_file_info_set_name (info, name);
  g_file_info_set_display_name (info, name);
  g_file_info_set_file_type (info, G_FILE_TYPE_REGULAR);
  g_file_info_set_size (info, size);
  g_file_info_set_modification_date_time (info, time);
  return quay_file_info_new_from_gio (info);
}

static QuayConflict *
new_conflict (gboolean can_resume)
{
  g_autoptr (QuayFileInfo) source = new_info ("Report 2025.pdf", 1234567890, 1760000000);
  g_autoptr (QuayFileInfo) target = new_info ("Report 2025.pdf", 12345, 1700000000);

  return quay_conflict_new (QUAY_DIRECTION_UPLOAD, "/home/anna/Documents/Report 2025.pdf", source,
                            "/srv/www/site/files/Report 2025.pdf", target, can_resume);
}

static void
on_conflict (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->answered = quay_interaction_ask_conflict_finish (QUAY_INTERACTION (source), result, &answer->error);
  answer->done = TRUE;
}

static void
ask_conflict (GtkWidget *window, QuayConflict *conflict, const char *button, const char *shot, Answer *answer)
{
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  GtkWidget *dialog;

  answer_clear (answer);
  quay_interaction_ask_conflict_async (QUAY_INTERACTION (interaction), conflict, NULL, on_conflict, answer);
  dialog = wait_dialog (window);
  g_assert_cmpint (quayside_test_find (dialog, GTK_TYPE_BUTTON, "_Resume") != NULL, ==,
                   quay_conflict_get_can_resume (conflict));
  if (shot != NULL)
    quayside_test_shot (window, shot);
  quayside_test_click (dialog, button);
  quayside_test_wait_true (&answer->done);
  quayside_test_wait (has_no_dialog, window);
}

static void
test_conflict_answers (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  Answer answer = { 0 };
  static const struct
  {
    const char *button;
    QuayOverwrite action;
  } cases[] = {
    { "_Overwrite", QUAY_OVERWRITE_ALWAYS },
    { "_Skip", QUAY_OVERWRITE_NEVER },
    { "_Resume", QUAY_OVERWRITE_RESUME },
    { "_Keep Both", QUAY_OVERWRITE_RENAME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (QuayConflict) conflict = new_conflict (TRUE);

      ask_conflict (window, conflict, cases[i].button, i == 0 ? "dialog-conflict" : NULL, &answer);
      g_assert_true (answer.answered);
      g_assert_cmpint (quay_conflict_get_action (conflict), ==, cases[i].action);
      g_assert_false (quay_conflict_get_apply_to_all (conflict));
      g_assert_null (quay_conflict_get_new_name (conflict));
    }
  {
    g_autoptr (QuayConflict) conflict = new_conflict (FALSE);

    ask_conflict (window, conflict, "_Cancel", "dialog-conflict-no-resume", &answer);
    g_assert_false (answer.answered);
    g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static void
test_conflict_rename (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayConflict) conflict = new_conflict (FALSE);
  Answer answer = { 0 };
  GtkWidget *dialog, *row;

  quay_interaction_ask_conflict_async (QUAY_INTERACTION (interaction), conflict, NULL, on_conflict, &answer);
  dialog = wait_dialog (window);
  row = quayside_test_find (dialog, ADW_TYPE_ENTRY_ROW, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Report 2025 (2).pdf");
  gtk_editable_set_text (GTK_EDITABLE (row), "../x");
  g_assert_false (gtk_widget_is_sensitive (quayside_test_find (dialog, GTK_TYPE_BUTTON, "_Keep Both")));
  gtk_editable_set_text (GTK_EDITABLE (row), "mine.pdf");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (quayside_test_find (dialog, GTK_TYPE_CHECK_BUTTON, "_Apply to all of this batch")), TRUE);
  quayside_test_click (dialog, "_Keep Both");
  quayside_test_wait_true (&answer.done);
  g_assert_cmpint (quay_conflict_get_action (conflict), ==, QUAY_OVERWRITE_RENAME);
  g_assert_cmpstr (quay_conflict_get_new_name (conflict), ==, "mine.pdf");
  g_assert_true (quay_conflict_get_apply_to_all (conflict));
  quayside_test_window_close (window);
}

/* Two questions at once come one after the other; a window that goes away answers no. */
static void
test_questions_queue (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayConflict) first = new_conflict (FALSE);
  g_autoptr (QuayConflict) second = new_conflict (FALSE);
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_PASSWORD, "anna", "web-01", 22);
  Answer answers[3] = { 0 };

  quay_interaction_ask_conflict_async (QUAY_INTERACTION (interaction), first, NULL, on_conflict, &answers[0]);
  quay_interaction_ask_conflict_async (QUAY_INTERACTION (interaction), second, NULL, on_conflict, &answers[1]);
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, NULL, on_secret, &answers[2]);
  quayside_test_click (wait_dialog (window), "_Skip");
  quayside_test_wait_true (&answers[0].done);
  g_assert_false (answers[1].done);
  wait_dialog (window);
  quayside_test_window_close (window);
  quayside_test_wait_true (&answers[2].done);
  g_assert_true (answers[1].done);
  for (int i = 1; i < 3; i++)
    {
      g_assert_false (answers[i].answered);
      g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      answer_clear (&answers[i]);
    }
}

static void
test_cancellable (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_PASSWORD, "anna", "web-01", 22);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };

  quay_prompt_add_field (prompt, "Password", FALSE);
  quay_interaction_ask_secret_async (QUAY_INTERACTION (interaction), prompt, cancellable, on_secret, &answer);
  wait_dialog (window);
  g_cancellable_cancel (cancellable);
  quayside_test_wait_true (&answer.done);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  quayside_test_wait (has_no_dialog, window);
  answer_clear (&answer);
  quayside_test_window_close (window);
}

static void
on_key (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->key_answer = quay_interaction_ask_host_key_finish (QUAY_INTERACTION (source), result, &answer->error);
  answer->done = TRUE;
}

/* What `ssh-keygen -lf` says of this key is in KEY_SHA256. */
#define KEY_BASE64 "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
#define KEY_SHA256 "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"

static QuayHostKeyQuestion *
new_question (guint port, QuayKnownHostsResult result, const char *line)
{
  gsize length;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (QuayHostKey) key = NULL;
  g_autoptr (GError) error = NULL;
  guchar *bytes = g_base64_decode (KEY_BASE64, &length);

  blob = g_bytes_new_take (bytes, length);
  key = quay_host_key_new (blob, &error);
  g_assert_no_error (error);
  return quay_host_key_question_new ("web-01.example.org", port, key, result, line);
}

static QuayHostKeyAnswer
ask_key (GtkWidget *window, QuayHostKeyQuestion *question, const char *button, const char *shot, const char *expected)
{
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  Answer answer = { 0 };
  GtkWidget *dialog;

  quay_interaction_ask_host_key_async (QUAY_INTERACTION (interaction), question, NULL, on_key, &answer);
  dialog = wait_dialog (window);
  g_assert_true (quayside_test_shows (dialog, KEY_SHA256));
  if (expected != NULL && !quayside_test_shows (dialog, expected))
    g_error ("The dialog does not say “%s”", expected);
  if (shot != NULL)
    quayside_test_shot (window, shot);
  if (button == NULL)
    adw_dialog_close (ADW_DIALOG (dialog));
  else
    quayside_test_click (dialog, button);
  quayside_test_wait_true (&answer.done);
  g_assert_no_error (answer.error);
  quayside_test_wait (has_no_dialog, window);
  return answer.key_answer;
}

static void
test_unknown_key (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuayHostKeyQuestion) question = new_question (22, QUAY_KNOWN_HOSTS_UNKNOWN, NULL);

  g_assert_cmpint (ask_key (window, question, "_Trust and Connect", "dialog-host-key-unknown", "ED25519"), ==,
                   QUAY_HOST_KEY_ACCEPT_AND_SAVE);
  g_assert_cmpint (ask_key (window, question, "Connect _Once", NULL, NULL), ==, QUAY_HOST_KEY_ACCEPT_ONCE);
  g_assert_cmpint (ask_key (window, question, "_Cancel", NULL, NULL), ==, QUAY_HOST_KEY_REJECT);
  g_assert_cmpint (ask_key (window, question, NULL, NULL, NULL), ==, QUAY_HOST_KEY_REJECT);
  quayside_test_window_close (window);
}

static void
test_changed_key (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuayHostKeyQuestion) question
      = new_question (2222, QUAY_KNOWN_HOSTS_CHANGED, "/home/anna/.ssh/known_hosts:17");
  g_autoptr (QuaysideInteraction) interaction = quayside_interaction_new (window);
  GtkWidget *dialog;
  Answer answer = { 0 };

  g_assert_cmpint (ask_key (window, question, "_Close", "dialog-host-key-changed", "/home/anna/.ssh/known_hosts:17"),
                   ==, QUAY_HOST_KEY_REJECT);
  quay_interaction_ask_host_key_async (QUAY_INTERACTION (interaction), question, NULL, on_key, &answer);
  dialog = wait_dialog (window);
  g_assert_null (quayside_test_find (dialog, GTK_TYPE_BUTTON, "_Trust and Connect"));
  g_assert_null (quayside_test_find (dialog, GTK_TYPE_BUTTON, "Connect _Once"));
  g_assert_true (
      quayside_test_shows (dialog, "ssh-keygen -f '/home/anna/.ssh/known_hosts' -R '[web-01.example.org]:2222'"));
  quayside_test_click (dialog, "_Close");
  quayside_test_wait_true (&answer.done);
  quayside_test_window_close (window);
}

static void
test_revoked_key (void)
{
  GtkWidget *window = quayside_test_window_new (NULL);
  g_autoptr (QuayHostKeyQuestion) question
      = new_question (22, QUAY_KNOWN_HOSTS_REVOKED, "/home/anna/.ssh/known_hosts:3");

  g_assert_cmpint (ask_key (window, question, "_Close", "dialog-host-key-revoked", "revoked"), ==,
                   QUAY_HOST_KEY_REJECT);
  quayside_test_window_close (window);
}

int
main (int argc, char **argv)
{
  quayside_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/delete", test_delete);
  g_test_add_func ("/dialogs/name", test_name);
  g_test_add_func ("/dialogs/error-and-toast", test_error_and_toast);
  g_test_add_func ("/dialogs/password", test_password);
  g_test_add_func ("/dialogs/passphrase", test_passphrase);
  g_test_add_func ("/dialogs/keyboard-interactive", test_keyboard_interactive);
  g_test_add_func ("/dialogs/conflict-answers", test_conflict_answers);
  g_test_add_func ("/dialogs/conflict-rename", test_conflict_rename);
  g_test_add_func ("/dialogs/questions-queue", test_questions_queue);
  g_test_add_func ("/dialogs/cancellable", test_cancellable);
  g_test_add_func ("/dialogs/unknown-key", test_unknown_key);
  g_test_add_func ("/dialogs/changed-key", test_changed_key);
  g_test_add_func ("/dialogs/revoked-key", test_revoked_key);
  return g_test_run ();
}
