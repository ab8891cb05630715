# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration keys: names, values, ranges; what the log says; what this build says of itself."""

import os
import sys

from gi.repository import GLib, Quay

import sshd
from clientcase import ClientCase, covers

HERE = os.path.dirname(os.path.abspath(__file__))
MEDDLER = os.path.join(HERE, "..", "cli", "meddler.py")

INERT = ("ChannelDataEOL", "MaxChannelDataLength", "RecordLength", "MaxLineLength", "UseFIPSCompliantAPI", "UseInternalSecurityAPI")


class Configuration(ClientCase):
    @covers("method", "config")
    def test_names_and_values(self):
        client = self.client()
        self.assertError(20001, client.config, "NoSuchKey")
        self.assertError(20001, client.config, "NoSuchKey=1")
        self.assertError(20001, client.config, "")
        self.assertEqual(client.config("filetimeFORMAT=yyyy=x"), "yyyy=x")
        self.assertEqual(client.config("FiletimeFormat"), "yyyy=x")
        for word, value in (("True", "True"), ("no", "False"), ("1", "True"), ("FALSE", "False"), ("Yes", "True"), ("0", "False")):
            self.assertEqual(client.config("AsyncTransfer=" + word), value)
        self.assertError(20001, client.config, "AsyncTransfer=maybe")
        self.assertError(20001, client.config, "MaxFileData=x")
        self.assertError(20001, client.config, "MaxFileData=1")
        self.assertError(20001, client.config, "NegotiatedProtocolVersion=4")

    def test_inert_keys_refuse(self):
        client = self.client()
        for name in INERT:
            before = client.config(name)
            self.assertEqual(client.config("%s=%s" % (name, before)), before)
            other = {"True": "False", "False": "True", "": "x"}.get(before, "77777")
            self.assertError(20007, client.config, "%s=%s" % (name, other))
            self.assertEqual(client.config(name), before)
        self.assertEqual(client.config("ChannelDataEOL[3]"), "")

    def test_list(self):
        keys = Quay.SftpClient.list_config().unpack()
        self.assertEqual(len({name.lower() for name, _, _, _ in keys}), len(keys))
        for name, kind, fallback, text in keys:
            self.assertTrue(name and kind and text.endswith("."), name)

    @covers("config", "BuildInfo LicenseInfo")
    def test_build(self):
        client = self.client()
        self.assertIn("libquay", client.config("BuildInfo"))
        self.assertIn("LGPL", client.config("LicenseInfo"))

    @covers("config", "LogLevel")
    @covers("event", "on_log")
    def test_log_level(self):
        client = self.with_key()
        client.config("LogLevel=0")
        self.log_on(client)
        self.assertEqual(client.of("log"), [])
        client.quay.ssh_logoff()
        client.events.clear()
        client.config("LogLevel=1")
        self.log_on(client)
        self.assertEqual({event["log-level"] for event in client.of("log")}, {1})
        self.assertTrue(all(event["log-type"] == "" for event in client.of("log")))

    @covers("config", "LogLevel LogSFTPFileData MaskSensitiveData")
    def test_what_the_log_shows(self):
        self.need_password()
        secret = self.server.password
        path = self.write("file", b"what-is-in-the-file")
        for settings, bare, content in ((("LogLevel=3",), False, False), (("LogLevel=3", "LogSFTPFileData=True"), False, True),
                                        (("LogLevel=3", "MaskSensitiveData=False"), True, False)):
            client = self.client(ssh_password=secret, remote_file=path)
            for setting in settings:
                client.config(setting)
            self.log_on(client)
            client.quay.download()
            text = "\n".join(event["message"] for event in client.of("log"))
            shown = b"what-is-in-the-file".hex()
            self.assertEqual({event["log-level"] for event in client.of("log")}, {1, 2, 3})
            self.assertEqual((secret in text), bare, settings)
            self.assertEqual("what-is-in-the-file" in text or shown in text.replace(" ", "").lower(), content, settings)
            client.quay.ssh_logoff()
        client.config("LogLevel=1")
        self.log_on(client)
        client.events.clear()
        client.config("LogLevel=2")
        client.quay.check_file_exists()
        self.assertEqual({event["log-level"] for event in client.of("log")}, {2}, "it counts at once")

    def with_hashes(self, kind):
        """Logged on to a server that makes hashes, without SSH."""
        client = self.client()
        options = client.quay.get_options()
        options.set_property("transport", Quay.Transport.EXEC)
        options.set_property("exec-argv", [sys.executable, MEDDLER, sshd.SERVER, kind])
        client.set(ssh_host="localhost")
        return client

    @covers("config", "CheckFileHash")
    @covers("error", "1109")
    def test_hash(self):
        same = self.write("same", b"content", self.local)
        other = self.write("other", b"else", self.local)
        path = self.write("file", b"content")
        client = self.with_hashes("name")
        client.set(remote_file=path, local_file=same)
        self.assertEqual(client.config("CheckFileHash"), "True")
        client.set(local_file=other)
        self.assertError(1109, client.config, "CheckFileHash")
        client = self.logged_on(remote_file=path, local_file=same)
        self.assertError(20007, client.config, "CheckFileHash")

    def test_settings_for_other_logins(self):
        site, transfers = Quay.SiteOptions.new(), Quay.TransferOptions.new()
        for setting, name, value in (("SSHKeepAliveInterval=3", "keep-alive-interval", 3), ("UseIPv6=1", "use-ipv6", 1),
                                     ("MaxFileData=4096", "max-request-size", 4096), ("FirewallHost=there", "proxy-host", "there"),
                                     ("ProxyExceptionsList=a;b", "proxy-exceptions", ["a", "b"]), ("LocalPort=99", "bind-port", 99),
                                     ("SSHMacAlgorithms=hmac-sha2-512", "macs", "hmac-sha2-512")):
            Quay.config_apply(setting, site, transfers)
            self.assertEqual(site.get_property(name), value, setting)
        self.assertEqual(site.get_property("tcp-no-delay"), True, "what was not set stays")
        Quay.config_apply("PreserveFileTime=True", site, transfers)
        self.assertTrue(transfers.get_preserve())
        self.assertError(20007, Quay.config_apply, "FiletimeFormat=x", site, transfers)
        self.assertError(20001, Quay.config_apply, "Nothing=x", site, transfers)
