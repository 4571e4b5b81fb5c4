"""People: signing up and in, sessions, profiles, follows. This is all that other slices may use of it."""

from livehouse.accounts.audience import Audience
from livehouse.accounts.authenticator import (
    SESSION_COOKIE,
    VIEWER_COOKIE,
    Authenticator,
    CurrentAccount,
    CurrentOperator,
    CurrentVisitor,
    MaybeAccount,
    Visitor,
)
from livehouse.accounts.avatars import Avatars
from livehouse.accounts.events import (
    AccountChanged,
    AccountDeleted,
    AccountFollowed,
    AccountLeaving,
    AccountSignedUp,
    AccountUnfollowed,
    OthersShutOut,
    SessionEnded,
)
from livehouse.accounts.evictions import Evictions
from livehouse.accounts.genuine import FollowerFacts, GenuineFollowers, count_genuine
from livehouse.accounts.letters import preferred_language
from livehouse.accounts.model import (
    Account,
    AccountCard,
    EmailTaken,
    HandleTaken,
    NewAccount,
    NoSuchAccount,
    OperatorsOnly,
    Profile,
)
from livehouse.accounts.passwords import Passwords
from livehouse.accounts.regions import REGIONS, is_region
from livehouse.accounts.routes import router
from livehouse.accounts.rules import age_on, date_of_age
from livehouse.accounts.schemas import AccountCard as AccountCardSchema
from livehouse.accounts.self_routes import outbox_router, self_service_router
from livehouse.accounts.self_service import SelfService
from livehouse.accounts.service import Accounts
from livehouse.accounts.session import SignedIn
from livehouse.accounts.sessions import Sessions

__all__ = [
    "REGIONS",
    "SESSION_COOKIE",
    "VIEWER_COOKIE",
    "Account",
    "AccountCard",
    "AccountCardSchema",
    "AccountChanged",
    "AccountDeleted",
    "AccountFollowed",
    "AccountLeaving",
    "AccountSignedUp",
    "AccountUnfollowed",
    "Accounts",
    "Audience",
    "Authenticator",
    "Avatars",
    "CurrentAccount",
    "CurrentOperator",
    "CurrentVisitor",
    "EmailTaken",
    "Evictions",
    "FollowerFacts",
    "GenuineFollowers",
    "HandleTaken",
    "MaybeAccount",
    "NewAccount",
    "NoSuchAccount",
    "OperatorsOnly",
    "OthersShutOut",
    "Passwords",
    "Profile",
    "SelfService",
    "SessionEnded",
    "Sessions",
    "SignedIn",
    "Visitor",
    "age_on",
    "count_genuine",
    "date_of_age",
    "is_region",
    "outbox_router",
    "preferred_language",
    "router",
    "self_service_router",
]
