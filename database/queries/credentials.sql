-- name: CreateSignInLink :exec
INSERT INTO sign_in_links (token_hash, user_id, name, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5);

-- name: TakeSignInLink :one
DELETE FROM sign_in_links WHERE token_hash = $1 RETURNING *;

-- name: CreateAPIToken :exec
INSERT INTO api_tokens (id, user_id, name, token_hash, created_ms, last_used_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: UseAPIToken :one
UPDATE api_tokens SET last_used_ms = CASE WHEN last_used_ms > $2 THEN last_used_ms ELSE $2 END
WHERE token_hash = $1 RETURNING user_id;

-- name: UserOfAPIToken :one
SELECT user_id FROM api_tokens WHERE token_hash = $1;

-- name: ListAPITokens :many
SELECT * FROM api_tokens ORDER BY created_ms, id;

-- name: DeleteAPIToken :execrows
DELETE FROM api_tokens WHERE id = $1;
