/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-sorter.h"

#include <string.h>

#include "quayside-file-keys.h"

struct _QuaysideFileSorter
{
  GtkSorter parent_instance;

  QuaysideSort sort;
};

G_DEFINE_FINAL_TYPE (QuaysideFileSorter, quayside_file_sorter, GTK_TYPE_SORTER)

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int
compare_names (QuayFileInfo *a, QuayFileInfo *b)
{
  int order = strcmp (quayside_file_keys_get_collate (a), quayside_file_keys_get_collate (b));

  return order != 0 ? order : strcmp (quay_file_info_get_name (a), quay_file_info_get_name (b));
}

static int
compare_by (QuaysideSort sort, QuayFileInfo *a, QuayFileInfo *b)
{
  switch (sort)
    {
    case QUAYSIDE_SORT_FOLDERS_FIRST:
      return COMPARE (quayside_file_is_folder (b), quayside_file_is_folder (a));
    case QUAYSIDE_SORT_SIZE:
      /* A folder's size says nothing about what is in it. */
      if (quayside_file_is_folder (a) && quayside_file_is_folder (b))
        return 0;
      return COMPARE (quay_file_info_get_size (a), quay_file_info_get_size (b));
    case QUAYSIDE_SORT_MODIFIED:
      return COMPARE (quay_file_info_get_modified (a), quay_file_info_get_modified (b));
    case QUAYSIDE_SORT_PERMISSIONS:
      return COMPARE (quay_file_info_get_permissions (a), quay_file_info_get_permissions (b));
    case QUAYSIDE_SORT_OWNER:
      return g_strcmp0 (quay_file_info_get_owner (a), quay_file_info_get_owner (b));
    case QUAYSIDE_SORT_NAME:
    default:
      return 0;
    }
}

static GtkOrdering
quayside_file_sorter_compare (GtkSorter *sorter, gpointer a, gpointer b)
{
  QuaysideSort sort = ((QuaysideFileSorter *)sorter)->sort;
  int order = compare_by (sort, a, b);

  if (order == 0 && sort != QUAYSIDE_SORT_FOLDERS_FIRST)
    order = compare_names (a, b);

  return gtk_ordering_from_cmpfunc (order);
}

static GtkSorterOrder
quayside_file_sorter_get_order (GtkSorter *sorter)
{
  return QUAYSIDE_FILE_SORTER (sorter)->sort == QUAYSIDE_SORT_FOLDERS_FIRST ? GTK_SORTER_ORDER_PARTIAL
                                                                            : GTK_SORTER_ORDER_TOTAL;
}

static void
quayside_file_sorter_class_init (QuaysideFileSorterClass *klass)
{
  GTK_SORTER_CLASS (klass)->compare = quayside_file_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = quayside_file_sorter_get_order;
}

static void
quayside_file_sorter_init (QuaysideFileSorter *self)
{
}

GtkSorter *
quayside_file_sorter_new (QuaysideSort sort)
{
  QuaysideFileSorter *self = g_object_new (QUAYSIDE_TYPE_FILE_SORTER, NULL);

  self->sort = sort;

  return GTK_SORTER (self);
}
