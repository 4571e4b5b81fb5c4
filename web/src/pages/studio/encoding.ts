import { type BroadcastPlan, planBroadcast, planUnmeasured } from "../../media/broadcast_plan";
import { probeEncoder } from "../../media/encoder_probe";
import { canRecord } from "../../media/recording_plan";
import { canPublishDirectly } from "../../media/support";

/** What the preflight found out about encoding here: nothing yet, a plan, or that this browser cannot. */
export type Encoding = { state: "measuring" } | { state: "ready"; plan: BroadcastPlan } | { state: "impossible" };

/** Lets the encoder work for a moment, on pictures as large as the camera's; one that only records is taken on trust. */
export async function measureEncoding(camera: MediaStreamTrack | null): Promise<Encoding> {
  const { width = 1280, height = 720 } = camera?.getSettings() ?? {};
  const size = { width, height };
  const probe = canPublishDirectly() ? await probeEncoder(size) : null;
  if (probe) return { state: "ready", plan: planBroadcast(probe.codec, size, probe.cost_ms_per_megapixel) };
  return canRecord() ? { state: "ready", plan: planUnmeasured(size) } : { state: "impossible" };
}
