/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  QUAYSIDE_SORT_FOLDERS_FIRST,
  QUAYSIDE_SORT_NAME,
  QUAYSIDE_SORT_SIZE,
  QUAYSIDE_SORT_MODIFIED,
  QUAYSIDE_SORT_PERMISSIONS,
  QUAYSIDE_SORT_OWNER,
} QuaysideSort;

/* Sorts QuayFileInfos by one aspect; equal ones by name, so that the order is always the same. */
#define QUAYSIDE_TYPE_FILE_SORTER (quayside_file_sorter_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideFileSorter, quayside_file_sorter, QUAYSIDE, FILE_SORTER, GtkSorter)

GtkSorter *quayside_file_sorter_new (QuaysideSort sort);

G_END_DECLS
