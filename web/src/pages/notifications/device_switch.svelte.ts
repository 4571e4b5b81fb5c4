import { explain } from "../../i18n/explain";
import { t } from "../../i18n/index.svelte";
import { ApiError } from "../../net/http";
import { PushRefused, switchPushOff, switchPushOn } from "../../push/push";
import { toasts } from "../../ui/toasts.svelte";

/** Switches pushes to this device on and off, and says what came of it. */
export class DeviceSwitch {
  busy = $state(false);

  /** Whether it is on now. */
  async switchOn(): Promise<boolean> {
    return (await this.#try(switchPushOn)) && this.#say("notifications.push.switchedOn");
  }

  /** Whether it is off now. */
  async switchOff(): Promise<boolean> {
    return (await this.#try(switchPushOff)) && this.#say("notifications.push.switchedOff");
  }

  #say(key: "notifications.push.switchedOn" | "notifications.push.switchedOff"): true {
    toasts.show(t(key), "good");
    return true;
  }

  async #try(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    try {
      await act();
      return true;
    } catch (error) {
      toasts.show(reason(error), "bad");
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function reason(error: unknown): string {
  if (error instanceof ApiError) return explain(error);
  // Its push service is another company's, and not to be reached from everywhere.
  return t(error instanceof PushRefused ? "notifications.push.refused" : "notifications.push.failed");
}
