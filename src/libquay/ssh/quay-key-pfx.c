/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-pfx.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <string.h>

#include "quay-cert-read.h"
#include "quay-error-private.h"
#include "quay-key-material.h"
#include "quay-key-pbe.h"
#include "quay-text.h"

/* A bag of bags in a bag is allowed; nobody makes it. */
#define MAX_DEPTH 4
#define MAX_BAGS 500

typedef STACK_OF (PKCS7) Safes;
typedef STACK_OF (PKCS12_SAFEBAG) Bags;

static void
safes_free (Safes *self)
{
  sk_PKCS7_pop_free (self, PKCS7_free);
}

static void
bags_free (Bags *self)
{
  sk_PKCS12_SAFEBAG_pop_free (self, PKCS12_SAFEBAG_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Safes, safes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bags, bags_free)

typedef struct
{
  EVP_PKEY *pkey;    /* one of the two */
  X509 *certificate; /* owned, nullable */
  char *label;       /* nullable */
} Item;

static void
item_free (gpointer data)
{
  Item *self = data;

  EVP_PKEY_free (self->pkey);
  X509_free (self->certificate);
  g_free (self->label);
  g_free (self);
}

typedef struct
{
  const char *passphrase; /* NULL: none at all, which derives another key than "" */
  int length;
  GPtrArray *keys, *certificates; /* of Item */
  guint n_bags;
  const char *wrong; /* nullable */
} Reading;

/* What older programs encrypt with (RC2) is in OpenSSL's legacy provider, which is kept out of everything else. NULL
 * where it is not installed. */
static OSSL_LIB_CTX *
get_legacy_library (void)
{
  static gsize once;
  static OSSL_LIB_CTX *library;

  if (g_once_init_enter (&once))
    {
      OSSL_LIB_CTX *context = OSSL_LIB_CTX_new ();

      if (context != NULL && OSSL_PROVIDER_load (context, "legacy") != NULL
          && OSSL_PROVIDER_load (context, "default") != NULL)
        library = context;
      else
        OSSL_LIB_CTX_free (context);
      ERR_clear_error ();
      g_once_init_leave (&once, 1);
    }

  return library;
}

/* A file may ask for 2^63 rounds: no bag is opened before that is known. */
static gboolean
opens_in_time (Reading *self, const X509_ALGOR *algorithm)
{
  if (quay_key_pbe_opens_in_time (algorithm))
    return TRUE;
  self->wrong = "its encryption asks for more iterations than any program makes";

  return FALSE;
}

static void
take_key (Reading *self, PKCS12_SAFEBAG *bag, const PKCS8_PRIV_KEY_INFO *info)
{
  Item *item = g_new0 (Item, 1);
  char *label = PKCS12_get_friendlyname (bag);

  item->pkey = info != NULL ? EVP_PKCS82PKEY (info) : NULL;
  item->label = g_strdup (label);
  OPENSSL_free (label);
  if (item->pkey != NULL)
    g_ptr_array_add (self->keys, item);
  else
    item_free (item);
}

static void
take_shrouded_key (Reading *self, PKCS12_SAFEBAG *bag)
{
  const X509_SIG *sealed = PKCS12_SAFEBAG_get0_pkcs8 (bag);
  const X509_ALGOR *algorithm = NULL;
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = NULL;

  X509_SIG_get0 (sealed, &algorithm, NULL);
  if (!opens_in_time (self, algorithm))
    return;
  info = PKCS12_decrypt_skey (bag, self->passphrase, self->length);
  if (info == NULL && get_legacy_library () != NULL)
    info = PKCS12_decrypt_skey_ex (bag, self->passphrase, self->length, get_legacy_library (), NULL);
  if (info == NULL)
    self->wrong = "a key in it is encrypted in a way not supported here";
  take_key (self, bag, info);
}

static void
take_certificate (Reading *self, PKCS12_SAFEBAG *bag)
{
  Item *item;
  char *label;

  if (PKCS12_SAFEBAG_get_bag_nid (bag) != NID_x509Certificate)
    return;
  item = g_new0 (Item, 1);
  label = PKCS12_get_friendlyname (bag);
  item->certificate = PKCS12_SAFEBAG_get1_cert (bag);
  item->label = g_strdup (label);
  OPENSSL_free (label);
  if (item->certificate != NULL)
    g_ptr_array_add (self->certificates, item);
  else
    item_free (item);
}

static void
take_bags (Reading *self, const Bags *bags, int depth)
{
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num (bags) && self->n_bags < MAX_BAGS; i++)
    {
      PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value (bags, i);

      self->n_bags++;
      switch (PKCS12_SAFEBAG_get_nid (bag))
        {
        case NID_keyBag:
          take_key (self, bag, PKCS12_SAFEBAG_get0_p8inf (bag));
          break;
        case NID_pkcs8ShroudedKeyBag:
          take_shrouded_key (self, bag);
          break;
        case NID_certBag:
          take_certificate (self, bag);
          break;
        case NID_safeContentsBag:
          if (depth < MAX_DEPTH)
            take_bags (self, PKCS12_SAFEBAG_get0_safes (bag), depth + 1);
          break;
        }
    }
}

static Bags *
open_safe (Reading *self, PKCS7 *safe)
{
  if (PKCS7_type_is_data (safe))
    return PKCS12_unpack_p7data (safe);
  if (!PKCS7_type_is_encrypted (safe) || safe->d.encrypted == NULL || safe->d.encrypted->enc_data == NULL
      || !opens_in_time (self, safe->d.encrypted->enc_data->algorithm))
    return NULL;

  return PKCS12_unpack_p7encdata (safe, self->passphrase, self->length);
}

/* FALSE: something in it could not be opened. */
static gboolean
take_safes (Reading *self, PKCS12 *pfx)
{
  g_autoptr (Safes) safes = PKCS12_unpack_authsafes (pfx);
  gboolean whole = safes != NULL;

  for (int i = 0; safes != NULL && i < sk_PKCS7_num (safes); i++)
    {
      g_autoptr (Bags) bags = open_safe (self, sk_PKCS7_value (safes, i));

      if (bags != NULL)
        take_bags (self, bags, 0);
      else
        whole = FALSE;
    }

  return whole;
}

static PKCS12 *
parse (const guint8 *data, gsize size, OSSL_LIB_CTX *library)
{
  g_autoptr (PKCS12) pfx = PKCS12_init_ex (NID_pkcs7_data, library, NULL);
  const unsigned char *p = data;

  /* Frees what it was given where it fails. */
  if (pfx != NULL && d2i_PKCS12 (&pfx, &p, (long)size) == NULL)
    pfx = NULL;

  return g_steal_pointer (&pfx);
}

static gboolean
mac_opens_in_time (PKCS12 *pfx)
{
  const X509_ALGOR *algorithm = NULL;
  const ASN1_INTEGER *count = NULL;
  gint64 iterations = 1;

  PKCS12_get0_mac (NULL, &algorithm, NULL, &count, pfx);
  if (count != NULL && (!ASN1_INTEGER_get_int64 (&iterations, count) || iterations > QUAY_KEY_PBE_MAX_ITERATIONS))
    return FALSE;

  return algorithm == NULL || quay_key_pbe_opens_in_time (algorithm);
}

/* NULL and "" derive different keys, and programs disagree about what an empty passphrase is. */
static gboolean
verify (Reading *self, PKCS12 *pfx, const char *passphrase)
{
  gboolean empty = passphrase == NULL || *passphrase == '\0';

  self->passphrase = empty ? "" : passphrase;
  self->length = (int)strlen (self->passphrase);
  if (PKCS12_verify_mac (pfx, self->passphrase, self->length))
    return TRUE;
  self->passphrase = NULL;
  self->length = 0;

  return empty && PKCS12_verify_mac (pfx, NULL, 0);
}

/* The certificate of the key, taken out of the list. */
static X509 *
take_own_certificate (Reading *self, EVP_PKEY *pkey)
{
  for (guint i = 0; i < self->certificates->len; i++)
    {
      Item *item = g_ptr_array_index (self->certificates, i);

      if (X509_check_private_key (item->certificate, pkey) == 1)
        {
          X509 *certificate = g_steal_pointer (&item->certificate);

          g_ptr_array_remove_index (self->certificates, i);
          return certificate;
        }
    }

  return NULL;
}

/* A key that SSH cannot use does not hide the others. */
static void
add_entries (Reading *self, const char *name, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      Item *item = g_ptr_array_index (self->keys, i);
      QuayKeyEntry *entry;

      item->certificate = take_own_certificate (self, item->pkey);
      g_clear_error (error);
      entry = quay_cert_read_entry (item->pkey, NULL, item->certificate, name, item->label, error);
      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  for (guint i = 0; i < self->certificates->len; i++)
    {
      Item *item = g_ptr_array_index (self->certificates, i);
      QuayKeyEntry *entry = quay_cert_read_entry (NULL, NULL, item->certificate, name, item->label, NULL);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
}

static gboolean
set_unreadable (GError **error, const char *name, const char *what)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the key file %s: %s; export it again from where it came, with AES encryption", shown,
                  what);

  return FALSE;
}

static gboolean
read_with (PKCS12 *pfx, const char *name, const char *passphrase, GPtrArray *entries, gboolean *whole, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (item_free);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (item_free);
  g_autoptr (GError) local = NULL;
  Reading reading = { .keys = keys, .certificates = certificates };
  guint before = entries->len;

  *whole = TRUE;
  if (!PKCS12_mac_present (pfx))
    return set_unreadable (error, name, "it has no MAC to prove that nobody changed it");
  if (!mac_opens_in_time (pfx))
    return set_unreadable (error, name, "its MAC asks for more iterations than any program makes");
  if (!verify (&reading, pfx, passphrase))
    {
      quay_key_material_set_passphrase_error (error, name, passphrase);
      return FALSE;
    }
  *whole = take_safes (&reading, pfx);
  add_entries (&reading, name, entries, &local);
  if (entries->len > before)
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    set_unreadable (error, name,
                    reading.wrong != NULL ? reading.wrong
                    : *whole              ? "there is nothing in it"
                                          : "it is encrypted in a way not supported here");

  return FALSE;
}

gboolean
quay_key_pfx_read (
    const guint8 *data, gsize size, const char *name, const char *passphrase, GPtrArray *entries, GError **error)
{
  g_autoptr (PKCS12) pfx = parse (data, size, NULL);
  gboolean whole = TRUE, good;

  if (pfx == NULL)
    {
      ERR_clear_error ();
      return set_unreadable (error, name, "it starts as PKCS#12 but is damaged");
    }
  good = read_with (pfx, name, passphrase, entries, &whole, error);
  if (!whole && get_legacy_library () != NULL)
    {
      g_autoptr (PKCS12) old = parse (data, size, get_legacy_library ());

      g_ptr_array_set_size (entries, 0);
      g_clear_error (error);
      good = old != NULL && read_with (old, name, passphrase, entries, &whole, error);
    }
  ERR_clear_error ();

  return good;
}
