package api

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"practice/access"
	"practice/problem"
	"practice/recordings"
)

type stretchJSON struct {
	AtMS       int64 `json:"at_ms"`
	DurationMS int64 `json:"duration_ms"`
}

func stretchBodies(stretches []recordings.Stretch) []stretchJSON {
	out := []stretchJSON{}
	for _, s := range stretches {
		out = append(out, stretchJSON{s.At.Milliseconds(), s.Duration.Milliseconds()})
	}
	return out
}

type backfillInput struct {
	ID      string `path:"id"`
	AtMS    int64  `query:"at_ms" required:"true" minimum:"-60000" maximum:"86400000" doc:"Where the first sample lies on the clip's time line, by the page's idea of the server's clock; good to a second."`
	RawBody []byte `contentType:"audio/ogg"`
}

type wantedOutput struct {
	Body struct {
		Wanted []stretchJSON `json:"wanted" nullable:"false" doc:"What is still lacking."`
	}
}

// DescribeBackfill documents the body that BackfillClip takes.
func DescribeBackfill(op *huma.Operation) {
	op.MaxBodyBytes = recordings.MaxPieceSize
	op.Description = fmt.Sprintf("One uninterrupted stretch of the page's own capture of the microphone, as a mono Ogg Opus file of at most %d MiB and %v. "+
		"The server finds its exact place by comparing it with what it has, so send 3 s more before and after what is wanted. It is fitted in when the recording is over; "+
		"a clip that was stored already gets another edition. 409: nothing can be added to the clip. 413: too much. 422: not such a file.",
		recordings.MaxPieceSize>>20, recordings.MaxPieceLength)
}

// BackfillClip takes a stretch of the page's own capture.
func (a *API) BackfillClip(ctx context.Context, in *backfillInput) (*wantedOutput, error) {
	clip, err := a.clip(ctx, access.ChangeClip, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.config.Archive.Backfill(ctx, clip.ID, time.Duration(in.AtMS)*time.Millisecond, in.RawBody); err != nil {
		if errors.Is(err, recordings.ErrPiece) {
			_, why, _ := strings.Cut(err.Error(), recordings.ErrPiece.Error()+": ")
			err = problem.Explain(err, "%s: %s", recordings.ErrPiece.Error(), why)
		}
		return nil, err
	}
	// The clip may have gone on meanwhile.
	if clip, err = a.config.Store.Clip(ctx, clip.ID); err != nil {
		return nil, err
	}
	wanted, err := a.config.Archive.Wanted(clip)
	if err != nil {
		return nil, err
	}
	var out wantedOutput
	out.Body.Wanted = stretchBodies(wanted)
	return &out, nil
}

type endBackfillInput struct {
	ID    string `path:"id"`
	Whole bool   `query:"whole" doc:"The page's capture went on until the recording was stopped. Without it nobody knows how far the voice went on after a crash of the server."`
}

// EndBackfill notes that the page has sent everything that it had, or has nothing.
func (a *API) EndBackfill(ctx context.Context, in *endBackfillInput) (*struct{}, error) {
	clip, err := a.clip(ctx, access.ChangeClip, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{}{}, a.config.Archive.EndBackfill(ctx, clip.ID, in.Whole)
}
