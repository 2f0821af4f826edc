/** WebSocket close codes of this protocol. `resume`: the client should connect again and sync by version. */
export const closeCodes = {
  /** The frame was not an envelope: not text, not JSON, or without a good `id`. */
  notAnEnvelope: { code: 4000, resume: false },
  /** Something came before hello, hello was refused (after its reply), or it came later than 5 s. */
  helloExpected: { code: 4001, resume: false },
  /** Logged out, revoked, banned or expired: sign in again. */
  sessionEnded: { code: 4003, resume: false },
  /** The outbox was full or stood still for 10 s: connect again and sync by version. */
  resume: { code: 4008, resume: true },
  /** The host is stopping or restarting. */
  hostClosing: { code: 4009, resume: true },
  /** The host speaks no protocol version that the client offered. */
  protocolUnsupported: { code: 4010, resume: false },
  /** A frame over `frameBytes` (RFC 6455, 7.4.1). */
  tooLarge: { code: 1009, resume: false },
} as const;

export type CloseReason = keyof typeof closeCodes;
