-- +goose Up
-- A session's clock is what was planned and what happened. A plan that was
-- changed by skipping a stage stays as it became: it reads the same.
ALTER TABLE sessions ADD COLUMN clock TEXT NOT NULL DEFAULT '{}';
UPDATE sessions SET clock = '{"plan":' || plan || ',"events":' ||
    CASE WHEN started_ms > 0 THEN '[{"kind":"start","at_ms":' || started_ms || '}]' ELSE '[]' END || '}';
ALTER TABLE sessions DROP COLUMN plan;
