/**
 * `Promise.race` for loops: each contender is waited for once, however many races it takes part in.
 *
 * The built-in one leaves a reaction at every contender until that settles. A loop that races each frame against the end
 * of the track thus keeps all of its frames' promises until the track ends: 160 MB an hour in a viewer's page, measured.
 * The build lets the moq packages use this one (leakless_races.ts).
 */
export function race<T>(contenders: Iterable<T | PromiseLike<T>>): Promise<Awaited<T>> {
  const joined: Contender[] = [];
  let waiter: Waiter | undefined;
  const result = new Promise<Awaited<T>>((resolve, reject) => {
    waiter = { resolve: resolve as (value: unknown) => void, reject };
    for (const each of contenders) {
      if (isThenable(each)) joined.push(join(each, waiter));
      else queueMicrotask(() => resolve(each as Awaited<T>));
    }
  });
  const leave = () => {
    for (const { waiters } of joined) if (waiter) waiters.delete(waiter);
  };
  result.then(leave, leave);
  return result;
}

interface Waiter {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

interface Contender {
  waiters: Set<Waiter>;
  /** Once settled: tells a waiter how. */
  tell: ((waiter: Waiter) => void) | null;
}

const contenders = new WeakMap<object, Contender>();

function join(thenable: PromiseLike<unknown>, waiter: Waiter): Contender {
  const contender = contenders.get(thenable) ?? attend(thenable);
  const { tell } = contender;
  // In a microtask of its own, as the built-in race does: of several that are settled the first one named wins.
  if (tell) queueMicrotask(() => tell(waiter));
  else contender.waiters.add(waiter);
  return contender;
}

function attend(thenable: PromiseLike<unknown>): Contender {
  const contender: Contender = { waiters: new Set(), tell: null };
  const settle = (tell: (waiter: Waiter) => void) => {
    contender.tell = tell;
    for (const waiter of contender.waiters) tell(waiter);
    contender.waiters.clear();
  };
  contenders.set(thenable, contender);
  thenable.then(
    (value) => settle((waiter) => waiter.resolve(value)),
    (reason) => settle((waiter) => waiter.reject(reason)),
  );
  return contender;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
