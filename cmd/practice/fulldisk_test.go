package main

import (
	"net/http"
	"strings"
	"testing"

	"practice/problem"
	"practice/recordings"
)

// A disk on which not a byte is left, whoever took it: what there is can be read and
// heard, and whatever writes is refused as what it is, by whichever door.
func TestADiskWithNothingLeftIsReadAndHeard(t *testing.T) {
	t.Parallel()
	disk, ada := onSmallDisk(t, 96*mebibyte, mebibyte)
	clip, _, status := ada.bring(t, "first", silentWAV(2*mebibyte))
	if status != http.StatusCreated {
		t.Fatalf("a file: got %d", status)
	}
	await(t, "the file to be stored", func() bool { return ada.clip(t, clip.ID).State == string(recordings.Ready) })
	disk.Leave(0)
	for _, path := range []string{"/api/v1/me", "/api/v1/clips", "/api/v1/sessions", "/api/v1/clips/" + clip.ID} {
		if status := ada.ask(t, http.MethodGet, path, nil, nil); status != http.StatusOK {
			t.Errorf("GET %s: got %d, want %d", path, status, http.StatusOK)
		}
	}
	ada.wantPartOfWAV(t, clip, 44)
	for _, ask := range [][3]string{
		{http.MethodPatch, "/api/v1/me", `{"name":"Augusta"}`},
		{http.MethodPatch, "/api/v1/clips/" + clip.ID, `{"title":"` + strings.Repeat("x", 190) + `"}`},
		{http.MethodPost, "/whip", "v=0"},
	} {
		var told problem.Document
		if status := ada.ask(t, ask[0], ask[1], strings.NewReader(ask[2]), &told); status != http.StatusInsufficientStorage || told.Code != problem.DiskFull {
			t.Errorf("%s %s: got %d, %q, want %d, %q", ask[0], ask[1], status, told.Code, http.StatusInsufficientStorage, problem.DiskFull)
		}
	}
}
