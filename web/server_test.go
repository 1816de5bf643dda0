package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"practice/limits"
	"practice/people"
	problems "practice/problem"
	"practice/recordings"
	"practice/recordings/archive"
	"practice/recordings/bring"
	"practice/recordings/folder"
	"practice/recordings/spool"
	"practice/sessions"
	"practice/web"
	"practice/web/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bank is a small bank of questions.
var bank = []sessions.Question{
	{ID: "net-1", Domain: "networking", Topic: "TCP", Level: sessions.Junior, Prompt: "How does TCP open?", Hints: []string{"Three"}, Points: []string{"SYN"}},
	{ID: "net-2", Domain: "networking", Topic: "DNS", Level: sessions.Senior, Prompt: "Who answers a name?", Hints: []string{"Roots"}, Points: []string{"Caching"}},
	{ID: "db-1", Domain: "databases", Topic: "Indexes", Level: sessions.Junior, Prompt: "Why index a table?", Hints: []string{"Reads"}, Points: []string{"B-trees"}},
}

// world is a server with its stores and a clock that the test moves.
type world struct {
	t       *testing.T
	store   api.Store
	logins  scs.CtxStore
	blobs   *folder.Store
	spool   string // its folder
	server  *web.Server
	config  web.Config // of the server
	url     string
	log     *lockedBuffer
	failing error // what the store's check says
	live    *nobodyLive

	mu      sync.Mutex
	now     time.Time
	changed []string
	// full is what the disk of the database says.
	full error
	// dissolved are the sessions that were ended to be deleted, held how many of them
	// are claimed.
	dissolved []string
	held      int
}

// newWorld starts a server; changes alter its configuration first.
func newWorld(t *testing.T, changes ...func(*web.Config)) *world {
	t.Helper()
	w := &world{t: t, log: &lockedBuffer{}, now: time.Now()}
	w.store, w.logins = openStore(t)
	w.live = newNobodyLive(w)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	w.blobs = blobs
	registry := prometheus.NewRegistry()
	archive, importer := w.openArchive()
	config := web.Config{
		API: api.Config{
			Store: w.store, Room: func() error { return w.full }, Archive: archive, Importer: importer, StoreName: blobs.String(), Live: w.live,
			SessionChanged: func(_ context.Context, id string) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.changed = append(w.changed, id)
			},
			Limits:    limits.New(limits.Default(), nil, w.clock),
			Dissolve:  w.dissolve,
			PublicURL: &url.URL{Scheme: "http", Host: "practice.test"},
			Bank:      bank, Domains: []api.Domain{{ID: "networking", Name: "Networking"}, {ID: "databases", Name: "Databases"}},
			Clock: w.clock, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
		Logins: w.logins, Hosts: []string{"example.com"}, // httptest.NewRequest
		Ready: []web.ReadyCheck{
			{Name: "database", Check: func(context.Context) error { return nil }},
			{Name: "store", Check: func(context.Context) error { return w.failing }},
		},
		Socket: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			user, err := w.server.Authenticate(r)
			if err != nil {
				problems.Of(err).Document().Write(rw)
				return
			}
			_, isHijacker := rw.(http.Hijacker)
			writeJSON(rw, map[string]any{"user": user.ID, "hijacker": isHijacker})
		}),
		WHIP:       http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { writeJSON(rw, map[string]string{"whip": r.URL.Path}) }),
		Registerer: registry, Gatherer: registry,
	}
	for _, change := range changes {
		change(&config)
	}
	w.config = config
	if w.server, err = web.New(config); err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(w.server.Handler())
	t.Cleanup(listener.Close)
	w.url = listener.URL
	return w
}

// dissolve notes that a session is about to be deleted.
func (w *world) dissolve(_ context.Context, s sessions.Session) (release func(), err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dissolved = append(w.dissolved, s.ID)
	w.held++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.held--
	}, nil
}

func writeJSON(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// lockedBuffer is a log that requests write and a test reads.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// openArchive opens a real archive over the stores, and an importer before it.
func (w *world) openArchive() (*archive.Archive, *bring.Importer) {
	w.t.Helper()
	w.spool = w.t.TempDir()
	spool, err := spool.Open(w.spool)
	w.must(err)
	w.t.Cleanup(func() { _ = spool.Close() })
	archive, err := archive.New(archive.Config{
		Spool: spool, Store: w.store, Blobs: w.blobs, Log: slog.New(slog.DiscardHandler), Clock: w.clock,
	})
	w.must(err)
	w.t.Cleanup(func() { _ = archive.Close(context.Background()) })
	importer := bring.New(bring.Config{
		Spool: spool, Store: w.store, Finished: archive.Keep, Log: slog.New(slog.DiscardHandler), Clock: w.clock,
	})
	w.t.Cleanup(func() { _ = importer.Close(context.Background()) })
	return archive, importer
}

// browser is one person's browser.
type browser struct {
	w      *world
	client *http.Client
	// at is where it goes.
	at string
	// bearer is sent as an API token if it is not empty.
	bearer string
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	w.must(err)
	transport := &http.Transport{}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &browser{w: w, at: w.url, client: &http.Client{Jar: jar, Transport: transport}}
}

// operator is a browser on the listener for those who look after the server.
func (w *world) operator() *browser {
	listener := httptest.NewServer(w.server.Operations())
	w.t.Cleanup(listener.Close)
	b := w.browser()
	b.at = listener.URL
	return b
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body []byte
}

// do sends a request; headers are pairs of name and value.
func (b *browser) do(method, path, body string, headers ...string) answer {
	b.w.t.Helper()
	request, err := http.NewRequest(method, b.at+path, strings.NewReader(body))
	b.w.must(err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if b.bearer != "" {
		request.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(request)
	b.w.must(err)
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	b.w.must(err)
	return answer{response, read}
}

// want does what do does and fails the test when the status is another.
func (b *browser) want(status int, method, path, body string, headers ...string) answer {
	b.w.t.Helper()
	a := b.do(method, path, body, headers...)
	if a.StatusCode != status {
		b.w.t.Fatalf("%s %s %s: got status %d with %s, want %d", method, path, body, a.StatusCode, a.body, status)
	}
	return a
}

// in decodes the answer's JSON.
func in[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("decode %s: %v", a.body, err)
	}
	return v
}

// The shapes that tests read; the OpenAPI test holds the exact ones.
type (
	user struct {
		ID, Name string
		Guest    bool
	}
	question struct {
		ID, Prompt    string
		Hints, Points []string
	}
	session struct {
		ID, Kind, State string
		Questions       []question
		Participants    []struct {
			ID, Name, Role string
			Owner          bool
		}
		ClipIDs []string `json:"clip_ids"`
	}
	entry struct {
		SessionID string `json:"session_id"`
		Standing  string
	}
	problem struct {
		Type, Title, Detail, Code string
		Status                    int
		Errors                    []struct{ Message, Location string }
	}
)

// signedIn returns the browser of a new full user.
func (w *world) signedIn(name string) (*browser, user) {
	w.t.Helper()
	b := w.browser()
	token := w.signInLink(people.SignInLink{Name: name})
	return b, in[user](w.t, b.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`))
}

// signInLink makes a link and returns its token.
func (w *world) signInLink(link people.SignInLink) string {
	w.t.Helper()
	token := "token-" + link.UserID + link.Name + w.clock().String()
	link.TokenHash = people.HashToken(token)
	link.CreatedAt, link.ExpiresAt = w.clock(), w.clock().Add(people.SignInLinkLifetime)
	w.must(w.store.CreateSignInLink(w.t.Context(), link))
	return token
}

const (
	solo   = `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"id":"net-1"}]}`
	paired = `{"kind":"paired","format":"quick-answer","role":"interviewer","questions":[{"id":"net-1"}]}`
)

func (b *browser) create(body string) session {
	b.w.t.Helper()
	return in[session](b.w.t, b.want(http.StatusCreated, "POST", "/api/v1/sessions", body))
}

// invite returns the token of an invite to the session.
func (b *browser) invite(sessionID string) string {
	b.w.t.Helper()
	made := in[struct{ URL string }](b.w.t, b.want(http.StatusCreated, "POST", "/api/v1/sessions/"+sessionID+"/invites", ""))
	return strings.TrimPrefix(made.URL, "http://practice.test/join#")
}

// accept redeems an invite under a name, which may be empty.
func (b *browser) accept(status int, token, name string) answer {
	b.w.t.Helper()
	return b.want(status, "POST", "/api/v1/invites/accept", `{"token":"`+token+`","name":"`+name+`"}`)
}

// join takes a seat by an invite and returns the session.
func (b *browser) join(token, name string) session {
	b.w.t.Helper()
	entered := in[entry](b.w.t, b.accept(http.StatusOK, token, name))
	if entered.Standing != "seated" {
		b.w.t.Fatalf("%s joins: got %+v, want a seat", name, entered)
	}
	return in[session](b.w.t, b.want(http.StatusOK, "GET", "/api/v1/sessions/"+entered.SessionID, ""))
}

// clip stores a ready clip of the owner, with its objects.
func (w *world) clip(owner user, s session, id string) {
	w.t.Helper()
	clip := recordings.Clip{
		ID: id, OwnerID: owner.ID, SessionID: s.ID, Original: recordings.AudioOgg, Title: "How TCP opens", Prompt: s.Questions[0].Prompt, Domain: "networking",
		Format: "quick-answer", Origin: recordings.FromSession, State: recordings.Ready, Duration: 83 * time.Second, CreatedAt: w.clock(), Peaks: bytes.Repeat([]byte{7}, recordings.PeakCount),
		Receipt: &recordings.Receipt{
			Expected: 83 * time.Second, Stored: 83 * time.Second, Checksum: "sha256:00", Size: 10, Store: w.blobs.String(), VerifiedAt: w.clock(),
		},
	}
	w.must(w.store.CreateClip(w.t.Context(), clip))
	for object, content := range map[string]string{
		recordings.AudioOgg: "0123456789 ogg", recordings.AudioWAV: "0123456789 wav", recordings.WaveformDat: "0123456789 dat",
	} {
		w.must(w.blobs.Put(w.t.Context(), recordings.Key(id, 0, object), strings.NewReader(content), int64(len(content)), ""))
	}
}
