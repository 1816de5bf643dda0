package signaling_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"practice/people"
	"practice/sessions"
	"practice/signaling"
	"practice/signaling/peer/peertest"
)

// standing is a house whose database stands still when a test says so.
func standing(t *testing.T) (*house, *unreliable) {
	t.Helper()
	store := &unreliable{}
	h := openHouseWith(t, func(s sessions.Store) sessions.Store {
		store.Store = s
		return store
	})
	return h, store
}

// stops lets the database stand still until the test's end, or until it goes on.
func (h *house) stops(store *unreliable) (goOn func()) {
	store.trouble.Store(hangs)
	h.credentials.away.Store(true)
	goOn = func() {
		store.trouble.Store(works)
		h.credentials.away.Store(false)
	}
	h.t.Cleanup(goOn)
	return goOn
}

// Whoever signs out is not recorded from that instant on, whatever the database
// does; the session ends there, and the clip with it.
func TestSigningOutEndsTheRecordingAtOnce(t *testing.T) {
	t.Parallel()
	h, store := standing(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	ada := h.page("ada", id)
	ada.call(peertest.Options{})
	ada.speak()
	ada.do("start")
	ada.until("the recording", recording)
	ada.speaks(50)
	goOn := h.stops(store)
	asked := time.Now()
	h.hub.SignOut(t.Context(), loginOf("ada"))
	if got := time.Since(asked); got > 4*time.Second {
		t.Errorf("the sign-out took %s", got)
	}
	if got := ada.closing(patience); got != 4005 {
		t.Errorf("the socket was closed with %d, want 4005", got)
	}
	ada.speaks(50) // into nobody's ear
	goOn()
	eventually(t, "the end to be kept", func() bool { return h.stored(id).State() == sessions.Ended })
	s := h.stored(id)
	if late := s.EndedAt.Sub(asked); s.EndReason != sessions.EndedByAccess || late < -20*time.Millisecond || late > 250*time.Millisecond {
		t.Errorf("the session ended by %q, %s after the sign-out", s.EndReason, late)
	}
	recorded(t, h, id, h.clips(id)[0].ID)
	h.coversClip(id)
	eventually(t, "the login to be deleted", func() bool {
		gone, err := h.credentials.GoneCredentials(t.Context(), nil)
		return err == nil && len(gone) == 1
	})
	if got := h.gauge("practice_peers"); got != 0 {
		t.Errorf("%v peers are left, want none", got)
	}
}

// Who only listens is out, and heard by nobody; the session goes on. Another login of
// theirs is not touched.
func TestSigningOutOfAnInterviewer(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "cid", "ivy")
	cid, ivy := h.page("cid", id), h.page("ivy", id)
	for _, p := range []*page{ivy, cid} {
		p.call(peertest.Options{})
		p.speak()
		p.do("consent")
	}
	cid.until("all consents", func(s snapshot) bool { return s.who("cid").Consented && s.who("ivy").Consented })
	cid.do("start")
	cid.until("the recording", recording)
	cid.hears("ivy")
	h.hub.SignOut(t.Context(), people.Credential{Kind: people.Login, Hash: "another of ivy's"})
	h.hub.SignOut(t.Context(), loginOf("ivy"))
	if got := ivy.closing(patience); got != 4005 {
		t.Errorf("the socket was closed with %d, want 4005", got)
	}
	s := cid.until("ivy's absence", func(s snapshot) bool { return !s.who("ivy").Connected && !s.who("ivy").Hears })
	if !s.Recording {
		t.Errorf("the session is %s, recording %t; want it to go on", s.State, s.Recording)
	}
	if got := h.gauge("practice_peers"); got != 1 {
		t.Errorf("%v peers, want the candidate's alone", got)
	}
	cid.do("end")
	cid.until("the end", ended)
}

// What a page asked for and what still waits for the database when it is signed out
// is not done any more.
func TestASignedOutPageCarriesOutNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &unreliable{}
		h := openQuietHouse(t, func(s sessions.Store) sessions.Store {
			store.Store = s
			return store
		})
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		store.trouble.Store(slow)
		ada.do("consent")
		synctest.Wait() // it waits for the database
		h.hub.SignOut(t.Context(), loginOf("ada"))
		time.Sleep(10 * time.Second)
		store.trouble.Store(works)
		synctest.Wait()
		if p, err := h.stored(id).Participant("ada"); err != nil || p.Consented() {
			t.Errorf("after the sign-out ada agreed to the recording: %+v, %v", p, err)
		}
		ben.do("consent")
		ben.until("ben's consent", func(s snapshot) bool { return s.who("ben").Consented && !s.who("ada").Consented })
	})
}

// Every credential is looked at again every few seconds: one that another process
// ended is over here too. A database that is away ends nobody.
func TestACredentialThatIsOverElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, _ := aloneWith(t, screen)
		h.credentials.away.Store(true)
		time.Sleep(time.Minute)
		if s := ada.sync(); s.State != "running" {
			t.Fatalf("while the database is away the session is %s", s.State)
		}
		h.credentials.away.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		h.credentials.takeAway(loginOf("ada"))
		taken := time.Now()
		if got := ada.closing(patience); got != 4005 || time.Since(taken) > 5*time.Second {
			t.Errorf("the socket was closed with %d after %s, want 4005 within 5 s", got, time.Since(taken))
		}
		eventually(t, "the end", func() bool { return h.stored(id).EndReason == sessions.EndedByAccess })
		looks := h.credentials.looks.Load()
		time.Sleep(10 * time.Minute)
		if got := h.credentials.looks.Load() - looks; got > 50 {
			t.Errorf("nobody is connected, and the database was asked %d times in 10 minutes", got)
		}
	})
}

// A guest who signs in has another login, and is recorded on.
func TestALoginWithAnotherToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, _, _ := aloneWith(t, screen)
		another := people.Credential{Kind: people.Login, Hash: "another"}
		h.hub.Replaced(loginOf("ada"), another)
		h.credentials.takeAway(loginOf("ada"))
		time.Sleep(time.Minute)
		if s := ada.sync(); s.State != "running" {
			t.Fatalf("the session is %s", s.State)
		}
		h.hub.SignOut(t.Context(), another)
		if got := ada.closing(patience); got != 4005 {
			t.Errorf("the socket was closed with %d, want 4005", got)
		}
	})
}

// A program whose token is revoked is not recorded on, and can't begin anew.
func TestARevokedTokenEndsItsProgram(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	p.begin()
	p.spoken(300 * time.Millisecond)
	h.credentials.takeAway(loginOf("ada"))
	s := p.awaitState(sessions.Ended)
	if s.EndReason != sessions.EndedByAccess {
		t.Errorf("the session ended by %q, want %q", s.EndReason, sessions.EndedByAccess)
	}
	p.recordedClip()
	h.coversClip(p.session())
	eventually(t, "the program to be cut off", func() bool { return h.gauge("practice_peers") == 0 })
	p.want(http.StatusUnauthorized, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
}

// DELETE ends the capture at once and is answered without the database, which does
// not even say who asks.
func TestAProgramStopsWhileTheDatabaseStandsStill(t *testing.T) {
	t.Parallel()
	h, store := standing(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	p.begin()
	p.spoken(300 * time.Millisecond)
	goOn := h.stops(store)
	asked := time.Now()
	p.want(http.StatusOK, "DELETE", p.url, "")
	if got := time.Since(asked); got > time.Second {
		t.Errorf("DELETE was answered after %s", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	<-ctx.Done() // it speaks on
	goOn()
	s := p.awaitState(sessions.Ended)
	if late := s.EndedAt.Sub(asked); late < -20*time.Millisecond || late > 250*time.Millisecond {
		t.Errorf("the session ended %s after the request", late)
	}
	p.recordedClip()
	h.coversClip(p.session())
}

// Anybody can sign out what is no login: a flood of that is bounded, and whoever is
// connected is signed out all the same.
func TestAFloodOfSignOuts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, _, _ := aloneWith(t, screen)
		over := func(n int) people.Credential {
			return people.Credential{Kind: people.Login, Hash: fmt.Sprint("guessed ", n)}
		}
		const flood = 20_000
		for n := range flood {
			h.hub.SignOut(t.Context(), over(n))
		}
		noted := 0
		for n := range flood {
			if h.hub.IsOver(over(n)) {
				noted++
			}
		}
		if noted > flood/2 {
			t.Errorf("%d of %d made-up logins are noted, want half of them at most", noted, flood)
		}
		h.hub.SignOut(t.Context(), loginOf("ada"))
		if got := ada.closing(patience); got != 4005 || !h.hub.IsOver(loginOf("ada")) {
			t.Errorf("the socket was closed with %d, over: %t", got, h.hub.IsOver(loginOf("ada")))
		}
		time.Sleep(5 * time.Minute)
		if h.hub.IsOver(over(0)) {
			t.Error("a login that is over is noted for ever")
		}
	})
}

// Whoever is deleted is cut off at once, whichever login they are there by, and not
// recorded on; nobody else is.
func TestWhoIsDeletedIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		ada.do("consent")
		ben.do("consent")
		ada.do("start")
		ben.until("the recording", recording)
		cut := time.Now()
		h.hub.CutOff("ada")
		if got := ada.closing(patience); got != 4005 || !h.hub.IsOver(loginOf("ada")) || h.hub.IsOver(loginOf("ben")) {
			t.Errorf("ada's socket was closed with %d; over: hers %t, ben's %t", got, h.hub.IsOver(loginOf("ada")), h.hub.IsOver(loginOf("ben")))
		}
		if s := ben.until("the end", ended); time.Since(cut) > 100*time.Millisecond {
			t.Errorf("the session ended %s later, %q", time.Since(cut), s.EndReason)
		}
	})
}

// A login that was signed out while the database stood still is over for the next
// process, too, which deletes it when it can.
func TestASignOutOutlivesTheHub(t *testing.T) {
	t.Parallel()
	h, store := standing(t)
	goOn := h.stops(store)
	h.hub.SignOut(t.Context(), loginOf("ada"))
	check(t, h.hub.Close(t.Context()), "close the hub")
	h.config.Registerer = prometheus.NewRegistry()
	next, err := signaling.New(h.config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { check(t, next.Close(t.Context()), "close the next hub") }()
	if !next.IsOver(loginOf("ada")) || next.IsOver(loginOf("ben")) {
		t.Errorf("after a restart ada's login is over: %t, ben's: %t", next.IsOver(loginOf("ada")), next.IsOver(loginOf("ben")))
	}
	goOn()
	eventually(t, "the login to be deleted", func() bool {
		gone, err := h.credentials.GoneCredentials(t.Context(), nil)
		_, missing := os.Stat(string(h.config.Owed))
		return err == nil && len(gone) == 1 && errors.Is(missing, fs.ErrNotExist)
	})
}
