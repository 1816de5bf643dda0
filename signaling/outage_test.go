package signaling_test

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"practice/people"
	"practice/recordings"
	"practice/sessions"
)

// The ways in which a database fails.
const (
	works int32 = iota
	// down: it refuses at once.
	down
	// hangs: it does not answer.
	hangs
	// mute: it does what it is told, and its answers are lost.
	mute
	// slow: it answers after a second.
	slow
)

// unreliable is a store whose database fails.
type unreliable struct {
	sessions.Store
	trouble atomic.Int32
	// visits counts what was asked.
	visits atomic.Int32
}

var errDown = errors.New("the database is down")

func (u *unreliable) fail(ctx context.Context) error {
	u.visits.Add(1)
	switch u.trouble.Load() {
	case down:
		return errDown
	case hangs:
		<-ctx.Done()
		return ctx.Err()
	case slow:
		time.Sleep(time.Second)
	}
	return nil
}

// Session implements sessions.Store.
func (u *unreliable) Session(ctx context.Context, id string) (sessions.Session, error) {
	if err := u.fail(ctx); err != nil {
		return sessions.Session{}, err
	}
	return u.Store.Session(ctx, id)
}

// UpdateSession implements sessions.Store.
func (u *unreliable) UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error) {
	if err := u.fail(ctx); err != nil {
		return sessions.Session{}, err
	}
	s, err := u.Store.UpdateSession(ctx, id, change)
	if u.trouble.Load() == mute && err == nil {
		<-ctx.Done()
		return sessions.Session{}, ctx.Err()
	}
	return s, err
}

// StartSession implements sessions.Store.
func (u *unreliable) StartSession(ctx context.Context, id string, change func(*sessions.Session) error, may people.Condition) (sessions.Session, error) {
	if err := u.fail(ctx); err != nil {
		return sessions.Session{}, err
	}
	return u.Store.StartSession(ctx, id, change, may)
}

// aloneWith is alone, with a database that can fail.
func aloneWith(t *testing.T, stages []sessions.Stage) (*house, *page, string, *unreliable) {
	t.Helper()
	store := &unreliable{}
	h, ada, id := alone(t, stages, func(s sessions.Store) sessions.Store {
		store.Store = s
		return store
	})
	ada.until("the recording", recording)
	synctest.Wait() // also for the look at sessions that falls into the same instant
	return h, ada, id, store
}

// finishesRecording waits until the session's only clip is recorded.
func (h *house) finishesRecording(id string) {
	h.t.Helper()
	eventually(h.t, "the recording is finished", func() bool {
		clips := h.clips(id)
		return len(clips) == 1 && clips[0].State != recordings.Recording
	})
}

// A room whose session was ended by somebody else learns it at the next stage's
// end, and asks once.
func TestASessionThatEndedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, store := aloneWith(t, screen)
		_, err := h.db.UpdateSession(t.Context(), id, func(s *sessions.Session) error { return s.End("ada", time.Now()) })
		check(t, err, "end the session elsewhere")
		before := store.visits.Load()
		messages := len(ada.messages)
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := store.visits.Load() - before; got > 3 {
			t.Errorf("the room asked the database %d times in an hour, want at most 3", got)
		}
		if got := len(ada.messages) - messages; got > 20 {
			t.Errorf("the page got %d messages in an hour, want at most 20", got)
		}
		want := h.stored(id)
		s := ada.until("the end that the database has", func(s snapshot) bool { return s.EndReason == string(want.EndReason) })
		if s.EndReason != string(want.EndReason) || s.EndedAtMS != want.EndedAt.UnixMilli() {
			t.Errorf("told that the session ended at %d, %q; the database has %d, %q", s.EndedAtMS, s.EndReason, want.EndedAt.UnixMilli(), want.EndReason)
		}
	})
}

// A refused change leaves the room with the session that the database refused
// to change.
func TestARefusalShowsWhatTheDatabaseHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, _ := aloneWith(t, screen)
		_, err := h.db.UpdateSession(t.Context(), id, func(s *sessions.Session) error { return s.End("ada", time.Now()) })
		check(t, err, "end the session elsewhere")
		ada.skip()
		ada.until("the end", ended)
		if e := ada.refused("skip_stage"); e.Code != "conflict" {
			t.Errorf("skipping a stage of an ended session: %+v", e)
		}
	})
}

// Whatever is wrong with the database when the time is up, the session and its
// recording end there, and it is kept when the database is back.
func TestADatabaseThatIsAwayAtTheEnd(t *testing.T) {
	for name, trouble := range map[string]int32{"down": down, "hanging": hangs, "mute": mute} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, ada, id, store := aloneWith(t, screen)
				time.Sleep(44 * time.Minute)
				synctest.Wait()
				store.trouble.Store(trouble)
				end := ada.untilWithin("the end", 2*time.Minute, ended)
				if got, want := end.EndedAtMS-end.startedAtMS(), (45 * time.Minute).Milliseconds(); got != want {
					t.Errorf("ended at %d ms, want %d", got, want)
				}
				if late := time.Since(time.UnixMilli(end.EndedAtMS)); late > 100*time.Millisecond {
					t.Errorf("the end was told %s late", late)
				}
				h.finishesRecording(id)
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				store.trouble.Store(works)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if s := h.stored(id); s.EndReason != sessions.EndedByPlan || s.EndedAt.UnixMilli() != end.EndedAtMS {
					t.Errorf("kept: ended at %s, %q; told %d", s.EndedAt, s.EndReason, end.EndedAtMS)
				}
			})
		})
	}
}

// "End" is carried out at once, also when the database stands still, and kept
// as it was told.
func TestEndingWhileTheDatabaseStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, store := aloneWith(t, screen)
		time.Sleep(time.Minute)
		synctest.Wait()
		store.trouble.Store(hangs)
		asked := time.Now()
		ada.do("end")
		end := ada.until("the end", ended)
		if got := time.Since(asked); got > 100*time.Millisecond || end.EndReason != string(sessions.EndedByParticipant) {
			t.Errorf("ended after %s, %q", got, end.EndReason)
		}
		h.finishesRecording(id)
		time.Sleep(time.Minute)
		store.trouble.Store(works)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if s := h.stored(id); s.EndReason != sessions.EndedByParticipant || s.EndedAt.UnixMilli() != end.EndedAtMS {
			t.Errorf("kept: ended at %s, %q; told %d", s.EndedAt, s.EndReason, end.EndedAtMS)
		}
	})
}

// What waits for the database is refused in words after 5 s; what it did after
// all is told when it is back.
func TestRequestsWhileTheDatabaseStandsStill(t *testing.T) {
	skipped := func(s snapshot) bool { return s.stageMS(0) != screen[0].Duration.Milliseconds() }
	for name, test := range map[string]struct {
		trouble int32
		done    bool
	}{"hanging": {hangs, false}, "mute": {mute, true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, ada, _, store := aloneWith(t, screen)
				store.trouble.Store(test.trouble)
				asked := time.Now()
				ada.skip()
				ada.send(object{"type": "time", "sent_ms": 1})
				ada.next("the time", func(m received) bool { return m.Type == "time" })
				if got := time.Since(asked); got > 100*time.Millisecond {
					t.Errorf("the clock's answer took %s", got)
				}
				if e := ada.refused("skip_stage"); e.Code != "unavailable" || time.Since(asked) > 5*time.Second+100*time.Millisecond {
					t.Errorf("after %s: %+v", time.Since(asked), e)
				}
				store.trouble.Store(works)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if test.done {
					ada.until("what was done after all", skipped)
					return
				}
				if s := ada.sync(); skipped(s) {
					t.Errorf("what was refused was done: %+v", s)
				}
				ada.skip() // may be asked again
				ada.until("the shorter stage", skipped)
			})
		})
	}
}

// Behind a decision that has to be kept, nobody waits for longer.
func TestRequestsBehindADecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ada, _, store := aloneWith(t, screen)
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		store.trouble.Store(hangs)
		ada.do("end")
		ada.until("the end", ended)
		asked := time.Now()
		ada.skip()
		if e := ada.refused("skip_stage"); e.Code != "unavailable" || time.Since(asked) > 5*time.Second+100*time.Millisecond {
			t.Errorf("after %s: %+v", time.Since(asked), e)
		}
		store.trouble.Store(works)
	})
}

// What the server can't write on its way out, the next start ends; the
// recording is kept, and the stop does not hang.
func TestStoppingWithoutADatabase(t *testing.T) {
	for name, test := range map[string]struct {
		trouble int32
		within  time.Duration
	}{"down": {down, 3 * time.Second}, "hanging": {hangs, 6 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, _, id, store := aloneWith(t, screen)
				time.Sleep(time.Minute)
				synctest.Wait()
				store.trouble.Store(test.trouble)
				for range 3 { // more that waits
					h.hub.SessionChanged(t.Context(), id)
				}
				begin := time.Now()
				check(t, h.hub.Close(t.Context()), "close the hub")
				if got := time.Since(begin); got > test.within {
					t.Errorf("the stop took %s, want %s", got, test.within)
				}
				if clips := h.clips(id); len(clips) != 1 || clips[0].State == recordings.Recording {
					t.Errorf("the clips are %+v, want one that is finished", clips)
				}
				if got := h.stored(id).State(); got != sessions.Running {
					t.Errorf("the session is %s, want still %s", got, sessions.Running)
				}
				store.trouble.Store(works)
				check(t, h.hub.Recover(t.Context()), "recover")
				if s := h.stored(id); s.State() != sessions.Ended || s.EndReason != sessions.EndedByShutdown {
					t.Errorf("after the next start the session is %s, %q", s.State(), s.EndReason)
				}
			})
		})
	}
}

// A panic ends the room that it happens in, and the recording is kept.
func TestAFaultEndsOneRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		ada.until("the recording", recording)
		other := h.session(sessions.Solo, sessions.Candidate, screen, "ben")
		ben := h.page("ben", other)
		ben.do("start")
		ben.until("the recording", recording)
		time.Sleep(time.Minute)
		h.breaks(ada)
		if got := ada.closing(patience); got != 4004 {
			t.Errorf("the socket was closed with %d, want 4004", got)
		}
		h.finishesRecording(id)
		eventually(t, "the broken room disappears", func() bool { return h.gauge("practice_rooms") == 1 })
		if s := h.stored(id); s.EndReason != sessions.EndedByFault {
			t.Errorf("the session is %s, %q; want %q", s.State(), s.EndReason, sessions.EndedByFault)
		}
		ben.do("end")
		if s := ben.until("the end", ended); s.EndReason != string(sessions.EndedByParticipant) {
			t.Errorf("the other session ended by %q", s.EndReason)
		}
		again := h.page("ada", id)
		if s := again.until("the session", ended); s.EndReason != string(sessions.EndedByFault) || len(s.ClipIDs) != 1 {
			t.Errorf("afterwards ada reads %+v", s)
		}
	})
}

// Whoever can't be recorded is told, and does not speak in vain.
func TestARecordingThatCannotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Solo, sessions.Candidate, screen, "ada")
		ada := h.page("ada", id)
		check(t, os.RemoveAll(h.folder), "take the spool away")
		ada.do("start")
		if e := ada.refused("start"); e.Code != "internal" {
			t.Errorf("told %+v", e)
		}
		s := ada.until("the end", ended)
		if s.EndReason != string(sessions.RecordingFailed) || s.Recording || len(s.ClipIDs) > 0 {
			t.Errorf("the session is %+v", s)
		}
		eventually(t, "the end is kept", func() bool { return h.stored(id).EndReason == sessions.RecordingFailed })
		if clips := h.clips(id); len(clips) > 0 {
			t.Errorf("the clips are %+v, want none", clips)
		}
	})
}

// Also without a database a room that failed is quiet, and its end is kept later.
func TestAFaultWithoutADatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, store := aloneWith(t, screen)
		time.Sleep(time.Minute)
		store.trouble.Store(down)
		before := store.visits.Load()
		h.breaks(ada)
		if got := ada.closing(patience); got != 4004 {
			t.Errorf("the socket was closed with %d, want 4004", got)
		}
		h.finishesRecording(id)
		time.Sleep(time.Hour)
		if got := store.visits.Load() - before; got < 3500 || got > 3700 {
			t.Errorf("the database was asked %d times in an hour, want once a second", got)
		}
		store.trouble.Store(works)
		eventually(t, "the end to be kept", func() bool { return h.stored(id).EndReason == sessions.EndedByFault })
		eventually(t, "the room to disappear", func() bool { return h.gauge("practice_rooms") == 0 })
	})
}
