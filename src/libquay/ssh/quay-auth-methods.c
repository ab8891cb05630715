/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include "quay-error-private.h"
#include "quay-text.h"

/*
 * Which methods are tried, and in which order.
 */

/* The usual order. What the person has stored goes before what the person has to type. */
static const struct
{
  const char *method;
  QuayAuthResult (*try) (QuayAuth *self);
} attempts[] = {
  { "publickey", quay_auth_publickey },      { "keyboard-interactive", quay_auth_keyboard_stored },
  { "password", quay_auth_password_stored }, { "keyboard-interactive", quay_auth_keyboard_asking },
  { "password", quay_auth_password_asking },
};

/* RFC 4462, which only the ssh program speaks. */
static gboolean
is_gssapi (const char *method)
{
  return g_str_has_prefix (method, "gssapi-");
}

static gboolean
is_known (const char *method)
{
  static const char *const known[] = { "none", "publickey", "keyboard-interactive", "password", "custom", NULL };

  return g_strv_contains (known, method);
}

static gboolean
check_wanted (QuayAuth *self, const char *method)
{
  g_autofree char *shown = quay_text_escape (method, -1);

  if (is_known (method))
    return TRUE;
  if (is_gssapi (method))
    quay_set_error (&self->error, QUAY_ERROR_UNSUPPORTED,
                    "Logging in by %s is what the ssh program does; choose it as the transport", shown);
  else
    quay_set_error (
        &self->error, QUAY_ERROR_USAGE,
        "“%s” is no way to log in that is known here; choose among publickey, keyboard-interactive, password, "
        "none and custom",
        shown);

  return FALSE;
}

gboolean
quay_auth_read_wanted (QuayAuth *self)
{
  QuaySiteOptions *options = self->session->options;
  const char *list = quay_site_options_get_auth_methods (options);

  if (!quay_site_options_get_repeat_methods (options))
    self->done = g_ptr_array_new ();
  if (list == NULL || *list == '\0')
    return TRUE;
  self->wanted = g_strsplit (list, ",", -1);
  for (char **method = self->wanted; *method != NULL; method++)
    if (!check_wanted (self, g_strstrip (*method)))
      return FALSE;

  return TRUE;
}

static gboolean
is_wanted (QuayAuth *self, const char *method)
{
  return self->wanted == NULL || quay_site_options_get_try_all_methods (self->session->options)
         || g_strv_contains ((const char *const *)self->wanted, method);
}

gboolean
quay_auth_allows (QuayAuth *self, const char *method)
{
  return self->methods != NULL && g_strv_contains ((const char *const *)self->methods, method)
         && is_wanted (self, method)
         && (self->done == NULL || !g_ptr_array_find_with_equal_func (self->done, method, g_str_equal, NULL));
}

static QuayAuthResult
try_one (QuayAuth *self, gsize i, const char **method)
{
  if (!quay_auth_allows (self, attempts[i].method))
    return QUAY_AUTH_REFUSED;
  *method = attempts[i].method;

  return attempts[i].try (self);
}

/* All that there is by one method. */
static QuayAuthResult
try_method (QuayAuth *self, const char *name, const char **method)
{
  QuayAuthResult result = QUAY_AUTH_REFUSED;

  for (gsize i = 0; i < G_N_ELEMENTS (attempts) && result == QUAY_AUTH_REFUSED; i++)
    if (g_str_equal (attempts[i].method, name))
      result = try_one (self, i, method);

  return result;
}

/* Those that are named first, as they are named; what has been tried does nothing when it comes again. */
QuayAuthResult
quay_auth_run_step (QuayAuth *self, const char **method)
{
  QuayAuthResult result = QUAY_AUTH_REFUSED;

  for (char **name = self->wanted; name != NULL && *name != NULL && result == QUAY_AUTH_REFUSED; name++)
    result = try_method (self, *name, method);
  for (gsize i = 0; i < G_N_ELEMENTS (attempts) && result == QUAY_AUTH_REFUSED; i++)
    if (self->wanted == NULL || !g_strv_contains ((const char *const *)self->wanted, attempts[i].method))
      result = try_one (self, i, method);

  return result;
}
