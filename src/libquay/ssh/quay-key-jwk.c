/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-jwk.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "quay-cert-read.h"
#include "quay-error-private.h"
#include "quay-key-material.h"
#include "quay-text.h"

/* A set is an object in a list in an object, and a key may hold lists of its own. */
#define MAX_DEPTH 8
#define MAX_KEYS 200
/* A 16384-bit number in base64. */
#define MAX_NUMBER_TEXT 4096

/* Counted before the parser, which calls itself for each level, sees it. */
static gboolean
is_too_deep (const char *text, gsize size)
{
  int depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']'))
        depth--;
      if (depth > MAX_DEPTH)
        return TRUE;
    }

  return FALSE;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* RFC 7515 section 2: base64 with - and _, and no padding. A member that is not there has no bytes. */
static gboolean
take_number (JsonObject *object, const char *member, QuaySensitive *number)
{
  const char *text = get_text (object, member);
  gsize length = text != NULL ? strlen (text) : 0;
  g_auto (QuaySensitive) base64 = { NULL, 0 };
  gint state = 0;
  guint save = 0;

  if (text == NULL)
    return !json_object_has_member (object, member);
  if (length > MAX_NUMBER_TEXT || length % 4 == 1)
    return FALSE;
  base64.size = (length + 3) / 4 * 4;
  base64.data = g_malloc (base64.size + 1);
  memset (base64.data, '=', base64.size);
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
        return FALSE;
      base64.data[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : (guint8)text[i];
    }
  number->data = g_malloc (base64.size / 4 * 3 + 3);
  number->size = g_base64_decode_step ((const char *)base64.data, base64.size, number->data, &state, &save);

  return TRUE;
}

/* RFC 7518 section 6.3. More than two primes are not supported. */
static EVP_PKEY *
read_rsa (JsonObject *object, gboolean *private)
{
  QuayKeyRsa rsa = { 0 };
  EVP_PKEY *pkey = NULL;

  if (take_number (object, "n", &rsa.n) && take_number (object, "e", &rsa.e) && take_number (object, "d", &rsa.d)
      && take_number (object, "p", &rsa.p) && take_number (object, "q", &rsa.q)
      && !json_object_has_member (object, "oth"))
    pkey = quay_key_material_make_rsa (&rsa);
  *private = rsa.d.size > 0;
  quay_sensitive_clear (&rsa.n);
  quay_sensitive_clear (&rsa.e);
  quay_sensitive_clear (&rsa.d);
  quay_sensitive_clear (&rsa.p);
  quay_sensitive_clear (&rsa.q);

  return pkey;
}

/* RFC 7518 section 6.2: "P-256", where SSH says "nistp256". */
static EVP_PKEY *
read_ec (JsonObject *object, gboolean *private)
{
  g_auto (QuaySensitive) x = { NULL, 0 };
  g_auto (QuaySensitive) y = { NULL, 0 };
  g_auto (QuaySensitive) d = { NULL, 0 };
  const char *curve = get_text (object, "crv");
  g_autofree char *name = NULL;

  if (curve == NULL || !g_str_has_prefix (curve, "P-") || !take_number (object, "x", &x)
      || !take_number (object, "y", &y) || !take_number (object, "d", &d))
    return NULL;
  name = g_strconcat ("nistp", curve + strlen ("P-"), NULL);
  *private = d.size > 0;

  return quay_key_material_make_ecdsa (name, &x, &y, &d);
}

/* RFC 8037 section 2 */
static EVP_PKEY *
read_okp (JsonObject *object, gboolean *private)
{
  g_auto (QuaySensitive) x = { NULL, 0 };
  g_auto (QuaySensitive) d = { NULL, 0 };
  const char *curve = get_text (object, "crv");

  if (curve == NULL || !take_number (object, "x", &x) || !take_number (object, "d", &d))
    return NULL;
  *private = d.size > 0;

  return quay_key_material_make_eddsa (curve, &x, &d);
}

/* The private half is what counts, so the public one in the file must be its own. */
static gboolean
states_own_public (JsonObject *object, EVP_PKEY *pkey)
{
  g_auto (QuaySensitive) x = { NULL, 0 };
  guint8 public[64];
  gsize length = sizeof public;

  if (g_strcmp0 (get_text (object, "kty"), "OKP") != 0)
    return TRUE;

  return take_number (object, "x", &x) && EVP_PKEY_get_raw_public_key (pkey, public, &length) && x.size == length
         && memcmp (x.data, public, length) == 0;
}

static EVP_PKEY *
read_key (JsonObject *object, gboolean *private)
{
  const char *type = get_text (object, "kty");
  g_autoptr (EVP_PKEY) pkey = NULL;

  *private = FALSE;
  if (g_strcmp0 (type, "RSA") == 0)
    pkey = read_rsa (object, private);
  else if (g_strcmp0 (type, "EC") == 0)
    pkey = read_ec (object, private);
  else if (g_strcmp0 (type, "OKP") == 0)
    pkey = read_okp (object, private);
  if (pkey != NULL && !states_own_public (object, pkey))
    return NULL;

  return g_steal_pointer (&pkey);
}

static void
add_key (JsonNode *node, const char *name, GPtrArray *entries, GError **error)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gboolean private = FALSE;
  g_autoptr (EVP_PKEY) pkey = object != NULL ? read_key (object, &private) : NULL;
  QuayKeyEntry *entry = NULL;

  if (pkey != NULL)
    entry = quay_cert_read_entry (private ? pkey : NULL, pkey, NULL, name, get_text (object, "kid"), error);
  if (entry != NULL)
    g_ptr_array_add (entries, entry);
}

/* RFC 7517 section 5: {"keys": [...]}. One that cannot be used does not hide the others. */
static void
add_keys (JsonNode *root, const char *name, GPtrArray *entries, GError **error)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *keys = object != NULL ? json_object_get_member (object, "keys") : NULL;
  JsonArray *array;

  if (keys == NULL || !JSON_NODE_HOLDS_ARRAY (keys))
    {
      add_key (root, name, entries, error);
      return;
    }
  array = json_node_get_array (keys);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_KEYS); i++)
    {
      g_clear_error (error);
      add_key (json_array_get_element (array, i), name, entries, error);
    }
}

gboolean
quay_key_jwk_read (const char *text, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  g_autofree char *shown = quay_text_escape (name, -1);
  guint before = entries->len;
  const char *wrong = "it is JSON, but holds no RSA, EC or Ed25519 key as JSON Web Keys do";

  if (is_too_deep (text, size))
    wrong = "it is nested more deeply than any JSON Web Key";
  else if (!json_parser_load_from_data (parser, text, (gssize)size, NULL))
    wrong = "it starts as JSON but is none";
  else
    add_keys (json_parser_get_root (parser), name, entries, &local);
  if (entries->len > before)
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    quay_set_error (
        error, QUAY_ERROR_KEY,
        "Cannot load the key file %s: %s; choose another file, or restore this one from a backup, it may be "
        "damaged",
        shown, wrong);

  return FALSE;
}
