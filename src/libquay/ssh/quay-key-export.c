/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-export.h"

#include <openssl/pem.h>

#include "quay-key-openssl.h"
#include "quay-secret.h"

char *
quay_key_export_pem (QuayKey *key)
{
  BIO *bio = NULL;
  char *data = NULL;
  char *text = NULL;
  g_autofree char *copy = NULL;
  long size;

  if (!QUAY_IS_KEY_OPENSSL (key))
    return NULL;
  /* OpenSSL wipes this kind when it is freed. */
  bio = BIO_new (BIO_s_secmem ());
  if (bio != NULL
      && PEM_write_bio_PKCS8PrivateKey (bio, quay_key_openssl_get_pkey (QUAY_KEY_OPENSSL (key)), NULL, NULL, 0, NULL,
                                        NULL)
      && (size = BIO_get_mem_data (bio, &data)) > 0)
    {
      copy = g_strndup (data, size);
      text = quay_secret_dup (copy);
      quay_secret_wipe (copy, size);
    }
  BIO_free (bio);

  return text;
}
