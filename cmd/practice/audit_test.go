package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scripts/audit fails for what a list knows, however much it says of that, and passes
// over a list that can't be asked, which it names.
func TestTheAuditTellsAFindingFromAListThatIsAway(t *testing.T) {
	const (
		quiet = "echo '{\"auditReportVersion\":2,\"metadata\":{\"vulnerabilities\":{\"total\":0}}}'"
		found = "echo '{\"auditReportVersion\":2,\"metadata\":{\"vulnerabilities\":{\"total\":2}},\"advisory\":\"'$(head -c 300000 /dev/zero | tr '\\0' x)'\"}'; exit 1"
		away  = "echo '{\"error\":{\"summary\":\"no answer\"}}'; exit 1"
	)
	for name, test := range map[string]struct {
		goList, npmList string
		fails           bool
		notLookedAt     int
	}{
		"nothing known":       {"true", quiet, false, 0},
		"Go's list knows":     {"echo GO-2026-1; exit 3", quiet, true, 0},
		"npm's list knows":    {"true", found, true, 0},
		"both are away":       {"echo no such host; exit 1", away, false, 2},
		"one knows, one away": {"echo no such host; exit 1", found, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			lists := t.TempDir()
			for program, does := range map[string]string{"govulncheck": test.goList, "npm": test.npmList} {
				if err := os.WriteFile(filepath.Join(lists, program), []byte("#!/bin/bash\n"+does+"\n"), 0o700); err != nil { //nolint:gosec // a program has to be executable
					t.Fatal(err)
				}
			}
			tools, err := filepath.Abs("../../.tools/bin")
			if err != nil {
				t.Fatal(err)
			}
			audit := exec.Command("../../scripts/audit")
			audit.Env = append(os.Environ(), "PATH="+strings.Join([]string{lists, tools, os.Getenv("PATH")}, ":"))
			said, err := audit.CombinedOutput()
			if (err != nil) != test.fails || strings.Count(string(said), "NOT LOOKED AT") != test.notLookedAt {
				t.Errorf("%v, want a failure: %t, and %d lists not looked at: %.300s", err, test.fails, test.notLookedAt, said)
			}
		})
	}
}
