/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RELIABILITY 12: names that paint. Nothing of what a pane shows, says in its tooltips or tells a screen reader holds a
 * raw control or bidi character. */
#include <glib/gstdio.h>
#include <string.h>

#include "quayside-file-pane.h"
#include "quayside-local-location.h"
#include "quayside-test-window.h"

static const char *const names[]
    = { "line\nfeed", "esc\x1b[31mred", "bidi\xe2\x80\xaegnp.exe", "latin\xff", "tab\there",
        "del\x7f",    "c1\xc2\x9b",     "mark\xe2\x80\x8f",        "cr\rline" };

static gboolean
is_hostile (gunichar character)
{
  return character < 0x20 || (character >= 0x7f && character < 0xa0) || (character >= 0x202a && character <= 0x202e)
         || (character >= 0x2066 && character <= 0x2069) || character == 0x200e || character == 0x200f;
}

static guint n_texts;
static guint n_escaped;

static void
check_text (const char *text, GtkWidget *widget)
{
  if (text == NULL || *text == '\0')
    return;
  n_texts++;
  n_escaped += strstr (text, "bidi\\u{202e}gnp.exe") != NULL;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (is_hostile (g_utf8_get_char (at)))
      g_error ("%s has U+%04X in “%s”", G_OBJECT_TYPE_NAME (widget), g_utf8_get_char (at), text);
}

/* The check tells what the value is, where it is not the one that was asked for. */
static void
check_accessible (GtkWidget *widget, GtkAccessibleProperty property)
{
  g_autofree char *value = NULL;

  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), property))
    value = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, "no widget is called so");
  check_text (value, widget);
}

static void
check_widget (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    check_text (gtk_label_get_text (GTK_LABEL (widget)), widget);
  if (GTK_IS_INSCRIPTION (widget))
    check_text (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), widget);
  check_text (gtk_widget_get_tooltip_text (widget), widget);
  check_accessible (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);
  check_accessible (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  check_accessible (widget, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_widget (child);
}

static char *
make_folder (const char *where, const char *name)
{
  char *folder = g_build_filename (where, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }

  return folder;
}

static gboolean
is_listed (gpointer data)
{
  GListModel *model = G_LIST_MODEL (quayside_file_pane_get_selection (data));

  return g_list_model_get_n_items (model) == G_N_ELEMENTS (names);
}

/* In a folder whose own name paints, for the path bar. */
static void
check_pane (const char *top, const char *name)
{
  g_autofree char *folder = make_folder (top, name);
  g_autoptr (QuaysideLocation) local = quayside_local_location_new ();
  QuaysideFilePane *pane = g_object_new (QUAYSIDE_TYPE_FILE_PANE, NULL);
  GtkWidget *window = quayside_test_window_new (GTK_WIDGET (pane));

  quayside_file_pane_set_location (pane, local, folder);
  quayside_test_wait (is_listed, pane);
  gtk_selection_model_select_item (quayside_file_pane_get_selection (pane), 0, TRUE);
  quayside_test_settle (window);
  n_texts = n_escaped = 0;
  check_widget (window);
  /* Or nothing was looked at. */
  g_assert_cmpuint (n_texts, >, 2 * G_N_ELEMENTS (names));
  g_assert_cmpuint (n_escaped, >, 0);
  quayside_test_window_close (window);
}

static void
test_pane (void)
{
  g_autofree char *top = g_dir_make_tmp ("quayside-names-XXXXXX", NULL);
  const char *argv[] = { "rm", "-rf", "--", top, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    check_pane (top, names[i]);
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  quayside_test_init (&argc, &argv);
  g_test_add_func ("/hostile-names/pane", test_pane);

  return g_test_run ();
}
