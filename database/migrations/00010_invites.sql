-- +goose Up
-- An invite has a role, a number of uses and may be withdrawn; its uses are the IDs
-- of who used it. One of before is for whoever is missing, for as many as there are
-- seats. A session's door is who waits to be let in, and who was turned away.
ALTER TABLE invites ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE invites ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE invites ADD COLUMN knock BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE invites ADD COLUMN max_uses BIGINT NOT NULL DEFAULT 4;
ALTER TABLE invites ADD COLUMN used_by TEXT NOT NULL DEFAULT '[]';
ALTER TABLE invites ADD COLUMN revoked_ms BIGINT NOT NULL DEFAULT 0;
UPDATE invites SET id = token_hash;
ALTER TABLE sessions ADD COLUMN door TEXT NOT NULL DEFAULT '{}';
