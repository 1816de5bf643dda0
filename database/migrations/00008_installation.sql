-- +goose Up
-- A database has a name of its own, so that another one in its place is noticed:
-- an empty file, or a server that was set up anew. There is one row.
CREATE TABLE installation (
    one BIGINT PRIMARY KEY,
    id TEXT NOT NULL
);

-- What was deleted, by its random ID and nothing else: what still comes for it, a
-- recording that another server finishes or one that lies on a disk, is not kept.
CREATE TABLE deleted (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL
);

CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
CREATE INDEX sign_in_links_by_user ON sign_in_links (user_id);
CREATE INDEX invites_by_session ON invites (session_id);
