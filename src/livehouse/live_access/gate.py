"""Everything of live access in one place: the judge, the brink, the reviews, the notices."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.live_access.brink import Brink
from livehouse.live_access.judgement import Judgement
from livehouse.live_access.notices import Notices, Tell
from livehouse.live_access.personal import Personal
from livehouse.live_access.review import Application, Review, may_apply
from livehouse.live_access.reviews import Reviews
from livehouse.live_access.service import LiveAccess
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.tasks import Supervisor


class Gate:
    """What routes and the command line speak to.

    Args:
        tell: says something to every connection of an account.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        *,
        accounts: Accounts,
        moderation: Moderation,
        access: LiveAccess,
        tell: Tell,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self.accounts = accounts
        self.access = access
        self.personal = Personal(database, settings)
        self.notices = Notices(database, settings, clock, ids, tell)
        self.brink = Brink(database, clock, access, self.notices)
        self.reviews = Reviews(database, settings, clock, ids, access, self.notices, moderation)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self.notices.subscribe(events)
        self.brink.subscribe(events)
        self.personal.subscribe(events)

    def start(self, supervisor: Supervisor, *, looks_around: bool) -> None:
        """Mind changes of the policy.

        Args:
            looks_around: whether this process looks for those to whom time alone opens access; one of all does.
        """
        supervisor.start(
            "policy of live access", partial(self.access.policies.watch, self._settings.live_policy_check_s)
        )
        if looks_around:
            supervisor.start("brink of live access", self.brink.work)

    def application(self, judgement: Judgement, last: Review | None) -> Application:
        """Whether an account that is judged so may apply for a review now."""
        return may_apply(judgement, last, self._clock.now(), timedelta(days=self._settings.review_again_days))

    async def cards_of(self, reviews: Iterable[Review]) -> Mapping[str, AccountCard]:
        """The cards of everybody who is named in these applications."""
        named = {name for review in reviews for name in (review.account_id, review.decided_by) if name is not None}
        return await self.accounts.cards(named)
