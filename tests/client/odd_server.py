# SPDX-License-Identifier: GPL-3.0-or-later
"""odd_server.py SFTP_SERVER KIND: an SFTP server on standard streams that is not as it should be.

old: version 2. garbage: a packet of no known type. plain: OpenSSH's, without its extensions. gone: ends at once."""

import os
import struct
import subprocess
import sys
import threading


def packet(*parts):
    body = b"".join(parts)
    return struct.pack(">I", len(body)) + body


def read_exactly(source, length):
    data = b""
    while len(data) < length:
        more = os.read(source, length - len(data))
        if not more:
            os._exit(0)
        data += more
    return data


def write(data):
    while data:
        data = data[os.write(1, data):]


def copy_in(server):
    while True:
        data = os.read(0, 65536)
        if not data:
            break
        server.stdin.write(data)
        server.stdin.flush()
    server.stdin.close()


def plain():
    server = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=copy_in, args=(server,), daemon=True).start()
    source = server.stdout.fileno()
    read_exactly(source, struct.unpack(">I", read_exactly(source, 4))[0])
    write(packet(b"\x02", struct.pack(">I", 3)))
    while True:
        data = os.read(source, 65536)
        if not data:
            return
        write(data)


def main():
    kind = sys.argv[2]
    if kind == "gone":
        return
    if kind == "plain":
        plain()
    read_exactly(0, struct.unpack(">I", read_exactly(0, 4))[0])
    write(packet(b"\x02", struct.pack(">I", 2)) if kind == "old" else packet(b"\x63", struct.pack(">I", 3)))
    read_exactly(0, 1)


main()
