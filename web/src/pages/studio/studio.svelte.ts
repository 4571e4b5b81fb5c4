import { explain } from "../../i18n/explain";
import { t } from "../../i18n/index.svelte";
import { type BroadcastPlan, bitrateOf } from "../../media/broadcast_plan";
import type { PublisherState } from "../../media/publisher";
import { isFinalRefusal } from "../../media/refusal";
import { canPublish } from "../../media/support";
import { type Detour, planOf, Uplink, type Way } from "../../media/uplink";
import { judgeUpload, type UploadHealth } from "../../media/upload_health";
import { ApiError, api } from "../../net/api";
import type { LiveAccess, Room, Summary } from "../../net/types";
import { createRoom, type RoomStore } from "../../room/room.svelte";
import { toasts } from "../../ui/toasts.svelte";
import { Capture } from "./capture.svelte";
import { type Draft, keepDraft, readDraft } from "./draft";
import { type Encoding, measureEncoding } from "./encoding";
import { EventOffer } from "./event_offer.svelte";
import { clearOnAir, markOnAir, wasOnAir } from "./on_air_mark";
import { StageDoor } from "./stage_door";

/** Where the host is on the way from an idea to the summary. */
export type Step =
  | "loading"
  | "failed"
  | "access"
  | "setup"
  | "preflight"
  /** The preflight of a LIVE from an encoder. */
  | "encoder"
  | "counting"
  | "returning"
  | "onAir"
  | "over"
  | "summary";

const COUNT_FROM = 3;
const COUNT_STEP_MS = 1_000;
/** The relay sees the first frames within half a second; a slow uplink is given this long. */
const FIRST_PICTURE_MAX_MS = 12_000;
const START_RETRY_MS = 400;
const HEALTH_INTERVAL_MS = 1_000;
/** The server missing our frames for so long, while we believe to be connected, means that the session is dead. */
const UNHEARD_MAX_MS = 5_000;
/** What signs a host out may end the LIVE as well, a moment later. */
const ENDED_LOOKS_MAX = 5;
const ENDED_LOOK_MS = 1_000;

/** One host's way through the studio, and all that it holds open; `close()` lets go of it. */
export class Studio {
  step: Step = $state("loading");
  /** Why loading failed. */
  error: unknown = $state.raw(null);
  access: LiveAccess | null = $state.raw(null);
  draft: Draft = $state(readDraft(localStorage));
  cover: Blob | null = $state.raw(null);
  room: Room | null = $state.raw(null);
  store: RoomStore | null = $state.raw(null);
  summary: Summary | null = $state.raw(null);
  /** A step is being taken: its button waits. */
  busy = $state(false);
  /** Why the last step was not taken, in words. */
  problem: { text: string; field: string | null } | null = $state.raw(null);
  link: PublisherState = $state("idle");
  /** By which way the picture goes out, and why if it is the longer one. */
  way: Way = $state("direct");
  detour: Detour | undefined = $state(undefined);
  /** How much later viewers see it by that way. */
  extra_delay_ms: number | undefined = $state(undefined);
  encoding: Encoding = $state.raw({ state: "measuring" });
  soundBlocked = $state(false);
  muted = $state(false);
  count = $state(COUNT_FROM);
  health: UploadHealth = $state("starting");
  /** What goes out, where that is measured. */
  sent_bits_per_s: number | undefined = $state(undefined);
  frames_lost: number | undefined = $state(undefined);
  round_trip_ms: number | undefined = $state(undefined);

  readonly capture = new Capture();
  /** The event that is due, if there is one. */
  readonly offer = new EventOffer();
  readonly #door = new StageDoor((room) => this.#stepBack(room));
  /** What this device could send, whichever way it goes out. */
  #measured: Encoding = { state: "measuring" };
  #publisher: Uplink | null = null;
  #ended = new AbortController();
  #counting: AbortController | null = null;
  /** Raised by every connecting and disconnecting: who was on the way to the relay for an older one turns back. */
  #connections = 0;
  #healthTimer: number | undefined;
  #unheardSince_ms: number | null = null;

  /** Finds out what this account may do, and whether a LIVE of its own is still running. */
  async load(): Promise<void> {
    // On air, this is somebody else who has signed in.
    if (this.step === "onAir") this.#letGo();
    this.step = "loading";
    try {
      const [access, mine] = await Promise.all([api.liveAccess(), api.myRoom()]);
      if (this.#ended.signal.aborted) return;
      this.access = access;
      if (mine && (mine.state !== "preparing" || mine.source === "encoder")) this.#offerReturn(mine);
      else if (access.allowed) await this.#setUp();
      else this.step = "access";
    } catch (error) {
      this.error = error;
      this.step = "failed";
    }
  }

  async acceptTerms(version: string): Promise<void> {
    await this.#take(async () => {
      this.access = await api.acceptLiveTerms(version);
      if (this.access.allowed) void this.#setUp();
    });
  }

  /** The picture comes from an encoder, and nothing is sent from this page. */
  get fromEncoder(): boolean {
    return (this.room ?? this.draft).source === "encoder";
  }

  /** Holds camera and microphone open only while they are the ones to be seen and heard. */
  async chooseSource(): Promise<void> {
    if (this.draft.source === "encoder") this.capture.stop();
    else await this.capture.start();
  }

  /** While an encoder is awaited: it may have gone LIVE by itself, or the host has decided otherwise elsewhere. */
  async lookAgain(): Promise<void> {
    const { room } = this;
    if (this.step !== "encoder" || !room) return;
    const mine = await api.myRoom().catch(() => room);
    if (this.step !== "encoder" || this.busy || this.room !== room) return;
    if (mine?.id === room.id && mine.state === "preparing") return;
    this.room = null;
    if (mine) this.#offerReturn(mine);
    else await this.#setUp();
  }

  keepDraft(): void {
    keepDraft(localStorage, this.offer.kept(this.draft));
  }

  /** From the set-up to the preflight: the room is made, so that the way to the relay can be tried. */
  async prepare(): Promise<void> {
    await this.#take(async () => {
      const mine = await api.myRoom();
      if (mine && mine.state !== "preparing") return this.#offerReturn(mine);
      if (mine) await api.endRoom(mine.id);
      const { title, topic, audience, source, is_recorded } = this.draft;
      const room = await api.createRoom({ title: title.trim(), topic, audience, source, is_recorded });
      if (this.#ended.signal.aborted) return void (await api.endRoom(room.id));
      this.room = room;
      // Before it can go on the air, so that the event begins with it.
      await this.offer.begin(room.id);
      if (this.#ended.signal.aborted) return void (await api.endRoom(room.id));
      this.step = source === "encoder" ? "encoder" : "preflight";
      if (this.cover) await this.#uploadCover(this.room.id, this.cover);
      if (source === "encoder") return;
      void this.#connect(this.room.id);
    });
  }

  /** Back from the preflight. The room that nobody has seen is thrown away. */
  async backToSetUp(): Promise<void> {
    const { room } = this;
    this.#counting?.abort();
    this.#disconnect();
    this.room = null;
    this.problem = null;
    this.step = "setup";
    if (room?.source === "encoder") void this.chooseSource();
    if (room) await api.endRoom(room.id).catch(() => undefined);
  }

  /** Tries again what the preflight found wanting. */
  async recheck(): Promise<void> {
    await this.capture.retry();
    if (this.room && (this.link === "failed" || this.encoding.state === "impossible")) {
      this.#disconnect();
      await this.#connect(this.room.id);
    } else {
      this.#publisher?.restart();
    }
  }

  /** Counts down while the broadcast begins, and goes on air. */
  async goLive(): Promise<void> {
    const { room } = this;
    if (!room || (this.step !== "preflight" && this.step !== "encoder")) return;
    this.problem = null;
    this.step = "counting";
    this.#publisher?.setBroadcasting(true);
    const counting = new AbortController();
    this.#counting = counting;
    for (this.count = COUNT_FROM; this.count > 0; this.count -= 1) {
      await pause(COUNT_STEP_MS);
      if (counting.signal.aborted) return;
    }
    try {
      const live = await this.#startRoom(room.id, counting.signal);
      if (live && counting.signal.aborted) await this.#callOff(live);
      else if (live) this.#onAir(live);
    } catch (error) {
      if (counting.signal.aborted) return;
      this.#cancelCount();
      const text = error instanceof ApiError && error.code === "no_picture" ? t("studio.noPicture") : explain(error);
      this.problem = { text, field: null };
    }
  }

  cancelCount(): void {
    this.#cancelCount();
  }

  /** Goes back into the LIVE that is still running. */
  async comeBack(): Promise<void> {
    const { room } = this;
    if (!room) return;
    await this.#take(async () => {
      const { signal } = this.#ended;
      await this.capture.start();
      if (signal.aborted || (!this.capture.camera && !this.capture.microphone)) return;
      await this.#connect(room.id);
      if (signal.aborted) return;
      this.#publisher?.setBroadcasting(true);
      this.#onAir(room);
    });
  }

  /** Broadcasts from this page again, after another one had taken over. */
  async takeOver(): Promise<void> {
    if (!this.room || this.fromEncoder) return;
    this.#disconnect();
    await this.#connect(this.room.id);
    this.#publisher?.setBroadcasting(true);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.#publisher?.setMuted(muted);
  }

  async end(): Promise<void> {
    const { room } = this;
    if (!room) return;
    await this.#take(async () => this.#show(await api.endRoom(room.id)));
  }

  /** The server ended the LIVE, or the host did from elsewhere. */
  async endedElsewhere(): Promise<void> {
    const { room } = this;
    if (!room || this.step === "summary") return;
    await this.#take(async () => this.#show(await api.summary(room.id)));
  }

  /** Nobody is signed in here any more. If the LIVE is over, too, its host can only be told so: the summary is theirs. */
  async signedOut(): Promise<void> {
    for (let looks = 0; looks < ENDED_LOOKS_MAX; looks += 1) {
      const { room } = this;
      if (!room || this.step !== "onAir") return;
      const seen = await api.room(room.id).catch(() => null);
      if (seen?.state === "ended" && this.room === room && this.step === "onAir") {
        this.#letGo();
        this.room = seen;
        this.step = "over";
        return;
      }
      await pause(ENDED_LOOK_MS);
    }
  }

  /** From the summary to the next LIVE. */
  async again(): Promise<void> {
    this.summary = null;
    this.room = null;
    this.cover = null;
    this.offer.release(this.draft);
    this.offer.forget();
    this.problem = null;
    await this.load();
  }

  /** Gives the broadcast the devices that are open now. */
  feed(): void {
    const { camera, microphone, mode } = this.capture;
    if (camera) this.#publisher?.setCamera(camera);
    if (microphone) this.#publisher?.setMicrophone(microphone, mode);
  }

  /** Looks after the session while on air: what the server says of it counts, not what we believe. */
  heed(heard: boolean): void {
    if (this.fromEncoder) {
      this.health = heard ? "good" : "reconnecting";
      return;
    }
    if (heard || this.link !== "connected") {
      this.#unheardSince_ms = null;
      return;
    }
    this.#unheardSince_ms ??= performance.now();
  }

  close(): void {
    this.#ended.abort();
    this.#door.close();
    this.#letGo();
    if (this.room && (this.step === "preflight" || this.step === "counting")) {
      api.endRoom(this.room.id).catch(() => undefined);
    }
  }

  async #setUp(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    if (!canPublish()) this.draft.source = "encoder";
    this.step = "setup";
    void this.offer.look(this.draft);
    await this.chooseSource();
  }

  #offerReturn(room: Room): void {
    this.room = room;
    if (room.source === "encoder") {
      // Nothing is sent from here, so there is nothing to take over.
      if (room.state === "preparing") this.step = "encoder";
      else this.#onAir(room);
      return;
    }
    this.step = "returning";
    if (wasOnAir(room.id)) void this.comeBack();
  }

  async #connect(roomId: string): Promise<void> {
    this.#connections += 1;
    const turn = this.#connections;
    const measured = this.#measured.state === "ready" ? this.#measured : measureEncoding(this.capture.camera);
    const [encoding] = await Promise.all([measured, this.#door.enter(roomId)]);
    this.#measured = encoding;
    this.encoding = encoding;
    if (encoding.state !== "ready" || this.#ended.signal.aborted || turn !== this.#connections) return;
    const { plan } = encoding;
    this.#publisher = new Uplink({
      plan,
      obtainTicket: () => api.publisherTicket(roomId),
      isFinal: isFinalRefusal,
      onstate: (state) => {
        this.link = state;
      },
      onway: (way, detour) => {
        this.way = way;
        this.detour = detour;
        this.encoding = { state: "ready", plan: planOf(plan, way) };
      },
      onsoundblocked: (blocked) => {
        this.soundBlocked = blocked;
      },
    });
    this.#publisher.setMuted(this.muted);
    this.feed();
    this.#publisher.start();
    this.#healthTimer ??= window.setInterval(() => this.#judge(plan), HEALTH_INTERVAL_MS);
  }

  async #startRoom(roomId: string, signal: AbortSignal): Promise<Room | null> {
    const giveUpAt_ms = performance.now() + FIRST_PICTURE_MAX_MS;
    for (;;) {
      try {
        return await api.startRoom(roomId);
      } catch (error) {
        const isEarly = error instanceof ApiError && (error.code === "no_picture" || error.retry);
        if (!isEarly || performance.now() > giveUpAt_ms) throw error;
      }
      await pause(START_RETRY_MS);
      if (signal.aborted) return null;
    }
  }

  #onAir(room: Room): void {
    this.room = room;
    this.#counting = null;
    if (room.source === "encoder") this.link = "connected";
    this.store = createRoom(room.id);
    this.store.open();
    markOnAir(room.id);
    this.step = "onAir";
  }

  /** The host cancelled while the server was beginning the LIVE. What has begun cannot be prepared again, so it ends. */
  async #callOff(room: Room): Promise<void> {
    // Who has left, or gone back to the set-up, has ended it by that.
    if (this.#ended.signal.aborted || this.room?.id !== room.id) return;
    await this.backToSetUp();
  }

  #cancelCount(): void {
    this.#counting?.abort();
    this.#counting = null;
    this.#publisher?.setBroadcasting(false);
    this.step = this.fromEncoder ? "encoder" : "preflight";
  }

  #show(summary: Summary): void {
    this.#letGo();
    this.summary = summary;
    this.room = summary.room;
    this.step = "summary";
  }

  #judge(plan: BroadcastPlan): void {
    const uplink = this.#publisher?.readUplink();
    this.round_trip_ms = uplink?.round_trip_ms;
    this.extra_delay_ms = uplink?.extra_delay_ms;
    this.sent_bits_per_s = uplink?.sent_bits_per_s;
    this.frames_lost = uplink?.frames_lost;
    this.health = judgeUpload({
      connected: this.link === "connected",
      // A page in the background counts no pictures, though it sends them.
      frames_per_s: document.hidden ? 30 : this.capture.frames_per_s,
      uplink_bits_per_s: uplink?.uplink_bits_per_s,
      needed_bits_per_s: bitrateOf(planOf(plan, this.way)),
      round_trip_ms: this.round_trip_ms,
      waiting_bytes: uplink?.waiting_bytes ?? 0,
      lost_share: uplink?.lost_share ?? 0,
    });
    if (this.#unheardSince_ms !== null && performance.now() - this.#unheardSince_ms > UNHEARD_MAX_MS) {
      this.#unheardSince_ms = null;
      this.#publisher?.restart();
    }
  }

  /** Makes way for another page of this host; leaving by oneself is gentler than being thrown out by the relay. */
  #stepBack(roomId: string): boolean {
    if (this.room?.id !== roomId || !this.#publisher) return false;
    this.#disconnect();
    this.link = "displaced";
    return true;
  }

  #disconnect(): void {
    this.#connections += 1;
    clearInterval(this.#healthTimer);
    this.#healthTimer = undefined;
    this.#publisher?.close();
    this.#publisher = null;
    this.link = "idle";
    this.health = "starting";
    this.sent_bits_per_s = undefined;
    this.frames_lost = undefined;
  }

  #letGo(): void {
    clearOnAir();
    this.#counting?.abort();
    this.#disconnect();
    this.capture.stop();
    this.store?.close();
    this.store = null;
    this.muted = false;
    this.soundBlocked = false;
  }

  /** Takes one step at a time, and keeps in words why it failed. */
  async #take(step: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await step();
    } catch (error) {
      const field = error instanceof ApiError ? error.field : null;
      this.problem = { text: explain(error), field };
      if (!field) toasts.show(this.problem.text, "bad");
    } finally {
      this.busy = false;
    }
  }

  async #uploadCover(roomId: string, cover: Blob): Promise<void> {
    try {
      this.room = await api.putCover(roomId, cover);
    } catch (error) {
      // A LIVE without its cover is still a LIVE; its own picture takes the place.
      toasts.show(explain(error), "bad");
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
