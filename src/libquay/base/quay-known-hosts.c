/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-known-hosts.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-known-hosts-file.h"
#include "quay-known-hosts-line.h"
#include "quay-text.h"

/* A DNS name has 253 characters; a little more for aliases. */
#define MAX_HOST 1024

struct _QuayKnownHosts
{
  GObject parent_instance;

  char **files;
};

G_DEFINE_FINAL_TYPE (QuayKnownHosts, quay_known_hosts, G_TYPE_OBJECT)

/* Called for each entry; @number counts lines from 1. */
typedef void (*EntryFunc) (const QuayKnownHostsLine *entry, const char *path, guint number, gpointer user_data);

static void
quay_known_hosts_finalize (GObject *object)
{
  QuayKnownHosts *self = QUAY_KNOWN_HOSTS (object);

  g_clear_pointer (&self->files, g_strfreev);
  G_OBJECT_CLASS (quay_known_hosts_parent_class)->finalize (object);
}

static void
quay_known_hosts_class_init (QuayKnownHostsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_known_hosts_finalize;
}

static void
quay_known_hosts_init (QuayKnownHosts *self)
{
}

/**
 * quay_known_hosts_new:
 * @files: (array zero-terminated=1): paths; the first is the one written
 *
 * Nothing is read yet; each call reads the files anew. Can be used from any thread.
 *
 * Returns: (transfer full): the known hosts
 */
QuayKnownHosts *
quay_known_hosts_new (const char *const *files)
{
  QuayKnownHosts *self;

  g_return_val_if_fail (files != NULL, NULL);

  self = g_object_new (QUAY_TYPE_KNOWN_HOSTS, NULL);
  self->files = g_strdupv ((char **)files);

  return self;
}

/**
 * quay_known_hosts_new_default:
 *
 * As ssh looks for them: `~/.ssh/known_hosts`, `~/.ssh/known_hosts2`, `/etc/ssh/ssh_known_hosts` and
 * `/etc/ssh/ssh_known_hosts2`.
 *
 * Returns: (transfer full): the known hosts
 */
QuayKnownHosts *
quay_known_hosts_new_default (void)
{
  g_autofree char *first = g_build_filename (g_get_home_dir (), ".ssh", "known_hosts", NULL);
  g_autofree char *second = g_build_filename (g_get_home_dir (), ".ssh", "known_hosts2", NULL);
  const char *files[] = { first, second, "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2", NULL };

  return quay_known_hosts_new (files);
}

static void
foreach_in_text (GBytes *bytes, const char *path, EntryFunc func, gpointer user_data)
{
  gsize size;
  const char *at = g_bytes_get_data (bytes, &size);
  const char *end = at + size;

  for (guint number = 1; at < end; number++)
    {
      const char *feed = memchr (at, '\n', end - at);
      const char *stop = feed != NULL ? feed : end;
      QuayKnownHostsLine entry;

      if (quay_known_hosts_line_parse (&entry, at, stop - at))
        func (&entry, path, number, user_data);
      at = feed != NULL ? feed + 1 : end;
    }
}

/* All files are read, or it is an error: a line that was not seen could have revoked the key. */
static gboolean
foreach_entry (QuayKnownHosts *self, EntryFunc func, gpointer user_data, GError **error)
{
  for (gsize i = 0; self->files[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = quay_known_hosts_file_read (self->files[i], error);

      if (bytes == NULL)
        return FALSE;
      foreach_in_text (bytes, self->files[i], func, user_data);
    }

  return TRUE;
}

static char *
describe_place (const char *path, guint number)
{
  g_autofree char *shown = quay_text_escape (path, -1);

  return g_strdup_printf ("%s:%u", shown, number);
}

typedef struct
{
  const char *name;       /* as the host is called with its port */
  const char *plain_name; /* and without */
  QuayHostKey *key;
  QuayKnownHostsResult result;
  gboolean same_type; /* CHANGED: the line that explains holds a key of the same type */
  char *place;
} Check;

/* What a later finding must have to take an earlier one's place. */
static guint
weigh (QuayKnownHostsResult result, gboolean same_type)
{
  switch (result)
    {
    case QUAY_KNOWN_HOSTS_REVOKED:
      return 4;
    case QUAY_KNOWN_HOSTS_MATCH:
      return 3;
    case QUAY_KNOWN_HOSTS_CHANGED:
      return same_type ? 2 : 1;
    case QUAY_KNOWN_HOSTS_UNKNOWN:
    default:
      return 0;
    }
}

static void
find (Check *check, QuayKnownHostsResult result, gboolean same_type, const char *path, guint number)
{
  if (weigh (result, same_type) <= weigh (check->result, check->same_type))
    return;
  check->result = result;
  check->same_type = same_type;
  g_free (check->place);
  check->place = describe_place (path, number);
}

static void
check_entry (const QuayKnownHostsLine *entry, const char *path, guint number, gpointer user_data)
{
  Check *check = user_data;
  gboolean revoked = entry->marker == QUAY_KNOWN_HOSTS_MARKER_REVOKED;
  g_autoptr (QuayHostKey) key = NULL;

  /* An authority signs certificates; it is never a host's own key. */
  if (entry->marker == QUAY_KNOWN_HOSTS_MARKER_CERT_AUTHORITY)
    return;
  /* A key revoked for a host is revoked on all its ports. */
  if (!quay_known_hosts_line_matches (entry, check->name)
      && !(revoked && quay_known_hosts_line_matches (entry, check->plain_name)))
    return;
  key = quay_known_hosts_line_read_key (entry);
  if (key == NULL)
    return;
  if (quay_host_key_equal (key, check->key))
    find (check, revoked ? QUAY_KNOWN_HOSTS_REVOKED : QUAY_KNOWN_HOSTS_MATCH, TRUE, path, number);
  else if (!revoked)
    find (check, QUAY_KNOWN_HOSTS_CHANGED,
          g_str_equal (quay_host_key_get_key_type (key), quay_host_key_get_key_type (check->key)), path, number);
}

/**
 * quay_known_hosts_check:
 * @self: the known hosts
 * @host: host name or address, without brackets
 * @port: its port; 22 and 0 are the same
 * @key: the key it showed
 * @result: (out): what is known; %QUAY_KNOWN_HOSTS_UNKNOWN on error
 * @line: (out) (optional) (nullable) (transfer full): where the deciding entry stands, `FILE:LINE`
 * @error: return location for an error
 *
 * A `@revoked` line that holds the key outweighs everything; then a line that holds the key is a match, then a line
 * with another key, of whatever type, means changed. `@cert-authority` lines and lines without a whole key say nothing.
 *
 * Does disk I/O.
 *
 * Returns: %TRUE where @result can be relied on, %FALSE with %QUAY_ERROR_LOCAL_FILE where a file cannot be read
 */
gboolean
quay_known_hosts_check (QuayKnownHosts *self,
                        const char *host,
                        guint port,
                        QuayHostKey *key,
                        QuayKnownHostsResult *result,
                        char **line,
                        GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *plain_name = NULL;
  Check check = { 0 };

  g_return_val_if_fail (QUAY_IS_KNOWN_HOSTS (self) && QUAY_IS_HOST_KEY (key), FALSE);
  g_return_val_if_fail (host != NULL && result != NULL, FALSE);

  *result = QUAY_KNOWN_HOSTS_UNKNOWN;
  if (line != NULL)
    *line = NULL;
  name = quay_known_hosts_line_name (host, port);
  plain_name = quay_known_hosts_line_name (host, 0);
  check.name = name;
  check.plain_name = plain_name;
  check.key = key;
  if (!foreach_entry (self, check_entry, &check, error))
    {
      g_free (check.place);
      return FALSE;
    }
  *result = check.result;
  if (line != NULL)
    *line = g_steal_pointer (&check.place);
  g_free (check.place);

  return TRUE;
}

static void
check_authority (const QuayKnownHostsLine *entry, const char *path, guint number, gpointer user_data)
{
  Check *check = user_data;
  g_autoptr (QuayHostKey) key = NULL;

  if (entry->marker != QUAY_KNOWN_HOSTS_MARKER_CERT_AUTHORITY || check->result == QUAY_KNOWN_HOSTS_MATCH)
    return;
  /* An authority for a name is one on all its ports, as in ssh. */
  if (!quay_known_hosts_line_matches (entry, check->name) && !quay_known_hosts_line_matches (entry, check->plain_name))
    return;
  key = quay_known_hosts_line_read_key (entry);
  if (key != NULL && (check->key == NULL || quay_host_key_equal (key, check->key)))
    find (check, QUAY_KNOWN_HOSTS_MATCH, TRUE, path, number);
}

/**
 * quay_known_hosts_find_authority:
 * @self: the known hosts
 * @host: host name or address, without brackets
 * @port: its port; 22 and 0 are the same
 * @key: (nullable): the key of an authority, or %NULL for any
 * @found: (out): whether a `@cert-authority` line lets it sign certificates for the host; %FALSE on error
 * @line: (out) (optional) (nullable) (transfer full): where it stands, `FILE:LINE`
 * @error: return location for an error
 *
 * Does disk I/O. Whether the authority has been revoked is told by [method@Quay.KnownHosts.check] of its key.
 *
 * Returns: %TRUE where @found can be relied on, %FALSE with %QUAY_ERROR_LOCAL_FILE where a file cannot be read
 */
gboolean
quay_known_hosts_find_authority (
    QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key, gboolean *found, char **line, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *plain_name = NULL;
  g_autofree char *place = NULL;
  Check check = { 0 };
  gboolean success;

  g_return_val_if_fail (QUAY_IS_KNOWN_HOSTS (self) && host != NULL && found != NULL, FALSE);

  name = quay_known_hosts_line_name (host, port);
  plain_name = quay_known_hosts_line_name (host, 0);
  check = (Check){ .name = name, .plain_name = plain_name, .key = key };
  success = foreach_entry (self, check_authority, &check, error);
  place = check.place;
  *found = success && check.result == QUAY_KNOWN_HOSTS_MATCH;
  if (line != NULL)
    *line = success ? g_steal_pointer (&place) : NULL;

  return success;
}

/* Best first; what is not named here comes behind, in the order of the files. */
static const char *const preferred_types[] = {
  "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa", "ssh-dss", NULL,
};

typedef struct
{
  const char *name;
  GStrvBuilder *found;
  GPtrArray *types;
} Listing;

static void
list_type (const QuayKnownHostsLine *entry, const char *path, guint number, gpointer user_data)
{
  Listing *listing = user_data;
  g_autoptr (QuayHostKey) key = NULL;
  const char *type;

  if (entry->marker != QUAY_KNOWN_HOSTS_MARKER_NONE || !quay_known_hosts_line_matches (entry, listing->name))
    return;
  key = quay_known_hosts_line_read_key (entry);
  if (key == NULL)
    return;
  type = quay_host_key_get_key_type (key);
  if (!g_ptr_array_find_with_equal_func (listing->types, type, g_str_equal, NULL))
    g_ptr_array_add (listing->types, g_strdup (type));
}

static char **
sort_types (GPtrArray *types)
{
  g_autoptr (GStrvBuilder) sorted = g_strv_builder_new ();

  for (gsize i = 0; preferred_types[i] != NULL; i++)
    if (g_ptr_array_find_with_equal_func (types, preferred_types[i], g_str_equal, NULL))
      g_strv_builder_add (sorted, preferred_types[i]);
  for (guint i = 0; i < types->len; i++)
    if (!g_strv_contains (preferred_types, types->pdata[i]))
      g_strv_builder_add (sorted, types->pdata[i]);

  return g_strv_builder_end (sorted);
}

/**
 * quay_known_hosts_list_key_types:
 * @self: the known hosts
 * @host: host name or address, without brackets
 * @port: its port
 * @error: return location for an error
 *
 * So that the handshake asks for a key that can be checked. Does disk I/O.
 *
 * Returns: (transfer full) (array zero-terminated=1): the types of the keys on file, best first, or %NULL with
 *   %QUAY_ERROR_LOCAL_FILE
 */
char **
quay_known_hosts_list_key_types (QuayKnownHosts *self, const char *host, guint port, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  Listing listing = { NULL, NULL, types };

  g_return_val_if_fail (QUAY_IS_KNOWN_HOSTS (self) && host != NULL, NULL);

  name = quay_known_hosts_line_name (host, port);
  listing.name = name;
  if (!foreach_entry (self, list_type, &listing, error))
    return NULL;

  return sort_types (types);
}

static void
list_place (const QuayKnownHostsLine *entry, const char *path, guint number, gpointer user_data)
{
  Listing *listing = user_data;

  if (quay_known_hosts_line_matches (entry, listing->name))
    g_strv_builder_take (listing->found, describe_place (path, number));
}

/**
 * quay_known_hosts_find:
 * @self: the known hosts
 * @host: host name or address, without brackets
 * @port: its port
 * @error: return location for an error
 *
 * Which lines speak of a host, whatever their marker and key; as `ssh-keygen -F`. Does disk I/O.
 *
 * Returns: (transfer full) (array zero-terminated=1): the lines as `FILE:LINE`, or %NULL with %QUAY_ERROR_LOCAL_FILE
 */
char **
quay_known_hosts_find (QuayKnownHosts *self, const char *host, guint port, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  Listing listing = { NULL, found, NULL };

  g_return_val_if_fail (QUAY_IS_KNOWN_HOSTS (self) && host != NULL, NULL);

  name = quay_known_hosts_line_name (host, port);
  listing.name = name;
  if (!foreach_entry (self, list_place, &listing, error))
    return NULL;

  return g_strv_builder_end (found);
}

/* What would read back as something else than this one host. */
static gboolean
is_writable_name (const char *host)
{
  gsize length = strlen (host);

  if (length == 0 || length > MAX_HOST || strchr ("@#|!", host[0]) != NULL)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar)host[i] <= ' ' || host[i] == 0x7f || strchr (",*?!|", host[i]) != NULL)
      return FALSE;

  return TRUE;
}

static gboolean
may_add (QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key, gboolean *known, GError **error)
{
  QuayKnownHostsResult result;
  g_autofree char *line = NULL;
  g_autofree char *shown = quay_text_escape (host, -1);

  if (!quay_known_hosts_check (self, host, port, key, &result, &line, error))
    return FALSE;
  *known = result == QUAY_KNOWN_HOSTS_MATCH;
  if (*known || result == QUAY_KNOWN_HOSTS_UNKNOWN)
    return TRUE;
  quay_set_error (error, QUAY_ERROR_HOST_KEY_REJECTED,
                  "The host key of %s was not saved: %s %s; when the change is real, remove that line first", shown,
                  result == QUAY_KNOWN_HOSTS_REVOKED ? "the key is revoked at" : "another key stands at", line);

  return FALSE;
}

/**
 * quay_known_hosts_add:
 * @self: the known hosts
 * @host: host name or address, without brackets
 * @port: its port
 * @key: the key to trust from now on
 * @hash_name: whether to hide the name, as ssh's HashKnownHosts does
 * @error: return location for an error
 *
 * Adds one line to the first file. The file and its folder are made where they are missing, for their owner alone. A
 * key that stands there already is not added again; one that is revoked or contradicts a line is refused. Safe against
 * other programs that add at the same time. Does disk I/O.
 *
 * Returns: %TRUE, or %FALSE with %QUAY_ERROR_LOCAL_FILE, %QUAY_ERROR_HOST_KEY_REJECTED or %QUAY_ERROR_HOST_INVALID
 */
gboolean
quay_known_hosts_add (
    QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key, gboolean hash_name, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *line = NULL;
  gboolean known = FALSE;

  g_return_val_if_fail (QUAY_IS_KNOWN_HOSTS (self) && QUAY_IS_HOST_KEY (key), FALSE);
  g_return_val_if_fail (host != NULL && self->files[0] != NULL, FALSE);

  if (!is_writable_name (host))
    {
      g_autofree char *shown = quay_text_escape (host, -1);

      quay_set_error (error, QUAY_ERROR_HOST_INVALID, "Cannot save the host key of “%s”: that is no host name", shown);
      return FALSE;
    }
  if (!may_add (self, host, port, key, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  name = quay_known_hosts_line_name (host, port);
  line = quay_known_hosts_line_format (name, key, hash_name, error);

  return line != NULL && quay_known_hosts_file_append (self->files[0], line, error);
}
