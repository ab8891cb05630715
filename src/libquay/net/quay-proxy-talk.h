/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-secret.h"

G_BEGIN_DECLS

/* What came of asking a proxy to connect. */
typedef enum {
  QUAY_PROXY_OPEN,         /* from here on the channel leads to the target */
  QUAY_PROXY_WANTS_LOGIN,  /* a user name and a password, or others than it got; no error is set */
  QUAY_PROXY_TRY_AGAIN,    /* the same once more, on a new connection; no error is set */
  QUAY_PROXY_FAILED,
} QuayProxyResult;

/* QuayProxyTalk: asking one proxy for one connection. Everything in it is borrowed. */
typedef struct {
  QuayChannel *channel;
  const char *place;            /* "The HTTP proxy example.org port 3128", for sentences */
  const char *host;             /* the target */
  guint port;
  const char *user, *password;  /* for the proxy; nullable */
  gboolean can_ask;             /* whether somebody could tell what is missing of them */
  const char *const *headers;   /* nullable */
  gint64 deadline;
  GCancellable *cancellable;
} QuayProxyTalk;

/* Blocking, bounded by the deadline. Their errors name the proxy. */
gboolean quay_proxy_talk_send    (const QuayProxyTalk *self, const void *bytes, gsize size, GError **error);
/* All of @size, and no byte more: what follows is the target's. */
gboolean quay_proxy_talk_receive (const QuayProxyTalk *self, void *buffer, gsize size, GError **error);
/* 1, or 0 at the end of the stream, or -1. */
int      quay_proxy_talk_receive_byte (const QuayProxyTalk *self, guint8 *byte, GError **error);

G_END_DECLS
