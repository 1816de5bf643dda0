-- name: TakeLease :execrows
INSERT INTO leases (name, node, term, beat) VALUES ($1, $2, $3, 0)
ON CONFLICT (name) DO UPDATE SET node = excluded.node, term = excluded.term, beat = 0
WHERE leases.node = excluded.node OR (leases.node = sqlc.arg(seen_node) AND leases.term = sqlc.arg(seen_term) AND leases.beat = sqlc.arg(seen_beat));

-- name: RenewLeases :many
UPDATE leases SET beat = beat + 1 WHERE node = $1 RETURNING *;

-- name: ListLeases :many
SELECT * FROM leases ORDER BY name;

-- name: ReleaseLease :exec
DELETE FROM leases WHERE name = $1 AND node = $2 AND term = $3;
