import type { RefObject } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { MenuEntry } from './menu-entry.ts';

/** The open menu of a button. A part of its own: the page is there before the first menu is opened. */
export function OpenMenu(props: {
  trigger: RefObject<HTMLElement | null>;
  label: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}) {
  return (
    <Popover
      className="menu-popover"
      triggerRef={props.trigger}
      trigger="MenuTrigger"
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Menu className="menu" aria-label={props.label} autoFocus="first" onClose={props.onClose}>
        {props.entries.map((entry) => (
          <MenuItem
            key={entry.label}
            className={entry.danger ? 'menu-item danger' : 'menu-item'}
            onAction={entry.act}
          >
            {entry.label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
