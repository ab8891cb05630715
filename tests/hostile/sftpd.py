# SPDX-License-Identifier: GPL-3.0-or-later
"""A small SFTP v3 server over a file tree in memory, made to be misused: every reply goes through Server.reply, every
byte through Server.send, so that a scenario overrides just the one thing it lies about."""

import os
import stat
import struct
import sys

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT = range(1, 11)
OPENDIR, READDIR, REMOVE, MKDIR, RMDIR, REALPATH, STAT, RENAME, READLINK, SYMLINK = range(11, 21)
STATUS, HANDLE, DATA, NAME, ATTRS = range(101, 106)
EXTENDED, EXTENDED_REPLY = 200, 201

REQUESTS = {
    OPEN: "open", CLOSE: "close", READ: "read", WRITE: "write", LSTAT: "lstat", FSTAT: "fstat", SETSTAT: "setstat",
    FSETSTAT: "fsetstat", OPENDIR: "opendir", READDIR: "readdir", REMOVE: "remove", MKDIR: "mkdir", RMDIR: "rmdir",
    REALPATH: "realpath", STAT: "stat", RENAME: "rename", READLINK: "readlink", SYMLINK: "symlink", EXTENDED: "extended",
}

OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE, NO_CONNECTION, CONNECTION_LOST, UNSUPPORTED = range(9)

ATTR_SIZE, ATTR_UIDGID, ATTR_PERMISSIONS, ATTR_TIMES, ATTR_EXTENDED = 1, 2, 4, 8, 0x80000000
OPEN_CREATE, OPEN_TRUNCATE, OPEN_EXCLUSIVE = 8, 16, 32

MAX_READ = 261120


def u32(value):
    return struct.pack(">I", value & 0xFFFFFFFF)


def u64(value):
    return struct.pack(">Q", value & 0xFFFFFFFFFFFFFFFF)


def text(value):
    return u32(len(value)) + value


def frame(payload):
    return u32(len(payload)) + payload


class File:
    """`size`: what the attributes claim, where it is not the content's."""

    def __init__(self, content=b"", mode=0o644, size=None, times=(1700000000, 1700000000)):
        self.content = bytearray(content)
        self.mode = stat.S_IFREG | mode
        self.size = size
        self.times = times


class Link:
    def __init__(self, target):
        self.target = target
        self.mode = stat.S_IFLNK | 0o777
        self.size = None
        self.times = (1700000000, 1700000000)


class Folder:
    """`extra`: (name, node) pairs that only a listing shows: names no real folder could hold, or holds twice."""

    def __init__(self, entries=None, mode=0o755, extra=()):
        self.entries = dict(entries or {})
        self.extra = list(extra)
        self.mode = stat.S_IFDIR | mode
        self.size = 4096
        self.times = (1700000000, 1700000000)

    def listing(self):
        return list(self.entries.items()) + self.extra


class Gone(Exception):
    """The client closed its end."""


class Refused(Exception):
    def __init__(self, code, words=b""):
        super().__init__(code)
        self.code = code
        self.words = words


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        self.at += size
        return piece

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return struct.unpack(">I", self.take(4))[0]

    def u64(self):
        return struct.unpack(">Q", self.take(8))[0]

    def text(self):
        return self.take(self.u32())


class Server:
    version = 3
    extensions = [(b"posix-rename@openssh.com", b"1")]

    def __init__(self, at=None):
        self.at = at            # a request's name: where `armed` is true; None: at the first reply
        self.fired = False
        self.request = None     # name of the request that is being answered
        self.tree = self.make_tree()
        self.handles = {}
        self.next_handle = 0
        self.log = open(os.environ.get("HOSTILE_LOG", "/dev/null"), "a", encoding="utf-8", errors="backslashreplace")

    def make_tree(self):
        return Folder({b"dir": Folder({b"a": File(b"alpha\n"), b"b": File(b"beta\n")}), b"file": File(b"content\n" * 1000)})

    # The line

    def read_exactly(self, size):
        data = b""
        while len(data) < size:
            piece = os.read(0, size - len(data))
            if not piece:
                raise Gone
            data += piece
        return data

    def send(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(1, view):]

    def read_packet(self):
        return self.read_exactly(struct.unpack(">I", self.read_exactly(4))[0])

    def run(self):
        try:
            self.start()
            while True:
                self.answer(self.read_packet())
        except (Gone, BrokenPipeError):
            pass

    def start(self):
        self.read_packet()
        pairs = b"".join(text(name) + text(value) for name, value in self.extensions)
        self.send(frame(bytes([VERSION]) + u32(self.version) + pairs))

    def armed(self):
        """True once: at the first reply, or at the first answer to the request named `at`."""
        if self.fired or (self.at is not None and self.request != self.at):
            return False
        self.fired = True
        return True

    # Replies

    def reply(self, kind, number, body):
        self.send(frame(bytes([kind]) + u32(number) + body))

    def status(self, number, code, words=b""):
        self.reply(STATUS, number, u32(code) + text(words) + text(b""))

    def attributes(self, node):
        size = node.size if node.size is not None else len(getattr(node, "content", b""))
        return (u32(ATTR_SIZE | ATTR_UIDGID | ATTR_PERMISSIONS | ATTR_TIMES) + u64(size) + u32(1000) + u32(1000)
                + u32(node.mode) + u32(node.times[0]) + u32(node.times[1]))

    def long_name(self, name, node):
        return b"-rw-r--r--    1 user     group        4096 Nov 14  2023 " + name

    def names(self, number, entries):
        body = b"".join(text(name) + text(self.long_name(name, node)) + self.attributes(node) for name, node in entries)
        self.reply(NAME, number, u32(len(entries)) + body)

    # Requests

    def answer(self, packet):
        reader = Reader(packet)
        kind = reader.u8()
        number = reader.u32()
        self.request = REQUESTS.get(kind, "unknown")
        print(self.request, packet[5:80], file=self.log, flush=True)
        try:
            getattr(self, "on_" + self.request, self.on_unknown)(number, reader)
        except Refused as refused:
            self.status(number, refused.code, refused.words)

    def on_unknown(self, number, reader):
        raise Refused(UNSUPPORTED)

    def on_extended(self, number, reader):
        if reader.text() != b"posix-rename@openssh.com":
            raise Refused(UNSUPPORTED)
        self.rename(reader.text(), reader.text())
        self.status(number, OK)

    def parts(self, path):
        parts = []
        for part in path.split(b"/"):
            if part == b"..":
                parts = parts[:-1]
            elif part not in (b"", b"."):
                parts.append(part)
        return parts

    def find(self, path, follow=True, depth=0):
        node = self.tree
        parts = self.parts(path)
        for index, part in enumerate(parts):
            if not isinstance(node, Folder):
                raise Refused(NO_SUCH_FILE)
            child = node.entries.get(part)
            if child is None:
                child = dict(node.extra).get(part)
            if child is None or depth > 20:
                raise Refused(NO_SUCH_FILE)
            if isinstance(child, Link) and (follow or index + 1 < len(parts)):
                child = self.find(child.target, True, depth + 1)
            node = child
        return node

    def place(self, path):
        parts = self.parts(path)
        folder = self.find(b"/" + b"/".join(parts[:-1]))
        if not parts or not isinstance(folder, Folder):
            raise Refused(FAILURE)
        return folder, parts[-1]

    def keep(self, number, what):
        handle = b"h%d" % self.next_handle
        self.next_handle += 1
        self.handles[handle] = what
        self.reply(HANDLE, number, text(handle))

    def held(self, handle):
        if handle not in self.handles:
            raise Refused(FAILURE, b"no such handle")
        return self.handles[handle]

    def on_realpath(self, number, reader):
        path = b"/" + b"/".join(self.parts(reader.text()))
        self.reply(NAME, number, u32(1) + text(path) + text(path) + u32(0))

    def on_stat(self, number, reader):
        self.reply(ATTRS, number, self.attributes(self.find(reader.text())))

    def on_lstat(self, number, reader):
        self.reply(ATTRS, number, self.attributes(self.find(reader.text(), follow=False)))

    def on_fstat(self, number, reader):
        self.reply(ATTRS, number, self.attributes(self.held(reader.text())))

    def on_setstat(self, number, reader):
        self.find(reader.text())
        self.status(number, OK)

    def on_fsetstat(self, number, reader):
        self.held(reader.text())
        self.status(number, OK)

    def on_open(self, number, reader):
        path, flags = reader.text(), reader.u32()
        try:
            node = self.find(path)
            if flags & OPEN_CREATE and flags & OPEN_EXCLUSIVE:
                raise Refused(FAILURE)
        except Refused as refused:
            if refused.code != NO_SUCH_FILE or not flags & OPEN_CREATE:
                raise
            folder, name = self.place(path)
            node = folder.entries[name] = File()
        if not isinstance(node, File):
            raise Refused(FAILURE)
        if flags & OPEN_TRUNCATE:
            node.content.clear()
        self.keep(number, node)

    def on_close(self, number, reader):
        handle = reader.text()
        self.held(handle)
        del self.handles[handle]
        self.status(number, OK)

    def content(self, node, offset, length):
        return bytes(node.content[offset:offset + min(length, MAX_READ)])

    def on_read(self, number, reader):
        node, offset, length = self.held(reader.text()), reader.u64(), reader.u32()
        data = self.content(node, offset, length)
        if not data:
            raise Refused(EOF)
        self.reply(DATA, number, text(data))

    def on_write(self, number, reader):
        node, offset, data = self.held(reader.text()), reader.u64(), reader.text()
        if len(node.content) < offset:
            node.content.extend(bytes(offset - len(node.content)))
        node.content[offset:offset + len(data)] = data
        self.status(number, OK)

    def on_opendir(self, number, reader):
        node = self.find(reader.text())
        if not isinstance(node, Folder):
            raise Refused(FAILURE)
        self.keep(number, iter([node.listing()]))

    def on_readdir(self, number, reader):
        entries = next(self.held(reader.text()), None)
        if not entries:
            raise Refused(EOF)
        self.names(number, entries)

    def on_mkdir(self, number, reader):
        folder, name = self.place(reader.text())
        if name in folder.entries:
            raise Refused(FAILURE)
        folder.entries[name] = Folder()
        self.status(number, OK)

    def remove(self, path, wanted):
        folder, name = self.place(path)
        node = folder.entries.get(name)
        if node is None:
            raise Refused(NO_SUCH_FILE)
        if isinstance(node, Folder) != (wanted is Folder) or (wanted is Folder and node.entries):
            raise Refused(FAILURE)
        del folder.entries[name]

    def on_remove(self, number, reader):
        self.remove(reader.text(), File)
        self.status(number, OK)

    def on_rmdir(self, number, reader):
        self.remove(reader.text(), Folder)
        self.status(number, OK)

    def rename(self, old, new):
        folder, name = self.place(old)
        if name not in folder.entries:
            raise Refused(NO_SUCH_FILE)
        node = folder.entries.pop(name)
        folder, name = self.place(new)
        folder.entries[name] = node

    def on_rename(self, number, reader):
        old, new = reader.text(), reader.text()
        folder, name = self.place(new)
        if name in folder.entries:
            raise Refused(FAILURE)
        self.rename(old, new)
        self.status(number, OK)

    def on_readlink(self, number, reader):
        node = self.find(reader.text(), follow=False)
        if not isinstance(node, Link):
            raise Refused(FAILURE)
        self.reply(NAME, number, u32(1) + text(node.target) + text(b"") + u32(0))

    def on_symlink(self, number, reader):
        target, path = reader.text(), reader.text()
        folder, name = self.place(path)
        folder.entries[name] = Link(target)
        self.status(number, OK)


def die(words):
    sys.stderr.write(words + "\n")
    sys.exit(2)
