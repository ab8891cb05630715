/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-field.h"

#include <string.h>

#include "quay-client-field-access.h"
#include "quay-error.h"
#include "quay-sftp-client-private.h"

#define AT(member) G_STRUCT_OFFSET (QuaySftpClient, member)
#define RO QUAY_FIELD_READ_ONLY
#define GUARD(name) .guard = QUAY_ERROR_##name

/* All but the two groups of keys and certificates, which follow. */
static const QuayField plain[] = {
  { "connected", QUAY_FIELD_BOOLEAN, "False", RO, .get = quay_get_state, .detail = QUAY_STATE_CONNECTED,
    .doc = "Whether there is a connection, be it logged in or not." },
  { "dir-list-count", QUAY_FIELD_INT, "0", RO, .get = quay_get_state, .detail = QUAY_STATE_DIR_LIST_COUNT,
    .doc = "How many entries the last listing has." },
  { "file-access-time", QUAY_FIELD_INT64, "0", .offset = AT (file_access_time), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_ACCESSTIME, .doc = "When the file was last read, in milliseconds since 1970." },
  { "file-acl", QUAY_FIELD_TEXT, "", .offset = AT (file_acl), .set = quay_set_file_attr, .detail = QUAY_ATTR_ACL,
    .doc = "Its access control list: type:flags:mask:who of each entry, in hexadecimal, with ; between them." },
  { "file-allocation-size", QUAY_FIELD_INT64, "0", RO, .get = quay_get_file_attr, .detail = QUAY_ATTR_ALLOCATION_SIZE,
    .doc = "How many bytes it takes on the server's disk, where the server says." },
  { "file-attribute-bits", QUAY_FIELD_INT, "0", RO, .get = quay_get_file_attr, .detail = QUAY_ATTR_BITS,
    .doc = "Read-only, system, hidden and the like, filexfer-13 section 7.9." },
  { "file-attribute-bits-valid", QUAY_FIELD_INT, "0", RO, .get = quay_get_file_attr, .detail = -1,
    .doc = "Which of the attribute bits the server vouches for." },
  { "file-creation-time", QUAY_FIELD_INT64, "0", .offset = AT (file_creation_time), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_CREATETIME, .doc = "When it was made, in milliseconds since 1970; SFTP 4 and later." },
  { "file-type", QUAY_FIELD_INT, "0", RO, .get = quay_get_file_attr, .detail = -2,
    .doc
    = "1 file, 2 folder, 3 symbolic link, 4 special, 5 unknown, 6 socket, 7 and 8 device, 9 FIFO; 0 not asked yet." },
  { "file-group-id", QUAY_FIELD_TEXT, "", .offset = AT (file_group_id), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_OWNERGROUP, .doc = "Its group: a number with SFTP 3, a name later." },
  { "file-is-dir", QUAY_FIELD_BOOLEAN, "False", RO, .get = quay_get_file_attr, .detail = -3,
    .doc = "Whether it is a folder." },
  { "file-is-symlink", QUAY_FIELD_BOOLEAN, "False", RO, .get = quay_get_file_attr, .detail = -4,
    .doc = "Whether it is a symbolic link; only with GetSymlinkAttrs." },
  { "file-modified-time", QUAY_FIELD_INT64, "0", .offset = AT (file_modified_time), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_MODIFYTIME, .doc = "When it was last written, in milliseconds since 1970." },
  { "file-owner-id", QUAY_FIELD_TEXT, "", .offset = AT (file_owner_id), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_OWNERGROUP, .doc = "Its owner: a number with SFTP 3, a name later." },
  { "file-permissions", QUAY_FIELD_INT, "0", .offset = AT (file_permissions), .set = quay_set_file_attr,
    .detail = QUAY_ATTR_PERMISSIONS, .doc = "Its permissions with the bits of its type, as a number." },
  { "file-permissions-octal", QUAY_FIELD_TEXT, "", .get = quay_get_octal, .set = quay_set_octal,
    .doc = "The same as octal digits." },
  { "file-size", QUAY_FIELD_INT64, "0", RO, .get = quay_get_file_attr, .detail = QUAY_ATTR_SIZE,
    .doc = "Its size in bytes." },
  { "firewall-auto-detect", QUAY_FIELD_BOOLEAN, "False", .offset = AT (firewall_auto_detect),
    .doc = "Take the proxy of the environment or the desktop." },
  { "firewall-type", QUAY_FIELD_INT, "0", .offset = AT (firewall_type), .set = quay_set_firewall_type,
    .doc = "The proxy's kind: 0 none, 1 HTTP tunnel, 2 SOCKS 4, 3 SOCKS 5, 10 SOCKS 4A; sets firewall-port." },
  { "firewall-host", QUAY_FIELD_TEXT, "", .option = "proxy-host", .doc = "The proxy's name or address." },
  { "firewall-password", QUAY_FIELD_TEXT, "", QUAY_FIELD_SECRET, .get = quay_get_secret, .set = quay_set_secret,
    .detail = 1, .doc = "The password for a proxy that asks for one." },
  { "firewall-port", QUAY_FIELD_INT, "0", 0, 0, 65535, .option = "proxy-port",
    .doc = "The proxy's port; set by firewall-type to the usual one." },
  { "firewall-user", QUAY_FIELD_TEXT, "", .option = "proxy-user", .doc = "The user for a proxy that asks for one." },
  { "idle", QUAY_FIELD_BOOLEAN, "True", RO, .get = quay_get_state, .detail = QUAY_STATE_IDLE,
    .doc = "False while a method runs." },
  { "local-file", QUAY_FIELD_TEXT, "", .offset = AT (local_file), .doc = "The file here, for upload and download." },
  { "local-host", QUAY_FIELD_TEXT, "", .get = quay_get_local_host, .option = "bind-address", GUARD (LOCAL_HOST_GUARD),
    .doc = "The address to connect from; while connected, the one that is used." },
  { "local-port", QUAY_FIELD_INT, "0", 0, 0, 65535, .get = quay_get_local_port, .option = "bind-port",
    GUARD (LOCAL_PORT_GUARD), .doc = "The port to connect from, 0 any; while connected, the one that is used." },
  { "overwrite", QUAY_FIELD_BOOLEAN, "False", .offset = AT (overwrite),
    .doc = "Whether a file that is there is replaced." },
  { "remote-file", QUAY_FIELD_TEXT, "", .offset = AT (remote_file),
    .doc = "The file on the server, absolute or from remote-path on; for listings a folder or a pattern." },
  { "remote-path", QUAY_FIELD_TEXT, "", RO, .get = quay_get_remote_path,
    .doc = "The folder that relative paths start in." },
  { "ssh-auth-mode", QUAY_FIELD_INT, "2", 0, 0, 99, .offset = AT (auth_mode), .set = quay_set_auth_mode,
    .doc = "How to log in: 0 not at all, 1 several ways, 2 password, 3 public key, 4 keyboard-interactive, 5 and 6 "
           "Kerberos, "
           "99 by the caller." },
  { "ssh-compression-algorithms", QUAY_FIELD_TEXT, "none,zlib", .option = "compression", .set = quay_set_algorithms,
    .doc = "The compression methods, best first." },
  { "ssh-encryption-algorithms", QUAY_FIELD_TEXT,
    "aes256-ctr,aes192-ctr,aes128-ctr,3des-ctr,arcfour256,arcfour128,arcfour,aes256-gcm@openssh.com,aes128-gcm@openssh."
    "com,"
    "chacha20-poly1305@openssh.com",
    .option = "ciphers", .set = quay_set_algorithms,
    .doc = "The ciphers, best first. As long as it is the default, the weak ones of it are not offered." },
  { "ssh-host", QUAY_FIELD_TEXT, "", .get = quay_get_ssh_host, .option = "host", GUARD (HOST_GUARD),
    .doc = "The server's name or address; while connected, its address." },
  { "ssh-password", QUAY_FIELD_TEXT, "", QUAY_FIELD_SECRET, .get = quay_get_secret, .set = quay_set_secret, .detail = 0,
    .doc = "The user's password, kept in memory that is wiped." },
  { "ssh-port", QUAY_FIELD_INT, "22", 0, 0, 65535, .option = "port", GUARD (PORT_IN_USE_GUARD),
    .doc = "The server's port." },
  { "ssh-user", QUAY_FIELD_TEXT, "", .option = "user", .doc = "The user's name on the server." },
  { "start-byte", QUAY_FIELD_INT64, "0", 0, 0, G_MAXINT64, .offset = AT (start_byte),
    .doc = "Where the next upload or download begins; 0 again when it is complete." },
  { "timeout", QUAY_FIELD_INT, "60", 0, 0, 86400, .offset = AT (timeout),
    .doc = "Seconds without an answer before a method fails, 0 never; with AbsoluteTimeout, seconds in all." },
};

/* What both groups have, behind "ssh-accept-server-host-key-" and "ssh-cert-". */
static const QuayField of_key[] = {
  { "effective-date", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_EFFECTIVE_DATE, .doc = "From when on it is valid." },
  { "expiration-date", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_EXPIRATION_DATE, .doc = "Until when it is valid." },
  { "extended-key-usage", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_EXTENDED_KEY_USAGE,
    .doc = "Its extended uses, as OIDs." },
  { "fingerprint", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_FINGERPRINT,
    .doc = "The MD5 hash of its key as SSH has it." },
  { "fingerprint-sha1", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_FINGERPRINT_SHA1,
    .doc = "The SHA-1 hash of its key." },
  { "fingerprint-sha256", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_FINGERPRINT_SHA256,
    .doc = "The SHA-256 hash of its key." },
  { "issuer", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_ISSUER, .doc = "Who has issued it." },
  { "private-key", QUAY_FIELD_TEXT, "", RO | QUAY_FIELD_SECRET, .detail = QUAY_KEY_PRIVATE_KEY,
    .doc = "Its private half in PEM, where that can leave the store." },
  { "private-key-available", QUAY_FIELD_BOOLEAN, "False", RO, .detail = QUAY_KEY_PRIVATE_KEY_AVAILABLE,
    .doc = "Whether its private half is there." },
  { "private-key-container", QUAY_FIELD_TEXT, "", RO | QUAY_FIELD_INERT, .detail = QUAY_KEY_PRIVATE_KEY_CONTAINER,
    .doc = "Always empty: containers of keys are found on Windows only." },
  { "public-key", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_PUBLIC_KEY, .doc = "Its public half in PEM." },
  { "public-key-algorithm", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_PUBLIC_KEY_ALGORITHM,
    .doc = "The kind of its key." },
  { "public-key-length", QUAY_FIELD_INT, "0", RO, .detail = QUAY_KEY_PUBLIC_KEY_LENGTH,
    .doc = "The length of its key in bits." },
  { "serial-number", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_SERIAL_NUMBER,
    .doc = "Its serial number in hexadecimal." },
  { "signature-algorithm", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_SIGNATURE_ALGORITHM,
    .doc = "How it is signed." },
  { "store", QUAY_FIELD_BYTES, "MY", .detail = QUAY_KEY_STORE,
    .doc = "Where it is kept: the name of a file, the contents of one, or a PKCS#11 URI, as the store's type says." },
  { "store-password", QUAY_FIELD_TEXT, "", QUAY_FIELD_SECRET, .detail = QUAY_KEY_STORE_PASSWORD,
    .doc = "What opens the store." },
  { "store-type", QUAY_FIELD_INT, "0", 0, 0, 99, .detail = QUAY_KEY_STORE_TYPE,
    .doc = "2, 3 PFX file and blob; 6, 7 PEM; 8, 9 public key; 10, 13 SSH public key; 11, 12 PKCS#7; 14, 15 PPK; 16, "
           "17 XML; "
           "18, 19 JWK; 23 PKCS#11; 99 find out. The others exist on Windows or in Java only." },
  { "subject-alt-names", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_SUBJECT_ALT_NAMES, .doc = "Its other names." },
  { "thumbprint-md5", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_THUMBPRINT_MD5,
    .doc = "The MD5 hash of the certificate." },
  { "thumbprint-sha1", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_THUMBPRINT_SHA1,
    .doc = "The SHA-1 hash of the certificate." },
  { "thumbprint-sha256", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_THUMBPRINT_SHA256,
    .doc = "The SHA-256 hash of the certificate." },
  { "usage", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_USAGE, .doc = "What it may be used for." },
  { "usage-flags", QUAY_FIELD_INT, "0", RO, .detail = QUAY_KEY_USAGE_FLAGS,
    .doc = "The same as bits, 0x80 the first." },
  { "version", QUAY_FIELD_TEXT, "", RO, .detail = QUAY_KEY_VERSION, .doc = "V1, V2 or V3." },
  { "subject", QUAY_FIELD_TEXT, "", .detail = QUAY_KEY_SUBJECT,
    .doc = "Whose it is. To set it searches the store for that subject, or one that contains it; * takes any." },
  { "encoded", QUAY_FIELD_BYTES, "", .detail = QUAY_KEY_ENCODED,
    .doc = "The certificate in PEM. To set it chooses that, with its private half where the store has it." },
};

#define N_FIELDS (G_N_ELEMENTS (plain) + 2 * G_N_ELEMENTS (of_key))

static const char *
intern (const char *prefix, const char *name)
{
  g_autofree char *whole = g_strconcat (prefix, name, NULL);

  return g_intern_string (whole);
}

static QuayField *
make_group (QuayField *to, const char *prefix, int group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (of_key); i++, to++)
    {
      *to = of_key[i];
      to->name = intern (prefix, of_key[i].name);
      to->detail |= group;
      to->get = quay_get_key;
      to->set = to->flags & RO ? NULL : quay_set_key;
    }

  return to;
}

const QuayField *
quay_property_table_get (guint *n)
{
  static QuayField fields[N_FIELDS];
  static const QuayField *table = NULL;

  if (g_once_init_enter_pointer (&table))
    {
      QuayField *end;

      memcpy (fields, plain, sizeof plain);
      end = make_group (fields + G_N_ELEMENTS (plain), "ssh-accept-server-host-key-", QUAY_KEY_OF_SERVER);
      make_group (end, "ssh-cert-", 0);
      g_once_init_leave_pointer (&table, fields);
    }
  if (n != NULL)
    *n = N_FIELDS;

  return table;
}

const QuayField *
quay_property_find (const char *name)
{
  const QuayField *table = quay_property_table_get (NULL);

  for (guint i = 0; i < N_FIELDS; i++)
    if (g_str_equal (table[i].name, name))
      return &table[i];

  return NULL;
}
