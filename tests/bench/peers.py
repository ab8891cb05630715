# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients that are measured: each a function that makes the command line for a transfer."""

import os
import subprocess


class Place:
    """Where a run happens: the server as the client sees it, and its keys."""

    def __init__(self, server, port, key, home):
        self.user = server.user
        self.port = port
        self.key = key
        self.home = home
        self.known_hosts = os.path.join(home, "known_hosts-%d" % port)
        with open(server.known_hosts, encoding="ascii") as file:
            line = file.read().split(" ", 1)[1]
        with open(self.known_hosts, "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s" % (port, line))


# A peer is a function: (place, direction, whether a tree, source, target) -> argv, or None where it cannot.

def quay(place, direction, is_tree, source, target):
    url = "sftp://%s@127.0.0.1:%d" % (place.user, place.port)
    base = [os.environ["QUAY"], "--batch", "-q", "--no-agent", "-i", place.key, "--known-hosts", place.known_hosts]
    tree = ["-r"] if is_tree else []
    if direction == "list":
        return [*base, "ls", url + source]
    if direction == "down":
        return [*base, "get", *tree, url + source, target]
    return [*base, "put", *tree, source, url + target]


def sftp(place, direction, is_tree, source, target):
    batch = os.path.join(place.home, "sftp-batch")
    with open(batch, "w", encoding="ascii") as file:
        command = {"list": "ls -f %s" % source, "down": "get %s %s %s" % ("-R" if is_tree else "", source, target),
                   "up": "put %s %s %s" % ("-R" if is_tree else "", source, target)}[direction]
        file.write(command + "\n")
    return ["sftp", "-q", "-b", batch, "-P", str(place.port), "-i", place.key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
            "-o", "UserKnownHostsFile=" + place.known_hosts, "-F", "/dev/null", place.user + "@127.0.0.1"]


def lftp_run(place, commands):
    connect = "ssh -a -x -i %s -F /dev/null -o IdentityAgent=none -o UserKnownHostsFile=%s" % (place.key, place.known_hosts)
    return ["lftp", "--norc", "-c", 'set sftp:connect-program "%s"; set cmd:fail-exit yes; set net:max-retries 1; open -u %s, -p %d sftp://127.0.0.1; %s'
            % (connect, place.user, place.port, commands)]


def lftp(place, direction, is_tree, source, target):
    if direction == "list":
        return lftp_run(place, "cls -1 %s > /dev/null" % source)
    if is_tree:
        return lftp_run(place, "mirror %s %s %s" % ("-R" if direction == "up" else "", source, target))
    return lftp_run(place, ("get %s -o %s" if direction == "down" else "put %s -o %s") % (source, target))


def lftp_parallel(place, direction, is_tree, source, target):
    if is_tree and direction != "list":
        return lftp_run(place, "mirror -P8 %s %s %s" % ("-R" if direction == "up" else "", source, target))
    if direction == "down":
        return lftp_run(place, "pget -n 4 %s -o %s" % (source, target))
    return None


def rclone_run(place, direction, is_tree, source, target, *options):
    remote = ":sftp,host=127.0.0.1,port=%d,user=%s,key_file='%s',known_hosts_file='%s',shell_type=none,disable_hashcheck=true:" % (
        place.port, place.user, place.key, place.known_hosts)
    base = ["rclone", "--config", "/dev/null", *options]
    if direction == "list":
        return [*base, "lsf", remote + source]
    source, target = (remote + source, target) if direction == "down" else (source, remote + target)
    return [*base, "copy" if is_tree else "copyto", source, target]


def rclone(place, direction, is_tree, source, target):
    return rclone_run(place, direction, is_tree, source, target)


def rclone_8(place, direction, is_tree, source, target):
    return rclone_run(place, direction, is_tree, source, target, "--transfers", "8") if is_tree and direction != "list" else None


def psftp(place, direction, is_tree, source, target):
    batch = os.path.join(place.home, "psftp-batch")
    tree = "-r " if is_tree else ""
    with open(batch, "w", encoding="ascii") as file:
        file.write({"list": "ls %s" % source, "down": "get %s%s %s" % (tree, source, target), "up": "put %s%s %s" % (tree, source, target)}[direction] + "\n")
    ppk = os.path.join(place.home, "key.ppk")
    if not os.path.exists(ppk):
        subprocess.run(["puttygen", place.key, "-o", ppk], check=True)
    fingerprint = subprocess.run(["ssh-keygen", "-l", "-f", place.known_hosts], check=True, capture_output=True, text=True).stdout.split()[1]
    return ["psftp", "-batch", "-b", batch, "-P", str(place.port), "-i", ppk, "-hostkey", fingerprint, "-l", place.user, "127.0.0.1"]


PEERS = {"quay": quay, "sftp": sftp, "lftp": lftp, "lftp -P8/pget": lftp_parallel, "rclone": rclone, "rclone --transfers 8": rclone_8,
         "psftp": psftp}
ALWAYS = ["quay", "sftp"]
