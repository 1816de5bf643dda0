package folder_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"practice/recordings"
	"practice/recordings/blobstest"
	"practice/recordings/folder"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, dir string) *folder.Store {
	t.Helper()
	store, err := folder.New(dir)
	if err != nil {
		t.Fatalf("New(%q): %v", dir, err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return store
}

func TestConformance(t *testing.T) {
	blobstest.Run(t, func(t *testing.T) recordings.Blobs { return open(t, filepath.Join(t.TempDir(), "clips")) })
}

func TestOnlyTheOwnerCanReadClips(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "clips")
	store := open(t, dir)
	if err := store.Put(t.Context(), "clips/a/audio.ogg", strings.NewReader("voice"), 5, "audio/ogg"); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: mode %o, want %o", path, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeletingTheLastObjectLeavesNoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	store := open(t, dir)
	if err := store.Put(t.Context(), "clips/a/audio.ogg", strings.NewReader("voice"), 5, "audio/ogg"); err != nil {
		t.Fatal(err)
	}
	if err := store.Delete(t.Context(), "clips/a/audio.ogg"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "clips")); !os.IsNotExist(err) {
		t.Errorf("the clip's folder: got %v, want it gone", err)
	}
}

func TestALinkInTheStoreLeadsNowhere(t *testing.T) {
	outside, dir := t.TempDir(), filepath.Join(t.TempDir(), "store")
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	store := open(t, dir)
	if err := os.Symlink(outside, filepath.Join(dir, "clips")); err != nil {
		t.Fatal(err)
	}
	if blob, err := store.Open(t.Context(), "clips/secret"); err == nil {
		defer blob.Close()
		t.Error("Open through a link out of the store: no error")
	}
	if err := store.Put(t.Context(), "clips/planted", strings.NewReader("x"), 1, ""); err == nil {
		t.Error("Put through a link out of the store: no error")
	}
	if _, err := os.Stat(filepath.Join(outside, "planted")); !os.IsNotExist(err) {
		t.Errorf("outside the store: got %v, want nothing", err)
	}
}

func TestWhatAnInterruptedPutLeftIsRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	left := filepath.Join(dir, ".incoming", "HALF")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("half a cl"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the half-written object: got %v, want it gone", err)
	}
}

func TestCheckNamesAFolderThatIsGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	store := open(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	err := store.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "PRACTICE_DATA") || strings.Contains(err.Error(), "\n") {
		t.Errorf("Check: got %v, want one line with %s and PRACTICE_DATA", err, dir)
	}
}

func TestAFileIsNotAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.New(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("New(%q): got %v, want an error that names it", file, err)
	}
}
