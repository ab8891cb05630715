/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-codec.h"

G_BEGIN_DECLS

/* Limits on one file's attributes. */
#define QUAY_ATTRS_MAX_EXTENSIONS 256 /* per entry; each costs some ten times the eight bytes it takes on the wire */
#define QUAY_ATTRS_MAX_ACL 1024       /* per entry; NFSv4 servers stop far below */

/* What differs between the versions. */
struct _QuayCodec
{
  guint version;
  gsize min_name_entry; /* bytes an entry of NAME takes at least */

  void (*put_attrs) (QuayWriter *writer, const QuayAttrs *attrs);
  gboolean (*get_attrs) (QuayReader *reader, QuayAttrs *attrs);
  void (*put_open_mode) (QuayWriter *writer, QuayOpenFlags flags);           /* of OPEN: between path and attributes */
  void (*put_want) (QuayWriter *writer, QuayAttrFlags want);                 /* the end of STAT, LSTAT, FSTAT */
  void (*put_rename_flags) (QuayWriter *writer, QuayRenameFlags flags);      /* the end of RENAME */
  gboolean has_long_name;    /* in NAME */
  gboolean has_end_flag;     /* in DATA */
  gboolean has_symlink;      /* SYMLINK; else LINK serves */
  gboolean has_link;         /* LINK, BLOCK, UNBLOCK */
};

extern const QuayCodec quay_codec_v3;

/* Shared by the versions. */
gboolean quay_codec_get_attr_extensions (QuayReader *reader, QuayAttrs *attrs);
void     quay_codec_put_attr_extensions (QuayWriter *writer, const QuayAttrs *attrs);
void     quay_codec_put_no_want         (QuayWriter *writer, QuayAttrFlags want);
void     quay_codec_put_no_rename_flags (QuayWriter *writer, QuayRenameFlags flags);
void     quay_codec_put_pflags          (QuayWriter *writer, QuayOpenFlags flags, gboolean text);

G_END_DECLS
