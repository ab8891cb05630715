/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-event-private.h"

/* The most parameters an event has. */
#define MAX_FIELDS 8

typedef struct
{
  GValue values[MAX_FIELDS];
} QuayEventPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (QuayEvent, quay_event, G_TYPE_OBJECT)

static void
quay_event_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuayEventPrivate *private = quay_event_get_instance_private (QUAY_EVENT (object));

  g_return_if_fail (id <= MAX_FIELDS);
  g_value_copy (&private->values[id - 1], value);
}

static void
quay_event_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuayEventPrivate *private = quay_event_get_instance_private (QUAY_EVENT (object));
  GValue *kept;

  g_return_if_fail (id <= MAX_FIELDS);
  kept = &private->values[id - 1];
  if (!G_IS_VALUE (kept))
    g_value_init (kept, pspec->value_type);
  else if (g_param_values_cmp (pspec, value, kept) == 0)
    return;
  g_value_copy (value, kept);
  if (G_VALUE_HOLDS_STRING (kept) && g_value_get_string (kept) == NULL)
    g_value_set_static_string (kept, "");
  g_object_notify_by_pspec (object, pspec);
}

static GParamSpec *
make_pspec (const QuayEventField *field)
{
  /* Only those that cannot change afterwards are for construction alone. */
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY
                            | (field->writable ? G_PARAM_CONSTRUCT : G_PARAM_CONSTRUCT_ONLY);

  switch (field->type)
    {
    case QUAY_EVENT_TEXT:
      return g_param_spec_string (field->name, NULL, field->doc, "", flags);
    case QUAY_EVENT_INT:
      return g_param_spec_int (field->name, NULL, field->doc, G_MININT, G_MAXINT, 0, flags);
    case QUAY_EVENT_INT64:
      return g_param_spec_int64 (field->name, NULL, field->doc, 0, G_MAXINT64, 0, flags);
    case QUAY_EVENT_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, field->doc, FALSE, flags);
    case QUAY_EVENT_BYTES:
      return g_param_spec_boxed (field->name, NULL, field->doc, G_TYPE_BYTES, flags);
    default:
      g_assert_not_reached ();
    }
}

void
quay_event_class_install (QuayEventClass *klass, const QuayEventField *fields)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* These two are not inherited. */
  object_class->get_property = quay_event_get_property;
  object_class->set_property = quay_event_set_property;
  for (guint i = 0; fields[i].name != NULL; i++)
    {
      g_assert (i < MAX_FIELDS);
      g_object_class_install_property (object_class, i + 1, make_pspec (&fields[i]));
    }
}

static void
quay_event_finalize (GObject *object)
{
  QuayEventPrivate *private = quay_event_get_instance_private (QUAY_EVENT (object));

  for (guint i = 0; i < MAX_FIELDS; i++)
    if (G_IS_VALUE (&private->values[i]))
      g_value_unset (&private->values[i]);
  G_OBJECT_CLASS (quay_event_parent_class)->finalize (object);
}

static void
quay_event_class_init (QuayEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_event_finalize;
}

static void
quay_event_init (QuayEvent *self)
{
}
