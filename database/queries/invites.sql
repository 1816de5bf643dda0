-- name: CreateInvite :exec
INSERT INTO invites (token_hash, session_id, created_ms, expires_ms, id, role, knock, max_uses, used_by, revoked_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetInvite :one
SELECT * FROM invites WHERE token_hash = $1;

-- name: ListInvites :many
SELECT * FROM invites WHERE session_id = $1 ORDER BY created_ms, id;

-- name: SaveInvite :exec
UPDATE invites SET used_by = $2, revoked_ms = $3 WHERE token_hash = $1;
