/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-pkcs11-token.h"

#include <p11-kit/p11-kit.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

#define SCHEME P11_KIT_URI_SCHEME ":"
/* Tokens allow three wrong PINs in a row as a rule, and few say so: one less is tried. */
#define MAX_WRONG_PINS 2
/* Beside the number: the token has said that wrong PINs were typed, so it will say when a right one was. */
#define SAYS_SO 0x100
#define MAX_SLOTS 64

struct _QuayPkcs11Token
{
  gatomicrefcount ref_count;

  P11KitUri *uri;           /* owned */
  CK_FUNCTION_LIST *module; /* stays loaded */
  CK_SLOT_ID slot;
  CK_SESSION_HANDLE session;
  char *name;   /* for people */
  char *serial; /* tells tokens apart */
};

/* Wrong PINs since the last right one: label and serial number -> number. */
static GHashTable *wrong_pins;
/* Modules by path ("" is all of p11-kit's) -> NULL-terminated lists. Once loaded they stay: others may use them too,
 * and many do not survive being unloaded. */
static GHashTable *modules;
static GMutex lock;

gboolean
quay_pkcs11_is_uri (const char *identity)
{
  return g_ascii_strncasecmp (identity, SCHEME, strlen (SCHEME)) == 0;
}

static CK_FUNCTION_LIST **
load_modules (const char *path)
{
  CK_FUNCTION_LIST **list;
  CK_FUNCTION_LIST *module;

  if (*path == '\0')
    return p11_kit_modules_load_and_initialize (0);
  module = p11_kit_module_load (path, 0);
  if (module == NULL)
    return NULL;
  if (p11_kit_module_initialize (module) != CKR_OK)
    {
      p11_kit_module_release (module);
      return NULL;
    }
  list = g_new0 (CK_FUNCTION_LIST *, 2);
  list[0] = module;

  return list;
}

static CK_FUNCTION_LIST **
get_modules (const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  CK_FUNCTION_LIST **list;
  g_autofree char *shown = NULL;
  const char *why;

  if (modules == NULL)
    modules = g_hash_table_new (g_str_hash, g_str_equal);
  list = g_hash_table_lookup (modules, path);
  if (list != NULL)
    return list;
  list = load_modules (path);
  if (list != NULL)
    {
      g_hash_table_insert (modules, g_strdup (path), list);
      return list;
    }
  why = p11_kit_message ();
  shown = quay_text_escape (path, -1);
  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the PKCS#11 module %s: %s; check the module's path, and that its package is installed",
                  *path != '\0' ? shown : "of p11-kit", why != NULL ? why : "it does not start");

  return NULL;
}

/* What it says of itself, in "", is for the person; @uri may hold a PIN, so it is never shown. */
static gboolean
parse_uri (const char *text, P11KitUri *uri, GError **error)
{
  int result = p11_kit_uri_parse (text, P11_KIT_URI_FOR_ANY, uri);

  if (result != P11_KIT_URI_OK)
    quay_set_error (error, QUAY_ERROR_KEY, "Cannot use the PKCS#11 URI: %s; see RFC 7512 for how it is written",
                    p11_kit_uri_message (result));
  else if (p11_kit_uri_any_unrecognized (uri))
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot use the PKCS#11 URI: it holds a part that is not known here; see RFC 7512 for how it is "
                    "written");
  else if (p11_kit_uri_get_pin_value (uri) != NULL || p11_kit_uri_get_pin_source (uri) != NULL)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot use the PKCS#11 URI: it says what the PIN is, or where; take that out, the PIN is asked "
                    "for");
  else
    return TRUE;

  return FALSE;
}

static char *
dup_padded (const unsigned char *text, gsize size)
{
  return g_strndup ((const char *)text, p11_kit_space_strlen (text, size));
}

static gboolean
matches_slot (P11KitUri *uri, CK_FUNCTION_LIST *module, CK_SLOT_ID slot, CK_TOKEN_INFO *token)
{
  CK_SLOT_INFO info;

  if (p11_kit_uri_get_slot_id (uri) != (CK_SLOT_ID)-1 && p11_kit_uri_get_slot_id (uri) != slot)
    return FALSE;

  return module->C_GetSlotInfo (slot, &info) == CKR_OK && p11_kit_uri_match_slot_info (uri, &info)
         && module->C_GetTokenInfo (slot, token) == CKR_OK && p11_kit_uri_match_token_info (uri, token)
         && (token->flags & CKF_TOKEN_INITIALIZED) != 0;
}

static gboolean
matches_module (P11KitUri *uri, CK_FUNCTION_LIST *module)
{
  const char *wanted = p11_kit_uri_get_module_name (uri);
  char *name = wanted != NULL ? p11_kit_module_get_name (module) : NULL;
  gboolean named = wanted == NULL || g_strcmp0 (wanted, name) == 0;
  CK_INFO info;

  free (name);

  return named && module->C_GetInfo (&info) == CKR_OK && p11_kit_uri_match_module_info (uri, &info);
}

static gboolean
open_slot (QuayPkcs11Token *self, CK_FUNCTION_LIST *module, CK_SLOT_ID slot, const CK_TOKEN_INFO *info)
{
  g_autofree char *label = dup_padded (info->label, sizeof info->label);
  g_autofree char *serial = dup_padded (info->serialNumber, sizeof info->serialNumber);

  if (module->C_OpenSession (slot, CKF_SERIAL_SESSION, NULL, NULL, &self->session) != CKR_OK)
    return FALSE;
  self->module = module;
  self->slot = slot;
  self->name = quay_text_escape (*label != '\0' ? label : serial, -1);
  self->serial = g_strconcat (label, "/", serial, NULL);

  return TRUE;
}

/* The first token that fits the URI and can be talked to. */
static gboolean
open_in_module (QuayPkcs11Token *self, CK_FUNCTION_LIST *module)
{
  CK_SLOT_ID slots[MAX_SLOTS];
  CK_ULONG n_slots = 0;
  CK_TOKEN_INFO info;

  /* Only asked for the number does a module look for tokens that were plugged in since. */
  if (!matches_module (self->uri, module) || module->C_GetSlotList (CK_TRUE, NULL, &n_slots) != CKR_OK)
    return FALSE;
  n_slots = MAX_SLOTS;
  if (module->C_GetSlotList (CK_TRUE, slots, &n_slots) != CKR_OK)
    return FALSE;
  for (CK_ULONG i = 0; i < n_slots; i++)
    if (matches_slot (self->uri, module, slots[i], &info) && open_slot (self, module, slots[i], &info))
      return TRUE;

  return FALSE;
}

QuayPkcs11Token *
quay_pkcs11_token_open (const char *uri, GError **error)
{
  g_autoptr (QuayPkcs11Token) self = g_new0 (QuayPkcs11Token, 1);
  const char *path;
  CK_FUNCTION_LIST **list;

  g_atomic_ref_count_init (&self->ref_count);
  self->uri = p11_kit_uri_new ();
  if (!parse_uri (uri, self->uri, error))
    return NULL;
  path = p11_kit_uri_get_module_path (self->uri);
  list = get_modules (path != NULL ? path : "", error);
  if (list == NULL)
    return NULL;
  for (gsize i = 0; list[i] != NULL; i++)
    if (open_in_module (self, list[i]))
      return g_steal_pointer (&self);
  quay_set_error (error, QUAY_ERROR_KEY,
                  "No token fits the PKCS#11 URI: plug it in, and compare the URI with what pkcs11-tool "
                  "--list-token-slots or p11tool --list-tokens prints");

  return NULL;
}

QuayPkcs11Token *
quay_pkcs11_token_ref (QuayPkcs11Token *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_pkcs11_token_unref (QuayPkcs11Token *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->module != NULL)
    self->module->C_CloseSession (self->session);
  p11_kit_uri_free (self->uri);
  g_free (self->name);
  g_free (self->serial);
  g_free (self);
}

const char *
quay_pkcs11_token_get_name (QuayPkcs11Token *self)
{
  return self->name;
}

P11KitUri *
quay_pkcs11_token_get_uri (QuayPkcs11Token *self)
{
  return self->uri;
}

CK_FUNCTION_LIST *
quay_pkcs11_token_get_module (QuayPkcs11Token *self)
{
  return self->module;
}

CK_SESSION_HANDLE
quay_pkcs11_token_get_session (QuayPkcs11Token *self)
{
  return self->session;
}

void
quay_pkcs11_token_set_error (QuayPkcs11Token *self, CK_RV rv, GError **error, int code, const char *tried)
{
  quay_set_error (error, code, "%s the token “%s” failed: it answers “%s” (0x%lx); check it with pkcs11-tool --test",
                  tried, self->name, p11_kit_strerror (rv), rv);
}

/* --- The PIN --- */

static CK_FLAGS
get_flags (QuayPkcs11Token *self)
{
  CK_TOKEN_INFO info;

  return self->module->C_GetTokenInfo (self->slot, &info) == CKR_OK ? info.flags : 0;
}

static gboolean
is_open (QuayPkcs11Token *self)
{
  CK_SESSION_INFO info;

  return self->module->C_GetSessionInfo (self->session, &info) == CKR_OK
         && (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS);
}

gboolean
quay_pkcs11_token_wants_pin (QuayPkcs11Token *self)
{
  CK_FLAGS flags = get_flags (self);

  return !is_open (self) && (flags & CKF_LOGIN_REQUIRED) != 0 && (flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0;
}

static gboolean
says_wrong_pins (CK_FLAGS flags)
{
  return (flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED)) != 0;
}

static guint
get_wrong_pins (QuayPkcs11Token *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return wrong_pins != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (wrong_pins, self->serial)) : 0;
}

static void
set_wrong_pins (QuayPkcs11Token *self, guint number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (wrong_pins == NULL)
    wrong_pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_replace (wrong_pins, g_strdup (self->serial), GUINT_TO_POINTER (number));
}

gboolean
quay_pkcs11_token_may_try (QuayPkcs11Token *self, GError **error)
{
  CK_FLAGS flags = get_flags (self);

  if (is_open (self))
    return TRUE;
  if ((get_wrong_pins (self) & SAYS_SO) != 0 && !says_wrong_pins (flags))
    set_wrong_pins (self, 0); /* another program was given the right one */
  if ((flags & CKF_USER_PIN_LOCKED) != 0)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "The token “%s” is locked: too many wrong PINs were typed; unlock it with the program it came with",
                    self->name);
  else if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "The token “%s” has one try left: a wrong PIN would lock it, so none is tried here; type the right "
                    "one in the program it came with, then log in again",
                    self->name);
  else if ((get_wrong_pins (self) & ~SAYS_SO) >= MAX_WRONG_PINS)
    quay_set_error (
        error, QUAY_ERROR_KEY,
        "The token “%s” was given %d wrong PINs: another one could lock it, so none is tried here; type the "
        "right one in the program it came with, and start this program anew if that is not enough",
        self->name, MAX_WRONG_PINS);
  else
    return TRUE;

  return FALSE;
}

static void
count_wrong_pin (QuayPkcs11Token *self)
{
  set_wrong_pins (self, (get_wrong_pins (self) + 1) | (says_wrong_pins (get_flags (self)) ? SAYS_SO : 0));
}

QuayPkcs11Login
quay_pkcs11_token_login (QuayPkcs11Token *self, const char *pin, GError **error)
{
  CK_FLAGS flags = get_flags (self);
  CK_RV rv;

  if ((flags & CKF_LOGIN_REQUIRED) == 0 || is_open (self))
    return QUAY_PKCS11_LOGIN_OPEN;
  rv = self->module->C_Login (self->session, CKU_USER, (CK_UTF8CHAR_PTR)pin, pin != NULL ? strlen (pin) : 0);
  switch (rv)
    {
    case CKR_OK:
      set_wrong_pins (self, 0);
      return QUAY_PKCS11_LOGIN_OPEN;
    case CKR_USER_ALREADY_LOGGED_IN:
      return QUAY_PKCS11_LOGIN_OPEN;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      count_wrong_pin (self);
      quay_set_error (error, QUAY_ERROR_KEY, "The PIN does not open the token “%s”: it is another one", self->name);
      return QUAY_PKCS11_LOGIN_WRONG;
    default:
      quay_pkcs11_token_set_error (self, rv, error, QUAY_ERROR_KEY, "Opening");
      return QUAY_PKCS11_LOGIN_FAILED;
    }
}
