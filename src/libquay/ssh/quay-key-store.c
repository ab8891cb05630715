/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-openssh.h"
#include "quay-key-pem.h"
#include "quay-sensitive.h"
#include "quay-text.h"

/* The longest RSA key we take (16384 bits) is 13 KiB of text. */
#define MAX_FILE_SIZE (64 * 1024)

/* First lines that tell the formats apart. Some programs put text before a PEM key, so it may stand anywhere. */
static const struct
{
  const char *begin;
  QuayKeyFormat format;
} beginnings[] = {
  { "-----BEGIN OPENSSH PRIVATE KEY-----", QUAY_KEY_FORMAT_OPENSSH },
  { "-----BEGIN RSA PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN EC PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN DSA PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN ENCRYPTED PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "PuTTY-User-Key-File-", QUAY_KEY_FORMAT_PPK },
};

/* What people pick by mistake. */
static const struct
{
  const char *begin;
  const char *explanation;
} mistakes[] = {
  { "ssh-", "it is the public half of a key; choose the file without .pub" },
  { "ecdsa-sha2-", "it is the public half of a key; choose the file without .pub" },
  { "sk-", "it is the public half of a key; choose the file without .pub" },
  { "-----BEGIN PUBLIC KEY-----", "it is the public half of a key; choose the file with the private half" },
  { "---- BEGIN SSH2 PUBLIC KEY", "it is the public half of a key; choose the file with the private half" },
  { "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY",
    "it is a key of ssh.com's format; convert it with puttygen -O private-openssh" },
  { "-----BEGIN CERTIFICATE-----", "it is an X.509 certificate; choose the file with the private key" },
};

static QuayKeyFormat
detect (const char *text, gsize size, gboolean *encrypted)
{
  QuayKeyFormat format = QUAY_KEY_FORMAT_UNKNOWN;

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings) && format == QUAY_KEY_FORMAT_UNKNOWN; i++)
    if (g_strstr_len (text, size, beginnings[i].begin) != NULL)
      format = beginnings[i].format;
  if (encrypted == NULL)
    return format;
  *encrypted = FALSE;
  if (format == QUAY_KEY_FORMAT_OPENSSH)
    *encrypted = quay_key_openssh_is_encrypted (text, size);
  else if (format == QUAY_KEY_FORMAT_PEM)
    *encrypted = quay_key_pem_is_encrypted (text, size);
  else if (format == QUAY_KEY_FORMAT_PPK)
    *encrypted = g_strstr_len (text, size, "\nEncryption: none") == NULL;

  return format;
}

QuayKeyFormat
quay_key_store_detect (GBytes *bytes, gboolean *encrypted)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  if (size == 0 || size > MAX_FILE_SIZE)
    {
      if (encrypted != NULL)
        *encrypted = FALSE;
      return QUAY_KEY_FORMAT_UNKNOWN;
    }

  return detect (text, size, encrypted);
}

static const char *
explain_unknown (const char *text, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    if (size >= strlen (mistakes[i].begin) && memcmp (text, mistakes[i].begin, strlen (mistakes[i].begin)) == 0)
      return mistakes[i].explanation;

  return "it is not a private key of a format known here (OpenSSH, PEM); choose another file";
}

static QuayKey *
load (const char *text, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  if (size == 0 || size > MAX_FILE_SIZE)
    {
      quay_set_error (error, QUAY_ERROR_KEY,
                      size == 0
                          ? "Cannot load the key file %s: it is empty; choose another file"
                          : "Cannot load the key file %s: it is larger than any key (64 KiB); choose another file",
                      shown);
      return NULL;
    }
  switch (detect (text, size, NULL))
    {
    case QUAY_KEY_FORMAT_OPENSSH:
      return quay_key_openssh_load (text, size, name, passphrase, error);
    case QUAY_KEY_FORMAT_PEM:
      return quay_key_pem_load (text, size, name, passphrase, error);
    case QUAY_KEY_FORMAT_PPK:
      quay_set_error (
          error, QUAY_ERROR_KEY,
          "Cannot load the key file %s: it is in PuTTY's format; convert it with puttygen -O private-openssh", shown);
      return NULL;
    case QUAY_KEY_FORMAT_UNKNOWN:
    default:
      quay_set_error (error, QUAY_ERROR_KEY, "Cannot load the key file %s: %s", shown, explain_unknown (text, size));
      return NULL;
    }
}

QuayKey *
quay_key_store_load_memory (GBytes *bytes, const char *name, const char *passphrase, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  g_return_val_if_fail (name != NULL, NULL);

  return load (text, size, name, passphrase, error);
}

/* @file: one byte more than the bound, so that a file that grew meanwhile is seen to be too large. */
static int
read_whole (int fd, QuaySensitive *file)
{
  gsize at = 0;

  file->data = g_malloc (MAX_FILE_SIZE + 1);
  file->size = MAX_FILE_SIZE + 1;
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

QuayKey *
quay_key_store_load_file (const char *path, const char *passphrase, GError **error)
{
  g_auto (QuaySensitive) file = { NULL, 0 };
  int errsv = read_key_file (path, &file);

  if (errsv != 0)
    {
      g_autofree char *shown = quay_text_escape (path, -1);

      quay_set_error_local (error, errsv, advise (errsv), "Cannot read the key file %s", shown);
      return NULL;
    }

  return load ((const char *)file.data, file.size, path, passphrase, error);
}

gboolean
quay_key_store_is_passphrase_error (const GError *error)
{
  return quay_error_is_passphrase (error);
}

/* One line: "TYPE BASE64 COMMENT". The type must be the one inside. */
static GBytes *
parse_public_line (const char *text, gsize size)
{
  g_autofree char *line = g_strndup (text, size);
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (line), " \t\r\n", 3);
  g_autofree guint8 *decoded = NULL;
  g_autofree char *type = NULL;
  gsize length;
  QuayBlob blob;

  if (words[0] == NULL || words[1] == NULL)
    return NULL;
  decoded = g_base64_decode (words[1], &length);
  quay_blob_init (&blob, decoded, length);
  type = quay_blob_dup_name (&blob);
  if (g_strcmp0 (type, words[0]) != 0 || g_str_has_suffix (type, "-cert-v01@openssh.com"))
    return NULL;

  return g_bytes_new (decoded, length);
}

GBytes *
quay_key_store_peek_public (const char *path)
{
  g_auto (QuaySensitive) file = { NULL, 0 };
  g_auto (QuaySensitive) public_file = { NULL, 0 };
  g_autofree char *public_path = g_strconcat (path, ".pub", NULL);

  if (read_key_file (path, &file) != 0 || file.size == 0 || file.size > MAX_FILE_SIZE)
    return NULL;
  if (detect ((const char *)file.data, file.size, NULL) == QUAY_KEY_FORMAT_OPENSSH)
    return quay_key_openssh_peek_public ((const char *)file.data, file.size);
  if (read_key_file (public_path, &public_file) != 0 || public_file.size > MAX_FILE_SIZE)
    return NULL;

  return parse_public_line ((const char *)public_file.data, public_file.size);
}
