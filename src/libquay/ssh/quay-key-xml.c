/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-xml.h"

#include <libxml/xmlreader.h>
#include <string.h>

#include "quay-cert-read.h"
#include "quay-error-private.h"
#include "quay-key-material.h"
#include "quay-text.h"

/* KeyInfo, KeyValue, RSAKeyValue, Modulus: anything deeper is something else. */
#define MAX_DEPTH 8
#define MAX_NODES 1000
#define DOCTYPE "it declares a document type or an entity, as no key does"

typedef xmlTextReader Reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, xmlFreeTextReader)

/* DP, DQ and InverseQ are computed from the others. */
static QuaySensitive *
find_number (QuayKeyRsa *rsa, const char *name)
{
  const struct
  {
    const char *name;
    QuaySensitive *number;
  } numbers[] = {
    { "Modulus", &rsa->n }, { "Exponent", &rsa->e }, { "D", &rsa->d }, { "P", &rsa->p }, { "Q", &rsa->q },
  };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (numbers[i].name, name))
      return numbers[i].number;

  return NULL;
}

static gboolean
decode (const char *text, QuaySensitive *number)
{
  gint state = 0;
  guint save = 0;
  gsize length = strlen (text);

  if (number->data != NULL)
    return FALSE;
  number->data = g_malloc (length / 4 * 3 + 3);
  number->size = g_base64_decode_step (text, length, number->data, &state, &save);

  return TRUE;
}

/* What is wrong, or NULL. */
static const char *
take_node (Reader *reader, int *depth, QuaySensitive **number, QuayKeyRsa *rsa)
{
  const char *name = (const char *)xmlTextReaderConstLocalName (reader);

  switch (xmlTextReaderNodeType (reader))
    {
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
      return DOCTYPE;
    case XML_READER_TYPE_ELEMENT:
      if (xmlTextReaderDepth (reader) >= MAX_DEPTH)
        return "its elements are too deep in each other";
      if (g_strcmp0 (name, "RSAKeyValue") == 0)
        *depth = xmlTextReaderDepth (reader);
      else if (*depth >= 0 && xmlTextReaderDepth (reader) == *depth + 1)
        *number = find_number (rsa, name);
      return NULL;
    case XML_READER_TYPE_TEXT:
      if (*number != NULL && !decode ((const char *)xmlTextReaderConstValue (reader), *number))
        return "it has a number twice";
      return NULL;
    case XML_READER_TYPE_END_ELEMENT:
      *number = NULL;
      if (xmlTextReaderDepth (reader) == *depth)
        *depth = -1;
      return NULL;
    default:
      return NULL;
    }
}

static const char *
take_nodes (Reader *reader, QuayKeyRsa *rsa)
{
  QuaySensitive *number = NULL;
  int depth = -1, result = 1;

  for (int nodes = 0; (result = xmlTextReaderRead (reader)) == 1; nodes++)
    {
      const char *wrong = nodes < MAX_NODES ? take_node (reader, &depth, &number, rsa) : "it has too many parts";

      if (wrong != NULL)
        return wrong;
    }

  return result == 0 ? NULL : "it is not well-formed XML";
}

static void
clear (QuayKeyRsa *rsa)
{
  quay_sensitive_clear (&rsa->n);
  quay_sensitive_clear (&rsa->e);
  quay_sensitive_clear (&rsa->d);
  quay_sensitive_clear (&rsa->p);
  quay_sensitive_clear (&rsa->q);
}

/* Before libxml2 sees it; what is in another encoding, the reader finds. */
static const char *
read_numbers (const char *text, gsize size, QuayKeyRsa *rsa)
{
  g_autoptr (Reader) reader = NULL;

  if (g_strstr_len (text, (gssize)size, "<!DOCTYPE") != NULL)
    return DOCTYPE;
  reader = xmlReaderForMemory (text, (int)size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  return take_nodes (reader, rsa);
}

gboolean
quay_key_xml_read (const char *text, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  QuayKeyRsa rsa = { 0 };
  const char *wrong = read_numbers (text, size, &rsa);
  gboolean private = rsa.d.size > 0;
  g_autoptr (EVP_PKEY) pkey = wrong == NULL ? quay_key_material_make_rsa (&rsa) : NULL;
  QuayKeyEntry *entry;

  clear (&rsa);
  if (pkey == NULL)
    {
      g_autofree char *shown = quay_text_escape (name, -1);

      quay_set_error (error, QUAY_ERROR_KEY,
                      "Cannot load the key file %s: %s; choose another file, or restore this one from a backup, it may "
                      "be damaged",
                      shown, wrong != NULL ? wrong : "it holds no RSAKeyValue whose numbers are those of a key");
      return FALSE;
    }
  entry = quay_cert_read_entry (private ? pkey : NULL, pkey, NULL, name, NULL, error);
  if (entry == NULL)
    return FALSE;
  g_ptr_array_add (entries, entry);

  return TRUE;
}
