import type { Ticket } from "../net/types";

/** What the moq packages speak with our relay, the newest first; the two packages are not of the same age. */
export const WATCH_PROTOCOLS: readonly string[] = ["moq-lite-05", "moq-lite-04"];
export const PUBLISH_PROTOCOLS: readonly string[] = ["moq-lite-04"];

/**
 * Opens the way to the relay that a ticket describes. It is done here and not by the moq packages, which come later than
 * the page and would write the ticket's secret into the console.
 *
 * @throws WebTransportError by rejection: the relay cannot be reached or does not accept the ticket.
 */
export async function openTransport(
  ticket: Ticket,
  protocols: readonly string[],
  signal?: AbortSignal,
): Promise<WebTransport> {
  signal?.throwIfAborted();
  // TypeScript's library does not know `protocols` yet.
  const options: WebTransportOptions & { protocols: string[] } = {
    allowPooling: false,
    congestionControl: "low-latency",
    protocols: [...protocols],
  };
  if (ticket.certificate_sha256) {
    options.serverCertificateHashes = [{ algorithm: "sha-256", value: fromHex(ticket.certificate_sha256) }];
  }
  const transport = new WebTransport(ticket.url, options);
  const close = () => transport.close();
  // Its end is told to whoever uses it; while nobody does, it is no unhandled error.
  transport.closed.catch(() => undefined);
  signal?.addEventListener("abort", close, { once: true });
  try {
    await transport.ready;
    return transport;
  } finally {
    signal?.removeEventListener("abort", close);
  }
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
