import { useCallback, useEffect, useRef, useState } from 'react';

/** Mentions in rows that are scrolled out of sight, above and below. */
export interface Edges {
  readonly above: number;
  readonly below: number;
}

const none: Edges = { above: 0, below: 0 };

/** Rows say with `data-mentions` how many they hold. `again` is anything that changes when rows may have changed. */
export function useEdgePills(again: unknown) {
  const list = useRef<HTMLDivElement>(null);
  const [edges, setEdges] = useState(none);
  const look = useCallback(() => {
    const place = list.current?.getBoundingClientRect();
    if (!place) return;
    const next = { above: 0, below: 0 };
    for (const row of rowsIn(list.current)) {
      const box = row.getBoundingClientRect();
      const count = Number(row.dataset.mentions);
      if (box.bottom <= place.top + 4) next.above += count;
      else if (box.top >= place.bottom - 4) next.below += count;
    }
    setEdges((before) => (before.above === next.above && before.below === next.below ? before : next));
  }, []);

  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, again]);
  useEffect(() => {
    const place = list.current;
    if (!place) return;
    const observer = new ResizeObserver(look);
    observer.observe(place);
    place.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      place.removeEventListener('scroll', look);
    };
  }, [look]);

  /** Brings the nearest mention beyond that edge into view. */
  const show = (edge: keyof Edges) => {
    const place = list.current?.getBoundingClientRect();
    if (!place) return;
    const rows = rowsIn(list.current);
    const row =
      edge === 'above'
        ? rows.findLast((candidate) => candidate.getBoundingClientRect().bottom <= place.top + 4)
        : rows.find((candidate) => candidate.getBoundingClientRect().top >= place.bottom - 4);
    row?.scrollIntoView({ block: 'center' });
  };
  return { list, edges, show };
}

function rowsIn(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-mentions]') ?? [])];
}
