/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-directory.h"
#include "quay-file-info-private.h"

typedef struct
{
  guint count;
  guint position, removed, added;
} Changes;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Changes *changes)
{
  changes->count++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

static void
on_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  (*count)++;
}

static GPtrArray *
make_infos (const char *names)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *names != '\0'; names++)
    {
      QuayAttrs attrs = { 0 };
      char name[] = { *names, '\0' };

      g_ptr_array_add (infos, quay_file_info_new (name, &attrs, NULL));
    }

  return infos;
}

static void
assert_names (QuayDirectory *directory, const char *names)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (directory));

  g_assert_cmpuint (n_items, ==, strlen (names));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);

      g_assert_cmpint (quay_file_info_get_name (info)[0], ==, names[i]);
    }
}

static void
splice (QuayDirectory *directory, guint position, guint removed, const char *names)
{
  g_autoptr (GPtrArray) infos = make_infos (names);

  quay_directory_splice (directory, position, removed, infos);
}

static void
test_model (void)
{
  g_autoptr (QuayDirectory) directory = quay_directory_new ("/x");
  Changes changes = { 0 };

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (directory)) == QUAY_TYPE_FILE_INFO);
  g_signal_connect (directory, "items-changed", G_CALLBACK (on_items_changed), &changes);
  {
    g_autoptr (GPtrArray) infos = make_infos ("abc");

    quay_directory_append (directory, infos);
  }
  assert_names (directory, "abc");
  g_assert_cmpuint (changes.count, ==, 1);
  g_assert_cmpuint (changes.added, ==, 3);

  splice (directory, 1, 1, "xyz");
  assert_names (directory, "axyzc");
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 3);

  splice (directory, 0, 0, "01");
  assert_names (directory, "01axyzc");
  quay_directory_splice (directory, 2, 5, NULL);
  assert_names (directory, "01");
  splice (directory, 2, 0, "2");
  assert_names (directory, "012");
  g_assert_cmpuint (changes.count, ==, 5);

  splice (directory, 1, 0, "");
  quay_directory_splice (directory, 3, 0, NULL);
  g_assert_cmpuint (changes.count, ==, 5);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (directory), 3));
}

static void
test_properties (void)
{
  g_autoptr (QuayDirectory) directory = quay_directory_new ("/x");
  g_autofree char *path = NULL;
  gboolean loading;
  guint n_refused, notified = 0;

  g_signal_connect (directory, "notify", G_CALLBACK (on_notify), &notified);
  quay_directory_set_loading (directory, TRUE);
  quay_directory_set_loading (directory, 2);
  quay_directory_set_n_refused (directory, 3);
  quay_directory_set_n_refused (directory, 3);
  quay_directory_set_path (directory, "/y");
  quay_directory_set_path (directory, "/y");
  g_assert_cmpuint (notified, ==, 3);
  g_object_get (directory, "path", &path, "loading", &loading, "n-refused", &n_refused, NULL);
  g_assert_cmpstr (path, ==, "/y");
  g_assert_true (loading);
  g_assert_cmpuint (n_refused, ==, 3);
  quay_directory_set_path (directory, NULL);
  g_assert_cmpstr (quay_directory_get_path (directory), ==, "");
}

/* Filling and freeing keeps no entry alive. */
static void
test_lifetime (void)
{
  QuayDirectory *directory = quay_directory_new ("/x");
  g_autoptr (GPtrArray) infos = make_infos ("ab");
  QuayFileInfo *first = g_ptr_array_index (infos, 0), *second = g_ptr_array_index (infos, 1);

  quay_directory_append (directory, infos);
  g_object_add_weak_pointer (G_OBJECT (first), (gpointer *)&first);
  g_object_add_weak_pointer (G_OBJECT (second), (gpointer *)&second);
  g_clear_pointer (&infos, g_ptr_array_unref);
  g_assert_nonnull (first);
  quay_directory_splice (directory, 0, 1, NULL);
  g_assert_null (first);
  g_assert_nonnull (second);
  g_object_unref (directory);
  g_assert_null (second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/directory/model", test_model);
  g_test_add_func ("/base/directory/properties", test_properties);
  g_test_add_func ("/base/directory/lifetime", test_lifetime);

  return g_test_run ();
}
