/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * An object's properties as a{sv}, to be kept: every one that can be read and written. A secret is a property that cannot be
 * read, and so is never in it. What is NULL is left out. Texts that are no UTF-8 (paths) go as bytes, enumerations by
 * their nicks, which later versions still know.
 */

/* Not floating. */
GVariant *quay_properties_to_variant  (GObject *object);
/* What is unknown, of a wrong type or no value of the enumeration is ignored; numbers are brought into their range. */
void      quay_properties_set_variant (GObject *object, GVariant *variant);

G_END_DECLS
