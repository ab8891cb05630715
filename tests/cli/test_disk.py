# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, on either side (RELIABILITY 24 and 25). A tmpfs of 1 MiB in a mount namespace of its own."""

import os
import subprocess
import unittest

from pipecase import PipeCase
from quaytest import DONE, FAILED, QUAY, SFTP_SERVER, file_hash, main, run_program, write_random

AS_ROOT = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


def can_mount():
    script = "mount -t tmpfs none /mnt"
    return subprocess.run([*AS_ROOT, "sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


@unittest.skipUnless(can_mount(), "no mount namespace of one's own here (needs root or user namespaces): a full disk was NOT tested")
class FullDisk(PipeCase):
    def on_small_disk(self, folder, *arguments, before="true", then="true"):
        """quay ARGUMENTS where @folder is a disk of 1 MiB; what lies on it at the end is told after a line of dashes."""
        script = """
            folder=$1; shift
            mount -t tmpfs -o size=1m none "$folder" && cd "$folder" || exit 99
            %s
            "$@"; status=$?
            echo ----; ls -A "$folder"; %s
            exit $status""" % (before, then)
        argv = [*AS_ROOT, "sh", "-c", script, "sh", folder, QUAY, "--json", "--batch", "--sftp-exec", SFTP_SERVER, *arguments]
        result = run_program(argv, env=self.environment())
        self.assertNotEqual(result.exit, 99)
        result.out, _, listing = result.out.partition(b"----\n")
        return result, listing.decode().split()

    def test_download(self):
        for size in (900 << 10, 3 << 20):
            write_random(self.path("remote/big"), size)
            result, left = self.on_small_disk(self.home, "get", self.url("big"), self.home, before="head -c 300000 /dev/zero >filler")
            self.assertSummary(result, FAILED)
            self.assertRegex(result.err, r"Could not \w+ %s/big: No space left on device" % self.home)
            self.assertEqual(left, ["filler"])

    def once_more(self, folder, *arguments):
        """Fails where three quarters are taken, and again; then room is made. What is there at the end must be @folder/file."""
        retry = '"$@" >&2 && exit 98; rm filler; "$@" >&2 || exit 97; ls -A; sha256sum file'
        result, left = self.on_small_disk(folder, *arguments, before="head -c 786432 /dev/zero >filler", then=retry)
        self.assertSummary(result, FAILED)
        self.assertEqual(left[0], "filler")
        self.assertEqual(left[1], "file")
        return left[2]

    def test_download_works_when_there_is_room_again(self):
        write_random(self.path("remote/file"), 600000)
        self.assertEqual(self.once_more(self.home, "get", self.url("file"), self.home), file_hash(self.path("remote/file")))

    def test_upload_works_when_there_is_room_again(self):
        write_random(self.path("home/file"), 600000)
        self.assertEqual(self.once_more(self.remote, "put", self.path("home/file"), self.url()), file_hash(self.path("home/file")))

    def test_what_was_there_stays(self):
        """An old file is replaced by a whole one, or not at all."""
        write_random(self.path("remote/big"), 3 << 20)
        write_random(self.path("home/big"), 3 << 20)
        commands = {self.remote: ("put", self.path("home/big"), self.url("big")), self.home: ("get", self.url("big"), self.path("home/big"))}
        for folder, command in commands.items():
            result, left = self.on_small_disk(folder, "--overwrite", "always", *command, before="echo old >big", then="cat big")
            self.assertSummary(result, FAILED)
            self.assertEqual(left, ["big", "old"])

    def test_download_of_many(self):
        for index in range(8):
            write_random(self.path("remote/%d" % index), 300000)
        result, left = self.on_small_disk(self.home, "get", "-r", self.url(), self.home + "/tree", then='stat -c "%n:%s" "$folder"/tree/*')
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "(?i)no space")
        whole = [item for item in left if ":" in item and os.path.basename(item.split(":")[0]).isdigit()]
        self.assertTrue(all(item.endswith(":300000") for item in whole), left)

    def test_upload(self):
        write_random(self.path("home/big"), 3 << 20)
        result, left = self.on_small_disk(self.remote, "put", self.path("home/big"), self.url("big"))
        self.assertSummary(result, FAILED)
        self.assertIn(self.path("home/big"), result.err)
        self.assertRegex(result.err, "(?i)no space|full")
        self.assertEqual(left, [])

    def test_what_fits_is_done(self):
        write_random(self.path("remote/small"), 100000)
        result, left = self.on_small_disk(self.home, "get", self.url("small"), self.home)
        self.assertSummary(result, DONE)
        self.assertEqual(left, ["small"])


if __name__ == "__main__":
    main()
