package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// installation is what an older program kept, as its users find it over the
// API.
type installation struct {
	// Users begin with the first user.
	Users []oldUser `json:"users"`
	// Invite opens the session in the lobby.
	Invite oldInvite `json:"invite"`
	// Tokens are the names of the API tokens.
	Tokens []string `json:"tokens"`
	// Gone are the IDs of clips that must not come back: one was deleted, the
	// file of another had not arrived to its end.
	Gone []string `json:"gone"`
}

type oldUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Guest bool   `json:"guest"`
	// Token is an API token, which guests have no more; Login the value of a browser's cookie.
	Token    string       `json:"token"`
	Login    string       `json:"login"`
	Sessions []oldSession `json:"sessions"`
	Clips    []oldClip    `json:"clips"`
}

type oldSession struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	State     string    `json:"state"`
	Format    oldFormat `json:"format"`
	Leg       int       `json:"leg"`
	Questions []struct {
		Prompt string `json:"prompt"`
		Domain string `json:"domain"`
	} `json:"questions"`
	Participants []struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Role      string `json:"role"`
		Consented bool   `json:"consented"`
		Owner     bool   `json:"owner"`
	} `json:"participants"`
	CreatedAt time.Time  `json:"created_at"`
	StartedAt *time.Time `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at"`
	EndReason string     `json:"end_reason"`
	ClipIDs   []string   `json:"clip_ids"`
	// Recovered: it was running when the program was killed.
	Recovered bool `json:"recovered"`
}

type oldFormat struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Medium string `json:"medium"`
}

type oldClip struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	State      string    `json:"state"`
	Reason     string    `json:"reason"`
	DurationMS int64     `json:"duration_ms"`
	CreatedAt  time.Time `json:"created_at"`
	SessionID  string    `json:"session_id"`
	Leg        int       `json:"leg"`
	Kind       string    `json:"kind"`
	Question   struct {
		Prompt string `json:"prompt"`
		Domain string `json:"domain"`
	} `json:"question"`
	// Format is the format's ID; empty for a recording that was brought along.
	Format     string      `json:"format"`
	Origin     string      `json:"origin"`
	Peaks      []int       `json:"peaks"`
	Receipt    *oldReceipt `json:"receipt"`
	Completing bool        `json:"completing"`
	Links      struct {
		AudioOgg string `json:"audio_ogg"`
		AudioWAV string `json:"audio_wav"`
		Waveform string `json:"waveform"`
	} `json:"links"`
	// Recovered: it lay unfinished or not yet stored in the spool when the
	// program was killed.
	Recovered bool `json:"recovered"`
}

type oldReceipt struct {
	ExpectedMS   int64     `json:"expected_ms"`
	StoredMS     int64     `json:"stored_ms"`
	LiveMS       int64     `json:"live_ms"`
	BackfilledMS int64     `json:"backfilled_ms"`
	MissingMS    int64     `json:"missing_ms"`
	Gaps         []oldGap  `json:"gaps"`
	Checksum     string    `json:"checksum"`
	Size         int64     `json:"size"`
	Store        string    `json:"store"`
	VerifiedAt   time.Time `json:"verified_at"`
	Verdict      string    `json:"verdict"`
}

type oldGap struct {
	AtMS       int64  `json:"at_ms"`
	DurationMS int64  `json:"duration_ms"`
	Cause      string `json:"cause"`
	Backfilled bool   `json:"backfilled"`
}

type oldInvite struct {
	Token        string    `json:"token"`
	SessionID    string    `json:"session_id"`
	Kind         string    `json:"kind"`
	State        string    `json:"state"`
	Format       oldFormat `json:"format"`
	Inviter      string    `json:"inviter"`
	Participants []struct {
		Name string `json:"name"`
		Role string `json:"role"`
	} `json:"participants"`
	YourRole  string    `json:"your_role"`
	ExpiresAt time.Time `json:"expires_at"`
}

// look returns the user with everything that they find over the API.
func (u oldUser) look(t *testing.T, p *program) oldUser {
	t.Helper()
	const sessions, clips = "/api/v1/sessions?limit=4", "/api/v1/clips?limit=4"
	found := oldUser{ID: u.ID, Name: u.Name, Guest: u.Guest, Token: u.Token, Login: u.Login}
	for next := sessions; next != ""; {
		var page struct {
			Sessions []oldSession
			Next     string
		}
		u.ask(t, p, next, &page)
		found.Sessions = append(found.Sessions, page.Sessions...)
		next = following(sessions, page.Next)
	}
	for next := clips; next != ""; {
		var page struct {
			Clips []oldClip
			Next  string
		}
		u.ask(t, p, next, &page)
		found.Clips = append(found.Clips, page.Clips...)
		next = following(clips, page.Next)
	}
	return found
}

// following is the path of the next page of a list; empty after the last.
func following(list, after string) string {
	if after == "" {
		return ""
	}
	return list + "&after=" + after
}

// ask sends a GET as the user, reads the JSON of an answer into what is not
// nil, and returns the status.
func (u oldUser) ask(t *testing.T, p *program, path string, into any) int {
	t.Helper()
	return fetchJSON(t, p, path, u.signedIn(), into)
}

func (u oldUser) bearer() http.Header { return http.Header{"Authorization": {"Bearer " + u.Token}} }

func (u oldUser) cookie() http.Header { return http.Header{"Cookie": {"practice_login=" + u.Login}} }

// signedIn is how the user asks: programs act for members alone, so a guest by the
// browser's login.
func (u oldUser) signedIn() http.Header {
	if u.Guest {
		return u.cookie()
	}
	return u.bearer()
}

// fetch returns what is under the path, which must be there.
func (u oldUser) fetch(t *testing.T, p *program, path string) []byte {
	t.Helper()
	status, body := fetchAs(t, p, http.MethodGet, path, u.signedIn())
	if status != http.StatusOK {
		t.Errorf("GET %s as %s: status %d: %.200s", path, u.Name, status, body)
	}
	return body
}

func fetchJSON(t *testing.T, p *program, path string, header http.Header, into any) int {
	t.Helper()
	status, body := fetchAs(t, p, http.MethodGet, path, header)
	if into != nil && status == http.StatusOK {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("GET %s: %v in %s", path, err, body)
		}
	}
	return status
}

func fetchAs(t *testing.T, p *program, method, path string, header http.Header) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v; log: %s", method, path, err, p.logged())
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return response.StatusCode, body
}

func readInstallation(t *testing.T, folder string) installation {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var kept installation
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&kept); err != nil {
		t.Fatalf("%s: %v", folder, err)
	}
	return kept
}
