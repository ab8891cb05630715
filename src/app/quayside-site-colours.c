/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-colours.h"

#include <glib/gi18n.h>
#include <string.h>

/* GNOME's accent colours: they are told apart on light and on dark. */
static const struct
{
  const char *name;
  const char *title;
  const char *rgb;
} colours[] = {
  { "", N_ ("None"), NULL },
  { "blue", N_ ("Blue"), "#3584e4" },
  { "teal", N_ ("Teal"), "#2190a4" },
  { "green", N_ ("Green"), "#3a944a" },
  { "yellow", N_ ("Yellow"), "#c88800" },
  { "orange", N_ ("Orange"), "#ed5b00" },
  { "red", N_ ("Red"), "#e62d42" },
  { "pink", N_ ("Pink"), "#d56199" },
  { "purple", N_ ("Purple"), "#9141ac" },
  { "slate", N_ ("Slate"), "#6f8396" },
};

GtkStringList *
quayside_site_colour_list (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    gtk_string_list_append (list, _ (colours[i].title));

  return list;
}

guint
quayside_site_colour_index (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (g_str_equal (colours[i].name, name))
      return i;

  return 0;
}

const char *
quayside_site_colour_name (guint index)
{
  return index < G_N_ELEMENTS (colours) ? colours[index].name : "";
}

GIcon *
quayside_site_colour_icon (const char *name)
{
  const char *rgb = colours[quayside_site_colour_index (name)].rgb;
  g_autofree char *svg = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (rgb == NULL)
    return NULL;
  svg = g_strdup_printf ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"16\" height=\"16\">"
                         "<circle cx=\"8\" cy=\"8\" r=\"5\" fill=\"%s\"/></svg>",
                         rgb);
  bytes = g_bytes_new (svg, strlen (svg));

  return g_bytes_icon_new (bytes);
}
