/**
 * Rules: a change that an old client can ignore (a new optional output key, a new event, a new operation) keeps the
 * version and gets a line in the history; any other change raises it, and the host serves both for one release.
 *
 * History
 * 1: first version. Added since: `owner` and `here` in system.info, `storage` in manager.status, `limit` and `total` in
 *    manager.connections.
 */
export const protocolVersion = 1;
