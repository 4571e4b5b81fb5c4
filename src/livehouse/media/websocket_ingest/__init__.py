"""Publishing without WebTransport: a page's MediaRecorder over a WebSocket, into the same relay."""

from livehouse.media.websocket_ingest.endpoint import IngestSettings, RelayPlace, WebSocketIngest
from livehouse.media.websocket_ingest.protocol import MESSAGE_BYTES_MAX, PUBLISH_PATH, PublishCloseCode

__all__ = ["MESSAGE_BYTES_MAX", "PUBLISH_PATH", "IngestSettings", "PublishCloseCode", "RelayPlace", "WebSocketIngest"]
