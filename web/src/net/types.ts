/**
 * What the HTTP API and the room's channel carry, by the names that the pages use. All of it is generated from the server's
 * own types (`make types`); times are ISO 8601 in UTC, names are as on the wire.
 */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type AccountCard = Schemas["AccountCard"];
export type Me = Schemas["Me"];
export type SignedIn = Schemas["SignedIn"];
export type HandleCheck = Schemas["HandleCheck"];
export type Profile = Schemas["Profile"];
export type RoomCard = Schemas["RoomCard"];
export type Room = Schemas["Room"];
export type Source = Room["source"];
export type Ticket = Schemas["Ticket"];
export type MediaClock = Schemas["MediaClock"];
export type Summary = Schemas["Summary"];
export type Limits = Schemas["Limits"];
export type Platform = Schemas["Platform"];
export type Session = Schemas["Session"];
export type Requirement = Schemas["Requirement"];
export type LiveAccess = Schemas["LiveAccess"];
export type SignUp = Schemas["SignUpForm"];
export type NewRoom = Schemas["RoomForm"] & { audience: Audience };
export type ErrorBody = Schemas["ErrorBody"];

export type ProfileForm = Schemas["ProfileForm"];
export type Passkey = Schemas["Passkey"];
export type Mail = Schemas["Mail"];

export type QualityReport = Schemas["QualityReport"];
export type Standing = Schemas["Standing"];
export type Notice = Schemas["Notice"];
export type NoticeMessage = Schemas["NoticeMessage"];
export type NotificationsChanged = Schemas["NotificationsChanged"];
export type Notification = Schemas["Notification"];
export type NotificationPage = Schemas["NotificationPage"];
export type NotificationSettings = Schemas["NotificationSettings"];
export type NotificationSettingsForm = Partial<Schemas["NotificationSettingsForm"]>;
export type NotificationSwitch =
  | "host_live"
  | "event_reminder"
  | "event_changed"
  | "followed"
  | "gift"
  | "video_comment"
  | "mention"
  | "notice";
export type EventMessage = Schemas["EventMessage"];

export type OperatedReview = Schemas["OperatedReview"];
export type ReviewList = Schemas["ReviewList"];
export type ReviewState = OperatedReview["state"];
export type ReviewDecisionForm = Schemas["DecisionForm"];
export type OperatedAccount = Schemas["OperatedAccount"];
export type AccountFile = Schemas["AccountFile"];
export type StandingForm = Schemas["StandingForm"];
export type LogEntry = Schemas["LogEntry"];
export type LogPage = Schemas["LogPage"];
export type LogCheck = Schemas["LogCheck"];
export type PolicyState = Schemas["PolicyState"];

export type OperatedGift = Schemas["OperatedGift"];
export type NewGift = Schemas["GiftForm"];
export type GiftChanges = Schemas["GiftChanges"];
export type OperatedPurchase = Schemas["OperatedPurchase"];
export type OperatedPurchaseList = Schemas["OperatedPurchaseList"];
export type DisputeState = NonNullable<OperatedPurchase["dispute"]>;
export type RefundForm = Schemas["RefundForm"];
export type OperatedPayout = Schemas["OperatedPayout"];
export type OperatedPayoutList = Schemas["OperatedPayoutList"];
export type PayoutState = OperatedPayout["state"];
export type Flow = Schemas["Flow"];
export type FlowList = Schemas["FlowList"];
export type FlowGift = Schemas["FlowGift"];
export type FlowState = Flow["state"];
export type FlowAct = Schemas["FlowDecisionForm"]["act"];
export type Freeze = Schemas["Freeze"];

export type CommandError = Schemas["CommandError"];

export type Audience = RoomCard["audience"];
export type RoomPhase = RoomCard["state"];
export type EndedReason = NonNullable<Room["ended_reason"]>;
export type Role = Comment["role"];

export type Comment = Schemas["Comment"];
export type Counters = Schemas["Counters"];
export type Snapshot = Schemas["Snapshot"];
export type Recovered = Schemas["Recovered"];
export type Joined = Snapshot | Recovered;

export type Hello = Schemas["Hello"];
export type Answer = Schemas["Answer"];
export type Tick = Schemas["Tick"];
export type Resync = Schemas["Resync"];
export type RoomEvent = Tick["events"][number];
export type ServerMessage = Hello | Answer | Tick | Resync | NoticeMessage | NotificationsChanged | EventMessage;

export type ShareKind = Schemas["ShareForm"]["kind"];
export type ShareVia = Schemas["WayUrl"]["via"];
export type ShareLinks = Schemas["ShareLinks"];
export type SharesOverview = Schemas["Overview"];
export type SharesReport = Schemas["ThingReport"];
export type ShareOutcome = Schemas["OutcomeBody"];
export type EmbeddingWish = Schemas["EmbeddingBody"];

export type CatalogueGift = Schemas["CatalogueGift"];
export type GiftTier = CatalogueGift["tier"];
export type Gift = Schemas["Gift"];
export type GiftForm = Required<Schemas["SendGift"]>;
export type GiftSent = Schemas["GiftSentResult"];
export type TopSender = Schemas["TopSender"];
export type WeekOfSenders = Schemas["WeekOfSenders"];
export type GiftCatalogue = Schemas["Catalogue"];
export type GiftTotals = Schemas["GiftTotals"];

/** A command's name, what it carries, and what it is answered with. */
export interface Commands {
  comment: { fields: Schemas["Say"]; result: Schemas["Said"] };
  like: { fields: Schemas["Like"]; result: Schemas["LikeResult"] };
  react: { fields: Schemas["React"]; result: Record<string, never> };
  pin: { fields: Schemas["Pin"]; result: Record<string, never> };
  gift: { fields: GiftForm; result: GiftSent };
}

export type Video = Schemas["Video"];
export type VideoPage = Schemas["VideoPage"];
export type VideoState = Video["state"];
export type Visibility = Video["visibility"];
export type Rendition = Video["renditions"][number];
export type NewVideo = Schemas["VideoForm"];
export type VideoChanges = Schemas["VideoChange"];
export type VideoComment = Schemas["VideoComment"];
export type VideoCommentPage = Schemas["VideoCommentPage"];
export type VideoNumbers = Schemas["VideoNumbers"];
export type ListedAccount = Schemas["ListedAccount"];
export type AccountPage = Schemas["AccountPage"];
