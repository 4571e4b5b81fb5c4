"""Libraries that a server at rest does without: loaded when something of them is first used, by whoever uses it.

For modules all of whose functions need one. Where a single function does, it imports it itself. Loading takes a while
(numpy 0.1 s): who is on the event loop lets a thread do it first (`load`).
"""

import asyncio
import importlib
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Looks like the module of its name. It is not in `sys.modules`, so everybody else imports the real one."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the library has under this name
        library = importlib.import_module(self.__name__)
        # From now on what is there is found without coming here.
        self.__dict__.update(vars(library))
        return getattr(library, name)


def loaded_later(name: str) -> ModuleType:
    """The module of this name, which is loaded when something of it is first used."""
    return _Later(name)


# As `sys.modules`, in which a module already is while it is being loaded.
_loaded: set[str] = set()


async def load(name: str) -> None:
    """Load the module of this name in a thread, so that using it does not keep the loop from others."""
    if name not in _loaded:
        await asyncio.to_thread(importlib.import_module, name)
        _loaded.add(name)
