# shellcheck shell=bash
# Builds the server and the web client where they are missing or stale. Read by ../sekai.
#
# .sekai/ holds what was built: app-N/ (one jar of our classes, the libraries, the classes archive), `current` (the name of
# the newest), and a stamp for each part. A part is stale when a file of its sources is newer than its stamp or when the list
# of their names is another. A rebuild makes a new folder, so a server that is running keeps the one it started from.

STATE=$ROOT/.sekai
WEB=$ROOT/clients/web
INTEROP=$ROOT/clients/interop

java_sources() {
  find "$ROOT/pom.xml" "$ROOT/.mvn" "$ROOT/launcher" "$ROOT"/*/pom.xml "$ROOT"/*/src/main "$@"
}

web_sources() {
  find "$WEB" "$ROOT/wire/src/main/proto" \
    \( -name node_modules -o -name dist -o -name generated -o -name test-results -o -name playwright-report \) -prune -o -type f "$@"
}

java_names() { java_sources -type f -print | LC_ALL=C sort | cksum; }
web_names() { web_sources -print | LC_ALL=C sort | cksum; }

# is_stale PART: the stamp's text is the list of names, the stamp's time is when the build began.
is_stale() {
  local stamp=$STATE/$1.stamp
  [ -f "$stamp" ] || return 0
  [ -z "$("$1_sources" -newer "$stamp" -print | head -n 1)" ] || return 0
  [ "$(cat "$stamp")" != "$("$1_names")" ]
}

java_is_built() {
  [ -r "$STATE/current" ] && APP=$STATE/$(cat "$STATE/current") && [ -r "$APP/classpath" ] &&
    [ "$(cat "$APP/jdk")" = "$JAVA_HOME" ] && ! is_stale java
}

web_is_built() { [ -f "$WEB/dist/index.html" ] && ! is_stale web; }

ensure_java() {
  require_jdk
  java_is_built && return
  require_maven
  locked build_java
  java_is_built || fail "the server was built, but its sources changed meanwhile: start again"
}

ensure_web() {
  [ -f "$WEB/package.json" ] || return 0
  web_is_built && return
  require_node
  locked build_web
}

# locked COMMAND: one build at a time; the lock of a process that is gone is taken over.
locked() {
  mkdir -p "$STATE"
  local lock=$STATE/lock told="" owner
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
    else
      [ -n "$told" ] || say "sekai: waiting for another build${owner:+ (process $owner)}; if there is none, remove .sekai/lock"
      told=yes
      sleep 0.5
    fi
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$STATE/lock"' EXIT
  "$1"
  rm -rf "$lock"
  trap - EXIT
}

build_java() {
  java_is_built && return # By whoever held the lock.
  say "sekai: building the server (the first time takes a minute or two)"
  local stamp=$STATE/java.stamp.new app poms
  app=$(mktemp -d "$STATE/app-XXXXXX")
  rm -f "$STATE/build.log"
  poms=$(cat "$ROOT/pom.xml" "$ROOT"/*/pom.xml | cksum)
  java_names >"$stamp"
  # With the same poms as last time, everything that Maven needs is here already, or was until somebody cleared its cache.
  if [ "$(cat "$STATE/poms" 2>/dev/null)" != "$poms" ] || ! compile -o >"$STATE/build.log" 2>&1; then
    if [ -s "$STATE/build.log" ] && ! grep -q "offline mode" "$STATE/build.log"; then
      cat "$STATE/build.log" >&2
      fail "the server's build failed; what went wrong is said above"
    fi
    compile >&2 || fail "the server's build failed; what went wrong is said above"
  fi
  rm -f "$STATE/build.log"
  echo "$poms" >"$STATE/poms"

  assemble "$app"
  archive_classes "$app"
  mv "$stamp" "$STATE/java.stamp"
  basename "$app" >"$STATE/current.new"
  mv "$STATE/current.new" "$STATE/current"
  forget_old_builds
}

compile() {
  (cd "$ROOT" && "$MAVEN" -q "$@" -pl server,bots,benchmarks -am -Dmaven.test.skip=true \
    test-compile dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/runtime.classpath)
}

# assemble FOLDER: our classes in one jar, the libraries beside it, and their order in `classpath`.
assemble() {
  local app=$1 entry name module
  rm -rf "$app"
  mkdir -p "$app/lib"
  echo "$JAVA_HOME" >"$app/jdk"
  local -a ours=()
  echo sekai.jar >"$app/classpath"
  tr ':' '\n' <"$ROOT/server/target/runtime.classpath" >"$app/entries"
  tr ':' '\n' <"$ROOT/bots/target/runtime.classpath" >>"$app/entries"
  tr ':' '\n' <"$ROOT/benchmarks/target/runtime.classpath" >>"$app/entries"
  while IFS= read -r entry; do
    name=lib/${entry##*/}
    case $entry in
      *.jar)
        if [ ! -e "$app/$name" ]; then
          place_library "$entry" "$app/$name"
          echo "$name" >>"$app/classpath"
        fi
        ;;
    esac
  done < <(cat "$app/entries" && echo)
  rm "$app/entries"
  for module in "$ROOT"/*/target/classes; do
    ours=(${ours[@]+"${ours[@]}"} -C "$module" .)
  done
  "$JAVA_HOME/bin/jar" --create --no-compress --file "$app/sekai.jar" "${ours[@]}"
}

# place_library JAR TO: by a hard link where it can be. A signed jar (Bouncy Castle's) is packed anew without its signature: the JDK
# would verify it at every start, which costs a second, and archives no class of it. Maven has checked the download.
place_library() {
  local jar=$1 to=$2 unpacked=$2.unpacked
  # The names of a jar's files stand in it as they are.
  if ! LC_ALL=C grep -q -a 'META-INF/[A-Za-z0-9_-]*\.SF' "$jar"; then
    ln "$jar" "$to" 2>/dev/null || cp "$jar" "$to"
    return
  fi
  mkdir "$unpacked"
  (cd "$unpacked" && "$JAVA_HOME/bin/jar" --extract --file "$jar" && rm -f META-INF/*.SF META-INF/*.RSA META-INF/*.DSA META-INF/*.EC)
  # The manifest's first section is about the jar, the others hold the signed digests.
  awk 'NF == 0 || $0 == "\r" { exit } { print }' "$unpacked/META-INF/MANIFEST.MF" >"$to.manifest"
  rm "$unpacked/META-INF/MANIFEST.MF"
  "$JAVA_HOME/bin/jar" --create --no-compress --file "$to" --manifest "$to.manifest" -C "$unpacked" .
  rm -r "$unpacked" "$to.manifest"
}

# archive_classes FOLDER: starts a world in an empty folder and stops it, so that later starts find their classes parsed and
# linked (a dynamic archive of the JDK's). Halves the time to start; where it can't be made, starting is slower, no more.
archive_classes() {
  local app=$1 line="" pid
  mkfifo "$app/said"
  java_options "$app"
  (cd "$app" && exec "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" "-XX:ArchiveClassesAtExit=$app/classes.jsa" \
    -cp "$CLASS_PATH" org.vsekai.server.Main serve --data "$app/trial" --http 127.0.0.1:0 --udp 127.0.0.1:0) \
    >"$app/said" 2>"$app/trial.log" &
  pid=$!
  read -r line <"$app/said" || true
  case $line in
    ready*) kill -TERM "$pid" ;;
  esac
  wait "$pid" || rm -f "$app/classes.jsa"
  [ -r "$app/classes.jsa" ] || say "sekai: no class archive ($(tail -n 1 "$app/trial.log")); starting takes longer"
  rm -rf "$app/trial" "$app/trial.log" "$app/said"
}

# Keeps this build and the one before it: a server may still be running from that.
forget_old_builds() {
  local folder kept=0
  for folder in $(cd "$STATE" && ls -td app-*); do
    kept=$((kept + 1))
    [ $kept -le 2 ] || rm -rf "${STATE:?}/$folder"
  done
}

build_web() {
  web_is_built && return
  say "sekai: building the web client"
  web_names >"$STATE/web.stamp.new"
  install_node_modules
  (cd "$WEB" && npm run --silent build) >&2 || fail "the web client's build failed; what went wrong is said above"
  mv "$STATE/web.stamp.new" "$STATE/web.stamp"
}

# install_node_modules [FOLDER]: the web client's, or another folder's with a lock file.
install_node_modules() {
  local folder=${1:-$WEB} stamp lock
  stamp=$STATE/npm-${folder##*/}.stamp
  lock=$(cksum <"$folder/package-lock.json")
  if [ ! -d "$folder/node_modules" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ]; then
    rm -f "$stamp"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) >&2 || fail "npm ci failed; what went wrong is said above"
    mkdir -p "$STATE"
    echo "$lock" >"$stamp"
  fi
}

# For tests and checks alone: the WebRTC stacks of others.
ensure_interop() {
  require_node
  require_chromium
  locked install_interop
}

install_interop() { install_node_modules "$INTEROP"; }
