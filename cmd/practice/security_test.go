package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What docs/security.md claims is shown by tests that there are.
func TestTheSecurityTableNamesTests(t *testing.T) {
	table, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	err = filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			if err == nil && entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".tools") {
				return fs.SkipDir
			}
			return err
		}
		content, err := os.ReadFile(path)
		for _, found := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(content, -1) {
			there[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllSubmatch(table, -1)
	if len(named) < 20 {
		t.Fatalf("the table names %d tests, want many", len(named))
	}
	for _, name := range named {
		if !there[string(name[1])] {
			t.Errorf("docs/security.md names %s, which there is not", name[1])
		}
	}
	for line := range strings.Lines(string(table)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 && strings.HasPrefix(line, "| V") && !strings.Contains(" pass partly absent ", cells[2]) {
			t.Errorf("the line %q has the state %q, want pass, partly or absent", strings.TrimSpace(line), cells[2])
		}
	}
}
