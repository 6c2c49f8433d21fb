#!/bin/sh
# Installs Zentinel from the unpacked archive that this file lies in, as a service of systemd. Needs root, unless --root is given.
#   ./install.sh                 to /opt/zentinel; run again from a newer archive it upgrades
#   ./install.sh --prefix DIR    somewhere else
#   ./install.sh --dry-run       says what would be done, and does nothing
#   ./install.sh --uninstall     takes it away again; configuration, logs, state and user stay
#   ./install.sh --root DIR      everything under DIR instead of /: for images and packages; no service is touched
# What a person has changed is never overwritten: the new file is put beside it as *.new.
set -eu

here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd -P)
prefix=/opt/zentinel
root=
dry=
action=install

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }
misused() { printf 'install.sh: %s\n' "$*" >&2; usage >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --root)
      [ $# -ge 2 ] || misused "$1 needs a folder"
      if [ "$1" = --prefix ]; then prefix=${2%/}; else root=${2%/}; fi
      shift
      ;;
    --dry-run) dry=yes ;;
    --uninstall) action=uninstall ;;
    --help | -h) usage; exit 0 ;;
    *) misused "there is no option $1" ;;
  esac
  shift
done

case $prefix in
  /*) ;;
  *) misused "--prefix must be an absolute path" ;;
esac
case $prefix in
  *[!A-Za-z0-9._/-]*) misused "--prefix may have letters, digits, dots, dashes and underscores only: it goes into the unit" ;;
  /home/* | /root/* | /run/user/* | /tmp/* | /var/tmp/*) misused "the service cannot see $prefix: its unit hides /home, /root and /tmp" ;;
esac
case $root in
  '' | /*) ;;
  *) misused "--root must be an absolute path" ;;
esac

opt=$root$prefix
units=$root/etc/systemd/system
command_link=$root/usr/local/bin/zentinel

# Does something, or only says so.
run() {
  if [ -n "$dry" ]; then say "would run: $*"; else "$@"; fi
}

# Whether this machine's own systemd is at work and is meant.
has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

as_root() {
  [ -n "$root" ] || [ -n "$dry" ] || [ "$(id -u)" = 0 ] || fail "must be run by root"
}

# A shipped file as it is to be installed: with the prefix chosen.
rendered() { sed "s|/opt/zentinel/|$prefix/|g" "$1"; }

same() { [ "$(cat "$1")" = "$(rendered "$2")" ]; }

write() {
  if [ -n "$dry" ]; then say "would write: $2"; return; fi
  rendered "$1" >"$2.part"
  chmod 644 "$2.part"
  mv -f "$2.part" "$2"
}

# Writes a file of ours, unless a person has changed it since the last version wrote it.
#   $1 its path in the archive, $2 where it goes
place() {
  before=$opt/current/$1
  if [ ! -e "$2" ] || { [ -e "$before" ] && same "$2" "$before"; }; then
    write "$here/$1" "$2"
  elif ! same "$2" "$here/$1"; then
    write "$here/$1" "$2.new"
    say "kept $2, which was changed; the new one is $2.new"
  fi
}

make_user() {
  if command -v systemd-sysusers >/dev/null; then
    run systemd-sysusers ${root:+--root="$root"} "$root/etc/sysusers.d/zentinel.conf"
  elif [ -n "$root" ]; then
    say "there is no systemd-sysusers here: make the user zentinel in $root yourself"
  else
    getent group zentinel >/dev/null || run groupadd --system zentinel
    getent passwd zentinel >/dev/null ||
      run useradd --system --gid zentinel --home-dir /var/lib/zentinel --no-create-home --shell /usr/sbin/nologin zentinel
  fi
}

# The starter configuration, only where there is none.
configure() {
  run mkdir -p "$root/etc/zentinel"
  if [ ! -e "$root/etc/zentinel/zentinel.kdl" ]; then
    write "$here/etc/zentinel.kdl" "$root/etc/zentinel/zentinel.kdl"
  elif ! same "$root/etc/zentinel/zentinel.kdl" "$here/etc/zentinel.kdl"; then
    write "$here/etc/zentinel.kdl" "$root/etc/zentinel/zentinel.kdl.new"
    say "kept $root/etc/zentinel/zentinel.kdl; this version's starter is zentinel.kdl.new beside it"
  fi
  if command -v systemd-tmpfiles >/dev/null; then
    run systemd-tmpfiles ${root:+--root="$root"} --create "$root/etc/tmpfiles.d/zentinel.conf"
  elif [ -z "$root" ]; then
    run chown -R root:zentinel /etc/zentinel
    run chmod 750 /etc/zentinel
    run chmod 640 /etc/zentinel/zentinel.kdl
  fi
}

# Makes this version the current one. The one before stays, as it may still run; what is older goes.
switch_to() {
  previous=$(readlink "$opt/current" || true)
  for version in "$opt"/zentinel-*; do
    case ${version##*/} in
      "$1" | "$previous") ;;
      *) if [ -x "$version/bin/zentinel" ]; then run rm -rf "$version"; fi ;;
    esac
  done
  run ln -sfn "$1" "$opt/current"
  run mkdir -p "$root/usr/local/bin"
  if [ -e "$command_link" ] && [ ! -L "$command_link" ]; then
    say "kept $command_link, which is not ours; the command is $prefix/current/bin/zentinel"
  else
    run ln -sfn "$prefix/current/bin/zentinel" "$command_link"
  fi
}

# Copies this folder to its place; with its times, as the AOT cache knows the jars by theirs.
#   $1 the folder's name there
copy() {
  [ "$here" != "$opt/$1" ] || return 0
  run rm -rf "$opt/$1.part" "$opt/$1.old"
  run cp -Rp "$here" "$opt/$1.part"
  if [ "$(id -u)" = 0 ]; then run chown -R 0:0 "$opt/$1.part"; fi
  if [ -e "$opt/$1" ]; then run mv "$opt/$1" "$opt/$1.old"; fi
  run mv "$opt/$1.part" "$opt/$1"
  run rm -rf "$opt/$1.old"
}

install_it() {
  as_root
  [ -x "$here/bin/zentinel" ] || fail "$here has no bin/zentinel: run install.sh in the unpacked archive"
  version=$("$here/bin/zentinel" version) || fail "$here/bin/zentinel does not run on this machine"
  version=${version#zentinel }
  name=zentinel-${version%% *}
  if [ -e "$opt/current" ] && [ ! -L "$opt/current" ]; then fail "$opt/current is not ours: it is no symbolic link"; fi

  run mkdir -p "$opt" "$units" "$root/etc/sysusers.d" "$root/etc/tmpfiles.d"
  place etc/systemd/zentinel.service "$units/zentinel.service"
  place etc/systemd/zentinel.sysusers.conf "$root/etc/sysusers.d/zentinel.conf"
  place etc/systemd/zentinel.tmpfiles.conf "$root/etc/tmpfiles.d/zentinel.conf"
  make_user
  configure
  copy "$name"
  switch_to "$name"
  if has_systemd; then run systemctl daemon-reload; fi
  say "$name is installed in $opt. Configuration: $root/etc/zentinel/zentinel.kdl"
  say "Start it:           systemctl enable --now zentinel"
  say "After an upgrade:   systemctl kill --kill-whom=main --signal=USR2 zentinel"
}

uninstall() {
  as_root
  if has_systemd; then run systemctl disable --now zentinel || say "the service was not there"; fi
  run rm -f "$units/zentinel.service" "$root/etc/sysusers.d/zentinel.conf" "$root/etc/tmpfiles.d/zentinel.conf"
  if [ "$(readlink "$command_link" || true)" = "$prefix/current/bin/zentinel" ]; then run rm -f "$command_link"; fi
  for version in "$opt"/zentinel-*; do
    if [ -x "$version/bin/zentinel" ]; then run rm -rf "$version"; fi
  done
  run rm -f "$opt/current"
  if [ -d "$opt" ]; then run rmdir "$opt" || say "kept $opt, which has files of others"; fi
  if has_systemd; then run systemctl daemon-reload; fi
  say "Zentinel is uninstalled. Kept: $root/etc/zentinel $root/var/lib/zentinel $root/var/log/zentinel and the user zentinel."
}

case $action in
  install) install_it ;;
  uninstall) uninstall ;;
esac
