/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-proxy-system.h"
#include "quay-route.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-channel.h"
#include "quay-test-fake-proxy.h"

/* What the desktop says about proxies: a resolver of our own stands in for its settings. */

#define OK "HTTP/1.1 200 Connection established\r\n\r\n"
#define SSH "SSH-2.0-behind\r\n"

static char *answer[4];      /* of the resolver; no answer: it fails */
static gboolean answers_not; /* it sits there until it is cancelled */
static char *asked;

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GObject)

struct _TestResolver
{
  GObject parent_instance;
};

static void test_resolver_init_interface (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestResolver,
                               test_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, test_resolver_init_interface))

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  g_set_str (&asked, uri);
  while (answers_not && !g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  if (answer[0] != NULL)
    return g_strdupv (answer);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The script has a mistake");

  return NULL;
}

static void
test_resolver_init_interface (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
set_answer (const char *first, const char *second)
{
  answer[0] = (char *)first;
  answer[1] = (char *)second;
}

static QuaySiteOptions *
make_options (guint port)
{
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, "127.0.0.1");
  quay_site_options_set_port (options, port);
  quay_site_options_set_proxy_type (options, QUAY_PROXY_TYPE_SYSTEM);

  return options;
}

static QuayChannel *
connect_now (QuaySiteOptions *options, GError **error)
{
  return quay_route_connect (options, NULL, NULL, quay_test_in_seconds (20), NULL, NULL, error);
}

static void
assert_says_ssh (QuayChannel *channel, const GError *error)
{
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  said = quay_test_read_all (channel);
  g_assert_cmpstr (said, ==, SSH);
}

/* The first that works, be it the second; what nobody here speaks is passed over. */
static void
test_takes_what_works (void)
{
  static const FakeScript script = { { OK SSH } };
  QuayTestFakeProxy *proxy = quay_test_fake_proxy_new (&script, 1);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", quay_test_fake_proxy_get_port (proxy));
  g_autoptr (QuaySiteOptions) options = make_options (2222);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayChannel) channel = NULL;

  set_answer ("https://127.0.0.1:1", url);
  channel = connect_now (options, &error);
  assert_says_ssh (channel, error);
  g_assert_cmpstr (asked, ==, "ssh://127.0.0.1:2222");
  g_string_free (quay_test_fake_proxy_end (proxy), TRUE);
}

static guint
listen_and_greet (GSocketService **service)
{
  guint port;

  *service = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (*service), NULL, NULL);
  g_assert_cmpuint (port, >, 0);

  return port;
}

static void
test_direct (void)
{
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (QuaySiteOptions) options = make_options (listen_and_greet (&service));
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayChannel) channel = NULL;
  g_autoptr (QuayChannel) excepted = NULL;
  static const char *const exceptions[] = { "127.0.0.0/8", NULL };

  set_answer ("socks://127.0.0.1:1", "direct://");
  channel = connect_now (options, &error);
  g_assert_no_error (error);
  /* An exception of the site's own: nobody is asked. */
  g_clear_pointer (&asked, g_free);
  quay_site_options_set_proxy_exceptions (options, exceptions);
  excepted = connect_now (options, &error);
  g_assert_no_error (error);
  g_assert_null (asked);
  quay_site_options_set_proxy_type (options, QUAY_PROXY_TYPE_SOCKS5);
  quay_site_options_set_proxy_host (options, "no-such-host.invalid");
  g_clear_object (&excepted);
  excepted = connect_now (options, &error);
  g_assert_no_error (error);
}

/* Why the first did not work. */
static void
test_none_works (void)
{
  g_autoptr (QuaySiteOptions) options = make_options (2222);
  g_autoptr (GError) error = NULL;

  set_answer ("socks5://127.0.0.1:1", "http://127.0.0.1:1");
  g_assert_null (connect_now (options, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_CONNECTION_REFUSED);
  quay_test_assert_says (error->message, "By the system's settings: ");
  g_clear_error (&error);
  set_answer (NULL, NULL);
  g_assert_null (connect_now (options, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FIREWALL);
  quay_test_assert_says (error->message, "The script has a mistake");
}

/* A resolver that never answers holds nobody up. */
static void
test_silence (void)
{
  g_autoptr (QuaySiteOptions) options = make_options (2222);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller;

  answers_not = TRUE;
  g_assert_null (quay_route_connect (options, NULL, NULL, g_get_monotonic_time () + 100 * 1000, NULL, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_TIMEOUT);
  g_clear_error (&error);
  canceller = quay_test_cancel_soon (cancellable);
  g_assert_null (quay_route_connect (options, NULL, NULL, -1, NULL, cancellable, &error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answers_not = FALSE;
}

int
main (int argc, char **argv)
{
  static const char *const variables[] = { "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy" };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "quay-test", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* Makes the extension point. */
  g_type_ensure (G_TYPE_PROXY_RESOLVER);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_RESOLVER, "quay-test", 1000);
  g_test_add_func ("/route/takes-what-works", test_takes_what_works);
  g_test_add_func ("/route/direct", test_direct);
  g_test_add_func ("/route/none-works", test_none_works);
  g_test_add_func ("/route/silence", test_silence);

  return g_test_run ();
}
