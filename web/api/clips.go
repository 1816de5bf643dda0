package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/access"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/sessions/shown"
)

// maxTitle bounds a clip's title, in characters.
const maxTitle = 200

type gapJSON struct {
	AtMS       int64  `json:"at_ms"`
	DurationMS int64  `json:"duration_ms"`
	Cause      string `json:"cause" enum:"not_yet_arrived,lost,paused,disconnected,stopped,connection_lost,no_room,damaged,interrupted,unknown"`
	Backfilled bool   `json:"backfilled" doc:"The stretch holds sound from the page's own capture; it is not missing."`
}

type receiptJSON struct {
	ExpectedMS   int64      `json:"expected_ms" doc:"The time between start and stop on the session's clock."`
	StoredMS     int64      `json:"stored_ms" doc:"The duration of the stored time line."`
	LiveMS       int64      `json:"live_ms" doc:"How much of it arrived while it was spoken."`
	BackfilledMS int64      `json:"backfilled_ms" doc:"How much of it came from the page's own capture."`
	MissingMS    int64      `json:"missing_ms" doc:"How much of it is silence because nothing arrived."`
	UnknownMS    int64      `json:"unknown_ms" doc:"How much of it, at its end, is silence after the connection was lost: whether anything was said there is not known."`
	End          string     `json:"end" enum:"stopped,connection_lost,server_lost" doc:"How the recording ended. Where a connection or the server was lost, what was said afterwards is not known."`
	Gaps         []gapJSON  `json:"gaps" nullable:"false" doc:"Stretches for which no audio arrived in time; they keep their length."`
	Checksum     string     `json:"checksum" doc:"Of the original: audio.ogg, or the WAV file that was brought."`
	Size         int64      `json:"size" doc:"Of the original, in bytes."`
	Store        string     `json:"store" doc:"Where the clip is kept."`
	VerifiedAt   time.Time  `json:"verified_at" doc:"When the stored audio was read back and agreed."`
	CopyUntil    *time.Time `json:"copy_until,omitempty" doc:"Until when the browser that spoke is expected to send what is missing from its copy; absent when nothing is expected."`
	Verdict      string     `json:"verdict" enum:"complete,incomplete,end_unknown,copy_on_its_way,unknown" doc:"Incomplete: so much is missing that it can be heard; missing_ms and the gaps say what. End unknown: nothing is known to be missing, but end says that not everything is known. Copy on its way: what is missing is still expected, until copy_until. Unknown: the recording could not be read through."`
}

type clipLinksJSON struct {
	AudioOgg string `json:"audio_ogg" doc:"Empty for a recording that was brought as a WAV file; audio_wav is its original."`
	AudioWAV string `json:"audio_wav"`
	Waveform string `json:"waveform"`
}

type clipJSON struct {
	ID         string         `json:"id"`
	Title      string         `json:"title"`
	State      string         `json:"state" enum:"recording,storing,ready,failed"`
	Reason     string         `json:"reason" enum:",no_sound,not_in_spool,store_unreachable,store_refuses,store_mismatch,cannot_finish,disk_full,waits_for_node,derived_missing,unknown" doc:"Why it failed, what storing waits for, or what a ready clip lacks; else empty."`
	RetryAt    *time.Time     `json:"retry_at,omitempty" doc:"When storing is tried again, if it waits for that."`
	DurationMS int64          `json:"duration_ms" doc:"0 while recording."`
	CreatedAt  time.Time      `json:"created_at" doc:"Position 0 on the server's clock."`
	Origin     string         `json:"origin" enum:"session,whip,imported" doc:"A page's microphone in a session, a program over WHIP, or a file that somebody brought."`
	SessionID  string         `json:"session_id" doc:"Empty for an imported clip."`
	Leg        int            `json:"leg"`
	Kind       string         `json:"kind" enum:"solo,paired"`
	Question   shown.Question `json:"question"`
	Format     string         `json:"format" doc:"The ID of the session's format; open-recording over WHIP, empty for an imported clip."`
	Peaks      []int          `json:"peaks" nullable:"false" doc:"A small waveform: 96 values of 0 to 255; empty until derived."`
	Receipt    *receiptJSON   `json:"receipt,omitempty" doc:"Present once the clip is stored and verified."`
	Wanted     []stretchJSON  `json:"wanted" nullable:"false" doc:"Stretches of the time line that the recording lacks; a page that has them sends them. After a crash of the server the last may reach beyond the clip's end."`
	CopyUntil  *time.Time     `json:"copy_until,omitempty" doc:"Until when the browser that spoke is expected to send of its copy what is wanted: until then, or until it says that it has nothing more, the clip may become longer and more complete. Absent when nothing is expected."`
	Completing bool           `json:"completing" doc:"Stretches that the recording lacked are expected or being fitted in; it plays already."`
	Links      clipLinksJSON  `json:"links"`
}

type clipOutput struct{ Body clipJSON }

// clipBody shows a clip to its owner, with the question of its session as the
// owner may see it now.
func (a *API) clipBody(ctx context.Context, clip recordings.Clip, session sessions.Session) (clipJSON, error) {
	base := Prefix + "/clips/" + clip.ID + "/"
	out := clipJSON{
		ID: clip.ID, Title: clip.Title, State: string(clip.State), Reason: string(clip.Reason), RetryAt: whenever(clip.RetryAt),
		DurationMS: clip.Duration.Milliseconds(), CreatedAt: wireTime(clip.CreatedAt),
		Origin: string(clip.Origin), SessionID: clip.SessionID, Leg: clip.Leg, Kind: string(session.Kind), Format: clip.Format,
		Peaks: []int{}, Receipt: receiptBody(ctx, clip.Receipt, time.Now()), Completing: a.config.Archive.Completing(clip.ID),
		Links: clipLinksJSON{
			AudioOgg: base + recordings.AudioOgg, AudioWAV: base + recordings.AudioWAV, Waveform: base + recordings.WaveformDat,
		},
	}
	if clip.Original == recordings.AudioWAV {
		out.Links.AudioOgg = ""
	}
	question := sessions.Question{}
	if seen := session.QuestionsFor(clip.OwnerID); clip.Leg < len(seen) {
		question = seen[clip.Leg]
	}
	question.Prompt, question.Domain = clip.Prompt, clip.Domain
	out.Question = shown.QuestionOf(question)
	for _, p := range clip.Peaks {
		out.Peaks = append(out.Peaks, int(p))
	}
	wanted, err := a.config.Archive.Wanted(clip)
	if err != nil {
		return clipJSON{}, err
	}
	out.Wanted = stretchBodies(wanted)
	until, err := a.config.Archive.CopyUntil(clip)
	out.CopyUntil = whenever(until)
	return out, err
}

// whenever is an instant that there may not be.
func whenever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = wireTime(t)
	return &t
}

func receiptBody(ctx context.Context, r *recordings.Receipt, now time.Time) *receiptJSON {
	if r == nil {
		return nil
	}
	out := &receiptJSON{
		ExpectedMS: r.Expected.Milliseconds(), StoredMS: r.Stored.Milliseconds(), MissingMS: r.Missing().Milliseconds(),
		LiveMS: r.Live().Milliseconds(), BackfilledMS: r.Backfilled().Milliseconds(),
		UnknownMS: r.Unknown().Milliseconds(), End: string(r.End()),
		Gaps: []gapJSON{}, Checksum: r.Checksum, Size: r.Size, Store: storeFor(ctx, r.Store), VerifiedAt: wireTime(r.VerifiedAt), Verdict: string(r.VerdictAt(now)),
	}
	if now.Before(r.CopyUntil) {
		out.CopyUntil = whenever(r.CopyUntil)
	}
	for _, g := range r.Gaps {
		out.Gaps = append(out.Gaps, gapJSON{g.At.Milliseconds(), g.Duration.Milliseconds(), string(g.Cause), g.Backfilled})
	}
	return out
}

// storeFor names the store to the caller: a guest need not know the operator's
// endpoint and bucket.
func storeFor(ctx context.Context, store string) string {
	if caller := callerOf(ctx); caller != nil && caller.Guest {
		return "the server’s store"
	}
	return store
}

type listClipsInput struct {
	Order recordings.Order `query:"order" enum:"newest,oldest" default:"newest"`
	Limit int              `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"How many clips a page has at most."`
	After string           `query:"after" maxLength:"200" doc:"The next of the page before, as it came; leave it out for the first page."`
}

type clipsOutput struct {
	Body struct {
		Clips []clipJSON `json:"clips" nullable:"false"`
		Next  string     `json:"next,omitempty" doc:"Ask with after for the page that follows; absent on the last one."`
	}
}

// ListClips lists the caller's clips in pages.
func (a *API) ListClips(ctx context.Context, in *listClipsInput) (*clipsOutput, error) {
	after, err := placeIn(in.After)
	if err != nil {
		return nil, err
	}
	clips, err := a.config.Store.ClipsOf(ctx, callerOf(ctx).ID, recordings.Page{Order: in.Order, After: after, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	var out clipsOutput
	clips, out.Body.Next = pageOf(clips, in.Limit, func(c recordings.Clip) (time.Time, string) { return c.CreatedAt, c.ID })
	recordedIn, err := a.config.Store.SessionsOfClips(ctx, clips)
	if err != nil {
		return nil, err
	}
	out.Body.Clips = []clipJSON{}
	for _, c := range clips {
		session, known := recordedIn[c.SessionID]
		if !known { // it was brought along, or something has changed meanwhile
			if session, err = a.sessionOf(ctx, c); err != nil {
				return nil, err
			}
		}
		body, err := a.clipBody(ctx, c, session)
		if err != nil {
			return nil, err
		}
		out.Body.Clips = append(out.Body.Clips, body)
	}
	return &out, nil
}

type clipInput struct {
	ID string `path:"id"`
}

// GetClip shows one clip to its owner.
func (a *API) GetClip(ctx context.Context, in *clipInput) (*clipOutput, error) {
	clip, err := a.clip(ctx, access.ListenToClip, in.ID)
	if err != nil {
		return nil, err
	}
	return a.showClip(ctx, clip)
}

func (a *API) showClip(ctx context.Context, clip recordings.Clip) (*clipOutput, error) {
	session, err := a.sessionOf(ctx, clip)
	if err != nil {
		return nil, err
	}
	body, err := a.clipBody(ctx, clip, session)
	if err != nil {
		return nil, err
	}
	return &clipOutput{Body: body}, nil
}

// withoutSession stands for the session of a clip that has none: one that was
// brought along, or recovered without its session, which must not hide it. It
// counts as a solo one, of which the clip itself knows the question.
func withoutSession() sessions.Session { return sessions.Session{Kind: sessions.Solo} }

// sessionOf returns the session that the clip was recorded in.
func (a *API) sessionOf(ctx context.Context, clip recordings.Clip) (sessions.Session, error) {
	if clip.SessionID == "" {
		return withoutSession(), nil
	}
	session, err := a.config.Store.Session(ctx, clip.SessionID)
	if errors.Is(err, problem.NotFound) {
		return withoutSession(), nil
	}
	if err != nil {
		return sessions.Session{}, fmt.Errorf("session %s of clip %s: %w", clip.SessionID, clip.ID, err)
	}
	return session, nil
}

type renameClipInput struct {
	ID   string `path:"id"`
	Body struct {
		Title string `json:"title"`
	}
}

// RenameClip changes a clip's title.
func (a *API) RenameClip(ctx context.Context, in *renameClipInput) (*clipOutput, error) {
	clip, err := a.clip(ctx, access.ChangeClip, in.ID)
	if err != nil {
		return nil, err
	}
	title, err := people.CleanLine("title", in.Body.Title, maxTitle)
	if err != nil {
		return nil, err
	}
	clip, err = a.config.Store.UpdateClip(ctx, clip.ID, func(c *recordings.Clip) error {
		c.Title = title
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a.showClip(ctx, clip)
}

type deletedClipJSON struct {
	ID      string `json:"id"`
	Deleted bool   `json:"deleted"`
	Store   string `json:"store" doc:"Where it is gone from as well."`
	Objects int    `json:"objects" doc:"How many objects the store had of it."`
}

type deletedClipOutput struct{ Body deletedClipJSON }

// DeleteClip deletes a clip with everything that is kept of it, and says so. One that
// is being recorded is stopped first: that ends its session, as leaving it would.
func (a *API) DeleteClip(ctx context.Context, in *clipInput) (*deletedClipOutput, error) {
	clip, err := a.clip(ctx, access.ChangeClip, in.ID)
	if err != nil {
		return nil, err
	}
	objects, err := a.config.Archive.Delete(ctx, clip)
	if errors.Is(err, recordings.ErrBusy) {
		objects, err = a.stopAndDelete(ctx, clip)
	}
	if err != nil {
		return nil, err
	}
	return &deletedClipOutput{Body: deletedClipJSON{ID: clip.ID, Deleted: true, Store: storeFor(ctx, a.config.StoreName), Objects: objects}}, nil
}

const (
	// closingWait bounds what a deletion waits for a recording that was stopped: a
	// server that has it and is not this one looks every 3 s.
	closingWait = 10 * time.Second
	// closingPause is the time between two looks.
	closingPause = 50 * time.Millisecond
)

// stopAndDelete deletes a clip when the recording of it is over, which it ends: its
// owner is the candidate who is recorded, and that is not to go on.
func (a *API) stopAndDelete(ctx context.Context, clip recordings.Clip) (objects int, err error) {
	now := a.config.Clock().Truncate(time.Millisecond)
	err = a.decide(ctx, clip.SessionID, func(s *sessions.Session) error {
		if s.Leg != clip.Leg {
			return problem.Conflict.Say("another leg of the session runs by now")
		}
		return s.End(clip.OwnerID, now)
	})
	if err != nil && !errors.Is(err, problem.Conflict) && !errors.Is(err, problem.NotFound) { // it is over already
		return 0, err
	}
	waiting, cancel := context.WithTimeout(ctx, closingWait)
	defer cancel()
	tick := time.NewTicker(closingPause)
	defer tick.Stop()
	for {
		objects, err = a.config.Archive.Delete(ctx, clip)
		if !errors.Is(err, recordings.ErrBusy) {
			return objects, err
		}
		select {
		case <-tick.C:
		case <-waiting.Done():
			return 0, problem.Explain(err, "The recording was stopped and is still being closed. Delete the clip again in a moment.")
		}
	}
}
