/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-format.h"

#include <glib/gi18n.h>

char *
quayside_format_size (guint64 bytes)
{
  return g_format_size (bytes);
}

static gint64
day_number (GDateTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)g_date_time_get_day_of_month (time), g_date_time_get_month (time),
                  (GDateYear)g_date_time_get_year (time));

  return g_date_get_julian (&date);
}

char *
quayside_format_time (gint64 seconds, GDateTime *now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  gint64 days;

  /* 0 is what a server or file system gives that keeps no times. */
  if (seconds == 0 || time == NULL)
    return g_strdup ("");
  days = day_number (now) - day_number (time);
  if (days == 0)
    /* Translators: g_date_time_format() for a file changed today */
    return g_date_time_format (time, _ ("Today %H:%M"));
  if (days == 1)
    /* Translators: g_date_time_format() for a file changed yesterday */
    return g_date_time_format (time, _ ("Yesterday %H:%M"));
  if (days > 1 && days < 7)
    /* Translators: g_date_time_format() for a file changed in the last week */
    return g_date_time_format (time, _ ("%a %H:%M"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: g_date_time_format() for a file changed this year */
    return g_date_time_format (time, _ ("%-d %b %H:%M"));

  /* Translators: g_date_time_format() for a file changed in another year */
  return g_date_time_format (time, _ ("%-d %b %Y"));
}

char *
quayside_format_items (guint n_items, guint n_selected, guint64 selected_bytes)
{
  g_autofree char *items = g_strdup_printf (ngettext ("%u item", "%u items", n_items), n_items);
  g_autofree char *size = NULL;

  if (n_selected == 0)
    return g_steal_pointer (&items);
  /* Folders only: what is in them is not known. */
  if (selected_bytes == 0)
    /* Translators: "12 items, 3 selected" */
    return g_strdup_printf (_ ("%s, %u selected"), items, n_selected);
  size = quayside_format_size (selected_bytes);

  /* Translators: "12 items, 3 selected (4.5 MB)" */
  return g_strdup_printf (_ ("%s, %u selected (%s)"), items, n_selected, size);
}
