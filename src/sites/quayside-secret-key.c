/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-secret-key.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_PORT 22

G_DEFINE_BOXED_TYPE (QuaysideSecretKey, quayside_secret_key, quayside_secret_key_copy, quayside_secret_key_free)

QuaysideSecretKey *
quayside_secret_key_copy (const QuaysideSecretKey *self)
{
  QuaysideSecretKey *copy = g_new0 (QuaysideSecretKey, 1);

  copy->kind = g_strdup (self->kind);
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->user = g_strdup (self->user);
  copy->via = g_strdup (self->via);
  copy->what = g_strdup (self->what);

  return copy;
}

void
quayside_secret_key_free (QuaysideSecretKey *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->host);
  g_free (self->user);
  g_free (self->via);
  g_free (self->what);
  g_free (self);
}

/* Does the option say which way the connection goes? By its name, so that one that is new counts at once. */
static gboolean
is_of_the_way (const char *name)
{
  return strstr (name, "jump") != NULL || strstr (name, "proxy") != NULL || g_str_equal (name, "transport")
         || g_str_equal (name, "exec-argv");
}

/* What differs from a straight connection: "name=value" a line, in the properties' order. */
static char *
dup_via (QuaySiteOptions *options)
{
  g_autoptr (QuaySiteOptions) straight = quay_site_options_new ();
  g_autoptr (GVariant) usual = quay_site_options_to_variant (straight);
  g_autoptr (GVariant) values = quay_site_options_to_variant (options);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) is = is_of_the_way (name) ? g_variant_lookup_value (usual, name, NULL) : NULL;
      g_autofree char *text = NULL;

      if (!is_of_the_way (name) || (is != NULL && g_variant_equal (is, value)))
        continue;
      text = g_variant_print (value, FALSE);
      g_ptr_array_add (lines, g_strdup_printf ("%s=%s", name, text));
    }
  g_ptr_array_sort_values (lines, (GCompareFunc)strcmp);

  return g_strjoinv ("\n", (char **)lines->pdata);
}

/* As the engine asks about it: without a user name it takes the local one. */
static const char *
effective_user (QuaySiteOptions *options)
{
  const char *user = quay_site_options_get_user (options);

  return *user != '\0' ? user : g_get_user_name ();
}

QuaysideSecretKey *
quayside_secret_key_new (QuaySiteOptions *options)
{
  QuaysideSecretKey *self = g_new0 (QuaysideSecretKey, 1);

  self->kind = g_strdup ("password");
  self->host = g_ascii_strdown (quay_site_options_get_host (options), -1);
  self->port = quay_site_options_get_port (options);
  self->user = g_strdup (effective_user (options));
  self->via = dup_via (options);
  self->what = g_strdup ("");

  return self;
}

/* It asks for a host on the way: that way has its end in the name, so that it is no other's. */
static void
make_hop (QuaysideSecretKey *self, QuayPrompt *prompt)
{
  g_autofree char *target
      = g_strdup_printf ("on the way to %s@%s:%u\n%s", self->user, self->host, self->port, self->via);

  g_set_str (&self->via, target);
  g_free (self->host);
  self->host = g_ascii_strdown (quay_prompt_get_host (prompt), -1);
  self->port = quay_prompt_get_port (prompt);
  g_set_str (&self->user, quay_prompt_get_user (prompt));
}

QuaysideSecretKey *
quayside_secret_key_for_prompt (QuaySiteOptions *options, QuayPrompt *prompt)
{
  g_autoptr (QuaysideSecretKey) self = quayside_secret_key_new (options);
  QuayPromptKind kind = quay_prompt_get_kind (prompt);

  if (g_ascii_strcasecmp (self->host, quay_prompt_get_host (prompt)) != 0 || self->port != quay_prompt_get_port (prompt)
      || !g_str_equal (self->user, quay_prompt_get_user (prompt)))
    make_hop (self, prompt);
  if (kind == QUAY_PROMPT_PASSWORD)
    return g_steal_pointer (&self);
  if (kind == QUAY_PROMPT_PASSPHRASE && quay_prompt_get_key_file (prompt) != NULL)
    {
      g_set_str (&self->kind, "passphrase");
      g_set_str (&self->what, quay_prompt_get_key_file (prompt));
      return g_steal_pointer (&self);
    }
  /* One hidden answer may be the password again; a code of the day looks the same, and whoever saves it finds out. */
  if (kind == QUAY_PROMPT_KEYBOARD_INTERACTIVE && quay_prompt_get_n_fields (prompt) == 1
      && !quay_prompt_get_field_echo (prompt, 0))
    {
      g_set_str (&self->kind, "answer");
      g_set_str (&self->what, quay_prompt_get_field_text (prompt, 0));
      return g_steal_pointer (&self);
    }

  return NULL;
}

/* With their lengths, so that no two keys give the same text. */
static void
append_parts (GString *id, const char *const *parts, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (id, "%" G_GSIZE_FORMAT ":%s;", strlen (parts[i]), parts[i]);
}

char *
quayside_secret_key_dup_account (const QuaysideSecretKey *self)
{
  const char *const parts[] = { self->host, self->user, self->via };
  GString *id = g_string_new (NULL);

  g_string_append_printf (id, "%u;", self->port);
  append_parts (id, parts, G_N_ELEMENTS (parts));

  return g_string_free_and_steal (id);
}

char *
quayside_secret_key_dup_id (const QuaysideSecretKey *self)
{
  const char *const parts[] = { self->kind, self->what };
  GString *id = g_string_new_take (quayside_secret_key_dup_account (self));

  append_parts (id, parts, G_N_ELEMENTS (parts));

  return g_string_free_and_steal (id);
}

char *
quayside_secret_key_dup_label (const QuaysideSecretKey *self)
{
  g_autofree char *account = self->port == DEFAULT_PORT
                                 ? g_strdup_printf ("%s@%s", self->user, self->host)
                                 : g_strdup_printf ("%s@%s:%u", self->user, self->host, self->port);

  if (g_str_equal (self->kind, "passphrase"))
    return g_strdup_printf (_ ("Passphrase of %s for %s"), self->what, account);
  if (g_str_equal (self->kind, "answer"))
    return g_strdup_printf (_ ("Answer to “%s” for %s"), self->what, account);

  return g_strdup_printf (_ ("Password of %s"), account);
}
