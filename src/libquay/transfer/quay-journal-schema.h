/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* SQLite's code, and @error where the database is of another program or a newer version: it is to be left as it is. */
int quay_journal_schema_check   (sqlite3 *handle, const char *shown, GError **error);
/* Makes the tables, or brings those of an earlier version up to date. */
int quay_journal_schema_migrate (sqlite3 *handle);

G_END_DECLS
