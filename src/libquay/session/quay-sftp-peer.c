/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What single servers do in their own way, known by what they call themselves. tests/session/servers finds such things.
 */
#include "quay-sftp-session-private.h"

#include <string.h>

static const struct
{
  const char *name; /* is in the SSH identification line */
  guint quirks;     /* QuaySftpQuirks */
} peers[] = {
  { "AsyncSSH", QUAY_SFTP_DRAFT_LINKS | QUAY_SFTP_WANTS_CONTROL },
  { "Erlang", QUAY_SFTP_DRAFT_LINKS | QUAY_SFTP_TWO_HANDLES | QUAY_SFTP_NO_LINK },
  { "mod_sftp",
    QUAY_SFTP_WANTS_LOCK_MASK | QUAY_SFTP_HASHES_WHOLE_FILES | QUAY_SFTP_LSTAT_FOLLOWS | QUAY_SFTP_BROKEN_HOME },
  { "paramiko", QUAY_SFTP_WRONG_HASHES },
};

void
quay_sftp_session_set_peer (QuaySftpSession *self, const char *server_id)
{
  for (gsize i = 0; server_id != NULL && i < G_N_ELEMENTS (peers); i++)
    if (strstr (server_id, peers[i].name) != NULL)
      self->quirks |= peers[i].quirks;
}
