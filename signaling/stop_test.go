package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// Whoever says stop, in whatever words, is not recorded from that instant on while
// the database stands still; the rule is kept when it is back.
func TestWhatStopsARecordingWaitsForNoDatabase(t *testing.T) {
	for name, test := range map[string]struct {
		stop func(*page)
		want sessions.EndReason
	}{
		"leaving":       {func(p *page) { p.do("leave") }, sessions.EndedByParticipant},
		"withdrawing":   {func(p *page) { p.do("withdraw") }, sessions.ConsentWithdrawn},
		"the last skip": {func(p *page) { p.skip() }, sessions.EndedByPlan},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, ada, id, store := aloneWith(t, []sessions.Stage{{Name: "Explain", Duration: time.Hour}})
				time.Sleep(time.Minute)
				synctest.Wait()
				store.trouble.Store(hangs)
				asked := time.Now()
				test.stop(ada)
				end := ada.until("the end", ended)
				if got := time.Since(asked); got > 100*time.Millisecond || end.EndReason != string(test.want) {
					t.Errorf("ended after %s, %q; want at once, %q", got, end.EndReason, test.want)
				}
				h.finishesRecording(id)
				time.Sleep(time.Minute)
				store.trouble.Store(works)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				s := h.stored(id)
				if s.EndReason != test.want || s.EndedAt.UnixMilli() != end.EndedAtMS {
					t.Errorf("kept: ended at %s, %q; told %d", s.EndedAt, s.EndReason, end.EndedAtMS)
				}
			})
		})
	}
}

// coversClip expects the session's only clip to be as long as the session, and no
// longer.
func (h *house) coversClip(id string) {
	h.t.Helper()
	clips, s := h.clips(id), h.stored(id)
	if len(clips) != 1 {
		h.t.Fatalf("the clips are %+v, want one", clips)
	}
	facts, err := h.spool.Facts(clips[0].ID)
	check(h.t, err, "read the spool")
	if took := s.EndedAt.Sub(s.Clock.StartedAt()); facts.Expected != took || facts.Stored > took+20*time.Millisecond {
		h.t.Errorf("of a session of %v the clip expects %v and stores %v", took, facts.Expected, facts.Stored)
	}
}

// An observer who leaves is out at once, and the session goes on without them.
func TestAnObserverLeavesWithoutTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &unreliable{}
		h := openQuietHouse(t, func(s sessions.Store) sessions.Store {
			store.Store = s
			return store
		})
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben", "cleo")
		pages := map[string]*page{}
		for _, name := range []string{"ada", "ben", "cleo"} {
			pages[name] = h.page(name, id)
			pages[name].do("consent")
		}
		pages["ada"].until("all consents", func(s snapshot) bool {
			return s.who("ada").Consented && s.who("ben").Consented && s.who("cleo").Consented
		})
		pages["ada"].do("start")
		pages["ada"].until("the recording", recording)
		store.trouble.Store(hangs)
		asked := time.Now()
		pages["cleo"].do("leave")
		if got := pages["cleo"].closing(patience); got != 4003 || time.Since(asked) > 100*time.Millisecond {
			t.Errorf("the observer's socket was closed with %d after %s, want 4003 at once", got, time.Since(asked))
		}
		if s := pages["ada"].until("the empty seat", func(s snapshot) bool { return s.who("cleo").ID == "" }); s.State != "running" {
			t.Errorf("the session is %s", s.State)
		}
		store.trouble.Store(works)
		eventually(t, "the empty seat to be kept", func() bool { return len(h.stored(id).Participants) == 2 })
	})
}

// A session that another server ended went on here until that was known: what was
// said is kept, and the session is as long as its clip. One that somebody ended
// elsewhere is over there, and so is the clip.
func TestAClipIsNeverLongerThanItsSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*sessions.Session) error{
		"ended by another server": func(s *sessions.Session) error {
			s.Abandon(time.Now(), sessions.EndedByShutdown)
			return nil
		},
		"ended by a participant elsewhere": func(s *sessions.Session) error { return s.End("ada", time.Now()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
			ada := h.page("ada", id)
			ada.call(peertest.Options{})
			ada.speak()
			ada.do("start")
			ada.until("the recording", recording)
			ada.speaks(50)
			_, err := h.db.UpdateSession(t.Context(), id, end)
			check(t, err, "end the session elsewhere")
			ada.speaks(100)
			h.hub.SessionChanged(t.Context(), id)
			recorded(t, h, id, ada.until("the clip", hasClip).ClipIDs[0])
			h.coversClip(id)
		})
	}
}
