/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* What the API has as UTF-8 is bytes on the wire: in the code page, where one was set. */
#define UTF8 65001

static char *
convert (QuaySftpClient *self, const char *text, gboolean to_server, GError **error)
{
  const char *page = quay_code_page_get_name (self->code_page);
  g_autofree char *converted = NULL;
  g_autofree char *shown = NULL;
  gsize length;

  if (self->code_page == UTF8)
    return g_strdup (text);
  if (page != NULL)
    converted = to_server ? g_convert (text, -1, page, "UTF-8", NULL, &length, NULL)
                          : g_convert (text, -1, "UTF-8", page, NULL, &length, NULL);
  if (converted != NULL && strlen (converted) == length)
    return g_steal_pointer (&converted);
  shown = quay_text_escape_message (text, -1, 200);
  quay_set_error (error, QUAY_ERROR_CODE_PAGE,
                  "The name %s cannot be written in the code page %d; set another CodePage", shown, self->code_page);

  return NULL;
}

char *
quay_client_dup_shown (QuaySftpClient *self, const char *bytes)
{
  char *text = convert (self, bytes, FALSE, NULL);

  if (text != NULL && g_utf8_validate (text, -1, NULL))
    return text;
  g_free (text);

  /* Not in that code page: the bytes are kept apart from text by their form. */
  return quay_text_escape (bytes, -1);
}

char *
quay_client_resolve (QuaySftpClient *self, const char *path, GError **error)
{
  g_autofree char *plain = g_strdup (path);
  g_autofree char *bytes = NULL;

  if (!self->allow_backslash)
    g_strdelimit (plain, "\\", '/');
  bytes = convert (self, plain, TRUE, error);
  if (bytes == NULL || *bytes == '/' || *self->remote_path == '\0')
    return g_steal_pointer (&bytes);
  if (*bytes == '\0')
    return g_strdup (self->remote_path);

  return g_strconcat (self->remote_path, g_str_has_suffix (self->remote_path, "/") ? "" : "/", bytes, NULL);
}

void
quay_client_set_remote_path (QuaySftpClient *self, const char *bytes)
{
  const char *name = strrchr (bytes, '/');
  g_autofree char *path = NULL;

  name = name != NULL ? name + 1 : bytes;
  if (!self->normalize_path || *bytes == '\0' || *name == '\0' || g_str_equal (name, ".") || g_str_equal (name, ".."))
    path = g_strdup (bytes);
  else
    path = g_strconcat (bytes, "/", NULL);
  if (g_set_str (&self->remote_path, path))
    quay_client_notify (self, "remote-path");
}

/* Times, in the pattern letters of the documentation */

static guint
count_run (const char *p)
{
  guint n = 1;

  while (p[n] == p[0])
    n++;

  return n;
}

static char *
print_month (GDateTime *time, guint n)
{
  static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December" };
  const char *name = names[g_date_time_get_month (time) - 1];

  if (n <= 2)
    return g_strdup_printf ("%0*d", n, g_date_time_get_month (time));

  return n == 3 ? g_strndup (name, 3) : g_strdup (name);
}

static char *
print_day (GDateTime *time, guint n)
{
  static const char *const names[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
  const char *name = names[g_date_time_get_day_of_week (time) - 1];

  if (n <= 2)
    return g_strdup_printf ("%0*d", n, g_date_time_get_day_of_month (time));

  return n == 3 ? g_strndup (name, 3) : g_strdup (name);
}

static char *
print_part (GDateTime *time, char letter, guint n)
{
  switch (letter)
    {
    case 'y':
      return n <= 2 ? g_strdup_printf ("%0*d", n, g_date_time_get_year (time) % 100)
                    : g_strdup_printf ("%0*d", n, g_date_time_get_year (time));
    case 'M':
      return print_month (time, n);
    case 'd':
      return print_day (time, n);
    case 'H':
      return g_strdup_printf ("%0*d", MIN (n, 2), g_date_time_get_hour (time));
    case 'h':
      return g_strdup_printf ("%0*d", MIN (n, 2), (g_date_time_get_hour (time) + 11) % 12 + 1);
    case 'm':
      return g_strdup_printf ("%0*d", MIN (n, 2), g_date_time_get_minute (time));
    case 's':
      return g_strdup_printf ("%0*d", MIN (n, 2), g_date_time_get_second (time));
    case 't':
      return g_strndup (g_date_time_get_hour (time) < 12 ? "AM" : "PM", n);
    default:
      return g_strnfill (n, letter);
    }
}

/* 'text' and \x go as they are. */
static char *
print_time (GDateTime *time, const char *format)
{
  GString *text = g_string_new (NULL);

  for (const char *p = format; *p != '\0';)
    {
      const char *end = *p == '\'' ? strchr (p + 1, '\'') : NULL;
      guint n = count_run (p);
      g_autofree char *part = NULL;

      if (end != NULL)
        {
          g_string_append_len (text, p + 1, end - p - 1);
          p = end + 1;
          continue;
        }
      if (*p == '\\' && p[1] != '\0')
        {
          g_string_append_c (text, p[1]);
          p += 2;
          continue;
        }
      part = print_part (time, *p, n);
      g_string_append (text, part);
      p += n;
    }

  return g_string_free_and_steal (text);
}

char *
quay_client_print_time (QuaySftpClient *self, gint64 seconds)
{
  g_autoptr (GDateTime) time
      = self->use_server_time ? g_date_time_new_from_unix_utc (seconds) : g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = self->use_server_time ? g_date_time_new_now_utc () : g_date_time_new_now_local ();

  if (time == NULL)
    return g_strdup ("");
  if (*self->time_format != '\0')
    return print_time (time, self->time_format);

  return print_time (time, g_date_time_get_year (time) == g_date_time_get_year (now) ? "MMM dd HH:mm" : "MMM dd yyyy");
}
