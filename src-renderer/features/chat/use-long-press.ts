import { type PointerEvent, useEffect, useRef } from 'react';

const pressMs = 500;
/** A finger that moves further scrolls. */
const slackPixels = 10;

/** A finger that rests on something; mouse and pen have their own ways. */
export function useLongPress(act: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined);
  const cancel = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => cancel, []);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      cancel();
      if (event.pointerType !== 'touch' || !event.currentTarget.contains(event.target as Node)) return;
      const timer = setTimeout(() => {
        press.current = undefined;
        act();
      }, pressMs);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const at = press.current;
      if (at && Math.hypot(event.clientX - at.x, event.clientY - at.y) > slackPixels) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
