"""What moderation refuses: to those who are restrained, and to operators."""

from datetime import UTC, datetime

from livehouse.kernel.errors import BadInput, Conflict, Forbidden


def spell_time(at: datetime) -> str:
    """`at` for a person to read, to the minute: "3 April 2026, 20:00 UTC"."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


class Suspended(Forbidden):
    """The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`."""

    code = "suspended"

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(
            f"Your account is suspended until {spell_time(until)}. Until then you can watch, but not go live, comment "
            f"or post. The reason: {reason}",
            until=until,
            reason=reason,
        )


class Banned(Forbidden):
    """The account is banned; `reason` is in the details."""

    code = "banned"

    def __init__(self, reason: str) -> None:
        super().__init__(f"This account is banned from this platform. The reason: {reason}", reason=reason)


class SuspensionEndInvalid(BadInput):
    """A suspension needs an end that is to come and not too far away; nothing else has one."""

    code = "suspension_end_invalid"


class AlreadyBanned(Conflict):
    """A ban is the last step; only lifting it changes anything."""

    code = "already_banned"

    def __init__(self) -> None:
        super().__init__("This account is banned already. Lift the ban first if something milder is meant.")


class NothingToLift(Conflict):
    """The account is in good standing."""

    code = "nothing_to_lift"

    def __init__(self) -> None:
        super().__init__("This account is in good standing: there is nothing to lift.")


class OwnStanding(Forbidden):
    """Nobody decides about their own standing."""

    code = "own_standing"

    def __init__(self) -> None:
        super().__init__("You cannot decide about your own standing. Ask another operator.")


class OperatorRestrained(Forbidden):
    """Who is suspended or banned does not run the platform meanwhile; `reason` is in the details."""

    code = "operator_restrained"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"While your account is suspended or banned you cannot run this platform. The reason: {reason}",
            reason=reason,
        )


class OperatorStanding(Forbidden):
    """Operators cannot suspend or ban each other from the page: one of them could shut out all the others."""

    code = "operator_standing"

    def __init__(self) -> None:
        super().__init__(
            "Operators are suspended and banned from the command line only, by who has the server: livehouse user "
            "suspend HANDLE, or livehouse user ban HANDLE."
        )
