"""What people wish to be told: kept for whoever wishes for other than the usual."""

from collections.abc import Mapping

from livehouse.kernel.errors import BadInput
from livehouse.kernel.zones import access_zone
from livehouse.notifications import wishes_store
from livehouse.notifications.model import MINUTES_OF_DAY, QuietHours, Switch, Ways, Wishes
from livehouse.platform.database import Database


class WishList:
    """The wishes of each account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: str) -> Wishes:
        """The account's wishes."""
        async with self._database.read() as connection:
            return (await wishes_store.load(connection, [account_id])).get(account_id, Wishes())

    async def change(self, account_id: str, switches: Mapping[Switch, Ways], quiet: QuietHours | None) -> Wishes:
        """Change those that are given.

        Raises:
            BadInput: there is no such minute of a day.
            UnknownZone: there is no such time zone.
        """
        if quiet is not None:
            _check_quiet(quiet)
        async with self._database.transaction() as tx:
            before = await wishes_store.hold(tx, account_id)
            changed = {str(name): ways for name, ways in switches.items()}
            after = Wishes({**before.switches, **changed}, before.quiet if quiet is None else quiet)
            await wishes_store.save(tx, account_id, after)
        return after


def _check_quiet(quiet: QuietHours) -> None:
    for name, minute in (("from_minute", quiet.from_minute), ("until_minute", quiet.until_minute)):
        if not 0 <= minute < MINUTES_OF_DAY:
            raise BadInput("A day has the minutes 0 to 1439.", field=f"quiet.{name}")
    access_zone(quiet.zone, field="quiet.zone")
