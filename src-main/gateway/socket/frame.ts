/** First byte of an unfragmented text frame from a server (RFC 6455, 5.2): FIN and opcode 1; servers do not mask. */
const finalText = 0x81;

/** A ping without payload, ready for the wire. */
export const pingFrame = Buffer.from([0x89, 0x00]);

/** One text frame holding the parts in order. Built once, shared by every connection that gets it. */
export function textFrame(parts: readonly (string | Buffer)[]): Buffer {
  let payloadBytes = 0;
  for (const part of parts) payloadBytes += typeof part === 'string' ? Buffer.byteLength(part) : part.length;
  const headerBytes = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);
  frame[0] = finalText;
  if (headerBytes === 2) {
    frame[1] = payloadBytes;
  } else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(payloadBytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  let at = headerBytes;
  for (const part of parts) {
    at += typeof part === 'string' ? frame.write(part, at) : part.copy(frame, at);
  }
  return frame;
}
