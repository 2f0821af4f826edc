/** Sizes that both sides of the wire count with. Text is counted in UTF-16 units. */
export const limits = {
  messageCharacters: 8_000,
  frameBytes: 128 * 1024,
  /** A history page ends early at this many bytes of messages. */
  historyPageBytes: 256 * 1024,
  historyMessages: 100,
  historyMessagesDefault: 50,
  syncRooms: 100,
  syncChanges: 500,
  listMembers: 100,
  profileIds: 100,
  displayNameCharacters: 64,
  usernameCharacters: 64,
  roomNameCharacters: 80,
  roomTopicCharacters: 250,
  passwordCharacters: { min: 8, max: 256 },
  nonceCharacters: 64,
  deviceIdCharacters: 64,
  reactionKinds: 20,
  reactionAccountIds: 50,
  emojiCharacters: 32,
  mediaPerMessage: 10,
  /** Above this many members a room is `large`: no member or presence events. */
  largeRoomMembers: 500,
  /** Members that one request may name when it makes a room. */
  roomMemberIds: 100,
  /** Unread and mention counts are exact to this and stop there. */
  unreadCount: 999,
  connectionsPerSession: 16,
  operationsInHand: 64,
} as const;
