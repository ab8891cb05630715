# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of errors: those of the system, and what each means."""

import errno
import os
import sys
import unittest

from gi.repository import Quay

import sshd
from clientcase import ClientCase, covers

ODD_SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "odd_server.py")

# The documentation's numbers are those of Windows' sockets; these are the system's names for the same.
ERRNOS = {10004: "EINTR", 10009: "EBADF", 10013: "EACCES", 10014: "EFAULT", 10022: "EINVAL", 10024: "EMFILE", 10035: "EWOULDBLOCK",
          10036: "EINPROGRESS", 10037: "EALREADY", 10038: "ENOTSOCK", 10039: "EDESTADDRREQ", 10040: "EMSGSIZE", 10041: "EPROTOTYPE",
          10042: "ENOPROTOOPT", 10043: "EPROTONOSUPPORT", 10044: "ESOCKTNOSUPPORT", 10045: "EOPNOTSUPP", 10046: "EPFNOSUPPORT",
          10047: "EAFNOSUPPORT", 10048: "EADDRINUSE", 10049: "EADDRNOTAVAIL", 10050: "ENETDOWN", 10051: "ENETUNREACH",
          10052: "ENETRESET", 10053: "ECONNABORTED", 10054: "ECONNRESET", 10055: "ENOBUFS", 10056: "EISCONN", 10057: "ENOTCONN",
          10058: "ESHUTDOWN", 10059: "ETOOMANYREFS", 10060: "ETIMEDOUT", 10061: "ECONNREFUSED", 10062: "ELOOP",
          10063: "ENAMETOOLONG", 10064: "EHOSTDOWN", 10065: "EHOSTUNREACH", 10066: "ENOTEMPTY", 10068: "EUSERS", 10069: "EDQUOT",
          10070: "ESTALE", 10071: "EREMOTE"}


class Numbers(unittest.TestCase):
    @covers("error", " ".join(map(str, ERRNOS)))
    def test_errnos(self):
        for number, name in ERRNOS.items():
            self.assertEqual(Quay.error_from_errno(getattr(errno, name)), number, name)
        self.assertEqual(Quay.error_from_errno(errno.EXDEV), 10000)
        self.assertEqual(Quay.error_from_errno(0), 10000)

    def test_texts(self):
        numbers = {int(getattr(Quay.Error, name)) for name in dir(Quay.Error) if name.isupper()}
        self.assertGreater(len(numbers), 109)
        for number in numbers:
            if number < 20000 and number != 10000:
                self.assertTrue(Quay.error_get_text(number), number)
        self.assertIsNone(Quay.error_get_text(5))


class OddServers(ClientCase):
    """Servers that are not as they should be, without SSH."""

    def on(self, kind):
        client = self.client()
        options = client.quay.get_options()
        options.set_property("transport", Quay.Transport.EXEC)
        options.set_property("exec-argv", [sys.executable, ODD_SERVER, sshd.SERVER, kind])
        client.set(ssh_host="localhost")
        return client

    @covers("error", "1102")
    def test_version(self):
        self.assertError(1102, self.on("old").quay.ssh_logon, "localhost", 22)

    @covers("error", "1105")
    def test_garbage(self):
        self.assertError(1105, self.on("garbage").quay.ssh_logon, "localhost", 22)

    @covers("error", "1104")
    def test_no_rename(self):
        client = self.on("plain")
        client.set(remote_file=self.write("a", b"a"), overwrite=True)
        self.assertError(1104, client.quay.rename_file, self.write("b", b"b"))
        self.assertEqual((self.read("a"), self.read("b")), (b"a", b"b"))

    @covers("error", "1120")
    def test_gone(self):
        self.assertError(1120, self.on("gone").quay.ssh_logon, "localhost", 22)


class NoSubsystem(ClientCase):
    subsystem = None

    @covers("error", "1033")
    def test_refused(self):
        self.assertError(1033, self.log_on, self.with_key())


class NoChannels(ClientCase):
    config = ("MaxSessions 0",)

    @covers("error", "1020")
    def test_refused(self):
        self.assertError(1020, self.log_on, self.with_key())
