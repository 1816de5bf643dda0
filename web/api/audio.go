package api

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"practice/access"
	"practice/problem"
	"practice/recordings"
)

// Object is one of a clip's objects that can be fetched.
type Object struct {
	// Name is the last part of its address: "audio.ogg".
	Name string
	// ID and Summary are those of its operation.
	ID, Summary string
	contentType string
}

// Objects lists what can be fetched of a clip.
func Objects() []Object {
	return []Object{
		{recordings.AudioOgg, "getClipOgg", "The voice as it came: Ogg Opus", "audio/ogg; codecs=opus"},
		{recordings.AudioWAV, "getClipWAV", "The voice as 16-bit PCM", "audio/wav"},
		{recordings.WaveformDat, "getClipWaveform", "The waveform: audiowaveform data, version 2", "application/octet-stream"},
	}
}

// DescribeObject documents what ServeObject does for the object.
func DescribeObject(o Object) Option {
	text := &huma.Schema{Type: huma.TypeString}
	media := map[string]*huma.MediaType{o.contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	return func(op *huma.Operation) {
		op.Description = "Answers HEAD too, a byte range (RFC 9110 section 14; several at once are ignored) and conditional requests (section 13). " +
			"503 with Retry-After: the object is still being made."
		op.Parameters = []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: text},
			{Name: "download", In: "query", Schema: text, Description: "With 1 the answer is to be saved, under a readable name, which ends with (more to come) while copy_until of the clip is there."},
			{Name: "Range", In: "header", Schema: text},
		}
		op.Responses["200"] = &huma.Response{Description: "The whole object", Content: media}
		op.Responses["206"] = &huma.Response{Description: "The range asked for", Content: media}
		op.Responses["304"] = &huma.Response{Description: "Not modified"}
		op.Responses["416"] = &huma.Response{Description: "No such range"}
	}
}

// ServeObject gives one of a clip's objects to whoever may listen.
func (a *API) ServeObject(o Object) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) (err error) {
		clip, err := a.clip(r.Context(), access.ListenToClip, r.PathValue("id"))
		if err != nil {
			return err
		}
		if clip.State == recordings.Recording {
			return recordings.ErrBusy
		}
		if o.Name == recordings.AudioOgg && clip.Original == recordings.AudioWAV {
			return problem.NotFound.Say("this recording was brought as a WAV file and is kept as it came; there is no Ogg of it. Fetch audio.wav.")
		}
		blob, err := a.config.Archive.Open(r.Context(), clip, o.Name)
		if err != nil {
			return fmt.Errorf("open %s of clip %s: %w", o.Name, clip.ID, err)
		}
		defer blob.Close()
		w.Header().Set("Content-Type", o.contentType)
		awaited, err := a.config.Archive.CopyUntil(clip)
		if err != nil {
			return fmt.Errorf("what is expected of clip %s: %w", clip.ID, err)
		}
		if r.URL.Query().Get("download") == "1" {
			w.Header().Set("Content-Disposition", attachment(clip, o.Name, !awaited.IsZero()))
		}
		http.ServeContent(&problemWriter{ResponseWriter: &stillWriter{w, a.still(r, clip.ID)}}, ofOneRange(r), "", validate(w.Header(), clip, o.Name, blob.ModTime()), blob)
		return nil
	}
}

// ofOneRange returns the request without ranges if it has several: each costs as
// much as a request, and a few bytes ask for many. To ignore them is allowed (RFC
// 9110 section 14.2), and players and downloads ask for one. So it does for HEAD,
// for which there are none.
func ofOneRange(r *http.Request) *http.Request {
	ranges := r.Header.Values("Range")
	if len(ranges) == 0 || len(ranges) == 1 && !strings.Contains(ranges[0], ",") && r.Method == http.MethodGet {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	return r
}

// problemWriter puts problem documents in place of the plain texts with which
// http.ServeContent refuses.
type problemWriter struct {
	http.ResponseWriter
	refused bool
}

// WriteHeader answers in full when the status is a refusal.
func (w *problemWriter) WriteHeader(status int) {
	switch {
	case status == http.StatusRequestedRangeNotSatisfiable:
		w.refuse(problem.OutOfRange.Say("the clip is shorter than the range that was asked for"))
	case status == http.StatusPreconditionFailed:
		w.refuse(problem.PreconditionFailed.Say("the clip is another than the one that was asked for"))
	case status >= http.StatusBadRequest:
		w.refuse(problem.OfStatus(status).Say("the clip can't be read at the moment"))
	default:
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *problemWriter) refuse(err *problem.Error) {
	w.refused = true
	w.Header().Del("Content-Disposition")
	err.Document().Write(w.ResponseWriter)
}

func (w *problemWriter) Write(b []byte) (int, error) {
	if w.refused {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// validate sets the headers by which a copy of the object can be kept, and
// returns its Last-Modified. A stored object never changes, so its name is its
// strong validator (RFC 9110 section 8.8.1), with the edition and, where it is made of another one,
// how. Until the clip is ready nothing
// may be kept: the object is served from the spool or may be made again.
func validate(h http.Header, clip recordings.Clip, object string, modified time.Time) time.Time {
	if clip.State != recordings.Ready {
		h.Set("Cache-Control", "no-store")
		return time.Time{}
	}
	name := fmt.Sprintf("%s-%d-%s", clip.ID, clip.Edition, object)
	if object == recordings.AudioWAV && clip.Original != object {
		name += fmt.Sprintf("-%d", recordings.SoundRevision) // made as it is read
	}
	h.Set("Etag", `"`+name+`"`)
	// The ID opens nothing by itself, but a browser that changes hands would
	// still show what it keeps: it has to ask each time, and gets a 304.
	h.Set("Cache-Control", "private, no-cache")
	return modified
}

// attachment returns the Content-Disposition (RFC 6266) that saves the object
// under the clip's title and date. The name says as well if a copy is awaited, so that
// there is more to come: a file that was saved does not grow.
func attachment(clip recordings.Clip, object string, awaited bool) string {
	name := strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.C) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, clip.Title)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if name == "" {
		name = "clip"
	}
	if runes := []rune(name); len(runes) > 80 {
		name = strings.TrimSpace(string(runes[:80]))
	}
	name += clip.CreatedAt.UTC().Format(" 2006-01-02 15.04")
	if awaited {
		name += " (more to come)"
	}
	name += path.Ext(object)
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
