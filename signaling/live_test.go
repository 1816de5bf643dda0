package signaling_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// short is a format of one leg, two stages, 1.5 s.
var short = []sessions.Stage{{Name: "Think", Duration: 500 * time.Millisecond}, {Name: "Explain", Duration: time.Second}}

// long is a format of one leg that no test waits out.
var long = []sessions.Stage{{Name: "Explain", Duration: time.Minute}}

func running(s snapshot) bool   { return s.State == "running" }
func recording(s snapshot) bool { return s.Recording }
func ended(s snapshot) bool     { return s.State == "ended" }
func hasClip(s snapshot) bool   { return len(s.ClipIDs) > 0 }

// Alone: count down, speak through the stages, be stopped at the end, get the clip.
func TestSoloSessionIsRecordedFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]peertest.Options{"over UDP": {}, "over TCP alone": {TCPOnly: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			id := h.session(sessions.Solo, sessions.Candidate, short, "ada")
			ada := h.page("ada", id)
			ada.call(options)
			ada.speak()
			ada.do("start")
			told := ada.next("the countdown", func(m received) bool { return m.tells() && running(m.Session) })
			if told.Session.Recording || told.Session.startedAtMS() <= told.NowMS {
				t.Errorf("in the countdown: recording %t, started_at %d, now %d", told.Session.Recording, told.Session.startedAtMS(), told.NowMS)
			}
			ada.until("the recording", recording)
			end := ada.until("the end", ended)
			if got, want := end.EndedAtMS-end.startedAtMS(), int64(1500); got != want || end.EndReason != string(sessions.EndedByPlan) {
				t.Errorf("ended at %d ms, %q; want %d, by plan", got, end.EndReason, want)
			}
			clip := recorded(t, h, id, ada.until("the clip", hasClip).ClipIDs[0])
			if clip.OwnerID != "ada" || clip.Title != "Topic 0" || clip.Prompt != "Prompt 0?" || clip.Domain != "networking" || clip.Format != "test" || clip.Origin != recordings.FromSession {
				t.Errorf("the clip is %+v", clip)
			}
			if got, want := clip.Duration, 1500*time.Millisecond; got != want {
				t.Errorf("the clip lasts %s, want %s", got, want)
			}
		})
	}
}

// recorded waits until the clip lies whole in the spool and returns it.
func recorded(t *testing.T, h *house, session, want string) recordings.Clip {
	t.Helper()
	select {
	case got := <-h.recorded:
		if got != want {
			t.Errorf("recorded %s, want %s", got, want)
		}
	case <-time.After(patience):
		t.Fatalf("clip %s was not recorded; clips: %+v", want, h.clips(session))
	}
	clip, err := h.db.Clip(t.Context(), want)
	check(t, err, "read clip "+want)
	if clip.State != recordings.Storing {
		t.Errorf("the clip's state is %s (%s), want %s", clip.State, clip.Reason, recordings.Storing)
	}
	return clip
}

// Going over to another microphone, a sender makes nothing for some packets'
// length, and its RTP time stands still. Announced, that is placed by the clock
// at once.
func TestAnAnnouncedMicrophoneIsPlacedAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	stages := []sessions.Stage{{Name: "Explain", Duration: 3 * time.Second}}
	id := h.session(sessions.Solo, sessions.Candidate, stages, "ada")
	ada := h.page("ada", id)
	ada.call(peertest.Options{})
	ada.speak()
	ada.do("start")
	ada.until("the recording", recording)
	ada.speaks(50)
	ada.do("microphone")
	ada.pausing.Store(3)
	clip := recorded(t, h, id, ada.until("the clip", hasClip).ClipIDs[0])
	spooled, err := h.spool.Facts(clip.ID)
	check(t, err, "read what the recorder wrote")
	byMicrophone := func(g recordings.Gap) bool { return g.Cause == recordings.Paused && g.Duration >= 40*time.Millisecond }
	if !slices.ContainsFunc(spooled.Gaps, byMicrophone) {
		t.Errorf("gaps %+v, want one of the microphone's 60 ms", spooled.Gaps)
	}
}

// With a peer: "nothing is recorded before every participant has consented",
// both hear each other, and only the candidate becomes a clip.
func TestPairedSession(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Interviewer, long, "ivy", "cid")
	ivy := h.page("ivy", id)
	ivy.do("consent")
	ivy.do("start")
	if e := ivy.refused("start"); e.Code != "conflict" || !strings.Contains(e.Message, "Cid is not connected") {
		t.Errorf("start without cid: %+v", e)
	}
	cid := h.page("cid", id)
	for _, p := range []*page{ivy, cid} {
		p.call(peertest.Options{})
		p.speak()
	}
	ivy.hears("cid")
	cid.hears("ivy")
	ivy.do("start")
	if e := ivy.refused("start"); e.Code != "conflict" || !strings.Contains(e.Message, "Cid has not agreed") {
		t.Errorf("start without cid's consent: %+v", e)
	}
	if clips := h.clips(id); len(clips) != 0 {
		t.Errorf("before every consent there are clips: %+v", clips)
	}
	cid.do("consent")
	ivy.until("cid's consent", func(s snapshot) bool { return s.who("cid").Consented })
	cid.do("start")
	atIvy, atCid := ivy.until("the recording", recording), cid.until("the recording", recording)
	if atIvy.startedAtMS() != atCid.startedAtMS() {
		t.Errorf("position 0 is %d for ivy and %d for cid", atIvy.startedAtMS(), atCid.startedAtMS())
	}
	cid.say("the answer") // a session of no length has no sound
	ivy.hears("the answer")
	ivy.do("end")
	for _, p := range []*page{ivy, cid} {
		if end := p.until("the end", ended); end.EndReason != string(sessions.EndedByParticipant) {
			t.Errorf("%s reads %q", p.name, end.EndReason)
		}
	}
	clip := recorded(t, h, id, cid.until("the clip", hasClip).ClipIDs[0])
	session := h.stored(id)
	if want := session.EndedAt.Sub(session.Clock.StartedAt()); clip.OwnerID != "cid" || (clip.Duration-want).Abs() > time.Millisecond {
		t.Errorf("the clip is %s's and lasts %s, want cid's and %s", clip.OwnerID, clip.Duration, want)
	}
	if clips := h.clips(id); len(clips) != 1 {
		t.Errorf("%d clips, want only the candidate's: %+v", len(clips), clips)
	}
}

// "A page that reloads in mid-session is back in its seat, in its role, with the
// right clock, within two seconds, and the recording goes on."
func TestReloadInMidSession(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "cid", "ivy")
	cid, ivy := h.page("cid", id), h.page("ivy", id)
	for _, p := range []*page{ivy, cid} {
		p.call(peertest.Options{})
		p.speak()
		p.do("consent")
	}
	ivy.until("all consents", func(s snapshot) bool { return s.who("cid").Consented && s.who("ivy").Consented })
	cid.do("start")
	before := cid.until("the recording", recording)
	cid.hears("ivy")
	begin := time.Now()
	cid.gone()
	again := h.page("cid", id)
	again.call(peertest.Options{})
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("back after %s, want 2 s at most", took)
	}
	again.do("consent") // refused, and answered with nothing changed
	again.refused("consent")
	again.say("cid again")
	again.hears("ivy")
	ivy.hears("cid again")
	again.skip()
	after := again.until("the end", ended)
	if after.startedAtMS() != before.startedAtMS() || after.who("cid").Role != "candidate" {
		t.Errorf("after the reload: position 0 %d, role %s; want %d, candidate", after.startedAtMS(), after.who("cid").Role, before.startedAtMS())
	}
	clip := recorded(t, h, id, again.until("the clip", hasClip).ClipIDs[0])
	if want := time.Duration(after.EndedAtMS-after.startedAtMS()) * time.Millisecond; (clip.Duration - want).Abs() > time.Millisecond {
		t.Errorf("the clip lasts %s, want the session's %s", clip.Duration, want)
	}
	if clips := h.clips(id); len(clips) != 1 {
		t.Errorf("%d clips after a reload, want 1", len(clips))
	}
}

// A swap records each candidate for their own leg.
func TestPeerSwap(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	stages := []sessions.Stage{{Name: "First", Duration: time.Second}, {Name: "Second", Duration: 800 * time.Millisecond, Leg: 1}}
	id := h.session(sessions.Paired, sessions.Candidate, stages, "ada", "ben")
	pages := map[string]*page{"ada": h.page("ada", id), "ben": h.page("ben", id)}
	for _, p := range pages {
		p.call(peertest.Options{})
		p.speak()
		p.do("consent")
	}
	pages["ada"].until("all consents", func(s snapshot) bool { return s.who("ada").Consented && s.who("ben").Consented })
	pages["ada"].do("start")
	first := pages["ben"].until("the first leg", recording)
	if got := first.who("ben").Role; got != "interviewer" || first.Questions[0].Points == nil {
		t.Errorf("in the first leg ben is %s", got)
	}
	second := pages["ben"].until("the second leg", func(s snapshot) bool { return s.Leg == 1 })
	if second.who("ben").Role != "candidate" || second.who("ada").Role != "interviewer" || !second.Recording {
		t.Errorf("in the second leg: %+v", second)
	}
	for _, p := range pages {
		p.until("the own clip", hasClip)
	}
	owners, durations := map[int]string{}, map[int]time.Duration{}
	for _, clip := range h.clips(id) {
		owners[clip.Leg], durations[clip.Leg] = clip.OwnerID, clip.Duration
	}
	if owners[0] != "ada" || owners[1] != "ben" || durations[0] != time.Second || durations[1] != 800*time.Millisecond {
		t.Errorf("the clips by leg are of %v and last %v", owners, durations)
	}
}

// "a dead peer is noticed and shown within 10 s": its network is gone without
// a word, for the socket and the voice.
func TestADeadPeerIsShown(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "cid", "ivy")
	ivy := h.page("ivy", id)
	ivy.call(peertest.Options{})
	cid := h.page("cid", id)
	cid.call(peertest.Options{})
	ivy.until("cid's presence", func(s snapshot) bool { return s.who("cid").Hears && s.who("cid").Connected })
	cid.cut()
	cid.browser.Cut()
	begin := time.Now()
	ivy.untilWithin("cid's absence", 10*time.Second, func(s snapshot) bool { return !s.who("cid").Hears && !s.who("cid").Connected })
	t.Logf("shown after %s", time.Since(begin).Round(time.Millisecond))
}

// A graceful stop ends the session, finishes the recording, says good-bye.
func TestTheServerStops(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	ada := h.page("ada", id)
	ada.call(peertest.Options{})
	ada.speak()
	ada.do("start")
	ada.until("the recording", recording)
	idle := h.silentPage("ada", id)
	check(t, h.hub.Close(context.Background()), "close the hub")
	session := h.stored(id)
	if session.State() != sessions.Ended || session.EndReason != sessions.EndedByShutdown {
		t.Errorf("the session is %s, %q", session.State(), session.EndReason)
	}
	clips := h.clips(id)
	if len(clips) != 1 || clips[0].State != recordings.Storing {
		t.Errorf("the clips are %+v, want one that is recorded", clips)
	}
	for _, p := range []*page{ada, idle} {
		if got := p.closing(patience); got != websocket.CloseGoingAway {
			t.Errorf("the socket was closed with %d, want %d", got, websocket.CloseGoingAway)
		}
	}
	if _, status, err := h.connect("ada", id, nil); err == nil || status != 503 {
		t.Errorf("connect to a stopping server: %d, %v, want 503", status, err)
	}
	for _, name := range []string{"practice_rooms", "practice_sockets", "practice_peers"} {
		if got := h.gauge(name); got != 0 {
			t.Errorf("%s is %v after the stop, want 0", name, got)
		}
	}
}
