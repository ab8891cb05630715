/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include "quay-error-private.h"
#include "quay-key-verify.h"

/*
 * What speaks for a server's key besides a line of known_hosts: the keys and fingerprints that the options name, and a
 * certificate by an authority that is trusted.
 */

/* --- Keys and fingerprints --- */

gboolean
quay_ssh_vouch_has_keys (QuaySshSession *self)
{
  const char *const *keys = quay_site_options_get_host_keys (self->options);
  const char *fingerprints = quay_site_options_get_host_fingerprints (self->options);

  return (keys != NULL && keys[0] != NULL) || (fingerprints != NULL && *fingerprints != '\0');
}

/* One that cannot be read is an error even where another one fits: whoever wrote it believes to be protected by it.
 * @wanted NULL: any. */
static gboolean
find_key (const char *const *keys, QuayHostKey *wanted, gboolean *found, GError **error)
{
  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autoptr (QuayHostKey) key = quay_host_key_new_from_text (keys[i], error);

      if (key == NULL)
        return FALSE;
      *found = *found || wanted == NULL || quay_host_key_equal (key, wanted);
    }

  return TRUE;
}

static gboolean
compare_fingerprints (QuaySshSession *self, gboolean *same, GError **error)
{
  const char *list = quay_site_options_get_host_fingerprints (self->options);
  g_auto (GStrv) fingerprints = g_strsplit (list != NULL ? list : "", ",", -1);

  for (char **fingerprint = fingerprints; *fingerprint != NULL; fingerprint++)
    {
      gboolean matches = FALSE;

      if (*g_strstrip (*fingerprint) == '\0')
        continue;
      if (!quay_host_key_has_fingerprint (self->info.host_key, *fingerprint, &matches, error))
        return FALSE;
      *same = *same || matches;
    }

  return TRUE;
}

gboolean
quay_ssh_vouch_add_types (QuaySshSession *self, GStrvBuilder *types, GError **error)
{
  const char *const *keys = quay_site_options_get_host_keys (self->options);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autoptr (QuayHostKey) key = quay_host_key_new_from_text (keys[i], error);

      if (key == NULL)
        return FALSE;
      g_strv_builder_add (types, quay_host_key_get_key_type (key));
    }

  return TRUE;
}

/* --- Certificates --- */

gboolean
quay_ssh_vouch_has_authority (
    QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, GError **error)
{
  gboolean found = FALSE;

  if (!find_key (quay_site_options_get_host_ca_keys (self->options), NULL, &found, error))
    return FALSE;

  return found || (quay_known_hosts_find_authority (known_hosts, name, port, NULL, &found, NULL, error) && found);
}

/* FALSE with @error: it is revoked, or nobody knows. */
static gboolean
check_not_revoked (QuaySshSession *self,
                   QuayKnownHosts *known_hosts,
                   const char *name,
                   guint port,
                   QuayHostKey *authority,
                   GError **error)
{
  g_autofree char *line = NULL;
  QuayKnownHostsResult result;

  if (!quay_known_hosts_check (known_hosts, name, port, authority, &result, &line, error))
    return FALSE;
  if (result != QUAY_KNOWN_HOSTS_REVOKED)
    return TRUE;
  quay_set_error (error, QUAY_ERROR_HOST_KEY_REJECTED,
                  "the authority %s that signed its certificate is marked as revoked in %s",
                  quay_host_key_get_sha256 (authority), line != NULL ? line : "known_hosts");

  return FALSE;
}

static QuaySshVouch
judge_certificate (QuaySshSession *self, QuayHostKey *authority, const char *name, const char *trusted_by, char **why)
{
  const QuaySshCert *cert = self->host_cert;
  g_autofree char *reason = quay_key_verify (cert->signing_key, cert->signed_data, cert->signature);

  if (reason == NULL)
    reason = quay_ssh_cert_explain_host (cert, name, g_get_real_time () / G_USEC_PER_SEC);
  if (reason != NULL)
    {
      *why = g_strdup_printf ("its certificate “%s” by the authority %s does not count: %s", cert->key_id,
                              quay_host_key_get_sha256 (authority), reason);
      return QUAY_SSH_VOUCH_NO;
    }
  self->info.host_authority = g_strdup (quay_host_key_get_sha256 (authority));
  *why = g_strdup_printf ("certified as “%s” by the authority %s (%s)", cert->key_id,
                          quay_host_key_get_sha256 (authority), trusted_by);

  return QUAY_SSH_VOUCH_YES;
}

static QuaySshVouch
vouch_by_certificate (
    QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, char **why, GError **error)
{
  g_autoptr (QuayHostKey) authority = quay_host_key_new (self->host_cert->signing_key, NULL);
  g_autofree char *line = NULL;
  gboolean own = FALSE, known = FALSE;

  if (authority == NULL)
    {
      *why = g_strdup ("its certificate names an authority whose key is of no type that is known here");
      return QUAY_SSH_VOUCH_NO;
    }
  if (!check_not_revoked (self, known_hosts, name, port, authority, error)
      || !find_key (quay_site_options_get_host_ca_keys (self->options), authority, &own, error)
      || !quay_known_hosts_find_authority (known_hosts, name, port, authority, &known, &line, error))
    return QUAY_SSH_VOUCH_ERROR;
  if (own || known)
    return judge_certificate (self, authority, name, own ? "the site's settings" : line, why);
  *why = g_strdup_printf ("its certificate is by the authority %s, which is not trusted for this host",
                          quay_host_key_get_sha256 (authority));

  return QUAY_SSH_VOUCH_NO;
}

QuaySshVouch
quay_ssh_vouch (
    QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, char **why, GError **error)
{
  gboolean same_key = FALSE, same_fingerprint = FALSE;

  *why = NULL;
  if (!find_key (quay_site_options_get_host_keys (self->options), self->info.host_key, &same_key, error)
      || !compare_fingerprints (self, &same_fingerprint, error))
    return QUAY_SSH_VOUCH_ERROR;
  if (same_key || same_fingerprint)
    {
      *why = g_strdup_printf ("%s in the site's settings", same_key ? "one of the keys" : "one of the fingerprints");
      return QUAY_SSH_VOUCH_YES;
    }
  if (self->host_cert != NULL)
    return vouch_by_certificate (self, known_hosts, name, port, why, error);
  if (quay_ssh_vouch_has_keys (self))
    *why = g_strdup ("it is none of those in the site's settings");

  return QUAY_SSH_VOUCH_NO;
}
