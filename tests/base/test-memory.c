/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-block.h"
#include "quay-secret.h"

static void
test_block (void)
{
  QuayBlock *block = quay_block_new (100);

  g_assert_cmpuint (quay_block_get_size (block), ==, 100);
  memset (quay_block_get_data (block), 1, 100);
  g_assert_false (quay_block_is_shared (block));
  g_assert_true (quay_block_ref (block) == block);
  g_assert_true (quay_block_is_shared (block));
  quay_block_unref (block);
  g_assert_false (quay_block_is_shared (block));
  quay_block_unref (block);
}

static void
test_block_pool (void)
{
  QuayBlock *first = quay_block_new (QUAY_BLOCK_COMMON_SIZE);
  QuayBlock *again;

  memset (quay_block_get_data (first), 1, QUAY_BLOCK_COMMON_SIZE);
  quay_block_unref (first);
  again = quay_block_new (QUAY_BLOCK_COMMON_SIZE);
  g_assert_true (again == first);
  g_assert_false (quay_block_is_shared (again));
  quay_block_unref (again);
}

static gpointer
churn (gpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (QuayBlock) block = quay_block_new (QUAY_BLOCK_COMMON_SIZE);
      guint8 *bytes = quay_block_get_data (block);

      bytes[0] = bytes[QUAY_BLOCK_COMMON_SIZE - 1] = (guint8)i;
      g_assert_cmpuint (bytes[0], ==, (guint8)i);
    }

  return NULL;
}

static void
test_block_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("churn", churn, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_secret (void)
{
  g_autofree char *long_text = g_strnfill (10000, 'x');
  char *secret = quay_secret_dup ("hunter2");
  char *empty = quay_secret_dup ("");
  char *large = quay_secret_dup (long_text);
  char text[] = "secret";

  g_assert_cmpstr (secret, ==, "hunter2");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (large, ==, long_text);
  g_assert_null (quay_secret_dup (NULL));
  quay_secret_free (secret);
  quay_secret_free (empty);
  quay_secret_free (large);
  quay_secret_free (NULL);
  quay_secret_wipe (text, sizeof text);
  for (guint i = 0; i < sizeof text; i++)
    g_assert_cmpint (text[i], ==, 0);
  quay_secret_wipe (NULL, 0);
}

/* "dd" among the flags that proc(5) lists says that the pages stay out of core dumps. */
static void
test_secret_is_not_dumped (void)
{
  char *secret = quay_secret_dup ("hunter2");
  g_autofree char *start = g_strdup_printf ("%lx-", (unsigned long)(gsize)secret & ~0xfffUL);
  g_autofree char *maps = NULL;
  const char *mapping, *flags;

  if (!g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL) || strstr (maps, "VmFlags:") == NULL)
    g_test_skip ("no VmFlags in /proc/self/smaps");
  else
    {
      mapping = strstr (maps, start);
      g_assert_nonnull (mapping);
      flags = strstr (mapping, "VmFlags:");
      g_assert_nonnull (g_strstr_len (flags, (gssize)strcspn (flags, "\n"), " dd"));
    }
  quay_secret_free (secret);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/block/one", test_block);
  g_test_add_func ("/base/block/pool", test_block_pool);
  g_test_add_func ("/base/block/threads", test_block_threads);
  g_test_add_func ("/base/secret/copy", test_secret);
  g_test_add_func ("/base/secret/not-dumped", test_secret_is_not_dumped);

  return g_test_run ();
}
