/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-ssh-channel.h"
#include "quay-text.h"

/* libssh2 has a clock of its own for every reply. Ours decides, so its is set to what never comes: ten years. */
#define NEVER_SECONDS (10L * 365 * 24 * 3600)

/* What the server learns of us, RFC 4253 section 4.2. */
#define IDENTIFICATION "SSH-2.0-Quay_" QUAY_VERSION
#define MAX_IDENTIFICATION 253

/* RFC 4419: what is asked for, and the most that is put up with: more costs minutes. */
#define DH_GROUP_BITS 4096
#define MAX_DH_GROUP_BITS 8192

G_DEFINE_FINAL_TYPE (QuaySshSession, quay_ssh_session, G_TYPE_OBJECT)

static void
clear_info (QuaySshInfo *info)
{
  g_free ((char *)info->server_id);
  g_free ((char *)info->kex);
  g_free ((char *)info->host_key_algorithm);
  g_free ((char *)info->cipher_cs);
  g_free ((char *)info->cipher_sc);
  g_free ((char *)info->mac_cs);
  g_free ((char *)info->mac_sc);
  g_free ((char *)info->compression_cs);
  g_free ((char *)info->compression_sc);
  g_free ((char *)info->host_certificate);
  g_free ((char *)info->host_authority);
  g_clear_object (&info->host_key);
  *info = (QuaySshInfo){ 0 };
}

static void
quay_ssh_session_finalize (GObject *object)
{
  QuaySshSession *self = QUAY_SSH_SESSION (object);

  quay_ssh_session_close (self);
  g_clear_object (&self->transport);
  g_clear_object (&self->options);
  g_clear_pointer (&self->prompter, quay_prompter_unref);
  g_clear_pointer (&self->memory, quay_auth_memory_unref);
  g_clear_pointer (&self->wire, quay_ssh_wire_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->ending, g_ptr_array_unref);
  g_clear_pointer (&self->host_cert, quay_ssh_cert_free);
  g_clear_error (&self->failure);
  clear_info (&self->info);

  G_OBJECT_CLASS (quay_ssh_session_parent_class)->finalize (object);
}

static void
quay_ssh_session_class_init (QuaySshSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_ssh_session_finalize;
}

static void
quay_ssh_session_init (QuaySshSession *self)
{
  self->lib_fd = -1;
  self->channels = g_ptr_array_new ();
  self->ending = g_ptr_array_new ();
  g_queue_init (&self->openings);
  g_queue_init (&self->rekeyed_calls);
}

/* libssh2_init() counts without a lock. */
static void
init_libssh2_once (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      if (libssh2_init (0) != 0)
        g_error ("libssh2 cannot be initialized");
      g_once_init_leave (&once, 1);
    }
}

QuaySshSession *
quay_ssh_session_new (QuayChannel *transport, QuaySiteOptions *options, QuayPrompter *prompter)
{
  QuaySshSession *self = g_object_new (QUAY_TYPE_SSH_SESSION, NULL);
  g_autofree char *host = quay_text_escape (quay_site_options_get_host (options), -1);
  const char *user = quay_site_options_get_user (options);

  init_libssh2_once ();
  self->transport = transport;
  self->options = quay_site_options_copy (options);
  self->prompter = quay_prompter_ref (prompter);
  self->memory = quay_auth_memory_new ();
  self->place = g_strdup_printf ("%s port %u", host, quay_site_options_get_port (options));
  self->user = g_strdup (*user != '\0' ? user : g_get_user_name ());
  self->wire = quay_ssh_wire_new (transport);
  self->lib = quay_ssh_wire_make_session (self->wire);
  self->lib_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->lib == NULL || self->lib_fd < 0)
    g_error ("%s: no memory or no descriptor for an SSH session: %s", G_STRLOC, g_strerror (errno));
  libssh2_session_set_read_timeout (self->lib, NEVER_SECONDS);

  return self;
}

void
quay_ssh_session_set_log (QuaySshSession *self, const QuayLog *log)
{
  self->log = *log;
}

void
quay_ssh_session_set_memory (QuaySshSession *self, QuayAuthMemory *memory)
{
  quay_auth_memory_ref (memory);
  quay_auth_memory_unref (self->memory);
  self->memory = memory;
}

gboolean
quay_ssh_session_is_over (QuaySshSession *self)
{
  if (self->lib == NULL || self->failure != NULL)
    return TRUE;

  return quay_ssh_wire_has_ended (self->wire) && quay_ssh_wire_get_unread (self->wire) == 0;
}

void
quay_ssh_session_fail (QuaySshSession *self, int rc)
{
  GError *error = NULL;

  if (self->failure != NULL || self->lib == NULL)
    return;
  quay_ssh_set_error (self, rc, &error, "The connection to %s failed", self->place);
  quay_ssh_session_give_up (self, error);
}

void
quay_ssh_session_give_up (QuaySshSession *self, GError *error)
{
  self->failure = error;
  quay_ssh_session_stop_pump (self);
  quay_ssh_wire_kill (self->wire);
  self->attached = TRUE;
  /* For the channels to learn of it. */
  quay_ssh_session_run_again (self);
}

static void
set_timeout_error (QuaySshSession *self, GError **error)
{
  g_autofree char *heard = quay_kexinit_dup_heard (quay_ssh_wire_get_theirs (self->wire));

  if (quay_kexinit_get_identification (quay_ssh_wire_get_theirs (self->wire)) != NULL)
    quay_set_error (error, QUAY_ERROR_TIMEOUT, "%s did not answer in time while %s", self->place, self->doing);
  else if (heard != NULL)
    quay_set_error (error, QUAY_ERROR_TIMEOUT,
                    "%s did not say in time that it is an SSH server, only “%s”; check the port", self->place, heard);
  else
    quay_set_error (error, QUAY_ERROR_TIMEOUT,
                    "%s took the connection but says nothing; is it an SSH server? Check the port", self->place);
}

gboolean
quay_ssh_session_wait (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GIOCondition condition = G_IO_IN;

  if (quay_ssh_session_is_over (self))
    {
      quay_ssh_set_end_error (self, error, NULL);
      return FALSE;
    }
  quay_ssh_wire_flush (self->wire);
  if (quay_ssh_wire_get_unsent (self->wire) > 0)
    condition |= G_IO_OUT;
  if (self->add_waited)
    deadline = quay_prompter_extend (self->prompter, deadline);
  if (!quay_channel_wait (self->transport, condition, deadline, cancellable, &local_error))
    {
      if (g_error_matches (local_error, QUAY_ERROR, QUAY_ERROR_TIMEOUT))
        set_timeout_error (self, error);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  quay_ssh_wire_flush (self->wire);
  quay_ssh_wire_fill (self->wire);

  return TRUE;
}

gboolean
quay_ssh_session_again (QuaySshSession *self, int rc, gint64 deadline, GCancellable *cancellable, GError **error)
{
  return rc == LIBSSH2_ERROR_EAGAIN && quay_ssh_session_wait (self, deadline, cancellable, error);
}

static const char *
dup_method (QuaySshSession *self, int which)
{
  return g_strdup (libssh2_session_methods (self->lib, which));
}

static void
take_info (QuaySshSession *self)
{
  QuaySshInfo *info = &self->info;
  QuayKexinit *ours = quay_ssh_wire_get_ours (self->wire);
  QuayKexinit *theirs = quay_ssh_wire_get_theirs (self->wire);

  info->server_id = g_strdup (quay_kexinit_get_identification (theirs));
  info->kex = dup_method (self, LIBSSH2_METHOD_KEX);
  info->host_key_algorithm = dup_method (self, LIBSSH2_METHOD_HOSTKEY);
  info->cipher_cs = dup_method (self, LIBSSH2_METHOD_CRYPT_CS);
  info->cipher_sc = dup_method (self, LIBSSH2_METHOD_CRYPT_SC);
  info->mac_cs = dup_method (self, LIBSSH2_METHOD_MAC_CS);
  info->mac_sc = dup_method (self, LIBSSH2_METHOD_MAC_SC);
  info->compression_cs = dup_method (self, LIBSSH2_METHOD_COMP_CS);
  info->compression_sc = dup_method (self, LIBSSH2_METHOD_COMP_SC);
  info->strict_kex = quay_kexinit_offers (ours, QUAY_KEXINIT_KEX, "kex-strict-c-v00@openssh.com")
                     && quay_kexinit_offers (theirs, QUAY_KEXINIT_KEX, "kex-strict-s-v00@openssh.com");
  info->dh_group_bits = libssh2_session_dh_group_used (self->lib);
}

/* The key that a signature algorithm is of: "rsa-sha2-512-cert-v01@openssh.com" signs with
 * "ssh-rsa-cert-v01@openssh.com". */
static gboolean
fits_algorithm (const char *key_type, const char *algorithm)
{
  static const char *const rsa[] = { "rsa-sha2-512", "rsa-sha2-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (rsa); i++)
    if (g_str_has_prefix (algorithm, rsa[i]))
      return g_str_has_prefix (key_type, "ssh-rsa")
             && g_str_equal (key_type + strlen ("ssh-rsa"), algorithm + strlen (rsa[i]));

  return g_str_equal (key_type, algorithm);
}

static const char *
get_shown_type (QuaySshSession *self)
{
  return self->host_cert != NULL ? self->host_cert->key_type : quay_host_key_get_key_type (self->info.host_key);
}

static gboolean
take_host_key (QuaySshSession *self, GError **error)
{
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *bytes;
  size_t size = 0;
  int type = 0;

  bytes = libssh2_session_hostkey (self->lib, &size, &type);
  blob = g_bytes_new (bytes, bytes != NULL ? size : 0);
  self->host_cert = quay_ssh_cert_parse (blob);
  if (self->host_cert != NULL)
    self->info.host_certificate = g_strdup (self->host_cert->key_id);
  self->info.host_key = quay_host_key_new (self->host_cert != NULL ? self->host_cert->plain_blob : blob, &local_error);
  if (self->info.host_key == NULL)
    quay_set_error (error, QUAY_ERROR_HOST_KEY_UNVERIFIED, "%s shows a host key that is none: %s", self->place,
                    local_error->message);
  else if (!fits_algorithm (get_shown_type (self), self->info.host_key_algorithm))
    quay_set_error (error, QUAY_ERROR_HOST_KEY_UNVERIFIED,
                    "%s shows a host key of the type %s where %s was agreed on; tell whoever runs the server",
                    self->place, get_shown_type (self), self->info.host_key_algorithm);
  else
    return TRUE;

  return FALSE;
}

static void
set_handshake_error (QuaySshSession *self, int rc, GError **error)
{
  QuayKexinitList list
      = quay_kexinit_find_mismatch (quay_ssh_wire_get_ours (self->wire), quay_ssh_wire_get_theirs (self->wire));

  if (rc == LIBSSH2_ERROR_KEX_FAILURE && list != QUAY_KEXINIT_N_LISTS)
    quay_ssh_set_negotiation_error (self, list, error);
  else
    quay_ssh_set_error (self, rc, error, "The key exchange with %s failed", self->place);
}

/* Both sides' lists, RFC 4253 section 7.1. */
static void
log_offer (QuaySshSession *self, const char *who, QuayKexinit *offer)
{
  static const char *const names[] = { "key exchange",
                                       "host key",
                                       "cipher to the server",
                                       "cipher from the server",
                                       "MAC to the server",
                                       "MAC from the server",
                                       "compression to the server",
                                       "compression from the server" };

  if (!quay_log_wants (&self->log, 2) || !quay_kexinit_is_complete (offer))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *joined = g_strjoinv (",", (char **)quay_kexinit_get_list (offer, i));

      quay_log (&self->log, 2, "%s for %s: %s", who, names[i], joined);
    }
}

static gboolean
exchange_keys (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  int rc;

  quay_log (&self->log, 1, "Exchanging keys with %s", self->place);
  do
    rc = libssh2_session_handshake (self->lib, self->lib_fd);
  while (quay_ssh_session_again (self, rc, deadline, cancellable, error));
  log_offer (self, "We offer", quay_ssh_wire_get_ours (self->wire));
  log_offer (self, "The server offers", quay_ssh_wire_get_theirs (self->wire));
  if (rc == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  if (rc != 0)
    {
      set_handshake_error (self, rc, error);
      return FALSE;
    }
  take_info (self);
  quay_log (&self->log, 1, "The server is %s", self->info.server_id);
  quay_log (&self->log, 1, "Key exchange %s, host key %s, cipher %s, strict key exchange: %s", self->info.kex,
            self->info.host_key_algorithm, self->info.cipher_sc, self->info.strict_kex ? "yes" : "no");
  self->n_exchanges = libssh2_session_exchanges (self->lib);

  return quay_ssh_check_algorithms (self, error) && take_host_key (self, error);
}

/* RFC 4253 section 4.2: printable ASCII, at most 255 bytes with the end of the line. */
static gboolean
introduce (QuaySshSession *self, GError **error)
{
  const char *chosen = quay_site_options_get_identification (self->options);
  g_autofree char *shown = NULL;
  gboolean good = TRUE;

  if (chosen == NULL || *chosen == '\0')
    {
      libssh2_session_banner_set (self->lib, IDENTIFICATION);
      return TRUE;
    }
  for (const char *at = chosen; *at != '\0'; at++)
    good = good && g_ascii_isprint (*at);
  if (good && g_str_has_prefix (chosen, "SSH-2.0-") && strlen (chosen) <= MAX_IDENTIFICATION)
    {
      libssh2_session_banner_set (self->lib, chosen);
      return TRUE;
    }
  shown = quay_text_escape_message (chosen, -1, MAX_IDENTIFICATION);
  quay_set_error (error, QUAY_ERROR_USAGE,
                  "“%s” cannot be what servers are told of this program; write it as SSH-2.0-NAME, with %d plain "
                  "characters at most",
                  shown, MAX_IDENTIFICATION);

  return FALSE;
}

static gboolean
set_groups (QuaySshSession *self, GError **error)
{
  guint bits = quay_site_options_get_dh_group_bits (self->options);
  guint min = quay_site_options_get_min_dh_group_bits (self->options);
  guint preferred = bits != 0 ? bits : MAX (DH_GROUP_BITS, min);
  int rc = libssh2_session_dh_group_bits (self->lib, MIN (min, preferred), preferred, MAX_DH_GROUP_BITS);

  if (rc != 0)
    quay_set_error (error, QUAY_ERROR_USAGE, "Groups of %u bits cannot be asked for; choose 1024 to %d", bits,
                    MAX_DH_GROUP_BITS);

  return rc == 0;
}

gboolean
quay_ssh_session_handshake (QuaySshSession *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) types = NULL;
  gboolean certified = FALSE;
  gboolean success;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  quay_auth_memory_bind (self->memory, quay_site_options_get_host (self->options),
                         quay_site_options_get_port (self->options), self->user);
  types = quay_ssh_trust_list_types (self, &certified, error);
  if (types == NULL || !introduce (self, error) || !set_groups (self, error)
      || !quay_ssh_set_preferences (self, (const char *const *)types, certified, error))
    return FALSE;
  quay_kexinit_set_pattern (quay_ssh_wire_get_theirs (self->wire),
                            quay_site_options_get_version_pattern (self->options));
  self->add_waited = TRUE;
  self->doing = "exchanging keys";
  success = exchange_keys (self, deadline, cancellable, error) && quay_ssh_trust_check (self, cancellable, error);
  self->add_waited = FALSE;

  return success;
}

void
quay_ssh_session_attach (QuaySshSession *self)
{
  if (self->attached || self->lib == NULL)
    return;
  self->attached = TRUE;
  quay_ssh_session_start_pump (self);
}

const QuaySshInfo *
quay_ssh_session_get_info (QuaySshSession *self)
{
  return &self->info;
}

guint64
quay_ssh_session_get_bytes_received (QuaySshSession *self)
{
  return quay_ssh_wire_get_received (self->wire);
}

guint64
quay_ssh_session_get_bytes_sent (QuaySshSession *self)
{
  return quay_ssh_wire_get_sent (self->wire);
}

/* SSH_MSG_DISCONNECT goes out if there is room for it this very moment; nobody waits. */
static void
say_goodbye (QuaySshSession *self)
{
  if (self->info.server_id == NULL || quay_ssh_wire_has_ended (self->wire))
    return;
  libssh2_session_disconnect (self->lib, "Closed by the person or program that opened it");
  quay_ssh_wire_flush (self->wire);
}

void
quay_ssh_session_close (QuaySshSession *self)
{
  LIBSSH2_SESSION *lib = self->lib;

  if (lib == NULL)
    return;
  quay_ssh_session_stop_pump (self);
  say_goodbye (self);
  quay_ssh_wire_kill (self->wire);
  quay_ssh_session_leave_openings (self);
  self->lib = NULL;
  for (guint i = 0; i < self->channels->len; i++)
    quay_ssh_channel_session_closed (g_ptr_array_index (self->channels, i));
  g_ptr_array_set_size (self->ending, 0);
  /* The hooks fail from here on, so that this cannot want to wait; it frees the channels too. */
  if (libssh2_session_free (lib) != 0)
    g_critical ("%s: libssh2 keeps a session", G_STRLOC);
  g_clear_fd (&self->lib_fd, NULL);
  quay_channel_close (self->transport);
  quay_ssh_session_fail_openings (self);
  quay_ssh_session_fail_rekeys (self);
}

void
quay_ssh_session_end_thread (void)
{
  OPENSSL_thread_stop ();
}
