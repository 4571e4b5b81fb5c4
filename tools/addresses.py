"""Looks for addresses of package registries in tracked files: `python -m tools.addresses`.

A registry's address belongs into the settings of the machine that installs, which may use a mirror. Written into a lock
file or a script it would overrule them, so it fails the checks.
"""

import re
import subprocess
import sys

from tools.paths import ROOT

# Bracketed here and there so that this list does not find itself.
HOSTS = re.compile(
    r"pyp[i]\.(org|python\.org)|pythonhoste[d]\.org"
    r"|registry\.(npmj[s]|yarnpk[g]|npmmirro[r])|npm\.pkg\.githu[b]"
    r"|(deb|security)\.debia[n]\.org|archive\.ubunt[u]\.com"
    r"|(static|index)\.crate[s]\.io|crate[s]\.io/api|proxy\.golan[g]\.org|repo\d*\.mave[n]\.(org|apache\.org)"
    r"|^\s*--?(index-ur[l]|extra-index-ur[l]|find-link[s])\b|\"resolve[d]\":",
    re.IGNORECASE | re.MULTILINE,
)


def main() -> int:
    """Print each place that names a registry; 1 if there is one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = 0
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_text(errors="replace")
        for match in HOSTS.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            print(f"{name}:{line}: names a package registry: {match.group().strip()}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
