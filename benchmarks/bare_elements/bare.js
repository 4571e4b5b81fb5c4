// The publish and watch elements as they come, with nothing of ours around them: what `bench glass` compares with.
import "../../web/node_modules/@moq/publish/element.js";
import "../../web/node_modules/@moq/watch/element.js";

/** Shows one of the two elements, connected by a ticket of the platform. */
function show(tag, inner, ticket) {
  const element = document.createElement(tag);
  element.connection.websocket = { enabled: false };
  element.connection.webtransport = {
    serverCertificateHashes: [{ algorithm: "sha-256", value: fromHex(ticket.certificate_sha256) }],
  };
  element.append(inner);
  element.setAttribute("name", ticket.broadcast);
  element.setAttribute("url", ticket.url);
  document.body.append(element);
  return element;
}

window.publishBare = (ticket) => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, autoplay: true, playsInline: true });
  show("moq-publish", video, ticket).setAttribute("source", "camera");
};

window.watchBare = (ticket) => {
  show("moq-watch", document.createElement("canvas"), ticket).setAttribute("muted", "");
};

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}
