"""HTTP in and out of replays."""

import re
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, status

from livehouse.accounts import (
    Authenticator,
    CurrentAccount,
    CurrentVisitor,
    MaybeAccount,
    NoSuchAccount,
    SignedIn,
)
from livehouse.kernel.errors import BadInput, NotSignedIn, TooFast
from livehouse.kernel.keys import BadIdempotencyKey, IdempotencyKeyReused
from livehouse.moderation import Banned, Suspended
from livehouse.platform.file_response import file_response
from livehouse.platform.http import ClientAddress
from livehouse.platform.openapi import error_responses
from livehouse.platform.ranges import RangeNotSatisfiable
from livehouse.replays import model, schemas
from livehouse.replays.model import NoSuchReplayFile
from livehouse.replays.service import Replays
from livehouse.rooms import AdultsOnly, FollowersOnly
from livehouse.videos import VideoSchema

_MAY_NOT_WATCH = (FollowersOnly, AdultsOnly, model.NoSuchReplay)
_NOT_MINE = (NotSignedIn, model.NotTheReplaysHost, *_MAY_NOT_WATCH)
# The bytes never change, but who may see them does: no cache that others share may keep them.
_KEPT: Final = "private, max-age=31536000, immutable"
_ASKED_ABOUT: Final = "private, no-cache"
_INIT: Final = re.compile(r"init-([0-9]{1,9})\.mp4")
_PIECE: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,12})\.m4s")
PLAYLIST_TYPE: Final = "application/vnd.apple.mpegurl"
_NOT_IN_FILE_NAMES: Final = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|]+")

# A drawing is looked at, never run.

Before = Annotated[str | None, Query(max_length=64, description="`next_before` of the page before.")]
Seconds = Annotated[float, Query(allow_inf_nan=False, description="Seconds of the replay.")]


def _id_of(me: SignedIn | None) -> str | None:
    return None if me is None else me.account_id


def router(replays: Replays, authenticator: Authenticator) -> APIRouter:
    """The routes of replays.

    Args:
        replays: the service.
        authenticator: gives a browser that watches without an account the cookie by which viewers are counted.
    """
    everything = APIRouter()
    everything.include_router(_list_routes(replays), tags=["replays"])
    everything.include_router(_replay_routes(replays, authenticator), tags=["replays"])
    everything.include_router(_host_routes(replays), tags=["replays"])
    everything.include_router(_file_routes(replays), tags=["replays"])
    return everything


def _list_routes(replays: Replays) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/accounts/{handle}/replays",
        operation_id="list_replays_of",
        summary="An account's replays",
        responses=error_responses(NoSuchAccount),
    )
    async def list_replays_of(handle: str, me: MaybeAccount, before: Before = None) -> schemas.ReplayPage:
        """Those that the one who asks may watch, the newest first. A page may be short before the list's end."""
        return schemas.ReplayPage.model_validate(await replays.of_handle(handle, _id_of(me), before))

    @routes.get(
        "/me/replays",
        operation_id="list_my_replays",
        summary="One's own replays",
        responses=error_responses(NotSignedIn),
    )
    async def list_my_replays(me: CurrentAccount, before: Before = None) -> schemas.OwnReplayPage:
        """All of them, hidden ones too, the newest first, and the room that they take."""
        return schemas.OwnReplayPage.model_validate(await replays.mine(me.account_id, before))

    return routes


def _replay_routes(replays: Replays, authenticator: Authenticator) -> APIRouter:
    routes = APIRouter(prefix="/replays/{replay_id}")

    @routes.get("", operation_id="get_replay", summary="A replay", responses=error_responses(*_MAY_NOT_WATCH))
    async def get_replay(replay_id: str, me: MaybeAccount) -> schemas.Replay:
        """A LIVE as it was recorded; its id is the LIVE's."""
        return schemas.Replay.model_validate(await replays.replay(replay_id, _id_of(me)))

    @routes.get(
        "/moments",
        operation_id="get_replay_moments",
        summary="What was said and given in a part of a replay",
        responses=error_responses(model.MomentsInvalid, *_MAY_NOT_WATCH),
    )
    async def get_replay_moments(
        replay_id: str, me: MaybeAccount, from_s: Seconds, until_s: Seconds
    ) -> schemas.Moments:
        """Comments and gifts with their place, from `from_s` to before `until_s`, two minutes at most."""
        return schemas.Moments.model_validate(await replays.moments(replay_id, _id_of(me), from_s, until_s))

    @routes.post(
        "/views",
        operation_id="view_replay",
        summary="Tell that a replay is watched",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(*_MAY_NOT_WATCH, TooFast),
    )
    async def view_replay(
        replay_id: str, request: Request, response: Response, visitor: CurrentVisitor, address: ClientAddress
    ) -> None:
        """Count it, when the picture moves; each person is counted once."""
        if visitor.account_id is None:
            authenticator.keep_viewer(request, response, visitor)
        await replays.note_view(replay_id, visitor, address=address)

    return routes


def _host_routes(replays: Replays) -> APIRouter:
    routes = APIRouter(prefix="/replays/{replay_id}")

    @routes.patch(
        "",
        operation_id="update_replay",
        summary="Rename a replay, or hide it",
        responses=error_responses(
            BadInput, model.ReplayTitleMissing, model.ReplayTitleTooLong, Suspended, Banned, *_NOT_MINE
        ),
    )
    async def update_replay(replay_id: str, form: schemas.ReplayChange, me: CurrentAccount) -> schemas.Replay:
        """Change what is given; the rest stays. A hidden one is seen by its host alone."""
        changed = await replays.change(replay_id, me.account_id, title=form.title, is_hidden=form.is_hidden)
        return schemas.Replay.model_validate(changed)

    @routes.delete(
        "",
        operation_id="delete_replay",
        summary="Delete a replay",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(*_NOT_MINE),
    )
    async def delete_replay(replay_id: str, me: CurrentAccount) -> None:
        """Remove it for good. While its LIVE goes on this also ends its recording."""
        await replays.remove(replay_id, me.account_id)

    @routes.post(
        "/highlights",
        operation_id="post_highlight",
        summary="Post a part of a replay as a video",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            model.HighlightInvalid,
            BadIdempotencyKey,
            Suspended,
            Banned,
            *_NOT_MINE,
            model.HighlightPosted,
            IdempotencyKeyReused,
            TooFast,
        ),
    )
    async def post_highlight(
        replay_id: str, form: schemas.HighlightForm, visitor: CurrentVisitor, _me: CurrentAccount
    ) -> VideoSchema:
        """A video that is being processed, as if its file had been uploaded. The same key makes no second one."""
        video = await replays.post_highlight(
            replay_id,
            visitor,
            from_s=form.from_s,
            until_s=form.until_s,
            caption=form.caption,
            visibility=form.visibility,
            key=form.key,
        )
        return VideoSchema.model_validate(video)

    @routes.head("/download", include_in_schema=False)
    @routes.get(
        "/download",
        operation_id="download_replay",
        summary="A replay as one MP4",
        response_class=Response,
        responses={
            200: {"description": "The whole film.", "content": {"video/mp4": {}}},
            206: {"description": "The part that `Range` asked for.", "content": {"video/mp4": {}}},
            304: {"description": "It is what `If-None-Match` names."},
            **error_responses(*_NOT_MINE, NoSuchReplayFile, model.ReplayNotReady, RangeNotSatisfiable),
        },
    )
    async def download_replay(replay_id: str, request: Request, me: CurrentAccount) -> Response:
        """For its host. Nothing is encoded anew; where settings changed meanwhile the film has several in it."""
        film, reader, title = await replays.download(replay_id, me.account_id)
        name = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split())[:80] or "replay"
        return await file_response(
            request,
            size_bytes=film.size_bytes,
            etag=f'"{replay_id}-{film.size_bytes}"',
            media_type="video/mp4",
            headers={
                "Cache-Control": _ASKED_ABOUT,
                "Content-Disposition": f"attachment; filename=\"replay.mp4\"; filename*=UTF-8''{quote(name)}.mp4",
            },
            read=reader.read,
        )

    return routes


def _file_routes(replays: Replays) -> APIRouter:
    routes = APIRouter(prefix="/replays/{replay_id}")

    @routes.head("/index.m3u8", include_in_schema=False)
    @routes.get(
        "/index.m3u8",
        operation_id="get_replay_playlist",
        summary="A replay's playlist",
        response_class=Response,
        responses={
            200: {"description": "The playlist (HLS).", "content": {PLAYLIST_TYPE: {}}},
            **error_responses(*_MAY_NOT_WATCH),
        },
    )
    async def get_replay_playlist(replay_id: str, me: MaybeAccount) -> Response:
        """Picture and sound in one stream. It ends with `#EXT-X-ENDLIST` once the LIVE has ended."""
        playlist = await replays.playlist(replay_id, _id_of(me))
        return Response(playlist, media_type=PLAYLIST_TYPE, headers={"Cache-Control": _ASKED_ABOUT})

    @routes.head("/media/{name}", include_in_schema=False)
    @routes.get(
        "/media/{name}",
        operation_id="get_replay_media",
        summary="A few seconds of a replay",
        response_class=Response,
        responses={
            200: {"description": "fMP4, as the playlist names it.", "content": {"video/mp4": {}}},
            **error_responses(*_MAY_NOT_WATCH, NoSuchReplayFile),
        },
    )
    async def get_replay_media(replay_id: str, name: str, me: MaybeAccount) -> Response:
        """What the playlist names; it never changes."""
        if found := _INIT.fullmatch(name):
            data = await replays.init(replay_id, _id_of(me), int(found[1]))
        elif found := _PIECE.fullmatch(name):
            data = await replays.piece(replay_id, _id_of(me), int(found[1]), int(found[2]))
        else:
            raise NoSuchReplayFile
        return Response(data, media_type="video/mp4", headers={"Cache-Control": _KEPT})

    @routes.head("/cover", include_in_schema=False)
    @routes.get(
        "/cover",
        operation_id="get_replay_cover",
        summary="A picture of a replay",
        response_class=Response,
        responses={
            200: {"description": "The picture.", "content": {"image/jpeg": {}}},
            **error_responses(*_MAY_NOT_WATCH, NoSuchReplayFile),
        },
    )
    async def get_replay_cover(replay_id: str, me: MaybeAccount) -> Response:
        """A frame of it, once it is ready; until then `cover_url` leads to the LIVE's cover."""
        data = await replays.cover(replay_id, _id_of(me))
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": _KEPT})

    return routes
