"""HTTP in and out of videos."""

from functools import partial
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Query, Request, Response, status

from livehouse.accounts import (
    Authenticator,
    CurrentAccount,
    CurrentVisitor,
    MaybeAccount,
    NoSuchAccount,
    SignedIn,
)
from livehouse.kernel.errors import BadCursor, BadInput, NotSignedIn, TooFast
from livehouse.moderation import Banned, Suspended
from livehouse.platform.file_response import file_response
from livehouse.platform.http import ClientAddress
from livehouse.platform.openapi import error_responses
from livehouse.platform.ranges import RangeNotSatisfiable
from livehouse.videos import model, schemas
from livehouse.videos.service import VideoFile, Videos

_MAY_NOT_SEE = (model.NoSuchVideo, model.VideoForFollowers)
_NOT_MINE = (NotSignedIn, model.NotTheAuthor, *_MAY_NOT_SEE)
_MAY_NOT_POST = (NotSignedIn, Suspended, Banned)
MEDIA_TYPES: Final = {"mp4": "video/mp4", "webp": "image/webp"}
# The bytes never change, but who may see them does: no cache that others share may keep them.
_KEPT: Final = "private, max-age=31536000, immutable"
# Asked about each time, so that a follower who left sees it no more.
_ASKED_ABOUT: Final = "private, no-cache"

# A drawing is looked at, never run.

Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]


def _id_of(me: SignedIn | None) -> str | None:
    return None if me is None else me.account_id


def router(videos: Videos, authenticator: Authenticator) -> APIRouter:
    """The routes of videos.

    Args:
        videos: the service.
        authenticator: gives a browser that watches without an account the cookie by which viewers are counted.
    """
    everything = APIRouter()
    everything.include_router(_list_routes(videos), tags=["videos"])
    everything.include_router(_author_routes(videos), tags=["videos"])
    everything.include_router(_video_routes(videos), tags=["videos"])
    everything.include_router(_play_routes(videos, authenticator), tags=["videos"])
    return everything


def _list_routes(videos: Videos) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/feed/following/videos",
        operation_id="get_following_video_feed",
        summary="Videos of those whom one follows",
        responses=error_responses(BadCursor, NotSignedIn),
    )
    async def get_following_video_feed(me: CurrentAccount, cursor: Cursor = None) -> schemas.VideoPage:
        """What they show everybody and what they show their followers, the newest first."""
        return schemas.VideoPage.model_validate(await videos.following_feed(me.account_id, cursor))

    @routes.get(
        "/accounts/{handle}/videos",
        operation_id="list_videos_of",
        summary="An account's videos",
        responses=error_responses(BadCursor, NoSuchAccount),
    )
    async def list_videos_of(handle: str, me: MaybeAccount, cursor: Cursor = None) -> schemas.VideoPage:
        """Those that are ready and that the one who asks may see, the newest first."""
        return schemas.VideoPage.model_validate(await videos.videos_of(handle, _id_of(me), cursor))

    @routes.get(
        "/me/videos",
        operation_id="list_my_videos",
        summary="One's own videos",
        responses=error_responses(BadCursor, NotSignedIn),
    )
    async def list_my_videos(me: CurrentAccount, cursor: Cursor = None) -> schemas.VideoPage:
        """All of them, also those that are uploaded or processed now and those that were refused, the newest first."""
        return schemas.VideoPage.model_validate(await videos.mine(me.account_id, cursor))

    return routes


def _author_routes(videos: Videos) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/videos",
        operation_id="create_video",
        summary="Begin to upload a video",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            model.CaptionTooLong,
            model.VideoEmpty,
            *_MAY_NOT_POST,
            model.TooManyUploads,
            model.VideoTooBig,
            TooFast,
        ),
    )
    async def create_video(form: schemas.VideoForm, visitor: CurrentVisitor, _me: CurrentAccount) -> schemas.Video:
        """A video in state `uploading`. Send its bytes next, in parts."""
        video = await videos.begin_upload(
            visitor,
            caption=form.caption,
            visibility=form.visibility,
            size_bytes=form.size_bytes,
            file_name=form.file_name,
        )
        return schemas.Video.model_validate(video)

    @routes.put(
        "/videos/{video_id}/bytes",
        operation_id="upload_video_bytes",
        summary="Send a part of a video",
        responses=error_responses(
            model.PartTooSmall,
            model.VideoEmpty,
            *_NOT_MINE,
            model.OffsetMismatch,
            model.UploadFinished,
            model.VideoTooBig,
        ),
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "The file's bytes from `offset` on: 64 KiB to 4 MiB, the last part may be smaller.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def upload_video_bytes(
        video_id: str,
        request: Request,
        me: CurrentAccount,
        offset: Annotated[int, Query(ge=0, description="Where in the file they belong: `uploaded_bytes`.")],
    ) -> schemas.Video:
        """What has arrived stays, whatever happens next; after a break go on at `uploaded_bytes`. The last part begins
        the processing."""
        data = await request.body()
        return schemas.Video.model_validate(await videos.add_bytes(video_id, me.account_id, offset, data))

    @routes.patch(
        "/videos/{video_id}",
        operation_id="update_video",
        summary="Change a video's caption or who may see it",
        responses=error_responses(BadInput, model.CaptionTooLong, Suspended, Banned, *_NOT_MINE),
    )
    async def update_video(video_id: str, form: schemas.VideoChange, me: CurrentAccount) -> schemas.Video:
        """Change what is given; the rest stays."""
        video = await videos.change(video_id, me.account_id, caption=form.caption, visibility=form.visibility)
        return schemas.Video.model_validate(video)

    @routes.delete(
        "/videos/{video_id}",
        operation_id="delete_video",
        summary="Delete a video",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(*_NOT_MINE),
    )
    async def delete_video(video_id: str, me: CurrentAccount) -> None:
        """Remove it with its likes, comments and numbers, for good; an upload is broken off this way, too."""
        await videos.remove(video_id, me.account_id)

    @routes.get(
        "/videos/{video_id}/numbers",
        operation_id="get_video_numbers",
        summary="What a video came to",
        responses=error_responses(*_NOT_MINE, model.NotReady),
    )
    async def get_video_numbers(video_id: str, me: CurrentAccount) -> schemas.VideoNumbers:
        """The numbers of one's own video: views per day, play time, and where people leave."""
        return schemas.VideoNumbers.model_validate(await videos.numbers(video_id, me.account_id))

    return routes


def _video_routes(videos: Videos) -> APIRouter:
    routes = APIRouter(prefix="/videos/{video_id}")

    @routes.get("", operation_id="get_video", summary="A video", responses=error_responses(*_MAY_NOT_SEE))
    async def get_video(video_id: str, me: MaybeAccount) -> schemas.Video:
        """A video that the one who asks may see; ask again to follow its processing."""
        return schemas.Video.model_validate(await videos.video(video_id, _id_of(me)))

    @routes.head("/files/{name}", include_in_schema=False)
    @routes.get(
        "/files/{name}",
        operation_id="get_video_file",
        summary="A video's film or poster",
        response_class=Response,
        responses={
            200: {"description": "The whole file.", "content": {"video/mp4": {}, "image/webp": {}}},
            206: {"description": "The part that `Range` asked for.", "content": {"video/mp4": {}, "image/webp": {}}},
            304: {"description": "It is what `If-None-Match` names."},
            **error_responses(*_MAY_NOT_SEE, model.NoSuchVideoFile, RangeNotSatisfiable),
        },
    )
    async def get_video_file(video_id: str, name: str, request: Request, me: MaybeAccount) -> Response:
        """Takes `Range` with one range, as players send it; of several the first is given."""
        file = await videos.file(video_id, _id_of(me), name)
        return await _file_response(videos, file, request)

    @routes.put(
        "/like",
        operation_id="like_video",
        summary="Like",
        responses=error_responses(NotSignedIn, *_MAY_NOT_SEE, model.NotReady),
    )
    async def like_video(video_id: str, me: CurrentAccount) -> schemas.Video:
        """Like it; the same once more changes nothing."""
        return schemas.Video.model_validate(await videos.like(video_id, me.account_id))

    @routes.delete(
        "/like",
        operation_id="unlike_video",
        summary="Like no longer",
        responses=error_responses(NotSignedIn, *_MAY_NOT_SEE),
    )
    async def unlike_video(video_id: str, me: CurrentAccount) -> schemas.Video:
        """Like it no longer; the same once more changes nothing."""
        return schemas.Video.model_validate(await videos.unlike(video_id, me.account_id))

    @routes.get(
        "/comments",
        operation_id="list_video_comments",
        summary="Comments under a video",
        responses=error_responses(BadCursor, *_MAY_NOT_SEE),
    )
    async def list_video_comments(video_id: str, me: MaybeAccount, cursor: Cursor = None) -> schemas.VideoCommentPage:
        """The newest first."""
        return schemas.VideoCommentPage.model_validate(await videos.comments(video_id, _id_of(me), cursor))

    @routes.post(
        "/comments",
        operation_id="write_video_comment",
        summary="Comment",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            model.VideoCommentMissing,
            model.VideoCommentTooLong,
            *_MAY_NOT_POST,
            *_MAY_NOT_SEE,
            model.NotReady,
            TooFast,
        ),
    )
    async def write_video_comment(
        video_id: str, form: schemas.VideoCommentForm, me: CurrentAccount
    ) -> schemas.VideoComment:
        """Write something under the video."""
        return schemas.VideoComment.model_validate(await videos.comment(video_id, me.account_id, form.text))

    @routes.delete(
        "/comments/{comment_id}",
        operation_id="delete_video_comment",
        summary="Remove a comment",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn, *_MAY_NOT_SEE, model.NoSuchVideoComment, model.NotYourComment),
    )
    async def delete_video_comment(video_id: str, comment_id: str, me: CurrentAccount) -> None:
        """One's own, or any under one's own video."""
        await videos.remove_comment(video_id, me.account_id, comment_id)

    return routes


def _play_routes(videos: Videos, authenticator: Authenticator) -> APIRouter:
    routes = APIRouter(prefix="/videos/{video_id}/plays")
    watched_body = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schemas.Watched.model_json_schema()}},
        }
    }

    @routes.post(
        "",
        operation_id="begin_play",
        summary="Begin to watch",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(*_MAY_NOT_SEE, model.NotReady, TooFast),
    )
    async def begin_play(
        video_id: str, request: Request, response: Response, visitor: CurrentVisitor, address: ClientAddress
    ) -> schemas.Play:
        """Ask for one when the picture begins to move. What the same person watched until now ends with it."""
        if visitor.account_id is None:
            authenticator.keep_viewer(request, response, visitor)
        return schemas.Play(play_id=await videos.begin_play(video_id, visitor, address=address))

    # By POST, too: a page that is left can send nothing else (`navigator.sendBeacon`), and as text it needs no
    # permission to be sent.
    @routes.post("/{play_id}", include_in_schema=False, status_code=status.HTTP_204_NO_CONTENT)
    @routes.put(
        "/{play_id}",
        operation_id="report_watched",
        summary="Tell what was watched",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(BadInput, model.NoSuchPlay),
        openapi_extra=watched_body,
    )
    async def report_watched(video_id: str, play_id: str, request: Request) -> None:
        """All that was watched in this play so far. More than the time that has passed since it began is not counted.

        `POST` with a body of any type does the same, for beacons of pages that are left.
        """
        await videos.report_watched(play_id, _read_watched(await request.body()))

    return routes


class _WatchedBody(msgspec.Struct, forbid_unknown_fields=True):
    watched: list[tuple[float, float]]


INTERVALS_MAX: Final = 1_000


def _read_watched(body: bytes) -> list[tuple[float, float]]:
    try:
        watched = msgspec.json.decode(body, type=_WatchedBody).watched
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadInput('Send JSON such as {"watched": [[0, 4.5]]}, in seconds of the video.', field="watched") from None
    if len(watched) > INTERVALS_MAX:
        raise BadInput(f"Send at most {INTERVALS_MAX:,} intervals; join those that meet.", field="watched")
    return watched


async def _file_response(videos: Videos, file: VideoFile, request: Request) -> Response:
    return await file_response(
        request,
        size_bytes=file.size_bytes,
        etag=f'"{file.video_id}-{file.name}-{file.size_bytes}"',
        media_type=MEDIA_TYPES[file.name.rsplit(".", 1)[1]],
        headers={"Cache-Control": _KEPT if file.is_public else _ASKED_ABOUT},
        read=partial(videos.read_file, file),
    )
