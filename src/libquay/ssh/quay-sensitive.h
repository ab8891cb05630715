/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/crypto.h>

G_BEGIN_DECLS

/* Memory that holds a private key or what opens one: wiped when it is cleared. Never reallocated. */
typedef struct {
  guint8 *data;
  gsize size;
} QuaySensitive;

static inline void
quay_sensitive_clear (QuaySensitive *self)
{
  if (self->data != NULL)
    OPENSSL_cleanse (self->data, self->size);
  g_clear_pointer (&self->data, g_free);
  self->size = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuaySensitive, quay_sensitive_clear)

G_END_DECLS
