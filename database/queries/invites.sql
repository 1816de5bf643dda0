-- name: CreateInvite :exec
INSERT INTO invites (token_hash, session_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4);

-- name: GetInvite :one
SELECT * FROM invites WHERE token_hash = $1;
