# SPDX-License-Identifier: GPL-3.0-or-later
"""A power cut, afterwards: what lose.c has written down, and no sync has made last, is taken back, in whole or in part."""

import os
import struct

RECORD = struct.Struct("=7Q")
WILL_WRITE, HAS_WRITTEN, WILL_SYNC, HAS_SYNCED, WILL_TRUNCATE = range(1, 6)


class Change:
    def __init__(self, is_write, number, offset, size, old, new):
        self.is_write = is_write
        self.number = number
        self.offset = offset
        self.size = size
        self.old = old
        self.new = new
        self.happened = False

    def undo(self, file):
        file.seek(self.offset)
        file.write(self.old)
        file.truncate(self.size)

    def redo(self, file):
        if self.is_write:
            file.seek(self.offset)
            file.write(self.new)
        else:
            file.truncate(self.offset)


def read_log(path):
    """For each inode the changes that no sync covers, in their order."""
    pending, syncing = {}, {}
    with open(path, "rb") as log:
        while len(header := log.read(RECORD.size)) == RECORD.size:
            kind, number, inode, offset, length, size, old_length = RECORD.unpack(header)
            old, new = log.read(old_length), log.read(length)
            changes = pending.setdefault(inode, [])
            if kind in (WILL_WRITE, WILL_TRUNCATE):
                changes.append(Change(kind == WILL_WRITE, number, offset, size, old, new))
            elif kind == HAS_WRITTEN:
                for change in changes:
                    change.happened |= change.number == number
            elif kind == WILL_SYNC:
                syncing[number] = [change for change in changes if change.happened]
            elif kind == HAS_SYNCED:
                lasting = {id(change) for change in syncing.pop(number)}
                pending[inode] = [change for change in changes if id(change) not in lasting]
    return pending


def find_inodes(top):
    return {os.lstat(path).st_ino: path for folder, _, names in os.walk(top) for path in (os.path.join(folder, name) for name in names)}


def lose(log, top, random):
    """What is below @top is as a power cut might leave it; returns how many changes are gone."""
    n_lost = 0
    paths = find_inodes(top)
    for inode, changes in read_log(log).items():
        if not changes or inode not in paths:
            continue
        # All, none, or some: a disk keeps its own order.
        share = random.choice((0, 0, 0.5, 0.9))
        kept = [change for change in changes if random.random() < share]
        with open(paths[inode], "r+b") as file:
            for change in reversed(changes):
                change.undo(file)
            for change in kept:
                change.redo(file)
        n_lost += len(changes) - len(kept)
    return n_lost
