/** A page that goes on stage asks the host's other pages of this browser to leave it, and waits until they have. */

const CHANNEL = "livehouse.stage";
/** A page that does not answer is not there, or is no longer responding. */
const LEAVE_MAX_MS = 400;

type Message = { kind: "enter" | "left"; room: string };

export class StageDoor {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #onasked: (room: string) => boolean;
  #left: (() => void) | null = null;
  #closed = false;

  /** `onasked` leaves the stage of a room if this page is on it, and says whether it was. */
  constructor(onasked: (room: string) => boolean) {
    this.#onasked = onasked;
    this.#channel.onmessage = (event: MessageEvent<Message>) => this.#hear(event.data);
  }

  /** Resolves when no other page of this browser is on the room's stage. */
  async enter(room: string): Promise<void> {
    const left = new Promise<void>((resolve) => {
      this.#left = resolve;
    });
    this.#say({ kind: "enter", room });
    await Promise.race([left, new Promise((resolve) => setTimeout(resolve, LEAVE_MAX_MS))]);
    this.#left = null;
  }

  close(): void {
    this.#closed = true;
    this.#channel.close();
  }

  #hear({ kind, room }: Message): void {
    if (kind === "left") this.#left?.();
    else if (this.#onasked(room)) this.#say({ kind: "left", room });
  }

  #say(message: Message): void {
    // A step of the studio may be under way when its page goes; a closed channel would throw.
    if (!this.#closed) this.#channel.postMessage(message);
  }
}
