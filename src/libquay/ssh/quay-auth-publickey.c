/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-auth-agent.h"
#include "quay-auth-identity.h"
#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-cert.h"
#include "quay-key-store.h"
#include "quay-pkcs11-token.h"
#include "quay-ssh-cert.h"

/*
 * The method "publickey", RFC 4252 section 7: the server is asked about a key first, and only one that it would accept
 * is unlocked and signs. A key in a file that is not locked costs nobody anything: it signs at once, which saves the
 * round trip.
 */

/* OpenSSH's server ends the connection after six refusals. Where a password was given, keys that were not named leave
 * room for it. */
#define MAX_UNNAMED_KEYS_BEFORE_PASSWORD 3

static const char *const default_identities[] = { "~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa", NULL };

typedef struct
{
  QuayAuth *auth;             /* borrowed */
  QuayAuthIdentity *identity; /* owned */
  GBytes *blob;               /* the public half; NULL where only the private half can tell */
  gboolean certified;         /* the public half is a certificate that is not the identity's own */
  const char *algorithm;      /* the only one to sign with; borrowed, nullable */
  gboolean named;             /* by the user */
  gboolean used;
  GError *error; /* why it could not sign; nullable */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  quay_auth_identity_unref (self->identity);
  g_clear_pointer (&self->blob, g_bytes_unref);
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
  /* Where only its keys are wanted, that there is none is why the login fails. */
  if (why != NULL && quay_site_options_get_agent_only (auth->session->options))
    quay_auth_note (auth, "agent: %s", why);
  else if (why != NULL)
    quay_log (&auth->session->log, 1, "No keys from an agent: %s", why);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    auth->error = g_steal_pointer (&error);
  else if (error != NULL)
    quay_auth_note (auth, "agent: %s", error->message);

  return keys != NULL ? keys : g_ptr_array_new_with_free_func (g_object_unref);
}

static Candidate *
add_candidate (QuayAuth *auth, QuayAuthIdentity *identity, GBytes *blob, gboolean named)
{
  Candidate *self = g_new0 (Candidate, 1);

  self->auth = auth;
  self->identity = quay_auth_identity_ref (identity);
  self->blob = blob != NULL ? g_bytes_ref (blob) : NULL;
  self->named = named;
  g_ptr_array_add (auth->keys, self);

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

/* Whether it is worth a try, which servers count. @name: of the key, for people. */
static gboolean
is_usable_certificate (QuayAuth *auth, GBytes *blob, GBytes *public, const char *name)
{
  g_autoptr (QuaySshCert) certificate = quay_ssh_cert_parse (blob);
  g_autofree char *why = NULL;

  if (certificate == NULL)
    why = g_strdup ("it is damaged, or of a type not known here");
  else if (public != NULL && !g_bytes_equal (certificate->plain_blob, public))
    why = g_strdup ("it is of another key");
  else
    why = quay_ssh_cert_explain (certificate, g_get_real_time () / G_USEC_PER_SEC);
  if (why == NULL)
    return TRUE;
  quay_log (&auth->session->log, 1, "Skipping the certificate “%s” of the key %s: %s",
            certificate != NULL ? certificate->key_id : "?", name, why);

  return FALSE;
}

/* The certificate that the options name may be of any of the keys; nobody is told that it is not of the others. */
static void
add_named_certificate (QuayAuth *auth, QuayAuthIdentity *identity)
{
  GBytes *public = quay_auth_identity_get_public (identity);
  Candidate *candidate;

  if (auth->certificate == NULL || (public != NULL && !quay_auth_certificate_is_of (auth, public)))
    return;
  candidate = add_candidate (auth, identity, auth->certificate, TRUE);
  candidate->certified = TRUE;
  candidate->algorithm = auth->certificate_algorithm;
}

/* FILE-cert.pub goes before FILE, as in OpenSSH: a server that trusts who signed it need not know the key. */
static void
add_certificate (QuayAuth *auth, QuayAuthIdentity *identity, gboolean named)
{
  const char *path = quay_auth_identity_get_path (identity);
  g_autoptr (GBytes) blob = path != NULL ? quay_key_store_peek_certificate (path) : NULL;

  add_named_certificate (auth, identity);
  if (blob != NULL
      && is_usable_certificate (auth, blob, quay_auth_identity_get_public (identity),
                                quay_auth_identity_get_name (identity)))
    add_candidate (auth, identity, blob, named)->certified = TRUE;
}

/* A file whose key the agent has too needs no passphrase. Where it was not named, the agent has offered that key. */
static void
add_identity (QuayAuth *auth, const char *path, GPtrArray *agent_keys, gboolean named)
{
  g_autoptr (QuayAuthIdentity) identity = quay_auth_identity_new (auth, path);
  GBytes *public = quay_auth_identity_get_public (identity);
  QuayKey *key = find_in_agent (agent_keys, public);

  if (key != NULL)
    quay_auth_identity_use_key (identity, key);
  if (!quay_pkcs11_is_uri (path))
    add_certificate (auth, identity, named);
  if (key != NULL && named)
    g_ptr_array_remove (agent_keys, key);
  if (key == NULL || named)
    add_candidate (auth, identity, public, named);
}

static void
add_agent_keys (QuayAuth *auth, GPtrArray *agent_keys)
{
  for (guint i = 0; i < agent_keys->len; i++)
    {
      QuayKey *key = g_ptr_array_index (agent_keys, i);
      g_autoptr (QuayAuthIdentity) identity = quay_auth_identity_new_for_key (auth, key);
      GBytes *blob = quay_key_get_public_blob (key);

      if (!quay_ssh_cert_is_type (quay_key_get_key_type (key)))
        add_named_certificate (auth, identity);
      if (!quay_ssh_cert_is_type (quay_key_get_key_type (key))
          || is_usable_certificate (auth, blob, NULL, quay_auth_identity_get_name (identity)))
        add_candidate (auth, identity, blob, FALSE);
    }
}

/* What stands in the options themselves. */
static void
add_own_key (QuayAuth *auth)
{
  g_autoptr (QuayAuthIdentity) identity = quay_auth_identity_new_own (auth);

  add_certificate (auth, identity, TRUE);
  add_candidate (auth, identity, quay_auth_identity_get_public (identity), TRUE);
}

/* The options' own, named files, then the agent, then the usual files. */
static void
collect_keys (QuayAuth *auth)
{
  QuaySiteOptions *options = auth->session->options;
  gboolean agent_only = quay_site_options_get_agent_only (options);
  const char *const *identities = agent_only ? NULL : quay_site_options_get_identities (options);
  gboolean own = !agent_only && quay_site_options_get_private_key (options) != NULL;
  gboolean usual = !agent_only && !own && identities == NULL;
  g_autoptr (GPtrArray) agent_keys = list_agent_keys (auth);

  auth->keys = g_ptr_array_new_with_free_func (candidate_free);
  if (own)
    add_own_key (auth);
  for (gsize i = 0; identities != NULL && identities[i] != NULL; i++)
    {
      g_autofree char *path = expand_home (identities[i]);

      add_identity (auth, path, agent_keys, TRUE);
    }
  add_agent_keys (auth, agent_keys);
  for (gsize i = 0; usual && default_identities[i] != NULL; i++)
    {
      g_autofree char *path = expand_home (default_identities[i]);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        add_identity (auth, path, agent_keys, FALSE);
    }
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

/* (transfer full): the identity's key, or it with the certificate. */
static QuayKey *
unlock (Candidate *self)
{
  QuayKey *key = quay_auth_identity_unlock (self->identity, &self->error);

  if (key == NULL)
    return NULL;

  return self->certified ? quay_key_cert_new (key, self->blob, &self->error) : g_object_ref (key);
}

static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC (sign_hook)
{
  Candidate *self = *abstract;
  g_autofree char *algorithm = dup_algorithm (data, data_len);
  g_autoptr (GBytes) bytes = g_bytes_new (data, data_len);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (QuayKey) key = unlock (self);

  if (key == NULL)
    return -1;
  if (!quay_auth_may_sign (self->auth, key, algorithm))
    {
      quay_set_error (&self->error, QUAY_ERROR_SIGN,
                      "the server only takes %s signatures of it, which are unsafe, or not wanted",
                      algorithm != NULL ? algorithm : "unknown");
      return -1;
    }
  signature = quay_key_sign (key, algorithm, bytes, &self->error);

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
    quay_auth_note (self->auth, "key %s (%s): %s", quay_auth_identity_get_name (self->identity),
                    type != NULL ? type : "?", self->error->message);
  else
    quay_auth_note (self->auth, "key %s (%s): refused", quay_auth_identity_get_name (self->identity),
                    type != NULL ? type : "?");
}

/* RFC 8308 section 3.1: the server lists the signatures it takes, and this key makes none of them. */
static QuayAuthResult
note_unsent (Candidate *self)
{
  quay_auth_note (self->auth, "key %s: not offered, the server takes no signatures of its kind",
                  quay_auth_identity_get_name (self->identity));

  return QUAY_AUTH_REFUSED;
}

static QuayAuthResult
note_unwanted (Candidate *self)
{
  quay_auth_note (self->auth, "key %s: not offered, the site's settings want no signatures of its kind",
                  quay_auth_identity_get_name (self->identity));

  return QUAY_AUTH_REFUSED;
}

static QuayAuthResult
offer (QuayAuth *auth, Candidate *self)
{
  gsize size;
  const guint8 *blob = g_bytes_get_data (self->blob, &size);
  void *abstract = self;
  QuayAuthResult result;
  int rc;

  quay_log (&auth->session->log, 2, "Offering the %s %s", self->certified ? "certificate of the key" : "key",
            quay_auth_identity_get_name (self->identity));
  quay_auth_prefer_signatures (auth, self->algorithm);
  libssh2_session_flag (auth->session->lib, LIBSSH2_FLAG_SIGN_AT_ONCE, quay_auth_identity_is_at_hand (self->identity));
  do
    rc = libssh2_userauth_publickey (auth->session->lib, auth->user, blob, size, sign_hook, &abstract);
  while (quay_auth_again (auth, rc));
  if (auth->error == NULL && g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && g_cancellable_is_cancelled (auth->cancellable))
    auth->error = g_error_copy (self->error);
  if (rc == LIBSSH2_ERROR_METHOD_NONE && auth->error == NULL)
    return note_unsent (self);
  result = quay_auth_judge (auth, rc);
  if (result == QUAY_AUTH_REFUSED || (result == QUAY_AUTH_ERROR && auth->n_refusals > 0))
    note_refusal (self);

  return result;
}

static QuayAuthResult
try_candidate (QuayAuth *auth, Candidate *self)
{
  self->used = TRUE;
  if (self->blob == NULL)
    {
      g_autoptr (QuayKey) key = unlock (self);

      self->blob = key != NULL ? g_bytes_ref (quay_key_get_public_blob (key)) : NULL;
    }
  if (auth->error != NULL)
    return QUAY_AUTH_ERROR;
  if (self->blob != NULL)
    return quay_auth_may_offer (auth, self->blob) ? offer (auth, self) : note_unwanted (self);
  quay_auth_note (auth, "key %s: %s", quay_auth_identity_get_name (self->identity),
                  self->error != NULL ? self->error->message : "cannot be used");

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
  if (self->keys == NULL && quay_auth_read_certificate (self))
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
