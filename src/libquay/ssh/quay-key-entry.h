/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-cert-info.h"
#include "quay-key.h"

G_BEGIN_DECLS

/* One thing that a key store holds: a key, a certificate, or both. */
typedef struct {
  QuayKey *key;        /* NULL where only the public half is there */
  GBytes *public_blob; /* RFC 4253 section 6.6; NULL where SSH has no such key */
  QuayCertInfo *info;
  char *label;         /* what the store calls it: friendly name, key id, comment; nullable, not escaped */
} QuayKeyEntry;

void quay_key_entry_free (QuayKeyEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayKeyEntry, quay_key_entry_free)

G_END_DECLS
