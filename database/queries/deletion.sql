-- Deleting. A clip's row stays in state deleting, without its words, until nothing
-- of its sound is left anywhere.

-- name: NoteDeleted :exec
INSERT INTO deleted (id, at_ms) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING;

-- name: CountDeleted :one
SELECT count(*) FROM deleted WHERE id IN ($1, $2, $3);

-- name: BlankClip :one
UPDATE clips SET title = '', prompt = '', domain = '', format = '', peaks = '', receipt = '' WHERE id = $1 RETURNING *;

-- name: DeleteClipsOfSession :execrows
UPDATE clips SET state = 'deleting', title = '', prompt = '', domain = '', format = '', peaks = '', receipt = '', revision = revision + 1
WHERE session_id = sqlc.arg(session_id) AND owner_id = sqlc.arg(owner_id) AND state <> 'deleting';

-- name: DeleteClipsOfUser :execrows
UPDATE clips SET state = 'deleting', title = '', prompt = '', domain = '', format = '', peaks = '', receipt = '', revision = revision + 1
WHERE owner_id = $1 AND state <> 'deleting';

-- name: DeleteInvitesTo :exec
DELETE FROM invites WHERE session_id = $1;

-- name: DeleteSeatsIn :exec
DELETE FROM participants WHERE session_id = $1;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE id = $1;

-- name: ListSessionsOwnedBy :many
SELECT id FROM sessions WHERE owner_id = $1 ORDER BY id;

-- name: ListSeatsOf :many
SELECT session_id FROM participants WHERE user_id = $1 ORDER BY session_id;

-- name: ListGuestsIn :many
SELECT users.id FROM participants JOIN users ON users.id = participants.user_id
WHERE participants.session_id = sqlc.arg(session_id) AND users.id <> sqlc.arg(owner_id) AND users.guest = TRUE ORDER BY users.id;

-- The doors at which a user waits or was turned away are found by the ID in their
-- JSON; people are deleted rarely.

-- name: ListDoorsOf :many
SELECT id FROM sessions WHERE door LIKE '%"' || sqlc.arg(user_id) || '"%' ORDER BY id;

-- A guest who has nothing any more: no seat, no session, no clip, and waits nowhere.

-- name: IsLeftoverGuest :one
SELECT count(*) FROM users
WHERE users.id = $1 AND users.guest = TRUE
    AND NOT EXISTS (SELECT 1 FROM participants WHERE participants.user_id = users.id)
    AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.owner_id = users.id)
    AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.ended_ms = 0 AND sessions.door LIKE '%"' || users.id || '"%')
    AND NOT EXISTS (SELECT 1 FROM clips WHERE clips.owner_id = users.id AND clips.state <> 'deleting');

-- Guests who came long ago and left without a seat or a clip; who of them has
-- something is told by the query above.

-- name: ListSeatlessGuests :many
SELECT users.id FROM users
WHERE users.guest = TRUE AND users.created_ms < $1
    AND NOT EXISTS (SELECT 1 FROM participants WHERE participants.user_id = users.id)
    AND NOT EXISTS (SELECT 1 FROM clips WHERE clips.owner_id = users.id AND clips.state <> 'deleting')
ORDER BY users.id LIMIT 1000;

-- name: DeleteSeatsOf :exec
DELETE FROM participants WHERE user_id = $1;

-- name: DeleteAPITokensOf :exec
DELETE FROM api_tokens WHERE user_id = $1;

-- name: DeleteSignInLinksOf :exec
DELETE FROM sign_in_links WHERE user_id = $1;

-- name: DeleteUploadsOf :exec
DELETE FROM uploads WHERE user_id = $1;

-- name: DeleteUser :execrows
DELETE FROM users WHERE id = $1;

-- name: BlankUser :execrows
UPDATE users SET name = '' WHERE id = $1;

-- name: ListLogins :many
SELECT token, data FROM logins;

-- name: DeleteExpiredInvites :execrows
DELETE FROM invites WHERE expires_ms < $1;

-- name: DeleteExpiredSignInLinks :execrows
DELETE FROM sign_in_links WHERE expires_ms < $1;

-- Guests who have clips, and since when they have no login.

-- name: ListGuestsWithClips :many
SELECT id, login_ended_ms FROM users
WHERE guest = TRUE AND EXISTS (SELECT 1 FROM clips WHERE clips.owner_id = users.id AND clips.state <> 'deleting') ORDER BY id;

-- name: NoteLoginEnded :execrows
UPDATE users SET login_ended_ms = $2 WHERE id = $1 AND guest = TRUE;

-- name: ListLiveLogins :many
SELECT data FROM logins WHERE expires_ms > $1;
