"""HTTP in and out of sharing."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.responses import JSONResponse

from livehouse.accounts import Authenticator, CurrentAccount, CurrentVisitor, preferred_language
from livehouse.kernel.errors import BadInput, Forbidden, NotSignedIn, TooFast
from livehouse.platform.http import API, ClientAddress
from livehouse.platform.openapi import error_responses
from livehouse.platform.qr import qr_response
from livehouse.sharing import schemas
from livehouse.sharing.model import (
    Kind,
    NoSuchShare,
    NoSuchThing,
    SiteInvalid,
    TooManySites,
    is_person,
    read_address,
    write_trace,
)
from livehouse.sharing.oembed import (
    FormatUnknown,
    NotForEverybody,
    NothingToEmbed,
    SizeInvalid,
    answer,
    read_side,
    write_xml,
)
from livehouse.sharing.pictures import WidthInvalid
from livehouse.sharing.service import Sharing
from livehouse.sharing.sitemap import KEPT_S, write_sitemap

OriginOf = Callable[[Request], str]
# Any site may show it in its own page, where most of those who read links are.
SHOWN_ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}


def router(sharing: Sharing, authenticator: Authenticator, origin: OriginOf) -> APIRouter:
    """The routes of sharing.

    Args:
        sharing: the service.
        authenticator: gives a browser that shares without an account the cookie by which viewers are counted.
        origin: what links begin with.
    """
    everything = APIRouter()
    everything.include_router(_share_routes(sharing, authenticator, origin), tags=["sharing"])
    everything.include_router(_owner_routes(sharing), tags=["sharing"])
    everything.include_router(_preview_routes(sharing), tags=["sharing"])
    return everything


def _share_routes(sharing: Sharing, authenticator: Authenticator, origin: OriginOf) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/shares",
        operation_id="share",
        summary="Share something",
        responses=error_responses(BadInput, NoSuchThing, Forbidden, TooFast),
    )
    async def share(
        form: schemas.ShareForm, request: Request, response: Response, visitor: CurrentVisitor, address: ClientAddress
    ) -> schemas.ShareLinks:
        """One's own links to it, by which it is known what came of them; with `via`, that it was passed on so."""
        shared = await sharing.share(form.kind, form.id, visitor, form.via, address=address)
        if visitor.account_id is None:
            authenticator.keep_viewer(request, response, visitor)
        return schemas.ShareLinks.of(shared, form.via, origin=origin(request), api=API)

    @routes.get(
        "/shares/{code}/qr",
        operation_id="get_share_qr",
        summary="A shared link as a QR code",
        response_class=Response,
        responses={
            200: {"description": "The code.", "content": {"image/svg+xml": {}}},
            **error_responses(NoSuchShare, NoSuchThing, Forbidden),
        },
    )
    async def get_share_qr(code: str, request: Request) -> Response:
        """Dark on light, with the quiet zone that cameras need."""
        shared = await sharing.link(code)
        return qr_response(f"{origin(request)}{shared.thing.path}?s={write_trace(shared.code, 'qr')}")

    @routes.post(
        "/shares/{code}/arrivals",
        operation_id="arrive",
        summary="Come by a shared link",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(BadInput, NoSuchShare, TooFast),
    )
    async def arrive(
        code: str,
        form: schemas.ArrivalForm,
        request: Request,
        visitor: CurrentVisitor,
        address: ClientAddress,
        user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
        sec_purpose: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> None:
        """A page tells that somebody came to it by a link; told again when they have signed in there.

        Each person is counted once for each thing. Programs, browsers without our cookie, whose thing it is and who
        shared it are not counted, and not told so.
        """
        is_known = visitor.account_id is not None or authenticator.known_viewer(request) is not None
        await sharing.arrive(
            code,
            form.via,
            form.path,
            visitor,
            is_known=is_known and is_person(user_agent, sec_purpose),
            address=address,
        )

    return routes


def _owner_routes(sharing: Sharing) -> APIRouter:
    routes = APIRouter(prefix="/me")

    @routes.get(
        "/shares",
        operation_id="get_my_shares",
        summary="What came of my shares",
        responses=error_responses(NotSignedIn),
    )
    async def get_my_shares(me: CurrentAccount) -> schemas.Overview:
        """Of everything that is the signed-in account's, by whomever it was shared."""
        return schemas.Overview.of(await sharing.overview(me.account_id))

    @routes.get(
        "/shares/{kind}/{thing_id}",
        operation_id="get_my_shares_of",
        summary="What came of the shares of one thing",
        responses=error_responses(NotSignedIn, NoSuchThing),
    )
    async def get_my_shares_of(kind: Kind, thing_id: str, me: CurrentAccount) -> schemas.ThingReport:
        """By the way in which it was shared, and by whom."""
        return schemas.ThingReport.of(await sharing.report(kind, thing_id, me.account_id))

    @routes.get(
        "/embedding",
        operation_id="get_my_embedding",
        summary="Who may show my players",
        responses=error_responses(NotSignedIn),
    )
    async def get_my_embedding(me: CurrentAccount) -> schemas.EmbeddingBody:
        """Which sites may show one's LIVEs, videos and replays in their pages: everyone, if one never chose."""
        return schemas.EmbeddingBody.of(await sharing.embedding(me.account_id))

    @routes.put(
        "/embedding",
        operation_id="put_my_embedding",
        summary="Choose who may show my players",
        responses=error_responses(BadInput, SiteInvalid, TooManySites, NotSignedIn),
    )
    async def put_my_embedding(form: schemas.EmbeddingBody, me: CurrentAccount) -> schemas.EmbeddingBody:
        """It holds for every frame that is opened from then on; what plays already goes on."""
        return schemas.EmbeddingBody.of(await sharing.allow(me.account_id, form.who, form.sites))

    return routes


def oembed_router(sharing: Sharing, origin: OriginOf, *, name: str) -> APIRouter:
    """Where other sites ask how to embed what is here; its address has no prefix, as the specification shows it.

    Args:
        sharing: the service.
        origin: what the platform's addresses begin with.
        name: the platform's.
    """
    routes = APIRouter(tags=["sharing"])

    @routes.get(
        "/oembed",
        operation_id="get_oembed",
        summary="How to embed a page (oEmbed)",
        response_class=Response,
        responses={
            200: {
                "description": "See https://oembed.com, section 2.3.",
                "content": {"application/json": {}, "text/xml": {}},
            },
            **error_responses(SizeInvalid, NotForEverybody, NothingToEmbed, FormatUnknown),
        },
    )
    async def get_oembed(
        request: Request,
        url: Annotated[str, Query(description="Of a LIVE, video, replay, event or profile of this platform.")] = "",
        format: Annotated[str, Query(description="`json` or `xml`.")] = "json",  # as specified
        maxwidth: Annotated[str | None, Query(description="Pixels that there is room for.")] = None,
        maxheight: Annotated[str | None, Query(description="Likewise.")] = None,
    ) -> Response:
        """A `video` with the player's frame where its host lets other sites show it, else a `link`."""
        if format not in ("json", "xml"):
            raise FormatUnknown
        width_max, height_max = read_side(maxwidth, "maxwidth"), read_side(maxheight, "maxheight")
        address = read_address(url, origin(request))
        if address is None:
            raise NothingToEmbed
        try:
            thing = await sharing.things.access_at(address)
        except NoSuchThing:
            raise NothingToEmbed from None
        except Forbidden:
            raise NotForEverybody from None
        if not thing.is_for_all:
            raise NotForEverybody
        body = answer(
            thing,
            await sharing.embedding(thing.owner.id),
            name=name,
            origin=origin(request),
            language=preferred_language(request.headers.get("accept-language")),
            width_max=width_max,
            height_max=height_max,
        )
        headers = {
            "Cache-Control": f"public, max-age={body['cache_age']}",
            "Vary": "Accept-Language",
            "Access-Control-Allow-Origin": "*",
            **SHOWN_ANYWHERE,
        }
        if format == "xml":
            return Response(write_xml(body), media_type="text/xml", headers=headers)
        return JSONResponse(body, headers=headers)

    return routes


def _preview_routes(sharing: Sharing) -> APIRouter:
    routes = APIRouter()

    @routes.head("/previews/{kind}/{thing_id}", include_in_schema=False)
    @routes.get(
        "/previews/{kind}/{thing_id}",
        operation_id="get_preview",
        summary="A picture for links",
        response_class=Response,
        responses={
            200: {
                "description": "The picture: 1200 by 630 pixels, or less.",
                "content": {"image/jpeg": {}},
            },
            **error_responses(WidthInvalid, NoSuchThing, Forbidden),
        },
    )
    async def get_preview(
        kind: Kind,
        thing_id: str,
        w: Annotated[int | None, Query(description="How wide it shall be, in pixels; 1200 at most.")] = None,
        v: Annotated[str | None, Query(description="What tells one picture from the one before.")] = None,
    ) -> Response:
        """What a link shows in chats and feeds: a picture of it, lying on its side, and whether it is LIVE now."""
        preview = await sharing.pictures.load(kind, thing_id, w)
        headers = {"Cache-Control": f"public, max-age={preview.cached_s}", **SHOWN_ANYWHERE}
        return Response(preview.data, media_type="image/jpeg", headers=headers)

    return routes


def sitemap_router(sharing: Sharing, origin: OriginOf) -> APIRouter:
    """Where programs that read the web look for what there is.

    Args:
        sharing: the service.
        origin: what addresses begin with.
    """
    routes = APIRouter(include_in_schema=False)
    kept = {"Cache-Control": f"public, max-age={KEPT_S}"}

    @routes.api_route("/sitemap.xml", methods=["GET", "HEAD"])
    async def get_sitemap_index(request: Request) -> Response:
        """The parts."""
        base = origin(request)
        addresses = [f"{base}/sitemap/{part}.xml" for part in await sharing.sitemaps.parts()]
        return Response(write_sitemap(addresses, is_index=True), media_type="application/xml", headers=kept)

    @routes.api_route("/sitemap/{part}.xml", methods=["GET", "HEAD"])
    async def get_sitemap(part: str, request: Request) -> Response:
        """What is in one."""
        base = origin(request)
        addresses = [f"{base}{path}" for path in await sharing.sitemaps.paths(part)]
        return Response(write_sitemap(addresses, is_index=False), media_type="application/xml", headers=kept)

    return routes
