/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-key-store.h"
#include "quay-ssh-cert.h"
#include "quay-text.h"

/*
 * The certificate that the options name: QuaySiteOptions:certificate.
 */

#define CERT_SUFFIX "-cert-v01@openssh.com"
#define MAX_FILE (64 * 1024)

static void
set_error (QuayAuth *self, const char *what)
{
  quay_set_error (&self->error, QUAY_ERROR_KEY,
                  "The certificate in the site's settings cannot be used: %s; write “TYPE BASE64”, as it stands in "
                  "NAME-cert.pub, or the name of that file",
                  what);
}

/* A file's name, or the line itself. */
static char *
dup_line (QuayAuth *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  gsize size = 0;

  if (strstr (text, CERT_SUFFIX " ") != NULL)
    return g_strdup (text);
  path = g_str_has_prefix (text, "~/") ? g_build_filename (g_get_home_dir (), text + 2, NULL) : g_strdup (text);
  if (!g_file_get_contents (path, &line, &size, &error))
    set_error (self, error->message);
  else if (size > MAX_FILE || strlen (line) != size)
    set_error (self, "the file holds something else");
  else
    return g_steal_pointer (&line);

  return NULL;
}

/* RFC 8332 signs in two ways with one type of key, and people write the signature where the type stands. */
static gboolean
fits (QuayAuth *self, const char *stated, const char *type)
{
  if (g_str_equal (stated, type))
    return TRUE;
  if (!g_str_equal (type, "ssh-rsa" CERT_SUFFIX)
      || (!g_str_equal (stated, "rsa-sha2-256" CERT_SUFFIX) && !g_str_equal (stated, "rsa-sha2-512" CERT_SUFFIX)))
    return FALSE;
  self->certificate_algorithm = quay_ssh_cert_dup_plain_type (stated);

  return TRUE;
}

static gboolean
read_line (QuayAuth *self, char *line)
{
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (line), " \t\r\n", 3);
  g_autoptr (QuaySshCert) parsed = NULL;
  g_autofree char *why = NULL;
  gsize size = 0;
  guint8 *bytes;

  if (words[0] == NULL || words[1] == NULL)
    {
      set_error (self, "there is none in it");
      return FALSE;
    }
  bytes = g_base64_decode (words[1], &size);
  self->certificate = g_bytes_new_take (bytes, size);
  parsed = quay_ssh_cert_parse (self->certificate);
  if (parsed == NULL || !fits (self, words[0], parsed->key_type))
    why = g_strdup ("it is damaged, or of a type not known here");
  else
    why = quay_ssh_cert_explain (parsed, g_get_real_time () / G_USEC_PER_SEC);
  if (why != NULL)
    set_error (self, why);

  return why == NULL;
}

gboolean
quay_auth_read_certificate (QuayAuth *self)
{
  const char *text = quay_site_options_get_certificate (self->session->options);
  g_autofree char *line = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  line = dup_line (self, text);

  return line != NULL && read_line (self, line);
}

gboolean
quay_auth_certificate_is_of (QuayAuth *self, GBytes *public_blob)
{
  g_autoptr (QuaySshCert) parsed = quay_ssh_cert_parse (self->certificate);

  return parsed != NULL && g_bytes_equal (parsed->plain_blob, public_blob);
}
