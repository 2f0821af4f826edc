/** Short sentences about times and people, in the reader’s own locale. */

/** Made once: making one costs more than a hundred uses, and every row on screen says its time. */
const clockFormat = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const fullFormat = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat([], { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfYearFormat = new Intl.DateTimeFormat([], {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

export function clockTime(atMs: number): string {
  return clockFormat.format(atMs);
}

export function fullTime(atMs: number): string {
  return fullFormat.format(atMs);
}

/** “Today”, “Yesterday”, “Tuesday 4 March”, with the year when it is not this one. */
export function dayWords(atMs: number, nowMs: number): string {
  const day = new Date(atMs);
  const now = new Date(nowMs);
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const daysAgo = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  const isThisYear = day.getFullYear() === now.getFullYear();
  return (isThisYear ? dayFormat : dayOfYearFormat).format(day);
}

export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing`;
  return names.length === 2 ? `${first} and ${second} are typing` : 'Several people are typing';
}

/** “Ana, Bo and 3 more”. */
export function namesWords(names: readonly string[], count: number): string {
  if (names.length === 0) return `${count}`;
  const more = count - names.length;
  if (more > 0) return `${names.join(', ')} and ${more} more`;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

export function badgeWords(count: number): string {
  return count > 99 ? '99+' : String(count);
}

/** Letters of a message that are read out; who wants more goes to the message. */
const announcedCharacters = 200;

/** One sentence for all that came since the last one: the newest message, and how many there are. */
export function announceWords(last: { readonly name: string; readonly text: string }, count: number): string {
  const text = last.text.replace(/\s+/g, ' ');
  const shown = text.length > announcedCharacters ? `${text.slice(0, announcedCharacters)}…` : text;
  const sentence = `${last.name}: ${shown}`;
  return count === 1 ? sentence : `${count} new messages. ${sentence}`;
}

/** “1 new message”, “12 new messages”; hosts count to 999. */
export function newMessagesWords(count: number): string {
  if (count >= 999) return '999+ new messages';
  return count === 1 ? '1 new message' : `${count} new messages`;
}
