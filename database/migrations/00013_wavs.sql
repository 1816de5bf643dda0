-- +goose Up
-- audio.wav is made of audio.ogg as it is read. Of the clips listed here programs
-- before this may have stored one, which is removed bit by bit.
CREATE TABLE kept_wavs (clip_id TEXT PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE);
INSERT INTO kept_wavs (clip_id) SELECT id FROM clips WHERE original = 'audio.ogg';
