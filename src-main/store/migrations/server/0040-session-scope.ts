/** A session of a desktop chat window holds no power over the host. */
export const sql = `
ALTER TABLE sessions ADD COLUMN scope TEXT NOT NULL DEFAULT 'account' CHECK (scope IN ('account', 'chat'));
`;
