package signaling_test

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"practice/people"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// A program speaks, ends, and leaves a clip of what it said.
func TestAProgramIsRecordedOverWHIP(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]peertest.Options{
		"voice alone": {}, "with video": {Video: true}, "with video first": {Video: true, VideoFirst: true}, "both ways": {Both: true}, "over TCP": {TCPOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			h.user("ada")
			p := h.program(options)
			a := p.post("?title=Two+phase%20%20commit")
			if !regexp.MustCompile(`^/whip/[a-z0-9]{20,}$`).MatchString(p.url) || !etagForm.MatchString(p.etag) || a.Header.Get("Content-Type") != "application/sdp" {
				t.Errorf("got Location %q, ETag %q, Content-Type %q", p.url, p.etag, a.Header.Get("Content-Type"))
			}
			if !strings.Contains(a.body, "a=candidate:") || !strings.Contains(a.body, "a=end-of-candidates") || strings.Contains(a.body, "a=sendrecv") || !strings.Contains(a.body, "a=recvonly") {
				t.Errorf("the answer is not whole, or does not only receive:\n%s", a.body)
			}
			if got := regexp.MustCompile(`(?s)m=video 0 .*?a=mid:[01]\r\na=inactive`).MatchString(a.body); got != options.Video {
				t.Errorf("video declined: %t, want %t:\n%s", got, options.Video, a.body)
			}
			if !strings.Contains(a.body, ";maxaveragebitrate=") {
				t.Errorf("the answer asks for no bitrate:\n%s", a.body)
			}
			if _, voice, _ := strings.Cut(a.body, "m=audio"); !strings.Contains(voice, "a=candidate:") {
				t.Errorf("the voice has no way to the server:\n%s", a.body)
			}
			p.speak()
			running := p.awaitState(sessions.Running)
			if early := time.Until(running.Clock.StartedAt()); early > 0 {
				t.Errorf("the recording begins %s from now, want at once", early)
			}
			p.spoken(500 * time.Millisecond)
			p.want(http.StatusOK, "DELETE", p.url, "")
			ended := p.awaitState(sessions.Ended)
			clip := p.recordedClip()
			want := ended.EndedAt.Sub(ended.Clock.StartedAt())
			if clip.Title != "Two phase commit" || clip.Prompt != "Two phase commit" || clip.OwnerID != "ada" || clip.Format != "open-recording" || clip.Origin != recordings.FromWHIP || (clip.Duration-want).Abs() > time.Millisecond {
				t.Errorf("the clip is %+v, want one of %s", clip, want)
			}
			eventually(t, "the connection to be closed", func() bool { return h.gauge("practice_peers") == 0 && h.gauge("practice_rooms") == 0 })
			p.want(http.StatusNotFound, "DELETE", p.url, "")
		})
	}
}

// A connection that breaks and comes back by a restart of ICE goes on in the same
// clip; trickling needs the ICE session's tag.
func TestARestartOfICEContinuesTheClip(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	p.begin()
	patch := func(status int, fragment string, headers ...string) reply {
		t.Helper()
		return p.want(status, "PATCH", p.url, fragment, append(headers, "Content-Type", "application/trickle-ice-sdpfrag")...)
	}
	old := peertest.FragmentOf(p.offer)
	patch(http.StatusNoContent, old, "If-Match", p.etag)
	patch(http.StatusNoContent, old, "If-Match", `"another", `+p.etag)
	patch(http.StatusNoContent, old, "If-Match", "*")
	patch(http.StatusNoContent, old+"a=candidate:1 1 udp 1 name.example 9 typ host\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ carrier-pigeon\r\n", "If-Match", "*")
	patch(http.StatusPreconditionFailed, old, "If-Match", `"another"`)
	patch(http.StatusPreconditionRequired, old)

	page := h.page("ada", p.session())
	page.until("the voice", func(s snapshot) bool { return s.Voice == "arriving" && s.Program })
	p.spoken(500 * time.Millisecond)
	p.browser.Cut()
	page.until("the loss", func(s snapshot) bool { return !s.who("ada").Hears && s.Voice == "missing" })
	p.browser.Mend()
	offer, err := p.browser.OfferWhole(true)
	if err != nil {
		t.Fatal(err)
	}
	patch(http.StatusPreconditionFailed, peertest.FragmentOf(offer), "If-Match", `"another"`)
	a := patch(http.StatusOK, peertest.FragmentOf(offer), "If-Match", "*")
	if tag := a.Header.Get("ETag"); !etagForm.MatchString(tag) || tag == p.etag || a.Header.Get("Content-Type") != "application/trickle-ice-sdpfrag" {
		t.Errorf("after a restart: ETag %q (it was %q), Content-Type %q", tag, p.etag, a.Header.Get("Content-Type"))
	}
	if err := p.browser.Restarted(a.body); err != nil {
		t.Fatalf("the fragment %s: %v", a.body, err)
	}
	patch(http.StatusPreconditionFailed, peertest.FragmentOf(offer), "If-Match", p.etag)
	patch(http.StatusNoContent, peertest.FragmentOf(offer), "If-Match", a.Header.Get("ETag"))
	page.until("the voice again", func(s snapshot) bool { return s.who("ada").Hears && s.Voice == "arriving" })
	p.spoken(300 * time.Millisecond)
	p.want(http.StatusOK, "DELETE", p.url, "", "If-Match", `"is ignored"`)
	ended := p.awaitState(sessions.Ended)
	if clip := p.recordedClip(); (clip.Duration - ended.EndedAt.Sub(ended.Clock.StartedAt())).Abs() > time.Millisecond {
		t.Errorf("the clip has %s of a session of %s", clip.Duration, ended.EndedAt.Sub(ended.Clock.StartedAt()))
	}
}

// What a program says it is, it must be: every refusal of RFC 9725.
func TestWhatWHIPRefuses(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	h.user("bob")
	p := h.program(peertest.Options{})
	p.post("")
	with := func(from, to string) string { return strings.ReplaceAll(p.offer, from, to) }
	big := strings.Repeat("a=x\r\n", 20_000)
	fragment := peertest.FragmentOf(p.offer)
	const sdp, frag = "application/sdp", "application/trickle-ice-sdpfrag"
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		words              string
	}{
		"no token":                {"POST", "/whip", p.offer, []string{"Content-Type", sdp, "Authorization", ""}, 401, "token"},
		"a cookie alone":          {"POST", "/whip", p.offer, []string{"Content-Type", sdp, "Authorization", "Basic YTpi"}, 401, "token"},
		"an unknown token":        {"POST", "/whip", p.offer, []string{"Content-Type", sdp, "Test-User", ""}, 401, "token"},
		"no type":                 {"POST", "/whip", p.offer, nil, 415, sdp},
		"JSON":                    {"POST", "/whip", p.offer, []string{"Content-Type", "application/json"}, 415, sdp},
		"64 KiB and more":         {"POST", "/whip", p.offer + big, []string{"Content-Type", sdp}, 413, "64 KiB"},
		"no description":          {"POST", "/whip", "hello", []string{"Content-Type", sdp}, 400, "session description"},
		"nothing":                 {"POST", "/whip", "", []string{"Content-Type", sdp}, 400, "session description"},
		"no fingerprint":          {"POST", "/whip", with("a=fingerprint", "a=footprint"), []string{"Content-Type", sdp}, 400, "can’t be used"},
		"no credentials":          {"POST", "/whip", with("a=ice-ufrag", "a=rice-ufrag"), []string{"Content-Type", sdp}, 400, "can’t be used"},
		"no audio":                {"POST", "/whip", with("m=audio", "m=video"), []string{"Content-Type", sdp}, 422, "no audio"},
		"two voices":              {"POST", "/whip", p.offer + p.offer[strings.Index(p.offer, "m=audio"):], []string{"Content-Type", sdp}, 422, "several audio"},
		"a data channel":          {"POST", "/whip", p.offer + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", []string{"Content-Type", sdp}, 422, "application"},
		"no Opus":                 {"POST", "/whip", with("opus/48000/2", "G722/8000"), []string{"Content-Type", sdp}, 422, "Opus"},
		"who only hears":          {"POST", "/whip", with("a=sendonly", "a=recvonly"), []string{"Content-Type", sdp}, 422, "recvonly"},
		"who does nothing":        {"POST", "/whip", with("a=sendonly", "a=inactive"), []string{"Content-Type", sdp}, 422, "inactive"},
		"65 candidates":           {"POST", "/whip", p.offer + strings.Repeat("a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n", 65), []string{"Content-Type", sdp}, 422, "64"},
		"a long title":            {"POST", "/whip?title=" + strings.Repeat("x", 201), p.offer, []string{"Content-Type", sdp}, 422, "201 characters"},
		"GET":                     {"GET", "/whip", "", nil, 405, "POST"},
		"PUT":                     {"PUT", "/whip", p.offer, []string{"Content-Type", sdp}, 405, "POST"},
		"GET of a session":        {"GET", p.url, "", nil, 405, "PATCH"},
		"POST of a session":       {"POST", p.url, p.offer, []string{"Content-Type", sdp}, 405, "PATCH"},
		"PUT of a session":        {"PUT", p.url, "", nil, 405, "PATCH"},
		"DELETE without token":    {"DELETE", p.url, "", []string{"Authorization", ""}, 401, "token"},
		"DELETE of another's":     {"DELETE", p.url, "", []string{"Test-User", "bob"}, 404, "no such session"},
		"DELETE of none":          {"DELETE", "/whip/guessed", "", nil, 404, "no such session"},
		"PATCH without token":     {"PATCH", p.url, fragment, []string{"Content-Type", frag, "If-Match", "*", "Authorization", ""}, 401, "token"},
		"PATCH of another's":      {"PATCH", p.url, fragment, []string{"Content-Type", frag, "If-Match", "*", "Test-User", "bob"}, 404, "no such session"},
		"PATCH of none":           {"PATCH", "/whip/guessed", fragment, []string{"Content-Type", frag, "If-Match", "*"}, 404, "no such session"},
		"PATCH with an offer":     {"PATCH", p.url, p.offer, []string{"Content-Type", sdp, "If-Match", "*"}, 415, frag},
		"PATCH of 64 KiB":         {"PATCH", p.url, fragment + big, []string{"Content-Type", frag, "If-Match", "*"}, 413, "64 KiB"},
		"PATCH without If-Match":  {"PATCH", p.url, fragment, []string{"Content-Type", frag}, 428, "If-Match"},
		"PATCH of another ICE":    {"PATCH", p.url, fragment, []string{"Content-Type", frag, "If-Match", `"old"`}, 412, "ETag"},
		"PATCH with a weak tag":   {"PATCH", p.url, fragment, []string{"Content-Type", frag, "If-Match", "W/" + p.etag}, 412, "ETag"},
		"a fragment that is none": {"PATCH", p.url, "hello", []string{"Content-Type", frag, "If-Match", "*"}, 400, "hello"},
		"an empty fragment":       {"PATCH", p.url, "", []string{"Content-Type", frag, "If-Match", "*"}, 400, "ice-ufrag"},
		"a bad candidate":         {"PATCH", p.url, fragment + "a=candidate:nonsense\r\n", []string{"Content-Type", frag, "If-Match", "*"}, 400, "nonsense"},
		"a short password":        {"PATCH", p.url, "a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n", []string{"Content-Type", frag, "If-Match", "*"}, 400, "credential"},
		"two passwords":           {"PATCH", p.url, fragment + "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa\r\n", []string{"Content-Type", frag, "If-Match", "*"}, 400, "contradict"},
		"a candidate too early":   {"PATCH", p.url, "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n" + fragment, []string{"Content-Type", frag, "If-Match", "*"}, 400, "m= line"},
		"65 trickled":             {"PATCH", p.url, fragment + strings.Repeat("a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n", 65), []string{"Content-Type", frag, "If-Match", "*"}, 422, "64"},
		"half a restart":          {"PATCH", p.url, regexp.MustCompile("a=ice-ufrag:[^\r]*").ReplaceAllString(fragment, "a=ice-ufrag:other"), []string{"Content-Type", frag, "If-Match", "*"}, 422, "both"},
	} {
		t.Run(name, func(t *testing.T) {
			a := p.do(c.method, c.path, c.body, c.headers...)
			if a.StatusCode != c.status {
				t.Fatalf("got %d with %s, want %d", a.StatusCode, a.body, c.status)
			}
			var problem struct {
				Type, Detail string
				Status       int
			}
			if err := json.Unmarshal([]byte(a.body), &problem); err != nil || problem.Status != c.status || !strings.Contains(problem.Detail, c.words) {
				t.Errorf("got %s (%v), want a problem that says %q", a.body, err, c.words)
			}
			for name, want := range map[string]bool{"WWW-Authenticate": c.status == 401, "Allow": c.status == 405} {
				if got := a.Header.Get(name) != ""; got != want {
					t.Errorf("%s: got %q", name, a.Header.Get(name))
				}
			}
		})
	}
	if got := h.gauge("practice_rooms"); got != 1 {
		t.Errorf("%v rooms are open afterwards, want the one", got)
	}
	for name, method := range map[string]string{"/whip": "Accept-Post", p.url: "Accept-Patch"} {
		a := p.want(http.StatusOK, "OPTIONS", name, "", "Authorization", "")
		if a.Header.Get(method) == "" || a.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(a.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("OPTIONS %s: got %v", name, a.Header)
		}
	}
	if a := p.do("HEAD", "/whip", ""); a.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("HEAD: got %d, want 405", a.StatusCode)
	}
}

// A program whose encoder begins to count anew under the same name loses nothing.
func TestAProgramThatCountsAnewIsHeardOn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{Sequence: 1000})
	p.begin()
	p.spoken(2 * time.Second)
	p.browser.Recount(80)
	p.spoken(2 * time.Second)
	p.want(http.StatusOK, "DELETE", p.url, "")
	p.awaitState(sessions.Ended)
	spooled, err := h.spool.Facts(p.recordedClip().ID)
	check(t, err, "read the recording")
	for _, g := range spooled.Gaps {
		if g.Duration >= time.Second { // a busy machine speaks haltingly, but not so
			t.Errorf("%v are missing at %v (%s), though every packet arrived", g.Duration, g.At, g.Cause)
		}
	}
}

// What was said after a program's connection was lost is not known, and its clip does
// not tell it as missing: it is noticed only after some seconds.
func TestAProgramThatVanishesLeavesItsEndUnknown(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	p.begin()
	p.spoken(time.Second)
	h.programs.hurry(p.session())
	p.browser.Cut()
	p.awaitState(sessions.Ended)
	clip := p.recordedClip()
	spooled, err := h.spool.Facts(clip.ID)
	check(t, err, "read the recording")
	r := recordings.Receipt{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Gaps: spooled.Gaps}
	if r.Complete() || r.End() != recordings.EndConnectionLost || r.Unknown() < time.Second {
		t.Errorf("of %v %v are unknown and %v missing, with the verdict %q and the end %q; want the connection lost, and the end unknown", r.Stored, r.Unknown(), r.Missing(), r.Verdict(), r.End())
	}
}

// A program that never speaks, or is gone, is not waited for; what it said stays.
func TestAProgramThatIsGoneIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, speaks := range map[string]bool{"it never connected": false, "it had spoken": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			h.user("ada")
			p := h.program(peertest.Options{})
			if speaks {
				p.begin()
				p.spoken(300 * time.Millisecond)
			} else {
				a := p.want(http.StatusCreated, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
				p.url = a.Header.Get("Location")
			}
			h.programs.lose(p.session())
			session := p.awaitState(sessions.Ended)
			if session.EndReason != sessions.EndedByAbsence {
				t.Errorf("the session ended because %q, want %q", session.EndReason, sessions.EndedByAbsence)
			}
			eventually(t, "the room to close", func() bool { return h.gauge("practice_rooms") == 0 && h.gauge("practice_peers") == 0 })
			p.want(http.StatusNotFound, "PATCH", p.url, peertest.FragmentOf(p.offer), "Content-Type", "application/trickle-ice-sdpfrag", "If-Match", "*")
			if got := len(h.clips(p.session())) > 0; got && !speaks {
				t.Error("there is a clip of a program that was never heard")
			}
		})
	}
}

// A server that stops ends the recording and keeps it; it takes no new one.
func TestAStoppingServerKeepsWhatAProgramSaid(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	waiting := h.program(peertest.Options{})
	waiting.url = waiting.want(http.StatusCreated, "POST", "/whip", waiting.offer, "Content-Type", "application/sdp").Header.Get("Location")
	p.begin()
	p.spoken(300 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	check(t, h.hub.Close(ctx), "close the hub")
	if session := p.awaitState(sessions.Ended); session.EndReason != sessions.EndedByShutdown {
		t.Errorf("the session ended because %q", session.EndReason)
	}
	if session := waiting.awaitState(sessions.Ended); session.EndReason != sessions.EndedByShutdown {
		t.Errorf("the session that waited for a voice ended because %q", session.EndReason)
	}
	p.recordedClip()
	a := p.want(http.StatusServiceUnavailable, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
	if a.Header.Get("Retry-After") == "" {
		t.Error("503 has no Retry-After")
	}
}

// The owner can look on and end the session from a page, which is not recorded
// itself.
func TestAPageLooksOn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	p.begin()
	page := h.page("ada", p.session())
	page.until("the recording", func(s snapshot) bool { return s.Recording && s.who("ada").Connected })
	page.do("start")
	page.refused("start")
	page.send(map[string]any{"type": "offer", "sdp": p.offer})
	if e := page.refused("offer"); !strings.Contains(e.Message, "WHIP") {
		t.Errorf("the page's offer: %+v", e)
	}
	p.spoken(300 * time.Millisecond)
	page.do("end")
	page.until("the clip", hasClip)
	p.recordedClip()
	eventually(t, "the program to be cut off", func() bool { return h.gauge("practice_peers") == 0 })
	p.want(http.StatusNotFound, "DELETE", p.url, "")
}

func TestNotMoreProgramsThanFourAtATime(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	var last reply
	for range 4 {
		last = p.want(http.StatusCreated, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
	}
	a := p.want(http.StatusTooManyRequests, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
	if a.Header.Get("Retry-After") == "" {
		t.Error("429 has no Retry-After")
	}
	p.want(http.StatusOK, "DELETE", last.Header.Get("Location"), "")
	eventually(t, "its room to close", func() bool { return h.gauge("practice_rooms") == 3 })
	p.want(http.StatusCreated, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
}

// Four are four, also for programs that come at the same instant.
func TestNotMoreProgramsThanFourByRacing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	statuses := make(chan int)
	const racers = 16
	for range racers {
		go func() {
			statuses <- p.do("POST", "/whip", p.offer, "Content-Type", "application/sdp").StatusCode
		}()
	}
	got := map[int]int{}
	for range racers {
		got[<-statuses]++
	}
	if got[http.StatusCreated] != 4 || got[http.StatusTooManyRequests] != racers-4 {
		t.Errorf("answers by status: %v, want 4 that are created and %d that are too many", got, racers-4)
	}
}

// Opus is Opus, however a program spells it (RFC 4855 section 3).
func TestAProgramMayWriteOpusInCapitals(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	a := p.want(http.StatusCreated, "POST", "/whip", strings.ReplaceAll(p.offer, "opus/48000", "OPUS/48000"), "Content-Type", "application/sdp")
	if !strings.Contains(a.body, "maxaveragebitrate=48000") {
		t.Errorf("the answer asks for no bitrate:\n%s", a.body)
	}
}

// overtaken is a store that tells of a session as soon as it is there.
type overtaken struct {
	sessions.Store
	created func(id string)
}

// CreateSession implements sessions.Store.
func (o *overtaken) CreateSession(ctx context.Context, s sessions.Session, conditions ...people.Condition) error {
	err := o.Store.CreateSession(ctx, s, conditions...)
	if err == nil {
		o.created(s.ID)
	}
	return err
}

// A page that opens a program's session before the program has its room: the
// program is told that it is not recorded, and keeps no place.
func TestAPageThatIsThereBeforeItsProgram(t *testing.T) {
	t.Parallel()
	store := &overtaken{}
	h := openHouseWith(t, func(s sessions.Store) sessions.Store {
		store.Store = s
		return store
	})
	h.user("ada")
	p := h.program(peertest.Options{})
	var page *page
	store.created = func(id string) { page = h.page("ada", id) }
	for range 5 { // more than there are places
		a := p.want(http.StatusConflict, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
		if !strings.Contains(a.body, "again") {
			t.Errorf("the refusal says %s, want what to do", a.body)
		}
		if s := page.until("the end", ended); s.EndReason != string(sessions.RecordingFailed) {
			t.Errorf("the session ended by %q, want %q", s.EndReason, sessions.RecordingFailed)
		}
		page.gone()
	}
	store.created = func(string) {}
	p.begin()
	if got := h.gauge("practice_peers"); got != 1 {
		t.Errorf("%v peers, want 1", got)
	}
}
