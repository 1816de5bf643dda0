-- +goose Up
-- How a clip came to be was told by the name of its format, and when storing is
-- tried again by the words of its reason. 00006 fills these.
ALTER TABLE clips ADD COLUMN origin TEXT NOT NULL DEFAULT 'session';
ALTER TABLE clips ADD COLUMN retry_ms BIGINT NOT NULL DEFAULT 0;
