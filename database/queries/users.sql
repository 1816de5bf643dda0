-- name: CreateUser :exec
INSERT INTO users (id, name, guest, created_ms) VALUES ($1, $2, $3, $4);

-- name: GetUser :one
SELECT * FROM users WHERE id = $1;

-- name: RenameUser :execrows
UPDATE users SET name = $2 WHERE id = $1;

-- name: PromoteGuest :execrows
UPDATE users SET guest = FALSE WHERE id = $1 AND guest = TRUE;

-- name: FirstUser :one
SELECT * FROM users WHERE guest = FALSE ORDER BY created_ms, id LIMIT 1;

-- name: ListUsers :many
SELECT * FROM users ORDER BY created_ms, id;
