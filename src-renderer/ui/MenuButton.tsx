import type { LucideIcon } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

export interface MenuEntry {
  readonly label: string;
  readonly danger?: boolean | undefined;
  readonly act: () => void;
}

/** An icon that opens a short menu. */
export function MenuButton(props: {
  icon: LucideIcon;
  label: string;
  entries: readonly MenuEntry[];
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const { icon: Icon } = props;
  return (
    <MenuTrigger onOpenChange={props.onOpenChange ?? (() => undefined)}>
      <Button className="ib" aria-label={props.label}>
        <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      </Button>
      <Popover className="menu-popover">
        <Menu className="menu" aria-label={props.label}>
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
    </MenuTrigger>
  );
}
