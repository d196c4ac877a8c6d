# shellcheck shell=bash
# Shared by the scripts: where things are, what they need, how they speak.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/kith"
export PATH="$cache/tools/bin:$HOME/.cargo/bin:$PATH"
# A fresh clone that CI makes finds the build of the one before.
if [ -n "${CI:-}" ]; then export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"; fi
target="${CARGO_TARGET_DIR:-$root/target}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\nStopped: %s\n' "$*" >&2; exit 1; }

# need_packages COMMAND PACKAGE…: Debian packages that COMMAND's absence shows to be missing.
need_packages() {
  local probe=$1; shift
  if eval "$probe" >/dev/null 2>&1; then return; fi
  command -v apt-get >/dev/null || fail "please install: $* (by the names of Debian's packages)"
  [ "$(id -u)" = 0 ] || fail "please install these packages first: sudo apt-get install $*"
  say "Installing $*"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# What building the Rust half needs beyond Rust itself.
need_build_tools() {
  command -v cargo >/dev/null || fail "Rust is missing: install it with rustup (rustup.rs), then run this again"
  need_packages 'command -v cc && command -v perl && command -v pkg-config && pkg-config --exists libcrypto' \
    build-essential perl pkg-config libssl-dev
}

# need_cargo_tool NAME VERSION: a tool of ours, built once into the cache.
need_cargo_tool() {
  local name=$1 version=$2
  if "$cache/tools/bin/$name" --version 2>/dev/null | grep -qF "$version"; then return; fi
  say "Installing $name $version into $cache/tools (once)"
  CARGO_TARGET_DIR="$cache/tools/build" cargo install --quiet --locked --root "$cache/tools" "$name@$version"
  rm -rf "$cache/tools/build"
}

# What building and drawing the screens needs beyond Rust.
need_java() {
  need_packages 'command -v javac && command -v mvn' openjdk-17-jdk-headless maven
  need_packages 'ldconfig -p | grep -q libGL.so.1' libgl1
}

# build_kotlin ARGUMENT…: Maven on android/, quietly.
build_kotlin() { mvn --batch-mode --quiet -f "$root/android/pom.xml" "$@"; }
