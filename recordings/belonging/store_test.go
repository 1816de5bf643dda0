package belonging_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/versity"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/belonging"
	"practice/recordings/blobstest"
	"practice/recordings/memory"
)

// An installation without clips takes any store, and keeps every promise of one.
func TestConformance(t *testing.T) {
	blobstest.Run(t, func(t *testing.T) recordings.Blobs {
		store, _ := archiving.Folder(t)
		return belonging.New(store, "one", &memory.Store{})
	})
}

// withClips is an installation with some stored clips, whose objects are in blobs.
func withClips(t *testing.T, blobs recordings.Blobs) *memory.Store {
	t.Helper()
	clips := &memory.Store{}
	for i, id := range []string{"a", "b", "c", "d"} {
		clip := recordings.Clip{ID: id, OwnerID: "ada", State: recordings.Ready, Original: recordings.AudioOgg, Edition: i % 2, CreatedAt: time.Unix(int64(i), 0)}
		must(t, clips.CreateClip(t.Context(), clip))
		must(t, blobs.Put(t.Context(), recordings.Key(id, clip.Edition, recordings.AudioOgg), strings.NewReader("sound"), 5, "audio/ogg"))
	}
	return clips
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Another bucket than the one with the clips is not used: nothing is put there, and
// nothing counts as deleted because it is not there.
func TestAnotherBucketIsNotTakenForTheOwn(t *testing.T) {
	server := versity.Start(t)
	own := archiving.S3(t, server)
	clips := withClips(t, own)
	must(t, belonging.New(own, "one", clips).Check(t.Context()))

	folder, _ := archiving.Folder(t)
	other := belonging.New(folder, "one", clips)
	key := recordings.Key("a", 0, recordings.AudioOgg)
	_, opened := other.Open(t.Context(), key)
	for what, err := range map[string]error{
		"Check":  other.Check(t.Context()),
		"Put":    other.Put(t.Context(), recordings.Key("new", 0, recordings.AudioOgg), strings.NewReader("sound"), 5, "audio/ogg"),
		"Delete": other.Delete(t.Context(), key),
		"Open":   opened,
	} {
		if !errors.Is(err, problem.Unavailable) || errors.Is(err, recordings.ErrNotFound) || !strings.Contains(err.Error(), "installations/one") {
			t.Errorf("%s: got %v, want it unavailable, with the way back", what, err)
		}
	}
	must(t, folder.Put(t.Context(), "installations/one", strings.NewReader(""), 0, "text/plain"))
	must(t, other.Check(t.Context())) // its operator wants to go on without the clips
	must(t, other.Delete(t.Context(), key))
}

// The mark is written into a store of a program that knew none, and by two servers
// at once. It is enough where the clips that were looked for are gone.
func TestTheOwnStoreGetsItsMark(t *testing.T) {
	folder, _ := archiving.Folder(t)
	clips := withClips(t, folder)
	must(t, folder.Delete(t.Context(), recordings.Key("a", 0, recordings.AudioOgg))) // one may be damaged
	checked := make(chan error)
	for range 2 {
		go func() { checked <- belonging.New(folder, "one", clips).Check(t.Context()) }()
	}
	for range 2 {
		must(t, <-checked)
	}
	for _, id := range []string{"b", "c", "d"} {
		for edition := range 2 {
			must(t, folder.Delete(t.Context(), recordings.Key(id, edition, recordings.AudioOgg)))
		}
	}
	must(t, belonging.New(folder, "one", clips).Check(t.Context()))
	if err := belonging.New(folder, "another", clips).Check(t.Context()); !errors.Is(err, problem.Unavailable) {
		t.Errorf("another installation's: got %v, want it refused", err)
	}
}
