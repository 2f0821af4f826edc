import type { LucideIcon } from 'lucide-react';

interface IconButtonProps {
  readonly icon: LucideIcon;
  /** Accessible name; the tooltip adds the shortcut. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly className?: string | undefined;
  readonly size?: number | undefined;
  readonly disabled?: boolean | undefined;
  readonly onPress: () => void;
}

export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, shortcut, pressed, size = 18 } = props;
  return (
    <button
      type="button"
      className={`ib ${pressed ? 'on' : ''} ${props.className ?? ''}`}
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      aria-pressed={pressed}
      disabled={props.disabled}
      onClick={props.onPress}
    >
      <Icon size={size} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
