"""What live access keeps about an account, for its owner; and what goes when the account does."""

from typing import Any

from livehouse.accounts import AccountDeleted
from livehouse.config import Settings
from livehouse.live_access import notice_store, review_store, store
from livehouse.platform.database import Database
from livehouse.platform.events import Events


class Personal:
    """Exports it, and removes it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountDeleted, self._forget)

    async def _forget(self, event: AccountDeleted) -> None:
        """Remove what the person wrote and was told. Accepted terms and decisions stay: the log speaks of them."""
        async with self._database.transaction() as tx:
            await review_store.forget_words(tx, event.account_id)
            await notice_store.delete_all(tx, event.account_id)
            await store.delete_judgement(tx, event.account_id)

    async def export(self, account_id: str) -> dict[str, Any]:
        """Accepted terms, the last judgement, applications with their decisions, notices. Who decided is left out."""
        async with self._database.read() as connection:
            accepted = await store.read_all_accepted(connection, account_id)
            last = await store.read_last_judgement(connection, account_id)
            reviews = await review_store.load_of(connection, account_id, self._settings.reviews_listed_max)
            notices = await notice_store.load_newest(connection, account_id, self._settings.notices_listed_max)
        return {
            "terms_accepted": [{"version": version, "at": at} for version, at in accepted],
            "last_judgement": last,
            "reviews": [
                {
                    "applied_at": review.applied_at,
                    "note": review.note,
                    "state": review.state,
                    "judgement": review.judgement,
                    "decision": review.decision,
                }
                for review in reviews
            ],
            "notices": notices,
        }
