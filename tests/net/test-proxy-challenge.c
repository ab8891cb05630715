/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-proxy-challenge.h"
#include "quay-proxy-http.h"
#include "quay-secret.h"
#include "quay-test-assert.h"

/* Reading what a proxy asks for, and the answers that the RFCs print. */

static QuayProxyChallenge *
read_headers (const char *first, const char *second)
{
  QuayProxyChallenge *challenge = quay_proxy_challenge_new ();

  quay_proxy_challenge_add (challenge, first);
  if (second != NULL)
    quay_proxy_challenge_add (challenge, second);

  return challenge;
}

static void
test_chooses (void)
{
  static const struct
  {
    const char *first, *second;
    QuayProxyScheme scheme;
    const char *realm;
  } cases[] = {
    { "Basic realm=\"a, b=\\\"c\\\"\"", NULL, QUAY_PROXY_SCHEME_BASIC, "a, b=\"c\"" },
    { "basic", NULL, QUAY_PROXY_SCHEME_BASIC, NULL },
    { "Negotiate, NTLM TlRM==, Basic realm=x", NULL, QUAY_PROXY_SCHEME_BASIC, "x" },
    { "Basic realm=\"x\", Digest realm=\"y\", nonce=\"n\"", NULL, QUAY_PROXY_SCHEME_DIGEST_MD5, "y" },
    { "Digest realm=\"y\", nonce=\"n\", algorithm=SHA-256", "Digest realm=\"z\", nonce=\"n\"",
      QUAY_PROXY_SCHEME_DIGEST_SHA256, "y" },
    { "Digest realm=\"z\", nonce=\"n\", algorithm=MD5", "Digest realm=\"y\",nonce=\"n\",algorithm=sha-256-sess",
      QUAY_PROXY_SCHEME_DIGEST_SHA256, "y" },
    { "Digest realm=\"z\", nonce=\"n\", algorithm=SHA-512-256", NULL, QUAY_PROXY_SCHEME_NONE, NULL },
    { "Digest realm=\"z\", nonce=\"n\", qop=\"auth-int\"", NULL, QUAY_PROXY_SCHEME_NONE, NULL },
    { "Digest realm=\"z\"", NULL, QUAY_PROXY_SCHEME_NONE, NULL },
    { "Negotiate", "NTLM", QUAY_PROXY_SCHEME_NONE, NULL },
    { "", NULL, QUAY_PROXY_SCHEME_NONE, NULL },
    { "Basic realm=\"no end", NULL, QUAY_PROXY_SCHEME_BASIC, "no end" },
    { "=,;\"\\,=\"=", NULL, QUAY_PROXY_SCHEME_NONE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (QuayProxyChallenge) challenge = read_headers (cases[i].first, cases[i].second);

      g_test_message ("%s", cases[i].first);
      g_assert_cmpint (challenge->scheme, ==, cases[i].scheme);
      g_assert_cmpstr (challenge->realm, ==, cases[i].realm);
    }
}

static void
test_basic (void)
{
  g_autoptr (QuayProxyChallenge) challenge = read_headers ("Basic realm=\"WallyWorld\"", NULL);
  /* RFC 7617 section 2 */
  g_autoptr (QuaySecret) answer = quay_proxy_challenge_answer (challenge, "h:22", "Aladdin", "open sesame", NULL);

  g_assert_cmpstr (answer, ==, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

/* Worked out apart from this program:
 * with md5sum and sha256sum, as RFC 7616 section 3.4 has it. */
static void
test_digest (void)
{
  static const struct
  {
    const char *header;
    const char *response;
    const char *rest;
  } cases[] = {
    { "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"", "83e8b756d89345fcae1339f39ddd3367",
      "algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"" },
    { "Digest realm=\"r\", nonce=\"n\"", "285dd163d68ed871b8c26993b0800938", "algorithm=MD5" },
    { "Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=SHA-256, opaque=\"o\\\"\"",
      "aefad7a4d233ded82ede2e44b64a40cfa4b965ec604b6dc470b229a0c101084c", "cnonce=\"c\", opaque=\"o\\\"\"" },
    { "Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=MD5-sess", "2b1ff364e71acd58284b10370b67f912",
      "algorithm=MD5-sess" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (QuayProxyChallenge) challenge = read_headers (cases[i].header, NULL);
      g_autoptr (QuaySecret) answer = quay_proxy_challenge_answer (challenge, "h:22", "bob", "s3cret", "c");
      g_autofree char *response = g_strdup_printf (" response=\"%s\"", cases[i].response);

      quay_test_assert_says (answer, "Digest username=\"bob\", realm=\"r\", nonce=\"n\", uri=\"h:22\",");
      quay_test_assert_says (answer, response);
      quay_test_assert_says (answer, cases[i].rest);
      g_assert_null (strstr (answer, "s3cret"));
    }
}

static void
test_random (void)
{
  g_autoptr (QuayProxyChallenge) challenge = read_headers ("Digest realm=\"r\", nonce=\"n\", qop=auth", NULL);
  g_autoptr (QuaySecret) first = quay_proxy_challenge_answer (challenge, "h:22", "bob", "s3cret", NULL);
  g_autoptr (QuaySecret) second = quay_proxy_challenge_answer (challenge, "h:22", "bob", "s3cret", NULL);

  g_assert_cmpstr (first, !=, second);
}

/* What it sends may go back to it, but not as more headers. */
static void
test_controls (void)
{
  const char *head = "HTTP/1.1 407 x\r\nProxy-Authenticate: Digest realm=\"a\rX: y\", nonce=\"\x01\"\r\n\r\n";
  g_auto (QuayProxyHttpReply) reply = { 0 };
  g_autoptr (QuaySecret) answer = NULL;

  g_assert_true (quay_proxy_http_parse_reply (head, strlen (head), &reply));
  answer = quay_proxy_challenge_answer (reply.challenge, "h:22", "bob", "s3cret", NULL);
  for (const char *p = answer; *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p));
}

static void
test_page_text (void)
{
  static const char *const cases[][2] = {
    { "", NULL },
    { " \n<br>\t", NULL },
    { "plain  text\r\n", "plain text" },
    { "<p>a</p><p>b &amp; c &lt;d&gt; &bogus; 1 < 2</p>", "a b & c <d> &bogus; 1 < 2" },
    { "<HEAD><title>t</title></HEAD>seen<script>if (a<b) {}</script><style>p{}</style>", "seen" },
    { "<header>not the head</header>", "not the head" },
    { "cut <a href=\"", "cut" },
    { "<head>never closed", NULL },
    { "\x1b]0;title\x07 \xff", "\\x1b]0;title\\x07 \\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = quay_proxy_http_dup_page_text (cases[i][0], strlen (cases[i][0]));

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-challenge/chooses", test_chooses);
  g_test_add_func ("/proxy-challenge/basic", test_basic);
  g_test_add_func ("/proxy-challenge/digest", test_digest);
  g_test_add_func ("/proxy-challenge/random", test_random);
  g_test_add_func ("/proxy-challenge/controls", test_controls);
  g_test_add_func ("/proxy-challenge/page-text", test_page_text);

  return g_test_run ();
}
