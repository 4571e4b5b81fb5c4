"""`python -m livehouse.migrations check` and `… revision MESSAGE`, for those who change tables."""

import asyncio
import sys
import tempfile
from pathlib import Path

from livehouse.kernel.clock import SystemClock
from livehouse.migrations import differences, make_revision, upgrade
from livehouse.platform.database import Database
from livehouse.platform.events import Events


async def _main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'migrated.sqlite3'}", SystemClock(), Events())
        try:
            await upgrade(database)
            match arguments:
                case ["check"]:
                    found = await differences(database)
                    for difference in found:
                        sys.stderr.write(f"{difference}\n")
                    if found:
                        sys.stderr.write(
                            "They differ. Write a revision: python -m livehouse.migrations revision 'what changed'\n"
                        )
                    return 1 if found else 0
                case ["revision", message]:
                    await make_revision(database, message)
                    return 0
                case _:
                    sys.stderr.write("usage: python -m livehouse.migrations check | revision MESSAGE\n")
                    return 2
        finally:
            await database.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(sys.argv[1:])))
