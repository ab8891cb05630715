/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

#define quay_test_assert_says(text, part)                 \
  G_STMT_START                                            \
  {                                                       \
    if (strstr ((text), (part)) == NULL)                  \
      g_error ("“%s” does not say “%s”", (text), (part)); \
  }                                                       \
  G_STMT_END
