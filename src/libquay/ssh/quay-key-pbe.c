/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-pbe.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBE2PARAM, PBE2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBEPARAM, PBEPARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBKDF2PARAM, PBKDF2PARAM_free)

static gint64
get_number (const ASN1_INTEGER *integer)
{
  gint64 number;

  return ASN1_INTEGER_get_int64 (&number, integer) ? number : G_MAXINT64;
}

/* 0 for other functions: scrypt's memory is bounded by OpenSSL itself. */
static gint64
count_pbkdf2 (const X509_ALGOR *function)
{
  const ASN1_OBJECT *oid = NULL;
  g_autoptr (PBKDF2PARAM) pbkdf2 = NULL;

  X509_ALGOR_get0 (&oid, NULL, NULL, function);
  if (OBJ_obj2nid (oid) != NID_id_pbkdf2)
    return 0;
  pbkdf2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), function->parameter);

  return pbkdf2 != NULL ? get_number (pbkdf2->iter) : G_MAXINT64;
}

static gint64
count_pbes2 (const X509_ALGOR *algorithm)
{
  g_autoptr (PBE2PARAM) pbes2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);

  return pbes2 != NULL ? count_pbkdf2 (pbes2->keyfunc) : 0;
}

#ifdef NID_pbmac1
static gint64
count_pbmac1 (const X509_ALGOR *algorithm)
{
  PBKDF2PARAM *pbkdf2 = PBMAC1_get1_pbkdf2_param (algorithm);
  gint64 iterations = pbkdf2 != NULL ? get_number (pbkdf2->iter) : 0;

  PBKDF2PARAM_free (pbkdf2);

  return iterations;
}
#endif

/* PBES1 and PKCS#12's own: a salt and a number. */
static gint64
count_pbes1 (const X509_ALGOR *algorithm)
{
  g_autoptr (PBEPARAM) pbes1 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBEPARAM), algorithm->parameter);

  return pbes1 != NULL ? get_number (pbes1->iter) : 0;
}

gboolean
quay_key_pbe_opens_in_time (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *oid = NULL;
  gint64 iterations;

  X509_ALGOR_get0 (&oid, NULL, NULL, algorithm);
  switch (OBJ_obj2nid (oid))
    {
    case NID_pbes2:
      iterations = count_pbes2 (algorithm);
      break;
#ifdef NID_pbmac1
    case NID_pbmac1:
      iterations = count_pbmac1 (algorithm);
      break;
#endif
    default:
      iterations = count_pbes1 (algorithm);
      break;
    }
  ERR_clear_error ();

  return iterations <= QUAY_KEY_PBE_MAX_ITERATIONS;
}
