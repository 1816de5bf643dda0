-- What a user has is bounded (docs/decisions/0016-what-one-user-may-have.md): a
-- clip says how many bytes it takes, an invite how many guests it has made, and
-- what is on its way in is counted while it is.
ALTER TABLE clips ADD COLUMN size BIGINT NOT NULL DEFAULT 0;

ALTER TABLE invites ADD COLUMN guests BIGINT NOT NULL DEFAULT 0;

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    node TEXT NOT NULL,
    size BIGINT NOT NULL,
    started_ms BIGINT NOT NULL
);
CREATE INDEX uploads_by_user ON uploads (user_id);

CREATE INDEX sessions_by_owner ON sessions (owner_id, ended_ms);
