/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-proxy.h"
#include "quay-proxy-exceptions.h"
#include "quay-test-answerer.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-channel.h"
#include "quay-test-fake-proxy.h"

/* Connecting through HTTP and SOCKS proxies, against scripts: what real ones do is tried with quay itself. */

#define TARGET "target.example"
#define OK "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n"
#define SSH "SSH-2.0-behind\r\n"
#define BASIC "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
#define DIGEST                                                                                                  \
  "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"                                      \
  "Proxy-Authenticate: Digest realm=\"a realm\", nonce=\"n0nce\", qop=\"auth,auth-int\", algorithm=SHA-256\r\n" \
  "\r\n"

/* Of quay_proxy_connect, and what came of it. */
typedef struct
{
  QuaySiteOptions *options;
  QuayPrompter *prompter; /* nullable */
  QuayAuthMemory *memory; /* nullable */
  gint64 patience_ms;
  QuayTestFakeProxy *proxy;
  GString *heard;
  GString *log;
  QuayChannel *channel;
  GError *error;
  gint64 took;
} Try;

static void
try_init (Try *self, QuayProxyType type)
{
  *self = (Try){ .options = quay_site_options_new (), .patience_ms = 20000, .log = g_string_new (NULL) };
  quay_site_options_set_host (self->options, TARGET);
  quay_site_options_set_port (self->options, 2222);
  quay_site_options_set_proxy_type (self->options, type);
  quay_site_options_set_proxy_host (self->options, "127.0.0.1");
}

static void
try_clear (Try *self)
{
  g_clear_object (&self->options);
  g_clear_object (&self->channel);
  g_clear_error (&self->error);
  g_clear_pointer (&self->prompter, quay_prompter_unref);
  g_clear_pointer (&self->memory, quay_auth_memory_unref);
  if (self->heard != NULL)
    g_string_free (self->heard, TRUE);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Try, try_clear)

static void
write_log (int level, const char *message, gpointer user_data)
{
  g_string_append_printf (((Try *)user_data)->log, "%s\n", message);
}

static void
try_run (Try *self, const FakeScript *scripts, guint n_scripts)
{
  gint64 start = g_get_monotonic_time ();

  g_clear_object (&self->channel);
  g_clear_error (&self->error);
  if (self->heard != NULL)
    g_string_free (g_steal_pointer (&self->heard), TRUE);
  self->proxy = quay_test_fake_proxy_new (scripts, n_scripts);
  quay_site_options_set_proxy_port (self->options, quay_test_fake_proxy_get_port (self->proxy));
  self->channel = quay_proxy_connect (self->options, self->prompter, self->memory, start + self->patience_ms * 1000,
                                      &(QuayLog){ write_log, self }, NULL, &self->error);
  self->took = g_get_monotonic_time () - start;
  g_assert_true ((self->channel == NULL) == (self->error != NULL));
  if (self->error != NULL)
    {
      g_test_message ("%s", self->error->message);
      g_assert_null (strchr (self->error->message, '\x1b'));
      g_assert_null (strstr (self->error->message, "s3cret"));
    }
  g_assert_null (strstr (self->log->str, "s3cret"));
}

static void
try_end (Try *self)
{
  self->heard = quay_test_fake_proxy_end (g_steal_pointer (&self->proxy));
}

static void
set_login (Try *self, const char *user, const char *password)
{
  quay_site_options_set_proxy_user (self->options, user);
  quay_site_options_set_proxy_password (self->options, password);
}

static void
assert_leads_to_server (Try *self)
{
  g_autofree char *said = NULL;

  g_assert_no_error (self->error);
  said = quay_test_read_all (self->channel);
  g_assert_cmpstr (said, ==, SSH);
  try_end (self);
}

static void
assert_fails (Try *self, QuayError code, const char *part)
{
  g_assert_error (self->error, QUAY_ERROR, (int)code);
  quay_test_assert_says (self->error->message, part);
  try_end (self);
}

/* HTTP */

/* What comes in the same packet behind the headers is the server's. */
static void
test_http (void)
{
  static const char *const headers[] = { "X-Zone: blue", "X-Empty:", NULL };
  static const FakeScript script = { { OK SSH }, { 0 }, FAKE_CLOSES };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  quay_site_options_set_proxy_headers (self.options, headers);
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  g_assert_cmpstr (
      self.heard->str, ==,
      "CONNECT target.example:2222 HTTP/1.1\r\nHost: target.example:2222\r\nX-Zone: blue\r\nX-Empty:\r\n\r\n");
}

static void
test_http_address (void)
{
  static const FakeScript script = { { "HTTP/1.0 200\n\n" SSH }, { 0 }, FAKE_CLOSES };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  quay_site_options_set_host (self.options, "2001:db8::1");
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  g_assert_cmpstr (self.heard->str, ==, "CONNECT [2001:db8::1]:2222 HTTP/1.1\r\nHost: [2001:db8::1]:2222\r\n\r\n");
}

static void
test_http_basic (void)
{
  static const FakeScript scripts[] = { { { BASIC } }, { { "HTTP/1.1 100 Wait\r\n\r\n" OK SSH } } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  set_login (&self, "bob", "s3cret");
  try_run (&self, scripts, 2);
  assert_leads_to_server (&self);
  /* The first time without: a proxy that has Digest need not see the password. */
  g_assert_null (
      strstr (strstr (self.heard->str, "Proxy-Authorization: Basic Ym9iOnMzY3JldA==\r\n") + 1, "Proxy-Authorization"));
}

static void
test_http_digest (void)
{
  static const FakeScript scripts[] = { { { DIGEST } }, { { OK SSH } } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  set_login (&self, "b\"ob", "s3cret");
  try_run (&self, scripts, 2);
  assert_leads_to_server (&self);
  quay_test_assert_says (self.heard->str, "Proxy-Authorization: Digest username=\"b\\\"ob\", realm=\"a realm\", "
                                          "nonce=\"n0nce\", uri=\"target.example:2222\", response=\"");
  quay_test_assert_says (self.heard->str, "algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"");
  g_assert_null (strstr (self.heard->str, "Basic"));
}

/* An old nonce is no refusal. */
static void
test_http_stale (void)
{
  static const FakeScript scripts[] = {
    { { DIGEST } },
    { { "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"fresh\", stale=TRUE\r\n\r\n" } },
    { { OK SSH } },
  };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  set_login (&self, "bob", "s3cret");
  try_run (&self, scripts, 3);
  assert_leads_to_server (&self);
  quay_test_assert_says (self.heard->str, "nonce=\"fresh\"");
}

static void
test_http_wrong_password (void)
{
  static const FakeScript scripts[] = { { { BASIC } }, { { BASIC } } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  set_login (&self, "bob", "s3cret");
  try_run (&self, scripts, 2);
  assert_fails (&self, QUAY_ERROR_AUTHENTICATION, "does not accept the user name “bob”");
}

static void
test_http_nobody_to_ask (void)
{
  static const FakeScript script = { { BASIC } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  try_run (&self, &script, 1);
  assert_fails (&self, QUAY_ERROR_AUTHENTICATION, "wants a user name and a password");
}

static void
test_http_unknown_scheme (void)
{
  static const FakeScript script
      = { { "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n" } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  set_login (&self, "bob", "s3cret");
  try_run (&self, &script, 1);
  assert_fails (&self, QUAY_ERROR_AUTHENTICATION, "Negotiate, NTLM");
}

/* Asked until it is right; what was right is remembered for the next time, also with nobody to ask. */
static void
test_asks (void)
{
  static const FakeScript scripts[] = { { { BASIC } }, { { BASIC } }, { { OK SSH } } };
  static const FakeScript again = { { BASIC } };
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new ("bob", "wr0ng", "s3cret", NULL);
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  self.prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  self.memory = quay_auth_memory_new ();
  try_run (&self, scripts, 3);
  assert_leads_to_server (&self);
  g_assert_cmpstr (answerer->transcript->str, ==,
                   "proxy#1[||User name (seen), Password]\nproxy#2[||Password of bob]\n");
  /* Another port is another proxy: what this one was told is not for it. */
  try_run (&self, &again, 1);
  try_end (&self);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (strstr (self.heard->str, "Proxy-Authorization"));
}

static void
test_remembers (void)
{
  static const FakeScript scripts[] = { { { BASIC } }, { { OK } }, { { BASIC } }, { { OK SSH } } };
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new ("bob", "s3cret", NULL);
  g_autoptr (QuayChannel) second = NULL;
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  self.prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  self.memory = quay_auth_memory_new ();
  try_run (&self, scripts, 4);
  g_assert_no_error (self.error);
  g_clear_object (&self.channel);
  self.channel = quay_proxy_connect (self.options, NULL, self.memory, -1, NULL, NULL, &self.error);
  assert_leads_to_server (&self);
  g_assert_cmpuint (answerer->n_secret_questions, ==, 1);
}

static void
test_http_refused (void)
{
  static const FakeScript script = { { "HTTP/1.1 403 \x1b[31mNo\r\nContent-Length: 107\r\n\r\n"
                                       "<html><head><title>403</title></head><body>\n<h1>The port &lt;2222&gt; is\n"
                                       "not\x1b[0m allowed</h1></body></html>trailing" },
                                     { 0 },
                                     FAKE_HOLDS };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  try_run (&self, &script, 1);
  quay_test_assert_says (self.error->message, "and says: “The port <2222> is not\\x1b[0m allowed”");
  assert_fails (&self, QUAY_ERROR_FIREWALL, "answers “403 \\x1b[31mNo”");
}

static void
test_http_broken (void)
{
  static const struct
  {
    FakeScript script;
    const char *part;
  } cases[] = {
    { { { "SSH-2.0-OpenSSH_9.2\x1b\r\n" }, { 0 }, FAKE_HOLDS },
      "does not speak HTTP: it says “SSH-2.0-OpenSSH_9.2\\x1b”" },
    { { { "H\0" }, { 2 }, FAKE_HOLDS }, "does not speak HTTP" },
    { { { "HTTP/1.1 2x0 OK\r\n\r\n" }, { 0 }, FAKE_HOLDS }, "does not speak HTTP" },
    { { { "HTTP/1.1 200 OK\r\nX: y\r\n" } }, "in the middle of its answer" },
    { { { "" }, { 0 } }, "without an answer" },
    { { { "HTTP/1.1 200 OK\r\nX-Long: 0123456789" }, { 0 }, FAKE_NEVER_ENDS }, "more than 64 KiB" },
    { { { "HTTP/1.1 100 Wait\r\n\r\n" }, { 0 }, FAKE_NEVER_ENDS }, "answers “100 Wait”" },
    { { { "HTTP/1.1 500 \r\nContent-Length: 99999999999999999999\r\n\r\nx" } }, "answers “500”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Try) self;

      try_init (&self, QUAY_PROXY_TYPE_HTTP);
      try_run (&self, &cases[i].script, 1);
      assert_fails (&self, QUAY_ERROR_FIREWALL, cases[i].part);
    }
}

static void
test_drips (void)
{
  static const FakeScript http = { { OK }, { 0 }, FAKE_DRIPS };
  static const FakeScript socks = { { "\5\0", "\5\0\0\3\xff"
                                              "0123456789012345678901234567890123456789" },
                                    { 2, 45 },
                                    FAKE_DRIPS };

  for (guint i = 0; i < 2; i++)
    {
      g_auto (Try) self;

      try_init (&self, i == 0 ? QUAY_PROXY_TYPE_HTTP : QUAY_PROXY_TYPE_SOCKS5);
      self.patience_ms = 300;
      try_run (&self, i == 0 ? &http : &socks, 1);
      g_assert_cmpint (self.took, <, 5 * G_USEC_PER_SEC);
      assert_fails (&self, QUAY_ERROR_TIMEOUT, "did not answer in time");
    }
}

static void
test_is_cancelled (void)
{
  static const FakeScript script = { { "HTTP" }, { 0 }, FAKE_HOLDS };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  QuayTestCanceller *canceller;
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_HTTP);
  self.proxy = quay_test_fake_proxy_new (&script, 1);
  quay_site_options_set_proxy_port (self.options, quay_test_fake_proxy_get_port (self.proxy));
  canceller = quay_test_cancel_soon (cancellable);
  g_assert_null (quay_proxy_connect (self.options, NULL, NULL, -1, NULL, cancellable, &self.error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  try_end (&self);
}

/* SOCKS */

static void
assert_heard (Try *self, const char *bytes, gsize size)
{
  g_assert_cmpmem (self->heard->str, self->heard->len, bytes, size);
}

#define OK4 "\0\x5a\1\2\3\4\5\6" SSH
#define OK4_SIZE (8 + sizeof SSH - 1)

static void
test_socks4 (void)
{
  static const FakeScript script = { { OK4 }, { OK4_SIZE } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS4);
  quay_site_options_set_host (self.options, "127.0.0.9");
  quay_site_options_set_proxy_user (self.options, "bob");
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  assert_heard (&self,
                "\4\1\x08\xae\x7f\0\0\x09"
                "bob",
                12);
}

static void
test_socks4_looks_up (void)
{
  static const FakeScript script = { { OK4 }, { OK4_SIZE } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS4);
  quay_site_options_set_host (self.options, "localhost");
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  assert_heard (&self, "\4\1\x08\xae\x7f\0\0\1", 9);
}

static void
test_socks4a (void)
{
  static const FakeScript script = { { OK4 }, { OK4_SIZE } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS4A);
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  assert_heard (&self, "\4\1\x08\xae\0\0\0\1\0" TARGET, 9 + sizeof TARGET);
}

static void
test_socks4_ipv6 (void)
{
  static const FakeScript script = { { OK4 } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS4A);
  quay_site_options_set_host (self.options, "2001:db8::1");
  try_run (&self, &script, 1);
  assert_fails (&self, QUAY_ERROR_FIREWALL, "has no IPv6 addresses");
}

#define OK5 "\5\0\0\1\1\2\3\4\5\6" SSH
#define OK5_SIZE (10 + sizeof SSH - 1)

static void
check_socks5_target (const char *host, const char *bytes, gsize size)
{
  /* Answers with addresses of each kind: all of them are read to their ends. */
  static const FakeScript scripts[] = {
    { { "\5\0", OK5 }, { 2, OK5_SIZE } },
    { { "\5\0", "\5\0\0\3\4name\5\6" SSH }, { 2, 11 + sizeof SSH - 1 } },
    { { "\5\0", "\5\0\0\4"
                "0123456789abcdef"
                "\5\6" SSH },
      { 2, 22 + sizeof SSH - 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_auto (Try) self;

      try_init (&self, QUAY_PROXY_TYPE_SOCKS5);
      quay_site_options_set_host (self.options, host);
      try_run (&self, &scripts[i], 1);
      assert_leads_to_server (&self);
      assert_heard (&self, bytes, size);
    }
}

static void
test_socks5 (void)
{
  check_socks5_target ("192.0.2.1", "\5\1\0\5\1\0\1\xc0\0\2\1\x08\xae", 13);
  check_socks5_target ("2001:db8::1", "\5\1\0\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x08\xae", 25);
  check_socks5_target (TARGET, "\5\1\0\5\1\0\3\x0e" TARGET "\x08\xae", 3 + 5 + 14 + 2);
}

static void
test_socks5_login (void)
{
  static const FakeScript script = { { "\5\2", "\1\0", OK5 }, { 2, 2, OK5_SIZE } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS5);
  set_login (&self, "bob", "s3cret");
  try_run (&self, &script, 1);
  assert_leads_to_server (&self);
  assert_heard (&self, "\5\2\0\2\1\3bob\6s3cret\5\1\0\3\x0e" TARGET "\x08\xae", 4 + 12 + 5 + 14 + 2);
}

static void
test_socks5_asks (void)
{
  static const FakeScript scripts[]
      = { { { "\5\2" }, { 2 } }, { { "\5\2", "\1\1" }, { 2, 2 } }, { { "\5\2", "\1\0", OK5 }, { 2, 2, OK5_SIZE } } };
  g_autoptr (QuayTestAnswerer) answerer = quay_test_answerer_new ("bob", "wr0ng", "s3cret", NULL);
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS5);
  self.prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  try_run (&self, scripts, 3);
  assert_leads_to_server (&self);
  g_assert_cmpstr (answerer->transcript->str, ==,
                   "proxy#1[||User name (seen), Password]\nproxy#2[||Password of bob]\n");
}

static void
test_socks5_wrong_password (void)
{
  static const FakeScript script = { { "\5\2", "\1\1" }, { 2, 2 } };
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS5);
  set_login (&self, "bob", "s3cret");
  try_run (&self, &script, 1);
  assert_fails (&self, QUAY_ERROR_AUTHENTICATION, "does not accept the user name “bob”");
}

/* Every code of RFC 1928 section 6, and one that it does not have, each with a sentence of its own. */
static void
test_codes (void)
{
  static const char *const socks5[]
      = { "it does not tell",        "rules do not allow",     "network cannot be reached",
          "host cannot be reached",  "was refused there",      "came in time",
          "cannot make connections", "addresses of this kind", "that SOCKS 5 does not have" };
  static const char *const socks4[]
      = { "refuses, or could not", "finds none", "another user", "SOCKS 4 does not have" };

  for (guint i = 0; i < G_N_ELEMENTS (socks5) + G_N_ELEMENTS (socks4); i++)
    {
      gboolean five = i < G_N_ELEMENTS (socks5);
      char answer[] = { five ? 5 : 0, (char)(five ? i + 1 : 91 + i - G_N_ELEMENTS (socks5)), 0, 1, 0, 0, 0, 0 };
      const FakeScript script = { { five ? "\5\0" : answer, five ? answer : NULL }, { five ? 2 : 8, 8 } };
      g_auto (Try) self;

      try_init (&self, five ? QUAY_PROXY_TYPE_SOCKS5 : QUAY_PROXY_TYPE_SOCKS4A);
      try_run (&self, &script, 1);
      quay_test_assert_says (self.error->message, TARGET " port 2222");
      assert_fails (&self, QUAY_ERROR_FIREWALL, five ? socks5[i] : socks4[i - G_N_ELEMENTS (socks5)]);
    }
}

static void
test_socks_broken (void)
{
  static const struct
  {
    QuayProxyType type;
    FakeScript script;
    QuayError code;
    const char *part;
  } cases[] = {
    { QUAY_PROXY_TYPE_SOCKS5,
      { { "\4\0" }, { 2 } },
      QUAY_ERROR_FIREWALL,
      "does not speak SOCKS 5: its answer begins with 04 00" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "HTTP/1.1 400 Bad\r\n\r\n" } }, QUAY_ERROR_FIREWALL, "does not speak SOCKS 5" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "\5" } }, QUAY_ERROR_FIREWALL, "closed the connection" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "\5\xff" }, { 2 } }, QUAY_ERROR_AUTHENTICATION, "without user name and password" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "\5\2" }, { 2 } }, QUAY_ERROR_FIREWALL, "not offered" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "\5\0", "\5\0\0\7\1" }, { 2, 5 } }, QUAY_ERROR_FIREWALL, "05 00 00 07 01" },
    { QUAY_PROXY_TYPE_SOCKS5,
      { { "\5\0", "\5\0\0\3\xff"
                  "abc" },
        { 2, 8 } },
      QUAY_ERROR_FIREWALL,
      "closed the connection" },
    { QUAY_PROXY_TYPE_SOCKS5, { { "\5\0", "\4\0\0\1\1" }, { 2, 5 } }, QUAY_ERROR_FIREWALL, "does not speak SOCKS 5" },
    { QUAY_PROXY_TYPE_SOCKS4, { { "\5\0" }, { 2 } }, QUAY_ERROR_FIREWALL, "does not speak SOCKS 4" },
    { QUAY_PROXY_TYPE_SOCKS4, { { "\0\x5a\1" }, { 3 } }, QUAY_ERROR_FIREWALL, "closed the connection" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Try) self;

      try_init (&self, cases[i].type);
      quay_site_options_set_host (self.options, "127.0.0.1");
      try_run (&self, &cases[i].script, 1);
      assert_fails (&self, cases[i].code, cases[i].part);
    }
}

/* Before anything is connected to */

static void
test_refuses (void)
{
  static const char *const split[] = { "X: a\r\nY: b", NULL };
  static const char *const nameless[] = { ": a", NULL };

  for (guint i = 0; i < 7; i++)
    {
      g_auto (Try) self;

      try_init (&self, QUAY_PROXY_TYPE_HTTP);
      quay_site_options_set_proxy_port (self.options, 1);
      if (i == 0)
        quay_site_options_set_proxy_headers (self.options, split);
      if (i == 1)
        quay_site_options_set_proxy_headers (self.options, nameless);
      if (i == 2)
        quay_site_options_set_host (self.options, "a\r\nb");
      if (i == 3)
        quay_site_options_set_proxy_host (self.options, "a b");
      if (i == 4)
        quay_site_options_set_proxy_host (self.options, NULL);
      if (i == 5)
        set_login (&self, "bob", "s3cret\r\nX: y");
      if (i == 6)
        quay_site_options_set_port (self.options, 0);
      g_assert_null (quay_proxy_connect (self.options, NULL, NULL, -1, NULL, NULL, &self.error));
      g_assert_nonnull (self.error);
      g_assert_cmpint (self.error->code, !=, QUAY_ERROR_CONNECTION_REFUSED);
      g_assert_null (strchr (self.error->message, '\r'));
      g_assert_null (strstr (self.error->message, "s3cret"));
    }
}

static void
test_proxy_away (void)
{
  g_auto (Try) self;

  try_init (&self, QUAY_PROXY_TYPE_SOCKS5);
  quay_site_options_set_proxy_port (self.options, 1);
  g_assert_null (quay_proxy_connect (self.options, NULL, NULL, -1, NULL, NULL, &self.error));
  g_assert_error (self.error, QUAY_ERROR, QUAY_ERROR_CONNECTION_REFUSED);
  quay_test_assert_says (self.error->message, "that the proxy is running");
}

static void
test_exceptions (void)
{
  static const struct
  {
    const char *exception;
    const char *host;
    guint port;
    gboolean excepted;
  } cases[] = {
    { "example.org", "example.org", 22, TRUE },
    { "example.org", "EXAMPLE.org.", 22, TRUE },
    { "example.org", "a.example.org", 22, TRUE },
    { ".example.org", "a.b.example.org", 22, TRUE },
    { "*.example.org", "a.example.org", 22, TRUE },
    { "example.org", "badexample.org", 22, FALSE },
    { "example.org", "example.org.evil", 22, FALSE },
    { "*", "anything", 1, TRUE },
    { "", "anything", 1, FALSE },
    { " example.org ", "example.org", 22, TRUE },
    { "example.org:22", "example.org", 22, TRUE },
    { "example.org:22", "example.org", 2222, FALSE },
    { "127.0.0.1", "127.0.0.1", 22, TRUE },
    { "0.0.1", "127.0.0.1", 22, FALSE },
    { "127.0.0.0/8", "127.9.9.9", 22, TRUE },
    { "127.0.0.0/8", "128.0.0.1", 22, FALSE },
    { "::1", "::1", 22, TRUE },
    { "[::1]", "0::1", 22, TRUE },
    { "[::1]:22", "::1", 22, TRUE },
    { "[::1]:22", "::1", 23, FALSE },
    { "2001:db8::/32", "2001:db8::5", 22, TRUE },
    { "127.0.0.1:22", "127.0.0.1", 22, TRUE },
    { "[", "x", 22, FALSE },
    { "]:", "x", 22, FALSE },
    { "*.", "x", 22, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const list[] = { "other.example", cases[i].exception, NULL };

      g_test_message ("%s for %s", cases[i].exception, cases[i].host);
      g_assert_cmpint (quay_proxy_is_excepted (list, cases[i].host, cases[i].port), ==, cases[i].excepted);
    }
  g_assert_false (quay_proxy_is_excepted (NULL, "x", 22));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/http", test_http);
  g_test_add_func ("/proxy/http-address", test_http_address);
  g_test_add_func ("/proxy/http-basic", test_http_basic);
  g_test_add_func ("/proxy/http-digest", test_http_digest);
  g_test_add_func ("/proxy/http-stale", test_http_stale);
  g_test_add_func ("/proxy/http-wrong-password", test_http_wrong_password);
  g_test_add_func ("/proxy/http-nobody-to-ask", test_http_nobody_to_ask);
  g_test_add_func ("/proxy/http-unknown-scheme", test_http_unknown_scheme);
  g_test_add_func ("/proxy/asks", test_asks);
  g_test_add_func ("/proxy/remembers", test_remembers);
  g_test_add_func ("/proxy/http-refused", test_http_refused);
  g_test_add_func ("/proxy/http-broken", test_http_broken);
  g_test_add_func ("/proxy/drips", test_drips);
  g_test_add_func ("/proxy/is-cancelled", test_is_cancelled);
  g_test_add_func ("/proxy/socks4", test_socks4);
  g_test_add_func ("/proxy/socks4-looks-up", test_socks4_looks_up);
  g_test_add_func ("/proxy/socks4a", test_socks4a);
  g_test_add_func ("/proxy/socks4-ipv6", test_socks4_ipv6);
  g_test_add_func ("/proxy/socks5", test_socks5);
  g_test_add_func ("/proxy/socks5-login", test_socks5_login);
  g_test_add_func ("/proxy/socks5-asks", test_socks5_asks);
  g_test_add_func ("/proxy/socks5-wrong-password", test_socks5_wrong_password);
  g_test_add_func ("/proxy/codes", test_codes);
  g_test_add_func ("/proxy/socks-broken", test_socks_broken);
  g_test_add_func ("/proxy/refuses", test_refuses);
  g_test_add_func ("/proxy/proxy-away", test_proxy_away);
  g_test_add_func ("/proxy/exceptions", test_exceptions);

  return g_test_run ();
}
