package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"practice/recordings"
	"practice/sessions"
)

// importFormat is what a clip that was brought along shows as its format.
const importFormat = "Brought along"

// importTypes are the media types of what can be brought along.
func importTypes() []string {
	return []string{"audio/wav", "audio/x-wav", "audio/vnd.wave", "audio/wave", "audio/ogg", "audio/opus", "application/ogg", "application/octet-stream"}
}

// describeImport documents what importClip does.
func describeImport(op *huma.Operation) {
	text := &huma.Schema{Type: huma.TypeString}
	op.Description = fmt.Sprintf("The body is a WAV file (PCM of 8 to 32 bits or 32-bit float, mono or stereo, 8 to 96 kHz) or an Ogg Opus file, of at most %d MiB and %v. "+
		"It is kept as it came; of a WAV file there is no Ogg. What was cut off is mended. "+
		"413: too large or too long. 415: another media type. 422: not such a file; the detail says why.",
		recordings.MaxImportSize>>20, recordings.MaxImportLength)
	op.Parameters = []*huma.Param{
		{Name: "title", In: "query", Required: true, Schema: text},
		{Name: "prompt", In: "query", Schema: text, Description: "The question that is answered."},
		{Name: "recorded_at", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time"}, Description: "When it was recorded; now if it is not given."},
	}
	content := map[string]*huma.MediaType{}
	for _, t := range importTypes() {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: content}
	op.Responses["201"] = &huma.Response{
		Description: "The clip, on its way to the store",
		Headers:     map[string]*huma.Param{"Location": {Schema: text}},
		Content:     map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/Clip"}}},
	}
}

// importClip takes a recording that somebody brings along. The body goes to the
// disk as it comes.
func (s *Server) importClip(w http.ResponseWriter, r *http.Request) error {
	user := callerOf(r.Context())
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(importTypes(), media) {
		return explain(errMediaType, fmt.Sprintf("The body must be a WAV or an Ogg Opus file, with the Content-Type audio/wav or audio/ogg; it is %q.", r.Header.Get("Content-Type")))
	}
	if r.ContentLength > recordings.MaxImportSize {
		return explain(recordings.ErrTooMuch, fmt.Sprintf("The file has %d MiB; at most %d are taken.", r.ContentLength>>20, recordings.MaxImportSize>>20))
	}
	clip, err := s.importedClip(r, user.ID)
	if err != nil {
		return err
	}
	clip, err = s.config.Importer.Import(r.Context(), clip, &arriving{r.Body, http.NewResponseController(w)})
	switch {
	case errors.Is(err, recordings.ErrImport), errors.Is(err, recordings.ErrTooMuch):
		return explain(err, "This file can’t be kept: "+reasonOf(err)+".")
	case errors.Is(err, os.ErrDeadlineExceeded):
		writeProblem(w, newProblem(http.StatusRequestTimeout, "The file stopped arriving, so nothing of it was kept. Send it again."))
		return nil
	case err != nil:
		return err
	}
	body, err := s.clipBody(clip, sessions.Session{Kind: sessions.Solo})
	if err != nil {
		return err
	}
	w.Header().Set("Location", apiPrefix+"/clips/"+clip.ID)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	// The status is sent; a client that has gone away needs no more.
	_ = json.NewEncoder(w).Encode(body)
	return nil
}

// uploadPause is how long a file that is being brought may stand still.
const uploadPause = time.Minute

// arriving is a body that may come slowly, but has to come.
type arriving struct {
	body    io.Reader
	control *http.ResponseController
}

// Read waits [uploadPause] at most.
func (a *arriving) Read(p []byte) (int, error) {
	// A connection without deadlines has its own.
	_ = a.control.SetReadDeadline(time.Now().Add(uploadPause))
	n, err := a.body.Read(p)
	if err != nil {
		_ = a.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// importedClip makes the clip from the query.
func (s *Server) importedClip(r *http.Request, ownerID string) (recordings.Clip, error) {
	query := r.URL.Query()
	title, err := sessions.CleanLine("title", query.Get("title"), maxTitle)
	if err != nil {
		return recordings.Clip{}, err
	}
	var question sessions.Question
	if prompt := query.Get("prompt"); prompt != "" {
		if question, err = sessions.TypedQuestion(prompt); err != nil {
			return recordings.Clip{}, err
		}
	}
	at := s.config.Clock()
	if given := query.Get("recorded_at"); given != "" {
		if at, err = time.Parse(time.RFC3339, given); err != nil {
			return recordings.Clip{}, sessions.Invalid("recorded_at", "is %q; it is an instant as in RFC 3339, 2026-11-23T20:15:00Z", given)
		}
	}
	return recordings.Clip{
		ID: strings.ToLower(rand.Text()), OwnerID: ownerID, Title: title, Prompt: question.Prompt, Format: importFormat, CreatedAt: at,
	}, nil
}

// reasonOf is what an error of the import says behind its kind.
func reasonOf(err error) string {
	message, _, _ := strings.Cut(err.Error(), "\n")
	for _, kind := range []error{recordings.ErrImport, recordings.ErrTooMuch} {
		message = strings.TrimPrefix(message, kind.Error()+": ")
	}
	return message
}
