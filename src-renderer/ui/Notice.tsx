import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const icons: Readonly<Record<'info' | 'warn' | 'bad', LucideIcon>> = {
  info: Info,
  warn: TriangleAlert,
  bad: CircleAlert,
};

/** A fact that stays until its cause is gone: icon, words, and what can be done. */
export function Notice(props: {
  tone: 'info' | 'warn' | 'bad';
  /** The fact in bold; what it means follows as children. */
  title: string;
  children?: ReactNode;
  /** Read out at once, for what answers something that the person just did. */
  isAnswer?: boolean;
}) {
  const Icon = icons[props.tone];
  return (
    <div className={`notice ${props.tone}`} role={props.isAnswer ? 'alert' : undefined}>
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      <div>
        <b>{props.title}</b> {props.children}
      </div>
    </div>
  );
}
