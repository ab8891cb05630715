/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-blob.h"
#include "quay-cert-read.h"
#include "quay-error-private.h"
#include "quay-key-detect.h"
#include "quay-key-jwk.h"
#include "quay-key-openssh.h"
#include "quay-key-openssl.h"
#include "quay-key-pem.h"
#include "quay-key-pfx.h"
#include "quay-key-ppk.h"
#include "quay-key-public.h"
#include "quay-key-xml.h"
#include "quay-sensitive.h"
#include "quay-text.h"

/* The largest that any format may be; no more is read of a file. */
#define MAX_SIZE (1024 * 1024)
#define CERTIFICATE_SUFFIX "-cert-v01@openssh.com"

static void
set_unusable (GError **error, const char *name, const char *why)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  quay_set_error (error, QUAY_ERROR_KEY, "Cannot load the key file %s: %s", shown, why);
}

QuayKeyFormat
quay_key_store_detect (GBytes *bytes, gboolean *encrypted)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (encrypted != NULL)
    *encrypted = FALSE;
  if (size == 0 || size > MAX_SIZE)
    return QUAY_KEY_FORMAT_UNKNOWN;

  return quay_key_detect (data, size, encrypted);
}

static gboolean
check_size (gsize size, QuayKeyFormat format, const char *name, GError **error)
{
  gsize max = quay_key_get_max_size (format);
  g_autofree char *why = NULL;

  if (size > 0 && size <= max)
    return TRUE;
  if (size == 0)
    why = g_strdup ("it is empty; choose another file");
  else
    why = g_strdup_printf ("it is larger than any key (%" G_GSIZE_FORMAT " KiB); choose another file", max / 1024);
  set_unusable (error, name, why);

  return FALSE;
}

/* What the formats with one key in a file give. */
static gboolean
add_key (QuayKey *key, GPtrArray *entries)
{
  EVP_PKEY *pkey;
  QuayKeyEntry *entry;

  if (key == NULL)
    return FALSE;
  pkey = quay_key_openssl_get_pkey (QUAY_KEY_OPENSSL (key));
  entry = g_new0 (QuayKeyEntry, 1);
  entry->info = quay_cert_read_info (pkey, NULL);
  entry->public_blob = g_bytes_ref (quay_key_get_public_blob (key));
  entry->label = g_strdup (quay_key_get_comment (key));
  entry->key = key;
  g_ptr_array_add (entries, entry);

  return TRUE;
}

static gboolean
read_as (QuayKeyFormat format,
         const char *data,
         gsize size,
         const char *name,
         const char *passphrase,
         GPtrArray *entries,
         GError **error)
{
  switch (format)
    {
    case QUAY_KEY_FORMAT_OPENSSH:
      return add_key (quay_key_openssh_load (data, size, name, passphrase, error), entries);
    case QUAY_KEY_FORMAT_PPK:
      return add_key (quay_key_ppk_load (data, size, name, passphrase, error), entries);
    case QUAY_KEY_FORMAT_PEM:
      return quay_key_pem_read (data, size, name, passphrase, entries, error);
    case QUAY_KEY_FORMAT_PFX:
      return quay_key_pfx_read ((const guint8 *)data, size, name, passphrase, entries, error);
    case QUAY_KEY_FORMAT_PKCS7:
      return quay_key_public_read_pkcs7 (data, size, name, entries, error);
    case QUAY_KEY_FORMAT_XML:
      return quay_key_xml_read (data, size, name, entries, error);
    case QUAY_KEY_FORMAT_JWK:
      return quay_key_jwk_read (data, size, name, entries, error);
    case QUAY_KEY_FORMAT_PUBLIC:
      return quay_key_public_read (data, size, name, entries, error);
    case QUAY_KEY_FORMAT_SSH_PUBLIC:
      return quay_key_public_read_ssh (data, size, name, entries, error);
    case QUAY_KEY_FORMAT_UNKNOWN:
    default:
      set_unusable (error, name, quay_key_explain (data, size));
      return FALSE;
    }
}

static gboolean
list_as (QuayKeyFormat wanted,
         const char *data,
         gsize size,
         const char *name,
         const char *passphrase,
         GPtrArray *entries,
         GError **error)
{
  QuayKeyFormat format = quay_key_detect (data, size, NULL);

  if (!check_size (size, format, name, error))
    return FALSE;
  if (wanted != QUAY_KEY_FORMAT_UNKNOWN && format != wanted)
    {
      set_unusable (error, name,
                    format == QUAY_KEY_FORMAT_UNKNOWN
                        ? quay_key_explain (data, size)
                        : "it is in another format than it is said to be; set the right type of store, or let it be "
                          "found out");
      return FALSE;
    }

  return read_as (format, data, size, name, passphrase, entries, error);
}

static void
free_entry (gpointer entry)
{
  quay_key_entry_free (entry);
}

static GPtrArray *
list (QuayKeyFormat wanted, const char *data, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);
  g_auto (QuaySensitive) decoded = { NULL, 0 };

  if (!check_size (MIN (size, MAX_SIZE + 1), QUAY_KEY_FORMAT_PFX, name, error))
    return NULL;
  if (quay_key_detect (data, size, NULL) == QUAY_KEY_FORMAT_UNKNOWN && quay_key_decode_base64 (data, size, &decoded))
    {
      data = (const char *)decoded.data;
      size = decoded.size;
    }

  return list_as (wanted, data, size, name, passphrase, entries, error) ? g_steal_pointer (&entries) : NULL;
}

GPtrArray *
quay_key_store_list_memory (
    GBytes *bytes, QuayKeyFormat format, const char *name, const char *passphrase, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_return_val_if_fail (name != NULL, NULL);

  return list (format, data, size, name, passphrase, error);
}

static gboolean
matches (const QuayKeyEntry *entry, const char *subject, gboolean whole)
{
  const char *stated = quay_cert_info_get_subject (entry->info);

  if (subject == NULL || g_str_equal (subject, "*"))
    return TRUE;
  if (whole)
    return g_str_equal (stated, subject) || g_strcmp0 (entry->label, subject) == 0;

  return strstr (stated, subject) != NULL || (entry->label != NULL && strstr (entry->label, subject) != NULL);
}

QuayKeyEntry *
quay_key_store_select (GPtrArray *entries, const char *subject)
{
  static const struct
  {
    gboolean whole, private;
  } rounds[] = { { TRUE, TRUE }, { TRUE, FALSE }, { FALSE, TRUE }, { FALSE, FALSE } };

  if (subject != NULL && *subject == '\0')
    return NULL;
  for (gsize r = 0; r < G_N_ELEMENTS (rounds); r++)
    for (guint i = 0; i < entries->len; i++)
      {
        QuayKeyEntry *entry = g_ptr_array_index (entries, i);

        if ((entry->key != NULL || !rounds[r].private) && matches (entry, subject, rounds[r].whole))
          return entry;
      }

  return NULL;
}

static QuayKey *
load (const char *data, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_autoptr (GPtrArray) entries = list (QUAY_KEY_FORMAT_UNKNOWN, data, size, name, passphrase, error);
  QuayKeyEntry *entry = entries != NULL ? quay_key_store_select (entries, NULL) : NULL;

  if (entries == NULL)
    return NULL;
  if (entry == NULL || entry->key == NULL)
    {
      set_unusable (error, name, quay_key_explain (data, size));
      return NULL;
    }

  return g_object_ref (entry->key);
}

QuayKey *
quay_key_store_load_memory (GBytes *bytes, const char *name, const char *passphrase, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_return_val_if_fail (name != NULL, NULL);

  return load (data, size, name, passphrase, error);
}

/* @file: one byte more than the bound, so that a file that grew meanwhile is seen to be too large. */
static int
read_whole (int fd, QuaySensitive *file)
{
  gsize at = 0;

  file->data = g_malloc (MAX_SIZE + 1);
  file->size = MAX_SIZE + 1;
  while (at < file->size)
    {
      gssize n = read (fd, file->data + at, file->size - at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if (n == 0)
        break;
      at += n;
    }
  file->size = at;

  return 0;
}

/* 0 or errno. A directory is EISDIR; what is no plain file could hang or never end, and is EINVAL. */
static int
read_key_file (const char *path, QuaySensitive *file)
{
  struct stat status;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  int errsv = fd < 0 ? errno : 0;

  if (fd < 0)
    return errsv;
  if (fstat (fd, &status) < 0)
    errsv = errno;
  else if (S_ISDIR (status.st_mode))
    errsv = EISDIR;
  else if (!S_ISREG (status.st_mode))
    errsv = EINVAL;
  else
    errsv = read_whole (fd, file);
  close (fd);

  return errsv;
}

static const char *
advise (int errsv)
{
  switch (errsv)
    {
    case ENOENT:
      return "check the path";
    case EACCES:
      return "make it readable for you with chmod 600";
    case EISDIR:
      return "choose the key file in it";
    case EINVAL:
      return "a key must be a plain file";
    default:
      return "check the disk and the path";
    }
}

/* @file: nothing where there is an error. */
static gboolean
open_key_file (const char *path, QuaySensitive *file, GError **error)
{
  int errsv = read_key_file (path, file);
  g_autofree char *shown = quay_text_escape (path, -1);

  if (errsv == 0)
    return TRUE;
  quay_set_error_local (error, errsv, advise (errsv), "Cannot read the key file %s", shown);

  return FALSE;
}

QuayKey *
quay_key_store_load_file (const char *path, const char *passphrase, GError **error)
{
  g_auto (QuaySensitive) file = { NULL, 0 };

  if (!open_key_file (path, &file, error))
    return NULL;

  return load ((const char *)file.data, file.size, path, passphrase, error);
}

GPtrArray *
quay_key_store_list_file (const char *path, QuayKeyFormat format, const char *passphrase, GError **error)
{
  g_auto (QuaySensitive) file = { NULL, 0 };

  if (!open_key_file (path, &file, error))
    return NULL;

  return list (format, (const char *)file.data, file.size, path, passphrase, error);
}

gboolean
quay_key_store_is_passphrase_error (const GError *error)
{
  return quay_error_is_passphrase (error);
}

/* The blob in a file of one line, where it is, or is not, a certificate of OpenSSH's. */
static GBytes *
read_public_line (const char *path, gboolean certificate)
{
  g_auto (QuaySensitive) file = { NULL, 0 };
  g_autoptr (GBytes) blob = NULL;
  QuayBlob reader;
  g_autofree char *type = NULL;

  if (read_key_file (path, &file) != 0 || file.size > quay_key_get_max_size (QUAY_KEY_FORMAT_SSH_PUBLIC))
    return NULL;
  blob = quay_key_public_parse_line ((const char *)file.data, file.size, NULL);
  if (blob == NULL)
    return NULL;
  quay_blob_init_bytes (&reader, blob);
  type = quay_blob_dup_name (&reader);

  return g_str_has_suffix (type, CERTIFICATE_SUFFIX) == certificate ? g_steal_pointer (&blob) : NULL;
}

GBytes *
quay_key_store_peek_public (const char *path)
{
  g_auto (QuaySensitive) file = { NULL, 0 };
  g_autofree char *public_path = g_strconcat (path, ".pub", NULL);
  QuayKeyFormat format;

  if (read_key_file (path, &file) != 0)
    return NULL;
  format = quay_key_detect ((const char *)file.data, file.size, NULL);
  if (file.size == 0 || file.size > quay_key_get_max_size (format))
    return NULL;
  if (format == QUAY_KEY_FORMAT_OPENSSH)
    return quay_key_openssh_peek_public ((const char *)file.data, file.size);
  if (format == QUAY_KEY_FORMAT_PPK)
    return quay_key_ppk_peek_public ((const char *)file.data, file.size);

  return read_public_line (public_path, FALSE);
}

GBytes *
quay_key_store_peek_certificate (const char *path)
{
  g_autofree char *certificate_path = g_strconcat (path, "-cert.pub", NULL);

  return read_public_line (certificate_path, TRUE);
}
