package web

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// How slow a client may be. Within each stretch of time so many bytes have to move,
// or all that there are; else the connection is closed. What is slower holds up a
// connection, whether it wants to or not, and a phone on a bad line is ten times
// as fast.
const (
	leastMoved  = 16 << 10
	movedWithin = 30 * time.Second
	// unreadWithin is for the rest of a body that nobody reads, once there is an
	// answer.
	unreadWithin = 5 * time.Second
)

// Timeouts sets what bounds a connection of the server's before a request has a
// handler, and between requests. The rest is bounded by the handler itself.
func Timeouts(server *http.Server) {
	server.ReadHeaderTimeout = 10 * time.Second
	server.ReadTimeout = movedWithin
	server.WriteTimeout = movedWithin
	server.IdleTimeout = time.Minute
}

// paced bounds how slowly a request may come and its answer be taken, however long
// both are. It is not for connections that a handler takes over.
func paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		body := &pacedBody{ReadCloser: r.Body, control: control}
		answer := &pacedWriter{ResponseWriter: w, control: control, body: body}
		// A copy, since the server looks at the body that it made.
		request := *r
		if r.Body != nil && r.Body != http.NoBody {
			request.Body = body
		} else {
			body.ended = true
		}
		next.ServeHTTP(answer, &request)
		// What is left of the answer is sent when this returns.
		answer.begin()
		answer.extend()
	})
}

// pacedBody is a body that has to come. Its deadlines fail only on connections
// that have none, which have their own.
type pacedBody struct {
	io.ReadCloser
	control *http.ResponseController
	// Within waited, which is time spent in Read alone, moved bytes have come.
	waited time.Duration
	moved  int
	ended  bool
}

// Read fails with os.ErrDeadlineExceeded when too little comes.
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.ended { // from there on the server reads, to see whether the client is still there
		return 0, io.EOF
	}
	began := time.Now()
	_ = b.control.SetReadDeadline(began.Add(movedWithin - b.waited))
	n, err := b.ReadCloser.Read(p)
	b.waited += time.Since(began)
	if b.moved += n; b.moved >= leastMoved {
		b.waited, b.moved = 0, 0
	}
	b.ended = errors.Is(err, io.EOF)
	return n, err
}

// pacedWriter is an answer that has to be taken.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	body    *pacedBody
	begun   bool
}

// WriteHeader begins the answer; before that the server reads what is left of the
// body.
func (w *pacedWriter) WriteHeader(status int) {
	if status >= http.StatusOK {
		w.begin()
	}
	w.extend()
	w.ResponseWriter.WriteHeader(status)
}

// Write sends in pieces, each of which has to be taken in time.
func (w *pacedWriter) Write(p []byte) (sent int, err error) {
	w.begin()
	for first := true; first || len(p) > 0; first = false {
		piece := p[:min(len(p), leastMoved)]
		w.extend()
		n, err := w.ResponseWriter.Write(piece)
		sent += n
		if err != nil {
			return sent, err
		}
		p = p[len(piece):]
	}
	return sent, nil
}

func (w *pacedWriter) begin() {
	if !w.begun && !w.body.ended {
		_ = w.control.SetReadDeadline(time.Now().Add(unreadWithin))
	}
	w.begun = true
}

func (w *pacedWriter) extend() { _ = w.control.SetWriteDeadline(time.Now().Add(movedWithin)) }

// Unwrap is for http.ResponseController.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
