-- What a user has, and what is on its way in. Whoever decides by these counts
-- has locked the user's row before, so that of two who ask at once the second
-- sees what the first has done, also on PostgreSQL and from another process.

-- name: LockUser :execrows
UPDATE users SET guest = guest WHERE id = $1;

-- name: CountRooms :one
SELECT count(*) FROM sessions WHERE owner_id = sqlc.arg(owner_id) AND ended_ms = 0 AND (started_ms > 0 OR created_ms > sqlc.arg(since_ms));

-- name: SumClips :one
SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS size FROM clips WHERE owner_id = $1 AND state <> 'deleting';

-- name: SumUploads :one
SELECT count(*) AS uploads, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS size FROM uploads WHERE user_id = sqlc.arg(user_id) AND started_ms > sqlc.arg(since_ms);

-- name: AddUpload :exec
INSERT INTO uploads (id, user_id, node, size, started_ms) VALUES ($1, $2, $3, $4, $5);

-- name: DeleteUpload :exec
DELETE FROM uploads WHERE id = $1;

-- name: DeleteUploadsOfNode :exec
DELETE FROM uploads WHERE node = sqlc.arg(node) OR started_ms <= sqlc.arg(since_ms);

-- name: CountGuest :one
UPDATE invites SET guests = guests + 1 WHERE token_hash = $1 RETURNING guests;
