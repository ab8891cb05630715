/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key.h"

#include <gio/gio.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-text.h"

/* A comment is for eyes; an agent may send anything. */
#define MAX_COMMENT 200

typedef struct
{
  GBytes *public_blob;
  char *key_type;
  char *comment;
  const char *const *algorithms; /* static, or own_algorithms */
  const char *own_algorithms[2];
} QuayKeyPrivate;

enum
{
  PROP_0,
  PROP_PUBLIC_BLOB,
  PROP_COMMENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (QuayKey, quay_key, G_TYPE_OBJECT)

/* RFC 8332: RSA keys sign with SHA-2; the key type's own name would mean SHA-1. */
static const char *const rsa_algorithms[] = { "rsa-sha2-512", "rsa-sha2-256", NULL };
static const char *const rsa_cert_algorithms[]
    = { "rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com", NULL };

static void
choose_algorithms (QuayKeyPrivate *private)
{
  if (g_str_equal (private->key_type, "ssh-rsa"))
  private->algorithms = rsa_algorithms;
  else if (g_str_equal (private->key_type, "ssh-rsa-cert-v01@openssh.com")) private->algorithms = rsa_cert_algorithms;
  else
  {
    private->own_algorithms[0] = private->key_type;
    private->algorithms = private->own_algorithms;
  }
}

static void
quay_key_constructed (GObject *object)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (QUAY_KEY (object));
  QuayBlob blob;

  G_OBJECT_CLASS (quay_key_parent_class)->constructed (object);
  g_assert (private->public_blob != NULL);
  quay_blob_init_bytes (&blob, private->public_blob);
  private->key_type = quay_blob_dup_name (&blob);
  g_assert (private->key_type != NULL); /* whoever makes a key has read its blob */
  if (private->comment == NULL)
  private->comment = g_strdup ("");
  choose_algorithms (private);
}

static void
quay_key_finalize (GObject *object)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (QUAY_KEY (object));

  g_clear_pointer (&private->public_blob, g_bytes_unref);
  g_clear_pointer (&private->key_type, g_free);
  g_clear_pointer (&private->comment, g_free);
  G_OBJECT_CLASS (quay_key_parent_class)->finalize (object);
}

static char *
escape_comment (const char *comment)
{
  g_autofree char *escaped = NULL;

  if (comment == NULL)
    return NULL;
  escaped = quay_text_escape_message (comment, -1, MAX_COMMENT);

  return quay_text_escape (escaped, -1);
}

static void
quay_key_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (QUAY_KEY (object));

  switch (id)
    {
    case PROP_PUBLIC_BLOB:
      private
      ->public_blob = g_value_dup_boxed (value);
      break;
    case PROP_COMMENT:
      private
      ->comment = escape_comment (g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quay_key_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (QUAY_KEY (object));

  switch (id)
    {
    case PROP_PUBLIC_BLOB:
      g_value_set_boxed (value, private->public_blob);
      break;
    case PROP_COMMENT:
      g_value_set_string (value, private->comment);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quay_key_class_init (QuayKeyClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = quay_key_constructed;
  object_class->finalize = quay_key_finalize;
  object_class->set_property = quay_key_set_property;
  object_class->get_property = quay_key_get_property;

  properties[PROP_PUBLIC_BLOB] = g_param_spec_boxed ("public-blob", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_COMMENT] = g_param_spec_string ("comment", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_key_init (QuayKey *self)
{
}

GBytes *
quay_key_get_public_blob (QuayKey *self)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (self);

  g_return_val_if_fail (QUAY_IS_KEY (self), NULL);

  return private->public_blob;
}

const char *
quay_key_get_key_type (QuayKey *self)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (self);

  g_return_val_if_fail (QUAY_IS_KEY (self), NULL);

  return private->key_type;
}

const char *
quay_key_get_comment (QuayKey *self)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (self);

  g_return_val_if_fail (QUAY_IS_KEY (self), NULL);

  return private->comment;
}

const char *const *
quay_key_get_algorithms (QuayKey *self)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (self);

  g_return_val_if_fail (QUAY_IS_KEY (self), NULL);

  return private->algorithms;
}

/* "ssh-rsa" may be asked for, for servers before RFC 8332; it is never offered by get_algorithms. */
static gboolean
can_sign_with (QuayKeyPrivate *private, const char *algorithm)
{
  return g_strv_contains (private->algorithms, algorithm) || g_str_equal (private->key_type, algorithm);
}

GBytes *
quay_key_sign (QuayKey *self, const char *algorithm, GBytes *data, GError **error)
{
  QuayKeyPrivate *private = quay_key_get_instance_private (self);

  g_return_val_if_fail (QUAY_IS_KEY (self), NULL);
  g_return_val_if_fail (algorithm != NULL && data != NULL, NULL);

  if (!can_sign_with (private, algorithm))
    {
      quay_set_error (error, QUAY_ERROR_SIGN,
                      "Cannot sign with the key “%s”: a key of type %s does not make %s signatures", private->comment,
                      private->key_type, algorithm);
      return NULL;
    }

  return QUAY_KEY_GET_CLASS (self)->sign (self, algorithm, data, error);
}
