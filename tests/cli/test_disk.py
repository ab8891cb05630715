# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, on either side. A small tmpfs in a mount namespace of its own."""

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
    def on_small_disk(self, folder, *arguments, size="1m", first="true", then="true"):
        """quay ARGUMENTS where @folder is a disk of @size. Its result, and what lies on the disk at the end or @then tells."""
        script = """
            folder=$1; shift
            mount -t tmpfs -o size=%s none "$folder" || exit 99
            %s
            "$@"; status=$?
            echo ----; ls -A "$folder"; %s
            exit $status""" % (size, first, then)
        argv = [*AS_ROOT, "sh", "-c", script, "sh", folder, QUAY, "--json", "--batch", "--sftp-exec", SFTP_SERVER, *arguments]
        result = run_program(argv, env=self.environment())
        self.assertNotEqual(result.exit, 99)
        result.out, _, listing = result.out.rpartition(b"----\n")
        return result, listing.decode().split()

    def test_download(self):
        write_random(self.path("remote/big"), 3 << 20)
        result, left = self.on_small_disk(self.home, "get", self.url("big"), self.home)
        self.assertSentence(result, FAILED, "Could not write", self.path("home/big"), "No space left on device", "make room there")
        self.assertNotIn("big", left)

    def test_download_over_an_old_file(self):
        write_random(self.path("remote/big"), 3 << 20)
        result, left = self.on_small_disk(self.home, "get", "--overwrite=always", self.url("big"), self.home,
                                          first='echo old >"$folder/big"', then='cat "$folder/big"')
        self.assertSentence(result, FAILED, "No space left on device")
        self.assertEqual(left[-1], "old")

    def test_download_again_when_there_is_room(self):
        write_random(self.path("remote/big"), 3 << 20)
        result, left = self.on_small_disk(self.home, "get", self.url("big"), self.home,
                                          size="8m", first='head -c 6000000 /dev/zero >"$folder/filler"',
                                          then='rm "$folder/filler"; "$@" >/dev/null; sha256sum <"$folder/big"')
        self.assertSentence(result, FAILED, "No space left on device")
        self.assertIn(file_hash(self.path("remote/big")), left)

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
        digest = file_hash(self.path("home/big"))
        result, left = self.on_small_disk(self.remote, "put", self.path("home/big"), self.url("big"))
        self.assertSentence(result, FAILED, "Could not upload", self.path("remote/big"), "no space left on the server's disk", "make room there")
        self.assertNotIn("big", left)
        self.assertEqual(file_hash(self.path("home/big")), digest)

    def test_upload_over_an_old_file(self):
        write_random(self.path("home/big"), 3 << 20)
        result, left = self.on_small_disk(self.remote, "put", "--overwrite=always", self.path("home/big"), self.url("big"),
                                          first='echo old >"$folder/big"', then='cat "$folder/big"')
        self.assertSentence(result, FAILED, "no space left on the server's disk", "make room there")
        self.assertEqual(left[-1], "old")

    def test_upload_again_when_there_is_room(self):
        write_random(self.path("home/big"), 3 << 20)
        result, left = self.on_small_disk(self.remote, "put", self.path("home/big"), self.url("big"),
                                          size="8m", first='head -c 6000000 /dev/zero >"$folder/filler"',
                                          then='rm "$folder/filler"; "$@" >/dev/null; sha256sum <"$folder/big"')
        self.assertSentence(result, FAILED, "no space left on the server's disk")
        self.assertIn(file_hash(self.path("home/big")), left)

    def test_what_fits_is_done(self):
        write_random(self.path("remote/small"), 100000)
        result, left = self.on_small_disk(self.home, "get", self.url("small"), self.home)
        self.assertSummary(result, DONE)
        self.assertEqual(left, ["small"])


if __name__ == "__main__":
    main()
