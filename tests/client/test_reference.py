# SPDX-License-Identifier: GPL-3.0-or-later
"""test_reference.py GI-DOCGEN PAGES.py QUAY.toml QUAY EXAMPLE.c EXAMPLE.py QUAY.gir: the reference is made, and has what it should."""

import os
import re
import subprocess
import sys
import tempfile


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def main():
    docgen, pages, config, quay, example_c, example_py, gir = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        content, out = os.path.join(folder, "content"), os.path.join(folder, "out")
        subprocess.run([sys.executable, pages, quay, example_c, example_py, gir, content], check=True)
        subprocess.run([docgen, "generate", "--quiet", "--no-namespace-dir", "--config", config, "--content-dir", content, "--output-dir", out,
                        gir], check=True, timeout=300)
        page = read(out, "class.SftpClient.html")
        missing = [name for name in ("list_directory", "ssh_logon_async", "get_dir_list_file_name") if name not in page]
        keys = re.findall(r"<code>(\w+)</code>", read(out, "configuration.html"))
        described = read(out, "method.SftpClient.download.html")
        assert not missing, missing
        assert len(keys) > 90, keys
        assert "CONNECTION_REFUSED" in read(out, "errors.html")
        assert "quay_sftp_client_ssh_logon" in read(out, "example-c.html")
        assert "Events are told" in described, described


main()
