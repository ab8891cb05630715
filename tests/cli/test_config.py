# SPDX-License-Identifier: GPL-3.0-or-later
"""quay config, and --config NAME=VALUE."""

import os

from quaytest import DONE, USAGE, main
from pipecase import PipeCase


class Config(PipeCase):
    def test_list(self):
        self.base = []
        result = self.quay("config")
        self.assertExit(result, DONE)
        rows = [line.decode().split("\t") for line in result.lines]
        self.assertEqual({len(row) for row in rows}, {4})
        self.assertIn(["SSHKeepAliveCountMax", "number", "5"], [row[:3] for row in rows])

    def test_list_as_json(self):
        result = self.quay("--json", "config")
        self.assertExit(result, DONE)
        (row,) = [item for item in result.entries("config") if item["name"] == "LocalEOL"]
        self.assertEqual(row["default"], "\r\n")

    def test_mistakes(self):
        for setting, words in (("Nothing=1", "Nothing"), ("UseIPv6=9", "UseIPv6"), ("UseIPv6", "UseIPv6=VALUE"),
                               ("FiletimeFormat=x", "means nothing")):
            self.assertExit(self.quay("--config", setting, "ls", self.url()), USAGE, words)

    def test_it_counts(self):
        with open(self.path("lines"), "wb") as file:
            file.write(b"a\nb\n")
        result = self.quay("--config", "TransferMode=1", "--config", 'serverEOL="\r\n"', "put", self.path("lines"), self.url("lines"))
        self.assertExit(result, DONE)
        with open(os.path.join(self.remote, "lines"), "rb") as file:
            self.assertEqual(file.read(), b"a\r\nb\r\n")


if __name__ == "__main__":
    main()
