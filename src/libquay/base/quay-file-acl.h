/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayAceType:
 * @QUAY_ACE_ALLOW: whom it is for may do what its mask says
 * @QUAY_ACE_DENY: whom it is for may not
 * @QUAY_ACE_AUDIT: attempts are written to a log
 * @QUAY_ACE_ALARM: attempts raise an alarm
 *
 * What an entry of an access control list is for, filexfer-13 section 7.8.
 */
typedef enum {
  QUAY_ACE_ALLOW = 0,
  QUAY_ACE_DENY = 1,
  QUAY_ACE_AUDIT = 2,
  QUAY_ACE_ALARM = 3,
} QuayAceType;

#define QUAY_TYPE_ACE_TYPE (quay_ace_type_get_type ())
QUAY_API GType quay_ace_type_get_type (void);

#define QUAY_TYPE_FILE_ACL (quay_file_acl_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayFileAcl, quay_file_acl, QUAY, FILE_ACL, GObject)

QUAY_API QuayFileAcl *quay_file_acl_new           (void);
QUAY_API QuayFileAcl *quay_file_acl_new_from_text (const char *text, GError **error);
QUAY_API char        *quay_file_acl_dup_text      (QuayFileAcl *self);

QUAY_API guint        quay_file_acl_get_n_entries (QuayFileAcl *self);
QUAY_API QuayAceType  quay_file_acl_get_ace_type  (QuayFileAcl *self, guint index);
QUAY_API guint32      quay_file_acl_get_ace_flags (QuayFileAcl *self, guint index);
QUAY_API guint32      quay_file_acl_get_ace_mask  (QuayFileAcl *self, guint index);
QUAY_API const char  *quay_file_acl_get_ace_who   (QuayFileAcl *self, guint index);
QUAY_API void         quay_file_acl_add           (QuayFileAcl *self, QuayAceType type, guint32 flags, guint32 mask, const char *who);
QUAY_API guint32      quay_file_acl_get_flags     (QuayFileAcl *self);
QUAY_API void         quay_file_acl_set_flags     (QuayFileAcl *self, guint32 flags);

G_END_DECLS
