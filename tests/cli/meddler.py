# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH's sftp-server on standard streams, with somebody in between: who adds check-file (filexfer-extensions-00 section 3), which
OpenSSH does not have, and who spoils bytes on their way.

meddler.py SFTP_SERVER WORD...   each word one of
    name, handle, check-file   the extension of that kind is announced, and answered from the file on the disk
    only=ALGORITHM             the only one it knows
    lie                        hashes are wrong
    refuse                     the request is announced and refused
    short                      hashes are a byte short
    spoil-first-read           one bit of the first DATA is another on its way to the client
    spoil-first-write          one bit of the first WRITE is another on its way to the server
    half-reads                 READs are answered with half of what was asked for
    garbage                    the answer to check-file is none
    huge                       the hash has 200,000 bytes
    cut-listings               of a folder that needs several READDIRs the first is answered, and then comes a failure
    endless                    from the second time on that a file is opened it never ends
    count=FILE                 the file has the number of bytes in DATA and WRITE so far"""

import hashlib
import os
import struct
import subprocess
import sys
import threading

VERSION, OPEN, READ, WRITE, READDIR, STATUS, HANDLE, DATA, NAME, EXTENDED, EXTENDED_REPLY = 2, 3, 5, 6, 12, 101, 102, 103, 104, 200, 201
EOF, FAILURE, UNSUPPORTED = 1, 4, 8
WORDS = sys.argv[2:]
KIND = next((word for word in WORDS if word in ("name", "handle", "check-file")), None)
ONLY = next((word[5:] for word in WORDS if word.startswith("only=")), None)
COUNT = next((word[6:] for word in WORDS if word.startswith("count=")), None)


def string(data):
    return struct.pack(">I", len(data)) + data


def take_string(data, at):
    length, = struct.unpack_from(">I", data, at)
    return data[at + 4:at + 4 + length], at + 4 + length


def read_exactly(source, length):
    data = b""
    while len(data) < length:
        more = os.read(source, length - len(data))
        if not more:
            return None
        data += more
    return data


def read_packet(source):
    head = read_exactly(source, 4)
    return head and read_exactly(source, struct.unpack(">I", head)[0])


class Meddler:
    def __init__(self):
        self.server = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lock = threading.Lock()
        self.opening = {}
        self.paths = {}
        self.spoiled = set()
        self.reads = {}
        self.n_opens = 0
        self.listings = {}
        self.listed = set()
        self.bytes = 0

    def spoil(self, word, packet, at):
        """The packet with one bit of what stands @at another, the first time."""
        if word not in WORDS or word in self.spoiled or at >= len(packet):
            return packet
        self.spoiled.add(word)
        return packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1:]

    def count(self, n):
        self.bytes += n
        if COUNT is not None:
            with open(COUNT + ".new", "w") as file:
                file.write(str(self.bytes))
            os.rename(COUNT + ".new", COUNT)

    def send(self, target, packet):
        data = string(packet)
        while data:
            data = data[os.write(target, data):]

    def answer(self, packet):
        with self.lock:
            self.send(1, packet)

    def fail(self, request, status):
        self.answer(bytes([STATUS]) + request + struct.pack(">I", status) + string(b"no") + string(b""))

    def hash_of(self, names, path, offset, length):
        algorithm = next((name for name in names.decode().split(",") if ONLY in (None, name) and hasattr(hashlib, name)), None)
        if algorithm is None or "refuse" in WORDS:
            return None
        with open(path, "rb") as file:
            file.seek(offset)
            digest = hashlib.new(algorithm, file.read(length) if length else file.read()).digest()
        if "lie" in WORDS:
            digest = bytes([digest[0] ^ 1]) + digest[1:]
        if "garbage" in WORDS:
            return b"\xff\xff\xff\xff" + digest
        if "huge" in WORDS:
            digest *= 6250
        return string(algorithm.encode()) + (digest[:-1] if "short" in WORDS else digest)

    def check_file(self, packet):
        """Whether it was such a request."""
        name, at = take_string(packet, 5)
        if name not in (b"check-file-name", b"check-file-handle", b"check-file"):
            return False
        what, at = take_string(packet, at)
        names, at = take_string(packet, at)
        offset, length, _ = struct.unpack_from(">QQI", packet, at)
        known = {"name": b"check-file-name", "handle": b"check-file-handle", "check-file": b"check-file"}.get(KIND)
        path = what if name == b"check-file-name" else self.paths.get(what)
        found = self.hash_of(names, path, offset, length) if name == known and path is not None else None
        if found is None:
            self.fail(packet[1:5], UNSUPPORTED)
        else:
            self.answer(bytes([EXTENDED_REPLY]) + packet[1:5] + string(b"check-file") + found)
        return True

    def to_server(self):
        while (packet := read_packet(0)) is not None:
            if packet[0] == EXTENDED and self.check_file(packet):
                continue
            if packet[0] == OPEN:
                self.opening[packet[1:5]] = take_string(packet, 5)[0]
                self.n_opens += 1
            if packet[0] == READDIR and "cut-listings" in WORDS:
                self.listings[packet[1:5]] = packet[5:]
            if packet[0] == READ and self.n_opens > 1 and "endless" in WORDS:
                self.reads[packet[1:5]] = struct.unpack(">I", packet[-4:])[0]
            if packet[0] == READ and "half-reads" in WORDS:
                length, = struct.unpack(">I", packet[-4:])
                packet = packet[:-4] + struct.pack(">I", max(length // 2, 1))
            if packet[0] == WRITE:
                at = take_string(packet, 5)[1] + 12
                self.count(len(packet) - at)
                packet = self.spoil("spoil-first-write", packet, at)
            self.send(self.server.stdin.fileno(), packet)
        self.server.stdin.close()

    def to_client(self):
        while (packet := read_packet(self.server.stdout.fileno())) is not None:
            if packet[0] == VERSION and KIND is not None:
                packet += string({"name": b"check-file-name", "handle": b"check-file-handle"}.get(KIND, b"check-file")) + string(b"1")
            if packet[0] == HANDLE and packet[1:5] in self.opening:
                self.paths[packet[5 + 4:]] = self.opening.pop(packet[1:5])
            if packet[1:5] in self.listings and packet[0] in (NAME, STATUS):
                folder = self.listings.pop(packet[1:5])
                if folder in self.listed and packet[0] == NAME:
                    self.fail(packet[1:5], FAILURE)
                    continue
                self.listed.add(folder)
            if packet[0] == STATUS and packet[1:5] in self.reads:
                packet = bytes([DATA]) + packet[1:5] + string(bytes(self.reads[packet[1:5]]))
            if packet[0] == DATA:
                self.count(len(packet) - 9)
                packet = self.spoil("spoil-first-read", packet, 9)
            self.answer(packet)

    def run(self):
        thread = threading.Thread(target=self.to_server, daemon=True)
        thread.start()
        self.to_client()
        os._exit(0)


Meddler().run()
