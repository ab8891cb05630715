# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, on either side. A tmpfs of 1 MiB in a mount namespace of its own."""

import os
import subprocess
import unittest

from pipecase import PipeCase
from quaytest import DONE, FAILED, QUAY, SFTP_SERVER, main, run_program, write_random

AS_ROOT = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


def can_mount():
    script = "mount -t tmpfs none /mnt"
    return subprocess.run([*AS_ROOT, "sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


@unittest.skipUnless(can_mount(), "no mount namespace of one's own here (needs root or user namespaces): a full disk was NOT tested")
class FullDisk(PipeCase):
    def on_small_disk(self, folder, *arguments, then="true"):
        """quay ARGUMENTS where @folder is a disk of 1 MiB; what lies on it at the end is told after a line of dashes."""
        script = """
            folder=$1; shift
            mount -t tmpfs -o size=1m none "$folder" || exit 99
            "$@"; status=$?
            echo ----; ls -A "$folder"; %s
            exit $status""" % then
        argv = [*AS_ROOT, "sh", "-c", script, "sh", folder, QUAY, "--json", "--batch", "--sftp-exec", SFTP_SERVER, *arguments]
        result = run_program(argv, env=self.environment())
        self.assertNotEqual(result.exit, 99)
        result.out, _, listing = result.out.partition(b"----\n")
        return result, listing.decode().split()

    def test_download(self):
        write_random(self.path("remote/big"), 3 << 20)
        result, left = self.on_small_disk(self.home, "get", self.url("big"), self.home)
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "(?i)no space")
        self.assertIn("big", result.err)
        self.assertNotIn("big", left)

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
        self.assertIn("big", result.err)
        self.assertNotIn("big", left)

    def test_what_fits_is_done(self):
        write_random(self.path("remote/small"), 100000)
        result, left = self.on_small_disk(self.home, "get", self.url("small"), self.home)
        self.assertSummary(result, DONE)
        self.assertEqual(left, ["small"])


if __name__ == "__main__":
    main()
