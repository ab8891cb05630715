/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-keys.h"

#include <gio/gio.h>
#include <string.h>

/* Large enough for what servers ask today, and still made in a moment. */
#define RSA_BITS "3072"

gboolean
quay_test_keys_available (void)
{
  g_autofree char *program = g_find_program_in_path ("ssh-keygen");

  return program != NULL;
}

static void
run_keygen (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autoptr (GSubprocess) keygen = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_strv_builder_add_many (argv, "ssh-keygen", "-q", NULL);
  g_strv_builder_addv (argv, (const char **)arguments);
  all = g_strv_builder_end (argv);
  keygen = g_subprocess_newv ((const char *const *)all,
                              G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (keygen, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (keygen))
    g_error ("ssh-keygen failed: %s", output);
}

/* Makes a key pair in @folder unless it is there already, and returns the path of the private half. @name is the
 * algorithm as ssh-keygen calls it, with "-pem" for the old PEM format and "-locked" for one that needs
 * %QUAY_TEST_PASSPHRASE: "ed25519", "rsa", "ecdsa-pem", "rsa-pem-locked" ... The public half has ".pub" appended. */
char *
quay_test_make_key (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_auto (GStrv) words = g_strsplit (name, "-", -1);
  gboolean pem = g_strv_contains ((const char *const *)words, "pem");
  gboolean locked = g_strv_contains ((const char *const *)words, "locked");
  const char *bits = g_str_equal (words[0], "rsa") ? RSA_BITS : "256";
  const char *arguments[]
      = { "-t", words[0],          "-b",  bits, "-N", locked ? QUAY_TEST_PASSPHRASE : "", "-C", name, "-f",
          path, pem ? "-m" : NULL, "PEM", NULL };

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    run_keygen (arguments);
  return g_steal_pointer (&path);
}

/* "ssh-ed25519 AAAA... comment", without the end of the line. */
char *
quay_test_read_public_key (const char *private_path)
{
  g_autofree char *path = g_strconcat (private_path, ".pub", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (g_strchomp (text));
}
