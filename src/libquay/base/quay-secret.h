/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Copies of secrets that are wiped when freed (explicit_bzero) and kept out of core dumps (MADV_DONTDUMP). */
char *quay_secret_dup  (const char *secret);
void  quay_secret_free (char *secret);
void  quay_secret_wipe (gpointer memory, gsize size);

/* For g_autoptr */
typedef char QuaySecret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaySecret, quay_secret_free)

G_END_DECLS
