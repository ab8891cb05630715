# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile or broken server does, by name. A scenario is a Server with one thing changed."""

import os
import random
import time

from sftpd import (ATTR_EXTENDED, ATTR_SIZE, ATTRS, CLOSE, DATA, EOF, FAILURE, HANDLE, NAME, OK, STATUS, VERSION,
                   EXTENDED_REPLY, File, Folder, Link, Reader, Refused, Server, frame, text, u32, u64)

SCENARIOS = {}


def scenario(*names):
    """Registers a class, or a function of the name that makes one, under each of @names."""
    def register(thing):
        for name in names:
            SCENARIOS[name] = thing if isinstance(thing, type) else thing(name)
        return thing
    return register


SCENARIOS["plain"] = Server


# Lengths

LENGTHS = {
    "length-0": frame(b""),
    "length-1": frame(bytes([STATUS])),
    "length-2": frame(bytes([STATUS, 0])),
    "length-3": frame(bytes([STATUS, 0, 0])),
    "length-4": frame(bytes([STATUS, 0, 0, 0])),
    "length-256k": u32(256 * 1024 + 1) + bytes([DATA]) + u32(0) + bytes(64),
    "length-name-16m": u32(16 * 1024 * 1024 + 1) + bytes([NAME]) + u32(0) + bytes(64),
    "length-4g": u32(0xFFFFFFFF) + bytes([STATUS]) + u32(0) + bytes(64),
    "length-2g": u32(0x80000000) + bytes([NAME]) + u32(0) + bytes(64),
}


@scenario(*LENGTHS)
def make_length(name):
    class Length(Server):
        def reply(self, kind, number, body):
            if self.armed():
                self.send(LENGTHS[name])
            else:
                super().reply(kind, number, body)
    return Length


@scenario(*("version-" + name for name in LENGTHS))
def make_version_length(name):
    class VersionLength(Server):
        def start(self):
            self.read_packet()
            self.send(LENGTHS[name[len("version-"):]])
    return VersionLength


# Bodies that lie about what is in them

def put_attributes(flags, rest):
    return u32(flags) + rest


BODIES = {
    # name: (reply type, body)
    "count-name": (NAME, u32(0xFFFFFFFF) + text(b"x") + text(b"x") + u32(0)),
    "count-name-some": (NAME, u32(1000) + text(b"x") + text(b"x") + u32(0)),
    "count-extended": (ATTRS, put_attributes(ATTR_EXTENDED, u32(0xFFFFFFFF) + text(b"a") + text(b"b"))),
    "string-too-long": (NAME, u32(1) + u32(0xFFFFFFF0) + b"abc"),
    "handle-too-long": (HANDLE, text(b"h" * 100000)),
    "handle-empty-body": (HANDLE, b""),
    "data-length-lies": (DATA, u32(1 << 30) + b"abc"),
    "status-empty": (STATUS, b""),
    "attrs-cut": (ATTRS, u32(ATTR_SIZE) + b"\0\0"),
    "type-unknown": (77, b"hello"),
    "type-version": (VERSION, u32(3)),
    "type-request": (CLOSE, text(b"h0")),
    "type-wrong-data": (DATA, text(b"surprise")),
    "type-wrong-attrs": (ATTRS, u32(0)),
    "type-wrong-handle": (HANDLE, text(b"h0")),
    "type-wrong-name": (NAME, u32(0)),
    "type-extended-reply": (EXTENDED_REPLY, b"\0" * 8),
}


@scenario(*BODIES)
def make_body(name):
    class Body(Server):
        def reply(self, kind, number, body):
            if self.armed():
                kind, body = BODIES[name]
            super().reply(kind, number, body)
    return Body


@scenario("status-unknown-code")
class StatusUnknownCode(Server):
    def reply(self, kind, number, body):
        if self.armed():
            kind, body = STATUS, u32(0xDEADBEEF) + text(b"odd") + text(b"")
        super().reply(kind, number, body)


@scenario("status-paints")
class StatusPaints(Server):
    """The server's own words try to paint on the terminal."""

    def on_stat(self, number, reader):
        raise Refused(FAILURE, b"\x1b]0;owned\x07\x1b[2J\xe2\x80\xaegnp.exe" + b"A" * 100000)

    on_lstat = on_stat
    on_opendir = on_stat


# Ids

@scenario("id-unknown")
class UnknownId(Server):
    def reply(self, kind, number, body):
        super().reply(kind, number + 100000 if self.armed() else number, body)


@scenario("id-duplicate")
class DuplicateReply(Server):
    def make_tree(self):
        # Large enough that reads are under way when the reply comes a second time.
        tree = super().make_tree()
        tree.entries[b"file"] = File(BIG)
        return tree

    def reply(self, kind, number, body):
        super().reply(kind, number, body)
        if self.armed():
            super().reply(kind, number, body)


@scenario("reply-unasked")
class Unasked(Server):
    def start(self):
        super().start()
        self.reply(STATUS, 4242, u32(OK) + text(b"") + text(b""))


# VERSION

@scenario("version-2", "version-7", "version-0", "version-max")
def make_version(name):
    number = {"max": 0xFFFFFFFF}.get(name[8:]) or int(name[8:])

    class Version(Server):
        version = number
    return Version


@scenario("version-text")
class TextFirst(Server):
    def start(self):
        self.send(b"Welcome to \x1b[31mexample\x1b[0m, today's menu: soup\n")
        super().start()


@scenario("version-text-only")
class TextOnly(Server):
    def start(self):
        self.send(b"This account is currently not available.\n")
        raise BrokenPipeError


@scenario("version-never")
class VersionNever(Server):
    def start(self):
        self.read_packet()
        time.sleep(3600)


@scenario("version-eof")
class VersionEof(Server):
    def start(self):
        self.read_packet()
        raise BrokenPipeError


@scenario("version-many-extensions")
class ManyExtensions(Server):
    extensions = [(b"x%d@example.com" % i, b"1") for i in range(5000)]


@scenario("version-wrong-type")
class VersionWrongType(Server):
    def start(self):
        self.read_packet()
        self.send(frame(bytes([STATUS]) + u32(3) + u32(FAILURE) + text(b"no") + text(b"")))


# How the bytes come

def make_names_tree():
    files = {b"file %d" % i: File(b"x" * i) for i in range(300)}
    return Folder({b"dir": Folder(files), b"file": File(os.urandom(1) + b"y" * 70000)})


@scenario("bytes-together")
class Together(Server):
    """Replies gather until 64 are there or the client has nothing more to say."""

    def make_tree(self):
        return make_names_tree()

    def __init__(self, at=None):
        super().__init__(at)
        self.gathered = []

    def send(self, data):
        self.gathered.append(data)
        if len(self.gathered) >= 64:
            self.flush()

    def flush(self):
        super().send(b"".join(self.gathered))
        self.gathered = []

    def read_exactly(self, size):
        import select
        if self.gathered and not select.select([0], [], [], 0.02)[0]:
            self.flush()
        return super().read_exactly(size)


@scenario("bytes-single")
class Single(Server):
    def make_tree(self):
        return make_names_tree()

    def send(self, data):
        for byte in data:
            super().send(bytes([byte]))


# DATA

BIG = random.Random(7).randbytes(3 * 1024 * 1024 + 17)


class BigFile(Server):
    def make_tree(self):
        return Folder({b"big": File(BIG)})


SCENARIOS["data-plain"] = BigFile


@scenario("data-longer")
class DataLonger(BigFile):
    def content(self, node, offset, length):
        return super().content(node, offset, length + 1) if self.armed() else super().content(node, offset, length)


@scenario("data-empty")
class DataEmpty(BigFile):
    def on_read(self, number, reader):
        self.reply(DATA, number, text(b""))


@scenario("data-short")
class DataShort(BigFile):
    """Every reply is shorter than asked, by a different amount."""

    def __init__(self, at=None):
        super().__init__(at)
        self.random = random.Random(1)

    def content(self, node, offset, length):
        return super().content(node, offset, self.random.randint(1, length))


@scenario("data-late-fstat")
class DataLateFstat(BigFile):
    """FSTAT is answered when the first data is long on the client's disk."""

    late = None
    n_reads = 0

    def on_fstat(self, number, reader):
        self.late = number, self.held(reader.text())

    def on_read(self, number, reader):
        super().on_read(number, reader)
        self.n_reads += 1
        if self.late is not None and self.n_reads >= 4:
            time.sleep(0.3)
            self.reply(ATTRS, self.late[0], self.attributes(self.late[1]))
            self.late = None


@scenario("data-shuffled", "data-shuffled-short")
def make_shuffled(name):
    class Shuffled(DataShort if name.endswith("short") else BigFile):
        """Holds up to eight answers back and sends them in another order."""

        def __init__(self, at=None):
            super().__init__(at)
            self.order = random.Random(2)
            self.held_back = []

        def reply(self, kind, number, body):
            if kind != DATA:
                super().reply(kind, number, body)
                return
            self.held_back.append((kind, number, body))
            if len(self.held_back) == 8:
                self.let_go()

        def let_go(self):
            self.order.shuffle(self.held_back)
            for held in self.held_back:
                Server.reply(self, *held)
            self.held_back = []

        def read_exactly(self, size):
            import select
            if self.held_back and not select.select([0], [], [], 0.02)[0]:
                self.let_go()
            return super().read_exactly(size)
    return Shuffled


@scenario("data-lies-longer")
class ClaimsMore(Server):
    def make_tree(self):
        return Folder({b"file": File(b"0123456789", size=20)})


@scenario("data-lies-shorter")
class ClaimsLess(Server):
    """Says 10, has 20: what a file that grows looks like."""

    def make_tree(self):
        return Folder({b"file": File(b"0123456789" * 2, size=10)})


@scenario("data-claims-nothing")
class ClaimsNothing(Server):
    """As /proc does."""

    def make_tree(self):
        return Folder({b"file": File(b"0123456789" * 20000, size=0)})


@scenario("data-endless")
class Endless(Server):
    """Claims 2^64-1 bytes."""

    def make_tree(self):
        return Folder({b"file": File(b"0123456789", size=2**64 - 1)})


@scenario("read-fails")
class ReadFails(BigFile):
    def on_read(self, number, reader):
        reader.text()
        if reader.u64() >= 1024 * 1024:
            raise Refused(FAILURE, b"input/output error")
        reader.at = 5
        super().on_read(number, reader)


@scenario("read-eof-early")
class ReadEofEarly(BigFile):
    def on_read(self, number, reader):
        reader.text()
        if reader.u64() >= 1024 * 1024:
            raise Refused(EOF)
        reader.at = 5
        super().on_read(number, reader)


@scenario("read-stops")
class ReadStops(BigFile):
    """The server goes away half way."""

    def on_read(self, number, reader):
        reader.text()
        if reader.u64() >= 1024 * 1024:
            raise BrokenPipeError
        reader.at = 5
        super().on_read(number, reader)


@scenario("read-silent")
class ReadSilent(BigFile):
    """The server says nothing any more half way."""

    def on_read(self, number, reader):
        reader.text()
        if reader.u64() >= 1024 * 1024:
            time.sleep(3600)
        reader.at = 5
        super().on_read(number, reader)


@scenario("read-drips")
class ReadDrips(BigFile):
    """Half way, the answers come a few bytes a second."""

    def on_read(self, number, reader):
        reader.text()
        self.drips = reader.u64() >= 1024 * 1024
        reader.at = 5
        super().on_read(number, reader)

    drips = False

    def send(self, data):
        if not self.drips:
            super().send(data)
            return
        for byte in data:
            super().send(bytes([byte]))
            time.sleep(0.1)


# Uploads

@scenario("close-fails")
class CloseFails(Server):
    def on_close(self, number, reader):
        super_held = self.held(reader.text())
        if isinstance(super_held, File):
            raise Refused(FAILURE, b"Disk quota exceeded")
        self.status(number, OK)


@scenario("write-fails")
class WriteFails(Server):
    def on_write(self, number, reader):
        raise Refused(FAILURE, b"No space left on device")


@scenario("write-fails-late")
class WriteFailsLate(Server):
    def on_write(self, number, reader):
        reader.text()
        if reader.u64() >= 256 * 1024:
            raise Refused(FAILURE, b"No space left on device")
        reader.at = 5
        super().on_write(number, reader)


@scenario("write-vanishes")
class WriteVanishes(Server):
    """Says OK to each write and keeps half of them."""

    def on_write(self, number, reader):
        reader.text()
        if reader.u64() == 0:
            reader.at = 5
            super().on_write(number, reader)
        else:
            self.status(number, OK)


@scenario("no-posix-rename")
class NoPosixRename(Server):
    extensions = []


@scenario("rename-fails")
class RenameFails(Server):
    def rename(self, old, new):
        raise Refused(FAILURE, b"cannot rename")


# Attributes

@scenario("attrs-extreme")
class Extreme(Server):
    def make_tree(self):
        return Folder({b"dir": Folder({
            b"huge": File(b"", size=2**64 - 1),
            b"future": File(b"x", times=(0xFFFFFFFF, 0xFFFFFFFF)),
            b"past": File(b"x", times=(0, 0)),
            b"setuid": File(b"x", mode=0o6777),
        })})


@scenario("attrs-odd-mode")
class OddMode(Server):
    def attributes(self, node):
        data = super().attributes(node)
        return data[:20] + u32(0xFFFFFFFF) + data[24:]

    def make_tree(self):
        return Folder({b"dir": Folder({b"x": File(b"x")})})


@scenario("attrs-none")
class NoAttributes(Server):
    """A listing without any attributes: legal, and nothing may be made up."""

    def attributes(self, node):
        return u32(0) if self.request == "readdir" else super().attributes(node)


@scenario("setuid-tree")
class Setuid(Server):
    def make_tree(self):
        return Folder({b"dir": Folder({b"tool": File(b"#!/bin/sh\n", mode=0o6755), b"open": File(b"x", mode=0o666)},
                                      mode=0o7777)})


# Names

def bad_names_tree(names):
    return Folder({b"dir": Folder({b"good": File(b"good\n")}, extra=[(name, File(b"evil\n")) for name in names])})


BAD_NAMES = {
    "name-dotdot": [b".."], "name-dot": [b"."], "name-empty": [b""], "name-slash": [b"a/b"], "name-absolute": [b"/etc/quay-evil"],
    "name-climb": [b"../evil"], "name-climb-deep": [b"x/../../evil"], "name-nul": [b"nul\0name"], "name-trailing": [b"evil/"],
    "name-64k": [b"n" * 65536], "name-all": [b"..", b".", b"", b"a/b", b"/etc/quay-evil", b"../evil", b"nul\0", b"n" * 65536],
}


@scenario(*BAD_NAMES)
def make_bad_name(name):
    class BadName(Server):
        def make_tree(self):
            return bad_names_tree(BAD_NAMES[name])

        def find(self, path, follow=True, depth=0):
            # Whatever comes of such a name is a file here: a client that asks for it gets content.
            try:
                return super().find(path, follow, depth)
            except Refused:
                return File(b"evil\n")
    return BadName


ODD_NAMES = [b"line\nfeed", b"esc\x1b[31mred", b"bidi\xe2\x80\xaegnp.exe", b"latin\xff1", b"x" * 255, b" space ", b"-dash",
             b"tab\t", b"cr\r", "umläut".encode(), b"quote\"'`$(x)", b"\xe2\x80\x8bzero", b"%s%n", b"~", b"*", b"C:\\x"]


@scenario("name-odd")
class OddNames(Server):
    def make_tree(self):
        return Folder({b"dir": Folder({name: File(b"<" + name + b">") for name in ODD_NAMES})})


@scenario("name-owner")
class OddOwner(Server):
    """The line for ls -l is the server's own text."""

    def long_name(self, name, node):
        return b"-rw-r--r--  \x1b]0;x\x07 \x1b[31muser  \xe2\x80\xaegroup " + name


# Links and loops

@scenario("link-then-folder")
class LinkThenFolder(Server):
    """The listing shows `d` as a link to a victim, then as a folder with something in it."""

    def make_tree(self):
        victim = os.environ["HOSTILE_VICTIM"].encode()
        return Folder({b"dir": Folder({b"good": File(b"good\n")}, extra=[(b"d", Link(victim)), (b"d", Folder({b"x": File(b"evil\n")}))])})

    def find(self, path, follow=True, depth=0):
        parts = self.parts(path)
        if parts[-1:] == [b"d"] and self.request == "readlink":
            return Link(os.environ["HOSTILE_VICTIM"].encode())
        if parts[-1:] == [b"d"]:
            return Folder({b"x": File(b"evil\n")})
        if parts[-2:] == [b"d", b"x"]:
            return File(b"evil\n")
        return super().find(path, follow, depth)


@scenario("link-to-victim")
class LinkToVictim(Server):
    """A link outward, and a file of the same name as if it lay behind it."""

    def make_tree(self):
        victim = os.environ["HOSTILE_VICTIM"].encode()
        return Folder({b"dir": Folder({b"d": Link(victim), b"good": File(b"good\n")},
                                      extra=[(b"d", File(b"evil\n"))])})


@scenario("link-loop")
class LinkLoop(Server):
    def make_tree(self):
        return Folder({b"dir": Folder({b"self": Link(b"/dir"), b"a": Link(b"b"), b"b": Link(b"a"), b"good": File(b"good\n")})})


@scenario("deep")
class Deep(Server):
    """A folder in a folder in a folder, for ever."""

    def find(self, path, follow=True, depth=0):
        parts = self.parts(path)
        if parts and parts[-1] == b"down":
            return Folder({b"down": Folder()})
        return super().find(path, follow, depth)

    def make_tree(self):
        return Folder({b"dir": Folder({b"down": Folder(), b"good": File(b"good\n")})})


@scenario("listing-endless")
class EndlessListing(Server):
    """READDIR never ends: the same name again and again."""

    def on_readdir(self, number, reader):
        self.held(reader.text())
        self.names(number, [(b"again", File(b"x"))] * 100)


@scenario("listing-empty")
class EmptyListing(Server):
    """NAME with no entries, again and again."""

    def on_readdir(self, number, reader):
        self.held(reader.text())
        self.names(number, [])


@scenario("remove-link")
class RemoveLink(Server):
    """A folder with a link to another one: removing the first must not touch the second."""

    def make_tree(self):
        return Folder({b"dir": Folder({b"link": Link(b"/victim"), b"file": File(b"x")}),
                       b"victim": Folder({b"precious": File(b"x")})})
