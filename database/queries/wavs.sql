-- name: ListKeptWAVs :many
SELECT clip_id FROM kept_wavs WHERE clip_id > $1 ORDER BY clip_id LIMIT 100;

-- name: DeleteKeptWAV :exec
DELETE FROM kept_wavs WHERE clip_id = $1;
