import type { LucideIcon } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { MenuEntry } from './menu-entry.ts';

const OpenMenu = lazy(() => import('./OpenMenu.tsx').then((module) => ({ default: module.OpenMenu })));

/** An icon that opens a short menu. */
export function MenuButton(props: {
  icon: LucideIcon;
  label: string;
  entries: readonly MenuEntry[];
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const { icon: Icon } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const change = (next: boolean) => {
    setIsOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="ib"
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        title={props.label}
        onClick={() => change(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          event.stopPropagation();
          change(true);
        }}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <OpenMenu
            trigger={button}
            label={props.label}
            entries={props.entries}
            onClose={() => change(false)}
          />
        </Suspense>
      )}
    </>
  );
}
