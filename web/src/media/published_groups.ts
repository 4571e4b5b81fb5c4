import { Audio, Net } from "@moq/publish";
import { type OutgoingGroup, UploadMeter } from "./upload_meter";

/** Packets of sound in one group: each group is a QUIC stream, and at one per packet streams cost more than sound. */
const SOUND_PACKETS_PER_GROUP = 10;

const MEDIA = /^(audio|video)\b/;

/**
 * Decides how the tracks that we publish are cut into groups.
 *
 * Numbers go on where they stopped: `@moq/net` 0.1 begins at zero each time the relay subscribes to a track anew, which
 * it does when the first viewer comes after the last one left. The relay still knows the higher numbers and holds every
 * lower one for old, so that viewer would look at a frozen picture for as long as the LIVE had been watched before.
 *
 * Sound is sent several packets to a group: players that get two groups at once skip the older one, and with a packet in
 * each that is heard as gaps.
 */
export class PublishedGroups {
  readonly meter = new UploadMeter();
  readonly #next = new Map<string, number>();

  /** Takes charge of what is published through `session`. */
  arrange(session: Net.Connection.Established): void {
    const publish = session.publish.bind(session);
    session.publish = (path, broadcast) => {
      this.#arrangeTracks(broadcast);
      publish(path, broadcast);
    };
  }

  #arrangeTracks(broadcast: Net.Broadcast): void {
    const subscribe = broadcast.subscribe.bind(broadcast);
    broadcast.subscribe = (name, priority) => {
      const track = subscribe(name, priority);
      track.appendGroup = () => {
        const number = this.#next.get(name) ?? 0;
        this.#next.set(name, number + 1);
        const group = new Net.Group(number);
        // Of the catalog and its like nothing is lost that anybody would see.
        tend(group, MEDIA.test(name) ? this.meter.open(name !== Audio.Encoder.TRACK) : null);
        // What comes out of an encoder after the track was closed has nowhere to go.
        if (track.state.closed.peek()) group.close();
        else track.writeGroup(group);
        return group;
      };
      if (name === Audio.Encoder.TRACK) collectPackets(track);
      return track;
    };
  }
}

/**
 * Lets `outgoing` know what is written into the group and what is read from it, which is what the network takes. The
 * network may also close it: the relay wants it no longer, or the session ends. Encoders do not know of that and go on
 * for some frames, which are let go here: `@moq/net` would throw into their callbacks, where nobody catches.
 */
function tend(group: Net.Group, outgoing: OutgoingGroup | null): void {
  let lost = false;
  let closed = false;
  const write = group.writeFrame.bind(group);
  group.writeFrame = (frame) => {
    if (closed && !lost) return;
    if (!closed) write(frame);
    outgoing?.offer(frame.byteLength);
    if (lost) outgoing?.lose();
  };
  const read = group.readFrame.bind(group);
  group.readFrame = async () => {
    const frame = await read();
    if (frame) outgoing?.send(frame.byteLength);
    return frame;
  };
  const close = group.close.bind(group);
  group.close = (error) => {
    closed = true;
    // Closed in good order, it is still read to its end.
    lost ||= error !== undefined;
    close(error);
    if (lost) outgoing?.lose();
  };
}

function collectPackets(track: Net.Track): void {
  let group: Net.Group | undefined;
  let packets = 0;
  track.writeFrame = (packet) => {
    if (!group || packets === SOUND_PACKETS_PER_GROUP) {
      group?.close();
      group = begin();
    }
    packets += 1;
    group.writeFrame(packet);
  };
  void track.closed.then(() => group?.close());

  function begin(): Net.Group {
    packets = 0;
    const begun = track.appendGroup();
    // One that the network let go of takes no more with it: the next packet begins another.
    void begun.closed.then(() => {
      if (group === begun) group = undefined;
    });
    return begun;
  }
}
