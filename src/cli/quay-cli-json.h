/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <quay.h>

G_BEGIN_DECLS

/* One line of --json is one object. Bytes that are not UTF-8 stand, in base64, in a second member KEY_bytes. */
JsonBuilder *quay_cli_json_begin   (const char *type);
void         quay_cli_json_bytes   (JsonBuilder *builder, const char *key, const char *bytes); /* nullable: left out */
void         quay_cli_json_text    (JsonBuilder *builder, const char *key, const char *text);  /* nullable: left out */
void         quay_cli_json_int     (JsonBuilder *builder, const char *key, gint64 value);
void         quay_cli_json_uint    (JsonBuilder *builder, const char *key, guint64 value);
void         quay_cli_json_boolean (JsonBuilder *builder, const char *key, gboolean value);
void         quay_cli_json_double  (JsonBuilder *builder, const char *key, double value);
void         quay_cli_json_list    (JsonBuilder *builder, const char *key, GVariant *strings); /* as */
void         quay_cli_json_error   (JsonBuilder *builder, const GError *error); /* code, message, sftp_status, errno */
char        *quay_cli_json_end     (JsonBuilder *builder); /* the line, without its line feed */

G_END_DECLS
