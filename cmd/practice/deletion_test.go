package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/postgres"
	"practice/internal/versity"
)

// Words that are found nowhere else.
const (
	secretName   = "Zoqx Bravv"
	secretPrompt = "Why does the qwyzzelt of Vrombolin hum?"
)

// member is a speaker who has signed in with the link of a new server and goes by a
// name of their own.
func member(t *testing.T, p *program) *speaker {
	t.Helper()
	link, err := os.ReadFile(filepath.Join(p.data(), signInLinkFile))
	must(t, err)
	_, token, _ := strings.Cut(strings.TrimSpace(string(link)), "token=")
	body, err := json.Marshal(map[string]string{"token": token})
	must(t, err)
	response, err := http.Post(p.url+"/api/v1/sign-in", "application/json", bytes.NewReader(body))
	must(t, err)
	defer response.Body.Close()
	cookies := response.Cookies()
	if response.StatusCode != http.StatusOK || len(cookies) == 0 {
		t.Fatalf("sign in: %s", response.Status)
	}
	s := &speaker{
		t: t, p: p, states: make(chan map[string]any, 1000), ended: make(chan struct{}), refusals: make(chan refusal, 100),
		cookie: cookies[0].Name + "=" + cookies[0].Value,
	}
	var me struct{ ID string }
	s.call(http.MethodPatch, "/api/v1/me", map[string]string{"name": secretName}, &me)
	return s
}

// practise makes a session with the secret question and connects to it.
func (s *speaker) practise() (id string) {
	s.t.Helper()
	var created struct{ ID string }
	s.call(http.MethodPost, "/api/v1/sessions", map[string]any{
		"kind": "solo", "format": "explain-a-concept", "role": "candidate", "questions": []any{map[string]any{"prompt": secretPrompt}},
	}, &created)
	s.connect(created.ID)
	return created.ID
}

// delete sends a DELETE that must succeed.
func (s *speaker) delete(path string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodDelete, s.p.url+path, nil)
	must(s.t, err)
	request.Header = s.header()
	response, err := http.DefaultClient.Do(request)
	must(s.t, err)
	must(s.t, response.Body.Close())
	if response.StatusCode >= http.StatusMultipleChoices {
		s.t.Fatalf("DELETE %s: %s; log: %s", path, response.Status, s.p.logged())
	}
}

// traces lists the files in the folders that hold one of the secret words, or sound.
func traces(t *testing.T, folders ...string) (found []string) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil //nolint:nilerr // it vanished meanwhile
			}
			content, _ := os.ReadFile(path)
			for _, word := range []string{secretName, secretPrompt, "qwyzzelt", "OpusHead", "RIFF"} {
				if bytes.Contains(content, []byte(word)) {
					found = append(found, word+" in "+path)
				}
			}
			return nil
		})
		must(t, err)
	}
	return found
}

// Somebody who deletes their account in the middle of a recording is not recorded
// any more, and nothing of them is left on any disk: not what they typed, not their
// name, not a second of sound. A session alone goes the same way.
func TestNothingIsLeftOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]func(t *testing.T) (env, folders []string, has func(string) bool){
		"SQLite and folder": func(*testing.T) ([]string, []string, func(string) bool) {
			return nil, nil, func(string) bool { return false }
		},
		"PostgreSQL and S3": func(t *testing.T) ([]string, []string, func(string) bool) {
			store, database := versity.Start(t), postgres.Start(t)
			return []string{
				"PRACTICE_DATABASE_URL=" + database.Database(t),
				"PRACTICE_S3_ENDPOINT=" + store.Endpoint, "PRACTICE_S3_BUCKET=" + store.Bucket(t, "practice"),
				"PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
			}, []string{store.Path("practice", "")}, func(word string) bool { return database.HasOnDisk(t, word) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, folders, inDatabase := tt(t)
			data := t.TempDir()
			folders = append(folders, data)
			p := serve(t, data, env...)
			s := member(t, p)
			packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))

			session := s.practise()
			s.send(map[string]any{"type": "start"})
			s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
			s.speak(packets[:100])
			s.delete("/api/v1/sessions/" + session)
			<-s.ended
			s.hangUp()
			await(t, "the deleted session to leave no trace", func() bool {
				found := traces(t, folders...)
				return len(found) == 1 && !strings.Contains(found[0], "Opus") || len(found) == 0 // the name, in SQLite's file
			})

			s.states, s.ended = make(chan map[string]any, 1000), make(chan struct{})
			s.practise()
			s.send(map[string]any{"type": "start"})
			s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
			s.speak(packets[:100])
			s.send(map[string]any{"type": "end"})
			s.awaitReady(s.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })["clip_ids"].([]any)[0].(string))
			s.hangUp()
			s.states, s.ended = make(chan map[string]any, 1000), make(chan struct{})
			s.practise()
			s.send(map[string]any{"type": "start"})
			s.until("the second recording", func(session map[string]any) bool { return session["recording"] == true })
			s.speak(packets[:100])
			if len(traces(t, folders...)) == 0 {
				t.Error("nothing is found before the deletion: the test looks in the wrong place")
			}
			s.delete("/api/v1/me")
			<-s.ended
			s.hangUp()
			var left []string
			awaitFor(t, time.Minute, "the deleted account to leave no trace", func() bool {
				left = traces(t, folders...)
				return len(left) == 0 && !inDatabase("qwyzzelt") && !inDatabase(secretName)
			})
			p.stop(syscall.SIGTERM)
			if left := traces(t, folders...); len(left) > 0 {
				t.Errorf("after the stop: %v", left)
			}
		})
	}
}

// A deletion that was answered is carried out, also when the store was away and the
// server was killed before it came back.
func TestADeletionGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	store := versity.Start(t)
	env := []string{
		"PRACTICE_S3_ENDPOINT=" + store.Endpoint, "PRACTICE_S3_BUCKET=" + store.Bucket(t, "practice"),
		"PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
	}
	data := t.TempDir()
	folders := []string{data, store.Path("practice", "")}
	p := serve(t, data, env...)
	s := member(t, p)
	s.practise()
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	s.send(map[string]any{"type": "start"})
	s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	s.speak(packets[:100])
	s.send(map[string]any{"type": "end"})
	s.awaitReady(s.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })["clip_ids"].([]any)[0].(string))
	s.hangUp()
	store.Kill(t)
	s.delete("/api/v1/me")
	p.stop(syscall.SIGKILL)
	if len(traces(t, store.Path("practice", ""))) == 0 {
		t.Error("the sound was gone before the store came back: the test tests nothing")
	}
	store.Restart(t)
	serve(t, data, env...)
	await(t, "the deletion to be carried out", func() bool { return len(traces(t, folders...)) == 0 })
}

// An operator deletes somebody beside the running server, which removes the sound.
func TestAnOperatorDeletesAUser(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data)
	s := member(t, p)
	s.practise()
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	s.send(map[string]any{"type": "start"})
	s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	s.speak(packets[:100])
	s.send(map[string]any{"type": "end"})
	s.awaitReady(s.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })["clip_ids"].([]any)[0].(string))
	s.hangUp()
	_, listed, _ := finish(t, data, nil, "user", "list")
	lines := strings.Split(strings.TrimSpace(listed), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], secretName) {
		t.Fatalf("user list: %q, want the one user", listed)
	}
	if status, _, stderr := finish(t, data, nil, "user", "delete", "nobody"); status != 2 || !strings.Contains(stderr, "nobody") {
		t.Errorf("delete nobody: %d %s", status, stderr)
	}
	if status, _, stderr := finish(t, data, nil, "user", "delete", strings.Fields(lines[1])[0]); status != 0 {
		t.Fatalf("user delete: %d %s", status, stderr)
	}
	await(t, "everything to be gone", func() bool { return len(traces(t, data)) == 0 })
}

// Whoever deletes their account at one server is not recorded at another any more,
// and a server that was away keeps nothing when it comes back.
func TestADeletionReachesTheOtherServers(t *testing.T) {
	t.Parallel()
	store := versity.Start(t)
	env := []string{
		"PRACTICE_DATABASE_URL=" + postgres.Start(t).Database(t),
		"PRACTICE_S3_ENDPOINT=" + store.Endpoint, "PRACTICE_S3_BUCKET=" + store.Bucket(t, "practice"),
		"PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
	}
	dataOfA, dataOfB := t.TempDir(), t.TempDir()
	a := serve(t, dataOfA, env...)
	ada := member(t, a)
	b := serve(t, dataOfB, env...)
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	ada.practise()
	ada.begin()
	ada.speak(packets[:100])
	a.stop(syscall.SIGKILL) // a first recording stays on its disk
	ada.hangUp()
	a = serve(t, dataOfA, append(env, "PRACTICE_S3_ENDPOINT=http://127.0.0.1:1")...) // and can't be stored
	ada.p, ada.states, ada.ended = a, make(chan map[string]any, 1000), make(chan struct{})
	ada.practise()
	ada.begin()
	ada.speak(packets[:100])

	ada.p = b
	ada.delete("/api/v1/me")
	<-ada.ended // A cut her off
	ada.hangUp()
	await(t, "A to keep nothing", func() bool { return len(traces(t, dataOfA)) == 0 })
	if left := traces(t, dataOfB, store.Path("practice", "")); len(left) > 0 {
		t.Errorf("elsewhere: %v", left)
	}
}

// Deleting the clip that one is being recorded for stops the recording, and nothing of
// it is left or comes back.
func TestAClipIsDeletedWhileItIsRecorded(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data)
	s := member(t, p)
	s.practise()
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	s.begin()
	s.speak(packets[:100])
	var library struct{ Clips []struct{ ID, State string } }
	await(t, "the clip", func() bool {
		s.call(http.MethodGet, "/api/v1/clips", nil, &library)
		return len(library.Clips) == 1 && library.Clips[0].State == "recording"
	})
	s.delete("/api/v1/clips/" + library.Clips[0].ID)
	s.until("the end", func(session map[string]any) bool {
		return session["state"] == "ended" && session["recording"] == false && len(session["clip_ids"].([]any)) <= 1
	})
	s.hangUp()
	await(t, "the recording to be gone", func() bool {
		s.call(http.MethodGet, "/api/v1/clips", nil, &library)
		return len(library.Clips) == 0 && !slices.ContainsFunc(traces(t, data), func(found string) bool { return strings.HasPrefix(found, "Opus") })
	})
}
