#!/bin/sh
# Prints the Python that the set-up uses: PYTHON if it is set, else the first that is 3.11 or newer and can make
# virtual environments. Debian splits the latter off, so a Python that lacks only that is reported as such.
set -u

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

without_venv=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    is_new_enough "$candidate" || continue
    if makes_environments "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
    without_venv=${without_venv:-$candidate}
done

if [ -n "${PYTHON:-}" ] && [ -z "$without_venv" ]; then
    echo "PYTHON names $PYTHON, which is not a Python 3.11 or newer." >&2
elif [ -n "$without_venv" ]; then
    version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Python $version is here, but not its part that makes virtual environments." >&2
    echo "On Debian and Ubuntu: sudo apt-get install python$version-venv" >&2
else
    echo "Livehouse needs Python 3.11 or newer, and none was found." >&2
    echo "On Debian and Ubuntu: sudo apt-get install python3 python3-venv" >&2
    echo "If it has another name: make PYTHON=/path/to/python run" >&2
fi
exit 1
