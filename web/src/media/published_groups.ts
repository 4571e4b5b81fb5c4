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
        if (MEDIA.test(name)) measure(group, this.meter.open(name !== Audio.Encoder.TRACK));
        track.writeGroup(group);
        return group;
      };
      if (name === Audio.Encoder.TRACK) collectPackets(track);
      return track;
    };
  }
}

/** Lets `meter` know what is written into the group and what is read from it, which is what the network takes. */
function measure(group: Net.Group, outgoing: OutgoingGroup): void {
  const write = group.writeFrame.bind(group);
  group.writeFrame = (frame) => {
    write(frame);
    outgoing.offer(frame.byteLength);
  };
  const read = group.readFrame.bind(group);
  group.readFrame = async () => {
    const frame = await read();
    if (frame) outgoing.send(frame.byteLength);
    return frame;
  };
  // Closed in good order, it is still read to its end.
  void group.closed.then((error) => {
    if (error) outgoing.lose();
  });
}

function collectPackets(track: Net.Track): void {
  let group: Net.Group | undefined;
  let packets = 0;
  track.writeFrame = (packet) => {
    if (!group || packets === SOUND_PACKETS_PER_GROUP) {
      group?.close();
      group = track.appendGroup();
      packets = 0;
    }
    group.writeFrame(packet);
    packets += 1;
  };
  void track.closed.then(() => group?.close());
}
