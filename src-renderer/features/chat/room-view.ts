import { createContext, useContext } from 'react';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import type { Directory } from './calls.ts';

/** What every row of a room needs; the same object until one of its parts changes, so that rows are not drawn again. */
export interface RoomView {
  readonly roomId: RoomId;
  readonly viewerId: AccountId | undefined;
  /** Members may answer and react, others read along. */
  readonly joined: boolean;
  readonly directory: Directory;
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly jump: (seq: number) => void;
  readonly openPerson: (accountId: AccountId, from: HTMLElement) => void;
  readonly wantQuote: (seq: number) => void;
  /** Does something on the host, and says it in words when that is refused. */
  readonly run: (work: Promise<unknown>) => void;
}

const RoomViewContext = createContext<RoomView | undefined>(undefined);

export const RoomViewProvider = RoomViewContext;

export function useRoomView(): RoomView {
  const view = useContext(RoomViewContext);
  if (!view) throw new Error('useRoomView outside of a room');
  return view;
}
