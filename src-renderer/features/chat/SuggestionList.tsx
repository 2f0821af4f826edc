import { Hash } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Avatar } from '../../ui/Avatar.tsx';
import type { Suggestions } from './use-suggestions.ts';

export const suggestionListId = 'suggestions';
export const suggestionId = (index: number) => `suggestion-${index}`;

const titles = { person: 'People', room: 'Rooms', emoji: 'Emoji' };

/** The open list above the composer. The focus stays in the field, which names the chosen row. */
export function SuggestionList(props: { suggestions: Suggestions }) {
  const { suggestions } = props;
  const { kind, items, chosen } = suggestions;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (items.length === 0) return null;
  return (
    <div ref={list} className="suggest" role="listbox" id={suggestionListId} aria-label={titles[kind]}>
      {items.map((item, index) => (
        <div
          key={item.key}
          id={suggestionId(index)}
          role="option"
          tabIndex={-1}
          className="row"
          aria-selected={index === chosen}
          onPointerMove={() => {
            if (index !== chosen) suggestions.choose(index);
          }}
          onPointerDown={(event) => {
            event.preventDefault();
            suggestions.accept(index);
          }}
        >
          {kind === 'person' && <Avatar id={item.key} name={item.name} small />}
          {kind === 'room' && <Hash size={18} aria-hidden="true" />}
          {kind === 'emoji' && (
            <span className="e" aria-hidden="true">
              {item.emoji}
            </span>
          )}
          <span className="n" dir="auto">
            {item.name}
          </span>
          {item.note !== undefined && <span className="note cut">{item.note}</span>}
        </div>
      ))}
    </div>
  );
}
