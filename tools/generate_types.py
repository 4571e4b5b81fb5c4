"""Writes what is generated from the server's schema: `python -m tools.generate_types [--check]`.

That is the front end's types (`web/src/net/schema.d.ts`) and the tables of `docs/protocol.md`. With `--check` nothing
is written; what would change is printed, and the exit code says whether anything would.
"""

import difflib
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from livehouse.app import openapi_document
from tools import node, protocol_tables
from tools.paths import NODE_MODULES, ROOT, WEB

TYPES = WEB / "src" / "net" / "schema.d.ts"
PROTOCOL = ROOT / "docs" / "protocol.md"
HEADER = "// Made from the server's schema by `make types`; not to be edited.\n\n"
DIFF_LINES_SHOWN_MAX = 80


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` compare them."""
    document = openapi_document()
    made = {
        TYPES: HEADER + typescript(document),
        PROTOCOL: protocol_tables.fill(PROTOCOL.read_text(), document),
    }
    stale = {path: text for path, text in made.items() if not path.is_file() or path.read_text() != text}
    for path, text in stale.items():
        if "--check" in arguments:
            _show_difference(path, text)
        else:
            path.write_text(text)
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in arguments else 0


def typescript(document: Mapping[str, Any]) -> str:
    """Return the TypeScript types of `document`."""
    found = node.find_node()
    if found is None:
        raise SystemExit(f"This needs {node.WHAT_IS_NEEDED}; `make setup` brings it.")
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder) / "schema.json", Path(folder) / "schema.d.ts"
        source.write_text(json.dumps(document))
        program = NODE_MODULES / "openapi-typescript" / "bin" / "cli.js"
        options = ["--root-types", "--root-types-no-schema-prefix", "--default-non-nullable", "false"]
        command: list[str | Path] = [found.program, program, source, "--output", result, *options]
        finished = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            raise SystemExit(f"openapi-typescript failed:\n{finished.stdout}{finished.stderr}")
        # Its own header says who made the file; ours says how to make it again.
        return result.read_text().split("*/", maxsplit=1)[-1].lstrip()


def _show_difference(path: Path, text: str) -> None:
    before = path.read_text().splitlines() if path.is_file() else []
    name = str(path.relative_to(ROOT))
    lines = list(
        difflib.unified_diff(before, text.splitlines(), name, f"{name}, as the server now has it", lineterm="")
    )
    print("\n".join(lines[:DIFF_LINES_SHOWN_MAX]))
    if len(lines) > DIFF_LINES_SHOWN_MAX:
        print(f"… and {len(lines) - DIFF_LINES_SHOWN_MAX} lines more")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
