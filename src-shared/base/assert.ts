/** Throws when a condition that the program itself guarantees does not hold; `message` names the values. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** The value, which the caller knows to be there; `message` says why it must be. */
export function must<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new Error(`missing value: ${message}`);
  return value;
}

/** Closes a switch over a union: a new variant becomes a type error here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
