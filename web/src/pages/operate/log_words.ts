import type { LogEntry } from "../../net/types";
import { paths } from "../../router/routes";

/**
 * What an operator gave as the reason, or else what is different now: 'price 99 → 120'. `lookUp` says a message, if there
 * is one.
 */
export function whyOf({ details }: Pick<LogEntry, "details">, lookUp: (key: string) => string | undefined): string {
  if (typeof details.reason === "string") return details.reason;
  return Object.entries(details)
    .flatMap(([name, change]) =>
      isChange(change) ? [`${lookUp(`detail.${name}`) ?? name} ${write(change.from)} → ${write(change.to)}`] : [],
    )
    .join(", ");
}

/** Where that can be seen which is no person. */
export function subjectPath({ act, subject }: Pick<LogEntry, "act" | "subject">): string | null {
  if (act.startsWith("ranking.")) return paths.operate("ranking");
  if (act.startsWith("gifts.")) return paths.operated("gifts", subject);
  return act.startsWith("flow.") ? paths.operated("flows", subject) : null;
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return typeof value === "object" && value !== null && "from" in value && "to" in value;
}

function write(value: unknown): string {
  if (typeof value === "boolean") return value ? "✓" : "–";
  if (typeof value !== "object" || value === null) return String(value);
  return Object.values(value).map(String).join(" / ");
}
