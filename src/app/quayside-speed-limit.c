/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-speed-limit.h"

#define SCHEMA "io.github.quayside.Quayside"
#define KEY "speed-limit"

struct _QuaysideSpeedLimit
{
  GObject parent_instance;

  GSettings *settings; /* NULL where they are not installed: then it is not kept */
  guint64 limit;
  GPtrArray *queues; /* of QuayTransferQueue, borrowed: they leave when they end */
};

enum
{
  PROP_0,
  PROP_LIMIT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideSpeedLimit, quayside_speed_limit, G_TYPE_OBJECT)

static guint
count_busy (QuaysideSpeedLimit *self)
{
  guint n = 0;

  for (guint i = 0; i < self->queues->len; i++)
    n += quay_transfer_queue_get_n_active (self->queues->pdata[i]) > 0;

  return n;
}

/* Queues that are at work share it in equal parts. */
static void
apply (QuaysideSpeedLimit *self)
{
  guint64 share = self->limit / MAX (count_busy (self), 1);

  if (self->limit > 0)
    share = MAX (share, 1);
  for (guint i = 0; i < self->queues->len; i++)
    quay_transfer_queue_set_rate_limit (self->queues->pdata[i], share);
}

static void
take (QuaysideSpeedLimit *self, guint64 limit)
{
  if (self->limit == limit)
    return;
  self->limit = limit;
  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIMIT]);
}

static void
on_setting_changed (QuaysideSpeedLimit *self)
{
  take (self, g_settings_get_uint64 (self->settings, KEY));
}

guint64
quayside_speed_limit_get (QuaysideSpeedLimit *self)
{
  return self->limit;
}

void
quayside_speed_limit_set (QuaysideSpeedLimit *self, guint64 limit)
{
  if (self->settings != NULL)
    g_settings_set_uint64 (self->settings, KEY, limit);
  take (self, limit);
}

static void
on_queue_gone (gpointer data, GObject *queue)
{
  QuaysideSpeedLimit *self = data;

  g_ptr_array_remove (self->queues, queue);
  apply (self);
}

void
quayside_speed_limit_add_queue (QuaysideSpeedLimit *self, QuayTransferQueue *queue)
{
  g_ptr_array_add (self->queues, queue);
  g_object_weak_ref (G_OBJECT (queue), on_queue_gone, self);
  g_signal_connect_object (queue, "notify::n-active", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  apply (self);
}

static void
quayside_speed_limit_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LIMIT)
    g_value_set_uint64 (value, QUAYSIDE_SPEED_LIMIT (object)->limit);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_speed_limit_class_init (QuaysideSpeedLimitClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = quayside_speed_limit_get_property;
  properties[PROP_LIMIT]
      = g_param_spec_uint64 ("limit", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
open_settings (QuaysideSpeedLimit *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;

  if (schema == NULL || !g_settings_schema_has_key (schema, KEY))
    return;
  self->settings = g_settings_new_full (schema, NULL, NULL);
  self->limit = g_settings_get_uint64 (self->settings, KEY);
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (on_setting_changed), self, G_CONNECT_SWAPPED);
}

static void
quayside_speed_limit_init (QuaysideSpeedLimit *self)
{
  self->queues = g_ptr_array_new ();
  open_settings (self);
}

/* For the whole program, as long as it runs. */
QuaysideSpeedLimit *
quayside_speed_limit_get_default (void)
{
  static QuaysideSpeedLimit *the_one;

  if (the_one == NULL)
    the_one = g_object_new (QUAYSIDE_TYPE_SPEED_LIMIT, NULL);

  return the_one;
}
