# SPDX-License-Identifier: GPL-3.0-or-later
"""--resume: a run goes on where an earlier one was stopped, and only then."""

import os
import signal
import subprocess
import time

from pipecase import PipeCase, SLOW_READER, SLOW_SERVER
from quaytest import CANCELLED, DONE, FAILED, QUAY, end, file_hash, main, wait_for, wait_until, write_random

SIZE = 64 << 20
# So much is there before a run is stopped. What the journal hears of an upload comes behind an FSYNC, and that behind all that
# was on its way when it was sent.
STOP_AT = 36 << 20


class Resume(PipeCase):
    def arguments(self, way, *options):
        if way == "get":
            return ["get", *options, self.url("big"), self.path("home/big")]
        return ["put", *options, self.path("home/big"), self.url("big")]

    def folders(self, way):
        """Of source and target."""
        return (self.remote, self.home) if way == "get" else (self.home, self.remote)

    def slow(self, way):
        """The commands differ, so the server of all runs has to be the slow one until it is stopped: then --sftp-exec names a file
        that holds another program."""
        program = self.path("server")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec %s\n" % (SLOW_SERVER if way == "get" else SLOW_READER).replace("2e6", "6e6"))
        os.chmod(program, 0o755)
        return program

    def fast(self):
        program = self.path("server")
        with open(program + ".new", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec %s\n" % self.base[-1])
        os.chmod(program + ".new", 0o755)
        os.rename(program + ".new", program)

    def parts(self, way):
        folder = self.folders(way)[1]
        return [name for name in os.listdir(folder) if name.endswith(".part")]

    def stop(self, way, number, *options):
        """Begins, and is stopped in the middle: what is left stands under another name."""
        source, target = self.folders(way)
        write_random(os.path.join(source, "big"), SIZE)
        self.server = self.slow(way)
        process = subprocess.Popen([QUAY, "--batch", "--sftp-exec", self.server, *self.arguments(way, *options)],
                                   env=self.environment(), stderr=subprocess.PIPE)
        self.addCleanup(end, process)

        def size():
            return sum(os.stat(os.path.join(target, name)).st_blocks * 512 for name in self.parts(way))

        wait_until(lambda: size() >= STOP_AT, "some of the file", 60)
        process.send_signal(number)
        self.assertEqual(wait_for(process, 5), CANCELLED if number == signal.SIGINT else -number)
        self.fast()

    def go_on(self, way, *options, exits=DONE):
        base = ["--json", "--batch", "--sftp-exec", self.server]
        result = self.quay(*self.arguments(way, *options), base=base, timeout=60)
        summary = self.assertSummary(result, exits)
        return summary

    def assertWhole(self, way):
        source, target = self.folders(way)
        self.assertEqual(file_hash(os.path.join(source, "big")), file_hash(os.path.join(target, "big")))
        self.assertEqual(self.parts(way), [])

    def check_goes_on(self, way, number):
        self.stop(way, number)
        self.assertEqual(len(self.parts(way)), 1)
        summary = self.go_on(way, "--resume")
        self.assertWhole(way)
        self.assertEqual(summary["bytes"], SIZE)
        self.assertLess(summary["bytes_moved"], SIZE - (2 << 20))
        self.assertGreater(summary["bytes_moved"], 0)

    def test_download_after_sigint(self):
        self.check_goes_on("get", signal.SIGINT)

    def test_download_after_sigkill(self):
        self.check_goes_on("get", signal.SIGKILL)

    def test_upload_after_sigint(self):
        self.check_goes_on("put", signal.SIGINT)

    def test_upload_after_sigkill(self):
        self.check_goes_on("put", signal.SIGKILL)

    def check_source_changed(self, way):
        self.stop(way, signal.SIGINT)
        source = os.path.join(self.folders(way)[0], "big")
        write_random(source, SIZE)
        os.utime(source, (time.time() - 1000, time.time() - 1000))
        summary = self.go_on(way, "--resume")
        self.assertWhole(way)
        self.assertEqual(summary["bytes_moved"], SIZE)

    def test_source_of_a_download_changed(self):
        self.check_source_changed("get")

    def test_source_of_an_upload_changed(self):
        self.check_source_changed("put")

    def check_without(self, way):
        """What is left is of another source with the same size and time; nobody asked for it."""
        self.stop(way, signal.SIGINT)
        summary = self.go_on(way)
        self.assertWhole(way)
        self.assertEqual(summary["bytes_moved"], SIZE)

    def test_download_without_the_option(self):
        self.check_without("get")

    def test_upload_without_the_option(self):
        self.check_without("put")

    def test_nothing_to_go_on_with(self):
        for way in ("get", "put"):
            write_random(os.path.join(self.folders(way)[0], "big"), 5 << 20)
            self.server = self.base[-1]
            self.assertEqual(self.go_on(way, "--resume")["bytes_moved"], 5 << 20)
            self.assertWhole(way)
            os.unlink(self.path("home/big"))
            os.unlink(self.path("remote/big"))

    def test_trees(self):
        """What is whole does not come again."""
        for way in ("get", "put"):
            source, target = (self.path("remote/tree"), self.path("home/tree"))
            if way == "put":
                source, target = target, source
            for index in range(20):
                self.write(os.path.join(source, "%d" % index), os.urandom(10000 + index))
            self.write(os.path.join(target, "3"))
            os.unlink(os.path.join(target, "3"))
            for index in range(0, 20, 2):
                with open(os.path.join(source, str(index)), "rb") as there, open(os.path.join(target, str(index)), "wb") as file:
                    file.write(there.read())
            arguments = ["get", "-r", self.url("tree"), self.home] if way == "get" else ["put", "-r", self.path("home/tree"), self.url()]
            result = self.quay("--resume", *arguments)
            summary = self.assertSummary(result, DONE)
            self.assertEqual((summary["files_done"], summary["files_skipped"]), (10, 10))
            for index in range(20):
                self.assertEqual(file_hash(os.path.join(source, str(index))), file_hash(os.path.join(target, str(index))))
            for folder in (source, target):
                for name in os.listdir(folder):
                    os.unlink(os.path.join(folder, name))

    def test_no_place_for_the_journal(self):
        """Without --resume it is no hindrance."""
        self.write("state")
        write_random(self.path("remote/big"), 5 << 20)
        env = self.environment(XDG_STATE_HOME=self.path("state"))
        result = self.quay("get", self.url("big"), self.path("home/big"), env=env)
        self.assertSummary(result, DONE)
        result = self.quay("--resume", "get", self.url("big"), self.path("home/again"), env=env)
        self.assertSummary(result, FAILED)
        self.assertFalse(os.path.exists(self.path("home/again")))


if __name__ == "__main__":
    main()
