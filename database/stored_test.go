package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"practice/sessions"
)

var update = flag.Bool("update", false, "write the golden files")

// before makes an empty database as it was at a migration of the time when there
// were no codes.
func (e engine) before(t *testing.T, version int64) (url string, raw *sql.DB) {
	t.Helper()
	url = e.url(t)
	raw = rawURL(t, url)
	dialect := map[string]goose.Dialect{"sqlite": goose.DialectSQLite3, "postgres": goose.DialectPostgres}[e.name]
	provider, err := goose.NewProvider(dialect, raw, os.DirFS("migrations"), goose.WithVerbose(false))
	must(t, err, "read the migrations")
	_, err = provider.UpTo(context.Background(), version)
	must(t, err, fmt.Sprint("migrate to ", version))
	return url, raw
}

// insert adds the rows of a file of testdata, table by table.
func insert(t *testing.T, raw *sql.DB, file string, tables ...string) {
	t.Helper()
	data, err := os.ReadFile(file)
	must(t, err, "read "+file)
	var rows map[string][]map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	must(t, decoder.Decode(&rows), "read "+file)
	for _, table := range tables {
		for _, row := range rows[table] {
			var columns, places []string
			var values []any
			for column, value := range row {
				if number, ok := value.(json.Number); ok {
					value, err = number.Int64()
					must(t, err, "read a number of "+file)
				}
				columns, values = append(columns, column), append(values, value)
				places = append(places, fmt.Sprint("$", len(values)))
			}
			_, err := raw.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", values...)
			must(t, err, "insert into "+table)
		}
	}
}

// What the last program without codes wrote comes back as it was, on each
// engine. testdata/sessions-before-codes.json has its rows; it wrote the same
// text on both.
func TestSessionsWrittenBeforeCodesComeBack(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url, raw := e.before(t, 2)
			insert(t, raw, "testdata/sessions-before-codes.json", "users", "sessions", "participants", "invites")
			db := open(t, url)
			for _, want := range sessionsBeforeCodes() {
				got, err := db.Session(t.Context(), want.ID)
				must(t, err, "read session "+want.ID)
				same(t, "session "+want.ID, got, want)
			}
			running, err := db.RunningSessions(t.Context())
			must(t, err, "list the running sessions")
			same(t, "running sessions", ids(running, sessionID), []string{"running"})
			invite, session, err := db.Invite(t.Context(), "hash")
			must(t, err, "read the invite")
			same(t, "the session of the invite", session.ID, "lobby")
			same(t, "the invite", invite, sessions.Invite{
				ID: "hash", TokenHash: "hash", SessionID: "lobby", MaxUses: 4, CreatedAt: at(1), ExpiresAt: at(2),
			})
		})
	}
}

// sessionsBeforeCodes are the sessions of the file.
func sessionsBeforeCodes() []sessions.Session {
	lobby := aSession("lobby", "ada", at(0))
	lobby.Participants = append(lobby.Participants,
		sessions.Participant{UserID: "bob", Name: "Bob", Role: sessions.Interviewer, JoinedAt: at(5), ConsentedAt: at(6)})
	live := running(lobby, at(3000))
	live.ID, live.Leg = "running", 1
	live.Clock.Plan[0].Duration = 1234567891 * time.Nanosecond
	all := []sessions.Session{lobby, live}
	for i, why := range []sessions.EndReason{sessions.EndedByPlan, sessions.EndedByParticipant, sessions.EndedByAbsence, sessions.EndedByShutdown} {
		over := running(lobby, at(3000))
		over.ID = "ended-" + string(rune('a'+i))
		over.EndedAt, over.EndReason = at(int64(9000+i)), why
		all = append(all, over)
	}
	abandoned := ended(lobby, at(50))
	abandoned.ID = "abandoned"
	bare := sessions.Session{ID: "bare", OwnerID: "ada", Kind: sessions.Solo, CreatedAt: at(1), Participants: slices.Clone(lobby.Participants[:1])}
	coded := aSession("coded", "ada", at(2))
	coded.Format.Medium = sessions.LiveCoding
	return append(all, abandoned, bare, coded)
}

// What is stored of a session, to the letter: a change of this file is a change
// of what every database holds, and needs a migration.
func TestAStoredSessionIsTheGoldenFile(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			addUser(t, db, "ada")
			over := ended(running(aSession("s", "ada", at(0)), at(3000)), at(9000))
			over.Door.Knocks = []sessions.Knock{{UserID: "bob", Name: "Bob", Role: sessions.Observer, At: at(4000)}}
			over.Door.TurnedAway = []sessions.TurnedAway{{UserID: "eve", At: at(5000), Removed: true}}
			addSession(t, db, over)
			wantGolden(t, "testdata/session.json", storedRow(t, rawURL(t, url), "SELECT * FROM sessions"))
		})
	}
}

func wantGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		must(t, os.WriteFile(file, got, 0o600), "write "+file)
	}
	want, err := os.ReadFile(file)
	must(t, err, "read the golden file")
	same(t, file, string(got), string(want))
}

// storedRow returns the only row of a query as indented JSON, columns that are
// JSON unfolded.
func storedRow(t *testing.T, raw *sql.DB, query string) []byte {
	t.Helper()
	rows, err := raw.Query(query)
	must(t, err, query)
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err, query)
	if !rows.Next() {
		t.Fatalf("%s: no row (%v)", query, rows.Err())
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	must(t, rows.Scan(into...), query)
	row := map[string]any{}
	for i, column := range columns {
		row[column] = values[i]
		if text, ok := values[i].(string); ok && strings.ContainsAny(text[:min(1, len(text))], "[{") {
			row[column] = json.RawMessage(text)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	must(t, encoder.Encode(row), "write as JSON")
	return out.Bytes()
}
