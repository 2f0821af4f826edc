import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLatest } from '../../state/client-context.tsx';
import { useSettings } from '../../state/settings.ts';
import { estimateHeight } from './row-height.ts';
import type { Place } from './scroll-memory.ts';
import type { TimelineRow } from './timeline.ts';

/** Within this of the bottom, new messages keep the list at the bottom. */
const stickPixels = 100;
/** Rows beyond each edge that are drawn already. */
const overscanRows = 6;
/** Frames in which a jump is aimed anew, until the rows round it are drawn and measured. */
const settleFrames = 4;
/** This much of a message must be on screen for it to count as seen. */
const seenPixels = 24;

/** Where the list is to go as soon as the row is there. */
export type Target =
  | { readonly kind: 'end' }
  /** The message, or the one after it, so far below the top. */
  | ({ readonly kind: 'place' } & Place)
  | { readonly kind: 'centre'; readonly seq: number };

export interface MessageScroll {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly container: (node: HTMLElement | null) => void;
  readonly measure: (node: HTMLElement | null) => void;
  readonly items: readonly { readonly index: number; readonly key: string }[];
  readonly isScrolling: boolean;
  /** Rows on screen, the first and the last. */
  readonly range: { readonly startIndex: number; readonly endIndex: number } | undefined;
  /** The end of the list is near enough for new messages to keep it there. */
  readonly isAtEnd: boolean;
  /** Goes there now, or when its place is loaded. */
  readonly go: (target: Target) => void;
  /** Gives up a place that could not be loaded. */
  readonly stay: () => void;
  /** Where the reader is; undefined at the end of the list. */
  readonly place: () => Place | undefined;
  /** The newest row is on screen. */
  readonly seesLast: () => boolean;
  /** Brings a row into view and puts the focus on it. */
  readonly focus: (key: string, index: number) => void;
  /** Keeps a row in the page though it is scrolled away: it has the focus. */
  readonly hold: (key: string | undefined) => void;
}

/**
 * The list as a window on its rows: what is far off screen is not in the page. The row at the top keeps its place when
 * pages come before it; at the end the list stays at the end.
 */
export function useMessageScroll(options: {
  rows: readonly TimelineRow[];
  /** The stretch ends before the newest message: what is added at its end was asked for, and nobody follows it. */
  hasAfter: boolean;
  /** The newest row is on screen: told after every move and change. */
  onSeesLast: () => void;
}): MessageScroll {
  const { rows, hasAfter } = options;
  const settings = useSettings();
  const list = useRef<HTMLDivElement>(null);
  const [held, hold] = useState<string>();
  const [isAtEnd, setIsAtEnd] = useState(true);
  const atEnd = useRef(true);
  const target = useRef<Target>(undefined);
  const wantsFocus = useRef<string>(undefined);
  const anchor = useRef<{ key: string; top: number }>(undefined);
  const latest = useLatest({ ...options, settings });
  const heldIndex = held === undefined ? -1 : rows.findIndex((row) => row.key === held);

  // oxlint-disable-next-line react/incompatible-library -- nothing here relies on memoised results of it
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize(index) {
      const row = rows[index];
      const widthPixels = list.current?.clientWidth ?? 800;
      return row ? estimateHeight(row, { widthPixels, isCompact: settings.density === 'compact' }) : 0;
    },
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = defaultRangeExtractor(range);
        if (heldIndex < 0 || indexes.includes(heldIndex)) return indexes;
        return [...indexes, heldIndex].toSorted((a, b) => a - b);
      },
      [heldIndex],
    ),
    overscan: overscanRows,
    paddingStart: 16,
    paddingEnd: 10,
    anchorTo: 'end',
    scrollEndThreshold: stickPixels,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
  });

  // From the list’s own numbers: asking the page for its layout in the middle of a change makes it lay out twice.
  const seesLast = useCallback(() => {
    const last = virtualizer.measurementsCache[latest.current.rows.length - 1];
    if (!last) return latest.current.rows.length === 0;
    return endOfScreen(virtualizer) >= Math.min(last.start + seenPixels, last.end);
  }, [virtualizer, latest]);
  const tellIfSeen = useCallback(() => {
    if (seesLast()) latest.current.onSeesLast();
  }, [seesLast, latest]);
  useEffect(tellIfSeen);

  const look = useCallback(() => {
    const distance = virtualizer.getTotalSize() - endOfScreen(virtualizer);
    atEnd.current = distance <= stickPixels && !latest.current.hasAfter;
    setIsAtEnd(atEnd.current);
    anchor.current = anchorIn(virtualizer);
    tellIfSeen();
  }, [latest, tellIfSeen, virtualizer]);

  /** Scrolls to a target whose place is loaded; false while it is not. */
  const aim = useCallback(
    (wanted: Target): boolean => {
      const { rows: now, hasAfter: isPast } = latest.current;
      if (wanted.kind === 'end') {
        if (isPast) return false;
        atEnd.current = true;
        virtualizer.scrollToEnd();
        return true;
      }
      const index = indexFor(now, wanted.seq, isPast);
      const item = index === undefined ? undefined : virtualizer.measurementsCache[index];
      if (!item) return false;
      atEnd.current = false;
      const height = list.current?.clientHeight ?? 0;
      const top = wanted.kind === 'place' ? wanted.top : (height - item.size) / 2;
      virtualizer.scrollToOffset(Math.max(0, item.start - top));
      return true;
    },
    [virtualizer, latest],
  );

  /** Aims again with every frame of a short while: rows had guessed heights until they were drawn once. */
  const go = useCallback(
    (wanted: Target) => {
      target.current = wanted;
      anchor.current = undefined;
      let framesLeft = settleFrames;
      const settle = () => {
        // While its place is not loaded, the rows that come take it up again.
        if (target.current !== wanted || !aim(wanted)) return;
        framesLeft -= 1;
        if (framesLeft === 0) target.current = undefined;
        else requestAnimationFrame(settle);
      };
      settle();
    },
    [aim],
  );

  useLayoutEffect(() => {
    if (target.current) {
      go({ ...target.current });
      return;
    }
    if (atEnd.current && !hasAfter) virtualizer.scrollToEnd();
    else if (anchor.current && list.current) keepAnchor(virtualizer, list.current, anchor.current);
  }, [rows, hasAfter, go, virtualizer]);

  useEffect(() => {
    const place = list.current;
    if (!place) return;
    place.addEventListener('scroll', look, { passive: true });
    // The composer grows, the window is made smaller: the end stays the end.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) virtualizer.scrollToEnd();
      tellIfSeen();
    });
    observer.observe(place);
    return () => {
      place.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [look, tellIfSeen, virtualizer]);

  useEffect(() => {
    const key = wantsFocus.current;
    if (key === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] article`);
    if (!row) return;
    wantsFocus.current = undefined;
    row.focus({ preventScroll: true });
  });

  return {
    list,
    container: virtualizer.containerRef,
    measure: virtualizer.measureElement,
    items: virtualizer.getVirtualItems().map(({ index, key }) => ({ index, key: String(key) })),
    isScrolling: virtualizer.isScrolling,
    range: virtualizer.range ?? undefined,
    isAtEnd,
    go,
    stay() {
      target.current = undefined;
    },
    place() {
      if (atEnd.current) return undefined;
      const item = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0);
      const row = item && rows[item.index];
      return row ? { seq: seqOf(row), top: item.start - (virtualizer.scrollOffset ?? 0) } : undefined;
    },
    seesLast,
    focus(key, index) {
      wantsFocus.current = key;
      hold(key);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
    hold,
  };
}

type List = Virtualizer<HTMLDivElement, Element>;

function endOfScreen(virtualizer: List): number {
  return (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0);
}

/** The first row that begins on screen, and where. */
function anchorIn(virtualizer: List): { key: string; top: number } | undefined {
  const offset = virtualizer.scrollOffset ?? 0;
  const spanning = virtualizer.getVirtualItemForOffset(offset);
  if (!spanning) return undefined;
  const next = virtualizer.measurementsCache[spanning.index + 1];
  const height = virtualizer.scrollRect?.height ?? 0;
  const item = spanning.start < offset && next && next.start < offset + height ? next : spanning;
  return { key: String(item.key), top: item.start - offset };
}

/**
 * A page before the first row can change that row: it loses its name where it now stands under a message of the same
 * author. Rows above the anchor are measured anew at once, and the anchor is put back to where it stood.
 */
function keepAnchor(virtualizer: List, list: HTMLElement, anchor: { key: string; top: number }): void {
  const { count, getItemKey } = virtualizer.options;
  let index = 0;
  while (index < count && getItemKey(index) !== anchor.key) index += 1;
  if (index === count) return;
  for (const row of list.querySelectorAll<HTMLElement>('[data-index]')) {
    const at = Number(row.dataset.index);
    if (at < index) virtualizer.resizeItem(at, row.offsetHeight);
  }
  virtualizer.getVirtualItems();
  const item = virtualizer.measurementsCache[index];
  const wanted = item && item.start - anchor.top;
  if (wanted === undefined || Math.abs(wanted - (virtualizer.scrollOffset ?? 0)) < 1) return;
  virtualizer.scrollToOffset(Math.max(0, wanted));
}

/** The row of a message, or the one after it where it vanished; undefined while its place is not loaded. */
function indexFor(rows: readonly TimelineRow[], seq: number, hasAfter: boolean): number | undefined {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return undefined;
  if (seqOf(first) > seq && !first.isBeginning) return undefined;
  if (seqOf(last) < seq) return hasAfter ? undefined : rows.length - 1;
  return rows.findIndex((row) => seqOf(row) >= seq);
}

/** What waits to be sent stands after everything that was. */
function seqOf(row: TimelineRow): number {
  return row.kind === 'message' ? row.entry.message.seq : Number.MAX_SAFE_INTEGER;
}
