package main

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	longestFile    = 400
	largestPackage = 15
)

// oneSubject names the packages that may have more files than others, and why.
var oneSubject = map[string]string{
	"recordings": "the vocabulary of a voice, a word a file",
	"database":   "all SQL, a file for what it is about",
	"web/api":    "the HTTP API, a file a resource",
}

// What grows past a screenful of files or past a few screens of lines has more
// than one subject.
func TestFilesAndPackagesStaySmall(t *testing.T) {
	files := map[string]int{}
	for _, name := range sources(t) {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(data, []byte("\n")); lines > longestFile {
			t.Errorf("%s has %d lines, want at most %d", name, lines, longestFile)
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files[path.Dir(name)]++
		}
	}
	for folder, count := range files {
		if why := oneSubject[folder]; count > largestPackage && why == "" {
			t.Errorf("%s has %d files besides tests, want at most %d", folder, count, largestPackage)
		}
	}
}

// sources lists the files that people write: no generated ones, no built page.
func sources(t *testing.T) []string {
	t.Helper()
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.go", "*.ts", "*.tsx", "*.css")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	generated := []string{"database/gen/", "web/dist/", "web/ui/api/schema.d.ts"}
	return slices.DeleteFunc(strings.Fields(string(out)), func(name string) bool {
		_, err := os.Stat(filepath.Join("../..", name))
		return err != nil || slices.ContainsFunc(generated, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}
