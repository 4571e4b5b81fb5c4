"""How a picture travels: the relay, the tokens that open it, stills taken from it. Rooms are only ids here."""

from livehouse.media.certificate import leaf_sha256
from livehouse.media.covers import PictureUnusable, decode_picture
from livehouse.media.moq_adapter import LocalBroadcast, LocalTrack
from livehouse.media.packager import (
    Door,
    HlsApp,
    HlsSource,
    LocalHls,
    Packager,
    PeerServer,
    RemoteHls,
    Segment,
    hls_path,
    peers_key,
)
from livehouse.media.relay import NoSuchRoom, Relay, RelaySettings, RelayUnavailable
from livehouse.media.relay_link import RelayLink, RelayOwner
from livehouse.media.rtmp import (
    Encoders,
    Ending,
    Publication,
    RtmpMetrics,
    RtmpServer,
    RtmpSettings,
    RtmpUnavailable,
    Upload,
)
from livehouse.media.tap import Offer, Tap, TapListener, TappedFrame
from livehouse.media.tokens import BROADCAST, Grant, TokenForAnotherRoom, TokenInvalid, Tokens
from livehouse.media.websocket_ingest import (
    MESSAGE_BYTES_MAX,
    PUBLISH_PATH,
    IngestSettings,
    PublishCloseCode,
    RelayPlace,
    WebSocketIngest,
)

__all__ = [
    "BROADCAST",
    "MESSAGE_BYTES_MAX",
    "PUBLISH_PATH",
    "Door",
    "Encoders",
    "Ending",
    "Grant",
    "HlsApp",
    "HlsSource",
    "IngestSettings",
    "LocalBroadcast",
    "LocalHls",
    "LocalTrack",
    "NoSuchRoom",
    "Offer",
    "Packager",
    "PeerServer",
    "PictureUnusable",
    "Publication",
    "PublishCloseCode",
    "Relay",
    "RelayLink",
    "RelayOwner",
    "RelayPlace",
    "RelaySettings",
    "RelayUnavailable",
    "RemoteHls",
    "RtmpMetrics",
    "RtmpServer",
    "RtmpSettings",
    "RtmpUnavailable",
    "Segment",
    "Tap",
    "TapListener",
    "TappedFrame",
    "TokenForAnotherRoom",
    "TokenInvalid",
    "Tokens",
    "Upload",
    "WebSocketIngest",
    "decode_picture",
    "hls_path",
    "leaf_sha256",
    "peers_key",
]
