/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "quayside-site.h"

const char *const fuzz_seeds[] = {
  "'[Site]' 0a 'Name=web' 0a '[Options]' 0a 'host=a' 0a 'port=2222' 0a 'identities=a\\;b;c;' 0a",
  "'[Site]' 0a 'Name=\\xff\\n\\s' 0a 'Folder=a/../b' 0a '[Bookmark x]' 0a 'RemoteFolder=/x' 0a",
  "'# c' 0a '[Site]' 0a 'Name[de]=x' 0a '[Options]' 0a 'port=-1' 0a 'host-key-policy=strict' 0a",
  "'[Options]' 0a",
  "'[Site' 0a",
  "'[Site]' 0a '[Bookmark ]' 0a 'Name=x' 0a '[Site]' 0a 'Name=y' 0a",
  NULL,
};

/* What is understood is written in a form that means the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (QuaysideSite) site = quayside_site_new_from_text ("id", text, NULL);
  g_autoptr (QuaysideSite) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GVariant) options_again = NULL;

  if (site == NULL)
    return 0;
  g_assert (quay_text_is_plain (quayside_site_get_name (site), -1));
  written = quayside_site_dup_text (site);
  again = quayside_site_new_from_text ("id", written, NULL);
  g_assert (again != NULL);
  g_assert (g_str_equal (quayside_site_get_name (site), quayside_site_get_name (again)));
  g_assert (g_str_equal (quayside_site_get_folder (site), quayside_site_get_folder (again)));
  options = quay_site_options_to_variant (quayside_site_get_options (site));
  options_again = quay_site_options_to_variant (quayside_site_get_options (again));
  g_assert (g_variant_equal (options, options_again));
  rewritten = quayside_site_dup_text (again);
  g_assert (g_str_equal (written, rewritten));

  return 0;
}
