package people_test

import (
	"errors"
	"testing"

	"practice/people"
	"practice/problem"
)

func TestQuotas(t *testing.T) {
	const gb = 1_000_000_000
	q := people.Quotas{Rooms: 2, Storage: 10 * gb, Uploads: 3, Guests: 4}
	tests := []struct {
		what string
		got  error
		want error
		says string
	}{
		{"a room beside one", q.MayOpenRoom(people.Usage{Rooms: 1}), nil, ""},
		{"a room beside two", q.MayOpenRoom(people.Usage{Rooms: 2}), problem.RoomsQuota, "You have 2 sessions that have not ended, and no more than 2 at once. End one; a lobby that never starts counts for a day."},
		{"a room without storage", q.MayOpenRoom(people.Usage{Stored: 9 * gb, Arriving: gb}), problem.StorageQuota, "Your recordings take 10 GB of the 10 GB that you have here. Delete some before you record more."},
		{"a file that just fits", q.MayUpload(gb)(people.Usage{Stored: 8 * gb, Arriving: gb, Uploads: 2}), nil, ""},
		{"a file too large", q.MayUpload(1_500_000)(people.Usage{Stored: 10*gb - 1}), problem.StorageQuota, "This file takes up to 1.5 MB, and your recordings 10 GB of the 10 GB that you have here. Delete some first."},
		{"a file too many", q.MayUpload(1)(people.Usage{Uploads: 3}), problem.UploadsQuota, "3 files of yours are on their way already, and no more at once. Send this one when one of them has arrived."},
		{"the fourth guest", q.MayMakeGuest(3), nil, ""},
		{"the fifth guest", q.MayMakeGuest(4), problem.GuestsQuota, "This invite has let 4 guests in, and no more come by one. Ask whoever sent it for a new one."},
		{"a recording beside others", q.MayBeRecorded(people.Usage{Stored: 10*gb - 1, Rooms: 9}), nil, ""},
		{"a recording without storage", q.MayBeRecorded(people.Usage{Stored: 11 * gb}), problem.StorageQuota, "Whoever is to be recorded has used up the 10 GB that one may have here. Some of their clips have to be deleted first."},
		{"a recording without quotas", people.Quotas{}.MayBeRecorded(people.Usage{Stored: 1 << 50}), nil, ""},
		{"a room without quotas", people.Quotas{}.MayOpenRoom(people.Usage{Rooms: 1000, Stored: 1 << 50}), nil, ""},
		{"a file without quotas", people.Quotas{}.MayUpload(1 << 50)(people.Usage{Uploads: 1000}), nil, ""},
		{"a guest without quotas", people.Quotas{}.MayMakeGuest(1000), nil, ""},
	}
	for _, tt := range tests {
		if !errors.Is(tt.got, tt.want) || tt.want == nil && tt.got != nil {
			t.Errorf("%s: got %v, want %v", tt.what, tt.got, tt.want)
		}
		if tt.want != nil && problem.Of(tt.got).Sentence != tt.says {
			t.Errorf("%s: says %q, want %q", tt.what, problem.Of(tt.got).Sentence, tt.says)
		}
	}
}
