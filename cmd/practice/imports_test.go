package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A room is a top-level folder, or one of the folders below it that have a
// door of their own. Inner packages (recordings/memory, sessions/bank) belong to
// the room they lie in. internal/ holds what only tests use.
var rooms = []string{
	"cmd/practice", "cmd/practice/settings", "people", "sessions", "sessions/shown", "access",
	"recordings", "recordings/ogg", "recordings/wav", "recordings/sound", "recordings/spool", "recordings/capture", "recordings/bring",
	"recordings/mend", "recordings/archive", "recordings/s3", "recordings/folder", "recordings/belonging",
	"nodes", "database", "signaling", "signaling/room", "signaling/ledger", "signaling/socket", "signaling/wire", "signaling/whip", "signaling/peer",
	"web", "web/api", "web/page",
	"limits", "problem", "ids", "etag", "closing", "cursor", "turns", "turnstile",
}

// common are the rooms that every room may import. They import none of ours;
// limits alone tells its refusals by problem.
var common = []string{"limits", "problem", "ids", "etag", "closing", "cursor", "turns", "turnstile"}

// doors is the table of ARCHITECTURE.md: which rooms a room may import.
var doors = map[string][]string{
	"cmd/practice":          rooms,
	"cmd/practice/settings": {"people"},
	"people":                nil,
	"sessions":              {"people"},
	"sessions/shown":        {"sessions"},
	"access":                {"people", "sessions", "recordings"},
	"recordings":            nil,
	"recordings/ogg":        {"recordings"},
	"recordings/wav":        {"recordings"},
	"recordings/sound":      {"recordings", "recordings/ogg", "recordings/wav"},
	"recordings/spool":      {"recordings", "recordings/ogg"},
	"recordings/capture":    {"recordings", "recordings/ogg", "recordings/spool"},
	"recordings/bring":      {"recordings", "recordings/ogg", "recordings/spool", "recordings/wav"},
	"recordings/mend":       {"recordings", "recordings/ogg", "recordings/sound", "recordings/spool"},
	"recordings/archive":    {"recordings", "recordings/mend", "recordings/sound", "recordings/spool", "recordings/wav"},
	"recordings/s3":         {"recordings"},
	"recordings/folder":     {"recordings"},
	"recordings/belonging":  {"recordings"},
	"nodes":                 nil,
	"database":              {"people", "sessions", "recordings", "nodes"},
	"signaling":             {"people", "access", "sessions", "recordings", "recordings/capture", "signaling/room", "signaling/ledger", "signaling/socket", "signaling/wire", "signaling/peer"},
	"signaling/room":        {"people", "sessions", "sessions/shown", "recordings", "recordings/capture", "signaling/ledger", "signaling/socket", "signaling/wire", "signaling/peer"},
	"signaling/ledger":      nil,
	"signaling/socket":      {"signaling/wire"},
	"signaling/wire":        {"sessions/shown"},
	"signaling/whip":        {"people", "access", "sessions", "signaling/room", "signaling/peer"},
	"signaling/peer":        {"recordings"},
	"web":                   {"people", "access", "web/api", "web/page"},
	"web/api":               {"people", "access", "sessions", "sessions/shown", "recordings"},
	"web/page":              nil,
}

// owners says which rooms alone may import a library.
var owners = []struct {
	library string
	rooms   []string
	why     string
}{
	{"github.com/pion/opus", []string{"recordings/sound"}, "decoding belongs to what is derived from a clip"},
	{"github.com/pion/", []string{"signaling/peer"}, "one room knows WebRTC"},
	{"github.com/gorilla/websocket", []string{"signaling/socket"}, "one room knows WebSocket"},
	{"github.com/evanphx/json-patch", []string{"signaling/room"}, "changes are made where they are sent"},
	{"github.com/minio/", []string{"recordings/s3"}, "one room knows S3"},
	{"github.com/go-audio/", []string{"recordings/wav"}, "one room knows WAV"},
	{"modernc.org/sqlite", []string{"database"}, "one room knows SQL"},
	{"github.com/jackc/pgx", []string{"database"}, "one room knows SQL"},
	{"database/sql/driver", []string{"database", "problem"}, "what a database that is away looks like is known in one place"},
	{"database/sql", []string{"database"}, "one room knows SQL"},
	{"github.com/danielgtaylor/huma", []string{"web/api"}, "one room knows HTTP APIs"},
	{"github.com/gofrs/flock", []string{"cmd/practice"}, "who owns the data folder is decided before anything is opened"},
	{"github.com/alecthomas/kong", []string{"cmd/practice"}, "configuration is read in one place"},
	{"golang.org/x/time", []string{"limits", "cmd/practice"}, "how often is one table; what the log repeats is beside it"},
	{"os/exec", nil, "the server starts no programs"},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func TestImportsFollowTheTable(t *testing.T) {
	for _, p := range productPackages(t) {
		from := roomOf(p.ImportPath)
		if from == "" {
			t.Errorf("%s lies in no room; the rooms are %v", p.ImportPath, rooms)
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "practice/") {
				continue
			}
			allowed := doors[from]
			if !slices.Contains(common, from) || from == "limits" {
				allowed = append(slices.Clone(allowed), common...)
			}
			if to := roomOf(imported); to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s; %s may import only %v", p.ImportPath, imported, from, allowed)
			}
		}
	}
}

// docs/decisions/0001-inner-packages.md: what lies inside a room is for the
// room and for the wiring; what lies in internal/ is for tests.
func TestInnerPackagesStayInside(t *testing.T) {
	for _, p := range productPackages(t) {
		from := roomOf(p.ImportPath)
		for _, imported := range p.Imports {
			path, ours := strings.CutPrefix(imported, "practice/")
			if !ours || slices.Contains(rooms, path) {
				continue
			}
			if to := roomOf(imported); to == "" || to != from && from != "cmd/practice" {
				t.Errorf("%s imports %s, which is not for it", p.ImportPath, imported)
			}
		}
	}
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, p := range productPackages(t) {
		from := roomOf(p.ImportPath)
		for _, imported := range p.Imports {
			for _, o := range owners {
				if !strings.HasPrefix(imported, o.library) {
					continue
				}
				if !slices.Contains(o.rooms, from) {
					t.Errorf("%s imports %s, which only %v may: %s", p.ImportPath, imported, o.rooms, o.why)
				}
				break
			}
		}
	}
}

// productPackages lists the packages of the program itself, without tests and
// test harnesses.
func productPackages(t *testing.T) []listedPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "practice/...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p listedPackage
		if err := decoder.Decode(&p); err != nil {
			t.Fatalf("go list: %v", err)
		}
		if !strings.HasPrefix(p.ImportPath, "practice/internal/") && !strings.HasSuffix(p.ImportPath, "test") {
			packages = append(packages, p)
		}
	}
	if len(packages) < len(rooms) {
		t.Fatalf("go list found %d packages, want at least %d", len(packages), len(rooms))
	}
	return packages
}

// roomOf returns the innermost room that the package lies in.
func roomOf(importPath string) string {
	var found string
	for _, room := range rooms {
		path := "practice/" + room
		if (importPath == path || strings.HasPrefix(importPath, path+"/")) && len(room) > len(found) {
			found = room
		}
	}
	return found
}
