"""Every setting of Livehouse, in one place.

Each can be given as an environment variable (`LIVEHOUSE_PORT=9000`), in a file named by `LIVEHOUSE_ENV_FILE`, or on the
command line where a command offers it. The command line wins over the environment, the environment over the file.
`livehouse settings` prints this list with the values in force; a test fails when a setting has no description.
"""

import ipaddress
import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, PostgresDsn, SecretStr, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

Positive = Annotated[int, Field(gt=0)]
PositiveSeconds = Annotated[float, Field(gt=0)]


_POSTGRES_SOCKET = re.compile(r"postgresql:///[^/?#]+\?(?:[^#]*&)?host=/[^#]+")
_BROKER_SCHEMES = ("redis://", "rediss://", "unix://")
# RFC 7518, section 3.2: a key for HS256 has at least as many bits as its hash.
_RTMP_URL = re.compile(r"rtmps?://[^\s/?#@]+(/[^\s?#]*)?")
_RELAY_KEY = re.compile(r"(?:[0-9a-fA-F]{2}){32,64}")
# 32 bytes in URL-safe base 64, and no more than P-256 has room for: its order begins with so many ones.
_PUSH_KEY = re.compile(r"(?!_{5})[A-Za-z0-9_-]{43}=?")
_PUSH_CONTACT = re.compile(r"mailto:[^@\s<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PUSH_SERVICE = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
_SMTP_URL = re.compile(r"smtps?://(?:[^@/\s]+@)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?/?")
# A name, if any, and the address between <>; without what would begin another header.
_MAIL_FROM = re.compile(r"(?:[^<>@,;\"\\\r\n]{1,60} <[^@\s<>]+@[A-Za-z0-9.-]+>|[^@\s<>]+@[A-Za-z0-9.-]+)")
# What a certificate can be made out to: names in ASCII, and addresses of either kind.
_HOST_NAME = re.compile(r"[A-Za-z0-9.:-]{1,253}")


class Settings(BaseSettings):
    """All settings, checked when the program starts; nothing reads the environment after that."""

    model_config = SettingsConfigDict(env_prefix="LIVEHOUSE_", extra="ignore", frozen=True)

    # Where it runs
    name: str = Field("Livehouse", description="What this platform calls itself on its pages.", max_length=40)
    host: str = Field(
        "127.0.0.1",
        description="Address that the web server listens on; 0.0.0.0 for every interface. "
        "The relay is on every interface always, and lets in those who have a ticket from the web server.",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        8000,
        description="TCP port of the web server; the relay uses the UDP port of the same number. 0 picks a free one.",
    )
    workers: Annotated[int, Field(ge=1, le=256)] = Field(
        1,
        description="Processes that serve the port together, about one for each core. More than one share LIVEs "
        "through `broker_url`; the first has the media relay.",
    )
    data: Path = Field(Path("data"), description="Folder for the database, covers and secrets; made if missing.")
    files: Path | None = Field(
        None,
        description="Folder for covers and avatars, which several servers must share; in the data folder if unset.",
    )
    database_url: str | None = Field(
        None, description="postgresql://user:password@host/name to use PostgreSQL; SQLite in the data folder if unset."
    )
    broker_url: str | None = Field(
        None,
        description="redis://user:password@host:6379/0 (or rediss://, unix://) of the Valkey or Redis 7 through which "
        "several processes share LIVEs; in memory, for one process, if unset.",
    )
    public_url: HttpUrl | None = Field(
        None, description="Address that people type, when a proxy stands in front; otherwise taken from each request."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Comma-separated proxies whose X-Forwarded-For and -Proto headers are believed."
    )
    log_format: Literal["console", "json"] = Field("console", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least severe line shown.")
    metrics: bool = Field(
        False,
        description="Give numbers for Prometheus at /metrics to this machine, which a proxy on it that adds no "
        "X-Forwarded-For passes on to everybody.",
    )

    # The media relay
    relay: bool = Field(
        True,
        description="Have the media relay in this server. Of several servers that share a `broker_url` exactly one has "
        "it; that one also ends LIVEs whose host is gone.",
    )
    relay_url: HttpUrl | None = Field(
        None,
        description="https://host:port at which browsers reach the relay, where it is not at the address of the page.",
    )
    relay_key: SecretStr | None = Field(
        None,
        description="Secret that media tickets are signed with, the same in all servers (openssl rand -hex 32); made "
        "and kept in the data folder if unset.",
    )
    relay_port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        None, description="UDP port of the media relay, when it must differ from the web server's port."
    )
    hls_url: HttpUrl | None = Field(
        None,
        description="https://host of a cache (CDN) in front of /hls/, from which players without WebTransport fetch "
        "LIVEs that everybody may watch; from this platform itself if unset.",
    )
    hls_peers: Annotated[str, Field(pattern=r"^[^:\s]+:\d{1,5}$")] = Field(
        "127.0.0.1:0",
        description="host:port at which the servers without the relay ask the one that has it for HLS, set there; the "
        "default serves those on the same machine. For a network of one's own: what goes through it is not encrypted.",
    )
    relay_names: str = Field(
        "localhost", description="Comma-separated host names that the relay's self-made certificate is made out to."
    )
    tls_certificate: Path | None = Field(
        None, description="PEM certificate chain for the relay; self-made and pinned by its hash if unset."
    )
    tls_key: Path | None = Field(None, description="PEM key of `tls_certificate`.")
    relay_sessions_max: Positive = Field(
        20_000, description="Media sessions at once, past which viewers are told to wait; hosts never are."
    )
    relay_sessions_per_room_max: Positive = Field(
        5_000, description="Media sessions of one LIVE at once, past which its viewers are told to wait."
    )
    rtmp: bool = Field(
        True, description="Await OBS and other encoders, which push by RTMP; only the server with the relay does."
    )
    rtmp_port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        None,
        description="TCP port that encoders push to; if unset 1935, or none where another program has that port.",
    )
    rtmp_url: str | None = Field(
        None,
        description="rtmp:// or rtmps:// address that hosts are told to push to, where it is not this server's own: of "
        "a proxy that adds TLS, rtmps://live.example/live.",
    )
    websocket_publishers_max: Positive = Field(
        500, description="Hosts who send their LIVE through a WebSocket of one process, for want of WebTransport."
    )
    publisher_silence_s: PositiveSeconds = Field(
        3.0, description="Seconds without a frame after which a LIVE counts as interrupted."
    )
    ticket_lifetime_s: Positive = Field(
        3_600, description="Seconds for which a ticket to publish or watch can be used to connect."
    )

    # Accounts
    secure_cookies: bool | None = Field(
        None, description="Send cookies over HTTPS only; if unset, when `public_url` is https."
    )
    session_lifetime_days: Positive = Field(30, description="Days after its last use when a session ends by itself.")
    sessions_per_account_max: Positive = Field(20, description="Sessions at once; the longest unused one ends first.")
    sign_in_per_minute: Positive = Field(
        10, description="Failed sign-ins per minute, for an address and for an account."
    )
    sign_up_per_hour: Positive = Field(20, description="Accounts that one address may make in an hour.")
    handle_checks_per_minute: Positive = Field(
        120, description="Times per minute that one address may ask whether a handle is free."
    )
    account_age_min: Positive = Field(13, description="Youngest age, in years, at which one may have an account.")
    handle_min: Positive = Field(3, description="Shortest handle, in characters.")
    handle_max: Positive = Field(24, description="Longest handle, in characters.")
    password_min: Positive = Field(8, description="Shortest password, in characters.")
    password_max: Positive = Field(256, description="Longest password, in characters; hashing longer ones is a flood.")
    nickname_max: Positive = Field(30, description="Longest nickname, in characters as one sees them.")
    bio_max: Positive = Field(160, description="Longest bio, in characters as one sees them.")
    avatar_bytes_max: Positive = Field(2_000_000, description="Largest avatar upload, in bytes.")
    image_pixels_max: Positive = Field(40_000_000, description="Most pixels that an uploaded picture may unpack to.")

    handle_change_days: Positive = Field(30, description="Days that a handle has to be kept before the next change.")
    old_handle_days: Positive = Field(
        90, description="Days for which nobody else may take a handle that somebody gave up."
    )
    region_change_days: Positive = Field(
        30, description="Days until a change of region takes effect; the rules of the old one hold so long."
    )
    deletion_grace_days: Positive = Field(
        14, description="Days in which signing in takes back that one has deleted one's account."
    )
    profile_topics_max: Positive = Field(5, description="Topics that a profile may name.")
    profile_links_max: Positive = Field(3, description="Links on a profile.")
    link_label_max: Positive = Field(30, description="Longest label of a link, in characters as one sees them.")
    link_url_max: Positive = Field(500, description="Longest address of a link, in characters.")
    follows_listed: Positive = Field(50, description="People on one page of followers or followed ones.")
    passkeys_max: Positive = Field(20, description="Passkeys of one account.")
    passkey_challenge_s: Positive = Field(300, description="Seconds that a person may take to use a passkey.")
    passkey_challenges_per_minute: Positive = Field(
        60, description="Times per minute that one address may begin to use a passkey."
    )
    password_resets_per_hour: Positive = Field(
        20, description="Times per hour that one address may ask for a link to choose a new password."
    )
    exports_per_hour: Positive = Field(6, description="Times per hour that one account may fetch all of its data.")

    # Mail
    smtp_url: str | None = Field(
        None,
        description="smtp://user:password@host:587 (STARTTLS) or smtps://…:465 of the server that sends mails; without "
        "one they stay in the database.",
    )
    mail_from: str | None = Field(
        None, description="What mails say they are from: Livehouse <hello@live.example>. Needed with `smtp_url`."
    )
    mail_attempts_max: Positive = Field(10, description="Attempts to send a mail, over some nine hours.")
    mails_per_hour: Positive = Field(6, description="Mails per hour that an account can be made to get.")
    email_confirmation_hours: Positive = Field(
        72, description="Hours for which the link that confirms an e-mail address can be used."
    )
    password_reset_minutes: Positive = Field(
        60, description="Minutes for which the link to choose a new password can be used."
    )
    show_outbox: bool = Field(
        False,
        description="Show all mails to everybody at /outbox, for a demo without a mail server. Never where people are.",
    )

    # Live access
    live_policy: Annotated[str, Field(min_length=1)] = Field(
        "standard",
        description="The rules of who may go live: `standard` or `open`, which come with Livehouse, or the path of a "
        "TOML file of one's own. `open` asks for no followers and no quality.",
    )
    live_policy_check_s: PositiveSeconds = Field(
        1.0, description="Seconds after which a file named by `live_policy` is looked at again for changes."
    )
    review_note_max: Positive = Field(
        500, description="Longest note of somebody who applies for live access, in characters as one sees them."
    )
    review_reason_max: Positive = Field(
        300, description="Longest reason for a decision on an application, in characters as one sees them."
    )
    review_again_days: Positive = Field(7, description="Days after a refusal when one may apply for live access again.")
    reviews_listed_max: Positive = Field(50, description="Applications on one page of the operators' queue.")
    notices_listed_max: Positive = Field(50, description="Notices that one is shown, the last ones.")

    # Moderation
    standing_reason_max: Positive = Field(
        300, description="Longest reason of a warning, strike, suspension or ban, in characters as one sees them."
    )

    # Rooms
    moderators_max: int = Field(50, ge=0, le=1_000, description="Moderators that a host can name.")
    topics: str = Field(
        "music,talk,art,gaming,dance,food,learning,sports,outdoors,shopping,other",
        description="Comma-separated topics that a LIVE can have.",
    )
    reactions: str = Field("❤️,🔥,👏,😂,😮,😢,🎉,🙏", description="Comma-separated emoji that viewers can react with.")
    title_max: Positive = Field(80, description="Longest title of a LIVE, in characters as one sees them.")
    cover_bytes_max: Positive = Field(5_000_000, description="Largest cover upload, in bytes.")
    interruption_grace_s: PositiveSeconds = Field(
        120.0, description="Seconds that a room waits for a host whose connection dropped."
    )
    preparing_lifetime_s: Positive = Field(
        3_600, description="Seconds after which a room never started is cleared away."
    )
    rooms_listed_max: Positive = Field(60, description="Rooms on one page of the home.")

    # Being found
    feed_page_max: Positive = Field(24, description="LIVEs and videos on one page of Top LIVE or For You.")
    feed_impressions_per_minute: Positive = Field(
        120, description="How often in a minute a browser may tell what its person was shown; it does so in batches."
    )
    feed_impressions_per_network_per_minute: Positive = Field(
        1_200, description="The same for all who are not signed in and come from one network."
    )

    # Events
    event_description_max: Positive = Field(
        2_000, description="Longest description of an event, in characters as one sees them."
    )
    event_reason_max: Positive = Field(
        300, description="Longest reason for cancelling an event, in characters as one sees them."
    )
    event_minutes_max: Positive = Field(720, description="Longest event, in minutes.")
    event_days_ahead_max: Positive = Field(365, description="Days ahead that an event may be scheduled.")
    event_early_minutes: Positive = Field(30, description="Minutes before its time from when on an event may begin.")
    events_upcoming_max: Positive = Field(50, description="Events that one host may have coming up.")
    event_changes_per_hour: Positive = Field(60, description="Events that one host may schedule or change in an hour.")
    event_rsvps_per_minute: Positive = Field(
        60, description="Times a minute that one account may say that it comes to an event, or not."
    )
    events_listed_max: Positive = Field(24, description="Events on one page of a list.")
    events_look_every_s: PositiveSeconds = Field(
        5.0, description="Seconds between looks for reminders of events that are due."
    )

    # Videos
    video_caption_max: Positive = Field(150, description="Longest caption of a video, in characters as one sees them.")
    video_bytes_max: Positive = Field(200_000_000, description="Largest video that may be uploaded, in bytes.")
    video_seconds_max: Positive = Field(180, description="Longest video, in seconds.")
    video_side_px_max: Positive = Field(4_096, description="Widest or tallest picture of a video, in pixels.")
    video_part_bytes_max: Positive = Field(4_194_304, description="Largest part of an upload, in bytes.")
    video_part_bytes_min: Positive = Field(65_536, description="Smallest part of an upload but its last, in bytes.")
    video_uploads_max: Positive = Field(5, description="Unfinished uploads that one account may have.")
    video_upload_lifetime_s: Positive = Field(
        86_400, description="Seconds after which an upload that was never finished is cleared away."
    )
    video_niceness: Annotated[int, Field(ge=0, le=19)] = Field(
        10, description="How far the making of videos gives way to everything else on the machine: 0 not at all, to 19."
    )
    videos_made_at_once_max: Positive = Field(
        2,
        description="Videos that are made playable at once, by all processes together; each keeps a processor busy.",
    )
    videos_per_day: Positive = Field(60, description="Videos that one account may post in 24 hours.")
    videos_listed_max: Positive = Field(24, description="Videos on one page of a list.")
    video_comments_per_minute: Positive = Field(
        15, description="Comments that one account may write under videos in a minute."
    )
    video_comments_listed_max: Positive = Field(50, description="Comments on one page under a video.")
    video_plays_per_minute: Positive = Field(
        600, description="Videos that may be begun to be watched in a minute from one network."
    )

    # Replays
    replays: bool = Field(True, description="Record LIVEs, unless their hosts turn it off.")
    replays_days: Positive = Field(90, description="Days after a LIVE for which its replay is kept.")
    replays_notice_days: Positive = Field(
        7, description="Days before a replay is deleted when its host is told, or more."
    )
    replays_bytes_max: Positive | None = Field(
        None,
        description="Bytes that all replays may take. Room is made at four fifths of it, the oldest first and not "
        "before the host was told; past it nothing is recorded. What the disk has if unset.",
    )
    replays_bytes_per_host_max: Positive | None = Field(
        None, description="Bytes that the replays of one host may take, as `replays_bytes_max`; no limit if unset."
    )
    replays_free_bytes_min: int = Field(
        2_000_000_000,
        ge=0,
        description="Bytes that replays leave free on the disk of the files; when less is left nothing is recorded, "
        "and LIVEs go on.",
    )
    replays_listed_max: Positive = Field(24, description="Replays on one page of a list.")
    replay_views_per_minute: Positive = Field(
        600, description="Replays that may be begun to be watched in a minute from one network."
    )

    # Sharing
    shares_per_minute: Positive = Field(60, description="Links to share that are given out in a minute to one network.")
    share_arrivals_per_minute: Positive = Field(
        300, description="People who come by shared links that are counted in a minute from one network."
    )

    # Payouts
    payout_hold_days: int = Field(
        7, ge=0, le=365, description="Days after which diamonds that were earned can be withdrawn; 0 is at once."
    )
    payouts_listed_max: Positive = Field(50, description="Payouts, freezes and entries of earnings on one page.")
    payout_reason_max: Positive = Field(
        300,
        description="Longest reason for a decision on a payout or a freeze, in characters as one sees them.",
    )
    payout_setups_per_hour: Positive = Field(
        20, description="Times per hour that one account may be led to the provider to say where money shall go."
    )
    payout_sandbox_s: float = Field(
        5.0, ge=0, description="Seconds that money takes to arrive in the sandbox, which moves none."
    )

    # The room's channel
    comment_max: Positive = Field(150, description="Longest comment, in characters as one sees them.")
    comments_in_snapshot: Positive = Field(50, description="Comments that somebody who joins gets.")
    comments_per_10_s: Positive = Field(15, description="Comments that one account may send to a room in 10 seconds.")
    comment_store_ms: Positive = Field(250, description="Milliseconds within which a shown comment is written down.")
    likes_per_command_max: Positive = Field(50, description="Likes that one command may carry.")
    likes_per_s_max: Positive = Field(25, description="Likes a second from one viewer; what is over it is not counted.")
    tick_ms: Positive = Field(50, description="Milliseconds at most that events of a busy room are gathered.")
    sampled_events_per_s: Positive = Field(20, description="Comments a second that a viewer of a busy room gets.")
    history_events_max: Positive = Field(2_000, description="Events per room kept for viewers who reconnect.")
    history_s: Positive = Field(300, description="Seconds for which events are kept for viewers who reconnect.")
    channel_message_bytes_max: Positive = Field(
        16_384, description="Largest message from a viewer, unpacked, in bytes."
    )
    channel_commands_per_s: Positive = Field(20, description="Commands a second from one connection.")
    channel_commands_burst: Positive = Field(40, description="Commands at once from one connection.")
    channel_queue_bytes_soft: Positive = Field(
        262_144, description="Unsent bytes past which a slow viewer gets no likes and sampled comments."
    )
    channel_queue_bytes_max: Positive = Field(
        1_048_576, description="Unsent bytes past which a slow viewer is cut off."
    )
    channel_connections_per_address_max: Positive = Field(
        2_000, description="Channel connections from one address; schools and venues share one."
    )
    channel_connections_max: Positive = Field(50_000, description="Channel connections of one process.")
    channel_idle_s: PositiveSeconds = Field(45.0, description="Seconds of silence after which a connection is pinged.")

    # Notifications
    notifications_days: Positive = Field(90, description="Days for which notifications are kept.")
    notifications_listed_max: Positive = Field(30, description="Notifications on one page of the list.")
    push: bool = Field(
        True,
        description="Let people have notifications pushed to their devices (Web Push), by the push services of their "
        "browsers' makers, which this server then asks over HTTPS.",
    )
    push_key: SecretStr | None = Field(
        None,
        description="Private key by which push services know this platform (VAPID): 32 bytes in URL-safe base 64; "
        "drawn from `relay_key` if unset. With another one, devices get pushes again once their owners have looked in.",
    )
    push_contact: str | None = Field(
        None,
        description="mailto: or https:// address that push services turn to if something is wrong; the address of "
        "`mail_from` if unset.",
    )
    push_answer_s_max: PositiveSeconds = Field(
        10.0, le=60.0, description="Seconds that a push service may take to answer; a minute at most."
    )
    push_attempts_max: Positive = Field(6, description="Attempts to push something to a device, over some half hour.")
    push_subscriptions_per_hour: Positive = Field(
        20, description="Times per hour that one account may have a device set up for pushes."
    )
    push_inside: str = Field(
        "",
        description="Comma-separated push services (https://push.intern.example:8443) that are asked although they are "
        "inside one's own network; all others inside are refused.",
    )

    # Search
    search_query_max: Positive = Field(100, description="Longest text that can be looked for, in characters.")
    searches_per_minute: Positive = Field(
        300,
        description="Searches in a minute by one account, or from one network by those who are not signed in; what is "
        "found while one types counts.",
    )

    # Money
    prices: Annotated[str, Field(min_length=1)] = Field(
        "standard",
        description="What coins cost and diamonds are worth: `standard`, which comes with Livehouse, or the path of a "
        "TOML file of one's own, read at the start.",
    )
    payments_provider: Literal["sandbox", "stripe"] = Field(
        "sandbox",
        description="Who takes payments: `sandbox` moves no money and says so on every page, `stripe` is real.",
    )
    stripe_secret_key: SecretStr | None = Field(
        None, description="Stripe's secret key (sk_… or rk_…). Needed where `payments_provider` is stripe."
    )
    stripe_webhook_secret: SecretStr | None = Field(
        None,
        description="Secrets of Stripe's webhooks (whsec_…), comma-separated: of the endpoint for payments, of the "
        "one for connected accounts, and old ones for a while. All send to /api/v1/payments/webhooks/stripe.",
    )
    stripe_api_base: HttpUrl | None = Field(
        None, description="Address of Stripe's API, for tests; Stripe's own if unset."
    )
    coins_bought_per_day_max: Positive = Field(
        50_000, description="Coins that one account may buy in 24 hours; the largest pack, at least."
    )
    purchases_per_hour: Positive = Field(30, description="Purchases that one account may begin in an hour.")
    purchases_listed_max: Positive = Field(20, description="Purchases, and lines of a wallet's history, on one page.")
    refund_reason_max: Positive = Field(300, description="Longest reason of a refund, in characters as one sees them.")

    # Gifts
    gifts_share_bps: Annotated[int, Field(ge=0, le=10_000)] = Field(
        5_000, description="The platform's part of a gift, in basis points: at 5,000 two coins make a diamond."
    )
    gift_count_max: Annotated[int, Field(ge=1, le=1_000)] = Field(
        99, description="How many of the same gift one command may send."
    )
    gift_combo_s: PositiveSeconds = Field(
        3.0, description="Seconds within which the same gift again, from the same person, makes a combo go on."
    )
    gifts_per_10_s: Positive = Field(100, description="Gifts that one account may send in 10 seconds.")
    gifts_per_commit_max: Positive = Field(
        500, description="Gifts that are written by one transaction; 1 writes each by itself, which is much slower."
    )
    gifts_begin_every_ms: int = Field(
        20,
        ge=0,
        description="Least time between the beginnings of two transactions of gifts, in milliseconds, unless the first "
        "was full: more go into each, and the processor is free for those who watch.",
    )
    gifts_waiting_max: Positive = Field(
        5_000, description="Gifts that may wait to be written in one process; past it they are refused for a moment."
    )
    spending_raise_hours: int = Field(
        24, ge=0, description="Hours until a spending limit that somebody has raised for themselves takes effect."
    )
    spending_leap_coins: Positive = Field(
        5_000, description="Coins that anybody may spend on gifts in a day before it can count as a leap."
    )
    spending_leap_factor: Positive = Field(
        5, description="How many times what somebody usually spends in a day is a leap, after which they cool off."
    )
    cool_off_minutes: Positive = Field(
        15, description="Minutes for which somebody whose spending has leapt can send no gifts."
    )

    # HTTP
    body_bytes_max: Positive = Field(65_536, description="Largest body of a request that is not an upload, in bytes.")

    # Suspicious flows of gifts
    flows_every_s: PositiveSeconds = Field(300.0, description="Seconds between looks for suspicious flows of gifts.")
    flows_ring_days: Positive = Field(
        30, description="Days of gifts in which rings are looked for: 2 to 4 accounts that give each other in a circle."
    )
    flows_ring_coins_min: Positive = Field(20_000, description="Coins that all gifts of a ring come to at least.")
    flows_ring_returned_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        30,
        description="Share of what came to it along a ring that each of its accounts passes on at least, in percent.",
    )
    flows_ring_inside_percent: Annotated[int, Field(ge=0, le=100)] = Field(
        25,
        description="Share of all that its members were given that comes from inside a ring at least, in percent. "
        "Hosts who are friends are given most by others.",
    )
    flows_burst_coins_min: Positive = Field(
        20_000, description="Coins within ten minutes from which on a recipient's burst is looked at."
    )
    flows_burst_factor: Positive = Field(
        8, description="How many times as much as is usual for the recipient a burst is at least."
    )
    flows_fresh_days: Positive = Field(
        7, description="Days for which an account is fresh after it was made, and after it paid for the first time."
    )
    flows_fresh_senders_min: Positive = Field(3, description="Fresh accounts that take part in a burst at least.")
    flows_fresh_coins_min: Positive = Field(
        300, description="Coins that half of a burst's fresh accounts give at least, each. New fans give less."
    )
    flows_fresh_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        60, description="Share of a burst that comes from fresh accounts at least, in percent."
    )
    flows_new_payers_min: Positive = Field(
        5, description="Accounts at least that pay for the first time and give to hardly anybody but one recipient."
    )
    flows_new_payer_coins_min: Positive = Field(1_000, description="Coins that each of these gives at least.")
    flows_new_payers_coins_min: Positive = Field(20_000, description="Coins that all of these give at least.")
    flows_new_payers_to_host_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        90, description="Share of what each of these gives that goes to that recipient at least, in percent."
    )
    flows_new_payers_of_host_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        50, description="Share of what that recipient is given that comes from these at least, in percent."
    )
    flows_growth_percent: Positive = Field(
        100,
        description="By how much a flow that was dismissed has to grow to be put before operators again, in percent.",
    )

    @model_validator(mode="after")
    def _check_pairs(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("set both LIVEHOUSE_TLS_CERTIFICATE and LIVEHOUSE_TLS_KEY, or neither")
        for proxy in (name.strip() for name in self.trusted_proxies.split(",")):
            if proxy not in ("", "*"):
                try:
                    ipaddress.ip_network(proxy, strict=False)
                except ValueError:
                    raise ValueError(
                        f"LIVEHOUSE_TRUSTED_PROXIES takes addresses, networks (10.0.0.0/8) or *, not {proxy!r}"
                    ) from None
        for name in self.relay_host_names:
            if not _HOST_NAME.fullmatch(name):
                raise ValueError(
                    f"LIVEHOUSE_RELAY_NAMES takes host names in ASCII (xn--… for others) or addresses, not {name!r}"
                )
        if self.handle_min > self.handle_max:
            raise ValueError("LIVEHOUSE_HANDLE_MIN must not be greater than LIVEHOUSE_HANDLE_MAX")
        if self.channel_queue_bytes_soft >= self.channel_queue_bytes_max:
            raise ValueError("LIVEHOUSE_CHANNEL_QUEUE_BYTES_SOFT must be less than LIVEHOUSE_CHANNEL_QUEUE_BYTES_MAX")
        if self.database_url is not None and not _POSTGRES_SOCKET.fullmatch(self.database_url):
            try:
                TypeAdapter(PostgresDsn).validate_python(self.database_url)
            except ValidationError:
                raise ValueError(
                    "LIVEHOUSE_DATABASE_URL must look like postgresql://user:password@host/name, or like "
                    "postgresql:///name?host=/run/postgresql for a socket; unset it for SQLite"
                ) from None
        if self.broker_url is not None and not self.broker_url.startswith(_BROKER_SCHEMES):
            raise ValueError(
                "LIVEHOUSE_BROKER_URL must look like redis://user:password@host:6379/0, rediss://… or unix:///path; "
                "unset it to run as one process"
            )
        if self.broker_url is None and self.workers > 1:
            raise ValueError(
                f"{self.workers} workers share their LIVEs through a Valkey or Redis 7: start one and name it in "
                "LIVEHOUSE_BROKER_URL (redis://127.0.0.1:6379/0), or run one worker"
            )
        if self.broker_url is None and not self.relay:
            raise ValueError(
                "a server without a relay (LIVEHOUSE_RELAY) finds the one of another server through "
                "LIVEHOUSE_BROKER_URL: set it"
            )
        self._check_mail()
        self._check_payments()
        self._check_push()
        if self.relay_url is not None and self.relay_url.scheme != "https":
            raise ValueError("LIVEHOUSE_RELAY_URL must begin with https://, for browsers open WebTransport only there")
        if self.rtmp_url is not None and not _RTMP_URL.fullmatch(self.rtmp_url):
            raise ValueError(
                "LIVEHOUSE_RTMP_URL must look like rtmps://live.example/live or rtmp://live.example:1935/live"
            )
        if self.relay_key is not None and not _RELAY_KEY.fullmatch(self.relay_key.get_secret_value()):
            raise ValueError("LIVEHOUSE_RELAY_KEY takes 64 hexadecimal digits or more; openssl rand -hex 32 makes some")
        return self

    def _check_mail(self) -> None:
        if self.smtp_url is None:
            return
        if not _SMTP_URL.fullmatch(self.smtp_url):
            raise ValueError(
                "LIVEHOUSE_SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465 "
                "(%40 for an @ in the user's name); unset it to send no mails"
            )
        if self.mail_from is None or not _MAIL_FROM.fullmatch(self.mail_from):
            raise ValueError(
                "LIVEHOUSE_MAIL_FROM must say whom mails are from, like hello@live.example or Livehouse "
                "<hello@live.example>, where LIVEHOUSE_SMTP_URL is set"
            )
        if self.public_url is None:
            raise ValueError(
                "LIVEHOUSE_PUBLIC_URL must be set where LIVEHOUSE_SMTP_URL is: links in mails must not depend on the "
                "address that whoever asked for them claims to have used"
            )
        if self.show_outbox:
            raise ValueError(
                "LIVEHOUSE_SHOW_OUTBOX shows everybody the links by which people sign in: unset it where mails are "
                "sent to real people (LIVEHOUSE_SMTP_URL)"
            )

    def _check_payments(self) -> None:
        if self.payments_provider == "sandbox":
            return
        if self.stripe_secret_key is None or not self.stripe_webhook_secrets:
            raise ValueError(
                "LIVEHOUSE_STRIPE_SECRET_KEY and LIVEHOUSE_STRIPE_WEBHOOK_SECRET must be set where "
                "LIVEHOUSE_PAYMENTS_PROVIDER is stripe; Stripe's dashboard has both"
            )

    def _check_push(self) -> None:
        if self.push_key is not None and not _PUSH_KEY.fullmatch(self.push_key.get_secret_value()):
            raise ValueError(
                "LIVEHOUSE_PUSH_KEY takes a private key of P-256, 32 bytes in URL-safe base 64 (43 letters): "
                "openssl rand 32 | basenc --base64url makes one; unset it to have one drawn"
            )
        if self.push_contact is not None and not _PUSH_CONTACT.fullmatch(self.push_contact):
            raise ValueError(
                "LIVEHOUSE_PUSH_CONTACT takes an address such as mailto:hello@live.example or https://live.example"
            )
        for service in self.push_services_inside:
            if not _PUSH_SERVICE.fullmatch(service):
                raise ValueError(
                    "LIVEHOUSE_PUSH_INSIDE takes addresses such as https://push.intern.example:8443, without a path, "
                    f"not {service!r}"
                )

    @property
    def push_services_inside(self) -> tuple[str, ...]:
        """The push services inside one's own network that are asked."""
        return tuple(service.strip() for service in self.push_inside.split(",") if service.strip())

    @property
    def stripe_webhook_secrets(self) -> tuple[str, ...]:
        """What Stripe's webhooks may be signed with."""
        given = "" if self.stripe_webhook_secret is None else self.stripe_webhook_secret.get_secret_value()
        return tuple(secret.strip() for secret in given.split(",") if secret.strip())

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address as SQLAlchemy spells it."""
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.data.absolute() / 'livehouse.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def files_folder(self) -> Path:
        """Where covers and avatars are kept."""
        return self.data / "files" if self.files is None else self.files

    @property
    def relay_origin(self) -> str | None:
        """Where browsers reach the relay, if that is not where they reach the pages."""
        return None if self.relay_url is None else str(self.relay_url).rstrip("/")

    @property
    def hls_origin(self) -> str | None:
        """Where players fetch LIVEs that everybody may watch, if that is not where they reach the pages."""
        return None if self.hls_url is None else str(self.hls_url).rstrip("/")

    def shown(self, name: str) -> object:
        """A setting's value for people to see: an address without the password in it."""
        value = getattr(self, name)
        is_address = name in {"database_url", "broker_url", "smtp_url"} and value is not None
        return re.sub(r"://([^:/@]*):[^@]*@", r"://\1:***@", value) if is_address else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments go before the environment, and that before the file; a source without any of ours is not asked.

        Each would look for each setting in turn, which takes longer than all the checking.
        """
        asked = [source for source in (env_settings, dotenv_settings) if _names_any(source)]
        return (init_settings, *asked)

    @property
    def public_origin(self) -> str | None:
        """The address at which people reach the platform, without a slash at its end; None if nobody said it."""
        return None if self.public_url is None else str(self.public_url).rstrip("/")

    @property
    def relay_host_names(self) -> tuple[str, ...]:
        """Under which names the relay's self-made certificate is made out."""
        return tuple(name.strip() for name in self.relay_names.split(",") if name.strip())

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The topics, in the order in which they are offered."""
        return tuple(topic.strip() for topic in self.topics.split(",") if topic.strip())

    @property
    def reaction_emoji(self) -> tuple[str, ...]:
        """The emoji that viewers can react with, in the order in which they are offered."""
        return tuple(emoji.strip() for emoji in self.reactions.split(",") if emoji.strip())


def unknown_variables(names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Which of these variables look like settings and are none, each with the setting that may have been meant.

    Variables of tests are not looked at, nor the one that names a file of settings.
    """
    known = [f"LIVEHOUSE_{name.upper()}" for name in Settings.model_fields]
    unknown = [
        name
        for name in sorted({name.upper() for name in names} - {*known, "LIVEHOUSE_ENV_FILE"})
        if name.startswith("LIVEHOUSE_") and not name.startswith("LIVEHOUSE_TEST_")
    ]
    return [(name, next(iter(get_close_matches(name, known, n=1, cutoff=0.85)), None)) for name in unknown]


def _names_any(source: PydanticBaseSettingsSource) -> bool:
    names = source.env_vars if isinstance(source, EnvSettingsSource) else ()
    return any(name.upper().startswith("LIVEHOUSE_") for name in names)


class SettingsInvalid(Exception):
    """The settings cannot be used; the text names each variable and what is wrong with it."""


def load_settings(**overrides: object) -> Settings:
    """The settings in force; `overrides` (those that are not None) come from the command line.

    Raises:
        SettingsInvalid: with one line per variable that is wrong.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    env_file = os.environ.get("LIVEHOUSE_ENV_FILE")
    if env_file is not None and not Path(env_file).is_file():
        raise SettingsInvalid(f"LIVEHOUSE_ENV_FILE names {env_file}, which is not a file; correct or unset it.")
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[arg-type]  # values come unparsed; pydantic checks them
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            prefix = f"LIVEHOUSE_{name}: " if name else ""
            lines.append(f"{prefix}{problem['msg'].removeprefix('Value error, ')}")
        raise SettingsInvalid("\n".join(lines)) from None
