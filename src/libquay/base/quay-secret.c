/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Each secret has pages of its own, because MADV_DONTDUMP works on pages: the size of the mapping, then the text. */
typedef struct
{
  gsize mapped;
  char text[];
} Secret;

static gsize
round_to_pages (gsize size)
{
  gsize page = (gsize)sysconf (_SC_PAGESIZE);

  return (size + page - 1) / page * page;
}

/* (transfer full) (nullable): NULL where @secret is NULL */
char *
quay_secret_dup (const char *secret)
{
  gsize size, mapped;
  Secret *self;

  if (secret == NULL)
    return NULL;
  size = strlen (secret) + 1;
  mapped = round_to_pages (sizeof (Secret) + size);
  self = mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self == MAP_FAILED)
    g_error ("%s: failed to map %" G_GSIZE_FORMAT " bytes", G_STRLOC, mapped);
  madvise (self, mapped, MADV_DONTDUMP);
  /* Best effort: where RLIMIT_MEMLOCK is used up the secret can reach swap. */
  mlock (self, mapped);
  self->mapped = mapped;
  memcpy (self->text, secret, size);

  return self->text;
}

void
quay_secret_free (char *secret)
{
  Secret *self;
  gsize mapped;

  if (secret == NULL)
    return;
  self = (Secret *)(secret - G_STRUCT_OFFSET (Secret, text));
  mapped = self->mapped;
  quay_secret_wipe (self, mapped);
  munmap (self, mapped);
}

void
quay_secret_wipe (gpointer memory, gsize size)
{
  if (memory != NULL)
    explicit_bzero (memory, size);
}
