import type { AccountCard, Comment } from "../../net/types";

/** What lies open over the picture while on air; the parts of the screen share it. */
export class Desk {
  person: { account: AccountCard; comment: Comment | null } | null = $state.raw(null);
  sharing = $state(false);
  ending = $state(false);
  choosingDevices = $state(false);
  settingSound = $state(false);
}
