# shellcheck shell=bash
# Debian's unstable Rust, in a folder of its own in the cache: the standard library's source comes with it, so that it
# compiles for machines that rustup has not been asked for. What is fetched has to be signed by Debian's keys. Needs root,
# for it runs in a chroot.

mobile="$cache/mobile"
sid="$mobile/sid"

bring_sid() {
  [ "$(id -u)" = 0 ] || fail "${1:-this runs in a chroot}: run it as root"
  if [ ! -e "$mobile/complete" ]; then
    need_debootstrap
    say "Putting Debian's Rust into $sid (once, some minutes)"
    rm -rf "$sid"
    mkdir -p "$mobile"
    debian ca-certificates,cargo,gcc,libc6-dev,rust-src,rustc sid "$sid" >"$mobile/log" 2>&1 || { tail -5 "$mobile/log" >&2; fail "Debian's Rust could not be installed"; }
    : >"$mobile/complete"
  fi
  cargo fetch --quiet --locked --manifest-path "$root/Cargo.toml"
  mkdir -p "$sid/kith" "$sid/cargo" "$sid/target"
  # The standard library has dependencies of its own, which Cargo fetches as this machine does.
  cp -L /etc/resolv.conf /etc/hosts "$sid/etc/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$sid/etc/ssl/certs/"
}

# in_sid VARIABLE=VALUE… COMMAND…: in the repository, which cannot be written there; what is built is left in
# $sid/target. Nothing stays mounted.
in_sid() {
  # shellcheck disable=SC2016
  unshare --mount bash -euo pipefail -c '
    sid=$1 root=$2 cargo=$3
    shift 3
    mount --bind "$root" "$sid/kith"
    mount -o remount,bind,ro "$sid/kith"
    mount --bind "$cargo" "$sid/cargo"
    exec chroot "$sid" /usr/bin/env -i -C /kith HOME=/root PATH=/usr/bin:/bin CARGO_HOME=/cargo CARGO_TARGET_DIR=/target \
      CARGO_TERM_COLOR=never RUSTC_BOOTSTRAP=1 "$@"
  ' in_sid "$sid" "$root" "${CARGO_HOME:-$HOME/.cargo}" "$@"
}
