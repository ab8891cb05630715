/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth-identity.h"

#include <string.h>

#include "quay-agent-key.h"
#include "quay-error-private.h"
#include "quay-key-pkcs11.h"
#include "quay-key-store.h"
#include "quay-secret.h"
#include "quay-text.h"

#define MAX_PASSPHRASE_TRIES 3

/* What people are told that a key is called which stands in the options themselves; also what its passphrase is
 * remembered by. */
#define OWN_NAME "in the site's settings"

struct _QuayAuthIdentity
{
  grefcount ref_count;

  QuayAuth *auth; /* borrowed */
  char *path;     /* nullable */
  GBytes *own;    /* in place of a file; nullable */
  char *name;
  GBytes *public;         /* nullable */
  QuayKey *key;           /* NULL until it is unlocked */
  QuayPkcs11Token *token; /* nullable */
  gboolean tried;         /* without a passphrase */
  gboolean settled;       /* nothing more can be done, or the person does not want it */
  GError *error;          /* why there is no key; nullable */
};

/* The URI itself may be anything; the token has a name. */
static void
open_token (QuayAuthIdentity *self)
{
  self->token = quay_pkcs11_token_open (self->path, &self->error);
  if (self->token != NULL)
    {
      self->name = g_strdup_printf ("token “%s”", quay_pkcs11_token_get_name (self->token));
      self->public = quay_key_pkcs11_peek_public (self->token);
      return;
    }
  self->name = g_strdup ("of a token");
  self->settled = TRUE;
}

QuayAuthIdentity *
quay_auth_identity_new (QuayAuth *auth, const char *path)
{
  QuayAuthIdentity *self = g_new0 (QuayAuthIdentity, 1);

  g_ref_count_init (&self->ref_count);
  self->auth = auth;
  self->path = g_strdup (path);
  if (quay_pkcs11_is_uri (path))
    {
      open_token (self);
      return self;
    }
  self->name = quay_text_escape (path, -1);
  self->public = quay_key_store_peek_public (path);

  return self;
}

static void
free_secret (gpointer secret)
{
  quay_secret_free (secret);
}

QuayAuthIdentity *
quay_auth_identity_new_own (QuayAuth *auth)
{
  QuayAuthIdentity *self = g_new0 (QuayAuthIdentity, 1);
  char *secret = quay_secret_dup (quay_site_options_get_private_key (auth->session->options));

  g_ref_count_init (&self->ref_count);
  self->auth = auth;
  self->name = g_strdup (OWN_NAME);
  self->own = g_bytes_new_with_free_func (secret, strlen (secret), free_secret, secret);

  return self;
}

QuayAuthIdentity *
quay_auth_identity_new_for_key (QuayAuth *auth, QuayKey *key)
{
  QuayAuthIdentity *self = g_new0 (QuayAuthIdentity, 1);

  g_ref_count_init (&self->ref_count);
  self->auth = auth;
  self->name = g_strdup_printf ("%s (agent)", quay_key_get_comment (key));
  self->public = g_bytes_ref (quay_key_get_public_blob (key));
  self->key = g_object_ref (key);

  return self;
}

QuayAuthIdentity *
quay_auth_identity_ref (QuayAuthIdentity *self)
{
  g_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_auth_identity_unref (QuayAuthIdentity *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_free (self->path);
  g_clear_pointer (&self->own, g_bytes_unref);
  g_free (self->name);
  g_clear_pointer (&self->public, g_bytes_unref);
  g_clear_object (&self->key);
  g_clear_pointer (&self->token, quay_pkcs11_token_unref);
  g_clear_error (&self->error);
  g_free (self);
}

const char *
quay_auth_identity_get_path (QuayAuthIdentity *self)
{
  return self->path;
}

const char *
quay_auth_identity_get_name (QuayAuthIdentity *self)
{
  return self->name;
}

GBytes *
quay_auth_identity_get_public (QuayAuthIdentity *self)
{
  return self->public;
}

void
quay_auth_identity_use_key (QuayAuthIdentity *self, QuayKey *key)
{
  g_set_object (&self->key, key);
}

/* --- A file --- */

static QuayKey *
choose (QuayAuthIdentity *self, GPtrArray *entries, const char *subject)
{
  QuayKeyEntry *entry = quay_key_store_select (entries, subject);
  g_autofree char *shown = NULL;

  if (entry != NULL && entry->key != NULL)
    return g_object_ref (entry->key);
  shown = quay_text_escape_message (subject, -1, 200);
  quay_set_error (&self->error, QUAY_ERROR_KEY, "There is no private key for the subject “%s” in it", shown);

  return NULL;
}

static QuayKey *
load_key (QuayAuthIdentity *self, const char *passphrase)
{
  const char *subject = quay_site_options_get_key_subject (self->auth->session->options);
  g_autoptr (GPtrArray) entries = NULL;

  if (subject == NULL || *subject == '\0' || g_str_equal (subject, "*"))
    return self->own != NULL ? quay_key_store_load_memory (self->own, OWN_NAME, passphrase, &self->error)
                             : quay_key_store_load_file (self->path, passphrase, &self->error);
  entries = self->own != NULL
                ? quay_key_store_list_memory (self->own, QUAY_KEY_FORMAT_UNKNOWN, OWN_NAME, passphrase, &self->error)
                : quay_key_store_list_file (self->path, QUAY_KEY_FORMAT_UNKNOWN, passphrase, &self->error);

  return entries != NULL ? choose (self, entries, subject) : NULL;
}

static gboolean
load_with (QuayAuthIdentity *self, const char *passphrase)
{
  g_clear_error (&self->error);
  self->key = load_key (self, passphrase);

  return self->key != NULL;
}

/* Whether it is locked is found out once. */
static gboolean
load_plain (QuayAuthIdentity *self)
{
  if (self->key == NULL && (self->path != NULL || self->own != NULL) && self->token == NULL && !self->settled
      && !self->tried)
    {
      self->tried = TRUE;
      load_with (self, NULL);
    }

  return self->key != NULL;
}

/* FALSE: the person has no passphrase for it (auth->error where nothing more is wanted). */
static gboolean
ask_passphrase (QuayAuthIdentity *self, guint attempt)
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
      quay_auth_memory_keep (self->auth->earned, QUAY_AUTH_MEMORY_PASSPHRASE, self->name, "");
      return FALSE;
    }
  if (load_with (self, answer))
    quay_auth_memory_keep (self->auth->earned, QUAY_AUTH_MEMORY_PASSPHRASE, self->name, answer);

  return TRUE;
}

/* FALSE with self->settled set: the person has said that there is none, and is left alone now. */
static gboolean
unlock_remembered (QuayAuthIdentity *self)
{
  QuayAuthMemory *memory = self->auth->session->memory;
  g_autoptr (QuaySecret) passphrase = quay_auth_memory_dup (memory, QUAY_AUTH_MEMORY_PASSPHRASE, self->name);

  if (passphrase == NULL)
    return FALSE;
  if (*passphrase != '\0' && load_with (self, passphrase))
    return TRUE;
  if (*passphrase == '\0' && quay_prompter_is_quiet (self->auth->session->prompter))
    self->settled = TRUE;
  else
    quay_auth_memory_drop (memory, QUAY_AUTH_MEMORY_PASSPHRASE, self->name);

  return FALSE;
}

/* Sets self->key, or self->error. */
static void
unlock_file (QuayAuthIdentity *self)
{
  const char *stored = quay_site_options_get_passphrase (self->auth->session->options);

  if (load_plain (self))
    return;
  if (stored != NULL && quay_key_store_is_passphrase_error (self->error) && load_with (self, stored))
    return;
  if (quay_key_store_is_passphrase_error (self->error) && unlock_remembered (self))
    return;
  for (guint attempt = 1; attempt <= MAX_PASSPHRASE_TRIES && !self->settled && quay_auth_can_ask (self->auth);
       attempt++)
    {
      if (!quay_key_store_is_passphrase_error (self->error) || !ask_passphrase (self, attempt) || self->key != NULL)
        break;
    }
}

/* --- A token --- */

/* The one that was stored is the PIN only where it cannot be meant for another key: a wrong one may cost a try. */
static const char *
get_stored_pin (QuayAuthIdentity *self)
{
  const char *const *identities = quay_site_options_get_identities (self->auth->session->options);

  return identities != NULL && identities[0] != NULL && identities[1] == NULL
             ? quay_site_options_get_passphrase (self->auth->session->options)
             : NULL;
}

static void
set_needs_pin (QuayAuthIdentity *self)
{
  g_clear_error (&self->error);
  quay_set_error (&self->error, QUAY_ERROR_KEY, "The %s is locked: its PIN is needed", self->name);
}

/* The PIN lives as long as the prompt. */
static QuayPkcs11Login
ask_pin (QuayAuthIdentity *self, guint attempt)
{
  g_autoptr (QuayPrompt) prompt = quay_auth_make_prompt (self->auth, QUAY_PROMPT_PASSPHRASE);
  const char *answer;

  quay_prompt_set_key_file (prompt, self->name);
  quay_prompt_set_attempt (prompt, attempt);
  quay_prompt_add_field (prompt, "PIN", FALSE);
  answer = quay_auth_ask (self->auth, prompt) ? quay_prompt_get_answer (prompt, 0) : NULL;
  if (answer == NULL || *answer == '\0')
    {
      set_needs_pin (self);
      return QUAY_PKCS11_LOGIN_FAILED;
    }
  g_clear_error (&self->error);

  return quay_pkcs11_token_login (self->token, answer, &self->error);
}

static QuayPkcs11Login
login_once (QuayAuthIdentity *self, guint attempt)
{
  const char *stored = attempt == 0 ? get_stored_pin (self) : NULL;

  g_clear_error (&self->error);
  if (!quay_pkcs11_token_may_try (self->token, &self->error))
    return QUAY_PKCS11_LOGIN_FAILED;
  if (!quay_pkcs11_token_wants_pin (self->token))
    return quay_pkcs11_token_login (self->token, NULL, &self->error);
  if (stored != NULL)
    return quay_pkcs11_token_login (self->token, stored, &self->error);
  if (attempt == 0)
    return QUAY_PKCS11_LOGIN_WRONG;
  if (quay_auth_can_ask (self->auth))
    return ask_pin (self, attempt);
  set_needs_pin (self);

  return QUAY_PKCS11_LOGIN_FAILED;
}

/* How often is the token's to say: quay_pkcs11_token_may_try. */
static void
unlock_token (QuayAuthIdentity *self)
{
  QuayPkcs11Login login = QUAY_PKCS11_LOGIN_WRONG;

  for (guint attempt = 0; login == QUAY_PKCS11_LOGIN_WRONG && self->auth->error == NULL; attempt++)
    login = login_once (self, attempt);
  if (login == QUAY_PKCS11_LOGIN_OPEN)
    self->key = quay_key_pkcs11_load (self->token, &self->error);
}

/* --- Both --- */

/* Keys of an agent or a token are not: they may want a finger on it, or a yes. */
gboolean
quay_auth_identity_is_at_hand (QuayAuthIdentity *self)
{
  return load_plain (self) && !QUAY_IS_AGENT_KEY (self->key) && !QUAY_IS_KEY_PKCS11 (self->key);
}

QuayKey *
quay_auth_identity_unlock (QuayAuthIdentity *self, GError **error)
{
  if (self->key == NULL && !self->settled)
    {
      if (self->token != NULL)
        unlock_token (self);
      else
        unlock_file (self);
      self->settled = self->key == NULL;
    }
  if (self->key == NULL && error != NULL && *error == NULL && self->error != NULL)
    *error = g_error_copy (self->error);

  return self->key;
}
