import { lookUp, t } from "../../../i18n/index.svelte";
import { exact } from "../../../money/words";
import type { Flow } from "../../../net/types";

/** 'Ring of 3', 'New payers for Mika'. */
export function flowName({ kind, accounts }: Flow): string {
  const recipient = accounts.find(({ part }) => part === "recipient")?.account.nickname ?? "–";
  return t(`operated.flow.kind.${kind}`, { count: accounts.length, name: recipient });
}

/** Why it is suspicious, with its numbers; a reason that is newer than this page in the server's own words. */
export function flowReason({ reason }: Flow): string {
  const numbers = Object.entries(reason.numbers).map(([name, number]) => [name, exact(number)]);
  return lookUp(`operated.flow.reason.${reason.code}`, Object.fromEntries(numbers)) ?? reason.message;
}
