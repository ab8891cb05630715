/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-proxy-challenge.h"
#include "quay-proxy-talk.h"

G_BEGIN_DECLS

/*
 * Tunnels through an HTTP proxy: CONNECT, RFC 9110 section 9.3.6.
 */

/* The status line and the headers of a reply to be larger than this are no reply. */
#define QUAY_PROXY_HTTP_MAX_HEAD (64 * 1024)

typedef struct {
  guint status;
  char *reason;         /* escaped and cut; may be "" */
  gint64 length;        /* of what follows; -1: not told */
  QuayProxyChallenge *challenge;
} QuayProxyHttpReply;

/* Of @bytes, which end with the empty line behind the headers. FALSE: that is no HTTP. */
gboolean        quay_proxy_http_parse_reply (const char *bytes, gsize size, QuayProxyHttpReply *reply);
void            quay_proxy_http_reply_clear (QuayProxyHttpReply *reply);

/* What a page says, without its tags: one line, escaped and cut. NULL where it says nothing. */
char           *quay_proxy_http_dup_page_text (const char *bytes, gsize size);

/* Whether @line can go to a proxy as a header: "Name: value" and nothing that would make two of it. */
gboolean        quay_proxy_http_header_is_safe (const char *line);

/* @challenge: what the proxy asked for before (%NULL in it: nothing), and what it asks for now. */
QuayProxyResult quay_proxy_http_connect     (const QuayProxyTalk *talk, QuayProxyChallenge **challenge, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayProxyHttpReply, quay_proxy_http_reply_clear)

G_END_DECLS
