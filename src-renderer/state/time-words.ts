const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** “just now”, “5 min ago”, “3 h ago”, then the day. Both times by the host’s clock. */
export function agoWords(atMs: number, nowMs: number): string {
  const agoMs = nowMs - atMs;
  if (agoMs < minuteMs) return 'just now';
  if (agoMs < hourMs) return `${Math.floor(agoMs / minuteMs)} min ago`;
  if (agoMs < dayMs) return `${Math.floor(agoMs / hourMs)} h ago`;
  return `on ${new Date(atMs).toLocaleDateString([], { day: 'numeric', month: 'long', ...yearOf(atMs, nowMs) })}`;
}

/** “18:32”, or with the day in front when that is not today. */
export function sinceWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${at.toLocaleDateString([], { day: 'numeric', month: 'long', ...yearOf(atMs, nowMs) })}, ${time}`;
}

/** “3 days 4 h”, “4 h 12 min”, “12 min”. */
export function durationWords(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes === 0 ? 'less than a minute' : `${minutes} min`;
}

function yearOf(atMs: number, nowMs: number): { year?: 'numeric' } {
  return new Date(atMs).getFullYear() === new Date(nowMs).getFullYear() ? {} : { year: 'numeric' };
}
