-- name: NameInstallation :exec
INSERT INTO installation (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING;

-- name: GetInstallation :one
SELECT id FROM installation WHERE one = 1;
