# shellcheck shell=bash
# Compiling Android's Kotlin without an SDK and without Gradle: shared by scripts/apk and scripts/check-app.

android="$root/android"
app="$android/app"
# A fresh clone that CI makes finds what the one before compiled, as it does with Rust's.
out="$app/target"; [ -z "${CI:-}" ] || out="$cache/android/build"
# What is fetched is named by the list of it: another list is another folder, and what is in one never changes.
asked=$({ cat "$app/pom.xml"; sed -n '/<properties>/,/<\/properties>/p' "$android/pom.xml"; } | sha256sum | cut -c1-12)
fetched="$cache/android/fetched-$asked"
tools="$fetched/tools"
min_sdk=30

# The sources of both builds: here, and in app/build.gradle.kts.
core_sources=("$android/core/target/uniffi/kotlin")
shared_sources=(
  "$android/strings/src/main/kotlin" "$android/strings/target/generated-strings/kotlin"
  "$android/screens/src/main/kotlin" "$android/holders/src/main/kotlin"
)
fonts="$android/screens/src/main/resources"
# What core/generate leaves: whose work is in the app.
licences="$android/core/target/uniffi/assets"

need_android_tools() {
  need_packages 'command -v java && command -v javac && command -v keytool && command -v mvn' openjdk-17-jdk-headless maven
  need_packages 'command -v aapt2 && command -v apksigner && command -v zipalign && command -v zip && command -v unzip' \
    aapt apksigner zipalign zip unzip
}

# One build at a time in $out; whoever comes second waits. A script that this one calls is let through.
alone() {
  [ "${KITH_BUILDS_IN:-}" != "$out" ] || return 0
  mkdir -p "$out"; exec 9>"$out/lock"; flock 9
  export KITH_BUILDS_IN="$out"
}

# changed NAME PATH…: whether what is below PATH… is another than when `done_with NAME` was said, or is built otherwise.
changed() {
  local stamp="$out/stamps/$1" path; shift
  for path in "$root/scripts/apk" "$root/scripts/lib-android.sh" "$@"; do
    case "$path" in
      "$fetched"*) echo "$path" ;;
      # By their content: the same sources may stand elsewhere tomorrow.
      *) [ ! -e "$path" ] || find "$path" -type f -print0 | sort -z | xargs -0r sha256sum ;;
    esac
  done | sed "s|$root/||; s|$out/||; s|$cache/||" >"$out/now"
  ! cmp -s "$out/now" "$stamp" || return 1
  mkdir -p "$out/stamps"; mv "$out/now" "$stamp.new"; rm -f "$stamp"
}
done_with() { [ ! -f "$out/stamps/$1.new" ] || mv "$out/stamps/$1.new" "$out/stamps/$1"; }

maven() { (cd "$android" && mvn -B -q "$@") || fail "Maven failed (see above)"; }

# Joins the .jar files of folders to a class path.
jars() { find "$@" -name '*.jar' | sort | tr '\n' ':'; }

# Brings Android's libraries and tools into $fetched, whole or not at all, and unpacks them: $fetched/jars has the
# code, $fetched/aar/* the rest; $fetched/test-jars that of the tests.
fetch() {
  if [ -d "$fetched" ]; then touch "$fetched"; return; fi
  say "Fetching Android's libraries and tools into $fetched (once, 800 MB)"
  mkdir -p "$cache/android"
  local new; new=$(mktemp -d "$cache/android/fetched-new-XXXXXX")
  maven -f "$app/pom.xml" process-resources -Dfetched="$new"
  unpack "$new" libraries jars; unpack "$new" test test-jars
  # Someone who was quicker fetched the same.
  mv -T "$new" "$fetched" 2>/dev/null || rm -rf "$new"
  # What nobody asked for in a month.
  find "$cache/android" -mindepth 1 -maxdepth 1 -name 'fetched-*' -mtime +30 -exec rm -rf {} +
}

# unpack FOLDER FROM TO: within FOLDER.
unpack() {
  local file name
  mkdir -p "$1/$3"
  for file in "$1/$2"/*; do
    name=$(basename "$file")
    case "$name" in
      *.jar) cp "$file" "$1/$3/" ;;
      *.aar)
        name=${name%.aar}; mkdir -p "$1/aar/$name"
        unzip -q -o "$file" -d "$1/aar/$name"
        cp "$1/aar/$name/classes.jar" "$1/$3/$name.jar" ;;
    esac
  done
}

# kotlin NAME CLASSPATH ARGUMENT…: compiles into $out/classes/NAME.
kotlin() {
  local name=$1 classpath=$2; shift 2
  rm -rf "$out/classes/$name"; mkdir -p "$out/classes/$name"
  java -Xmx1500m -cp "$(jars "$fetched/compiler")" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler \
    -no-stdlib -no-reflect -jvm-target 17 -module-name "$name" \
    -Xplugin="$tools/kotlin-compose-compiler-plugin-embeddable.jar" \
    -cp "$classpath" -d "$out/classes/$name" "$@"
}
