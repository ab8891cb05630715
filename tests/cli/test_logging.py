# SPDX-License-Identifier: GPL-3.0-or-later
"""quay -v, -vv and -vvv: what they tell, and that no secret is in it."""

import os

from quaytest import DONE, main
from servercase import PASSPHRASE, ServerCase


class Logging(ServerCase):
    def told(self, verbosity, *arguments, how="ed25519"):
        result = self.log_in(how, *["-" + "v" * verbosity] * (verbosity > 0), *arguments)
        self.assertSummary(result, DONE)
        return result.err

    def test_levels(self):
        for verbosity in range(4):
            told = self.told(verbosity, "ls", self.url())
            self.assertEqual("Logged in by publickey" in told, verbosity >= 1, told)
            self.assertEqual("SFTP > OPENDIR id " in told, verbosity >= 2, told)
            self.assertEqual("  00000  " in told, verbosity >= 3, told)

    def test_bytes_of_files(self):
        content = b"canary-of-a-file"
        with open(self.path("home/file"), "wb") as file:
            file.write(content)
        told = self.told(3, "put", self.path("home/file"), self.url("file"))
        told += self.told(3, "get", self.url("file"), self.path("home/back"))
        self.assertIn("SFTP > WRITE", told)
        self.assertIn("SFTP < DATA", told)
        self.assertIn("16 bytes of the file", told)
        self.assertNotIn(content.decode(), told)
        self.assertNotIn(content.hex(" "), told)

    def test_secrets(self):
        for how, secret in (("rsa, locked", PASSPHRASE), ("password", self.server.password)):
            told = self.told(3, "ls", self.url(), how=how)
            for form in (secret, secret.encode().hex(" ")):
                self.assertNotIn(form, told)
        with open(self.keys["rsa"]) as file:
            for line in file.read().splitlines()[1:-1]:
                self.assertNotIn(line, told)


if __name__ == "__main__":
    main()
