package room

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"practice/ids"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/wire"
)

// recordedLeg is the recording of a leg's candidate, until it is finished.
type recordedLeg struct {
	leg     int
	clipID  string
	userID  string
	capture *capture.Capture
	// copied: the candidate's page says that it keeps a copy of the voice, and has
	// not gone away since.
	copied  bool
	ended   bool
	endedAt time.Time
	// lost: the recording could not begin, so there is no clip.
	lost bool
}

func (l *recordedLeg) end(at time.Time) {
	l.ended, l.endedAt = true, at
	l.capture.End(at)
}

// record brings the recording in line with the session: the candidate of the
// running leg is recorded, nobody else.
func (r *Room) record(now time.Time) {
	running := r.session.State() == sessions.Running
	candidate, _ := r.session.Candidate() // who is nobody is not recorded
	for _, l := range r.legs {
		switch {
		case l.ended:
		case !running || l.leg != r.session.Leg:
			l.end(r.recordedUntil(l.leg, now))
		case l.userID != candidate.UserID:
			l.end(now)
		}
	}
	if !running || r.current() != nil {
		return
	}
	if err := r.beginRecording(); err != nil {
		r.unrecorded(now, err)
	}
}

// lost ends the session when a recording turns out not to have begun.
func (r *Room) lost(l *recordedLeg, why error) {
	l.lost, l.ended = true, true
	if r.session.State() == sessions.Running {
		r.unrecorded(instant(), why)
	}
}

// unrecorded ends a session whose candidate can't be recorded.
func (r *Room) unrecorded(at time.Time, why error) {
	r.log.Error("recording could not begin; the session is ended", "err", why)
	r.tell(problem.Internal.Say("the recording could not begin, so the session was ended. The server’s log says why"), wire.TypeStart)
	r.abandon(func(*sessions.Session) time.Time { return at }, sessions.RecordingFailed)
}

// current returns the recording that goes on, or nil.
func (r *Room) current() *recordedLeg {
	for _, l := range r.legs {
		if !l.ended {
			return l
		}
	}
	return nil
}

// recording reports whether a voice is being recorded now.
func (r *Room) recording(now time.Time) bool {
	return r.current() != nil && !now.Before(r.session.Clock.StartedAt())
}

// beginRecording announces the recording of the leg's candidate from the leg's
// beginning on.
func (r *Room) beginRecording() error {
	candidate, err := r.session.Candidate()
	if err != nil {
		return err
	}
	if !candidate.Consented() {
		return fmt.Errorf("user %q is to be recorded and has not agreed", candidate.UserID)
	}
	leg := r.session.Leg
	question := r.session.Question(leg)
	clip := recordings.Clip{
		ID: ids.New(), OwnerID: candidate.UserID, SessionID: r.session.ID, Leg: leg,
		Title: titleOf(question), Prompt: question.Prompt, Domain: question.Domain, Format: r.session.Format.ID, Origin: r.program.origin(),
	}
	capture, err := r.config.Recorder.Begin(context.Background(), clip, r.legBegin(leg))
	if err != nil {
		return err
	}
	l := &recordedLeg{leg: leg, clipID: clip.ID, userID: candidate.UserID, capture: capture}
	r.legs = append(r.legs, l)
	r.attach(l)
	if place := r.seats[l.userID]; place != nil {
		capture.Connected(place.hears)
	}
	r.finishing.Go(func() {
		if err := <-capture.Begun(); err != nil {
			r.inbox.Post(func() { r.lost(l, err) })
		}
		<-capture.Done()
		r.inbox.Post(func() { r.finished(l) })
	})
	return nil
}

// attach sends the candidate's voice to the recording.
func (r *Room) attach(l *recordedLeg) {
	if place := r.seats[l.userID]; place != nil && place.peer != nil {
		place.peer.SetSink(shielded(r, l.capture.Write))
		place.peer.SetReports(shielded(r, l.capture.Report))
	}
}

// watchEvery is how often a recording is looked after.
const watchEvery = 250 * time.Millisecond

// watch tells everybody when the recorded voice falls silent, or the disk
// fills.
func (r *Room) watch() {
	if r.faulted || r.current() == nil {
		return
	}
	now := time.Now()
	told := recordingState{r.voice(now), r.config.Recorder.Disk()}
	if told != r.told {
		r.told = told
		r.publish(nil)
	}
}

// recordingState is what a room says of a recording while it runs.
type recordingState struct {
	voice recordings.VoiceState
	disk  recordings.DiskState
}

// voice tells how the candidate's voice arrives; empty while nobody is recorded.
func (r *Room) voice(now time.Time) recordings.VoiceState {
	if !r.recording(now) {
		return ""
	}
	return r.current().capture.Voice(now)
}

// recordingClip returns the clip for which the participant is recorded, or is
// about to be.
func (r *Room) recordingClip(userID string) *wire.RecordingClip {
	l := r.current()
	if l == nil || l.userID != userID || r.seats[userID].spoken { // what a page hears is another sound
		return nil
	}
	return &wire.RecordingClip{ID: l.clipID, AtMS: unixMS(r.legBegin(l.leg))}
}

// finished lets go of a recording that lies whole in the spool.
func (r *Room) finished(l *recordedLeg) {
	r.legs = slices.DeleteFunc(r.legs, func(other *recordedLeg) bool { return other == l })
	if !l.ended {
		r.fail(&ledger.Fault{Value: "a recording ended by itself"})
	}
	if r.faulted {
		return
	}
	if place := r.seats[l.userID]; place != nil && place.peer != nil {
		place.peer.SetSink(nil)
		place.peer.SetReports(nil)
		if now := r.current(); now != nil && now.userID == l.userID {
			r.attach(now)
		}
	}
	never := !l.endedAt.After(r.legBegin(l.leg))
	if !l.lost && !never {
		r.clips[l.userID] = append(r.clips[l.userID], l.clipID)
	}
	r.hangUp()
	r.publish(nil)
}

// legBegin is when the leg begins.
func (r *Room) legBegin(leg int) time.Time {
	begin, _ := r.session.Clock.LegBounds(leg)
	return begin
}

// legEnd is when the leg ended: with the session, or at its boundary.
func (r *Room) legEnd(leg int) time.Time {
	_, at := r.session.Clock.LegBounds(leg)
	if e := r.session.EndedAt; !e.IsZero() && (at.IsZero() || e.Before(at)) {
		return e
	}
	return at
}

// recordedUntil is when the recording of a leg ends that is over now. A session
// that another server has ended, to which this one seemed gone, ended by that one's
// clock and a while ago; it went on here, and what was said meanwhile is kept.
func (r *Room) recordedUntil(leg int, now time.Time) time.Time {
	at := r.legEnd(leg)
	if r.session.EndReason != sessions.EndedByShutdown || !now.After(at) {
		return at
	}
	now = now.Truncate(time.Millisecond)
	wentOn := func(s *sessions.Session) error {
		s.WentOn(now)
		return nil
	}
	if r.session.WentOn(now) {
		r.keep(wentOn)
	}
	return r.legEnd(leg)
}

// ownClips sorts the clips that are recorded by whose they are.
func ownClips(clips []recordings.Clip) map[string][]string {
	ids := map[string][]string{}
	for _, c := range clips {
		if c.State != recordings.Recording {
			ids[c.OwnerID] = append(ids[c.OwnerID], c.ID)
		}
	}
	return ids
}

// titleLength is how much of a question makes a title, in characters.
const titleLength = 80

// titleOf names a clip after what it is about: the topic of a question of the
// bank, or the beginning of a typed one.
func titleOf(q sessions.Question) string {
	if q.Topic != "" {
		return q.Topic
	}
	line, _, _ := strings.Cut(q.Prompt, "\n")
	line = strings.TrimSpace(line)
	if utf8.RuneCountInString(line) <= titleLength {
		return line
	}
	short := string([]rune(line)[:titleLength-1])
	if at := strings.LastIndex(short, " "); at > titleLength/2 {
		short = short[:at]
	}
	return short + "…"
}

// keeping reports whether the candidate's page keeps a copy of the voice that is
// being recorded.
func (r *Room) keeping(now time.Time) bool {
	return r.recording(now) && r.current().copied
}

// letGo notes that the candidate's page has gone by itself: it keeps nothing more.
func (r *Room) letGo(userID string) {
	if leg := r.current(); leg != nil && leg.userID == userID {
		leg.copied = false
	}
}
