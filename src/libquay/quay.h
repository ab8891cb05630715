/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The public interface of libquay. */
#include <quay-attrs-types.h>
#include <quay-auth-packet.h>
#include <quay-cert-info.h>
#include <quay-client-events.h>
#include <quay-conflict.h>
#include <quay-directory.h>
#include <quay-error-table.h>
#include <quay-error.h>
#include <quay-file-acl.h>
#include <quay-file-changes.h>
#include <quay-file-info.h>
#include <quay-host-key-question.h>
#include <quay-host-key.h>
#include <quay-interaction.h>
#include <quay-journal.h>
#include <quay-known-hosts.h>
#include <quay-login-hash.h>
#include <quay-login.h>
#include <quay-open-flags.h>
#include <quay-prompt.h>
#include <quay-remote-file.h>
#include <quay-server-types.h>
#include <quay-sftp-client.h>
#include <quay-site-options.h>
#include <quay-text.h>
#include <quay-transfer-queue.h>
#include <quay-transfer.h>
#include <quay-types.h>
#include <quay-url.h>
