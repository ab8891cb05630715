/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-packet.h"

#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-text.h"

#define MAX_FIELDS 64

/* Hexadecimal */

char *
quay_ssh_packet_encode (GBytes *packet)
{
  static const char digits[] = "0123456789ABCDEF";
  gsize size;
  const guint8 *data = g_bytes_get_data (packet, &size);
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    {
      g_string_append_c (text, digits[data[i] >> 4]);
      g_string_append_c (text, digits[data[i] & 15]);
    }

  return g_string_free_and_steal (text);
}

static gboolean
decode_into (const char *text, GByteArray *bytes)
{
  const gsize length = strlen (text);

  if (length % 2 != 0)
    return FALSE;
  for (gsize i = 0; i < length; i += 2)
    {
      const int high = g_ascii_xdigit_value (text[i]), low = g_ascii_xdigit_value (text[i + 1]);
      guint8 byte = (guint8)(high << 4 | low);

      if (high < 0 || low < 0)
        return FALSE;
      g_byte_array_append (bytes, &byte, 1);
    }

  return TRUE;
}

GBytes *
quay_ssh_packet_decode (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (decode_into (text, bytes))
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  quay_set_error (error, QUAY_ERROR_USAGE, "The packet is not hexadecimal: it needs two digits, 0-9 and A-F, a byte");

  return NULL;
}

/* Writing */

static gboolean
refuse_value (const char *type, const char *value, GError **error)
{
  g_autofree char *shown_type = quay_text_escape_message (type, -1, 8);
  g_autofree char *shown = quay_text_escape_message (value, -1, 80);

  quay_set_error (error, QUAY_ERROR_USAGE, "“%s” cannot be written as a field of type “%s”", shown, shown_type);

  return FALSE;
}

static gboolean
parse_number (const char *value, guint64 maximum, guint64 *number)
{
  const gboolean hexadecimal = g_ascii_strncasecmp (value, "0x", 2) == 0;
  gint64 negative;

  if (g_ascii_string_to_unsigned (hexadecimal ? value + 2 : value, hexadecimal ? 16 : 10, 0, maximum, number, NULL))
    return TRUE;
  if (hexadecimal || maximum == G_MAXUINT8
      || !g_ascii_string_to_signed (value, 10, maximum == G_MAXUINT32 ? G_MININT32 : G_MININT64, -1, &negative, NULL))
    return FALSE;
  *number = maximum == G_MAXUINT32 ? (guint32)negative : (guint64)negative;

  return TRUE;
}

/* A decimal number of any length: multiplied by ten and added to, from the top. */
static gboolean
put_decimal_mpint (GByteArray *out, const char *value)
{
  g_autoptr (GByteArray) number = g_byte_array_new ();

  for (const char *p = value; *p != '\0'; p++)
    {
      guint carry = g_ascii_digit_value (*p);

      if (!g_ascii_isdigit (*p))
        return FALSE;
      for (guint i = number->len; i-- > 0;)
        {
          carry += number->data[i] * 10u;
          number->data[i] = (guint8)carry;
          carry >>= 8;
        }
      if (carry > 0)
        g_byte_array_prepend (number, &(guint8){ (guint8)carry }, 1);
    }
  quay_blob_put_mpint (out, number->data, number->len);

  return *value != '\0';
}

static gboolean
put_mpint (GByteArray *out, const char *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *even = NULL;

  if (g_ascii_strncasecmp (value, "0x", 2) != 0)
    return put_decimal_mpint (out, value);
  even = g_strconcat (strlen (value) % 2 != 0 ? "0" : "", value + 2, NULL);
  if (!decode_into (even, bytes))
    return FALSE;
  quay_blob_put_mpint (out, bytes->data, bytes->len);

  return TRUE;
}

static gboolean
put_hex (GByteArray *out, const char *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (!decode_into (value, bytes))
    return FALSE;
  quay_blob_put_string (out, bytes->data, bytes->len);

  return TRUE;
}

static gboolean
put_number (GByteArray *out, const char *value, gsize size)
{
  guint64 number;
  guint8 bytes[8];

  if (!parse_number (value, size == 8 ? G_MAXUINT64 : size == 4 ? G_MAXUINT32 : G_MAXUINT8, &number))
    return FALSE;
  number = GUINT64_TO_BE (number);
  memcpy (bytes, &number, sizeof bytes);
  g_byte_array_append (out, bytes + sizeof bytes - size, size);

  return TRUE;
}

static gboolean
put_flag (GByteArray *out, const char *value)
{
  const gboolean yes = g_ascii_strcasecmp (value, "True") == 0 || g_str_equal (value, "1");

  quay_blob_put_byte (out, yes);

  return yes || g_ascii_strcasecmp (value, "False") == 0 || g_str_equal (value, "0");
}

static gboolean
put (GByteArray *out, const char *type, const char *value)
{
  if (g_str_equal (type, "s"))
    {
      quay_blob_put_text (out, value);
      return TRUE;
    }
  if (g_str_equal (type, "sb"))
    return put_hex (out, value);
  if (g_str_equal (type, "m"))
    return put_mpint (out, value);
  if (g_str_equal (type, "i"))
    return put_number (out, value, 4);
  if (g_str_equal (type, "l"))
    return put_number (out, value, 8);
  if (g_str_equal (type, "b"))
    return put_number (out, value, 1);

  return g_str_equal (type, "f") && put_flag (out, value);
}

GBytes *
quay_ssh_packet_append (GBytes *payload, const char *type, const char *value, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize size = 0;
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, &size) : NULL;

  if (size > 0)
    g_byte_array_append (out, data, size);
  if (put (out, type, value))
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  refuse_value (type, value, error);

  return NULL;
}

/* Reading */

/* Requests of channels, RFC 4254 section 6, without the message type: what comes behind the three fields they all have.
 */
static const struct
{
  const char *request;
  const char *name;
  const char *types; /* from the fourth field on */
} names[] = {
  { NULL, "ChannelId", "i" },
  { NULL, "RequestType", "i,s" },
  { NULL, "WantsReply", "i,s,f" },
  { "pty-req", "TerminalType", "i,s,f,s" },
  { "pty-req", "TerminalWidthCharacters", "i,s,f,s,i" },
  { "pty-req", "TerminalHeightRows", "i,s,f,s,i,i" },
  { "pty-req", "TerminalWidthPixels", "i,s,f,s,i,i,i" },
  { "pty-req", "TerminalHeightPixels", "i,s,f,s,i,i,i,i" },
  { "pty-req", "TerminalModes", "i,s,f,s,i,i,i,i,sb" },
  { "x11-req", "SingleConnection", "i,s,f,f" },
  { "x11-req", "X11AuthProtocol", "i,s,f,f,s" },
  { "x11-req", "X11AuthCookie", "i,s,f,f,s,s" },
  { "x11-req", "X11ScreenNumber", "i,s,f,f,s,s,i" },
  { "env", "VariableName", "i,s,f,s" },
  { "env", "VariableValue", "i,s,f,s,s" },
  { "exec", "Command", "i,s,f,s" },
  { "subsystem", "Subsystem", "i,s,f,s" },
  { "xon-xoff", "ClientCanDo", "i,s,f,f" },
  { "signal", "SignalName", "i,s,f,s" },
};

static const char *
find_types (GBytes *payload, const char *field)
{
  g_autofree char *request = NULL;
  QuayBlob blob;
  const guint8 *text;
  gsize length;

  if (*field == '%')
    return field + 1;
  quay_blob_init_bytes (&blob, payload);
  quay_blob_get_uint32 (&blob);
  text = quay_blob_get_string (&blob, &length);
  request = text != NULL ? g_strndup ((const char *)text, length) : g_strdup ("");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i].name, field) == 0
        && (names[i].request == NULL || g_str_equal (names[i].request, request)))
      return names[i].types;

  return NULL;
}

/* One field; its bytes, without a length in front, stay in the payload. */
static const guint8 *
get_field (QuayBlob *blob, const char *type, gsize *length)
{
  if (*type == 's' || *type == 'm')
    return quay_blob_get_string (blob, length);
  *length = *type == 'i' ? 4 : *type == 'l' ? 8 : 1;

  return quay_blob_get_raw (blob, *length);
}

static gboolean
is_type (const char *type)
{
  static const char *const types[] = { "s", "sb", "m", "i", "l", "b", "f", NULL };

  return g_strv_contains (types, type);
}

static const guint8 *
find_field (GBytes *payload, const char *field, char **type, gsize *length, GError **error)
{
  const char *types = find_types (payload, field);
  g_auto (GStrv) list = g_strsplit (types != NULL ? types : "", ",", MAX_FIELDS);
  g_autofree char *shown = quay_text_escape_message (field, -1, 80);
  const guint8 *data = NULL;
  QuayBlob blob;

  quay_blob_init_bytes (&blob, payload);
  for (char **item = list; *item != NULL; item++)
    {
      if (!is_type (g_strstrip (*item)))
        {
          quay_set_error (error, QUAY_ERROR_USAGE, "“%s” does not name a field: %s is no type", shown, *item);
          return NULL;
        }
      data = get_field (&blob, *item, length);
      g_set_str (type, *item);
    }
  if (list[0] == NULL || (data == NULL && !blob.failed && *length > 0))
    quay_set_error (error, QUAY_ERROR_USAGE, "The packet has no field “%s”", shown);
  else if (blob.failed)
    quay_set_error (error, QUAY_ERROR_CHANNEL_DATA, "The packet ends before its field “%s”", shown);
  else
    return data != NULL ? data : (const guint8 *)"";

  return NULL;
}

static char *
print_mpint (const guint8 *data, gsize length)
{
  GString *digits = g_string_new (NULL);
  g_autoptr (GByteArray) number = g_byte_array_append (g_byte_array_new (), data, length);
  gboolean more = TRUE;

  while (more)
    {
      guint rest = 0;

      more = FALSE;
      for (guint i = 0; i < number->len; i++)
        {
          const guint value = rest << 8 | number->data[i];

          number->data[i] = (guint8)(value / 10);
          rest = value % 10;
          more = more || number->data[i] != 0;
        }
      g_string_prepend_c (digits, (char)('0' + rest));
    }

  return g_string_free_and_steal (digits);
}

static char *
print (const char *type, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = NULL;
  guint64 number = 0;

  if (g_str_equal (type, "s"))
    return g_strndup ((const char *)data, length);
  if (g_str_equal (type, "sb"))
    {
      bytes = g_bytes_new (data, length);
      return quay_ssh_packet_encode (bytes);
    }
  if (g_str_equal (type, "m"))
    return print_mpint (data, length);
  if (g_str_equal (type, "f"))
    return g_strdup (*data != 0 ? "True" : "False");
  for (gsize i = 0; i < length; i++)
    number = number << 8 | data[i];

  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* The longest number that is worth printing: printing takes time in the square of it. */
#define MAX_MPINT 4096

char *
quay_ssh_packet_get (GBytes *payload, const char *field, GError **error)
{
  g_autofree char *type = NULL;
  gsize length = 0;
  const guint8 *data = find_field (payload, field, &type, &length, error);

  if (data == NULL)
    return NULL;
  if (*type == 'm' && length > MAX_MPINT)
    {
      quay_set_error (error, QUAY_ERROR_CHANNEL_DATA, "The number in the packet has more than %d bytes", MAX_MPINT);
      return NULL;
    }

  return print (type, data, length);
}

GBytes *
quay_ssh_packet_get_raw (GBytes *payload, const char *field, GError **error)
{
  g_autofree char *type = NULL;
  gsize length = 0;
  const guint8 *data = find_field (payload, field, &type, &length, error);

  return data != NULL ? g_bytes_new (data, length) : NULL;
}
