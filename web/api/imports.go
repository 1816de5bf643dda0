package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"practice/access"
	"practice/ids"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// importTypes are the media types of the files that are taken. What a file is
// is found out from its content.
func importTypes() []string {
	return []string{"audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave", "audio/ogg", "audio/opus", "application/ogg", "application/octet-stream"}
}

// DescribeImport documents what ImportClip does.
func (a *API) DescribeImport() Option {
	text := &huma.Schema{Type: huma.TypeString}
	longest := maxTitle
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	return func(op *huma.Operation) {
		op.Description = fmt.Sprintf("The body is a WAV file (PCM of 8, 16, 24 or 32 bits or 32-bit floating point, mono or stereo, 8 to 96 kHz) or an Ogg Opus file (one stream, mono or stereo) "+
			"of at most %d MiB and %d hours, with at least %d bytes for each second beyond %d minutes. It is kept as it came and never transcoded; only the end of one that was cut off is put right. "+
			"408: it stopped arriving, or came at less than 500 bytes a second. 413: too large or too long. 415: of another kind. 422: broken, or without sound. 429: too many files of yours at once. 507: the server's disk is full, or what you may have here used up. After each of these nothing is left of it.",
			recordings.MaxImportSize>>20, recordings.MaxImportDuration/time.Hour, recordings.LeastImportRate, recordings.MaxThinImport/time.Minute)
		op.Parameters = []*huma.Param{
			{Name: "title", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest}},
			{Name: "prompt", In: "query", Schema: text, Description: "The question that was answered."},
			{Name: "recorded_at", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time"}, Description: "When the recording began (RFC 3339); now, if it is not said."},
		}
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, t := range importTypes() {
			op.RequestBody.Content[t] = file
		}
		clip := a.typed.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[clipJSON](), true, "")
		op.Responses["201"] = &huma.Response{
			Description: "The clip, in state storing",
			Content:     map[string]*huma.MediaType{"application/json": {Schema: clip}},
			Headers:     map[string]*huma.Param{"Location": {Schema: text}},
		}
	}
}

// ImportClip makes a clip of the caller's of the body.
func (a *API) ImportClip(w http.ResponseWriter, r *http.Request) error {
	if err := access.Authorize(callerOf(r.Context()), access.BringClip, access.Thing{}); err != nil {
		return err
	}
	clip, err := a.announced(r)
	if err != nil {
		return err
	}
	if r.ContentLength > recordings.MaxImportSize {
		return problem.TooMuch.Say("the file has more than %d MiB. Bring it in parts, or as Ogg Opus, which needs a tenth of the room", recordings.MaxImportSize>>20)
	}
	finish, err := a.beginUpload(r, clip)
	if err != nil {
		return err
	}
	defer finish()
	body := &upload{body: r.Body, still: a.still(r, "")}
	clip, err = a.config.Importer.Import(r.Context(), clip, body)
	switch {
	case err != nil && errors.Is(body.failed, problem.Unauthenticated):
		return body.failed
	case err != nil && errors.Is(body.failed, os.ErrDeadlineExceeded):
		return problem.Stalled.Say("the file stopped arriving, so nothing of it was kept. Send it again")
	case err != nil && body.failed != nil:
		return problem.Malformed.Say("the file did not arrive to its end, so nothing of it was kept. Send it again")
	case err != nil:
		return err
	}
	shown, err := a.showClip(r.Context(), clip)
	if err != nil {
		return err
	}
	return writeCreated(w, Prefix+"/clips/"+clip.ID, shown.Body)
}

// beginUpload counts the file among those that its owner sends, until finish is
// called. One that does not say its size may become as large as any.
func (a *API) beginUpload(r *http.Request, clip recordings.Clip) (finish func(), err error) {
	size := r.ContentLength
	if size < 0 {
		size = recordings.MaxImportSize
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	file := people.Upload{ID: clip.ID, UserID: clip.OwnerID, Node: a.config.Node, Size: size, StartedAt: a.config.Clock()}
	if err := a.config.Store.BeginUpload(ctx, file, a.config.Quotas.MayUpload(size)); err != nil {
		return nil, err
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), answerWithin)
		defer cancel()
		if err := a.config.Store.EndUpload(ctx, file.ID); err != nil {
			a.config.Log.WarnContext(ctx, "a file that is not on its way any more counts as if it were", slog.String("clip", file.ID), slog.Any("error", err))
		}
	}, nil
}

// announced is the clip as its owner describes it, without its sound.
func (a *API) announced(r *http.Request) (recordings.Clip, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if types := importTypes(); err != nil || !slices.Contains(types, kind) {
		return recordings.Clip{}, problem.UnsupportedType.Say("the Content-Type has to be one of %s", strings.Join(types, ", "))
	}
	query := r.URL.Query()
	clip := recordings.Clip{ID: ids.New(), OwnerID: callerOf(r.Context()).ID, CreatedAt: a.config.Clock()}
	if clip.Title, err = people.CleanLine("title", query.Get("title"), maxTitle); err != nil {
		return recordings.Clip{}, err
	}
	if prompt := query.Get("prompt"); prompt != "" {
		question, err := sessions.TypedQuestion(prompt)
		if err != nil {
			return recordings.Clip{}, err
		}
		clip.Prompt = question.Prompt
	}
	if at := query.Get("recorded_at"); at != "" {
		if clip.CreatedAt, err = recordedAt(at, a.config.Clock()); err != nil {
			return recordings.Clip{}, err
		}
	}
	return clip, nil
}

func recordedAt(text string, now time.Time) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return time.Time{}, problem.OnField("recorded_at", "is not an instant like 2024-05-01T18:30:00Z")
	case at.Unix() <= 0:
		return time.Time{}, problem.OnField("recorded_at", "is before 1970")
	case at.After(now.Add(time.Minute)):
		return time.Time{}, problem.OnField("recorded_at", "is in the future")
	}
	return at, nil
}

// upload notes why a body broke off. It does when whoever sends it may not any more.
type upload struct {
	body   io.Reader
	still  *still
	failed error
}

// Read reads the body.
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.body.Read(p)
	if over := u.still.check(); over != nil {
		n, err = 0, over
	}
	if err != nil && !errors.Is(err, io.EOF) {
		u.failed = err
	}
	return n, err
}

// writeCreated answers with what was created and where it is.
func writeCreated(w http.ResponseWriter, location string, body any) error {
	var content bytes.Buffer
	if err := json.NewEncoder(&content).Encode(body); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusCreated)
	// The status is sent; a client that has gone away needs no more.
	_, _ = w.Write(content.Bytes())
	return nil
}
