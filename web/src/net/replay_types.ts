/** What the calls that concern replays carry. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type ReplayCard = Schemas["ReplayCard"];
export type Replay = Schemas["Replay"];
export type ReplayPage = Schemas["ReplayPage"];
export type OwnReplayPage = Schemas["OwnReplayPage"];
export type MissingPart = Schemas["MissingPart"];
export type Marker = Schemas["Marker"];
export type Moments = Schemas["Moments"];
export type ReplayChanges = Schemas["ReplayChange"];
export type HighlightForm = Required<Schemas["HighlightForm"]>;
