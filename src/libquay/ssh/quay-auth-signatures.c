/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include "quay-blob.h"
#include "quay-ssh-cert.h"
#include "quay-text.h"

/*
 * What keys may sign with: RFC 8332 has RSA keys make signatures of three kinds, and RFC 8308 the server say which it
 * takes.
 */

#define RSA_SHA2 "rsa-sha2-512,rsa-sha2-256"

static gboolean
is_known (const char *algorithm)
{
  static const char *const known[] = { "ssh-rsa",
                                       "rsa-sha2-256",
                                       "rsa-sha2-512",
                                       "ecdsa-sha2-nistp256",
                                       "ecdsa-sha2-nistp384",
                                       "ecdsa-sha2-nistp521",
                                       "ssh-ed25519",
                                       "ssh-ed448",
                                       "sk-ssh-ed25519@openssh.com",
                                       "sk-ecdsa-sha2-nistp256@openssh.com",
                                       NULL };

  return g_strv_contains (known, algorithm);
}

void
quay_auth_read_signatures (QuayAuth *self)
{
  const char *list = quay_site_options_get_signature_algorithms (self->session->options);

  if (list == NULL || *list == '\0')
    return;
  self->signatures = g_strsplit (list, ",", -1);
  for (char **name = self->signatures; *name != NULL; name++)
    if (!is_known (g_strstrip (*name)))
      {
        g_autofree char *shown = quay_text_escape (*name, -1);

        quay_log (&self->session->log, 1, "The signature algorithm “%s” is not implemented and left out", shown);
      }
}

static gboolean
is_listed (QuayAuth *self, const char *algorithm)
{
  return self->signatures != NULL && g_strv_contains ((const char *const *)self->signatures, algorithm);
}

/* Whether there is a signature that a key of that kind may make. */
gboolean
quay_auth_may_offer (QuayAuth *self, GBytes *public_blob)
{
  g_autofree char *type = NULL;
  g_autofree char *plain = NULL;
  QuayBlob blob;

  if (self->signatures == NULL)
    return TRUE;
  quay_blob_init_bytes (&blob, public_blob);
  type = quay_blob_dup_name (&blob);
  plain = type != NULL ? quay_ssh_cert_dup_plain_type (type) : NULL;
  if (g_strcmp0 (plain, "ssh-rsa") == 0 && (is_listed (self, "rsa-sha2-512") || is_listed (self, "rsa-sha2-256")))
    return TRUE;

  return plain != NULL && is_listed (self, plain);
}

/* SHA-1, which goes by the key's own name, only where it is listed. */
gboolean
quay_auth_may_sign (QuayAuth *self, QuayKey *key, const char *algorithm)
{
  g_autofree char *plain = algorithm != NULL ? quay_ssh_cert_dup_plain_type (algorithm) : NULL;

  if (plain == NULL)
    return FALSE;
  if (g_str_equal (plain, "ssh-rsa"))
    return is_listed (self, "ssh-rsa") && g_str_equal (quay_key_get_key_type (key), algorithm);

  return g_strv_contains (quay_key_get_algorithms (key), algorithm)
         && (self->signatures == NULL || is_listed (self, plain));
}

/* For RSA keys; libssh2 lists none as supported, and takes them all the same. */
void
quay_auth_prefer_signatures (QuayAuth *self, const char *algorithm)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (char **name = self->signatures; algorithm == NULL && name != NULL && *name != NULL; name++)
    if (g_str_has_prefix (*name, "rsa-sha2-"))
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", *name);
  if (algorithm == NULL && is_listed (self, "ssh-rsa"))
    g_string_append (list, list->len > 0 ? ",ssh-rsa" : "ssh-rsa");
  if (list->len == 0)
    g_string_append (list, algorithm != NULL ? algorithm : RSA_SHA2);
  libssh2_session_method_pref (self->session->lib, LIBSSH2_METHOD_SIGN_ALGO, list->str);
}
