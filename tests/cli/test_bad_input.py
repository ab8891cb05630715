# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that people and servers get wrong: each ends with a sentence that says what was tried, on what, what came back and what
to do, with the exit status of the contract, and loses nothing. A full disk is in test_disk, what a user may not do in test_servers."""

import os
import shlex
import socket
import struct
import sys
import threading

import sshd
from quaytest import (AUTHENTICATION, CANCELLED, FAILED, PLAIN, PROTOCOL, TRUST, USAGE, QuayCase, main, tree_items)
from servercase import PASSPHRASE, ServerCase
from terminal import TerminalCase

HOSTILE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "hostile")


class Careful:
    """Gets something over a file that is there: that stays as it is."""

    def get(self, url, *options, run=None, **more):
        self.write("home/precious", b"precious")
        before = tree_items(self.home, with_mode=True)
        result = (run or self.quay)(*options, "get", "--overwrite=always", url, self.path("home/precious"), **more)
        self.assertEqual(tree_items(self.home, with_mode=True), before)
        return result


class NoServer(Careful, QuayCase):
    """Nothing there that speaks SSH."""

    base = ["--json", "--batch", "--timeout", "3"]

    def fake(self, talk):
        """A server that does @talk with whoever comes; what it is called in sentences, and its address."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def loop():
            try:
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        talk(connection)
            except OSError:
                pass

        threading.Thread(target=loop, daemon=True).start()
        port = listener.getsockname()[1]
        return "127.0.0.1 port %d" % port, "sftp://user@127.0.0.1:%d/x" % port

    def test_no_such_host(self):
        self.assertSentence(self.get("sftp://user@no-such-host.invalid/x"), FAILED, "no host named", "“no-such-host.invalid”",
                            "check the spelling")

    def test_refused_port(self):
        port = sshd.free_port()
        self.assertSentence(self.get("sftp://user@127.0.0.1:%d/x" % port), FAILED, "127.0.0.1 port %d" % port, "Connection refused",
                            "check the port")

    def test_web_server(self):
        place, url = self.fake(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 3))
        self.assertSentence(self.get(url), PROTOCOL, place, "not an SSH server", "“HTTP/1.1 400 Bad Request”", "check the port")

    def test_mail_server(self):
        """Waits for us to speak, as we do for it."""
        done = threading.Event()
        self.addCleanup(done.set)
        place, url = self.fake(lambda connection: (connection.sendall(b"220 mail.example ESMTP\r\n"), done.wait(20)))
        result = self.get(url)
        self.assertSentence(result, PROTOCOL, place, "not an SSH server", "“220 mail.example ESMTP”", "check the port")

    def test_garbage(self):
        place, url = self.fake(lambda connection: connection.sendall(os.urandom(100000)))
        message = self.assertSentence(self.get(url), {PROTOCOL, FAILED}, place)
        self.assertNotRegex(message, "[\x00-\x1f\x7f-\x9f\u202a-\u202e]")
        self.assertLess(len(message), 1200)

    def test_hangs_up(self):
        """In good order, and with a reset."""
        def reset(connection):
            connection.recv(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        for talk in (lambda connection: connection.recv(1000), reset):
            place, url = self.fake(talk)
            self.assertSentence(self.get(url), FAILED, place, "closed the connection without a word", "Check the port")

    def test_silence(self):
        done = threading.Event()
        self.addCleanup(done.set)
        place, url = self.fake(lambda connection: done.wait(20))
        result = self.get(url)
        self.assertSentence(result, CANCELLED, place, "says nothing", "Check the port")
        self.assertLess(result.seconds, 10)

    def test_old_protocol(self):
        place, url = self.fake(lambda connection: (connection.sendall(b"SSH-1.5-old\r\n"), connection.recv(1000)))
        self.assertSentence(self.get(url), PROTOCOL, place, "“SSH-1.5-old”", "it needs an SSH 2 server")

    def test_names_that_would_be_options_or_commands(self):
        for url in ("sftp://-oProxyCommand=touch%20x@127.0.0.1/", "sftp://user@host;touch%20x/", "user@$(touch x):/"):
            self.assertExit(self.quay("ls", "--", url), USAGE)


class Login(Careful, TerminalCase, ServerCase):
    def tried(self, *parts):
        return ("Could not log in to 127.0.0.1 port %d" % self.server.port, "“%s”" % self.server.user, *parts, "Check the user name")

    def test_wrong_password(self):
        self.need_password()
        result = self.get(self.url(), run=lambda *arguments: self.with_password("wrong", *arguments))
        self.assertSentence(result, AUTHENTICATION, *self.tried("password: refused"))

    def test_wrong_password_three_times(self):
        self.need_password()
        before = self.server.log().count("Failed password")
        terminal = self.terminal("--no-agent", "--known-hosts", self.server.known_hosts, "ls", self.url())
        for attempt in range(3):
            seen = terminal.expect(r"password: $", timeout=30)
            self.assertEqual("not accepted" in seen, attempt > 0, seen)
            terminal.answer("wrong")
        self.assert_ends(terminal, AUTHENTICATION)
        for part in self.tried("password: refused"):
            self.assertIn(part, terminal.text.replace("\r\n", "\n"))
        self.assertEqual(self.server.log().count("Failed password"), before + 3)

    def test_key_with_wrong_passphrase(self):
        key = self.keys["rsa, locked"]
        result = self.get(self.url(), "-i", key, run=lambda *arguments: self.with_password("not " + PASSPHRASE, *arguments))
        self.assertSentence(result, AUTHENTICATION, *self.tried(key, "passphrase does not open the key file"))

    def test_key_without_its_passphrase(self):
        key = self.keys["rsa, locked"]
        self.assertSentence(self.get(self.url(), "-i", key), AUTHENTICATION, *self.tried(key, "its passphrase is needed"))

    def test_unreadable_key_file(self):
        key = self.write("closed", b"not to be read")
        os.chmod(key, 0)
        result = self.get(self.url(), "-i", key, prefix=PLAIN)
        self.assertSentence(result, AUTHENTICATION, *self.tried(key, "Permission denied", "chmod 600"))

    def test_missing_key_file(self):
        key = self.path("nothing")
        self.assertSentence(self.get(self.url(), "-i", key), AUTHENTICATION, *self.tried(key, "No such file", "check the path"))

    def test_file_that_is_no_key(self):
        key = self.write("text", b"no key at all\n")
        self.assertSentence(self.get(self.url(), "-i", key), AUTHENTICATION, *self.tried(key, "not a private key", "choose another file"))

    def test_folder_as_key(self):
        self.assertSentence(self.get(self.url(), "-i", self.dir), AUTHENTICATION, *self.tried(self.dir, "Is a directory", "choose"))

    def test_nothing_to_log_in_with(self):
        self.assertSentence(self.get(self.url()), AUTHENTICATION, *self.tried("nothing to try with", "-i", "--password-fd"))

    def test_unknown_host(self):
        result = self.get(self.url(), "--known-hosts", self.path("nobody-known"))
        self.assertSentence(result, TRUST, "The host key of 127.0.0.1 port %d is not known" % self.server.port, "SHA256:",
                            "Compare the fingerprint")

    def test_local_folder_one_may_not_write_to(self):
        """The other side of "permission denied"."""
        self.write("remote/file", b"x")
        os.mkdir(self.path("closed"), 0o555)
        result = self.with_key("get", self.url("file"), self.path("closed"), prefix=PLAIN)
        self.assertSentence(result, FAILED, "Could not create", self.path("closed/file"), "Permission denied", "choose another place")
        self.assertEqual(os.listdir(self.path("closed")), [])

    def test_local_file_one_may_not_read(self):
        path = self.write("closed", b"secret")
        os.chmod(path, 0)
        result = self.with_key("put", path, self.url(), prefix=PLAIN)
        self.assertSentence(result, FAILED, "Could not", path, "Permission denied", "change its permissions")
        self.assertEqual(os.listdir(self.remote), [])


class NoSftp(Careful, ServerCase):
    subsystem = None

    def test_ssh_without_sftp(self):
        result = self.get(self.url(), run=self.with_key)
        self.assertSentence(result, FAILED, "127.0.0.1 port %d" % self.server.port, "no SFTP", "operator has to switch on")


class BrokenSftp(Careful, ServerCase):
    subsystem = "/no/such/sftp-server"

    def test_sftp_program_that_does_not_start(self):
        result = self.get(self.url(), run=self.with_key)
        self.assertSentence(result, FAILED, "ended the SFTP session before it began", "status 127", "whoever runs the server")


class WelcomeText(Careful, ServerCase):
    subsystem = "/bin/sh -c 'echo Welcome to this machine; exec %s'" % sshd.SERVER

    def test_text_before_sftp(self):
        """What a talkative .bashrc does."""
        result = self.get(self.url(), run=self.with_key)
        message = self.assertSentence(result, PROTOCOL, "“Welcome to this machine”", "where the SFTP protocol should begin", ".bashrc",
                                      "let it print nothing")
        self.assertNotIn("posix-rename", message)


class HostileServer(Careful, QuayCase):
    """What a server does to reach out of the destination, or to eat the memory; tests/hostile has many more."""

    def run_against(self, scenario, *command):
        server = shlex.join([sys.executable, "-I", "-S", "-B", "-c",
                             "import sys; sys.path.insert(0, %r); sys.argv[0] = 'hostile'; import hostile; hostile.main()" % HOSTILE,
                             scenario])
        env = self.environment(HOSTILE_VICTIM=self.path("victim"))
        return self.quay("--json", "--batch", "--sftp-exec", server, *command, base=[], env=env)

    def test_name_that_climbs(self):
        """The entry is refused and said to be; its siblings are there; nothing else changed."""
        self.write("victim/precious", b"precious")
        for scenario in ("name-climb", "name-climb-deep", "name-absolute"):
            dest = self.path(scenario)
            before = tree_items(self.dir)
            result = self.run_against(scenario, "get", "-r", "sftp://localhost/dir", dest)
            self.assertSentence(result, FAILED, "An entry of /dir was left out", "leads elsewhere", "have it renamed")
            self.assertEqual(result.summary["files_failed"], 1)
            self.assertEqual(os.listdir(dest), ["good"])
            after = {name: value for name, value in tree_items(self.dir).items() if not name.startswith(scenario.encode())}
            self.assertEqual(after, before)
            before_ls = self.run_against(scenario, "ls", "sftp://localhost/dir")
            self.assertSentence(before_ls, FAILED, "1 of the entries of /dir", "left out")
            self.assertEqual([item["name"] for item in before_ls.entries()], ["good"])

    def test_reply_of_4_gib(self):
        for scenario in ("length-4g", "version-length-4g"):
            result = self.get("sftp://localhost/file", run=lambda *arguments, scenario=scenario: self.run_against(scenario, *arguments))
            self.assertSentence(result, PROTOCOL, "an SFTP packet of 4294967295 bytes", "the connection was ended", "tell whoever runs")
            self.assertLess(result.peak_kib, 1 << 20)


if __name__ == "__main__":
    main()
