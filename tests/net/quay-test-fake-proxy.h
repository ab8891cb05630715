/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a fake proxy does when it has said its last answer on a connection. */
typedef enum {
  FAKE_CLOSES,
  FAKE_HOLDS,      /* keeps it open until the proxy goes */
  FAKE_DRIPS,      /* says the last answer a byte at a time, 50 ms apart */
  FAKE_NEVER_ENDS, /* says the last answer again and again, until nobody listens */
} FakeEnd;

/* One connection: each answer follows when something has come. */
typedef struct {
  const char *answers[4];
  gsize sizes[4]; /* 0: as long as the text */
  FakeEnd end;
} FakeScript;

/* A listener on 127.0.0.1 that takes as many connections as there are scripts, and keeps what it was told. For hostile
 * proxies, and for what no real one here does. */
typedef struct _QuayTestFakeProxy QuayTestFakeProxy;

QuayTestFakeProxy *quay_test_fake_proxy_new      (const FakeScript *scripts, guint n_scripts);
guint              quay_test_fake_proxy_get_port (QuayTestFakeProxy *self);
/* Ends it, and gives all that came, connection after connection. */
GString           *quay_test_fake_proxy_end      (QuayTestFakeProxy *self);

G_END_DECLS
