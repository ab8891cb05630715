# SPDX-License-Identifier: LGPL-2.1-or-later
# example.py HOST PORT USER KEY-FILE FOLDER: lists a folder of a server.
import sys

import gi

gi.require_version("Quay", "1.0")
from gi.repository import GLib, Quay

host, port, user, key, folder = sys.argv[1:]
client = Quay.SftpClient.new()
client.props.ssh_user = user
client.props.ssh_auth_mode = 3
client.props.ssh_cert_store_type = 99
client.props.ssh_cert_store = GLib.Bytes.new(key.encode())
client.config("SSHAcceptAnyServerHostKey=True")
client.connect("dir-list", lambda client, event: print(event.props.file_name, event.props.file_size))
client.ssh_logon(host, int(port))
client.change_remote_path(folder)
client.list_directory()
client.ssh_logoff()
