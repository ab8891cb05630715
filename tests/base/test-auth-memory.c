/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-auth-memory.h"
#include "quay-secret.h"

static void
assert_known (QuayAuthMemory *memory, QuayAuthMemoryKind kind, const char *name, const char *expected)
{
  g_autoptr (QuaySecret) secret = quay_auth_memory_dup (memory, kind, name);

  g_assert_cmpstr (secret, ==, expected);
}

static QuayAuthMemory *
memory_of_bob (void)
{
  QuayAuthMemory *memory = quay_auth_memory_new ();

  quay_auth_memory_bind (memory, "example.org", 22, "bob");
  quay_auth_memory_keep (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");

  return memory;
}

static void
test_kinds (void)
{
  g_autoptr (QuayAuthMemory) memory = memory_of_bob ();

  g_assert_true (quay_auth_memory_has (memory, QUAY_AUTH_MEMORY_PASSWORD));
  g_assert_false (quay_auth_memory_has (memory, QUAY_AUTH_MEMORY_KEYBOARD));
  quay_auth_memory_keep (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code: ", "123");
  quay_auth_memory_keep (memory, QUAY_AUTH_MEMORY_PASSPHRASE, "Code: ", "");
  assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");
  assert_known (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code: ", "123");
  assert_known (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code:", NULL);
  assert_known (memory, QUAY_AUTH_MEMORY_PASSPHRASE, "Code: ", "");
  quay_auth_memory_keep (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code: ", "456");
  assert_known (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code: ", "456");
  quay_auth_memory_drop (memory, QUAY_AUTH_MEMORY_KEYBOARD, "Code: ");
  g_assert_false (quay_auth_memory_has (memory, QUAY_AUTH_MEMORY_KEYBOARD));
}

static void
test_serves_one_only (void)
{
  static const struct
  {
    const char *host;
    guint port;
    const char *user;
  } others[] = { { "example.com", 22, "bob" }, { "example.org", 23, "bob" }, { "example.org", 22, "eve" } };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (QuayAuthMemory) memory = memory_of_bob ();

      quay_auth_memory_bind (memory, "example.org", 22, "bob");
      assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");
      quay_auth_memory_bind (memory, others[i].host, others[i].port, others[i].user);
      assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", NULL);
      quay_auth_memory_bind (memory, "example.org", 22, "bob");
      assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", NULL);
    }
}

/* Once is the network's fault; always is the server's answer. */
static void
test_unanswered (void)
{
  g_autoptr (QuayAuthMemory) memory = memory_of_bob ();
  g_autoptr (QuayAuthMemory) earned = quay_auth_memory_new ();

  quay_auth_memory_unanswered (memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  quay_auth_memory_unanswered (memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");
  /* It was right after all. */
  quay_auth_memory_keep (earned, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");
  quay_auth_memory_adopt (memory, earned);
  quay_auth_memory_unanswered (memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  quay_auth_memory_unanswered (memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "secret");
  g_assert_false (quay_auth_memory_get_refused (memory));
  quay_auth_memory_unanswered (memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", NULL);
  g_assert_true (quay_auth_memory_get_refused (memory));
}

static void
test_success (void)
{
  g_autoptr (QuayAuthMemory) memory = memory_of_bob ();
  g_autoptr (QuayAuthMemory) earned = quay_auth_memory_new ();

  quay_auth_memory_set_refused (memory);
  quay_auth_memory_keep (earned, QUAY_AUTH_MEMORY_PASSWORD, "", "another");
  quay_auth_memory_keep (earned, QUAY_AUTH_MEMORY_PASSPHRASE, "/key", "open");
  quay_auth_memory_adopt (memory, earned);
  g_assert_false (quay_auth_memory_get_refused (memory));
  assert_known (memory, QUAY_AUTH_MEMORY_PASSWORD, "", "another");
  assert_known (memory, QUAY_AUTH_MEMORY_PASSPHRASE, "/key", "open");
  assert_known (earned, QUAY_AUTH_MEMORY_PASSPHRASE, "/key", NULL);
}

/* What served on the way is nobody else's, and outlives what is forgotten of the place it leads to. */
static void
test_hops (void)
{
  g_autoptr (QuayAuthMemory) memory = quay_auth_memory_new ();
  g_autoptr (QuayAuthMemory) gate = quay_auth_memory_ref_hop (memory, "gate 22 bob");
  g_autoptr (QuayAuthMemory) same = NULL;
  g_autoptr (QuayAuthMemory) other = quay_auth_memory_ref_hop (memory, "gate 22 eve");
  g_autoptr (QuaySecret) secret = NULL;

  quay_auth_memory_keep (gate, QUAY_AUTH_MEMORY_PASSWORD, "", "opens the gate");
  quay_auth_memory_bind (memory, "example.org", 22, "bob");
  quay_auth_memory_forget_secrets (memory);
  same = quay_auth_memory_ref_hop (memory, "gate 22 bob");
  g_assert_true (same == gate);
  secret = quay_auth_memory_dup (same, QUAY_AUTH_MEMORY_PASSWORD, "");
  g_assert_cmpstr (secret, ==, "opens the gate");
  g_assert_false (quay_auth_memory_has (other, QUAY_AUTH_MEMORY_PASSWORD));
  g_assert_false (quay_auth_memory_has (memory, QUAY_AUTH_MEMORY_PASSWORD));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth-memory/kinds", test_kinds);
  g_test_add_func ("/auth-memory/serves-one-only", test_serves_one_only);
  g_test_add_func ("/auth-memory/unanswered", test_unanswered);
  g_test_add_func ("/auth-memory/success", test_success);
  g_test_add_func ("/auth-memory/hops", test_hops);

  return g_test_run ();
}
