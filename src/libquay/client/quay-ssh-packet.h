/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Payloads of SSH packets, field by field, RFC 4251 section 5, for authentications of the caller's own. What is read is
 * checked against the end of the payload before it is copied.
 */

/* Appends a field: s text, sb bytes in hexadecimal, m large integer, i and l integers of 32 and 64 bits, b a byte, f True or
 * False. Numbers may be hexadecimal with 0x. */
GBytes *quay_ssh_packet_append (GBytes *payload, const char *type, const char *value, GError **error);
/* @field: the name of a field of a channel request, or "%" and the types of the fields from the start up to the wanted one,
 * with commas. @raw: the bytes of a string without its length, the bytes of others as they are. */
char   *quay_ssh_packet_get    (GBytes *payload, const char *field, GError **error);
GBytes *quay_ssh_packet_get_raw (GBytes *payload, const char *field, GError **error);
char   *quay_ssh_packet_encode (GBytes *packet);
GBytes *quay_ssh_packet_decode (const char *text, GError **error);

G_END_DECLS
