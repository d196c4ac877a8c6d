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

# Debian's own keys; elsewhere they come with a package of that name.
debian_keys=/usr/share/keyrings/debian-archive-keyring.gpg
need_debootstrap() {
  need_packages "command -v debootstrap && command -v gpgv && [ -f $debian_keys ]" debootstrap gpgv debian-archive-keyring
}
# debian PACKAGES RELEASE FOLDER: a Debian in a folder, signed by its keys or not at all.
debian() { debootstrap --force-check-gpg --keyring="$debian_keys" --variant=minbase --include="$1" "$2" "$3"; }

# What building the Rust half needs beyond Rust itself.
need_build_tools() {
  command -v cargo >/dev/null || fail "Rust is missing: install it with rustup (rustup.rs), then run this again"
  need_packages 'command -v cc && command -v perl && command -v pkg-config && pkg-config --exists libcrypto' \
    build-essential perl pkg-config libssl-dev
}

# need_cargo_tool NAME VERSION SHA256…: a tool of ours, once, into the cache. The binary comes in a package of Python's
# (x86_64's and ARM's, by their checksums): to compile it takes minutes. Where there is none for this machine, or no
# Python, that is done all the same, without optimising.
need_cargo_tool() {
  local name=$1 version=$2 work; shift 2
  if "$cache/tools/bin/$name" --version 2>/dev/null | grep -qF "$version"; then return; fi
  say "Installing $name $version into $cache/tools (once)"
  mkdir -p "$cache/tools/bin"
  work=$(mktemp -d)
  { printf 'astral-dev-toolchain-%s==%s' "$name" "$version"; printf ' --hash=sha256:%s' "$@"; echo; } >"$work/wanted"
  [ "$(id -u)" != 0 ] || need_packages 'python3 -m pip --version' python3-pip
  if python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes -r "$work/wanted" -d "$work" 2>"$work/log" &&
    python3 -m zipfile -e "$work"/*.whl "$work/wheel"; then
    install -m 755 "$work"/wheel/*.data/scripts/"$name" "$cache/tools/bin/"
  else
    tail -1 "$work/log" >&2
    say "Compiling $name instead"
    CARGO_TARGET_DIR="$work/build" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=true \
      cargo install --quiet --locked --root "$cache/tools" "$name@$version"
  fi
  rm -rf "$work"
}

# The programs and the library that tests and the demo run, as the Rust suite builds them, so that everything is
# compiled once: all features, those for tests too. What ships is built apart from it, without them (Cargo.toml, dist).
build_programs() {
  need_build_tools
  cargo build --locked --manifest-path "$root/Cargo.toml" --workspace --all-features --lib --bins --examples "$@"
}
programs="$target/debug"

# build_library: what android/core/generate and ios/core/generate take. KITH_PROFILE=release: as what ships is built, for
# what measures.
build_library() {
  if [ "${KITH_PROFILE:-}" != release ]; then build_programs --quiet; return; fi
  need_build_tools
  programs="$target/release"
  # In one build, so that what both depend on is compiled once.
  cargo build --quiet --locked --release --manifest-path "$root/Cargo.toml" \
    -p kith-bindings --lib -p kith-relay --bin kith-relay
  cargo build --quiet --locked --release --manifest-path "$root/Cargo.toml" -p kith-core --example chat --features kith-core/hostile
  cargo build --quiet --locked --release --manifest-path "$root/Cargo.toml" -p kith-bindgen
}

# A browser, for what is made to be looked at.
need_browser() {
  need_packages 'command -v chromium || command -v chromium-browser || command -v google-chrome' chromium
}

# What building the Kotlin half needs: a JDK 17 or later, Maven, and what the pictures are drawn with. Their
# fonts are in the repository. Maven fetches the rest once, into ~/.m2.
need_kotlin_tools() {
  need_packages 'java -version 2>&1 | grep -qE "version \"(1[7-9]|[2-9][0-9])" && command -v mvn &&
    ldconfig -p | grep -q libGL.so.1 && ldconfig -p | grep -q libfontconfig.so.1' \
    openjdk-17-jre-headless maven libgl1 libfontconfig1
  export MAVEN_OPTS="${MAVEN_OPTS:--Xmx1500m}"
}

# kotlin_built MODULE: a module under android/ with those that it needs, without their tests.
kotlin_built() { mvn -q -B -f "$root/android/pom.xml" -pl "$1" -am process-classes; }

# Where what a check has counted is kept: "passed failed", a file each.
counts=${KITH_COUNTS:-}
# counted NAME PASSED FAILED
counted() {
  if [ -n "$counts" ]; then echo "$2 $3" >"$counts/$1"; fi
  [ "$3" = 0 ] || fail "$3 tests failed"
}

lint_kotlin() {
  need_kotlin_tools
  local log each bad=
  log=$(mktemp)
  for each in ktlint detekt; do
    # Maven's quiet mode keeps findings quiet too.
    mvn -B -f "$root/android/pom.xml" -N "antrun:run@$each" >"$log" 2>&1 ||
      { grep -E '\[java\]|\[ERROR\]' "$log" | head -40 >&2; bad="$bad $each"; }
  done
  rm -f "$log"
  [ -z "$bad" ] || fail "this found something under android/ (see above):$bad"
}

# check_kotlin: build and tests of everything under android/ but the app. Sets kotlin_passed, the number of tests.
check_kotlin() {
  need_kotlin_tools
  local reports sums total bad skipped class built=yes
  # Reports of an earlier run are not counted.
  find "$root/android" -type d -name surefire-reports -prune -exec rm -rf {} +
  # A test that fails in one module does not keep the next from being tested; the reports are counted below.
  mvn -q -B -f "$root/android/pom.xml" --fail-at-end -Dmaven.test.failure.ignore=true test || built=
  reports=$(find "$root/android" -path '*/surefire-reports/TEST-*.xml')
  [ -n "$reports" ] || fail "no Kotlin tests were counted"
  # shellcheck disable=SC2086
  sums=$(sed -nE 's/.*<testsuite .* tests="([0-9]+)" errors="([0-9]+)" skipped="([0-9]+)" failures="([0-9]+)".*/\1 \2 \3 \4/p' $reports |
    awk '{ t += $1; b += $2 + $4; s += $3 } END { print t + 0, b + 0, s + 0 }')
  read -r total bad skipped <<<"$sums"
  kotlin_passed=$((total - bad - skipped))
  counted kotlin "$kotlin_passed" "$bad"
  [ -n "$built" ] || fail "a module under android/ was not built (see above)"
  # A JVM that died would be ignored with its failures.
  for class in $(find "$root"/android/{strings,screens,holders,desktop} -path '*/src/test/*' -name '*Test.kt' -exec grep -l '@Test' {} + |
    sed 's|.*/||; s|\.kt$||'); do
    grep -q "\.$class\.xml" <<<"$reports" || fail "$class left no report: did its JVM die?"
  done
  [ "$kotlin_passed" -gt 0 ] || fail "no Kotlin tests were counted"
  [ "$skipped" = 0 ] || fail "$skipped Kotlin tests were skipped"
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
  local log old new bad code=0
  say "Swift: the core's, and sentences"
  "$root/ios/core/generate"
  "$root/scripts/ios-strings"
  log=$(mktemp)
  say "Swift: build"
  # Warnings are errors (Package.swift).
  swift_here build --build-tests >"$log" 2>&1 || { grep -E 'error:|warning:' "$log" | sort -u | head -20 >&2; fail "Swift did not build"; }
  say "Swift: tests"
  swift_here test --skip-build "$@" >"$log" 2>&1 || code=$?
  [ "$code" = 0 ] || grep -E '✘|error:|Fatal' "$log" | head -40 >&2
  # XCTest counts its own, Swift Testing its own; each says how many failed where any did.
  old=$(sed -nE 's/.*Executed ([0-9]+) tests?, with .*/\1/p' "$log" | tail -1)
  new=$(sed -nE 's/.*Test run with ([0-9]+) tests? .*(passed|failed).*/\1/p' "$log" | tail -1)
  bad=$(grep -E '^✘ Test .* failed after|^Test Case .* failed \(' "$log" | grep -cv '^✘ Test run with') || true
  [ "$code" = 0 ] || [ "$bad" != 0 ] || fail "Swift's tests did not come to their end; see $log"
  ! grep -qiE 'tests? skipped|: skipped| skipped[:.]' "$log" || fail "Swift tests were skipped; see $log"
  swift_passed=$((${old:-0} + ${new:-0} - bad))
  [ "$swift_passed" -gt 0 ] || fail "no Swift tests were counted"
  counted swift "$swift_passed" "$bad"
  rm -f "$log"
}

# check_app: the Android app, built and driven by its own tests; after check_kotlin, whose strings and library it
# takes.
check_app() {
  local log passed bad code=0
  log=$(mktemp)
  KITH_CORE_BUILT=1 "$root/scripts/check-app" 2>&1 | tee "$log" || code=$?
  read -r passed bad <<<"$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log")"
  rm -f "$log"
  [ -n "$passed" ] || fail "no tests of the app were counted"
  counted app "$passed" "$bad"
  [ "$code" = 0 ] || fail "scripts/check-app ended with $code"
}
