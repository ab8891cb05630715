/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth-memory.h"

#include "quay-secret.h"

/* Servers that answer a wrong password by hanging up must not get it for ever. */
#define MAX_UNANSWERED 3

typedef struct
{
  char *secret;
  guint n_unanswered;
} Entry;

struct _QuayAuthMemory
{
  gatomicrefcount ref_count;

  GMutex mutex; /* what follows */
  char *place;  /* whom it serves; nullable */
  GHashTable *entries;
  QuayHostKey *host_key; /* owned, nullable */
  gboolean refused;
  GHashTable *hops; /* way -> QuayAuthMemory; NULL before there is one */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  quay_secret_free (entry->secret);
  g_free (entry);
}

static char *
make_key (QuayAuthMemoryKind kind, const char *name)
{
  return g_strdup_printf ("%d %s", kind, name);
}

QuayAuthMemory *
quay_auth_memory_new (void)
{
  QuayAuthMemory *self = g_new0 (QuayAuthMemory, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);

  return self;
}

QuayAuthMemory *
quay_auth_memory_ref (QuayAuthMemory *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_auth_memory_unref (QuayAuthMemory *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->entries);
  g_clear_pointer (&self->hops, g_hash_table_unref);
  g_clear_object (&self->host_key);
  g_free (self->place);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

QuayAuthMemory *
quay_auth_memory_ref_hop (QuayAuthMemory *self, const char *way)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  QuayAuthMemory *hop;

  if (self->hops == NULL)
    self->hops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)quay_auth_memory_unref);
  hop = g_hash_table_lookup (self->hops, way);
  if (hop == NULL)
    g_hash_table_insert (self->hops, g_strdup (way), hop = quay_auth_memory_new ());

  return quay_auth_memory_ref (hop);
}

static void
forget_secrets (QuayAuthMemory *self)
{
  g_hash_table_remove_all (self->entries);
  self->refused = FALSE;
}

void
quay_auth_memory_bind (QuayAuthMemory *self, const char *host, guint port, const char *user)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  /* Neither a host nor a number holds a space. */
  g_autofree char *place = g_strdup_printf ("%s %u %s", host, port, user);

  if (!g_set_str (&self->place, place))
    return;
  forget_secrets (self);
  g_clear_object (&self->host_key);
}

void
quay_auth_memory_forget_secrets (QuayAuthMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  forget_secrets (self);
}

QuayHostKey *
quay_auth_memory_ref_host_key (QuayAuthMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->host_key != NULL ? g_object_ref (self->host_key) : NULL;
}

void
quay_auth_memory_set_host_key (QuayAuthMemory *self, QuayHostKey *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_set_object (&self->host_key, key);
}

gboolean
quay_auth_memory_has (QuayAuthMemory *self, QuayAuthMemoryKind kind)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *prefix = make_key (kind, "");
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      return TRUE;

  return FALSE;
}

char *
quay_auth_memory_dup (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = make_key (kind, name);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  return entry != NULL ? quay_secret_dup (entry->secret) : NULL;
}

void
quay_auth_memory_keep (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name, const char *secret)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry = g_new0 (Entry, 1);

  entry->secret = quay_secret_dup (secret);
  g_hash_table_replace (self->entries, make_key (kind, name), entry);
}

void
quay_auth_memory_drop (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = make_key (kind, name);

  g_hash_table_remove (self->entries, key);
}

void
quay_auth_memory_unanswered (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = make_key (kind, name);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL || ++entry->n_unanswered < MAX_UNANSWERED)
    return;
  g_hash_table_remove (self->entries, key);
  self->refused = TRUE;
}

gboolean
quay_auth_memory_get_refused (QuayAuthMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->refused;
}

void
quay_auth_memory_set_refused (QuayAuthMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->refused = TRUE;
}

void
quay_auth_memory_adopt (QuayAuthMemory *self, QuayAuthMemory *earned)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GMutexLocker) other = g_mutex_locker_new (&earned->mutex);
  GHashTableIter iter;
  gpointer key, entry;

  g_hash_table_iter_init (&iter, earned->entries);
  while (g_hash_table_iter_next (&iter, &key, &entry))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (self->entries, key, entry);
    }
  self->refused = FALSE;
}
