/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include <openssl/provider.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/*
 * Which algorithms are offered, in which order. libssh2's own order is never used. SHA-1, DSS, 3DES and arcfour are
 * offered only where the user lists them.
 */

#define KEX                                                                                                  \
  "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521," \
  "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,"        \
  "diffie-hellman-group14-sha256"

#define HOST_KEYS "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256"

/* AES runs in hardware and needs no rekeying every GiB, which chacha20 does. libssh2 1.11.1 as it was published reads
 * past its buffer when a chacha20 packet is too short, so that cipher is offered by the patched one alone, and last. */
#if QUAY_LIBSSH2_PATCHED
#define CHACHA20 ",chacha20-poly1305@openssh.com"
#else
#define CHACHA20 ""
#endif
#define CIPHERS "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr" CHACHA20

#define MACS "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"

#define COMPRESSION "none"

#define CERT_SUFFIX "-cert-v01@openssh.com"

/* QuaySiteOptions:strict-kex */
enum
{
  STRICT_OFF = 0,
  STRICT_WHERE_NEEDED = 2,
  STRICT_REQUIRED = 3,
};

/* Cipher names that OpenSSL has only in its legacy provider, and only after somebody has loaded it. */
static gboolean
needs_legacy (const char *name)
{
  return g_str_has_prefix (name, "arcfour") || g_str_has_prefix (name, "blowfish")
         || g_str_has_prefix (name, "cast128");
}

/* Loading one provider by name is what keeps OpenSSL from loading the default one by itself. They stay to the end. */
static gboolean
load_legacy (void)
{
  static OSSL_PROVIDER *providers[2];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      providers[0] = OSSL_PROVIDER_load (NULL, "default");
      providers[1] = OSSL_PROVIDER_load (NULL, "legacy");
      g_once_init_leave (&once, 1);
    }

  return providers[0] != NULL && providers[1] != NULL;
}

/* Drops what libssh2 does not have, with a line in the log. */
static char *
keep_supported (QuaySshSession *self, int method, const char *wanted)
{
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) names = g_strsplit (wanted, ",", -1);
  g_auto (GStrv) list = NULL;
  const char **supported = NULL;
  int n = libssh2_session_supported_algs (self->lib, method, &supported);

  for (char **name = names; *name != NULL; name++)
    {
      gboolean found = FALSE;

      g_strstrip (*name);
      for (int i = 0; i < n && !found; i++)
        found = g_str_equal (supported[i], *name) && !quay_kexinit_is_marker (*name);
      found = found && (!needs_legacy (*name) || load_legacy ());
      if (found)
        g_strv_builder_add (kept, *name);
      else if (**name != '\0')
        {
          g_autofree char *shown = quay_text_escape (*name, -1);

          quay_log (&self->log, 1, "The algorithm “%s” is not implemented and left out", shown);
        }
    }
  if (n > 0)
    libssh2_free (self->lib, supported);
  list = g_strv_builder_end (kept);

  return g_strjoinv (",", list);
}

static gboolean
prefer (QuaySshSession *self, int method, const char *what, const char *wanted, GError **error)
{
  g_autofree char *list = keep_supported (self, method, wanted);
  g_autofree char *shown = quay_text_escape (wanted, -1);
  int rc;

  if (*list == '\0')
    {
      quay_set_error (error, QUAY_ERROR_ALGORITHM_UNSUPPORTED,
                      "None of the %s that the site's settings list is implemented: %s", what, shown);
      return FALSE;
    }
  rc = libssh2_session_method_pref (self->lib, method, list);
  if (rc != 0)
    quay_ssh_set_error (self, rc, error, "The %s %s cannot be used", what, shown);

  return rc == 0;
}

static gboolean
prefer_both (QuaySshSession *self, int method, int other, const char *what, const char *wanted, GError **error)
{
  return prefer (self, method, what, wanted, error) && prefer (self, other, what, wanted, error);
}

static void
add_once (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/* What a certificate's key is asked for as; in front of the plain keys where there is an authority to judge it. */
static char *
add_certificates (const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);
  g_autoptr (GString) all = g_string_new (NULL);

  for (char **name = names; *name != NULL; name++)
    if (quay_ssh_cert_is_type (g_strstrip (*name)))
      return g_strdup (list);
    else if (**name != '\0' && !g_str_equal (*name, "ssh-dss"))
      g_string_append_printf (all, "%s" CERT_SUFFIX ",", *name);
  g_string_append (all, list);

  return g_string_free_and_steal (g_steal_pointer (&all));
}

/* What known_hosts holds comes first, so that the server shows a key that can be checked. A key of type ssh-rsa proves
 * itself by the SHA-2 signatures of RFC 8332. */
static char *
order_host_keys (const char *const *known_types)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) usual = g_strsplit (HOST_KEYS, ",", -1);

  for (const char *const *type = known_types; *type != NULL; type++)
    if (g_str_equal (*type, "ssh-rsa"))
      {
        add_once (names, "rsa-sha2-512");
        add_once (names, "rsa-sha2-256");
      }
    else if (g_strv_contains ((const char *const *)usual, *type))
      add_once (names, *type);
  for (char **name = usual; *name != NULL; name++)
    add_once (names, *name);
  g_ptr_array_add (names, NULL);

  return g_strjoinv (",", (char **)names->pdata);
}

static const char *
or_default (const char *chosen, const char *fallback)
{
  return chosen != NULL && *chosen != '\0' ? chosen : fallback;
}

gboolean
quay_ssh_set_preferences (QuaySshSession *self, const char *const *known_types, gboolean certified, GError **error)
{
  QuaySiteOptions *options = self->options;
  g_autofree char *usual = order_host_keys (known_types);
  const char *plain = or_default (quay_site_options_get_host_key_algorithms (options), usual);
  g_autofree char *host_keys = certified ? add_certificates (plain) : g_strdup (plain);
  const char *compression = or_default (quay_site_options_get_compression (options), COMPRESSION);

  libssh2_session_flag (self->lib, LIBSSH2_FLAG_NO_STRICT_KEX,
                        quay_site_options_get_strict_kex (options) == STRICT_OFF);

  /* libssh2 hides its compression methods before this is set. */
  if (strstr (compression, "zlib") != NULL)
    libssh2_session_flag (self->lib, LIBSSH2_FLAG_COMPRESS, 1);

  return prefer (self, LIBSSH2_METHOD_KEX, "key exchange methods",
                 or_default (quay_site_options_get_kex_algorithms (options), KEX), error)
         && prefer (self, LIBSSH2_METHOD_HOSTKEY, "host key types", host_keys, error)
         && prefer_both (self, LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC, "ciphers",
                         or_default (quay_site_options_get_ciphers (options), CIPHERS), error)
         && prefer_both (self, LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC, "MACs",
                         or_default (quay_site_options_get_macs (options), MACS), error)
         && prefer_both (self, LIBSSH2_METHOD_COMP_CS, LIBSSH2_METHOD_COMP_SC, "compression methods", compression,
                         error);
}

/* CVE-2023-48795: without strict key exchange these let somebody in between take out the first packets unseen. */
static gboolean
is_truncatable (const char *cipher, const char *mac)
{
  return g_str_has_prefix (cipher, "chacha20")
         || (g_str_has_suffix (cipher, "-cbc") && mac != NULL && strstr (mac, "-etm@") != NULL);
}

static gboolean
refuse_without_strict (QuaySshSession *self, const char *why, GError **error)
{
  quay_set_error (error, QUAY_ERROR_UNEXPECTED_ALGORITHM,
                  "%s does not support strict key exchange, %s. Nothing was sent. Have the server updated", self->place,
                  why);

  return FALSE;
}

gboolean
quay_ssh_check_algorithms (QuaySshSession *self, GError **error)
{
  const QuaySshInfo *info = &self->info;
  guint strict = quay_site_options_get_strict_kex (self->options);
  gboolean exposed
      = !info->strict_kex
        && (is_truncatable (info->cipher_cs, info->mac_cs) || is_truncatable (info->cipher_sc, info->mac_sc));

  if (strict == STRICT_REQUIRED && !info->strict_kex)
    return refuse_without_strict (self, "which the site's settings require", error);
  if (strict == STRICT_WHERE_NEEDED && exposed)
    return refuse_without_strict (self,
                                  "and with the cipher and the MAC that it chose somebody in between could remove "
                                  "messages unnoticed (CVE-2023-48795)",
                                  error);
  if (exposed && strict == STRICT_OFF)
    quay_log (&self->log, 0,
              "Warning: without strict key exchange, which the site's settings forbid, and with the cipher %s somebody "
              "in between could remove messages unnoticed (CVE-2023-48795)",
              info->cipher_sc);
  else if (exposed)
    quay_log (&self->log, 0,
              "Warning: %s does not support strict key exchange, and with the cipher %s somebody in between "
              "could remove messages unnoticed (CVE-2023-48795); have the server updated",
              self->place, info->cipher_sc);

  return TRUE;
}
