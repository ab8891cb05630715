/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-codec.h"

G_BEGIN_DECLS

/* What differs between the versions: nothing outside of a version's own file asks for its number. */
struct _QuayCodec
{
  guint version;
  gsize min_name_entry; /* bytes an entry of NAME takes at least */

  void (*put_attrs) (QuayWriter *writer, const QuayAttrs *attrs);
  gboolean (*get_attrs) (QuayReader *reader, QuayAttrs *attrs);
  guint32 (*attrs_from_mask) (guint32 mask); /* QuayAttrFlags of the wire's, that a client may set */
  /* Of OPEN: between path and attributes. */
  void (*put_open_mode) (QuayWriter *writer, QuayOpenFlags flags, guint32 access_mask);
  void (*put_want) (QuayWriter *writer, QuayAttrFlags want);            /* the end of STAT, LSTAT, FSTAT */
  void (*put_rename_flags) (QuayWriter *writer, QuayRenameFlags flags); /* the end of RENAME */

  gboolean has_long_name; /* in NAME */
  gboolean has_end_flags; /* in DATA and NAME */
  gboolean has_symlink;   /* SYMLINK; else LINK serves */
  gboolean has_link;      /* LINK, BLOCK, UNBLOCK */
  gboolean has_control;   /* in REALPATH */
};

extern const QuayCodec quay_codec_v3;
extern const QuayCodec quay_codec_v4;
extern const QuayCodec quay_codec_v5;
extern const QuayCodec quay_codec_v6;

/* ATTRS from version 4 on: the same fields in the same order, of which later versions know more. */
typedef struct
{
  guint32 known;           /* flags; others are a protocol error, draft-ietf-secsh-filexfer-13 section 7.14 */
  gboolean acl_has_flags;  /* acl-flags before the entries */
  gboolean bits_have_mask; /* attrib-bits-valid behind attrib-bits */
} QuayAttrsFormat;

void     quay_attrs_format_put      (const QuayAttrsFormat *self, QuayWriter *writer, const QuayAttrs *attrs);
gboolean quay_attrs_format_get      (const QuayAttrsFormat *self, QuayReader *reader, QuayAttrs *attrs);
void     quay_attrs_format_put_want (const QuayAttrsFormat *self, QuayWriter *writer, QuayAttrFlags want);

guint32  quay_attrs_format_from_mask (const QuayAttrsFormat *self, guint32 mask);

/* Shared by versions. */
gboolean quay_codec_get_attr_extensions (QuayReader *reader, QuayAttrs *attrs);
void     quay_codec_put_attr_extensions (QuayWriter *writer, const QuayAttrs *attrs);
void     quay_codec_put_no_want         (QuayWriter *writer, QuayAttrFlags want);
void     quay_codec_put_no_rename_flags (QuayWriter *writer, QuayRenameFlags flags);
void     quay_codec_put_rename_flags    (QuayWriter *writer, QuayRenameFlags flags);
void     quay_codec_put_pflags          (QuayWriter *writer, QuayOpenFlags flags, gboolean text);
void     quay_codec_put_access          (QuayWriter *writer, QuayOpenFlags flags, guint32 more_flags, guint32 access_mask);

G_END_DECLS
