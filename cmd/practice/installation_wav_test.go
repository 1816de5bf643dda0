package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"practice/recordings"
	"practice/recordings/folder"
	"practice/recordings/s3"
)

// Older programs kept the WAV of every clip. This one makes the same bytes of the
// Ogg, and keeps them no more; a file that was brought as WAV stays.
func TestTheWAVsOfAnOlderInstallationAreMadeAndNotKept(t *testing.T) {
	for name, restore := range map[string]func(*testing.T, string) (string, []string){
		"sqlite-folder": restoreFolder, "postgres-s3": restoreServers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := filepath.Join("testdata", "before-codes", name)
			want := readInstallation(t, kept)
			data, env := restore(t, kept)
			wavs := keptWAVs(t, kept)
			p := serve(t, data, env...)
			compared := 0
			for _, user := range want.Users {
				for _, clip := range user.Clips {
					content, stored := wavs[clip.ID]
					if !stored || clip.Recovered || clip.State != string(recordings.Ready) {
						continue
					}
					compared++
					if _, got := fetchAs(t, p, http.MethodGet, clip.Links.AudioWAV, user.signedIn()); !bytes.Equal(got, content) {
						t.Errorf("%s: %d bytes that differ from the %d that were kept", clip.Links.AudioWAV, len(got), len(content))
					}
				}
			}
			if compared < 5 {
				t.Errorf("only %d WAV files were compared", compared)
			}
			blobs := storeOf(t, data, env)
			for _, user := range want.Users {
				for _, clip := range user.Clips {
					brought := clip.Links.AudioOgg == ""
					if clip.State != string(recordings.Ready) || clip.Recovered {
						continue
					}
					await(t, "the WAV of clip "+clip.ID+" to be as it should", func() bool { return hasWAV(t, blobs, clip.ID) == brought })
				}
			}
		})
	}
}

// keptWAVs are the WAV files that an installation holds, by their clips.
func keptWAVs(t *testing.T, kept string) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	for _, archive := range []string{"data.tar.gz", "objects.tar.gz"} {
		if path := filepath.Join(kept, archive); exists(path) {
			unpack(t, path, dir)
		}
	}
	wavs := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() != recordings.AudioWAV || strings.Contains(path, "/spool/") {
			return err
		}
		_, key, _ := strings.Cut(path, "/clips/")
		id, _, _ := strings.Cut(strings.TrimPrefix(key, "clips/"), "/")
		wavs[id], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return wavs
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// storeOf opens the store that an installation has its clips in.
func storeOf(t *testing.T, data string, env []string) recordings.Blobs {
	t.Helper()
	set := map[string]string{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		set[strings.TrimPrefix(name, "PRACTICE_S3_")] = value
	}
	var store interface {
		recordings.Blobs
		io.Closer
	}
	var err error
	if set["ENDPOINT"] == "" {
		store, err = folder.New(filepath.Join(data, "clips"))
	} else {
		store, err = s3.New(s3.Config{
			Endpoint: set["ENDPOINT"], Region: set["REGION"], Bucket: set["BUCKET"], AccessKey: set["ACCESS_KEY"], SecretKey: set["SECRET_KEY"],
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func hasWAV(t *testing.T, blobs recordings.Blobs, clipID string) bool {
	t.Helper()
	for edition := range 2 {
		blob, err := blobs.Open(t.Context(), recordings.Key(clipID, edition, recordings.AudioWAV))
		if err == nil {
			_ = blob.Close()
			return true
		}
		if !errors.Is(err, recordings.ErrNotFound) {
			t.Fatal(err)
		}
	}
	return false
}
