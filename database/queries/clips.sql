-- A clip in state deleting is there for nobody but who deletes it.

-- name: CreateClip :exec
INSERT INTO clips (id, owner_id, session_id, leg, title, prompt, domain, format, state, reason, duration_ms, created_ms, peaks, receipt, original, edition, node, origin, retry_ms, size, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0);

-- name: GetClip :one
SELECT * FROM clips WHERE id = $1 AND state <> 'deleting';

-- name: LockClip :one
UPDATE clips SET revision = revision + 1 WHERE id = $1 AND state <> 'deleting' RETURNING *;

-- name: SaveClip :one
UPDATE clips SET owner_id = $2, title = $3, state = $4, reason = $5, duration_ms = $6, created_ms = $7, peaks = $8, receipt = $9, edition = $10, node = $11, retry_ms = $12, size = $13 WHERE id = $1 RETURNING *;

-- name: ListClipsOfSession :many
SELECT * FROM clips WHERE session_id = $1 AND state <> 'deleting' ORDER BY leg, created_ms, id;

-- name: ListClipsIn :many
SELECT * FROM clips WHERE state IN ($1, $2, $3, $4, $5) ORDER BY created_ms, id;

-- name: HandOverClips :exec
UPDATE clips SET owner_id = sqlc.arg(new_owner) WHERE owner_id = sqlc.arg(guest) AND EXISTS (SELECT 1 FROM users WHERE users.id = sqlc.arg(guest) AND users.guest = TRUE);

-- name: DeleteClip :one
DELETE FROM clips WHERE id = $1 RETURNING owner_id;
