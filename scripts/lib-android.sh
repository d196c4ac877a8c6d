# shellcheck shell=bash
# Compiling Android's Kotlin without an SDK and without Gradle: shared by scripts/apk and scripts/check-app.

android="$root/android"
app="$android/app"
out="$app/target"
fetched="$out/fetched"
tools="$fetched/tools"
min_sdk=30

# The sources of both builds: here, and in app/build.gradle.kts.
core_sources=("$android/core/target/uniffi/kotlin")
shared_sources=(
  "$android/strings/src/main/kotlin" "$android/strings/target/generated-strings/kotlin"
  "$android/screens/src/main/kotlin" "$android/holders/src/main/kotlin"
)
fonts="$android/screens/src/main/resources"

need_android_tools() {
  need_packages 'command -v java && command -v javac && command -v keytool && command -v mvn' openjdk-17-jdk-headless maven
  need_packages 'command -v aapt2 && command -v apksigner && command -v zipalign && command -v zip && command -v unzip' \
    aapt apksigner zipalign zip unzip
}

# changed NAME PATH…: whether the files below PATH… are others than when `done_with NAME` was said.
changed() {
  local stamp="$out/stamps/$1"; shift
  find "$@" -type f -printf '%p %s %T@\n' 2>/dev/null | sort | sha256sum >"$out/now"
  ! cmp -s "$out/now" "$stamp" || return 1
  mkdir -p "$out/stamps"; mv "$out/now" "$stamp.new"; rm -f "$stamp"
}
done_with() { mv "$out/stamps/$1.new" "$out/stamps/$1"; }

maven() { (cd "$android" && mvn -B -q "$@") || fail "Maven failed (see above)"; }

# Joins the .jar files of folders to a class path.
jars() { find "$@" -name '*.jar' | sort | tr '\n' ':'; }

# Unpacks what was fetched: $out/jars has the code, $out/aar/* the rest; $out/test-jars that of the tests.
unpack() {
  local from=$1 to=$2 file name
  rm -rf "$to"; mkdir -p "$to"
  for file in "$from"/*; do
    name=$(basename "$file")
    case "$name" in
      *.jar) cp "$file" "$to/" ;;
      *.aar)
        name=${name%.aar}; rm -rf "$out/aar/$name"; mkdir -p "$out/aar/$name"
        unzip -q -o "$file" -d "$out/aar/$name"
        cp "$out/aar/$name/classes.jar" "$to/$name.jar" ;;
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
