/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-names.h"

#include "quay-file-info-private.h"

/* A server with more users than this in its files has them named by number from then on. */
#define MAX_NAMES 10000

struct _QuayNames
{
  gatomicrefcount ref_count;

  GHashTable *users; /* number -> name, "" where the server knows none */
  GHashTable *groups;
};

QuayNames *
quay_names_new (void)
{
  QuayNames *self = g_new0 (QuayNames, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->users = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->groups = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return self;
}

QuayNames *
quay_names_ref (QuayNames *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_names_unref (QuayNames *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->users);
  g_hash_table_unref (self->groups);
  g_free (self);
}

typedef struct
{
  QuayNames *names;
  GPtrArray *infos;
  guint32 uids[QUAY_SFTP_MAX_IDS];
  guint32 gids[QUAY_SFTP_MAX_IDS];
  guint n_uids;
  guint n_gids;
  QuayNamesFunc func;
  gpointer user_data;
} Question;

static const char *
look_up (GHashTable *table, guint32 id)
{
  const char *name = g_hash_table_lookup (table, GUINT_TO_POINTER (id));

  return name != NULL && *name != '\0' ? name : NULL;
}

static void
give_known (QuayNames *self, GPtrArray *infos)
{
  for (guint i = 0; i < infos->len; i++)
    {
      QuayFileInfo *info = infos->pdata[i];

      if (quay_file_info_lacks_owner (info))
        quay_file_info_set_owner_and_group (info, look_up (self->users, quay_file_info_get_uid (info)),
                                            look_up (self->groups, quay_file_info_get_gid (info)));
    }
}

/* To be asked for, unless that is so already or there are enough. */
static void
want (GHashTable *known, guint32 id, guint32 *ids, guint *n_ids)
{
  if (*n_ids == QUAY_SFTP_MAX_IDS || g_hash_table_size (known) > MAX_NAMES
      || g_hash_table_contains (known, GUINT_TO_POINTER (id)))
    return;
  for (guint i = 0; i < *n_ids; i++)
    if (ids[i] == id)
      return;
  ids[(*n_ids)++] = id;
}

static void
learn (GHashTable *table, const guint32 *ids, guint n_ids, const char *const *names)
{
  for (guint i = 0; i < n_ids; i++)
    g_hash_table_replace (table, GUINT_TO_POINTER (ids[i]), g_strdup (names != NULL ? names[i] : ""));
}

static void
on_names (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Question *question = user_data;
  gboolean ok = quay_sftp_reply_ok (reply);

  learn (question->names->users, question->uids, question->n_uids, ok ? reply->users : NULL);
  learn (question->names->groups, question->gids, question->n_gids, ok ? reply->groups : NULL);
  give_known (question->names, question->infos);
  question->func (question->user_data);
  quay_names_unref (question->names);
  g_ptr_array_unref (question->infos);
  g_free (question);
}

gboolean
quay_names_give (QuayNames *self, QuaySftpSession *session, GPtrArray *infos, QuayNamesFunc func, gpointer user_data)
{
  g_autofree Question *question = NULL;

  if (!(quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_USERS_GROUPS))
    return FALSE;
  question = g_new0 (Question, 1);
  for (guint i = 0; i < infos->len; i++)
    if (quay_file_info_lacks_owner (infos->pdata[i]))
      {
        want (self->users, quay_file_info_get_uid (infos->pdata[i]), question->uids, &question->n_uids);
        want (self->groups, quay_file_info_get_gid (infos->pdata[i]), question->gids, &question->n_gids);
      }
  if (question->n_uids + question->n_gids == 0)
    {
      give_known (self, infos);
      return FALSE;
    }
  question->names = quay_names_ref (self);
  question->infos = g_ptr_array_ref (infos);
  question->func = func;
  question->user_data = user_data;
  quay_sftp_session_users_groups (session, question->uids, question->n_uids, question->gids, question->n_gids, on_names,
                                  question);
  question = NULL;

  return TRUE;
}
