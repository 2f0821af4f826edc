/** One line of an IRC log, understood. */
export interface IrcLine {
  readonly kind: 'message' | 'action' | 'join' | 'leave' | 'rename';
  readonly nick: string;
  /** What was said; the new nick of a rename; empty for joins and leaves. */
  readonly text: string;
  readonly atMs: number;
  /** Counted from 1. */
  readonly lineNumber: number;
}

const dayMs = 86_400_000;
const timedLine = /^\[(\d{2}):(\d{2})\] ?(.*)$/;
/** What somebody said: `<nick> text`; some clients allow spaces in a shown nick. */
const said = /^<([^>]+)> ?(.*)$/;
/** What somebody said from another channel: `(nick/#channel) text`. */
const saidElsewhere = /^\(([^/\s]+)\/\S+\) ?(.*)$/;
/** What somebody did: `* nick text`. */
const did = /^ *\* +(\S+) ?(.*)$/;
const eventLine = /^=== (\S+) *(.*)$/;

/**
 * Reads a log whose lines carry hours and minutes only; the day comes from the file’s name. A time that falls back by
 * more than half a day means that midnight passed. Lines without a time happened with the one before.
 */
export function parseIrcLog(text: string, dayStartMs: number): IrcLine[] {
  const lines: IrcLine[] = [];
  let days = 0;
  let lastMinutes = 0;
  const timeOf = (hours: string, minutes: string) => {
    const now = Number(hours) * 60 + Number(minutes);
    if (lastMinutes - now > 720) days += 1;
    lastMinutes = now;
    return dayStartMs + days * dayMs + now * 60_000;
  };
  const lastTime = () => dayStartMs + days * dayMs + lastMinutes * 60_000;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const lineNumber = index + 1;
    const timed = timedLine.exec(line);
    if (timed) {
      const [, hours = '', minutes = '', rest = ''] = timed;
      lines.push({ ...readTimed(rest), atMs: timeOf(hours, minutes), lineNumber });
      continue;
    }
    const event = eventLine.exec(line);
    const happened = event?.[1] === undefined ? undefined : readEvent(event[1], event[2] ?? '');
    if (happened) lines.push({ ...happened, atMs: lastTime(), lineNumber });
  }
  return lines;
}

function readTimed(rest: string): Pick<IrcLine, 'kind' | 'nick' | 'text'> {
  const spoken = said.exec(rest) ?? saidElsewhere.exec(rest);
  if (spoken) return { kind: 'message', nick: (spoken[1] ?? '').trim(), text: spoken[2] ?? '' };
  const done = did.exec(rest);
  if (done) return { kind: 'action', nick: done[1] ?? '', text: done[2] ?? '' };
  return { kind: 'message', nick: 'unknown', text: rest };
}

/** What the server told without a time. Free text after a nick is no event of the room and is left out. */
function readEvent(nick: string, rest: string): Pick<IrcLine, 'kind' | 'nick' | 'text'> | undefined {
  if (rest.startsWith('has joined #')) return { kind: 'join', nick, text: '' };
  if (/^(has left #|has quit\b)/.test(rest)) return { kind: 'leave', nick, text: '' };
  const renamed = /^is now known as (\S+)/.exec(rest);
  return renamed?.[1] === undefined ? undefined : { kind: 'rename', nick, text: renamed[1] };
}

/** Midnight UTC of the day that a file’s name begins with (`2004-12-25…`), or undefined. */
export function dayOfFile(fileName: string): number | undefined {
  const match = /(\d{4}-\d{2}-\d{2})/.exec(fileName);
  const parsed = match?.[1] === undefined ? Number.NaN : Date.parse(`${match[1]}T00:00:00Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
