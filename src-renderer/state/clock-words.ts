/** Less than this is nobody’s trouble. */
const noticedMs = 5 * 60_000;

/** What is off about this device’s clock, or undefined when it agrees with the host’s. */
export function clockWords(offsetMs: number): string | undefined {
  const off = Math.abs(offsetMs);
  if (off < noticedMs) return undefined;
  const minutes = Math.round(off / 60_000);
  const hours = Math.round(off / 3_600_000);
  const days = Math.round(off / 86_400_000);
  const amount =
    minutes < 55
      ? `${minutes} minutes`
      : hours < 36
        ? `${hours} ${hours === 1 ? 'hour' : 'hours'}`
        : `${days} days`;
  const direction = offsetMs > 0 ? 'behind' : 'ahead of';
  return `This device’s clock is ${amount} ${direction} the host’s. Times here are the host’s.`;
}
