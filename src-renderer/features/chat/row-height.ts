import type { TimelineRow } from './timeline.ts';

/** What a row’s height depends on beside its content. */
export interface ListMeasures {
  readonly widthPixels: number;
  readonly isCompact: boolean;
}

const linePixels = { comfortable: 22, compact: 20 };
const groupGapPixels = { comfortable: 14, compact: 8 };
/** Tile column and right padding. */
const sidePixels = 96;
const measurePixels = 720;
const characterPixels = 7.2;
const dividerPixels = 40;
const reactionsPixels = 36;
const replyPixels = 24;
const codeBarPixels = 46;

/** A guess for rows that were not on screen yet; the nearer it is, the truer the scroll bar. Measured rows need none. */
export function estimateHeight(row: TimelineRow, { widthPixels, isCompact }: ListMeasures): number {
  const density = isCompact ? 'compact' : 'comfortable';
  const line = linePixels[density];
  const perLine = Math.max(
    10,
    Math.floor(Math.min(measurePixels, widthPixels - sidePixels) / characterPixels),
  );
  const text = row.kind === 'message' ? row.entry.message.text : row.message.text;
  let lines = 0;
  for (const part of text.split('\n')) lines += Math.max(1, Math.ceil(part.length / perLine));
  let height = 4 + lines * line;
  if (row.isFirst) height += groupGapPixels[density] + line;
  if (row.beginsDay) height += dividerPixels;
  if (row.isNew) height += dividerPixels;
  if (row.isBeginning) height += dividerPixels;
  if (text.includes('```')) height += codeBarPixels;
  if (row.kind === 'message') {
    if (row.entry.message.reactions.length > 0) height += reactionsPixels;
    if (row.entry.message.replyTo !== undefined) height += replyPixels;
  }
  return height;
}
