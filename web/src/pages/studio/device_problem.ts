import { type MessageKey, t } from "../../i18n/index.svelte";
import { browserFamily, type CaptureFailure, type DeviceKind } from "../../media/devices";

/** What happened to a device and what to do about it, in the words of this browser. */
export function describeProblem(device: DeviceKind, failure: CaptureFailure): { title: string; text: string } {
  switch (failure) {
    case "insecure":
      return { title: t("studio.insecure.title"), text: t("studio.insecure.text") };
    case "unsupported":
      return { title: t("studio.noDevices.title"), text: t("studio.noDevices.text") };
    case "refused": {
      const how: MessageKey = `studio.allow.${browserFamily(navigator.userAgent)}`;
      return { title: t(`studio.${device}.refused.title`), text: t(how) };
    }
    default:
      return { title: t(`studio.${device}.${failure}.title`), text: t(`studio.${device}.${failure}.text`) };
  }
}
