/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs-types.h"

G_BEGIN_DECLS

/* One ACE, draft-ietf-secsh-filexfer-13 section 7.8. */
typedef struct {
  guint32 type;
  guint32 flags;
  guint32 mask;
  char *who; /* owned, UTF-8 */
} QuayAce;

typedef struct {
  char *name; /* owned */
  GBytes *data;
} QuayAttrExtension;

/* Attributes of all versions. Init with {0} or quay_attrs_init(); everything pointed to is owned. Ordered to leave no
 * holes: a listing holds one of these per entry. */
typedef struct {
  guint32 valid; /* QuayAttrFlags: which fields are set */
  QuayFileType type;
  guint64 size;
  guint64 allocation_size;
  guint32 uid, gid;
  char *owner, *group;
  guint32 permissions; /* with S_IFMT on v3 where the server sends it */
  guint32 link_count;
  gint64 atime, createtime, mtime, ctime; /* seconds since 1970 */
  guint32 atime_nsec, createtime_nsec, mtime_nsec, ctime_nsec;
  guint32 acl_flags; /* v6 */
  guint8 text_hint;
  guint32 bits, bits_valid;
  GArray *acl; /* of QuayAce */
  char *mime_type;
  char *untranslated_name;
  GArray *extensions; /* of QuayAttrExtension */
} QuayAttrs;

void         quay_attrs_init  (QuayAttrs *attrs);
void         quay_attrs_clear (QuayAttrs *attrs);
void         quay_attrs_copy  (QuayAttrs *to, const QuayAttrs *from); /* @to is initialised; what it held is freed */
GArray      *quay_attrs_ensure_acl        (QuayAttrs *attrs);         /* borrowed; elements are freed with the array */
GArray      *quay_attrs_ensure_extensions (QuayAttrs *attrs);
QuayFileType quay_file_type_from_mode (guint32 permissions);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayAttrs, quay_attrs_clear)

G_END_DECLS
