package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/postgres"
	"practice/internal/versity"
	"practice/signaling/peer/peertest"
)

// sharedStores are the variables of servers with one PostgreSQL and one S3.
func sharedStores(t *testing.T) []string {
	t.Helper()
	store := versity.Start(t)
	return []string{
		"PRACTICE_DATABASE_URL=" + postgres.Start(t).Database(t),
		"PRACTICE_S3_ENDPOINT=" + store.Endpoint, "PRACTICE_S3_BUCKET=" + store.Bucket(t, "practice"),
		"PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
	}
}

// begin starts the recording and returns the session's ID.
func (s *speaker) begin() string {
	s.t.Helper()
	s.send(map[string]any{"type": "start"})
	session := s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	return session["id"].(string)
}

// theirClip waits for the end of the session and returns its clip when it is stored.
func (s *speaker) theirClip() clipFacts {
	s.t.Helper()
	session := s.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })
	return s.awaitReady(session["clip_ids"].([]any)[0].(string))
}

// Two servers on one database leave each other's sessions and recordings alone,
// however they come and go. What a dead one left is ended by the other; its
// recording waits for the disk on which it lies.
func TestTwoServersOnOneDatabase(t *testing.T) {
	t.Parallel()
	env := sharedStores(t)
	wav := hearing.Speak(t, spokenText)
	packets := opusPackets(t, hearing.Encode(t, wav))
	dataOfA := t.TempDir()
	a := serve(t, dataOfA, env...)
	ada := newSpeaker(t, a)
	ada.begin()
	spoken := make(chan struct{})
	go func() {
		defer close(spoken)
		ada.speak(packets)
		ada.send(map[string]any{"type": "end"})
	}()

	b := serve(t, t.TempDir(), env...)
	bob := newSpeaker(t, b)
	bob.begin()
	bob.speak(packets)
	bob.send(map[string]any{"type": "end"})
	<-spoken
	for _, s := range []*speaker{ada, bob} {
		clip := s.theirClip()
		if missing := clip.Receipt.Missing(); missing > 300*time.Millisecond {
			t.Errorf("a clip of %d ms is %s, want it complete but for its last moment", clip.DurationMS, clip.Receipt.Verdict())
		}
		s.listen(clip, wav)
		s.hangUp()
	}

	ada = newSpeaker(t, a)
	session := ada.begin()
	ada.speak(packets[:200])
	a.stop(syscall.SIGKILL)
	ada.hangUp()
	ada.p = b
	killed := time.Now()
	left := ada.awaitEnd(session)
	t.Logf("the session of the killed server was ended after %s", time.Since(killed).Round(time.Second))
	ada.awaitClip("the clip to wait for its server", left, func(c clipFacts) bool {
		return c.State == "storing" && c.Reason == "waits_for_node"
	})
	if spools, err := filepath.Glob(filepath.Join(dataOfA, "spool", left, "audio.ogg")); err != nil || len(spools) != 1 {
		t.Errorf("the spool of the killed server has %v (%v), want its recording", spools, err)
	}

	ada.p = serve(t, dataOfA, env...)
	if clip := ada.awaitReady(left); clip.DurationMS < 3000 || clip.DurationMS > 5500 {
		t.Errorf("the clip has %d ms, want the 4 s that were spoken", clip.DurationMS)
	}
}

// awaitEnd waits for the end of a session whose server died, and returns its
// clip's ID.
func (s *speaker) awaitEnd(session string) string {
	s.t.Helper()
	var found struct {
		State   string
		ClipIDs []string `json:"clip_ids"`
	}
	awaitFor(s.t, time.Minute, "the session to be ended", func() bool {
		s.call(http.MethodGet, "/api/v1/sessions/"+session, nil, &found)
		return found.State == "ended"
	})
	if len(found.ClipIDs) != 1 {
		s.t.Fatalf("the session has the clips %v, want one", found.ClipIDs)
	}
	return found.ClipIDs[0]
}

func (s *speaker) awaitClip(what, id string, wanted func(clipFacts) bool) {
	s.t.Helper()
	var clip clipFacts
	await(s.t, what, func() bool {
		s.call(http.MethodGet, "/api/v1/clips/"+id, nil, &clip)
		return wanted(clip)
	})
}

// A second server on one data folder is refused; commands work beside the first.
func TestOneServerADataFolder(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	status, _, complaint := finish(t, data, nil)
	for _, want := range []string{data, "another", "PRACTICE_DATA"} {
		if status != exitFailure || !strings.Contains(complaint, want) {
			t.Errorf("a second server exits with %d and says %q, want %d and %q in it", status, complaint, exitFailure, want)
		}
	}
	if status, _, complaint := finish(t, data, nil, "signin"); status != 0 {
		t.Errorf("signin beside a server exits with %d: %s", status, complaint)
	}
	p.newToken()
	p.stop(syscall.SIGKILL)
	if _, err := os.Stat(filepath.Join(data, "lock")); err != nil {
		t.Errorf("the file of the lock: %v", err)
	}
	serve(t, data)
}

// A server that stood still for longer than a lease holds finds its session ended
// by another. It ends its room too, and what was spoken until then is kept.
func TestAServerThatStoodStillLosesItsRoom(t *testing.T) {
	t.Parallel()
	env := sharedStores(t)
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	a := serve(t, t.TempDir(), env...)
	b := serve(t, t.TempDir(), env...)
	ada := newSpeaker(t, a)
	session := ada.begin()
	ada.speak(packets[:200])
	if err := a.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	ada.p = b
	id := ada.awaitEnd(session)
	if err := a.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	ada.p = a
	if clip := ada.awaitReady(id); clip.DurationMS < 3500 {
		t.Errorf("the clip has %d ms, want the 4 s that were spoken", clip.DurationMS)
	}
	ada.hangUp()
}

// Four programs of one user are four on all servers together, however many come at
// once; a place that is given back is everybody's again.
func TestNotMoreProgramsThanFourOnTwoServers(t *testing.T) {
	env := []string{"PRACTICE_DATABASE_URL=" + postgres.Start(t).Database(t)}
	a, b := serve(t, t.TempDir(), env...), serve(t, t.TempDir(), env...)
	token := a.newToken()
	voice, err := peertest.New(peertest.Options{Speaker: true})
	if err != nil {
		t.Fatal(err)
	}
	defer voice.Close()
	offer, err := voice.OfferWhole(false)
	if err != nil {
		t.Fatal(err)
	}
	type answer struct {
		status int
		url    string
	}
	ask := func(method, url string) answer {
		request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(offer))
		if err != nil {
			return answer{}
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/sdp")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return answer{}
		}
		defer response.Body.Close()
		return answer{response.StatusCode, strings.TrimSuffix(url, "/whip") + response.Header.Get("Location")}
	}
	const racers = 20
	answers := make(chan answer, racers)
	for i := range racers {
		go func() { answers <- ask(http.MethodPost, []string{a.url, b.url}[i%2]+"/whip") }()
	}
	byStatus := map[int]int{}
	var speaking string
	for range racers {
		got := <-answers
		byStatus[got.status]++
		if got.status == http.StatusCreated {
			speaking = got.url
		}
	}
	if byStatus[http.StatusCreated] != 4 || byStatus[http.StatusTooManyRequests] != racers-4 {
		t.Fatalf("answers by status: %v, want 4 that are created and %d that are too many", byStatus, racers-4)
	}
	if got := ask(http.MethodDelete, speaking); got.status != http.StatusOK {
		t.Fatalf("end one: %d", got.status)
	}
	await(t, "its place", func() bool { return ask(http.MethodPost, b.url+"/whip").status == http.StatusCreated })
	if got := ask(http.MethodPost, a.url+"/whip").status; got != http.StatusTooManyRequests {
		t.Errorf("a fifth gets %d, want 429", got)
	}
}
