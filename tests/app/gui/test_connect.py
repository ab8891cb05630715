# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: host keys, passwords, and what goes wrong."""

import json
import os
import shutil
import socket
import subprocess
import unittest

from gui import PASSWORD, TestCase, can_overlay, key, main
from asyncssh_server import AsyncsshServer


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


class Connect(TestCase):
    def place(self, server):
        return "%s@127.0.0.1:%d" % (server.user, server.port)

    def test_unknown_key_is_saved(self):
        server = self.server()
        open(os.path.join(server.files, "hello.txt"), "w").close()
        app = self.start(ssh_keys={"id_ed25519": server.user_key})
        app.connect_to(self.place(server))
        app.dialog("Unknown Server")
        app.find(name=server.fingerprint())
        app.shot("connect-unknown-key")
        app.press("Trust and Connect")
        app.item("remote", "hello.txt")
        app.shot("connect-listed")
        self.assertIn(server.known_hosts_line(), read(app.path(".ssh", "known_hosts")))

    def test_unknown_key_once_is_not_saved(self):
        server = self.server()
        open(os.path.join(server.files, "hello.txt"), "w").close()
        app = self.start(ssh_keys={"id_ed25519": server.user_key})
        app.connect_to(self.place(server))
        app.press("Connect Once")
        app.item("remote", "hello.txt")
        self.assertEqual(read(app.path(".ssh", "known_hosts")), "")

    def test_unknown_key_is_refused_by_enter(self):
        server = self.server()
        app = self.start(ssh_keys={"id_ed25519": server.user_key})
        app.connect_to(self.place(server))
        app.dialog("Unknown Server")
        key("Return")
        app.wait_no_dialog()
        app.find(name="Could Not Connect")
        app.shot("connect-refused")
        self.assertEqual(read(app.path(".ssh", "known_hosts")), "")
        self.assertNotIn("userauth-request", server.log())

    def test_changed_key_is_refused(self):
        server = self.server()
        known_hosts = server.known_hosts_line()
        server.new_host_key()
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=known_hosts)
        app.connect_to(self.place(server))
        app.dialog("Key Has Changed")
        app.find(name=server.fingerprint())
        app.find(contains="known_hosts:1")
        app.find(contains="ssh-keygen -f")
        app.shot("connect-changed-key")
        self.assertFalse(app.has(name="Trust and Connect"))
        self.assertFalse(app.has(name="Connect Once"))
        key("Return")
        app.wait_no_dialog()
        app.find(name="Could Not Connect")
        self.assertEqual(read(app.path(".ssh", "known_hosts")), known_hosts + "\n")
        self.assertNotIn("userauth-request", server.log())

    @unittest.skipUnless(can_overlay(), "a password of our own needs root")
    def test_password_wrong_then_right(self):
        server = self.server(password=True, user_key=False)
        open(os.path.join(server.files, "hello.txt"), "w").close()
        app = self.start(known_hosts=server.known_hosts_line())
        app.connect_to(self.place(server))
        app.dialog("Enter the password of " + self.place(server))
        app.shot("connect-password")
        app.type_text("wrong", secret=True)
        key("Return")
        app.dialog("That password was wrong")
        app.shot("connect-password-wrong")
        app.type_text(PASSWORD, secret=True)
        key("Return")
        app.item("remote", "hello.txt")
        self.assertNotIn(PASSWORD, app.log())

    @unittest.skipUnless(can_overlay(), "a password of our own needs root")
    def test_password_cancelled(self):
        server = self.server(password=True, user_key=False)
        app = self.start(known_hosts=server.known_hosts_line())
        app.connect_to(self.place(server))
        app.dialog("Enter the password of")
        key("Escape")
        app.wait_no_dialog()
        app.find(contains="Not Connected to " + self.place(server))

    def test_passphrase(self):
        server = self.server()
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", server.user_key],
                       check=True, stdout=subprocess.DEVNULL)
        open(os.path.join(server.files, "hello.txt"), "w").close()
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line())
        app.connect_to(self.place(server))
        app.dialog("id_ed25519")
        app.shot("connect-passphrase")
        app.type_text("open sesame", secret=True)
        key("Return")
        app.item("remote", "hello.txt")

    def ready(self, **options):
        """A server that is known and that a key opens, with a folder in it; and the window."""
        server = self.server()
        os.mkdir(os.path.join(server.files, "folder"))
        open(os.path.join(server.files, "folder", "inside.txt"), "w").close()
        return server, self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line(), **options)

    def test_url_with_a_path(self):
        server, app = self.ready()
        app.connect_to("sftp://%s%s/folder" % (self.place(server), server.files))
        app.item("remote", "inside.txt")
        app.wait_folder("remote", "folder")

    def test_connect_by_mouse(self):
        server, app = self.ready()
        entry = app.find(name="Server to connect to", role="text box")
        app.click_until(lambda: entry, lambda: app.focus().path == entry.path, "the focus in the entry")
        app.type_text(self.place(server))
        app.press("Connect")
        app.item("remote", "folder")

    def test_alias_of_ssh_config(self):
        server = self.server()
        open(os.path.join(server.files, "hello.txt"), "w").close()
        config = "Host harbour\n  HostName 127.0.0.1\n  Port %d\n  User %s\n" % (server.port, server.user)
        # ssh reads the configuration of the account, not of $HOME: this one is told which.
        ssh = '#!/bin/sh\nexec %s -F "$HOME/.ssh/config" "$@"\n' % shutil.which("ssh")
        files = {".ssh/config": config, "bin/ssh": ssh}
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line(), files=files,
                         first_in_path="bin")
        app.connect_to("harbour")
        app.item("remote", "hello.txt")
        app.find(name=self.place(server), role="tab")

    def test_keyboard_interactive(self):
        rounds = [{"name": "Two steps", "instruction": "Say who you are.", "prompts": [["Password: ", False], ["Code: ", True]],
                   "answers": ["secret", "4711"]}]
        server = AsyncsshServer("--methods", "keyboard-interactive", "--rounds", json.dumps(rounds))
        self.addCleanup(server.close)
        open(os.path.join(server.files, "hello.txt"), "w").close()
        app = self.start()
        app.connect_to(self.place(server))
        app.dialog("Unknown Server")
        app.press("Trust and Connect")
        app.dialog("Say who you are.")
        app.shot("connect-keyboard-interactive")
        app.type_text("secret", secret=True)
        key("Return")
        app.wait_focus(name="Code:", role="text box")
        app.type_text("4711")
        key("Return")
        app.item("remote", "hello.txt")

    def test_bad_places_say_so_under_the_entry(self):
        app = self.start()
        app.connect_to("user@ho st")
        app.find(role="alert")
        app.shot("connect-bad-place")
        app.find(name="Not Connected")

    def test_nobody_listens(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        app = self.start()
        app.connect_to("somebody@127.0.0.1:%d" % port)
        app.find(name="Could Not Connect")
        app.find(contains=str(port))
        app.shot("connect-nobody-listens")


if __name__ == "__main__":
    main()
