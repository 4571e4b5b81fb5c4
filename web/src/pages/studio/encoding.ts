import { type BroadcastPlan, planBroadcast } from "../../media/broadcast_plan";
import { probeEncoder } from "../../media/encoder_probe";
import { canPublish } from "../../media/support";

/** What the preflight found out about encoding here: nothing yet, a plan, or that this browser cannot. */
export type Encoding = { state: "measuring" } | { state: "ready"; plan: BroadcastPlan } | { state: "impossible" };

/** Lets the encoder work for a moment, on pictures as large as the camera's. */
export async function measureEncoding(camera: MediaStreamTrack | null): Promise<Encoding> {
  if (!canPublish()) return { state: "impossible" };
  const { width = 1280, height = 720 } = camera?.getSettings() ?? {};
  const probe = await probeEncoder({ width, height });
  if (!probe) return { state: "impossible" };
  return { state: "ready", plan: planBroadcast(probe.codec, { width, height }, probe.cost_ms_per_megapixel) };
}
