# shellcheck shell=bash
# What each command does. Read by ../sekai.

command_serve() {
  ensure_java
  ensure_web
  run_java "$APP" org.vsekai.server.Main serve "$@"
}

command_world() {
  if [ $# -eq 0 ]; then
    help_world >&2
    exit 2
  fi
  ensure_java
  run_java "$APP" org.vsekai.server.Main world "$@"
}

command_config() {
  case ${1:-} in
    print) ;;
    '') unknown "config command" "" "print" "./sekai config --help" ;;
    *) unknown "config command" "$1" "print" "./sekai config --help" ;;
  esac
  ensure_java
  run_java "$APP" org.vsekai.server.Main config "$@"
}

command_build() {
  [ $# -eq 0 ] || unknown "option of build" "$1" "" "./sekai build --help"
  ensure_java
  ensure_web
  say "sekai: built"
}

command_check() {
  case ${1:-} in
    '')
      help_check >&2
      exit 2
      ;;
    licences)
      [ $# -eq 1 ] || unknown "option of check licences" "$2" "" "./sekai check --help"
      check_licences
      ;;
    storage)
      shift
      check_storage "$@"
      ;;
    simulate)
      shift
      check_simulate "$@"
      ;;
    spec)
      shift
      check_spec "$@"
      ;;
    *)
      meets_others "$@" && ensure_interop
      ensure_java
      run_java "$APP" org.vsekai.bots.Checks "$@"
      ;;
  esac
}

# meets_others NAME [OPTIONS]: whether the check needs the stacks of others.
meets_others() {
  local argument
  case $1 in transport | netem) ;; *) return 1 ;; esac
  for argument in "$@"; do
    case $argument in -h | --help | --no-interop) return 1 ;; esac
  done
}

command_bench() {
  if [ $# -eq 0 ]; then
    help_bench >&2
    exit 2
  fi
  if [ "$1" = micro ]; then
    shift
    bench_micro "$@"
  else
    ensure_java
    run_java "$APP" org.vsekai.benchmarks.Benchmarks "$@"
  fi
}

# JMH and what it measures are tests, so nothing of them is shipped.
bench_micro() {
  build_tests benchmarks "the microbenchmarks"
  run_tests benchmarks org.openjdk.jmh.Main -prof gc "$@"
}

# The checks of the engines are made of their tests, so nothing of them is shipped either.
check_storage() {
  build_tests storage-lab "the checks of storage"
  run_tests storage-lab org.vsekai.storage.lab.StorageCheck "$@"
}

# The simulator is a test of the whole server: nothing of it is shipped.
check_simulate() {
  build_tests simulator "the simulator"
  run_busily simulator org.vsekai.simulator.SimulateCheck "$@"
}

# So is the check of the specification, and the model checker that it runs.
check_spec() {
  build_tests spec-lab "the checks of the specification"
  run_busily spec-lab org.vsekai.spec.SpecCheck "$@"
}

# build_tests MODULE WHAT: compiles a module with its tests and all that they need.
build_tests() {
  require_jdk
  require_maven
  say "sekai: building $2"
  (cd "$ROOT" && "$MAVEN" -q -pl "$1" -am -DskipTests test-compile dependency:build-classpath -DincludeScope=test \
    -Dmdep.outputFile=target/test.classpath) >&2 || fail "the build of $2 failed; what went wrong is said above"
}

# run_busily MODULE MAIN ARGUMENTS: as run_tests. Of the collector only the throughput counts, not the pauses.
run_busily() {
  COLLECTOR=-XX:+UseParallelGC run_tests "$@"
}

# run_tests MODULE MAIN ARGUMENTS: becomes the Java process.
run_tests() {
  local module=$ROOT/$1/target main=$2
  shift 2
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    ${COLLECTOR:+"$COLLECTOR"} "-Xmx${SEKAI_HEAP:-1g}" -cp "$module/test-classes:$module/classes:$(cat "$module/test.classpath")" "$main" "$@"
}

command_screenshot() {
  [ $# -eq 0 ] || unknown "option of screenshot" "$1" "" "./sekai screenshot --help"
  has_script screenshot || fail "clients/web has no script named screenshot"
  require_chromium
  require_node
  ensure_java
  ensure_web
  (cd "$WEB" && npm run --silent screenshot)
}

command_test() {
  local part=all seed=""
  while [ $# -gt 0 ]; do
    case $1 in
      --seed)
        case ${2:-} in '' | *[!0-9-]*) say "sekai: --seed needs a number" && exit 2 ;; esac
        seed=$2
        shift 2
        ;;
      --only)
        case ${2:-} in
          java | licences | web | interop | e2e) part=$2 ;;
          *) unknown "part" "${2:-}" "java licences web interop e2e" "./sekai test --help" ;;
        esac
        shift 2
        ;;
      *) unknown "option of test" "$1" "--seed --only" "./sekai test --help" ;;
    esac
  done
  # First whatever may be missing, so that nobody waits ten minutes to be told.
  require_jdk
  require_maven
  case $part in all | web | e2e) [ ! -f "$WEB/package.json" ] || require_node ;; esac
  case $part in all | interop) require_node && require_chromium ;; esac
  case $part in all | e2e) ! has_script e2e || require_chromium ;; esac

  case $part in all | java) test_java "$seed" ;; esac
  case $part in all | licences) check_licences ;; esac
  case $part in all | web) test_web ;; esac
  case $part in all | interop) test_interop ;; esac
  case $part in all | e2e) test_e2e ;; esac
  say "sekai: all tests passed"
}

# The reactor's own order: what is depended on comes first, and the rules about the code and the licences last.
test_java() {
  say "sekai: testing the server"
  (cd "$ROOT" && "$MAVEN" ${1:+"-Dsekai.seed=$1"} verify) || fail "the server's tests failed"
}

test_web() {
  [ -f "$WEB/package.json" ] || return 0
  say "sekai: testing the web client"
  install_node_modules
  local script
  for script in check test build; do
    (cd "$WEB" && npm run "$script") || fail "the web client's '$script' failed"
  done
}

# The interoperability part of ./sekai check transport, with few connections.
test_interop() {
  ensure_interop
  ensure_java
  say "sekai: testing the transport with the stacks of others"
  (run_java "$APP" org.vsekai.bots.Checks transport --seeds 0 --handshakes 0 --json \
    --chromium 20 --libdatachannel 12 --libwebrtc 12 --werift 4 --rough 4) || fail "the interoperability tests failed"
}

test_e2e() {
  has_script e2e || return 0
  ensure_java
  ensure_web
  say "sekai: testing everything together, in a browser"
  (cd "$WEB" && npm run e2e) || fail "the end-to-end tests failed"
}

has_script() {
  [ -f "$WEB/package.json" ] && grep -q "^ *\"$1\":" "$WEB/package.json"
}

# Shipped dependencies pass; and a module that ships an EPL library must fail, or the check checks nothing.
check_licences() {
  require_jdk
  require_maven
  mkdir -p "$STATE"
  say "sekai: checking the licences of what is shipped"
  local goal=license:add-third-party@licences log=$STATE/licences.log
  (cd "$ROOT" && "$MAVEN" -pl server,bots,benchmarks -am -Dmaven.test.skip=true test-compile "$goal") >"$log" 2>&1 ||
    { cat "$log" >&2 && fail "a shipped dependency's licence is not on the list in pom.xml"; }
  if (cd "$ROOT" && "$MAVEN" -f launcher/refused-licence/pom.xml "$goal") >"$log" 2>&1; then
    fail "the licence check let an EPL library through"
  fi
  grep -q "Eclipse Public License" "$log" || { cat "$log" >&2 && fail "the licence check failed for another reason"; }
  if [ -f "$WEB/package-lock.json" ]; then
    require_node
    install_node_modules
    node "$ROOT/launcher/npm-licences.mjs" "$WEB" || fail "a shipped npm package's licence is not permissive"
    node "$ROOT/launcher/npm-licences.mjs" --self-test || fail "the npm licence check does not see what it should"
  fi
  say "sekai: all shipped dependencies have permissive licences, and the check refuses one that has not"
}

# run_java APP MAIN ARGUMENTS: becomes the Java process.
run_java() {
  local app=$1 main=$2
  shift 2
  java_options "$app"
  exec "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" -cp "$CLASS_PATH" "$main" "$@"
}

# Sets CLASS_PATH and JAVA_OPTIONS. SEKAI_JAVA_OPTIONS in the environment adds to them, and SEKAI_HEAP sets the heap's size. The heap
# has one size from the start: a collector that may grow it touches ever new memory, which doubled the cost of a packet.
java_options() {
  local app=$1 entry
  CLASS_PATH=""
  while IFS= read -r entry; do
    CLASS_PATH=$CLASS_PATH${CLASS_PATH:+:}$app/$entry
  done <"$app/classpath"
  JAVA_OPTIONS=(
    -XX:+UseZGC
    -XX:+ExitOnOutOfMemoryError
    "-Xms${SEKAI_HEAP:-1g}"
    "-Xmx${SEKAI_HEAP:-1g}"
    --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow
    "-Dsekai.web-root=$WEB/dist"
    "-Dsekai.interop=$INTEROP"
  )
  if [ -r "$app/classes.jsa" ]; then
    JAVA_OPTIONS=("${JAVA_OPTIONS[@]}" -Xshare:auto "-XX:SharedArchiveFile=$app/classes.jsa" -Xlog:cds=off -Xlog:aot=off)
  fi
  # shellcheck disable=SC2206 # Several options in one variable are meant to be split.
  JAVA_OPTIONS=("${JAVA_OPTIONS[@]}" ${SEKAI_JAVA_OPTIONS:-})
}
