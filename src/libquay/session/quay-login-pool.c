/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-pool.h"

#include "quay-login-private.h"
#include "quay-ready-source.h"

/* How long logins that have nothing to do are kept for what may come, in seconds. */
#define IDLE 15

typedef struct
{
  QuayLogin *login;
  guint n_users;
} Member;

/* Belongs to its first login. */
typedef struct
{
  Member first;      /* its login is borrowed */
  GPtrArray *others; /* of Member: open */
  GPtrArray *coming; /* of QuayLogin: not open yet */
  GQueue turns;      /* of QuayLoginTurn */
  gboolean refused;  /* there are no more to be had */
  GSource *idle;     /* nullable */
} Pool;

struct _QuayLoginTurn
{
  Pool *pool;
  QuayLoginTurnFunc func;
  gpointer user_data;
};

static Member *
least_used (Pool *pool)
{
  Member *best = &pool->first;

  for (guint i = 0; i < pool->others->len; i++)
    if (((Member *)pool->others->pdata[i])->n_users < best->n_users)
      best = pool->others->pdata[i];

  return best;
}

static QuayLogin *
use (Member *member)
{
  member->n_users++;

  return g_object_ref (member->login);
}

/* Who waits for a login that will not come gets one of those that are there. */
static void
serve_turns (Pool *pool)
{
  while (pool->turns.length > pool->coming->len)
    {
      QuayLoginTurn *turn = g_queue_pop_head (&pool->turns);

      turn->func (use (least_used (pool)), turn->user_data);
      g_free (turn);
    }
}

/* The end of the others */

static void on_other_closed (QuayLogin *other, const GError *error, gpointer user_data);

static void
close_other (gpointer data)
{
  Member *member = data;

  g_signal_handlers_disconnect_matched (member->login, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, on_other_closed, NULL);
  quay_login_close_async (member->login, NULL, NULL, NULL);
  g_object_unref (member->login);
  g_free (member);
}

static void
give_up_coming (gpointer data)
{
  quay_login_close_async (data, NULL, NULL, NULL);
  g_object_unref (data);
}

static void
close_others (Pool *pool)
{
  quay_source_clear (&pool->idle);
  g_ptr_array_set_size (pool->coming, 0);
  g_ptr_array_set_size (pool->others, 0);
}

/* They go with the first one; when that is back, they may be had again. */
static void
on_first_state (QuayLogin *first, GParamSpec *pspec, gpointer user_data)
{
  Pool *pool = user_data;

  if (quay_login_get_state (first) == QUAY_LOGIN_OPEN)
    return;
  close_others (pool);
  pool->refused = FALSE;
  serve_turns (pool);
}

static Member *
find_other (Pool *pool, QuayLogin *login, guint *index)
{
  for (*index = 0; *index < pool->others->len; ++*index)
    if (((Member *)pool->others->pdata[*index])->login == login)
      return pool->others->pdata[*index];

  return NULL;
}

static void
on_other_closed (QuayLogin *other, const GError *error, gpointer user_data)
{
  Pool *pool = user_data;
  guint index;

  if (find_other (pool, other, &index) != NULL)
    g_ptr_array_remove_index (pool->others, index);
}

static gboolean
on_idle (gpointer user_data)
{
  Pool *pool = user_data;

  g_clear_pointer (&pool->idle, g_source_unref);
  for (guint i = pool->others->len; i-- > 0;)
    if (((Member *)pool->others->pdata[i])->n_users == 0)
      g_ptr_array_remove_index (pool->others, i);

  return G_SOURCE_REMOVE;
}

static void
close_idle_soon (Pool *pool)
{
  quay_source_clear (&pool->idle);
  pool->idle = g_timeout_source_new_seconds (IDLE);
  g_source_set_static_name (pool->idle, "quay-login-pool");
  g_source_set_callback (pool->idle, on_idle, pool, NULL);
  g_source_attach (pool->idle, g_main_context_get_thread_default ());
}

static void
pool_free (gpointer data)
{
  Pool *pool = data;

  g_assert (pool->turns.length == 0);
  quay_source_clear (&pool->idle);
  g_ptr_array_unref (pool->others);
  g_ptr_array_unref (pool->coming);
  g_free (pool);
}

static Pool *
get_pool (QuayLogin *first)
{
  static GQuark quark = 0;
  Pool *pool;

  if (quark == 0)
    quark = g_quark_from_static_string ("quay-login-pool");
  pool = g_object_get_qdata (G_OBJECT (first), quark);
  if (pool != NULL)
    return pool;
  pool = g_new0 (Pool, 1);
  pool->first.login = first;
  pool->others = g_ptr_array_new_with_free_func (close_other);
  pool->coming = g_ptr_array_new_with_free_func (give_up_coming);
  g_object_set_qdata_full (G_OBJECT (first), quark, pool, pool_free);
  g_signal_connect (first, "notify::state", G_CALLBACK (on_first_state), pool);

  return pool;
}

/* One more */

static void
take_opened (Pool *pool, QuayLogin *other)
{
  Member *member = g_new0 (Member, 1);
  QuayLoginTurn *turn = g_queue_pop_head (&pool->turns);

  member->login = g_object_ref (other);
  g_ptr_array_add (pool->others, member);
  g_signal_connect (other, "closed", G_CALLBACK (on_other_closed), pool);
  if (turn != NULL)
    turn->func (use (member), turn->user_data);
  else
    close_idle_soon (pool);
  g_free (turn);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuayLogin) first = user_data;
  g_autoptr (GError) error = NULL;
  Pool *pool = get_pool (first);
  gboolean open = quay_login_open_quietly_finish (QUAY_LOGIN (source), result, &error);
  guint index;

  /* Not wanted any more, and closed already. */
  if (!g_ptr_array_find (pool->coming, source, &index))
    return;
  g_object_ref (source);
  g_object_unref (g_ptr_array_steal_index (pool->coming, index));
  if (open)
    take_opened (pool, QUAY_LOGIN (source));
  else
    {
      pool->refused = TRUE;
      quay_login_log (first, 1, "No further login is to be had: %s", error->message);
    }
  serve_turns (pool);
  g_object_unref (source);
}

/* With what the first one knows: the host's key, and what the person said. */
static void
open_another (Pool *pool)
{
  QuayLogin *other = quay_login_new_beside (pool->first.login);

  g_ptr_array_add (pool->coming, other);
  quay_login_open_quietly_async (other, NULL, on_opened, g_object_ref (pool->first.login));
}

/* The first login has to be open. */
static gboolean
can_open_another (Pool *pool)
{
  guint allowed = quay_site_options_get_max_logins (quay_login_get_options (pool->first.login));

  return !pool->refused && quay_login_get_state (pool->first.login) == QUAY_LOGIN_OPEN
         && 1 + pool->others->len + pool->coming->len < allowed;
}

QuayLogin *
quay_login_pool_take (QuayLogin *login)
{
  Pool *pool = get_pool (login);
  Member *best = least_used (pool);

  if (best->n_users == 0)
    return use (best);
  if (can_open_another (pool))
    open_another (pool);

  return pool->coming->len > pool->turns.length ? NULL : use (best);
}

QuayLoginTurn *
quay_login_pool_wait (QuayLogin *login, QuayLoginTurnFunc func, gpointer user_data)
{
  QuayLoginTurn *self = g_new (QuayLoginTurn, 1);

  *self = (QuayLoginTurn){ get_pool (login), func, user_data };
  g_queue_push_tail (&self->pool->turns, self);

  return self;
}

void
quay_login_turn_give_up (QuayLoginTurn *self)
{
  g_queue_remove (&self->pool->turns, self);
  g_free (self);
}

void
quay_login_pool_release (QuayLogin *login, QuayLogin *used)
{
  Pool *pool = get_pool (login);
  guint index;
  Member *member = used == login ? &pool->first : find_other (pool, used, &index);

  if (member != NULL && --member->n_users == 0 && member != &pool->first)
    close_idle_soon (pool);
  g_object_unref (used);
}
