/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "quay-proxy-http.h"
#include "quay-proxy-socks.h"
#include "quay-secret.h"
#include "quay-text.h"

const char *const fuzz_seeds[] = {
  "'HTTP/1.1 200 Connection established' 0d0a 0d0a",
  "'HTTP/1.0 200' 0a0a",
  "'HTTP/1.1 407 No' 0d0a 'Proxy-Authenticate: Basic realm=\"x, y\"' 0d0a 'Content-Length: 12' 0d0a 0d0a "
  "'<p>Hello</p>'",
  "'HTTP/1.1 407 No' 0d0a 'Proxy-Authenticate: Negotiate, NTLM TlRM==, Digest realm=\"r\", nonce=\"n\", "
  "algorithm=SHA-256-sess, qop=\"auth,auth-int\", opaque=\"o\", stale=true' 0d0a 0d0a",
  "'HTTP/1.1 403 ' 1b '[31m' 0d0a 0d0a '<head>x</head><script>y</script>&lt;&amp;&nbsp;<a '",
  "05 00 00 01 7f",
  "05 00 00 03 ff",
  "05 00 00 04 20",
  "00 5a 00 16 7f",
  NULL,
};

static void
check_answer (const QuayProxyHttpReply *reply)
{
  g_autoptr (QuaySecret) answer = NULL;

  if (reply->challenge->scheme == QUAY_PROXY_SCHEME_NONE)
    return;
  answer = quay_proxy_challenge_answer (reply->challenge, "h:22", "user", "s3cret", "cnonce");
  for (const char *p = answer; *p != '\0'; p++)
    g_assert (!g_ascii_iscntrl (*p));
  g_assert (strstr (answer, "s3cret") == NULL);
}

static void
check_http (const char *bytes, size_t size)
{
  g_auto (QuayProxyHttpReply) reply = { 0 };
  g_autofree char *page = quay_proxy_http_dup_page_text (bytes, size);

  g_assert (page == NULL || quay_text_is_plain (page, -1));
  if (!quay_proxy_http_parse_reply (bytes, size, &reply))
    return;
  g_assert (reply.status >= 100 && reply.status <= 999 && quay_text_is_plain (reply.reason, -1));
  check_answer (&reply);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *advice = NULL;
  gsize whole;

  check_http (size > 0 ? (const char *)data : "", size);
  if (size < 5)
    return 0;
  whole = quay_proxy_socks5_reply_size (data);
  g_assert (whole == 0 || (whole >= 5 && whole <= 4 + 1 + 255 + 2));
  g_assert (quay_proxy_socks5_describe (data[1], &advice) != NULL && advice != NULL);
  g_assert (quay_proxy_socks4_describe (data[1], &advice) != NULL && advice != NULL);

  return 0;
}
