/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-codec.h"
#include "wire-bytes.h"

#define ID 7
#define PATH "/a/b"

typedef struct
{
  const QuayCodec *codec;
  QuayWriter writer;
  GBytes *handle; /* 'h1' */
} Fixture;

/* @data: the version */
static inline void
set_up (Fixture *f, gconstpointer data)
{
  f->codec = quay_codec_for_version (GPOINTER_TO_UINT (data));
  f->handle = g_bytes_new_static ("h1", 2);
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  quay_writer_clear (&f->writer);
  g_bytes_unref (f->handle);
}

/* Reads ATTRS that fill @spec, after seeing that no shorter piece of them is accepted. */
static inline void
read_attrs (Fixture *f, const char *spec, QuayAttrs *attrs)
{
  g_autoptr (GByteArray) bytes = wire_bytes (spec);
  QuayReader reader;

  for (gsize size = 0; size < bytes->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes->data, size);

      quay_reader_init (&reader, cut, size);
      g_assert_false (quay_codec_get_attrs (f->codec, &reader, attrs));
      g_assert_cmpuint (attrs->valid, ==, 0);
      g_assert_null (attrs->owner);
      g_assert_null (attrs->acl);
    }
  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_codec_get_attrs (f->codec, &reader, attrs));
  g_assert_cmpuint (quay_reader_left (&reader), ==, 0);
}

static inline gboolean
accepts_attrs (Fixture *f, const char *spec)
{
  g_autoptr (GByteArray) bytes = wire_bytes (spec);
  g_auto (QuayAttrs) attrs = { 0 };
  QuayReader reader;

  quay_reader_init (&reader, bytes->data, bytes->len);

  return quay_codec_get_attrs (f->codec, &reader, &attrs);
}
