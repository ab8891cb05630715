/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Weak stand-ins until the SSH folder has its own. */
#include "quay-ssh-session.h"

#define WEAK __attribute__ ((weak))

WEAK QuaySshSession *
quay_ssh_session_new (QuayChannel *t, QuaySiteOptions *o, QuayPrompter *p)
{
  return NULL;
}
WEAK void
quay_ssh_session_set_log (QuaySshSession *s, QuaySshLogFunc f, gpointer d)
{
}
WEAK gboolean
quay_ssh_session_handshake (QuaySshSession *s, gint64 d, GCancellable *c, GError **e)
{
  return FALSE;
}
WEAK gboolean
quay_ssh_session_authenticate (QuaySshSession *s, gint64 d, GCancellable *c, GError **e)
{
  return FALSE;
}
WEAK QuayChannel *
quay_ssh_session_open_subsystem (QuaySshSession *s, const char *n, gint64 d, GCancellable *c, GError **e)
{
  return NULL;
}
WEAK void
quay_ssh_session_attach (QuaySshSession *s)
{
}
WEAK void
quay_ssh_session_open_subsystem_later (QuaySshSession *s, const char *n, QuaySshChannelReadyFunc f, gpointer d)
{
}
WEAK const QuaySshInfo *
quay_ssh_session_get_info (QuaySshSession *s)
{
  return NULL;
}
WEAK void
quay_ssh_session_close (QuaySshSession *s)
{
}
WEAK const char *
quay_host_key_get_sha256 (QuayHostKey *k)
{
  return NULL;
}
