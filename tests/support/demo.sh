#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# demo.sh [--since MILLISECONDS] BUILD [ARG...]: Quayside from the folder BUILD, connected to a server of its own that lasts
# as long as it does. With a display: opens the window, ARG are for it. Without: opens it on a virtual one, says how long that
# took since the start of all, moves files both ways, compares their hashes, and keeps a picture. Nothing of the user's is
# read or written: settings, keys, known hosts are all new.
set -eu
started=$(date +%s%3N)
if [ "$1" = --since ]; then started=$2; shift 2; fi
build=$1; shift
app=$build/src/app/quayside quay=$build/src/cli/quay
picture=$build/shots/demo.png
here=$(mktemp -d "${TMPDIR:-/tmp}/quayside-demo.XXXXXX")
children=

say() { echo "demo: $*"; }
die() {
  say "$*"
  [ -z "${window:-}" ] || import -window root "${picture%.png}-failed.png" 2>/dev/null || :
  exit 1
}
tidy() {
  for child in $children; do kill "$child" 2>/dev/null && wait "$child" 2>/dev/null || :; done
  rm -rf "$here"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# until_true SECONDS CMD...: look again and again
until_true() {
  tries=$(($1 * 10)); shift
  until "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.1
  done
}

make_samples() {
  mkdir -p "$here/local/From Quayside" "$here/server/site/assets" "$here/server/Grüße"
  printf 'Hello from the server.\n' >"$here/server/welcome.txt"
  printf '<!doctype html>\n<title>Quayside</title>\n<p>Two panes and a queue.\n' >"$here/server/site/index.html"
  printf 'p { color: navy }\n' >"$here/server/site/assets/style.css"
  printf 'Grüße vom Kai\n' >"$here/server/Grüße/größe.txt"
  head -c 48000000 /dev/urandom >"$here/server/video.bin"
  head -c 4000000 /dev/urandom >"$here/server/site/assets/photo.bin"
  printf 'Things to upload\n' >"$here/local/notes.txt"
  head -c 24000000 /dev/urandom >"$here/local/backup.bin"
}

serving() { grep -q 'Server listening' "$here/sshd.log" || ! kill -0 "$sshd" 2>/dev/null; }
start_server() {
  ssh-keygen -q -t ed25519 -N '' -C 'Quayside demo' -f "$here/host_key" </dev/null
  ssh-keygen -q -t ed25519 -N '' -C 'Quayside demo' -f "$here/user_key" </dev/null
  cat >"$here/sshd_config" <<CONFIG
ListenAddress 127.0.0.1
HostKey $here/host_key
AuthorizedKeysFile $here/user_key.pub
AuthenticationMethods publickey
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
LogLevel VERBOSE
SetEnv HOME=$here
Subsystem sftp internal-sftp -d $here/server
CONFIG
  [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
  # The kernel names no free port to a server that will not tell it, so try some.
  for port in $(shuf -i 20000-32000 -n 20); do
    : >"$here/sshd.log"
    "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$here/sshd_config" -p "$port" </dev/null 2>"$here/sshd.log" &
    sshd=$!
    until_true 10 serving || die "sshd does not start: $(tail -3 "$here/sshd.log")"
    if kill -0 "$sshd" 2>/dev/null; then children="$children $sshd"; break; fi
    grep -q 'Cannot bind\|Bind to port' "$here/sshd.log" || die "sshd does not start: $(tail -3 "$here/sshd.log")"
  done
  [ -n "$children" ] || die "no free port"
  echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$here/host_key.pub")" >"$here/known_hosts"
  place="$(id -un)@127.0.0.1:$port"
}

start_agent() {
  export SSH_AUTH_SOCK="$here/agent"
  ssh-agent -D -a "$SSH_AUTH_SOCK" >/dev/null 2>&1 &
  children="$children $!"
  until_true 10 test -S "$SSH_AUTH_SOCK" || die "ssh-agent does not start"
  ssh-add -q "$here/user_key" 2>/dev/null
}

start_display() {
  Xvfb -displayfd 3 -screen 0 1200x780x24 -nolisten tcp >/dev/null 2>&1 3>"$here/display" &
  children="$children $!"
  until_true 10 test -s "$here/display" || die "Xvfb does not start"
  DISPLAY=:$(cat "$here/display")
  unset WAYLAND_DISPLAY
  export DISPLAY GDK_BACKEND=x11 GSK_RENDERER=cairo
  # A bus of its own: the user's may hold another Quayside, and would start services for this display.
  export DBUS_SESSION_BUS_ADDRESS="unix:path=$here/bus"
  dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" >/dev/null 2>&1 &
  children="$children $!"
  until_true 10 test -S "$here/bus" || die "dbus-daemon does not start"
  # Keys go to no window until a window manager says which.
  openbox >/dev/null 2>&1 &
  children="$children $!"
}

list_folder() {
  "$quay" --batch --known-hosts "$QUAYSIDE_KNOWN_HOSTS" ls -l "sftp://$place" || die "listing failed"
}

same() { [ -e "$2" ] && [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]; }
alive() { kill -0 "$window" 2>/dev/null || die "Quayside ended: $(tail -5 "$here/app.log")"; }

# send NAME: find the file in the list that has the focus, as a person would, and copy it to the other side
send() {
  xdotool type --delay 30 "$1"
  xdotool key --delay 50 F4
}
move_files() {
  xdotool search --onlyvisible --pid "$window" --name . windowmove 0 0 windowfocus --sync >/dev/null
  # The server's list has the focus; Tab goes to the other one.
  xdotool key --delay 100 Tab
  send backup
  until_true 60 same "$here/local/backup.bin" "$here/server/backup.bin" || { alive; die "the upload failed"; }
  say "uploaded backup.bin, SHA-256 equal"
  xdotool key --delay 100 Tab
  send video
  until_true 60 same "$here/server/video.bin" "$here/local/video.bin" || { alive; die "the download failed"; }
  say "downloaded video.bin, SHA-256 equal"
}

# The window is drawn when two looks at it are alike and hold more than an empty screen, of which packing leaves next to nothing.
drawn() {
  kill -0 "$window" 2>/dev/null || return 0
  mv -f "$here/look" "$here/before" 2>/dev/null || :
  import -window root -depth 8 "rgb:$here/look"
  cmp -s "$here/look" "$here/before" && [ "$(gzip -1 <"$here/look" | wc -c)" -gt 20000 ]
}
take_picture() {
  until_true 20 drawn || say "the window did not come to rest"
  alive
  mkdir -p "${picture%/*}"
  import -window root "$picture"
}

make_samples
start_server
start_agent
export XDG_CONFIG_HOME="$here/config" XDG_DATA_HOME="$here/data" XDG_STATE_HOME="$here/state" GSETTINGS_BACKEND=memory
export QUAYSIDE_KNOWN_HOSTS="$here/known_hosts"
cd "$here/local"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "a server on port $port, until the window is closed"
  status=0
  "$app" "$@" "$place" || status=$?
  exit $status
fi
start_display
"$app" "$@" "$place" >"$here/app.log" 2>&1 &
window=$!
children="$children $window"
list_folder
take_picture
took=$(($(date +%s%3N) - started))
say "the window was there after $((took / 1000)).$(printf %03d $((took % 1000))) s"
move_files
# Until the lists show what has come, and no longer what was typed.
sleep 2
take_picture
say "screenshot: $picture"
