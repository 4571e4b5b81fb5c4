"""Standing: warnings, strikes, suspensions, bans, and the operators' log. This is all that other slices may use of it."""

from livehouse.moderation.model import Standing, StandingState

__all__ = ["Standing", "StandingState"]
