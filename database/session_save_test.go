package database_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"practice/sessions"
)

// refuseWrites makes the database refuse to write what a change of something
// else has no business with: the questions, and ada's seat.
func refuseWrites(t *testing.T, e engine, raw *sql.DB) {
	t.Helper()
	if e.name == "sqlite" {
		for name, when := range map[string]string{
			"questions": "UPDATE OF questions ON sessions", "seat": "UPDATE ON participants WHEN old.user_id = 'ada'", "gone": "DELETE ON participants WHEN old.user_id = 'ada'",
		} {
			mustExec(t, raw, "CREATE TRIGGER "+name+" BEFORE "+when+" BEGIN SELECT RAISE(ABORT, 'written all the same'); END")
		}
		return
	}
	mustExec(t, raw, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'written all the same'; END $$")
	for name, when := range map[string]string{
		"questions": "UPDATE OF questions ON sessions FOR EACH ROW", "seat": "UPDATE OR DELETE ON participants FOR EACH ROW WHEN (old.user_id = 'ada')",
	} {
		mustExec(t, raw, "CREATE TRIGGER "+name+" BEFORE "+when+" EXECUTE FUNCTION refuse()")
	}
}

// A change writes what it changed and leaves the rest of the session alone.
func TestAChangeWritesWhatChanged(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			addUser(t, db, "ada")
			addGuest(t, db, "bob")
			want := aSession("s", "ada", at(0))
			want.Participants = append(want.Participants, sessions.Participant{UserID: "bob", Name: "Bob", Role: sessions.Interviewer, JoinedAt: at(5)})
			addSession(t, db, want)
			refuseWrites(t, e, rawURL(t, url))
			update := func(what string, change func(*sessions.Session)) {
				t.Helper()
				change(&want)
				got, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
					change(s)
					return nil
				})
				must(t, err, what)
				same(t, "the session after: "+what, got, want)
			}
			update("nothing", func(*sessions.Session) {})
			update("bob's consent", func(s *sessions.Session) { s.Participants[1].ConsentedAt = at(7) })
			update("the start", func(s *sessions.Session) {
				s.Clock.Plan = slices.Clone(s.Format.Stages)
				s.Clock = s.Clock.With(sessions.ClockEvent{Kind: sessions.StartEvent, At: at(3000)})
			})
			for i, kind := range []sessions.EventKind{sessions.PauseEvent, sessions.ResumeEvent, sessions.SkipEvent} {
				update(string(kind), func(s *sessions.Session) {
					s.Clock = s.Clock.With(sessions.ClockEvent{Kind: kind, At: at(4000 + int64(i))})
				})
			}
			update("an extension", func(s *sessions.Session) {
				s.Clock = s.Clock.With(sessions.ClockEvent{Kind: sessions.ExtendEvent, At: at(5000), By: 90 * time.Second})
			})
			update("bob's leaving", func(s *sessions.Session) { s.Participants = s.Participants[:1] })
			update("the end", func(s *sessions.Session) { s.EndedAt, s.EndReason = at(9000), sessions.EndedByParticipant })
			if _, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
				s.Participants[0].Name = "Eve"
				return nil
			}); err == nil {
				t.Error("a change of ada's seat was not written; the test proves nothing")
			}
		})
	}
}
