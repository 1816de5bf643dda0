-- name: CreateSession :exec
INSERT INTO sessions (id, owner_id, kind, format, questions, plan, leg, created_ms, started_ms, ended_ms, end_reason, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0);

-- A session and its participants are read by one statement, so that they are
-- of one moment: PostgreSQL gives each statement a snapshot of its own.

-- name: GetSession :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.id = $1 ORDER BY participants.seat;

-- name: LockSession :execrows
UPDATE sessions SET revision = revision + 1 WHERE id = $1;

-- name: SaveSession :exec
UPDATE sessions SET questions = $2, plan = $3, leg = $4, started_ms = $5, ended_ms = $6, end_reason = $7 WHERE id = $1;

-- name: ListRunningSessions :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.started_ms > 0 AND sessions.ended_ms = 0
ORDER BY sessions.created_ms, sessions.id, participants.seat;

-- name: DeleteParticipants :exec
DELETE FROM participants WHERE session_id = $1;

-- name: AddParticipant :exec
INSERT INTO participants (session_id, user_id, seat, name, role, joined_ms, consented_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);
