package nodes_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"practice/nodes"
)

func TestAServerKeepsItsIdentity(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	first, err := nodes.Identity(here)
	if err != nil {
		t.Fatal(err)
	}
	again, err := nodes.Identity(here)
	if err != nil || again != first {
		t.Errorf("the identity at the second start: got %q, %v, want %q", again, err, first)
	}
	if other, err := nodes.Identity(there); err != nil || other == first || other == "" {
		t.Errorf("the identity of another folder: got %q, %v, want another than %q", other, err, first)
	}
}

func TestADamagedIdentityIsSaid(t *testing.T) {
	for _, content := range []string{"", "\x00\x00\x00", "short", strings.Repeat("../", 20)} {
		folder := t.TempDir()
		file := filepath.Join(folder, "node")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if id, err := nodes.Identity(folder); err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("with the content %q: got %q, %v, want an error that names the file and what to do", content, id, err)
		}
	}
}
