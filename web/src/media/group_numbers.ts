import { Net } from "@moq/publish";

/**
 * Lets the numbers of a track's groups go on where they stopped.
 *
 * `@moq/net` 0.1 numbers groups from zero each time the relay subscribes to a track anew, which it does whenever the
 * first viewer comes after the last one left. The relay still knows the higher numbers and holds every lower one for
 * old: the new viewer would look at a frozen picture for as long as the LIVE had been watched before.
 */
export class GroupNumbers {
  readonly #next = new Map<string, number>();

  /** Makes what is published through `session` keep its numbers. */
  keep(session: Net.Connection.Established): void {
    const publish = session.publish.bind(session);
    session.publish = (path, broadcast) => {
      this.#keepIn(broadcast);
      publish(path, broadcast);
    };
  }

  #keepIn(broadcast: Net.Broadcast): void {
    const subscribe = broadcast.subscribe.bind(broadcast);
    broadcast.subscribe = (name, priority) => {
      const track = subscribe(name, priority);
      track.appendGroup = () => {
        const number = this.#next.get(name) ?? 0;
        this.#next.set(name, number + 1);
        const group = new Net.Group(number);
        track.writeGroup(group);
        return group;
      };
      return track;
    };
  }
}
