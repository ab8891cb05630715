/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* So many times as long takes what is told to take so long at most, where every access to memory is checked. */
#ifdef __SANITIZE_ADDRESS__
#define QUAYSIDE_TEST_SLOWER 4
#else
#define QUAYSIDE_TEST_SLOWER 1
#endif

/* A window for the tests of single widgets. */
void       quayside_test_init         (int *argc, char ***argv);
GtkWidget *quayside_test_window_new   (GtkWidget *content);
void       quayside_test_window_close (GtkWidget *window);

/* Runs the main loop until the condition holds; fails the test when it does not within the time a slow machine needs. */
typedef gboolean (*QuaysideTestCheck) (gpointer data);
void       quayside_test_wait         (QuaysideTestCheck check, gpointer data);
void       quayside_test_wait_true    (gboolean *flag);
void       quayside_test_settle       (GtkWidget *widget); /* some frames */
void       quayside_test_wait_mapped  (GtkWidget *widget);

/* Widgets that are mapped, by type and by what is written on them (either may be 0 or NULL); NULL where there is none. */
GtkWidget *quayside_test_find         (GtkWidget *inside, GType type, const char *text);
void       quayside_test_click        (GtkWidget *inside, const char *label);
gboolean   quayside_test_shows        (GtkWidget *inside, const char *part_of_a_label);

/* A picture of the window, in light and in dark, in $QUAYSIDE_SCREENSHOTS or $QUAYSIDE_SHOTS. */
void       quayside_test_shot         (GtkWidget *window, const char *name);

G_END_DECLS
