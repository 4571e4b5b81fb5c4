"""Standing: warnings, strikes, suspensions, bans, and the operators' log. All that other slices may use."""

from livehouse.moderation.chain import COMMAND_LINE, Entry, LogCheck
from livehouse.moderation.errors import Banned, OperatorRestrained, Suspended, spell_time
from livehouse.moderation.events import OperatorActed, StandingChanged
from livehouse.moderation.log import OperatorsLog
from livehouse.moderation.mark import LogMark
from livehouse.moderation.model import ACTS, Act, Standing, StandingState
from livehouse.moderation.news import StandingNews
from livehouse.moderation.routes import router
from livehouse.moderation.service import CaseFile, Moderation

__all__ = [
    "ACTS",
    "COMMAND_LINE",
    "Act",
    "Banned",
    "CaseFile",
    "Entry",
    "LogCheck",
    "LogMark",
    "Moderation",
    "OperatorActed",
    "OperatorRestrained",
    "OperatorsLog",
    "Standing",
    "StandingChanged",
    "StandingNews",
    "StandingState",
    "Suspended",
    "router",
    "spell_time",
]
