/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "quay-file-acl-private.h"

/* An access control list as text: what is read is written the same way, and read again. */
const char *const fuzz_seeds[] = {
  "'allow:0:1601ff:OWNER@'",
  "'flags:3' 0a 'deny:40:2:a:b' 0a 'audit:0:ffffffff:EVERYONE@' 0a",
  "'alarm:0x1:0x2:w' 0a 0a '  allow:1:2:  '",
  "'allow:0:1'",
  "'flags:'",
  NULL,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  g_autoptr (QuayFileAcl) acl = quay_file_acl_new_from_text (text, NULL);
  g_autoptr (QuayFileAcl) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *twice = NULL;

  if (acl == NULL)
    return 0;
  written = quay_file_acl_dup_text (acl);
  again = quay_file_acl_new_from_text (written, NULL);
  g_assert_nonnull (again);
  twice = quay_file_acl_dup_text (again);
  g_assert_cmpstr (written, ==, twice);

  return 0;
}
