/* SPDX-License-Identifier: GPL-3.0-or-later */

/* LD_PRELOAD: the program named LARGEST_PROGRAM writes at its end, to the file LARGEST, how many bytes the largest
 * piece of memory has that it asked for at once, whether it got it, and used it, or not. */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__ ((visibility ("default")))

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *old, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

static atomic_size_t largest;

static void
note (size_t size)
{
  size_t before = atomic_load (&largest);

  while (size > before && !atomic_compare_exchange_weak (&largest, &before, size))
    continue;
}

__attribute__ ((destructor)) static void
tell (void)
{
  const char *program = getenv ("LARGEST_PROGRAM");
  const char *path = getenv ("LARGEST");
  FILE *file;

  if (program == NULL || path == NULL || strcmp (program, program_invocation_short_name) != 0)
    return;
  file = fopen (path, "w");
  if (file == NULL)
    return;
  fprintf (file, "%zu\n", atomic_load (&largest));
  fclose (file);
}

EXPORT void *
malloc (size_t size)
{
  note (size);

  return __libc_malloc (size);
}

EXPORT void *
calloc (size_t n, size_t size)
{
  size_t all;

  note (__builtin_mul_overflow (n, size, &all) ? SIZE_MAX : all);

  return __libc_calloc (n, size);
}

EXPORT void *
realloc (void *old, size_t size)
{
  note (size);

  return __libc_realloc (old, size);
}

EXPORT void *
aligned_alloc (size_t alignment, size_t size)
{
  note (size);

  return __libc_memalign (alignment, size);
}

EXPORT int
posix_memalign (void **result, size_t alignment, size_t size)
{
  void *memory;

  note (size);
  memory = __libc_memalign (alignment, size);
  if (memory == NULL)
    return ENOMEM;
  *result = memory;

  return 0;
}
