-- Lists in pages. A page begins behind an instant and an ID, not behind a count,
-- so that what comes and goes does not shift it. The first comparison alone finds
-- the rows in the index; the second tells those of one instant apart.

-- name: ListNewestClips :many
SELECT * FROM clips
WHERE owner_id = sqlc.arg(owner_id) AND state <> 'deleting'
    AND created_ms <= sqlc.arg(after_ms) AND (created_ms < sqlc.arg(after_ms) OR id < sqlc.arg(after_id))
ORDER BY created_ms DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListOldestClips :many
SELECT * FROM clips
WHERE owner_id = sqlc.arg(owner_id) AND state <> 'deleting'
    AND created_ms >= sqlc.arg(after_ms) AND (created_ms > sqlc.arg(after_ms) OR id > sqlc.arg(after_id))
ORDER BY created_ms, id LIMIT sqlc.arg(most);

-- name: ListSessionsOf :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.id IN (
    SELECT attended.id FROM sessions AS attended JOIN participants AS seats ON seats.session_id = attended.id
    WHERE seats.user_id = sqlc.arg(user_id)
        AND attended.created_ms <= sqlc.arg(after_ms) AND (attended.created_ms < sqlc.arg(after_ms) OR attended.id < sqlc.arg(after_id))
    ORDER BY attended.created_ms DESC, attended.id DESC LIMIT sqlc.arg(most)
)
ORDER BY sessions.created_ms DESC, sessions.id DESC, participants.seat;

-- What a page shows of another table is asked for by the page's bounds: two
-- instants fit into a query of both engines, a list of IDs does not.

-- name: ListSessionsOfClips :many
SELECT sqlc.embed(sessions), sqlc.embed(participants)
FROM sessions JOIN participants ON participants.session_id = sessions.id
WHERE sessions.id IN (
    SELECT clips.session_id FROM clips
    WHERE clips.owner_id = sqlc.arg(owner_id) AND clips.created_ms >= sqlc.arg(from_ms) AND clips.created_ms <= sqlc.arg(to_ms)
)
ORDER BY sessions.created_ms DESC, sessions.id DESC, participants.seat;

-- name: ListClipsOfSessions :many
SELECT clips.session_id, clips.id FROM clips
WHERE clips.owner_id = sqlc.arg(user_id) AND clips.state <> 'deleting' AND clips.session_id IN (
    SELECT attended.id FROM sessions AS attended JOIN participants AS seats ON seats.session_id = attended.id
    WHERE seats.user_id = sqlc.arg(user_id) AND attended.created_ms >= sqlc.arg(from_ms) AND attended.created_ms <= sqlc.arg(to_ms)
)
ORDER BY clips.session_id, clips.leg, clips.created_ms, clips.id;
