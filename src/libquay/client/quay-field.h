/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-sftp-client.h"

G_BEGIN_DECLS

/*
 * QuayField: one value of the documented class: a property, or a configuration key. Two tables of these (quay-property-table.c
 * and quay-config-table.c) are all there is to know of them: the class, `quay config` and the reference are made from them.
 */
typedef struct _QuayField QuayField;

typedef enum {
  QUAY_FIELD_TEXT,    /* never NULL */
  QUAY_FIELD_INT,
  QUAY_FIELD_INT64,
  QUAY_FIELD_BOOLEAN,
  QUAY_FIELD_BYTES,   /* a GBytes, never NULL */
} QuayFieldType;

typedef enum {
  QUAY_FIELD_READ_ONLY = 1 << 0,
  QUAY_FIELD_SECRET = 1 << 1,  /* never shown in a message */
  QUAY_FIELD_ACTION = 1 << 2,  /* to ask for it, or to set it, does something on the server */
  QUAY_FIELD_INERT = 1 << 3,   /* by its documentation it means nothing here: to set it to anything else is an error */
} QuayFieldFlags;

/* @error is never NULL. What @value may be has been checked. */
typedef gboolean (*QuayFieldSetFunc) (QuaySftpClient *client, const QuayField *field, const GValue *value, GError **error);
typedef void     (*QuayFieldGetFunc) (QuaySftpClient *client, const QuayField *field, GValue *value);

/* Where the value is, in this order: behind @get and @set; in another field of the properties (@alias); in the client's site
 * options (@option); in the client itself (@offset). */
struct _QuayField
{
  const char *name;
  QuayFieldType type;
  const char *fallback;     /* the documented default, as text */
  guint flags;              /* QuayFieldFlags */
  gint64 minimum, maximum;  /* of numbers; both 0: any */
  int guard;                /* a QuayError while there is a connection; 0: it may be set at any time */
  const char *alias;
  const char *option;
  gssize offset;            /* 0: none */
  QuayFieldGetFunc get;
  QuayFieldSetFunc set;
  int detail;               /* for @get and @set */
  const char *doc;          /* one line; of inert ones the reason */
};

/* In the order of the documentation; a name of NULL ends each. Names of keys without the index in brackets. */
extern const QuayField quay_config_table[];
const QuayField *quay_property_table_get (guint *n);

/* Names of keys are compared without regard to case. */
const QuayField *quay_property_find (const char *name);
const QuayField *quay_config_find   (const char *name);

/* @value is initialised to the field's GType. */
GType     quay_field_get_gtype (const QuayField *self);
void      quay_field_get       (const QuayField *self, QuaySftpClient *client, GValue *value);
gboolean  quay_field_set       (const QuayField *self, QuaySftpClient *client, const GValue *value, GError **error);
/* To its default, whatever the state is. */
void      quay_field_reset     (const QuayField *self, QuaySftpClient *client);
/* As text: True and False, decimal numbers. */
gboolean  quay_field_parse     (const QuayField *self, const char *text, GValue *value, GError **error);
char     *quay_field_print     (const QuayField *self, const GValue *value);
const char *quay_field_get_type_name (const QuayField *self);

G_END_DECLS
