-- +goose Up
-- A clip whose gaps are closed later is stored anew, as its next edition; one
-- that somebody brought may have been a WAV file.
ALTER TABLE clips ADD COLUMN original TEXT NOT NULL DEFAULT 'audio.ogg';
ALTER TABLE clips ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
