/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-agent-key.h"
#include "quay-auth-agent.h"
#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-store.h"
#include "quay-text.h"

/*
 * The method "publickey", RFC 4252 section 7: the server is asked about a key first, and only one that it would accept
 * is unlocked and signs. A key in a file that is not locked costs nobody anything: it signs at once, which saves the
 * round trip.
 */

#define MAX_PASSPHRASE_TRIES 3

/* OpenSSH's server ends the connection after six refusals. Where a password was given, keys that were not named leave
 * room for it. */
#define MAX_UNNAMED_KEYS_BEFORE_PASSWORD 3

static const char *const default_identities[] = { "~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa", NULL };

typedef struct
{
  QuayAuth *auth; /* borrowed */
  char *path;     /* the key's file; NULL for a key that only the agent has */
  char *name;     /* for people */
  GBytes *blob;   /* its public half; NULL where only the private half can tell */
  QuayKey *key;   /* NULL until it is unlocked */
  gboolean named; /* by the user */
  gboolean used;
  GError *error; /* why it could not sign; nullable */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  g_free (self->path);
  g_free (self->name);
  g_clear_pointer (&self->blob, g_bytes_unref);
  g_clear_object (&self->key);
  g_clear_error (&self->error);
  g_free (self);
}

static char *
expand_home (const char *path)
{
  return g_str_has_prefix (path, "~/") ? g_build_filename (g_get_home_dir (), path + 2, NULL) : g_strdup (path);
}

/* (transfer full): nobody there is an empty list. */
static GPtrArray *
list_agent_keys (QuayAuth *auth)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;
  GPtrArray *keys = NULL;

  if (quay_site_options_get_use_agent (auth->session->options))
    keys = quay_auth_agent_list_keys (quay_site_options_get_agent_socket (auth->session->options), &why,
                                      auth->cancellable, &error);
  if (why != NULL)
    quay_log (&auth->session->log, 1, "No keys from an agent: %s", why);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    auth->error = g_steal_pointer (&error);
  else if (error != NULL)
    quay_auth_note (auth, "agent: %s", error->message);

  return keys != NULL ? keys : g_ptr_array_new_with_free_func (g_object_unref);
}

static Candidate *
candidate_new (QuayAuth *auth, const char *path, GBytes *blob, gboolean named)
{
  Candidate *self = g_new0 (Candidate, 1);

  self->auth = auth;
  self->path = g_strdup (path);
  self->blob = blob != NULL ? g_bytes_ref (blob) : NULL;
  self->named = named;
  if (path != NULL)
    self->name = quay_text_escape (path, -1);

  return self;
}

static QuayKey *
find_in_agent (GPtrArray *agent_keys, GBytes *blob)
{
  for (guint i = 0; blob != NULL && i < agent_keys->len; i++)
    if (g_bytes_equal (quay_key_get_public_blob (g_ptr_array_index (agent_keys, i)), blob))
      return g_ptr_array_index (agent_keys, i);

  return NULL;
}

/* A file whose key the agent has too needs no passphrase. */
static void
add_file (QuayAuth *auth, const char *path, GPtrArray *agent_keys, gboolean named)
{
  g_autofree char *expanded = expand_home (path);
  g_autoptr (GBytes) blob = NULL;
  Candidate *candidate;
  QuayKey *key;

  if (!named && !g_file_test (expanded, G_FILE_TEST_EXISTS))
    return;
  blob = quay_key_store_peek_public (expanded);
  candidate = candidate_new (auth, expanded, blob, named);
  key = find_in_agent (agent_keys, blob);
  if (key != NULL)
    {
      candidate->key = g_object_ref (key);
      g_ptr_array_remove (agent_keys, key);
    }
  g_ptr_array_add (auth->keys, candidate);
}

static void
add_agent_keys (QuayAuth *auth, GPtrArray *agent_keys)
{
  for (guint i = 0; i < agent_keys->len; i++)
    {
      QuayKey *key = g_ptr_array_index (agent_keys, i);
      Candidate *candidate = candidate_new (auth, NULL, quay_key_get_public_blob (key), FALSE);

      candidate->key = g_object_ref (key);
      candidate->name = g_strdup_printf ("%s (agent)", quay_key_get_comment (key));
      g_ptr_array_add (auth->keys, candidate);
    }
}

/* Named files, then the agent, then the usual files. */
static void
collect_keys (QuayAuth *auth)
{
  const char *const *identities = quay_site_options_get_identities (auth->session->options);
  g_autoptr (GPtrArray) agent_keys = list_agent_keys (auth);

  auth->keys = g_ptr_array_new_with_free_func (candidate_free);
  for (gsize i = 0; identities != NULL && identities[i] != NULL; i++)
    add_file (auth, identities[i], agent_keys, TRUE);
  add_agent_keys (auth, agent_keys);
  for (gsize i = 0; identities == NULL && default_identities[i] != NULL; i++)
    {
      g_autofree char *path = expand_home (default_identities[i]);
      g_autoptr (GBytes) blob = quay_key_store_peek_public (path);

      if (find_in_agent (agent_keys, blob) == NULL)
        add_file (auth, path, agent_keys, FALSE);
    }
}

static gboolean
load_with (Candidate *self, const char *passphrase)
{
  g_clear_error (&self->error);
  self->key = quay_key_store_load_file (self->path, passphrase, &self->error);

  return self->key != NULL;
}

/* FALSE: the person has no passphrase for it (auth->error where nothing more is wanted). */
static gboolean
ask_passphrase (Candidate *self, guint attempt)
{
  g_autoptr (QuayPrompt) prompt = quay_auth_make_prompt (self->auth, QUAY_PROMPT_PASSPHRASE);
  const char *answer;

  quay_prompt_set_key_file (prompt, self->name);
  quay_prompt_set_attempt (prompt, attempt);
  quay_prompt_add_field (prompt, "Passphrase", FALSE);
  if (!quay_auth_ask (self->auth, prompt))
    return FALSE;
  answer = quay_prompt_get_answer (prompt, 0);
  if (answer == NULL || *answer == '\0')
    {
      quay_auth_memory_keep (self->auth->earned, QUAY_AUTH_MEMORY_PASSPHRASE, self->path, "");
      return FALSE;
    }
  if (load_with (self, answer))
    quay_auth_memory_keep (self->auth->earned, QUAY_AUTH_MEMORY_PASSPHRASE, self->path, answer);

  return TRUE;
}

/* FALSE with @settled set: the person has said that there is none, and is left alone now. */
static gboolean
unlock_remembered (Candidate *self, gboolean *settled)
{
  QuayAuthMemory *memory = self->auth->session->memory;
  g_autoptr (QuaySecret) passphrase = quay_auth_memory_dup (memory, QUAY_AUTH_MEMORY_PASSPHRASE, self->path);

  if (passphrase == NULL)
    return FALSE;
  if (*passphrase != '\0' && load_with (self, passphrase))
    return TRUE;
  if (*passphrase == '\0' && quay_prompter_is_quiet (self->auth->session->prompter))
    *settled = TRUE;
  else
    quay_auth_memory_drop (memory, QUAY_AUTH_MEMORY_PASSPHRASE, self->path);

  return FALSE;
}

/* Sets self->key, or self->error. */
static gboolean
unlock (Candidate *self)
{
  const char *stored = quay_site_options_get_passphrase (self->auth->session->options);
  gboolean settled = FALSE;

  if (self->key != NULL || load_with (self, NULL))
    return TRUE;
  if (stored != NULL && quay_key_store_is_passphrase_error (self->error) && load_with (self, stored))
    return TRUE;
  if (quay_key_store_is_passphrase_error (self->error) && unlock_remembered (self, &settled))
    return TRUE;
  if (settled)
    return FALSE;
  for (guint attempt = 1; attempt <= MAX_PASSPHRASE_TRIES && quay_auth_can_ask (self->auth); attempt++)
    {
      if (!quay_key_store_is_passphrase_error (self->error) || !ask_passphrase (self, attempt))
        break;
      if (self->key != NULL)
        return TRUE;
    }

  return FALSE;
}

/* string session id, byte 50, string user, string service, string "publickey", boolean, string algorithm, string key:
 * section 7. libssh2 chooses the algorithm and tells it only here. */
static char *
dup_algorithm (const guint8 *data, gsize size)
{
  gsize ignored;
  QuayBlob blob;

  quay_blob_init (&blob, data, size);
  quay_blob_get_string (&blob, &ignored);
  quay_blob_get_byte (&blob);
  for (int i = 0; i < 3; i++)
    quay_blob_get_string (&blob, &ignored);
  quay_blob_get_byte (&blob);

  return quay_blob_dup_name (&blob);
}

/* string algorithm, string signature; for security keys string algorithm, string signature, byte flags, uint32 counter.
 * libssh2 puts the algorithm before it by itself. */
static gboolean
copy_signature (GBytes *signature, const char *algorithm, unsigned char **sig, size_t *sig_len)
{
  gsize length = 0;
  const guint8 *inner;
  QuayBlob blob;

  quay_blob_init_bytes (&blob, signature);
  quay_blob_get_string (&blob, &length);
  if (g_str_has_prefix (algorithm, "sk-"))
    {
      length = blob.left;
      inner = quay_blob_get_raw (&blob, length);
    }
  else
    inner = quay_blob_get_string (&blob, &length);
  if (blob.failed || inner == NULL)
    return FALSE;
  *sig = quay_ssh_wire_alloc (length);
  if (*sig == NULL)
    return FALSE;
  memcpy (*sig, inner, length);
  *sig_len = length;

  return TRUE;
}

static gboolean
may_sign_with (QuayKey *key, const char *algorithm)
{
  return algorithm != NULL && g_strv_contains (quay_key_get_algorithms (key), algorithm);
}

static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC (sign_hook)
{
  Candidate *self = *abstract;
  g_autofree char *algorithm = dup_algorithm (data, data_len);
  g_autoptr (GBytes) bytes = g_bytes_new (data, data_len);
  g_autoptr (GBytes) signature = NULL;

  if (!unlock (self))
    return -1;
  if (!may_sign_with (self->key, algorithm))
    {
      quay_set_error (&self->error, QUAY_ERROR_SIGN, "the server only takes %s signatures of it, which are unsafe",
                      algorithm != NULL ? algorithm : "unknown");
      return -1;
    }
  signature = quay_key_sign (self->key, algorithm, bytes, &self->error);

  return signature != NULL && copy_signature (signature, algorithm, sig, sig_len) ? 0 : -1;
}

static void
note_refusal (Candidate *self)
{
  g_autofree char *type = NULL;
  QuayBlob blob;

  quay_blob_init_bytes (&blob, self->blob);
  type = quay_blob_dup_name (&blob);
  if (self->error != NULL)
    quay_auth_note (self->auth, "key %s (%s): %s", self->name, type != NULL ? type : "?", self->error->message);
  else
    quay_auth_note (self->auth, "key %s (%s): refused", self->name, type != NULL ? type : "?");
}

/* Keys of an agent are not: they may want a finger on a token, or a yes. */
static gboolean
is_at_hand (Candidate *self)
{
  if (self->key == NULL && !load_with (self, NULL))
    g_clear_error (&self->error);

  return self->key != NULL && !QUAY_IS_AGENT_KEY (self->key);
}

static QuayAuthResult
offer (QuayAuth *auth, Candidate *self)
{
  gsize size;
  const guint8 *blob = g_bytes_get_data (self->blob, &size);
  void *abstract = self;
  QuayAuthResult result;
  int rc;

  quay_log (&auth->session->log, 2, "Offering the key %s", self->name);
  libssh2_session_flag (auth->session->lib, LIBSSH2_FLAG_SIGN_AT_ONCE, is_at_hand (self));
  do
    rc = libssh2_userauth_publickey (auth->session->lib, auth->user, blob, size, sign_hook, &abstract);
  while (quay_auth_again (auth, rc));
  if (auth->error == NULL && g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && g_cancellable_is_cancelled (auth->cancellable))
    auth->error = g_error_copy (self->error);
  result = quay_auth_judge (auth, rc);
  if (result == QUAY_AUTH_REFUSED || (result == QUAY_AUTH_ERROR && auth->n_refusals > 0))
    note_refusal (self);

  return result;
}

static QuayAuthResult
try_candidate (QuayAuth *auth, Candidate *self)
{
  self->used = TRUE;
  if (self->blob == NULL && unlock (self))
    self->blob = g_bytes_ref (quay_key_get_public_blob (self->key));
  if (auth->error != NULL)
    return QUAY_AUTH_ERROR;
  if (self->blob != NULL)
    return offer (auth, self);
  quay_auth_note (auth, "key %s: %s", self->name, self->error != NULL ? self->error->message : "cannot be used");

  return QUAY_AUTH_REFUSED;
}

static gboolean
keeps_room_for_password (QuayAuth *auth)
{
  return (auth->knew || quay_auth_get_stored_password (auth) != NULL)
         && auth->n_refusals >= MAX_UNNAMED_KEYS_BEFORE_PASSWORD
         && (quay_auth_allows (auth, "password") || quay_auth_allows (auth, "keyboard-interactive"));
}

QuayAuthResult
quay_auth_publickey (QuayAuth *self)
{
  if (self->keys == NULL)
    collect_keys (self);
  if (self->error != NULL)
    return QUAY_AUTH_ERROR;
  for (guint i = 0; i < self->keys->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->keys, i);
      QuayAuthResult result;

      if (candidate->used || (!candidate->named && keeps_room_for_password (self)))
        continue;
      result = try_candidate (self, candidate);
      if (result != QUAY_AUTH_REFUSED)
        return result;
      if (!quay_auth_allows (self, "publickey"))
        break;
    }

  return QUAY_AUTH_REFUSED;
}
