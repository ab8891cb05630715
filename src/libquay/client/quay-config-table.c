/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-field.h"

#include <string.h>

#include "quay-client-action.h"
#include "quay-client-field-access.h"
#include "quay-error.h"
#include "quay-sftp-client-private.h"

#define AT(member) G_STRUCT_OFFSET (QuaySftpClient, member)
#define RO QUAY_FIELD_READ_ONLY
#define ACTION QUAY_FIELD_ACTION
#define INERT QUAY_FIELD_INERT
#define GUARD(name) .guard = QUAY_ERROR_##name
/* Lists where the default is the engine's own order of what is in it and not weak. */
#define LIST(name) .option = name, .set = quay_set_algorithms

#define KEX                                                                                                            \
  "curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group-exchange-sha256,diffie-hellman-group14-sha256," \
  "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"                 \
  "ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1,"      \
  "gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g==,gss-group16-sha512-toWM5Slw5Ew8Mqkay+al2g==,"                           \
  "gss-nistp256-sha256-toWM5Slw5Ew8Mqkay+al2g==,gss-curve25519-sha256-toWM5Slw5Ew8Mqkay+al2g==,"                       \
  "gss-group14-sha1-toWM5Slw5Ew8Mqkay+al2g==,gss-gex-sha1-toWM5Slw5Ew8Mqkay+al2g=="

#define MACS                                                                                                 \
  "hmac-sha2-256,hmac-sha2-512,hmac-sha1,hmac-md5,hmac-ripemd160,hmac-sha1-96,hmac-md5-96,hmac-sha2-256-96," \
  "hmac-sha2-512-96,hmac-ripemd160-96,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"          \
  "umac-64@openssh.com,umac-64-etm@openssh.com,umac-128@openssh.com,umac-128-etm@openssh.com"

#define HOST_KEYS                                                                                                      \
  "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-256,rsa-sha2-512,ssh-rsa,ssh-dss," \
  "x509v3-sign-rsa,x509v3-sign-dss"

const QuayField quay_config_table[] = {
  /* The SFTP client's own */
  { "AllowBackslashInName", QUAY_FIELD_BOOLEAN, "False", .offset = AT (allow_backslash),
    .doc = "Take \\ as a part of names; else it parts folders, as / does." },
  { "AsyncTransfer", QUAY_FIELD_BOOLEAN, "True", .offset = AT (async_transfer),
    .doc = "Have several READs or WRITEs of a file under way at once." },
  { "AttrAccessTime", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_ACCESSTIME,
    .doc = "In the event dir-list: when the entry was last read, in milliseconds since 1970." },
  { "AttrCreationTime", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_CREATETIME,
    .doc = "In the event dir-list: when it was made, likewise." },
  { "AttrFileType", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = -1,
    .doc = "In the event dir-list: its type, as file-type has it." },
  { "AttrGroupId", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_OWNERGROUP | QUAY_ATTR_UIDGID,
    .doc = "In the event dir-list: its group." },
  { "AttrLinkCount", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_LINK_COUNT,
    .doc = "In the event dir-list: how many names it has; SFTP 6." },
  { "AttrOwnerId", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_UIDGID,
    .doc = "In the event dir-list: its owner." },
  { "AttrPermission", QUAY_FIELD_TEXT, "", RO, .get = quay_get_listed, .detail = QUAY_ATTR_PERMISSIONS,
    .doc = "In the event dir-list: its permissions, as a number." },
  { "CheckFileHash", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_CHECK_FILE_HASH,
    .doc = "Compares local-file with the hash the server makes of remote-file; True, or an error." },
  { "CopyRemoteData", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_COPY_REMOTE_DATA,
    .doc = "DestFile=PATH;Length=N;WriteOffset=N: copies a part of remote-file on the server, from start-byte on." },
  { "CopyRemoteFile", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_COPY_REMOTE_FILE,
    .doc = "A path: copies remote-file there, on the server." },
  { "DisableRealPath", QUAY_FIELD_BOOLEAN, "False", .offset = AT (disable_real_path),
    .doc = "Take paths to change to as they are, without asking the server." },
  { "ExcludeFileMask", QUAY_FIELD_TEXT, "", .offset = AT (exclude_mask),
    .doc = "A pattern of names that listings leave out." },
  { "FileMaskDelimiter", QUAY_FIELD_TEXT, "", .offset = AT (mask_delimiter),
    .doc = "What parts several patterns in remote-file and ExcludeFileMask." },
  { "FiletimeFormat", QUAY_FIELD_TEXT, "MM/dd/yyyy HH:mm:ss", .offset = AT (time_format),
    .doc = "How listings show times; empty: MMM dd HH:mm in this year, else MMM dd yyyy." },
  { "FreeSpace", QUAY_FIELD_INT64, "0", RO, .offset = AT (free_space),
    .doc = "Free bytes, once GetSpaceInfo was asked for." },
  { "GetSpaceInfo", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_GET_SPACE_INFO,
    .doc = "Asks the server how large and how full the disk of remote-path is." },
  { "GetSymlinkAttrs", QUAY_FIELD_BOOLEAN, "False", .offset = AT (get_symlink_attrs),
    .doc = "Attributes of a symbolic link are its own, not those of what it points to." },
  { "IgnoreFileMaskCasing", QUAY_FIELD_BOOLEAN, "True", .offset = AT (ignore_mask_casing),
    .doc = "Patterns match whatever the case." },
  { "LocalEOL", QUAY_FIELD_TEXT, "\r\n", .offset = AT (local_eol), .set = quay_set_eol,
    .doc = "What lines end with here, in quotes; for TransferMode 1." },
  { "LogSFTPFileData", QUAY_FIELD_BOOLEAN, "False", .option = "log-file-data", .set = quay_set_logging,
    .doc = "The log of level 3 shows what is in files, too." },
  { "MaskSensitiveData", QUAY_FIELD_BOOLEAN, "True", .option = "mask-sensitive-data", .set = quay_set_logging,
    .doc = "The log never shows passwords and answers. Passphrases and keys it never shows at all." },
  { "MaxFileData", QUAY_FIELD_INT, "32768", 0, 1024, 1048576, .offset = AT (max_file_data),
    .doc = "The most bytes of a file in one READ or WRITE." },
  { "MaxOutstandingPackets", QUAY_FIELD_INT, "8", 0, 1, 1024, .offset = AT (max_outstanding),
    .doc = "How many READs or WRITEs are under way at once." },
  { "NegotiatedProtocolVersion", QUAY_FIELD_TEXT, "", RO, .get = quay_get_info, .option = "sftp-version",
    .doc = "The SFTP version agreed on." },
  { "NormalizeRemotePath", QUAY_FIELD_BOOLEAN, "True", .offset = AT (normalize_path), .set = quay_set_normalize,
    .doc = "remote-path ends with /." },
  { "PreserveFileTime", QUAY_FIELD_BOOLEAN, "False", .offset = AT (preserve_time), .doc = "Files keep their times." },
  { "ProtocolVersion", QUAY_FIELD_INT, "3", 0, 3, 6, .option = "sftp-version",
    .doc = "The highest SFTP version to offer." },
  { "ReadLink", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_READ_LINK,
    .doc = "ReadLink=PATH gives what the symbolic link points to." },
  { "RealTimeUpload", QUAY_FIELD_BOOLEAN, "False", .offset = AT (real_time_upload),
    .doc = "An upload waits for what is still being written to its file." },
  { "RealTimeUploadAgeLimit", QUAY_FIELD_INT, "1", 0, 1, 86400, .offset = AT (real_time_age),
    .doc = "Seconds without anything new after which that is over." },
  { "ServerEOL", QUAY_FIELD_TEXT, "\r\n", .offset = AT (server_eol), .set = quay_set_eol,
    .doc = "What lines end with on the server, in quotes; for TransferMode 1." },
  { "SimultaneousTransferLimit", QUAY_FIELD_INT, "5", 0, 1, 64, .offset = AT (transfer_limit),
    .doc = "How many files of the queue run at once." },
  { "TotalSpace", QUAY_FIELD_INT64, "0", RO, .offset = AT (total_space),
    .doc = "All bytes, once GetSpaceInfo was asked for." },
  { "TransferMode", QUAY_FIELD_INT, "0", 0, 0, 1, .offset = AT (transfer_mode),
    .doc = "0 bytes as they are, 1 lines of text." },
  { "TransferredDataLimit", QUAY_FIELD_INT64, "0", 0, 0, G_MAXINT64, .offset = AT (transferred_data_limit),
    .doc = "The most bytes that a download takes, 0 all." },
  { "UseFxpStat", QUAY_FIELD_BOOLEAN, "True", .offset = AT (use_fxp_stat),
    .doc = "Ask for attributes before a download; without, neither percentages nor PreserveFileTime." },
  { "UseServerFileTime", QUAY_FIELD_BOOLEAN, "False", .offset = AT (use_server_time),
    .doc = "Listings show times in UTC, as the server counts; else in local time." },
  /* SSH's */
  { "ChannelDataEOL", QUAY_FIELD_TEXT, "", INERT,
    .doc = "It shapes an event for data of channels, which this class does not have." },
  { "ChannelDataEOLFound", QUAY_FIELD_TEXT, "", RO | INERT,
    .doc = "It belongs to an event for data of channels, which this class does not have." },
  { "ClientSSHVersionString", QUAY_FIELD_TEXT, "SSH-2.0-Quay_" QUAY_VERSION, .option = "identification",
    .doc = "How this side names itself in the SSH version exchange." },
  { "DoNotRepeatAuthMethods", QUAY_FIELD_BOOLEAN, "True", .get = quay_get_no_repeat, .set = quay_set_no_repeat,
    .doc = "A way to log in that was accepted is not used again for the next step." },
  { "EnablePageantAuth", QUAY_FIELD_INT, "0", 0, 0, 2, .offset = AT (pageant),
    .doc = "The SSH agent: 0 leave it alone, 1 use it, 2 use nothing else." },
  { "KeyRenegotiationThreshold", QUAY_FIELD_INT64, "1073741824", 0, 1024, G_MAXINT64, .option = "rekey-threshold",
    .doc = "Bytes after which new keys are agreed on." },
  { "LogLevel", QUAY_FIELD_INT, "1", 0, 0, 3, .offset = AT (log_level), .set = quay_set_logging,
    .doc = "0 nothing, 1 what happens, 2 packets, 3 bytes." },
  { "MaxChannelDataLength", QUAY_FIELD_INT, "0", INERT,
    .doc = "It shapes an event for data of channels, which this class does not have." },
  { "MaxPacketSize", QUAY_FIELD_INT, "32768", 0, 1024, 32768, .option = "channel-packet-size",
    .doc = "The most bytes of data in one packet of the server's." },
  { "MaxWindowSize", QUAY_FIELD_INT, "16777216", 0, 65536, G_MAXINT, .option = "channel-window-size",
    .doc = "How many bytes the server may send over a channel before it has to be asked for more." },
  { "NegotiatedStrictKex", QUAY_FIELD_TEXT, "False", RO, .get = quay_get_info, .option = "strict-kex",
    .doc = "Whether the key exchange is a strict one." },
  { "PasswordPrompt", QUAY_FIELD_TEXT, "", .offset = AT (password_prompt),
    .doc = "A pattern of the server's prompts that ssh-password answers." },
  { "PreferredDHGroupBits", QUAY_FIELD_INT, "0", 0, 0, 8192, .option = "dh-group-bits",
    .doc = "The size of the prime to ask for in a group exchange, 1024 to 8192; 0: the engine's choice." },
  { "RecordLength", QUAY_FIELD_INT, "0", INERT,
    .doc = "It shapes an event for raw data, which this class does not have." },
  { "ServerSSHVersionString", QUAY_FIELD_TEXT, "", RO, .get = quay_get_info, .option = "server-id",
    .doc = "How the server names itself." },
  { "SignedSSHCert", QUAY_FIELD_TEXT, "", .option = "certificate",
    .doc = "A certificate for the key of ssh-cert-*, signed by a CA: one line in OpenSSH's form." },
  { "SSHAcceptAnyServerHostKey", QUAY_FIELD_BOOLEAN, "False", .offset = AT (accept_any_key),
    .doc = "Accept whatever key the server shows. Anybody in between can read along then." },
  { "SSHAcceptServerCAKey", QUAY_FIELD_TEXT, "", .option = "host-ca-keys", .get = quay_get_lines, .set = quay_set_lines,
    .doc = "The key of a CA whose host certificates are accepted: one line in OpenSSH's form." },
  { "SSHAcceptServerHostKeyFingerPrint", QUAY_FIELD_TEXT, "", .option = "host-fingerprints",
    .doc = "MD5 fingerprints of keys to accept, with commas between them." },
  { "SSHFingerprintHashAlgorithm", QUAY_FIELD_TEXT, "SHA256", .offset = AT (fingerprint_hash),
    .set = quay_set_hash_name, .doc = "MD5, SHA1 or SHA256: the fingerprint in ssh-server-authentication." },
  { "SSHFingerprintMD5", QUAY_FIELD_TEXT, "", RO, .get = quay_get_fingerprint, .detail = G_CHECKSUM_MD5,
    .doc = "The MD5 fingerprint of the server's key." },
  { "SSHFingerprintSHA1", QUAY_FIELD_TEXT, "", RO, .get = quay_get_fingerprint, .detail = G_CHECKSUM_SHA1,
    .doc = "The SHA-1 fingerprint of the server's key." },
  { "SSHFingerprintSHA256", QUAY_FIELD_TEXT, "", RO, .get = quay_get_fingerprint, .detail = G_CHECKSUM_SHA256,
    .doc = "The SHA-256 fingerprint of the server's key." },
  { "SSHKeepAliveCountMax", QUAY_FIELD_INT, "5", 0, 1, 1000, .option = "keep-alive-count-max",
    .doc = "How many questions may stay without an answer." },
  { "SSHKeepAliveInterval", QUAY_FIELD_INT, "0", 0, 0, 86400, .option = "keep-alive-interval",
    .doc = "Seconds of silence before the server is asked whether it is there; 0 never." },
  { "SSHKeyExchangeAlgorithms", QUAY_FIELD_TEXT, KEX, LIST ("kex-algorithms"),
    .doc = "The key exchange methods, best first." },
  { "SSHKeyRenegotiate", QUAY_FIELD_TEXT, "", ACTION, .detail = QUAY_ACTION_RENEGOTIATE,
    .doc = "Agrees on new keys now." },
  { "SSHMacAlgorithms", QUAY_FIELD_TEXT, MACS, LIST ("macs"), .doc = "The MACs, best first." },
  { "SSHPubKeyAuthSigAlgorithms", QUAY_FIELD_TEXT,
    "ssh-rsa,rsa-sha2-256,rsa-sha2-512,ssh-dss,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-ed25519",
    LIST ("signature-algorithms"), .doc = "The signatures to log in with, as far as they fit the key." },
  { "SSHPublicKeyAlgorithms", QUAY_FIELD_TEXT, HOST_KEYS, LIST ("host-key-algorithms"),
    .doc = "The kinds of host keys, best first." },
  { "SSHVersionPattern", QUAY_FIELD_TEXT, "*SSH-1.99-*,*SSH-2.0-*", .option = "version-pattern",
    .doc = "Patterns of what a server may name itself." },
  { "TryAllAvailableAuthMethods", QUAY_FIELD_BOOLEAN, "False", .option = "try-all-methods",
    .doc = "Log in by all there is something for, whatever ssh-auth-mode says." },
  { "UseStrictKeyExchange", QUAY_FIELD_INT, "1", 0, 0, 3, .option = "strict-kex",
    .doc = "0 off, 1 where the server can, 2 else without what needs it, 3 always." },
  /* TCP's */
  { "ConnectionTimeout", QUAY_FIELD_INT, "0", 0, 0, 86400, .offset = AT (connection_timeout),
    .doc = "Seconds for connecting and logging in; 0: timeout." },
  { "FirewallAutoDetect", QUAY_FIELD_BOOLEAN, "False", .alias = "firewall-auto-detect",
    .doc = "As firewall-auto-detect." },
  { "FirewallHost", QUAY_FIELD_TEXT, "", .alias = "firewall-host", .doc = "As firewall-host." },
  { "FirewallPassword", QUAY_FIELD_TEXT, "", QUAY_FIELD_SECRET, .alias = "firewall-password",
    .doc = "As firewall-password." },
  { "FirewallPort", QUAY_FIELD_INT, "0", .alias = "firewall-port", .doc = "As firewall-port." },
  { "FirewallType", QUAY_FIELD_INT, "0", .alias = "firewall-type", .doc = "As firewall-type." },
  { "FirewallUser", QUAY_FIELD_TEXT, "", .alias = "firewall-user", .doc = "As firewall-user." },
  { "KeepAliveInterval", QUAY_FIELD_INT, "0", 0, 0, 86400000, .option = "tcp-keep-alive-interval",
    .get = quay_get_tcp_time, .set = quay_set_tcp_time,
    .doc = "Milliseconds between TCP's questions, rounded up to seconds; 0: the system's." },
  { "KeepAliveTime", QUAY_FIELD_INT, "0", 0, 0, 86400000, .option = "tcp-keep-alive-time", .get = quay_get_tcp_time,
    .set = quay_set_tcp_time,
    .doc = "Milliseconds of silence before TCP asks, rounded up to seconds; 0: the system's." },
  { "Linger", QUAY_FIELD_BOOLEAN, "True", .option = "linger",
    .doc = "What was not sent yet is sent before a connection ends." },
  { "LingerTime", QUAY_FIELD_INT, "0", 0, 0, 86400, .option = "linger-time",
    .doc = "Seconds for that at most; 0: the system's." },
  { "LocalHost", QUAY_FIELD_TEXT, "", .alias = "local-host", .doc = "As local-host." },
  { "LocalPort", QUAY_FIELD_INT, "0", .alias = "local-port", .doc = "As local-port." },
  { "MaxLineLength", QUAY_FIELD_INT, "2048", INERT, GUARD (LINE_LENGTH_GUARD),
    .doc = "It shapes an event for raw data, which this class does not have." },
  { "MaxTransferRate", QUAY_FIELD_INT, "0", 0, 0, G_MAXINT, .offset = AT (max_transfer_rate),
    .doc = "The most bytes a second that uploads send; 0: no limit." },
  { "ProxyExceptionsList", QUAY_FIELD_TEXT, "", .option = "proxy-exceptions", .get = quay_get_exceptions,
    .set = quay_set_exceptions, .doc = "Hosts that are reached without the proxy, with semicolons between them." },
  { "TCPKeepAlive", QUAY_FIELD_BOOLEAN, "False", .option = "tcp-keep-alive",
    .doc = "TCP asks whether the server is there." },
  { "TcpNoDelay", QUAY_FIELD_BOOLEAN, "False", .option = "tcp-no-delay", .doc = "Small packets are sent at once." },
  { "UseIPv6", QUAY_FIELD_INT, "0", 0, 0, 2, .option = "use-ipv6", .doc = "0 IPv4 only, 1 IPv6 only, 2 both." },
  /* Sockets' */
  { "AbsoluteTimeout", QUAY_FIELD_BOOLEAN, "False", .offset = AT (absolute_timeout),
    .doc = "timeout is for a method as a whole, not for each answer." },
  { "FirewallData", QUAY_FIELD_TEXT, "", .offset = AT (firewall_data), .doc = "Header lines for an HTTP proxy." },
  { "InBufferSize", QUAY_FIELD_INT, "0", 0, 0, 1 << 30, .option = "receive-buffer-size",
    .doc = "The socket's buffer for what comes, in bytes; 0: the system's." },
  { "OutBufferSize", QUAY_FIELD_INT, "0", 0, 0, 1 << 30, .option = "send-buffer-size",
    .doc = "The socket's buffer for what goes, in bytes; 0: the system's." },
  /* Everything's */
  { "BuildInfo", QUAY_FIELD_TEXT, "", RO, .get = quay_get_build_info, .doc = "Which build this is." },
  { "CodePage", QUAY_FIELD_INT, "65001", .offset = AT (code_page), .set = quay_set_code_page,
    .doc = "The code page of names on the server, by its Windows number; 65001 is UTF-8." },
  { "LicenseInfo", QUAY_FIELD_TEXT, "", RO, .get = quay_get_license_info, .doc = "Under which licence this is." },
  { "ProcessIdleEvents", QUAY_FIELD_BOOLEAN, "True", .offset = AT (process_idle_events), .set = quay_set_idle_events,
    .doc = "The program's main loop brings events in between methods; else do_events alone." },
  { "SelectWaitMillis", QUAY_FIELD_INT, "20", 0, 0, 60000, .offset = AT (select_wait),
    .doc = "How long do_events waits for something to happen, in milliseconds." },
  { "UseFIPSCompliantAPI", QUAY_FIELD_BOOLEAN, "False", INERT, .doc = "It is for Windows' security libraries." },
  { "UseInternalSecurityAPI", QUAY_FIELD_BOOLEAN, "True", INERT,
    .doc = "There is one set of security libraries here, OpenSSL." },
  { NULL },
};

/* Names may carry an index in brackets, where the documentation has one. */
static gboolean
is_name (const char *name, const char *row)
{
  const gsize length = strlen (row);

  return g_ascii_strncasecmp (name, row, length) == 0
         && (name[length] == '\0' || (name[length] == '[' && g_str_has_suffix (name, "]")));
}

const QuayField *
quay_config_find (const char *name)
{
  for (const QuayField *row = quay_config_table; row->name != NULL; row++)
    if (is_name (name, row->name))
      return row;

  return NULL;
}
