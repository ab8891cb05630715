#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""golden.py record FILE PROG...: runs PROG on pipes and writes to FILE, a line each, the replies with the number of
requests that had been made before. golden.py replay FILE POSITION cut|invert: plays those replies, cut off before the byte at
POSITION or with that byte inverted."""

import json
import os
import select
import subprocess
import sys
import threading

# When the client says nothing for so long it waits for bytes that never come.
IDLE_SECONDS = 0.3


class Counter:
    """Counts the packets in a stream."""

    def __init__(self):
        self.held = b""
        self.count = 0

    def feed(self, data):
        self.held += data
        whole = []
        while len(self.held) >= 4 and len(self.held) >= 4 + int.from_bytes(self.held[:4], "big"):
            size = 4 + int.from_bytes(self.held[:4], "big")
            whole.append(self.held[:size])
            self.held = self.held[size:]
            self.count += 1
        return whole


def record(path, argv):
    requests, replies = Counter(), Counter()
    server = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def forward():
        while data := os.read(0, 65536):
            requests.feed(data)
            os.write(server.stdin.fileno(), data)
        server.stdin.close()

    threading.Thread(target=forward, daemon=True).start()
    with open(path, "w", encoding="ascii") as file:
        while data := os.read(server.stdout.fileno(), 65536):
            for packet in replies.feed(data):
                print(json.dumps([requests.count, packet.hex()]), file=file, flush=True)
            os.write(1, data)
    server.wait()


def spoil(session, position, how):
    """The replies with the byte at @position inverted, or all from it on gone."""
    spoiled, at = [], 0
    for after, packet in session:
        inside = at <= position < at + len(packet)
        if inside and how == "cut":
            return spoiled + [(after, packet[:position - at])]
        if inside:
            packet = packet[:position - at] + bytes([packet[position - at] ^ 0xFF]) + packet[position - at + 1:]
        spoiled.append((after, packet))
        at += len(packet)
    return spoiled


def load(path):
    with open(path, encoding="ascii") as file:
        return [(after, bytes.fromhex(packet)) for after, packet in map(json.loads, file)]


def replay(path, position, how):
    requests = Counter()
    for after, packet in spoil(load(path), position, how):
        while requests.count < after:
            if not select.select([0], [], [], IDLE_SECONDS)[0]:
                return
            data = os.read(0, 65536)
            if not data:
                return
            requests.feed(data)
        os.write(1, packet)
    if how == "cut":
        return
    while select.select([0], [], [], IDLE_SECONDS)[0] and os.read(0, 65536):
        pass


def main():
    if sys.argv[1] == "record":
        record(sys.argv[2], sys.argv[3:])
    else:
        try:
            replay(sys.argv[2], int(sys.argv[3]), sys.argv[4])
        except BrokenPipeError:
            pass


if __name__ == "__main__":
    main()
