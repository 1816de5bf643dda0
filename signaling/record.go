package signaling

import (
	"crypto/rand"
	"strings"
	"time"
	"unicode/utf8"

	"practice/recordings"
	"practice/sessions"
)

// recordingLeg is the recording of a leg's candidate, until it is finished.
type recordingLeg struct {
	leg     int
	clipID  string
	userID  string
	capture *recordings.Capture
	ended   bool
}

func (t *recordingLeg) end(at time.Time) {
	t.ended = true
	t.capture.End(at)
}

// record brings the recording in line with the session: the candidate of the
// running leg is recorded, nobody else.
func (r *room) record(now time.Time) {
	running := r.session.State() == sessions.Running
	for _, t := range r.takes {
		if !t.ended && (!running || t.leg != r.session.Leg) {
			t.end(r.legEnd(t.leg))
		}
	}
	if !running || r.current() != nil {
		return
	}
	if err := r.beginTake(); err != nil {
		r.log.Error("recording could not begin; the session is ended", "err", err)
		r.tell(codeInternal, "The recording could not begin, so the session was ended. The server's log says why.", typeStart)
		if err := r.change(func(s *sessions.Session, _ time.Time) error {
			s.Abandon(now, sessions.EndedByShutdown)
			return nil
		}); err != nil {
			r.log.Error("session could not be ended", "err", err)
		}
	}
}

// current returns the recording that goes on, or nil.
func (r *room) current() *recordingLeg {
	for _, t := range r.takes {
		if !t.ended {
			return t
		}
	}
	return nil
}

// recording reports whether a voice is being recorded now.
func (r *room) recording(now time.Time) bool {
	return r.current() != nil && !now.Before(r.session.Clock.StartedAt)
}

// beginTake announces the recording of the leg's candidate from the leg's
// beginning on.
func (r *room) beginTake() error {
	candidate, err := r.session.Candidate()
	if err != nil {
		return err
	}
	leg := r.session.Leg
	question := r.session.Question(leg)
	clip := recordings.Clip{
		ID: strings.ToLower(rand.Text()), OwnerID: candidate.UserID, SessionID: r.session.ID, Leg: leg,
		Title: titleOf(question), Prompt: question.Prompt, Domain: question.Domain, Format: r.session.Format.ID, Origin: r.origin(),
	}
	capture, err := r.hub.config.Recorder.Begin(r.ctx, clip, r.legBegin(leg))
	if err != nil {
		return err
	}
	t := &recordingLeg{leg: leg, clipID: clip.ID, userID: candidate.UserID, capture: capture}
	r.takes = append(r.takes, t)
	r.attach(t)
	r.finishing.Go(func() {
		<-capture.Done()
		r.inbox.post(func() { r.finished(t) })
	})
	return nil
}

// origin says how the clips of the room come to be.
func (r *room) origin() recordings.Origin {
	if r.whip != nil {
		return recordings.FromWHIP
	}
	return recordings.FromSession
}

// attach sends the candidate's voice to the recording.
func (r *room) attach(t *recordingLeg) {
	if place := r.seats[t.userID]; place != nil && place.peer != nil {
		place.peer.SetSink(t.capture.Write)
		place.peer.SetReports(t.capture.Report)
	}
}

// watchEvery is how often a recording is looked after.
const watchEvery = 250 * time.Millisecond

// watch tells everybody when the recorded voice falls silent, or the disk
// fills.
func (r *room) watch(now time.Time) {
	if r.current() == nil {
		return
	}
	told := heard{r.voice(now), r.hub.config.Recorder.Disk()}
	if told != r.told {
		r.told = told
		r.publish()
	}
}

// heard is what a room says of a recording while it runs.
type heard struct {
	voice recordings.VoiceState
	disk  recordings.DiskState
}

// voice tells how the candidate is heard; empty while nobody is recorded.
func (r *room) voice(now time.Time) recordings.VoiceState {
	if !r.recording(now) {
		return ""
	}
	return r.current().capture.Voice(now)
}

// recordingClip returns the clip for which the participant is recorded, or is
// about to be.
func (r *room) recordingClip(userID string) *recordingClipJSON {
	t := r.current()
	if t == nil || t.userID != userID || r.whip != nil { // what a page hears is another sound
		return nil
	}
	return &recordingClipJSON{t.clipID, unixMS(r.legBegin(t.leg))}
}

// finished lets go of a recording that lies whole in the spool.
func (r *room) finished(t *recordingLeg) {
	for i, other := range r.takes {
		if other == t {
			r.takes = append(r.takes[:i:i], r.takes[i+1:]...)
			break
		}
	}
	if place := r.seats[t.userID]; place != nil && place.peer != nil {
		place.peer.SetSink(nil)
		place.peer.SetReports(nil)
		if now := r.current(); now != nil && now.userID == t.userID {
			r.attach(now)
		}
	}
	if !r.session.EndedAt.IsZero() && !r.session.EndedAt.After(r.legBegin(t.leg)) {
		r.discard(t)
	}
	r.hangUp()
	r.publish()
}

// discard deletes the clip of a leg that never began: nothing of it was
// recorded.
func (r *room) discard(t *recordingLeg) {
	if err := r.hub.config.Clips.DeleteClip(r.ctx, t.clipID); err != nil {
		r.log.Error("clip of a leg that never began could not be deleted", "clip", t.clipID, "err", err)
	}
}

// legBegin is when the leg begins.
func (r *room) legBegin(leg int) time.Time {
	begin, _ := sessions.Format{Stages: r.session.Clock.Plan}.LegBounds(leg)
	return r.session.Clock.StartedAt.Add(begin)
}

// legEnd is when the leg ended: with the session, or at its boundary.
func (r *room) legEnd(leg int) time.Time {
	_, end := sessions.Format{Stages: r.session.Clock.Plan}.LegBounds(leg)
	at := r.session.Clock.StartedAt.Add(end)
	if e := r.session.EndedAt; !e.IsZero() && e.Before(at) {
		return e
	}
	return at
}

// clipsOf returns the participant's clips of the session that are recorded.
func (r *room) clipsOf(userID string) []string {
	ids := []string{}
	if r.session.State() == sessions.Lobby {
		return ids
	}
	clips, err := r.hub.config.Clips.ClipsOfSession(r.ctx, r.session.ID)
	if err != nil {
		r.log.Error("clips of the session can't be read", "err", err)
		return ids
	}
	for _, c := range clips {
		if c.OwnerID == userID && c.State != recordings.Recording {
			ids = append(ids, c.ID)
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
