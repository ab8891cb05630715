/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-key-store.h"
#include "quay-test-folder.h"
#include "quay-test-sshsig.h"

G_BEGIN_DECLS

/* For tests of key files: a folder, and what is true of a file there. */
#define PASSPHRASE "the quay & the crane, grün"

typedef struct {
  char *directory;
} Fixture;

void     set_up                    (Fixture *self, gconstpointer data);
void     tear_down                 (Fixture *self, gconstpointer data);
char    *path_of                   (Fixture *self, const char *name);
GBytes  *slurp                     (Fixture *self, const char *name);

/* NAME.pub is its public half, and ssh-keygen accepts what it signs. */
void     assert_public             (Fixture *self, QuayKey *key, const char *name);
void     assert_signs              (Fixture *self, QuayKey *key);
QuayKey *load_good                 (Fixture *self, const char *name, const char *passphrase);
void     assert_passphrase_matters (Fixture *self, const char *name); /* no other than PASSPHRASE opens it */
void     assert_refused            (Fixture *self, const char *name, int code, int errsv, const char *words);

/* A damaged file is an error with a sentence, or still the very same key: never another key, never a crash. */
void     assert_harmless           (const guint8 *text, gsize size, const char *passphrase, QuayKey *original);
void     damage                    (GBytes *file, const char *passphrase, gsize from, gsize step);

G_END_DECLS
