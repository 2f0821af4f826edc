import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { currentToasts, dismissToast, onToasts, type Toast } from './toasts.ts';

const shownMs = 6000;
const shownWithActionMs = 10_000;

/** Where notices appear; always on the page, so that screen readers hear what is added. */
export function ToastArea() {
  const toasts = useSyncExternalStore(onToasts, currentToasts);
  return (
    <section className="toasts" aria-label="Notices" aria-live="polite" aria-relevant="additions">
      {toasts.map((toast) => (
        <Slip key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

/** One notice; it stays while it is pointed at or has the focus. */
function Slip({ toast }: { toast: Toast }) {
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.action ? shownWithActionMs : shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, toast]);
  return (
    <div
      className="toast"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <span>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" className="close" aria-label="Dismiss" onClick={() => dismissToast(toast.id)}>
        <X size={14} strokeWidth={2} aria-hidden="true" />
      </button>
    </div>
  );
}
