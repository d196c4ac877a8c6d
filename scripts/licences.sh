# shellcheck shell=bash
# Shared by what gathers whose work is in an app, beside lib.sh. What has no text of its own points to the licence's; a
# library whose licence is not known ends this with an error.

crates=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/ | tr ' ' '\n' | head -1)
apache=$(ls "$crates"argon2-*/LICENSE-APACHE | head -1) mit=${apache%APACHE}MIT

# digest_of FILE…: macOS has one of the two.
digest_of() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# keep OUT NAME VERSION LICENCE TEXT-FILE: one line of OUT/list (parted by tabs), its text once in OUT/texts.
keep() {
  local text; text=$(digest_of "$5" | cut -c1-12)
  [ -f "$1/texts/$text" ] || LC_ALL=C tr -d '\r\f' <"$5" >"$1/texts/$text"
  printf '%s\t%s\t%s\t%s\n' "$2" "$3" "$4" "$text" >>"$1/list"
}

# words MANIFEST LICENCE: what a package says of itself, and the licence that it names.
words() {
  awk '/^authors/ { on = 1 } on { print } /]$/ { on = 0 } /^repository/ { print }' "$1"
  echo; echo "$2"; echo
  case "$2" in
    MIT) sed -n '/^Permission is hereby/,$p' "$mit" ;;
    MPL-2.0) echo "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0: https://mozilla.org/MPL/2.0/" ;;
    *) fail "$1 has no text of its licence, $2" ;;
  esac
}

# keep_crates OUT TARGET: what is linked into the library there; ours and what only helps to build it are not.
keep_crates() {
  local out=$1 package licence name version text
  cargo tree --quiet --locked -p kith-bindings -e normal,no-proc-macro --target "$2" --prefix none --format '{p}|{l}' |
    sed 's/ (\*)$//; /^kith-/d' | sort -u >"$out/crates"
  # SQLCipher and SQLite come inside of one that builds them.
  cargo tree --quiet --locked -p sqlcipher-src --depth 0 --prefix none --format '{p}|{l}' >>"$out/crates"
  while IFS='|' read -r package licence; do
    name=${package%% *} version=${package##* v}
    text=$(find "$crates$name-$version" -maxdepth 1 -type f \( -iname 'licen[cs]e-mit*' -o -iname 'licen[cs]e*' -o -iname 'copying*' -o -iname 'unlicense*' \) 2>/dev/null |
      awk '{ print (/[Mm][Ii][Tt]/ ? 0 : /[Aa][Pp][Aa][Cc][Hh][Ee]/ ? 2 : 1), $0 }' | sort | head -1 | cut -d' ' -f2-)
    if [ -z "$text" ]; then
      case "$licence" in
        *Apache-2.0*) text=$apache ;;
        # Some name their licence in the package's own words alone.
        *) text="$out/words"; words "$crates$name-$version/Cargo.toml" "$licence" >"$text" ;;
      esac
    fi
    [ -n "$licence" ] || fail "$name says no licence"
    keep "$out" "$name" "$version" "$licence" "$text"
  done <"$out/crates"
  keep "$out" "Rust" "$(rustc --version | cut -d' ' -f2)" "MIT OR Apache-2.0" "$apache"
  rm -f "$out/crates" "$out/words"
}
