# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the documented class share: a real sshd, a client that notes its events, and which rows of the surface a test
is behind."""

import os
import shutil
import tempfile
import unittest

import gi

gi.require_version("Quay", "1.0")
from gi.repository import GLib, GObject, Quay  # noqa: E402  pylint: disable=wrong-import-position

import sshd  # noqa: E402  pylint: disable=wrong-import-position

EVENTS = ("connected", "connection-status", "dir-list", "disconnected", "end-transfer", "error", "log", "ssh-custom-auth",
          "ssh-keyboard-interactive", "ssh-server-authentication", "ssh-status", "start-transfer", "transfer")

# (kind, name) -> names of the tests behind it
COVERED = {}


def covers(kind, names):
    """@names: words. The test works with each of these rows, and fails where one does not do what it should."""
    def mark(function):
        for name in names.split():
            COVERED.setdefault((kind, name), []).append(function.__qualname__)
        return function
    return mark


class Client:
    """A Quay.SftpClient whose events are noted."""

    def __init__(self, accept=True):
        self.quay = Quay.SftpClient.new()
        self.events = []
        self.handlers = {}
        self.accept = accept
        for name in EVENTS:
            self.quay.connect(name, self.note, name)

    def note(self, client, event, name):
        assert client is self.quay or client == self.quay
        values = {pspec.name: event.get_property(pspec.name) for pspec in event.list_properties()}
        self.events.append((name, values))
        if name == "ssh-server-authentication" and self.accept:
            event.props.accept = True
        if name in self.handlers:
            self.handlers[name](event)

    def of(self, name):
        return [values for kind, values in self.events if kind == name]

    def get(self, name):
        return self.quay.get_property(name)

    def set(self, **values):
        for name, value in values.items():
            pspec = self.quay.find_property(name.replace("_", "-"))
            self.quay.set_value(pspec.name, GObject.Value(pspec.value_type, value))

    def config(self, text):
        return self.quay.config(text)


def data(value):
    return bytes(value.get_data() or b"")


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class ClientCase(unittest.TestCase):
    """One sshd for the class; a folder on both sides for each test."""

    config = ()
    subsystem = sshd.SERVER

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-client-")
        cls.server = sshd.Sshd(cls.folder, *cls.config, subsystem=cls.subsystem)
        cls.key = sshd.make_key(os.path.join(cls.folder, "ed25519"), "ed25519")
        cls.server.authorize(cls.key)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="quay-client-")
        os.chmod(self.dir, 0o755)
        self.remote = os.path.join(self.dir, "remote")
        self.local = os.path.join(self.dir, "local")
        for path in (self.remote, self.local):
            os.mkdir(path)
        self.server.give(self.remote)
        self.clients = []

    def tearDown(self):
        for client in self.clients:
            if client.get("connected"):
                client.quay.ssh_disconnect()
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, content, folder=None):
        path = os.path.join(folder or self.remote, name)
        with open(path, "wb") as file:
            file.write(content)
        self.server.give(path)
        return path

    def read(self, name, folder=None):
        with open(os.path.join(folder or self.remote, name), "rb") as file:
            return file.read()

    def client(self, accept=True, **properties):
        client = Client(accept)
        self.clients.append(client)
        client.set(ssh_user=self.server.user, **properties)
        return client

    def with_key(self, **properties):
        return self.client(ssh_auth_mode=3, ssh_cert_store_type=6,
                           ssh_cert_store=GLib.Bytes.new(self.key.encode()), **properties)

    def log_on(self, client):
        client.quay.ssh_logon("127.0.0.1", self.server.port)
        return client

    def logged_on(self, **properties):
        """Logged on with a key, in the folder of the test."""
        client = self.log_on(self.with_key(**properties))
        client.quay.change_remote_path(self.remote)
        client.events.clear()
        return client

    def need_password(self):
        if self.server.password is None:
            self.skipTest("a password of a real sshd's own takes root or user namespaces: NOT tested")

    def assertError(self, code, function, *arguments):
        """Fails with that number; the message."""
        with self.assertRaises(GLib.Error) as caught:
            function(*arguments)
        error = caught.exception
        if isinstance(code, int):
            self.assertEqual((error.domain, error.code), (GLib.quark_to_string(Quay.error_quark()), code), error.message)
        else:
            self.assertTrue(error.matches(*code), error)
        self.assertTrue(error.message.strip())
        return error.message
