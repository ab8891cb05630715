# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 15: somebody swaps a folder of the destination for a link to the outside, a thousand times a second, while a
tree is downloaded into it again and again. QUAY_SLOW: for a minute each."""

import ctypes
import os
import threading
import time

from pipecase import PipeCase
from quaytest import DONE, FAILED, QUAY, SFTP_SERVER, main, run_program, tree_items

SECONDS = 60 if os.environ.get("QUAY_SLOW") else 3


LIBC = ctypes.CDLL(None, use_errno=True)
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange(one, other):
    if LIBC.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), "renameat2", one)


class Swapper(threading.Thread):
    """The name is never free, so that nobody but this thread decides what is behind it."""

    def __init__(self, folder, outside):
        super().__init__()
        self.folder = folder
        self.link = folder + ".link"
        os.symlink(outside, self.link)
        self.count = 0
        self.stop = threading.Event()

    def run(self):
        while not self.stop.wait(0.0002):
            exchange(self.folder, self.link)
            time.sleep(0.0002)
            exchange(self.folder, self.link)
            self.count += 1

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *ignored):
        self.stop.set()
        self.join()
        os.unlink(self.link)


class Swapping(PipeCase):
    def download_again_and_again(self, *launcher):
        for index in range(20):
            self.write("remote/dir/d/file %d" % index, b"%d\n" % index)
            self.write("remote/dir/d/deep/er/file %d" % index, b"x" * 300000)
        os.symlink("anywhere", self.path("remote/dir/d/link"))
        self.write("victim/precious", b"precious\n")
        before = tree_items(self.path("victim"), with_mode=True)
        os.makedirs(self.path("home/dir/d"))
        ends = []
        argv = [*launcher, QUAY, "--json", "--batch", "--sftp-exec", SFTP_SERVER, "--overwrite", "always", "--preserve",
                "get", "-r", self.url("dir"), self.home]
        deadline = time.monotonic() + SECONDS
        with Swapper(self.path("home/dir/d"), self.path("victim")) as swapper:
            while time.monotonic() < deadline or len(ends) < 5:
                result = run_program(argv, env=self.environment(), timeout=60)
                self.assertSummary(result, {DONE, FAILED})
                ends.append(result.exit)
                self.assertEqual(tree_items(self.path("victim"), with_mode=True), before, str(result))
        self.assertIn(FAILED, ends, "it was never in the way: nothing is proved")
        self.assertGreater(swapper.count, 100 * SECONDS)
        # And with nobody there all arrives.
        self.assertSummary(run_program(argv, env=self.environment()), DONE)
        self.assertEqual(tree_items(self.path("remote/dir")), tree_items(self.path("home/dir")))

    def test_with_openat2(self):
        self.download_again_and_again()

    def test_without_openat2(self):
        self.download_again_and_again(os.environ["NO_OPENAT2"])


if __name__ == "__main__":
    main()
