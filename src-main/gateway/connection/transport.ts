/** A live byte way to a client as a connection sees it; WebSocket now, other transports later. */
export interface ConnectionTransport {
  /** Writes the buffers in order as one write. They are shared: nobody may change them. */
  write(buffers: readonly Buffer[]): void;
  /** Bytes handed over and not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Says goodbye after everything written before; forced after two seconds. */
  close(code: number, reason: string): void;
  /** Gone at once, without a word. */
  terminate(): void;
  pause(): void;
  resume(): void;
  ping(): void;
}
