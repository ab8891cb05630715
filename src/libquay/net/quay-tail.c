/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-tail.h"

#include <string.h>

#include "quay-text.h"

/* Enough for the last dozen lines of a program that complains, and bounded whatever it does. */
#define TAIL_SIZE 4096

struct _QuayTail
{
  char bytes[TAIL_SIZE];
  gsize length;
  gboolean cut; /* something was said before */
};

QuayTail *
quay_tail_new (void)
{
  return g_new0 (QuayTail, 1);
}

void
quay_tail_free (QuayTail *self)
{
  g_free (self);
}

void
quay_tail_append (QuayTail *self, const char *bytes, gsize size)
{
  gsize drop;

  if (size > TAIL_SIZE)
    {
      self->cut = TRUE;
      bytes += size - TAIL_SIZE;
      size = TAIL_SIZE;
    }
  drop = self->length + size > TAIL_SIZE ? self->length + size - TAIL_SIZE : 0;
  if (drop > 0)
    {
      self->cut = TRUE;
      self->length -= drop;
      memmove (self->bytes, self->bytes + drop, self->length);
    }
  memcpy (self->bytes + self->length, bytes, size);
  self->length += size;
}

char *
quay_tail_dup_text (QuayTail *self)
{
  g_autofree char *copy = g_memdup2 (self->bytes, self->length);
  g_autofree char *text = NULL;
  const char *start = copy;
  gsize length = self->length;

  while (length > 0 && g_ascii_isspace (start[length - 1]))
    length--;
  while (length > 0 && g_ascii_isspace (*start))
    start++, length--;
  if (length == 0)
    return NULL;
  /* Programs end lines as terminals like it; a line feed alone is what the text keeps. */
  for (gsize i = start - copy; i + 1 < (gsize)(start - copy) + length; i++)
    if (copy[i] == '\r' && copy[i + 1] == '\n')
      {
        memmove (copy + i, copy + i + 1, (start - copy) + length - i - 1);
        length--;
      }
  text = quay_text_escape_message (start, length, TAIL_SIZE);

  return self->cut ? g_strconcat ("…", text, NULL) : g_steal_pointer (&text);
}
