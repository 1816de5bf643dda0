-- name: GetLogin :one
SELECT data FROM logins WHERE token = $1 AND expires_ms > $2;

-- name: PutLogin :exec
INSERT INTO logins (token, data, expires_ms) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_ms = excluded.expires_ms;

-- name: DeleteLogin :exec
DELETE FROM logins WHERE token = $1;

-- name: DeleteOldLogins :exec
DELETE FROM logins WHERE expires_ms <= $1;
