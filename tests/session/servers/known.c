/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server, or a version, cannot do, case by case. A line here that is not true any more fails the test. */
#include "known.h"

typedef struct
{
  const char *servers; /* between spaces; NULL: all */
  guint versions;
  const char *test; /* "*" stands for anything */
  const char *reason;
} Known;

#define PROFTPD_LINKS "READLINK's answer is made absolute"
#define ABSOLUTE_LINKS "links' targets are made absolute"
#define NOT_ANNOUNCED "the server does not have it"

static const Known known[] = {
  /* What a version has no place for. */
  { NULL, V3, "stat nanoseconds", "version 3 has whole seconds" },
  { NULL, V3, "set nanoseconds", "version 3 has whole seconds" },
  { NULL, V3, "stat created", "version 3 does not know when a file was made" },
  { NULL, V3, "set created", "version 3 does not know when a file was made" },
  { NULL, V3, "set owner by name", "version 3 has numbers" },
  { NULL, V3, "stat ACL", "version 3 has no access control lists" },
  { NULL, V3, "set ACL", "version 3 has no access control lists" },
  { NULL, V3, "open as text", "version 3 knows no text" },
  { NULL, V3, "text as the server says", "the options count in version 3" },
  { NULL, V3 | V4, "stat attribute bits", "they come with version 5" },
  { NULL, V3 | V4, "set attribute bits", "they come with version 5" },
  { NULL, V345, "stat changed", "it comes with version 6" },
  { NULL, V345, "stat allocation size", "it comes with version 6" },
  { NULL, V345, "stat link count", "it comes with version 6" },
  { NULL, V345, "set MIME type", "it comes with version 6" },
  { NULL, V345, "open without following", "it comes with version 6" },
  { NULL, V345, "lock and unlock", "locks come with version 6" },

  /* Extensions that are not there. */
  { "OpenSSH Dropbear Paramiko AsyncSSH Erlang", ALL, "versions listed", NOT_ANNOUNCED },
  { "gesftpserver", V345, "versions listed", "it lists them in version 6 only" },
  { "OpenSSH Dropbear Paramiko ProFTPD Erlang", ALL, "vendor told", NOT_ANNOUNCED },
  { "OpenSSH Dropbear Paramiko gesftpserver ProFTPD", V3, "newline told", "it comes with version 4" },
  { "Erlang", ALL, "newline told", NOT_ANNOUNCED },
  { "Erlang", ALL, "text as the server says", "it does not say" },
  { "gesftpserver ProFTPD Paramiko Erlang", ALL, "limits", NOT_ANNOUNCED },
  { "OpenSSH Dropbear AsyncSSH Paramiko Erlang", ALL, "space-available", NOT_ANNOUNCED },
  { "ProFTPD", V3 | V4, "space-available", "it is announced from version 5 on" },
  { "Paramiko Erlang", ALL, "space", NOT_ANNOUNCED },
  { "Paramiko Erlang", ALL, "statvfs", NOT_ANNOUNCED },
  { "Paramiko Erlang", ALL, "fstatvfs", NOT_ANNOUNCED },
  { "Paramiko Erlang", ALL, "fsync", NOT_ANNOUNCED },
  { "Paramiko Erlang", ALL, "hard link", NOT_ANNOUNCED },
  { "gesftpserver Paramiko Erlang", ALL, "copy *", NOT_ANNOUNCED },
  { "ProFTPD", V3 | V4, "copy *", "it is announced from version 5 on" },
  { "ProFTPD", V5 | V6, "copy a range", "it has copy-file, and not copy-data" },
  { "OpenSSH Dropbear gesftpserver AsyncSSH Erlang", ALL, "check-file*", NOT_ANNOUNCED },
  { "ProFTPD", V3 | V4, "check-file*", "it is announced from version 5 on" },
  { "ProFTPD", V5 | V6, "check-file of a part", "it hashes other bytes than those, so it is not asked" },
  { "Paramiko", V3, "check-file*", "it hashes other bytes than those it should, so it is not asked" },
  { "gesftpserver AsyncSSH Paramiko Erlang", ALL, "home-directory", NOT_ANNOUNCED },
  { "ProFTPD", ALL, "home-directory", "its answer lacks its head, so it is not asked" },
  { "gesftpserver AsyncSSH ProFTPD Paramiko Erlang", ALL, "expand-path", NOT_ANNOUNCED },
  { "gesftpserver AsyncSSH ProFTPD Paramiko Erlang", ALL, "names of users", NOT_ANNOUNCED },
  { "gesftpserver AsyncSSH ProFTPD Paramiko Erlang", V3, "owner by name", "it tells numbers, and not their names" },
  { "gesftpserver ProFTPD Paramiko Erlang", ALL, "set link itself", "it has no lsetstat@openssh.com" },

  /* Attributes of later versions that a server does not have. */
  { "gesftpserver ProFTPD Erlang", V456, "stat nanoseconds", "it tells whole seconds" },
  { "gesftpserver ProFTPD Erlang", V456, "set nanoseconds", "it takes whole seconds" },
  { "gesftpserver ProFTPD", V456, "stat created", "it does not tell" },
  { "gesftpserver AsyncSSH ProFTPD Erlang", V456, "set created", "it is not to be set" },
  { NULL, V456, "stat ACL", "no server of these tells them" },
  { NULL, V456, "set ACL", "no server of these takes them" },
  { "AsyncSSH ProFTPD Erlang", V5 | V6, "stat attribute bits", "it does not tell" },
  { NULL, V5 | V6, "set attribute bits", "no server of these takes them" },
  { "ProFTPD Erlang", V6, "stat changed", "it does not tell" },
  { NULL, V6, "stat allocation size", "no server of these tells it" },
  { "Erlang", V6, "stat link count", "it does not tell" },
  { NULL, V6, "set MIME type", "no server of these takes it" },
  { "AsyncSSH ProFTPD", V5 | V6, "open as text", "it says that it does not know text" },
  { "AsyncSSH ProFTPD Erlang", V6, "open without following", "it does not know the flag" },
  { "gesftpserver AsyncSSH Erlang", V6, "lock and unlock", "it has no locks" },

  /* gesftpserver */
  { "gesftpserver", V456, "name not UTF-8", "it ends at the sight of one" },
  { "gesftpserver", V456, "set uid and gid", "it takes a group by name only" },
  { "gesftpserver", V456, "set gid alone", "it takes a group by name only" },

  /* ProFTPD */
  { "ProFTPD", ALL, "stat link itself", "its LSTAT follows links" },
  { "ProFTPD", ALL, "list links", PROFTPD_LINKS },
  { "ProFTPD", ALL, "readlink", PROFTPD_LINKS },
  { "ProFTPD", ALL, "download a tree", PROFTPD_LINKS },
  { "ProFTPD", ALL, "upload a tree again", PROFTPD_LINKS },
  { "ProFTPD", V456, "set times", "of the two times it sets the one and puts the other back" },
  { "ProFTPD", V456, "set uid and gid", "it takes names only" },
  { "ProFTPD", V456, "set gid alone", "it takes names only" },
  { "ProFTPD", V5 | V6, "append", "it says that it cannot" },
  { "ProFTPD", V6, "symlink", ABSOLUTE_LINKS },
  { "ProFTPD", V6, "symlink dangling", ABSOLUTE_LINKS },
  { "ProFTPD", V6, "upload a tree", ABSOLUTE_LINKS },

  /* Paramiko */
  { "Paramiko", V3, "name not UTF-8", "Python's names are Unicode" },
  { "Paramiko", V3, "rename overwrite*", "it has posix-rename@openssh.com and does not say so" },
  { "Paramiko", V3, "set size, smaller", "it makes the whole file zeroes" },

  /* Erlang */
  { "Erlang", V4, "*", "its attributes lack the type that version 4 has" },
  { "Erlang", ALL, "list missing", "it says that it is not a directory" },
  { "Erlang", ALL, "list links", ABSOLUTE_LINKS },
  { "Erlang", ALL, "readlink", ABSOLUTE_LINKS },
  { "Erlang", ALL, "symlink", ABSOLUTE_LINKS },
  { "Erlang", ALL, "symlink dangling", ABSOLUTE_LINKS },
  { "Erlang", ALL, "download a tree", ABSOLUTE_LINKS },
  { "Erlang", ALL, "upload a tree", ABSOLUTE_LINKS },
  { "Erlang", ALL, "upload a tree again", ABSOLUTE_LINKS },
  { "Erlang", V3, "name UTF-8", "its version 3 has Latin 1" },
  { "Erlang", ALL, "name not UTF-8", "it has Unicode" },
  { "Erlang", ALL, "remove tree", "it removes no link that leads to a folder" },
  { "Erlang", ALL, "rename overwrite*", "it has no such rename" },
  { "Erlang", ALL, "create file", "it opens what is there, exclusive or not" },
  { "Erlang", ALL, "create exclusive", "it opens what is there, exclusive or not" },
  { "Erlang", ALL, "create keeps what is there", "it empties what it opens for writing" },
  { "Erlang", V3, "upload behind a file", "it empties what it opens for writing" },
  { "Erlang", ALL, "create with permissions", "it takes none" },
  { "Erlang", ALL, "open existing only", "it makes what is not there" },
  { "Erlang", ALL, "set size*", "it does not set sizes" },
  { "Erlang", ALL, "fsetstat", "it does not set sizes" },
  { "Erlang", V5 | V6, "set owner by name", "it has numbers" },
  { "Erlang", V5 | V6, "owner by name", "it has numbers" },
};

static gboolean
is_among (const char *servers, const char *server)
{
  g_auto (GStrv) names = g_strsplit (servers, " ", -1);

  return g_strv_contains ((const char *const *)names, server);
}

const char *
why_not (const char *server, guint version, const char *test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if ((known[i].versions & 1u << version) != 0 && g_pattern_match_simple (known[i].test, test)
        && (known[i].servers == NULL || is_among (known[i].servers, server)))
      return known[i].reason;

  return NULL;
}
