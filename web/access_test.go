package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"practice/people"
)

// operation is one line of the API's own description.
type operation struct {
	method, path string
	public       bool
}

// operations reads the description: a new route can't be forgotten here.
func operations(t *testing.T, b *browser) []operation {
	t.Helper()
	var description struct {
		Paths map[string]map[string]struct {
			Security *[]map[string][]string
		}
	}
	if err := json.Unmarshal(b.want(http.StatusOK, "GET", "/api/v1/openapi.json", "").body, &description); err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, methods := range description.Paths {
		for method, o := range methods {
			all = append(all, operation{strings.ToUpper(method), path, o.Security != nil && len(*o.Security) == 0})
		}
	}
	if len(all) < 19 {
		t.Fatalf("the description has %d operations, want at least 19", len(all))
	}
	return all
}

// bodies are valid bodies for the operations that need one.
var bodies = map[string]string{
	"PATCH /me":                              `{"name":"Eve"}`,
	"POST /sign-in":                          `{"token":"guessed"}`,
	"POST /sessions":                         solo,
	"PATCH /clips/{id}":                      `{"title":"Mine now"}`,
	"POST /sessions/{id}/invites":            "",
	"POST /sessions/{id}/end":                "",
	"POST /sessions/{id}/leave":              "",
	"POST /sessions/{id}/withdraw":           "",
	"GET /clips/{id}/waveform.dat":           "",
	"GET /sessions/{id}":                     "",
	"DELETE /sessions/{id}":                  "",
	"DELETE /clips/{id}":                     "",
	"GET /clips/{id}/audio.ogg":              "",
	"GET /clips/{id}/audio.wav":              "",
	"GET /clips/{id}":                        "",
	"POST /clips/{id}/backfill":              "OggS",
	"POST /clips/{id}/backfill/end":          "",
	"GET /sessions/{id}/invites":             "",
	"GET /sessions/{id}/knock":               "",
	"DELETE /sessions/{id}/knock":            "",
	"DELETE /sessions/{id}/invites/{invite}": "",
}

// queries are what operations need beside.
var queries = map[string]string{"POST /clips/{id}/backfill": "?at_ms=0"}

// stranger is somebody who tries to get at another's things.
type stranger struct {
	name    string
	browser *browser
	// nobody is true for who is not known at all.
	nobody bool
}

// TestNobodyGetsAtAnothersThings tries every operation of the API as everybody
// who has no right to the session and the clip of Ada.
func TestNobodyGetsAtAnothersThings(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(paired)
	w.clip(adaUser, practised, "adas-clip")
	before := ada.want(http.StatusOK, "GET", "/api/v1/clips/adas-clip", "").body
	things := map[string]string{"/sessions/{id}": practised.ID, "/clips/{id}": "adas-clip"}
	for _, who := range strangers(w) {
		for _, o := range operations(t, who.browser) {
			for prefix, thing := range things {
				if !strings.HasPrefix(o.path, prefix) {
					continue
				}
				tryThing(t, who, o, thing)
				tryThing(t, who, o, "guessed")
			}
			if who.nobody && !o.public && !strings.Contains(o.path, "{") {
				tryNobody(t, who, o)
			}
		}
	}
	after := ada.want(http.StatusOK, "GET", "/api/v1/clips/adas-clip", "").body
	if string(before) != string(after) {
		t.Errorf("the clip changed from %s to %s", before, after)
	}
}

// strangers returns everybody who has nothing to do with Ada's session: another
// user, a guest of another session, a revoked and an unknown token, nobody.
func strangers(w *world) []stranger {
	w.t.Helper()
	bob, bobUser := w.signedIn("Bob")
	guest := w.browser()
	guest.join(bob.invite(bob.create(paired).ID), "Gus")
	revoked, unknown, forged := w.browser(), w.browser(), w.browser()
	revoked.bearer, unknown.bearer = "was good once", "never was"
	w.must(w.store.CreateAPIToken(w.t.Context(), people.APIToken{
		ID: "t1", UserID: bobUser.ID, Name: "Bob's", TokenHash: people.HashToken(revoked.bearer), CreatedAt: w.clock(),
	}))
	revoked.want(http.StatusOK, "GET", "/api/v1/me", "")
	w.must(w.store.RevokeAPIToken(w.t.Context(), "t1"))
	forged.client.Transport = cookieForger{forged.client.Transport}
	return []stranger{
		{"another user", bob, false},
		{"a guest of another session", guest, false},
		{"a revoked token", revoked, true},
		{"an unknown token", unknown, true},
		{"a forged cookie", forged, true},
		{"nobody", w.browser(), true},
	}
}

// cookieForger sends a made-up login.
type cookieForger struct{ http.RoundTripper }

func (f cookieForger) RoundTrip(r *http.Request) (*http.Response, error) {
	r.AddCookie(&http.Cookie{Name: "practice_login", Value: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
	return f.RoundTripper.RoundTrip(r)
}

func tryThing(t *testing.T, who stranger, o operation, thing string) {
	t.Helper()
	path := strings.NewReplacer("{id}", thing, "{invite}", thing).Replace(o.path)
	want := http.StatusNotFound
	if who.nobody {
		want = http.StatusUnauthorized
	}
	body, known := bodies[o.method+" "+o.path]
	if !known {
		t.Errorf("%s %s is not in the table of bodies", o.method, o.path)
	}
	a := who.browser.do(o.method, "/api/v1"+path+queries[o.method+" "+o.path], body)
	if a.StatusCode != want {
		t.Errorf("%s: %s %s: got status %d with %s, want %d", who.name, o.method, path, a.StatusCode, a.body, want)
	}
	wantProblem(t, a)
}

func tryNobody(t *testing.T, who stranger, o operation) {
	t.Helper()
	for _, body := range []string{bodies[o.method+" "+o.path], "not even JSON"} {
		a := who.browser.do(o.method, "/api/v1"+o.path, body)
		if got, want := a.StatusCode, http.StatusUnauthorized; got != want {
			t.Errorf("%s: %s %s: got status %d, want %d", who.name, o.method, o.path, got, want)
		}
		wantProblem(t, a)
	}
}

// wantProblem checks that a refusal is a problem document in words, and gives
// nothing away.
func wantProblem(t *testing.T, a answer) problem {
	t.Helper()
	if got, want := a.Header.Get("Content-Type"), "application/problem+json"; got != want {
		t.Errorf("%s %s: got content type %q, want %q", a.Request.Method, a.Request.URL.Path, got, want)
		return problem{}
	}
	p := in[problem](t, a)
	if p.Status != a.StatusCode || p.Title != http.StatusText(a.StatusCode) || p.Type != "about:blank" || p.Code == "" || !strings.HasSuffix(p.Detail, ".") {
		t.Errorf("%s %s: got problem %+v with status %d", a.Request.Method, a.Request.URL.Path, p, a.StatusCode)
	}
	if strings.Contains(string(a.body), "adas-clip") {
		t.Errorf("%s %s: the refusal names the thing: %s", a.Request.Method, a.Request.URL.Path, a.body)
	}
	return p
}

// TestAGuestSeesOnlyTheirOwnClipOfASession covers the candidate who is a guest
// and the owner of the session, who may not hear them.
func TestAGuestSeesOnlyTheirOwnClipOfASession(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	practised := ada.create(paired)
	guest := w.browser()
	joined := guest.join(ada.invite(practised.ID), "Gus")
	me := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", ""))
	if got, want := joined.Participants[1].Role, "candidate"; got != want {
		t.Fatalf("the guest's role: got %q, want %q", got, want)
	}
	w.clip(me, practised, "guests-clip")

	guest.want(http.StatusOK, "GET", "/api/v1/clips/guests-clip/audio.ogg", "")
	for _, path := range []string{"", "/audio.ogg", "/audio.wav", "/waveform.dat"} {
		ada.want(http.StatusNotFound, "GET", "/api/v1/clips/guests-clip"+path, "")
	}
	ada.want(http.StatusNotFound, "DELETE", "/api/v1/clips/guests-clip", "")
	for b, want := range map[*browser]int{ada: 0, guest: 1} {
		seen := in[session](t, b.want(http.StatusOK, "GET", "/api/v1/sessions/"+practised.ID, ""))
		if got := len(seen.ClipIDs); got != want {
			t.Errorf("clip ids of the session: got %d, want %d", got, want)
		}
		listed := in[struct{ Clips []any }](t, b.want(http.StatusOK, "GET", "/api/v1/clips", ""))
		if got := len(listed.Clips); got != want {
			t.Errorf("clips of the library: got %d, want %d", got, want)
		}
	}
}

// TestASocketGetsAnUnwrappedConnection holds what the room builds on.
func TestASocketGetsAnUnwrappedConnection(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	a := in[struct {
		User     string
		Hijacker bool
	}](t, ada.want(http.StatusOK, "GET", "/api/v1/sessions/any/socket", ""))
	if a.User != adaUser.ID || !a.Hijacker {
		t.Errorf("got %+v, want user %s and a connection to take over", a, adaUser.ID)
	}
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/sessions/any/socket", "")
}

// TestALoginIsHidden looks at the cookie, and for it in the database.
func TestALoginIsHidden(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	token := w.signInLink(people.SignInLink{Name: "Ada"})
	cookies := b.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("got cookies %v, want one", cookies)
	}
	c := cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" {
		t.Errorf("got cookie %v, want HttpOnly, SameSite=Lax, not Secure on http, for every path", c)
	}
	if got, want := time.Duration(c.MaxAge)*time.Second, 400*24*time.Hour; got != want {
		t.Errorf("the cookie lasts %s, want %s", got, want)
	}
	_, found, err := w.logins.FindCtx(t.Context(), c.Value)
	w.must(err)
	if found {
		t.Error("the database has the token itself, want its hash only")
	}
}
