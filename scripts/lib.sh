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

# What building the Kotlin half needs: a JDK 17 or later, Maven, and what the pictures are drawn with. Their
# fonts are in the repository. Maven fetches the rest once, into ~/.m2.
need_kotlin_tools() {
  need_packages 'java -version 2>&1 | grep -qE "version \"(1[7-9]|[2-9][0-9])" && command -v mvn &&
    ldconfig -p | grep -q libGL.so.1 && ldconfig -p | grep -q libfontconfig.so.1' \
    openjdk-17-jre-headless maven libgl1 libfontconfig1
  export MAVEN_OPTS="${MAVEN_OPTS:--Xmx1500m}"
}

# check_kotlin: build, lint and tests of everything under android/. Sets kotlin_passed, the number of tests.
check_kotlin() {
  need_kotlin_tools
  local log reports counts total skipped
  say "Kotlin: format and lint"
  log=$(mktemp)
  # Maven's quiet mode keeps findings quiet too.
  mvn -B -f "$root/android/pom.xml" -N antrun:run@ktlint antrun:run@detekt >"$log" 2>&1 ||
    { grep -E '\[java\]|\[ERROR\]' "$log" | head -40 >&2; fail "Kotlin's format or lint (see above)"; }
  rm -f "$log"
  say "Kotlin: strings, screens, pictures"
  # Reports of an earlier run are not counted.
  find "$root/android" -type d -name surefire-reports -prune -exec rm -rf {} +
  mvn -q -B -f "$root/android/pom.xml" test
  reports=$(find "$root/android" -path '*/surefire-reports/TEST-*.xml')
  [ -n "$reports" ] || fail "no Kotlin tests were counted"
  # shellcheck disable=SC2086
  counts=$(sed -nE 's/.*<testsuite .* tests="([0-9]+)" errors="([0-9]+)" skipped="([0-9]+)" failures="([0-9]+)".*/\1 \2 \3 \4/p' $reports)
  total=$(awk '{ t += $1 } END { print t + 0 }' <<<"$counts")
  skipped=$(awk '{ s += $3 } END { print s + 0 }' <<<"$counts")
  [ "$total" -gt 0 ] || fail "no Kotlin tests were counted"
  [ "$skipped" = 0 ] || fail "$skipped Kotlin tests were skipped"
  kotlin_passed=$total
}

# swift_here ARGUMENT…: Swift 6 on the package under ios/. A fresh clone that CI makes finds the build of the one before.
swift_here() {
  local command=$1 where=()
  shift
  if [ -n "${CI:-}" ]; then
    mkdir -p "$cache/swift-build"
    where=(--scratch-path "$cache/swift-build")
    export KITH_SWIFT_BIND="$cache/swift-build"
  fi
  (cd "$root/ios" && "$root/scripts/swift-toolchain" swift "$command" ${where[@]+"${where[@]}"} "$@")
}

# check_swift ARGUMENT…: build without warnings, and tests, of everything under ios/ that Linux can build. Sets
# swift_passed, the number of tests. Arguments go to `swift test`.
check_swift() {
  local log old new
  say "Swift: the core's, and sentences"
  "$root/ios/core/generate"
  "$root/scripts/ios-strings"
  log=$(mktemp)
  say "Swift: build"
  # Warnings are errors (Package.swift).
  swift_here build --build-tests >"$log" 2>&1 || { grep -E 'error:|warning:' "$log" | sort -u | head -20 >&2; fail "Swift did not build"; }
  say "Swift: tests"
  swift_here test --skip-build "$@" >"$log" 2>&1 || { grep -E '✘|error:|Fatal' "$log" | head -40 >&2; fail "Swift tests failed; see $log"; }
  # XCTest counts its own, Swift Testing its own.
  old=$(sed -nE 's/.*Executed ([0-9]+) tests?, with 0 failures.*/\1/p' "$log" | tail -1)
  new=$(sed -nE 's/.*Test run with ([0-9]+) tests? passed.*/\1/p' "$log" | tail -1)
  ! grep -qiE 'tests? skipped|: skipped| skipped[:.]' "$log" || fail "Swift tests were skipped; see $log"
  swift_passed=$((${old:-0} + ${new:-0}))
  [ "$swift_passed" -gt 0 ] || fail "no Swift tests were counted"
  rm -f "$log"
}

# check_app: the Android app, built and driven by its own tests; after check_kotlin, whose strings and library it
# takes. Adds to kotlin_passed.
check_app() {
  local log passed
  log=$(mktemp)
  KITH_CORE_BUILT=1 "$root/scripts/check-app" 2>&1 | tee "$log"
  passed=$(sed -nE 's/^([0-9]+) passed, 0 failed$/\1/p' "$log"); rm -f "$log"
  [ "${passed:-0}" -gt 0 ] || fail "no tests of the app were counted"
  kotlin_passed=$((kotlin_passed + passed))
}
