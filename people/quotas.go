package people

import (
	"fmt"
	"time"

	"practice/problem"
)

// LobbyCounts is how long a session that never starts counts among its owner's
// rooms: nobody comes back to it later.
const LobbyCounts = 24 * time.Hour

// Quotas bound what one user may have on the server. Zero is no bound. What they
// refuse is refused before it begins: a recording under way is never cut off.
type Quotas struct {
	// Rooms is how many sessions of theirs may be open at once, in the lobby or
	// running.
	Rooms int
	// Storage is how many bytes their recordings may take.
	Storage int64
	// Uploads is how many files they may be sending at once.
	Uploads int
	// Guests is how many guests one invite may make.
	Guests int
}

// Condition decides by what a user has whether they may have more. Its error is
// told to them.
type Condition func(Usage) error

// MayOpenRoom is the [Condition] for one more session. It fails with
// [problem.RoomsQuota], or with [problem.StorageQuota] when there would be no
// room for its recording.
func (q Quotas) MayOpenRoom(u Usage) error {
	if q.Rooms > 0 && u.Rooms >= q.Rooms {
		return problem.RoomsQuota.Say("you have %d sessions that have not ended, and no more than %d at once. End one; a lobby that never starts counts for a day", u.Rooms, q.Rooms)
	}
	if q.Storage > 0 && u.Bytes() >= q.Storage {
		return problem.StorageQuota.Say("your recordings take %s of the %s that you have here. Delete some before you record more", bytesInWords(u.Bytes()), bytesInWords(q.Storage))
	}
	return nil
}

// MayBeRecorded is the [Condition] for a recording of the user's in a session that
// starts, whoever's that is. It fails with [problem.StorageQuota]; the others there
// hear no number of theirs.
func (q Quotas) MayBeRecorded(u Usage) error {
	if q.Storage > 0 && u.Bytes() >= q.Storage {
		return problem.StorageQuota.Say("whoever is to be recorded has used up the %s that one may have here. Some of their clips have to be deleted first", bytesInWords(q.Storage))
	}
	return nil
}

// MayUpload is the [Condition] for a file of that many bytes. It fails with
// [problem.UploadsQuota] or [problem.StorageQuota].
func (q Quotas) MayUpload(size int64) Condition {
	return func(u Usage) error {
		if q.Uploads > 0 && u.Uploads >= q.Uploads {
			return problem.UploadsQuota.Say("%d files of yours are on their way already, and no more at once. Send this one when one of them has arrived", u.Uploads)
		}
		if q.Storage > 0 && u.Bytes()+size > q.Storage {
			return problem.StorageQuota.Say("this file takes up to %s, and your recordings %s of the %s that you have here. Delete some first",
				bytesInWords(size), bytesInWords(u.Bytes()), bytesInWords(q.Storage))
		}
		return nil
	}
}

// MayMakeGuest decides whether an invite that has made that many guests may make
// one more. It fails with [problem.GuestsQuota].
func (q Quotas) MayMakeGuest(made int) error {
	if q.Guests > 0 && made >= q.Guests {
		return problem.GuestsQuota.Say("this invite has let %d guests in, and no more come by one. Ask whoever sent it for a new one", made)
	}
	return nil
}

// bytesInWords writes a number of bytes as people read it: "1.5 GB".
func bytesInWords(n int64) string {
	const thousand = 1000
	if n < thousand*thousand {
		return fmt.Sprintf("%d kB", max(1, (n+thousand/2)/thousand))
	}
	value := float64(n) / thousand
	for _, name := range []string{"MB", "GB"} {
		if value /= thousand; value < thousand {
			return fmt.Sprintf("%.3g %s", value, name)
		}
	}
	return fmt.Sprintf("%.3g TB", value/thousand)
}
