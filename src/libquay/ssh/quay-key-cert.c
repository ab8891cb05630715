/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-cert.h"

#include "quay-error-private.h"
#include "quay-ssh-cert.h"

struct _QuayKeyCert
{
  QuayKey parent_instance;

  QuayKey *key; /* owned */
};

G_DEFINE_FINAL_TYPE (QuayKeyCert, quay_key_cert, QUAY_TYPE_KEY)

/* The signature is the plain key's, and names its algorithm: PROTOCOL.certkeys of OpenSSH. */
static GBytes *
quay_key_cert_sign (QuayKey *key, const char *algorithm, GBytes *data, GError **error)
{
  g_autofree char *plain = quay_ssh_cert_dup_plain_type (algorithm);

  return quay_key_sign (QUAY_KEY_CERT (key)->key, plain, data, error);
}

static void
quay_key_cert_finalize (GObject *object)
{
  QuayKeyCert *self = QUAY_KEY_CERT (object);

  g_clear_object (&self->key);
  G_OBJECT_CLASS (quay_key_cert_parent_class)->finalize (object);
}

static void
quay_key_cert_class_init (QuayKeyCertClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_key_cert_finalize;
  QUAY_KEY_CLASS (class)->sign = quay_key_cert_sign;
}

static void
quay_key_cert_init (QuayKeyCert *self)
{
}

QuayKey *
quay_key_cert_new (QuayKey *key, GBytes *certificate, GError **error)
{
  g_autoptr (QuaySshCert) parsed = quay_ssh_cert_parse (certificate);
  QuayKeyCert *self;

  if (parsed == NULL || !g_bytes_equal (parsed->plain_blob, quay_key_get_public_blob (key)))
    {
      quay_set_error (error, QUAY_ERROR_KEY, "The certificate beside the key “%s” is %s; have the key certified again",
                      quay_key_get_comment (key), parsed == NULL ? "damaged" : "of another key");
      return NULL;
    }
  self = g_object_new (QUAY_TYPE_KEY_CERT, "public-blob", certificate, "comment", quay_key_get_comment (key), NULL);
  self->key = g_object_ref (key);

  return QUAY_KEY (self);
}

QuayKey *
quay_key_cert_get_key (QuayKeyCert *self)
{
  g_return_val_if_fail (QUAY_IS_KEY_CERT (self), NULL);

  return self->key;
}
