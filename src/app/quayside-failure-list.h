/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* What went wrong with the items of a tree, for a popover. */
GtkWidget *quayside_failure_list_new (QuayTransfer *transfer);

G_END_DECLS
