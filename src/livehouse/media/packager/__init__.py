"""From frames to files: HLS for those without WebTransport, segments for those who keep replays."""

from livehouse.media.packager.answers import HlsSource, LocalHls
from livehouse.media.packager.asgi import HlsApp, hls_path
from livehouse.media.packager.door import Door
from livehouse.media.packager.packager import Packager
from livehouse.media.packager.peers import PeerServer, RemoteHls, peers_key
from livehouse.media.packager.segment import Segment

__all__ = [
    "Door",
    "HlsApp",
    "HlsSource",
    "LocalHls",
    "Packager",
    "PeerServer",
    "RemoteHls",
    "Segment",
    "hls_path",
    "peers_key",
]
