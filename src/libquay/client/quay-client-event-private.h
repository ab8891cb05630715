/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-client-events.h"

G_BEGIN_DECLS

/* An event's class is a table of its parameters. */
typedef enum {
  QUAY_EVENT_TEXT, /* "" where nothing is known */
  QUAY_EVENT_INT,
  QUAY_EVENT_INT64,
  QUAY_EVENT_BOOLEAN,
  QUAY_EVENT_BYTES,
} QuayEventFieldType;

typedef struct {
  const char *name; /* NULL ends the table */
  QuayEventFieldType type;
  gboolean writable;
  const char *doc;
} QuayEventField;

void quay_event_class_install (QuayEventClass *klass, const QuayEventField *fields);

#define QUAY_DEFINE_EVENT(TypeName, type_name, fields)       \
  struct _##TypeName                                         \
  {                                                          \
    QuayEvent parent_instance;                               \
  };                                                         \
  G_DEFINE_FINAL_TYPE (TypeName, type_name, QUAY_TYPE_EVENT) \
  static void type_name##_class_init (TypeName##Class *klass) \
  {                                                          \
    quay_event_class_install (QUAY_EVENT_CLASS (klass), fields); \
  }                                                          \
  static void type_name##_init (TypeName *self)              \
  {                                                          \
  }

G_END_DECLS
