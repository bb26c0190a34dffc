# shellcheck shell=bash
# What `./sekai` says to a person. Read by ../sekai.

COMMANDS="serve world test build check bench config screenshot"

help_all() {
  cat <<'TEXT'
V-Sekai: one shared world for people in VR.

  ./sekai serve          start a world, and open it in a browser
  ./sekai world NAME     keep stored worlds, and look at them: export, import, copy, backup, verify, inspect
  ./sekai test           run all tests, installing what they need
  ./sekai build          build what is missing or stale, and stop
  ./sekai check NAME     put a promise to the test: kill, join, transport, netem, hostile, storage, spec,
                         licences
  ./sekai bench NAME     measure what things cost: transport, storage, world, micro
  ./sekai config print   show every setting, its value, and where that came from
  ./sekai screenshot     take the README's picture of the world

  ./sekai COMMAND --help says more about one of them; ./sekai --version says which one this is.
TEXT
}

help_serve() {
  cat <<'TEXT'
./sekai serve: start a world and keep it until you press Ctrl-C.

Builds what is missing or stale first. When people can join, it prints one line:
  ready http://127.0.0.1:8080 udp 127.0.0.1:8080
Open that address in a browser. Everything else it has to say goes to standard error.

  --data DIR            where the world is kept (./sekai-data)
  --store STORE         where it is stored: rocksdb:FOLDER, or fdb:FILE for FoundationDB (DATA/store)
  --store-memory SIZE   what the embedded store may use beside the Java heap, such as 512m or 2g (256m)
  --http HOST:PORT      address of the page and of joining (127.0.0.1:8080)
  --udp HOST:PORT       address of the live connections, or several with commas (127.0.0.1:8080)
  --udp-threads N       threads that carry the live connections (auto)
  --public-address IP   the address that players reach the UDP port at, when it is not the one bound
  --world-name NAME     the name that players are shown (V-Sekai)
  --world-seed N        the number a new world's ground is made from (drawn)
  --world-size N        regions of 256 m along each side of a new world, odd (17)
  --history-age TIME    how long it is kept who did what, when and where: 30d, 12h (30d)
  --history-size SIZE   what that may take of the disk; beyond it the oldest goes (2g)
  --tick-threads N      threads that the world's regions are dealt out to (auto)
  --chunk-memory SIZE   what loaded chunks may take of the Java heap, such as 512m or 2g (auto: a quarter of it)
  --max-players N       how many people may be in the world at once (100)
  --joins-per-minute N  how often one network address may join in a minute (60)
  --web-root DIR        the built web client (clients/web/dist)
  --log-level LEVEL     error, warn, info or debug (info)
  --config FILE         settings from this file (DATA/sekai.conf, where there is one)

Each setting has one name everywhere: --max-players here, SEKAI_MAX_PLAYERS in the environment, max-players in the file.
To let others in from outside: ./sekai serve --http 0.0.0.0:8080 --udp 0.0.0.0:8080 --public-address YOUR.IP
docs/operations.md says more, also about the certificate that headsets ask for.
TEXT
}

help_world() {
  cat <<'TEXT'
./sekai world NAME [options]: what is done with a stored world.

  export     write a world to an archive, one file with checksums (--from STORE --to FILE, --world NAME, --all, --json)
  import     bring a world from an archive into a store (--from FILE --to STORE, --restart, --json)
  copy       copy a world from one store into another (--from STORE --to STORE, --world NAME, --all, --restart, --json)
  inspect    print the keys that begin with a prefix, such as sekai/main/avatar, and what lies there (--store, --limit N, --json)
  verify     check everything that must be true of a stored world, and say what is not and where (--store, --replay)
  history    who did what, when and where, also while it is played (--entity, --player, --chunk, --region, --since, --until)
  backup     create: make the next backup of a world, also while it is played (--store STORE, --to SET, --full)
             list SET, verify SET: what is in a set, and whether it is sound
             restore: make a world of a set (--from SET, --to STORE, --at 2026-11-27T12:34:56Z)

A STORE is a store's folder, a server's data folder, or fdb:FILE for a cluster of FoundationDB. One process at a time has a
folder open: stop the server first, but for backup create, which its server then does.

./sekai world NAME --help says more about each.
TEXT
}

help_test() {
  cat <<'TEXT'
./sekai test: run the tests of the server, of the web client, of the transport with other people's WebRTC stacks, and of all
together in a browser.

Installs Chromium through the system's packages where it is missing and may do so.

  --only PART   java, licences, web, interop or e2e
  --seed N      run generated tests and simulations with this seed alone: what a failure told you
TEXT
}

help_build() {
  cat <<'TEXT'
./sekai build: build the server and the web client where they are missing or stale.

Takes no options. What it makes lies in .sekai/ and in the modules' target/ and dist/ folders; all may be deleted.
TEXT
}

help_check() {
  cat <<'TEXT'
./sekai check NAME [options]: put a promise to the test, against the real server.

  licences   every dependency that is shipped has a permissive licence, and the check can tell one that has not
  kill       kill -9 the server again and again while people act in nine regions and over their borders: nothing is lost,
             nothing happens twice
             (--kills N, --bots N, --world-size N, --transport WAY, --seed N, --data DIR, --sabotage, --json)
  join       a crowd joins, walks and sees each other; how fast poses come
             (--players N, --seconds S, --transport WAY, --seed N, --server URL, --json)
  transport  the transport on a bad network that one seed decides, 5,000 times, and with the stacks of others: 500 connections of
             one page in Chromium, 100 of libdatachannel, 100 of libwebrtc
             (--seeds N, --handshakes N, --seed N, --no-interop, --chromium N, --libdatachannel N, --libwebrtc N, --werift N,
             --rough N, --json)
  netem      the same stacks in a network namespace, the server in another, 5 % loss and 50 ms between; needs root
             (--connections N, --loss PERCENT, --delay MS, --relay, --json)
  hostile    malformed packets on every layer, hellos that race a join, a flood: nothing escapes, nobody is cut off
             (--packets N, --layer NAME, --seed N, --flood N, --flood-seconds S, --json)
  storage    an engine against its contract, a million transactions in random histories, 200 kills, death at every step of a
             commit; and broken engines, each of which must be noticed
             (--store fdb:FILE, --transactions N, --kills N, --acknowledged N, --crashes N, --no-sabotage, --seed N, --data DIR,
             --json)
  simulate   the whole server under virtual time, with every fault that the seeds think of; and the server broken in many ways,
             each of which must be noticed
             (--seeds N, --sabotage-seeds N, --threads N, --seed N, --players N, --seconds N, --without FAULTS, --json)
  spec       the specification of frames, parcels, inputs, sessions and transactions under a model checker, and under deliberate
             defects, each of which must be noticed; recorded runs of the server must be allowed by it, and those of a broken one
             not (--quick, --data DIR, --json)

./sekai check NAME --help says more about each but licences.
TEXT
}

help_bench() {
  cat <<'TEXT'
./sekai bench NAME [options]: measure what things cost, with load generator and server in processes of their own.

  transport   CPU, memory and latency of the transport: one small message each way for each peer and tick
  storage     durable transactions, reads, frames and restarts of the embedded engine, beside RocksDB's TransactionDB and PostgreSQL
  world       memory of entities, their movement, chunks that come and go, the server's start over ten million stored entities
  micro       single parts by themselves, with JMH: time and bytes allocated (a pattern of names, and JMH's own options: -h)

./sekai bench transport --help, storage --help and world --help say more.
TEXT
}

help_config() {
  cat <<'TEXT'
./sekai config print [options of serve]: show every setting, its value, and where that came from.

Flags win over the environment, that over the file, that over the defaults.
TEXT
}

help_screenshot() {
  cat <<'TEXT'
./sekai screenshot: start a world of its own, let three people play in it, and write docs/images/world.png.

Needs Chromium. Takes no options.
TEXT
}

wants_help() {
  local argument
  for argument in "$@"; do
    case $argument in
      -h | --help) return 0 ;;
      --) return 1 ;;
    esac
  done
  return 1
}

# explains_itself COMMAND [NAME]: these print their own options.
explains_itself() {
  case $1 in
    check) case ${2:-} in '' | -* | licences) false ;; esac ;;
    bench | world) case ${2:-} in '' | -*) false ;; esac ;;
    *) false ;;
  esac
}

is_command() {
  local name
  for name in $COMMANDS; do
    [ "$name" = "$1" ] && return 0
  done
  return 1
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "sekai: $*"
  exit 1
}

# unknown KIND WORD CHOICES HELP: names the word, the nearest choice, and where to read on; exit 2.
unknown() {
  local guess
  guess=$(nearest "$2" "$3")
  say "sekai: there is no $1 '$2'.${guess:+ Did you mean '$guess'?}"
  say "See $4."
  exit 2
}

# nearest WORD CHOICES: the choice within a third of the letters' edits, if there is one.
nearest() {
  awk -v word="$1" -v choices="$2" '
    function min(a, b) { return a < b ? a : b }
    function distance(s, t,    i, j, d) {
      for (i = 0; i <= length(s); i++) d[i, 0] = i
      for (j = 0; j <= length(t); j++) d[0, j] = j
      for (i = 1; i <= length(s); i++)
        for (j = 1; j <= length(t); j++)
          d[i, j] = min(min(d[i-1, j], d[i, j-1]) + 1, d[i-1, j-1] + (substr(s, i, 1) != substr(t, j, 1)))
      return d[length(s), length(t)]
    }
    BEGIN {
      best = 1e9
      n = split(choices, list, " ")
      for (k = 1; k <= n; k++) {
        d = distance(word, list[k])
        if (d < best) { best = d; name = list[k] }
      }
      if (best <= 1 + length(name) / 3) print name
    }'
}

version() {
  local number commit
  number=$(sed -n 's:^  <version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1)
  commit=$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || true)
  echo "$number${commit:+ ($commit)}"
}
