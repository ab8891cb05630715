/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-info-private.h"

#include <string.h>
#include <sys/stat.h>

#include "quay-text.h"

/*
 * What `ls -l` shows beside names: its columns read, and written.
 */

static GRefString *
intern_for_display (const char *text)
{
  g_autofree char *escaped = NULL;

  if (quay_text_is_plain (text, -1))
    return g_ref_string_new_intern (text);
  escaped = quay_text_escape (text, -1);

  return g_ref_string_new_intern (escaped);
}

static GRefString *
intern_number (guint32 number)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", number);

  return g_ref_string_new_intern (text);
}

/* The next word of an `ls -l` line. */
static const char *
next_word (const char **line, gsize *length)
{
  const char *word = *line + strspn (*line, " \t");

  *length = strcspn (word, " \t");
  *line = word + *length;

  return word;
}

/* Version 3 carries numbers only; names stand in the `ls -l` line that most servers send beside the name. It counts as
 * one when it reads "drwxr-xr-x 2 OWNER GROUP 4096 ...": draft-ietf-secsh-filexfer-02 section 7 recommends that form.
 */
static gboolean
find_owner_and_group (const char *line, char **owner, char **group)
{
  const char *word, *owner_word, *group_word;
  gsize length, owner_length, group_length;

  word = next_word (&line, &length);
  if (length < 10 || length > 11 || strchr ("-dlbcpsD", *word) == NULL)
    return FALSE;
  word = next_word (&line, &length);
  if (length == 0 || strspn (word, "0123456789") != length)
    return FALSE;
  owner_word = next_word (&line, &owner_length);
  group_word = next_word (&line, &group_length);
  word = next_word (&line, &length);
  if (length == 0 || strspn (word, "0123456789,") != length)
    return FALSE;
  *owner = g_strndup (owner_word, owner_length);
  *group = g_strndup (group_word, group_length);

  return TRUE;
}

void
quay_file_info_make_owner_and_group (const QuayAttrs *attrs,
                                     const char *long_name,
                                     GRefString **owner,
                                     GRefString **group)
{
  g_autofree char *owner_name = NULL;
  g_autofree char *group_name = NULL;

  if (attrs->owner != NULL)
    *owner = intern_for_display (attrs->owner);
  if (attrs->group != NULL)
    *group = intern_for_display (attrs->group);
  if (*owner == NULL && *group == NULL && long_name != NULL
      && find_owner_and_group (long_name, &owner_name, &group_name))
    {
      *owner = intern_for_display (owner_name);
      *group = intern_for_display (group_name);
    }
  if (*owner == NULL && *group == NULL && (attrs->valid & QUAY_ATTR_UIDGID) != 0)
    {
      *owner = intern_number (attrs->uid);
      *group = intern_number (attrs->gid);
    }
}

static char
type_letter (QuayFileType type)
{
  switch (type)
    {
    case QUAY_FILE_TYPE_REGULAR:
      return '-';
    case QUAY_FILE_TYPE_DIRECTORY:
      return 'd';
    case QUAY_FILE_TYPE_SYMLINK:
      return 'l';
    case QUAY_FILE_TYPE_SOCKET:
      return 's';
    case QUAY_FILE_TYPE_CHAR_DEVICE:
      return 'c';
    case QUAY_FILE_TYPE_BLOCK_DEVICE:
      return 'b';
    case QUAY_FILE_TYPE_FIFO:
      return 'p';
    case QUAY_FILE_TYPE_SPECIAL:
    case QUAY_FILE_TYPE_UNKNOWN:
    default:
      return '?';
    }
}

/**
 * quay_file_info_dup_mode_string:
 * @self: a file info
 *
 * Returns: (transfer full): type and permissions as `ls -l` writes them (`drwxr-xr-x`), with `?` for what is not known
 */
char *
quay_file_info_dup_mode_string (QuayFileInfo *self)
{
  static const char letters[] = "rwxrwxrwx";
  char text[] = "??????????";
  guint32 mode;

  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), NULL);

  text[0] = type_letter (quay_file_info_get_file_type (self));
  if (!quay_file_info_has_permissions (self))
    return g_strdup (text);
  mode = quay_file_info_get_permissions (self);
  for (guint i = 0; i < 9; i++)
    text[1 + i] = (mode & (0400U >> i)) != 0 ? letters[i] : '-';
  if ((mode & S_ISUID) != 0)
    text[3] = (mode & S_IXUSR) != 0 ? 's' : 'S';
  if ((mode & S_ISGID) != 0)
    text[6] = (mode & S_IXGRP) != 0 ? 's' : 'S';
  if ((mode & S_ISVTX) != 0)
    text[9] = (mode & S_IXOTH) != 0 ? 't' : 'T';

  return g_strdup (text);
}
