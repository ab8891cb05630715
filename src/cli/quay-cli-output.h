/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * QuayCliOutput: standard output as lines for people, or as one JSON object a line, and messages on standard error.
 * Waiting for a slow reader turns the main loop. When the reader goes away, @cancellable fires and the rest is dropped.
 */
typedef struct _QuayCliOutput QuayCliOutput;

QuayCliOutput *quay_cli_output_new       (gboolean json, gboolean quiet, GCancellable *cancellable);
void           quay_cli_output_free      (QuayCliOutput *self);
gboolean       quay_cli_output_is_json   (QuayCliOutput *self);
gboolean       quay_cli_output_is_quiet  (QuayCliOutput *self);
gboolean       quay_cli_output_is_broken (QuayCliOutput *self);
gboolean       quay_cli_output_has_failed (QuayCliOutput *self); /* not only that nobody reads any more */
char          *quay_cli_output_dup_name  (QuayCliOutput *self, const char *bytes); /* escaped on a terminal, else raw */
void           quay_cli_output_line      (QuayCliOutput *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void           quay_cli_output_object    (QuayCliOutput *self, JsonBuilder *builder);
void           quay_cli_output_message   (QuayCliOutput *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void           quay_cli_output_flush     (QuayCliOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliOutput, quay_cli_output_free)

G_END_DECLS
