# SPDX-License-Identifier: GPL-3.0-or-later
"""An SFTP server of versions 3 to 6 on standard streams, with somebody in between who changes how the conversation begins.

interpreter.py SERVER WORD...   each word one of
    offer=N        the server is told that the client speaks N at most
    answer=N       the client is told that the server speaks N
    list=TEXT      what "versions" holds
    refuse         version-select is refused
    add=NAME=HEX   one more extension in VERSION
    drop=NAME      one fewer
    bare           version 3's listings have no `ls -l` lines
    told=FILE      what the client sends, a packet a line, in hexadecimal digits"""

import os
import struct
import subprocess
import sys
import threading

INIT, VERSION, STATUS, NAME, EXTENDED = 1, 2, 101, 104, 200
FAILURE = 4


def option(name):
    return next((word.split("=", 1)[1] for word in sys.argv[2:] if word.startswith(name + "=")), None)


def string(data):
    return struct.pack(">I", len(data)) + data


def take_string(data, at):
    length, = struct.unpack_from(">I", data, at)
    return data[at + 4:at + 4 + length], at + 4 + length


def read_packet(source):
    head = read_exactly(source, 4)
    return head and read_exactly(source, struct.unpack(">I", head)[0])


def read_exactly(source, length):
    data = b""
    while len(data) < length:
        more = os.read(source, length - len(data))
        if not more:
            return None
        data += more
    return data


lock = threading.Lock()


def send(target, packet):
    with lock:
        data = string(packet)
        while data:
            data = data[os.write(target, data):]


def change_version(packet):
    version, = struct.unpack_from(">I", packet, 1)
    extensions, at = {}, 5
    while at < len(packet):
        name, at = take_string(packet, at)
        extensions[name], at = take_string(packet, at)
    if option("list") is not None:
        extensions[b"versions"] = os.fsencode(option("list"))
    for word in sys.argv[2:]:
        if word.startswith("add="):
            _, name, data = word.split("=")
            extensions[name.encode()] = bytes.fromhex(data)
        elif word.startswith("drop="):
            extensions.pop(word[5:].encode(), None)
    return bytes([VERSION]) + struct.pack(">I", int(option("answer") or version)) + b"".join(
        string(name) + string(data) for name, data in extensions.items())


def without_lines(packet):
    """Of version 3, filexfer-02 section 7: count, then name, line and attributes of each."""
    count, = struct.unpack_from(">I", packet, 5)
    out, at = packet[:9], 9
    for _ in range(count):
        name, at = take_string(packet, at)
        _, at = take_string(packet, at)
        flags, = struct.unpack_from(">I", packet, at)
        size = 4 + sum(length for flag, length in ((1, 8), (2, 8), (4, 4), (8, 8)) if flags & flag)
        out += string(name) + string(b"") + packet[at:at + size]
        at += size
    return out


def to_client(server):
    first = True
    while (packet := read_packet(server.stdout.fileno())) is not None:
        if first:
            packet = change_version(packet)
        elif packet[0] == NAME and "bare" in sys.argv:
            packet = without_lines(packet)
        send(1, packet)
        first = False
    os.close(1)


def main():
    server = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=to_client, args=(server,), daemon=True).start()
    while (packet := read_packet(0)) is not None:
        if option("told"):
            with open(option("told"), "a", encoding="ascii") as file:
                file.write(packet.hex() + "\n")
        if packet[0] == INIT and option("offer"):
            packet = bytes([INIT]) + struct.pack(">I", int(option("offer")))
        if packet[0] == EXTENDED and "refuse" in sys.argv and take_string(packet, 5)[0] == b"version-select":
            send(1, bytes([STATUS]) + packet[1:5] + struct.pack(">I", FAILURE) + string(b"no") + string(b""))
            continue
        send(server.stdin.fileno(), packet)
    server.stdin.close()
    server.wait()


if __name__ == "__main__":
    main()
