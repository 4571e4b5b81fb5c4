"""What the platform says of itself: what pages must know, whether it is well, the hash that its relay is pinned by."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from livehouse.accounts import REGIONS
from livehouse.config import Settings
from livehouse.kernel.errors import Forbidden, NotFound, Unavailable
from livehouse.live_access import LiveAccess
from livehouse.platform.http import API, ClientAddress
from livehouse.platform.metrics import Metrics
from livehouse.platform.openapi import error_responses

LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Limits(BaseModel):
    """The numbers that forms must know. Lengths are in characters as one sees them, sizes in bytes."""

    handle_min: int
    handle_max: int
    password_min: int
    password_max: int
    nickname_max: int
    bio_max: int
    title_max: int
    comment_max: int
    handle_change_days: int = Field(description="Days that a handle has to be kept before the next change.")
    region_change_days: int = Field(description="Days until a change of region takes effect.")
    deletion_grace_days: int = Field(description="Days within which a deleted account can be had back.")
    review_note_max: int
    review_reason_max: int
    avatar_bytes_max: int
    cover_bytes_max: int
    video_bytes_max: int
    video_caption_max: int
    video_seconds_max: int
    likes_per_command_max: int


class PaymentsOffer(BaseModel):
    """How coins are paid for."""

    provider: Literal["sandbox", "stripe"] = Field(description="`sandbox` moves no money, and every page says so.")


class Platform(BaseModel):
    """What pages must know of this platform."""

    name: str = Field(description="What the platform calls itself.")
    topics: list[str] = Field(description="Topics that a LIVE can have, in the order in which they are offered.")
    regions: list[str] = Field(description="Regions that an account can have (ISO 3166-1 alpha-2).")
    reactions: list[str] = Field(description="Emoji that viewers can react with, in order.")
    live_terms_version: str = Field(description="The version of the LIVE terms in force.")
    account_age_min: int = Field(description="Age in years at which one may have an account.")
    has_mail: bool = Field(description="Whether mails reach anybody, by a mail server or shown at /outbox.")
    show_outbox: bool = Field(description="Whether mails are shown at /outbox instead of being sent: a demo.")
    payments: PaymentsOffer
    push_key: str | None = Field(
        description="The public key (VAPID) with which a browser subscribes to pushes; null where there are none."
    )
    limits: Limits


class Health(BaseModel):
    """Whether this process serves."""

    status: str


class NotReady(Unavailable):
    """This process serves nobody just now; the message says why."""

    code = "not_ready"


def router(
    settings: Settings,
    live_access: LiveAccess,
    metrics: Metrics,
    *,
    certificate_sha256: Callable[[], str | None],
    check_ready: Callable[[], Awaitable[None]],
    push_key: str | None,
) -> APIRouter:
    """The routes that belong to no slice.

    Args:
        certificate_sha256: the hash of the relay's self-made certificate; None with a real one.
        check_ready: raises `NotReady` when this process cannot serve.
        push_key: with which browsers subscribe to pushes; None where there are none.
    """
    routes = APIRouter(tags=["platform"])

    def describe() -> Platform:
        limits = {name: getattr(settings, name) for name in Limits.model_fields}
        return Platform(
            name=settings.name,
            topics=list(settings.topic_ids),
            regions=sorted(REGIONS),
            reactions=list(settings.reaction_emoji),
            live_terms_version=live_access.terms_version,
            account_age_min=settings.account_age_min,
            has_mail=settings.smtp_url is not None or settings.show_outbox,
            show_outbox=settings.show_outbox,
            payments=PaymentsOffer(provider=settings.payments_provider),
            push_key=push_key,
            limits=Limits(**limits),
        )

    @routes.get(f"{API}/platform", operation_id="get_platform", summary="What pages must know of this platform")
    async def get_platform(platform: Annotated[Platform, Depends(describe)]) -> Platform:
        """Names, choices and limits; the same for everybody."""
        return platform

    @routes.get("/healthz", operation_id="get_health", summary="Is this process alive?")
    async def get_health() -> Health:
        """Answers as long as the process serves requests."""
        return Health(status="ok")

    @routes.get(
        "/readyz",
        operation_id="get_readiness",
        summary="Can this process serve people now?",
        responses=error_responses(NotReady),
    )
    async def get_readiness() -> Health:
        """503 while the database or the broker is away, or the server closes: send people to another one."""
        await check_ready()
        return Health(status="ready")

    @routes.get(
        "/certificate.sha256",
        operation_id="get_certificate_hash",
        summary="The hash by which pages pin the relay's self-made certificate",
        response_class=PlainTextResponse,
    )
    async def get_certificate_hash() -> PlainTextResponse:
        """64 hexadecimal digits. It changes every few days; 404 where the relay has a real certificate."""
        sha256 = certificate_sha256()
        if sha256 is None:
            raise NotFound("The relay has a real certificate; there is nothing to pin.")
        return PlainTextResponse(sha256, headers={"Cache-Control": "no-store"})

    async def get_metrics(address: ClientAddress) -> Response:
        # Numbers of a business are nobody else's; a collector runs beside the server.
        if address not in LOOPBACK:
            raise Forbidden("Metrics are given to this machine only.")
        return Response(await metrics.text(), media_type=CONTENT_TYPE_LATEST)

    if settings.metrics:
        routes.add_api_route("/metrics", get_metrics, include_in_schema=False)

    return routes
