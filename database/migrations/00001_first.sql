-- +goose Up
-- Two programs may start at once on one database. A migration ends with its
-- row in goose's table: the second to run one fails there and is undone whole.
CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    guest BOOLEAN NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE logins (
    token TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX logins_by_expiry ON logins (expires_ms);

CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    last_used_ms BIGINT NOT NULL
);

-- A session is read and written whole: its rules need all of it. What is
-- asked across sessions has columns; the rest is JSON.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    questions TEXT NOT NULL,
    plan TEXT NOT NULL,
    leg BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    end_reason TEXT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX sessions_running ON sessions (ended_ms, started_ms);

CREATE TABLE participants (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    seat BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    joined_ms BIGINT NOT NULL,
    consented_ms BIGINT NOT NULL,
    PRIMARY KEY (session_id, user_id)
);
CREATE INDEX participants_by_user ON participants (user_id);

CREATE TABLE invites (
    token_hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE TABLE clips (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    leg BIGINT NOT NULL,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    domain TEXT NOT NULL,
    format TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    peaks TEXT NOT NULL,
    receipt TEXT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX clips_by_owner ON clips (owner_id, created_ms);
CREATE INDEX clips_by_session ON clips (session_id, leg);
CREATE INDEX clips_by_state ON clips (state);
