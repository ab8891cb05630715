# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line itself: what is understood, and what is refused before anything is done."""

from quaytest import DONE, USAGE, QuayCase, main

URL = "sftp://localhost/"


class Options(QuayCase):
    def usage(self, *arguments, message=None):
        result = self.quay(*arguments)
        self.assertExit(result, USAGE, message)
        self.assertEqual(result.out, b"")
        result = self.quay("--json", *arguments)
        self.assertSummary(result, USAGE)

    def test_nothing(self):
        self.usage(message="(?i)command")

    def test_unknown_command(self):
        self.usage("frobnicate", message="frobnicate")

    def test_unknown_long_option(self):
        self.usage("ls", "--frobnicate", URL, message="--frobnicate")

    def test_unknown_short_option(self):
        self.usage("ls", "-Z", URL, message="-Z")

    def test_option_of_another_command(self):
        self.usage("ls", "-p", URL, message="parents")
        self.usage("mkdir", "-r", URL, message="recursive")
        self.usage("get", "-l", URL, "x", message="long")
        self.usage("stat", "--preserve", URL, message="preserve")
        self.usage("get", "-n", URL, "x", message="dry-run")
        self.usage("sync", "--resume", URL, "x", message="resume")
        self.usage("ls", "--verify", URL, message="verify")

    def test_missing_arguments(self):
        for command in (["ls"], ["get"], ["get", URL], ["put", "x"], ["mkdir"], ["rm"], ["mv", URL], ["stat"], ["info"], ["sum"], ["sync"], ["sync", "x"]):
            self.usage(*command, message="Usage")

    def test_too_many_arguments(self):
        self.usage("info", URL, URL, message="Usage")
        self.usage("mv", URL, "a", "b", message="Usage")

    def test_unknown_site(self):
        self.usage("ls", "site:home/x", message="No saved site is called “home”")

    def test_bad_proxy(self):
        """Nothing of the address is repeated: it may hold a password."""
        for proxy in ("", "ftp://b:s3cret@h", "https://b:s3cret@h", "http://b:s3cret@h/x", "http://b:s3cret@-h", "http://b:s3cret@h:0"):
            self.usage("ls", "--proxy", proxy, URL, message="(?s)proxy(?!.*s3cret)")
        self.usage("ls", "--proxy=none", "--proxy-command=nc", URL, message="not both")
        self.usage("ls", "--proxy-command=nc 'x", URL, message="split into words")
        self.usage("ls", "--proxy-command=nc %d", URL, message="percent sign")

    def test_bad_jump(self):
        for jump in ("", ",", "a,,b", "-oProxyCommand=x", "a b", "a/b", "a:b", "a;b", "u:s3cret@a", "site:x", "a:99999", ",".join(["a"] * 17)):
            self.usage("ls", "--jump=" + jump, URL, message="(?s)jump(?!.*s3cret)")

    def test_put_from_a_url(self):
        self.usage("put", URL + "x", "sftp://no-such-host.invalid/y", message="is on a server")

    def test_missing_value(self):
        self.usage("ls", URL, "--known-hosts", message="value")
        self.usage("ls", URL, "-i", message="value")

    def test_value_where_none_is_taken(self):
        self.usage("ls", "--batch=yes", URL, message="no value")

    def test_bad_numbers(self):
        for option in ("--timeout=0", "--timeout=-1", "--timeout=x", "--timeout=", "--password-fd=-1", "--timeout=99999999999"):
            self.usage("ls", option, URL, message="number")
        self.usage("get", "-j0", URL, "x", message="number")
        self.usage("get", "-j", "1000", URL, "x", message="number")

    def test_bad_overwrite(self):
        self.usage("get", "--overwrite", "perhaps", URL, "x", message="always")

    def test_bad_url(self):
        for url in ("", "nothing", "sftp://", "sftp:///path", "sftp://-oProxyCommand=x/", "sftp://host:99999/", "sftp://user:secret@host/",
                    "http://host/", "-x:path", "a b:path", "sftp://ho$(x)st/", "sftp://host:22x/"):
            result = self.quay("--json", "--batch", "ls", "--", url)
            self.assertExit(result, USAGE)
            self.assertNotIn("secret", result.err + result.out.decode())

    def test_bad_sftp_exec(self):
        self.usage("--sftp-exec", "'unbalanced", "ls", URL)

    def test_bad_password_descriptor(self):
        self.usage("--password-fd", "77", "ls", URL, message="77")

    def test_help(self):
        result = self.quay("--help")
        self.assertExit(result, DONE)
        for word in ("ls", "get", "put", "mkdir", "rm", "mv", "stat", "info", "--known-hosts", "--accept-new", "--json"):
            self.assertIn(word, result.out.decode())

    def test_help_of_each_command(self):
        for command in ("ls", "get", "put", "mkdir", "rm", "mv", "stat", "info"):
            for arguments in ((command, "--help"), ("--help", command)):
                result = self.quay(*arguments)
                self.assertExit(result, DONE)
                self.assertIn("quay [OPTIONS] %s " % command, result.out.decode())
        self.assertIn("-R", self.quay("ls", "--help").out.decode())
        self.assertNotIn("--preserve", self.quay("ls", "--help").out.decode())

    def test_version(self):
        result = self.quay("--version")
        self.assertExit(result, DONE)
        self.assertRegex(result.out.decode(), r"^quay \d+\.\d+")


if __name__ == "__main__":
    main()
