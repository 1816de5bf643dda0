-- name: CreateSession :exec
INSERT INTO sessions (id, owner_id, kind, format, questions, plan, leg, created_ms, started_ms, ended_ms, end_reason, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0);

-- name: GetSession :one
SELECT * FROM sessions WHERE id = $1;

-- name: LockSession :one
UPDATE sessions SET revision = revision + 1 WHERE id = $1 RETURNING *;

-- name: SaveSession :exec
UPDATE sessions SET questions = $2, plan = $3, leg = $4, started_ms = $5, ended_ms = $6, end_reason = $7 WHERE id = $1;

-- name: ListSessionsOf :many
SELECT sessions.* FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE participants.user_id = $1 ORDER BY sessions.created_ms DESC, sessions.id DESC LIMIT $2;

-- name: ListRunningSessions :many
SELECT * FROM sessions WHERE started_ms > 0 AND ended_ms = 0 ORDER BY created_ms, id;

-- name: ListParticipants :many
SELECT * FROM participants WHERE session_id = $1 ORDER BY seat;

-- name: DeleteParticipants :exec
DELETE FROM participants WHERE session_id = $1;

-- name: AddParticipant :exec
INSERT INTO participants (session_id, user_id, seat, name, role, joined_ms, consented_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);
