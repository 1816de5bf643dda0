-- +goose Up
-- When it was first seen that a guest has no login any more, so that nobody can open
-- their clips; 0 while there is one, or nobody has looked.
ALTER TABLE users ADD COLUMN login_ended_ms BIGINT NOT NULL DEFAULT 0;
