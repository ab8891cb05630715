/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fuzz.h"
#include "quay-key-store.h"

/* What is true of whatever a key store is made of: an error or entries, and a key in one signs and has a public half. No
 * passphrase: deriving a key would take all the time. */
static inline void
fuzz_key_store (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries
      = quay_key_store_list_memory (bytes, QUAY_KEY_FORMAT_UNKNOWN, "fuzz", NULL, &error);

  g_assert ((entries == NULL) == (error != NULL));
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      QuayKeyEntry *entry = g_ptr_array_index (entries, i);

      g_assert (entry->info != NULL && quay_cert_info_get_subject (entry->info) != NULL);
      if (entry->key == NULL)
        continue;
      g_assert (g_bytes_equal (quay_key_get_public_blob (entry->key), entry->public_blob));
      g_bytes_unref (quay_key_sign (entry->key, quay_key_get_algorithms (entry->key)[0], bytes, NULL));
    }
}
