-- name: CreateSession :exec
INSERT INTO sessions (id, owner_id, kind, format, questions, clock, leg, created_ms, started_ms, ended_ms, end_reason, door, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0);

-- A session and its participants are read by one statement, so that they are
-- of one moment: PostgreSQL gives each statement a snapshot of its own.

-- name: GetSession :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.id = $1 ORDER BY participants.seat;

-- name: LockSession :execrows
UPDATE sessions SET revision = revision + 1 WHERE id = $1;

-- name: SaveQuestions :exec
UPDATE sessions SET questions = $2 WHERE id = $1;

-- name: SaveDoor :exec
UPDATE sessions SET door = $2 WHERE id = $1;

-- name: SaveCourse :exec
UPDATE sessions SET clock = $2, leg = $3, started_ms = $4, ended_ms = $5, end_reason = $6 WHERE id = $1;

-- name: ListRunningSessions :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.started_ms > 0 AND sessions.ended_ms = 0
ORDER BY sessions.created_ms, sessions.id, participants.seat;

-- name: DeleteParticipant :exec
DELETE FROM participants WHERE session_id = $1 AND user_id = $2;

-- name: AddParticipant :exec
INSERT INTO participants (session_id, user_id, seat, name, role, joined_ms, consented_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: SaveParticipant :exec
UPDATE participants SET seat = $3, name = $4, role = $5, joined_ms = $6, consented_ms = $7 WHERE session_id = $1 AND user_id = $2;
