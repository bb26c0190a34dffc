# shellcheck shell=bash
# Finds the tools that building and running need; where one is missing, names it and how to get it. Read by ../sekai.

JDK_NEEDED=25
NODE_NEEDED=20.19
MAVEN_NEEDED=3.8
JDK_FOLDERS="/usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home $HOME/.sdkman/candidates/java/*
  $HOME/.jdks/* /opt/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home"

# jdk_major FOLDER: the feature number of the JDK there; fails where there is none. Starts no process.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local line
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line//\"/}
        echo "${line%%[!0-9]*}"
        return 0
        ;;
    esac
  done <"$1/release"
  return 1
}

is_jdk() {
  local major
  major=$(jdk_major "$1") && [ "${major:-0}" -ge "$JDK_NEEDED" ]
}

# Prints the folder of a JDK that is new enough: JAVA_HOME, the path, then the usual folders.
find_jdk() {
  local folder
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return 0
  fi
  if folder=$(javac_on_path) && is_jdk "$folder"; then
    echo "$folder"
    return 0
  fi
  # shellcheck disable=SC2086 # The patterns are meant to be expanded.
  for folder in $JDK_FOLDERS; do
    if is_jdk "$folder"; then
      echo "$folder"
      return 0
    fi
  done
  return 1
}

# The folder of the JDK whose compiler is on the path.
javac_on_path() {
  local javac
  javac=$(command -v javac) && dirname "$(folder_of "$javac")"
}

require_jdk() {
  local found
  if ! found=$(find_jdk); then
    local note=""
    if [ -n "${JAVA_HOME:-}" ]; then note=" (JAVA_HOME is $JAVA_HOME, which is none)"; fi
    missing "a JDK $JDK_NEEDED or newer$note" "$(jdk_advice)"
  fi
  export JAVA_HOME=$found
}

jdk_advice() {
  local package
  case $(uname -s) in
    Darwin) echo "brew install openjdk@$JDK_NEEDED" ;;
    *)
      for package in "openjdk-$JDK_NEEDED-jdk-headless" "temurin-$JDK_NEEDED-jdk"; do
        if apt_has "$package"; then
          echo "$(as_root)apt-get install -y $package"
          return
        fi
      done
      if [ -d "$HOME/.sdkman" ]; then
        echo "sdk install java $JDK_NEEDED-tem"
      else
        printf '%s\n' "download Eclipse Temurin $JDK_NEEDED (this system's packages have no JDK $JDK_NEEDED), unpack it" \
          "    under /opt or anywhere else, and set JAVA_HOME to its folder"
      fi
      ;;
  esac
}

# is_version FOUND NEEDED: compares the first two numbers.
is_version() {
  local found_major=${1%%.*} needed_major=${2%%.*} found_minor=0 needed_minor=0
  case $1 in *.*) found_minor=${1#*.} && found_minor=${found_minor%%[!0-9]*} ;; esac
  case $2 in *.*) needed_minor=${2#*.} && needed_minor=${needed_minor%%[!0-9]*} ;; esac
  [ "$found_major" -gt "$needed_major" ] || { [ "$found_major" -eq "$needed_major" ] && [ "$found_minor" -ge "$needed_minor" ]; }
}

require_maven() {
  if [ -n "${M2_HOME:-}" ] && [ -x "$M2_HOME/bin/mvn" ]; then
    MAVEN=$M2_HOME/bin/mvn
  elif ! MAVEN=$(command -v mvn); then
    missing "Maven $MAVEN_NEEDED or newer" "$(install_advice maven maven)"
  fi
  local found
  # From another folder, so that the project's own options for Maven's JVM play no part in the question.
  found=$(cd / && "$MAVEN" --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  if [ -z "$found" ] || ! is_version "$found" "$MAVEN_NEEDED"; then
    missing "Maven $MAVEN_NEEDED or newer ($MAVEN is ${found:-not usable})" "$(install_advice maven maven)"
  fi
}

require_node() {
  local found
  if ! command -v node >/dev/null; then
    missing "Node.js $NODE_NEEDED or newer" "$(node_advice)"
  fi
  found=$(node --version)
  found=${found#v}
  if ! is_version "$found" "$NODE_NEEDED"; then
    missing "Node.js $NODE_NEEDED or newer ($(command -v node) is $found)" "$(node_advice)"
  fi
  command -v npm >/dev/null || missing "npm" "$(install_advice npm node)"
}

node_advice() {
  local candidate=""
  if [ "$(uname -s)" != Darwin ] && command -v apt-cache >/dev/null; then
    candidate=$(LC_ALL=C apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9][0-9]*\).*/\1/p')
    if [ "${candidate:-0}" -lt "${NODE_NEEDED%%.*}" ]; then
      printf '%s\n' "download Node.js $NODE_NEEDED or newer for Linux (this system's packages have ${candidate:-none})," \
        "    unpack it, and put its bin folder on the PATH"
      return
    fi
  fi
  install_advice "nodejs npm" node
}

# Sets CHROMIUM; installs it where that needs nobody's password.
require_chromium() {
  find_chromium && return
  if command -v apt-get >/dev/null; then
    local root=""
    if [ "$(id -u)" -ne 0 ]; then
      sudo -n true 2>/dev/null || missing "Chromium" "$(install_advice chromium chromium)"
      root="sudo -n"
    fi
    say "sekai: installing Chromium through the system's packages"
    # shellcheck disable=SC2086 # An empty word must vanish.
    { $root apt-get update && $root apt-get install -y --no-install-recommends chromium; } >&2 || true
    find_chromium && return
  fi
  missing "Chromium" "$(install_advice chromium "--cask chromium")"
}

find_chromium() {
  local name
  if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then
    return 0
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if CHROMIUM=$(command -v "$name"); then
      export CHROMIUM
      return 0
    fi
  done
  for name in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -x "$name" ]; then
      export CHROMIUM=$name
      return 0
    fi
  done
  return 1
}

# missing WHAT ADVICE: one way out, for a person.
missing() {
  say "sekai: $1 is needed and was not found. To get it:"
  say "    $2"
  exit 1
}

# install_advice APT_PACKAGES BREW_FORMULA
install_advice() {
  if [ "$(uname -s)" = Darwin ]; then
    echo "brew install $2"
  elif command -v apt-get >/dev/null; then
    echo "$(as_root)apt-get install -y $1"
  else
    echo "install $1 with your system's package manager"
  fi
}

as_root() {
  if [ "$(id -u)" -ne 0 ]; then echo "sudo "; fi
}

apt_has() {
  command -v apt-cache >/dev/null && [ -n "$(apt-cache show "$1" 2>/dev/null | head -n 1)" ]
}
