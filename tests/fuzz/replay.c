/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <glib.h>
#include <string.h>

#include "wire-bytes.h"

/* Runs a target as an ordinary test, without libFuzzer: every seed, every prefix of it, every byte of it inverted and
 * set to extremes. Files and folders named as arguments are run too, so a crash that was found replays with
 * `fuzz-NAME FILE`. With --write FOLDER the seeds become files, for libFuzzer to start from. */

static void
run (const guint8 *data, gsize size)
{
  /* A copy of exactly that size, so that a sanitizer sees a read behind its end. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
run_variants (GByteArray *seed)
{
  static const guint8 values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

  for (gsize size = 0; size <= seed->len; size++)
    run (seed->data, size);
  for (guint i = 0; i < seed->len; i++)
    {
      guint8 byte = seed->data[i];

      seed->data[i] = byte ^ 0xff;
      run (seed->data, seed->len);
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          seed->data[i] = values[j];
          run (seed->data, seed->len);
        }
      seed->data[i] = byte;
    }
}

static void
run_path (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *data = NULL;
  const char *name;
  gsize size;

  if (dir != NULL)
    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *child = g_build_filename (path, name, NULL);

        run_path (child);
      }
  else if (g_file_get_contents (path, &data, &size, NULL))
    run ((const guint8 *)data, size);
  else
    g_printerr ("%s: cannot be read\n", path);
}

static void
write_seeds (const char *folder)
{
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    {
      g_autoptr (GByteArray) seed = wire_bytes (fuzz_seeds[i]);
      g_autofree char *name = g_strdup_printf ("seed-%02u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_file_set_contents (path, (const char *)seed->data, (gssize)seed->len, NULL);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    {
      write_seeds (argv[2]);
      return 0;
    }
  for (int i = 1; i < argc; i++)
    run_path (argv[i]);
  for (guint i = 0; argc == 1 && fuzz_seeds[i] != NULL; i++)
    {
      g_autoptr (GByteArray) seed = wire_bytes (fuzz_seeds[i]);

      run_variants (seed);
    }

  return 0;
}
