# SPDX-License-Identifier: GPL-3.0-or-later
"""Packets that lie about themselves: lengths, counts, ids, types, versions."""

import itertools

import hostilecase
from hostilecase import Case, HostileCase
from quaytest import CANCELLED, DONE, FAILED, PROTOCOL, main
from scenarios import BODIES, LENGTHS

LIST = ("ls", "{url}/dir")
GET = ("get", "{url}/file", "{dest}/file")
PUT = ("put", "{dir}/home/up", "{url}/new")


class Wire(HostileCase):
    def setUp(self):
        super().setUp()
        self.write("home/up", b"u" * 100000)

    def test_plain_server_works(self):
        """The server the scenarios are made of is a good one; or the other tests prove nothing."""
        result = self.hostile("plain", *LIST)
        self.assertSummary(result, DONE)
        self.assertEqual([item["name"] for item in result.entries()], ["a", "b"])
        self.assertSummary(self.hostile("plain", *GET), DONE)
        self.assertEqual(self.read("dest/file"), b"content\n" * 1000)
        self.assertSummary(self.hostile("plain", "get", "-r", "{url}/dir", "{dest}"), DONE)
        self.assertEqual(self.read("dest/dir/b"), b"beta\n")
        self.write("dest/up", b"u" * 100000)
        self.assertSummary(self.hostile("plain", "put", "{dest}/up", "{url}/new"), DONE)

    def test_a_byte_at_a_time_is_the_same(self):
        """RELIABILITY 8: the same JSON however the bytes are cut into pieces."""
        lines = {}
        for scenario in ("bytes-together", "bytes-single"):
            result = self.hostile(scenario, *LIST, "{url}/file")
            self.assertSummary(result, DONE)
            lines[scenario] = [{key: value for key, value in item.items() if key != "milliseconds"} for item in result.objects]
        self.assertEqual(len(lines["bytes-single"]), 302)
        self.assertEqual(lines["bytes-together"], lines["bytes-single"])
        for scenario in ("bytes-together", "bytes-single"):
            self.assertSummary(self.hostile(scenario, "get", "{url}/file", "{dest}/" + scenario, timeout=30), DONE)
        self.assertEqual(self.read("dest/bytes-single")[1:], b"y" * 70000)
        self.assertEqual(self.read("dest/bytes-together")[1:], b"y" * 70000)

    def test_version_text_is_quoted(self):
        """RELIABILITY 9: text before VERSION comes from the shell's start-up files: say so, and quote it."""
        result = self.hostile("version-text", *LIST)
        self.assertSummary(result, PROTOCOL)
        self.assertIn("Welcome to", result.err)
        self.assertRegex(result.err, "(?i)shell")
        self.assert_printable(result)

    def test_version_never_times_out(self):
        result = self.hostile("version-never", *LIST, options=("--timeout", "1"))
        self.assertSummary(result, CANCELLED)
        self.assertLess(result.seconds, 3)

    def test_no_request_before_version(self):
        self.hostile("version-2", *LIST)
        self.assertEqual(self.request_names(), [])


def length_cases():
    """RELIABILITY 4."""
    # A STATUS of three bytes behind its length is no reply at all; the shortest possible reply has five.
    for name in LENGTHS:
        yield Case(name, name, LIST, PROTOCOL, memory=True, soon=True)
        yield Case(name + "-listing", name, LIST, PROTOCOL, at="readdir", memory=True, soon=True)
        yield Case(name + "-reading", name, GET, PROTOCOL, at="read", memory=True, soon=True)
        yield Case("version-" + name, "version-" + name, LIST, PROTOCOL, memory=True, soon=True)


def body_cases():
    """RELIABILITY 5 and 6."""
    for name in BODIES:
        if name in LEGAL_FOR_STAT:
            yield Case("stat-" + name, name, LIST, {FAILED, PROTOCOL, DONE}, at="stat", memory=True)
        else:
            yield Case("stat-" + name, name, LIST, {PROTOCOL, FAILED} if name == "type-wrong-name" else PROTOCOL, at="stat", memory=True)
        if name not in LEGAL_FOR_READDIR:
            yield Case("readdir-" + name, name, LIST, PROTOCOL, at="readdir", memory=True)
        if name not in ("type-wrong-handle", "handle-too-long"):
            yield Case("opendir-" + name, name, LIST, PROTOCOL, at="opendir")
        else:
            yield Case("opendir-" + name, name, LIST, {PROTOCOL, FAILED, DONE}, at="opendir")
        if name not in ("type-wrong-data",):
            yield Case("read-" + name, name, GET, PROTOCOL, at="read", check=lambda case, result: case.assert_no_file("file"))
        if not name.startswith("count"):
            for at in ("write", "close"):
                yield Case("%s-%s" % (at, name), name, PUT, PROTOCOL, at=at, check=not_published)


def id_cases():
    """RELIABILITY 6."""
    for name, at, command, check in itertools.chain(
            ((name, at, LIST, None) for name in ("id-unknown", "id-duplicate") for at in (None, "opendir", "readdir")),
            ((name, at, GET, nothing_there) for name in ("id-unknown", "id-duplicate") for at in ("open", "read")),
            ((name, at, PUT, not_published) for name in ("id-unknown", "id-duplicate") for at in ("open", "write", "fstat")),
            # What comes behind the last good answer comes too late.
            [("id-unknown", "close", GET, nothing_there), ("id-unknown", "close", PUT, not_published)]):
        yield Case("%s-%s-%s" % (name, command[0], at or "first"), name, command, PROTOCOL, at=at, check=check)


def nothing_there(case, result):
    case.assert_no_file("file")


def not_published(case, result):
    """The uploaded file never gets its name."""
    case.assertNotIn(b"posix-rename", case.read("requests.log"))
    case.assertNotIn("rename", case.request_names())


LEGAL_FOR_STAT = ("type-wrong-attrs",)      # an ATTRS without any field answers STAT in earnest
LEGAL_FOR_READDIR = ("type-wrong-name",)    # an empty NAME is odd, and allowed

OTHER = [
    # RELIABILITY 6
    Case("reply-unasked", "reply-unasked", LIST, PROTOCOL, seconds=2),
    # RELIABILITY 9
    Case("version-2", "version-2", LIST, PROTOCOL, "2"),
    Case("version-7", "version-7", LIST, PROTOCOL, "7"),
    Case("version-0", "version-0", LIST, PROTOCOL),
    Case("version-max", "version-max", LIST, PROTOCOL),
    Case("version-wrong-type", "version-wrong-type", LIST, PROTOCOL),
    Case("version-text-only", "version-text-only", LIST, {PROTOCOL, FAILED}, "not available"),
    Case("version-eof", "version-eof", LIST, {PROTOCOL, FAILED}),
    Case("version-many-extensions", "version-many-extensions", LIST, {PROTOCOL, DONE}, memory=True),
    Case("status-unknown-code", "status-unknown-code", LIST, FAILED, at="opendir"),
    Case("status-paints", "status-paints", LIST, FAILED),
    Case("listing-empty", "listing-empty", LIST, {PROTOCOL, FAILED}, seconds=10),
]

hostilecase.make_tests(Wire, [*length_cases(), *body_cases(), *id_cases(), *OTHER])

if __name__ == "__main__":
    main()
