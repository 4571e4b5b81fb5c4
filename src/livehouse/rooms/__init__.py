"""LIVEs: their life from first frame to end, who is in them, and what is counted. All that other slices may use."""

from livehouse.rooms.crowd import UnknownReaction
from livehouse.rooms.events import (
    CHANNEL_EVENTS,
    COMMAND_RESULTS,
    Counters,
    Followed,
    Joined,
    Recovered,
    Room,
    RoomCard,
    RoomChanged,
    RoomEnded,
    RoomInterrupted,
    RoomResumed,
    RoomStarted,
    Shared,
)
from livehouse.rooms.model import (
    AdultsOnly,
    AlreadyLive,
    Audience,
    EndedReason,
    FollowersOnly,
    NoPicture,
    NoSuchRoom,
    NotOnAir,
    NotTheHost,
    Role,
    RoomFacts,
    RoomHasEnded,
    RoomState,
    check_on_air,
)
from livehouse.rooms.numbers import Numbers
from livehouse.rooms.open_rooms import NotInRoom
from livehouse.rooms.past import RoomRecords
from livehouse.rooms.ports import Fold, Relay, RoomPart
from livehouse.rooms.routes import router
from livehouse.rooms.service import Place, Rooms, Summary
from livehouse.rooms.tickets import Ticket

__all__ = [
    "CHANNEL_EVENTS",
    "COMMAND_RESULTS",
    "AdultsOnly",
    "AlreadyLive",
    "Audience",
    "Counters",
    "EndedReason",
    "Fold",
    "Followed",
    "FollowersOnly",
    "Joined",
    "NoPicture",
    "NoSuchRoom",
    "NotInRoom",
    "NotOnAir",
    "NotTheHost",
    "Numbers",
    "Place",
    "Recovered",
    "Relay",
    "Role",
    "Room",
    "RoomCard",
    "RoomChanged",
    "RoomEnded",
    "RoomFacts",
    "RoomHasEnded",
    "RoomInterrupted",
    "RoomPart",
    "RoomRecords",
    "RoomResumed",
    "RoomStarted",
    "RoomState",
    "Rooms",
    "Shared",
    "Summary",
    "Ticket",
    "UnknownReaction",
    "check_on_air",
    "router",
]
