package problem

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
)

// Document is a failure as RFC 9457 writes it, with its code beside the members
// of the RFC. It is an error, so that a handler can return it.
type Document struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   Code   `json:"code"`
	// Errors names the inputs that are at fault.
	Errors []Detail `json:"errors,omitempty"`
	// retry is the seconds after which to try again; 0 for what the code says.
	retry int
}

// Detail is one input that is at fault.
type Detail struct {
	Message string `json:"message,omitempty"`
	// Location is a path like "body.title" or "query.limit".
	Location string `json:"location,omitempty"`
	// Value is what was sent, where that is no secret.
	Value any `json:"value,omitempty"`
}

// Document returns what HTTP tells of the error.
func (e *Error) Document() *Document {
	status := e.Code.Status()
	d := &Document{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: e.Sentence, Code: e.Code, retry: e.retry}
	if e.Field != "" {
		d.Errors = []Detail{{Message: e.Sentence, Location: e.part + "." + e.Field}}
	}
	return d
}

// Error returns the detail.
func (d *Document) Error() string { return d.Detail }

// GetStatus returns the HTTP status, for package huma.
func (d *Document) GetStatus() int { return d.Status }

// ContentType returns the media type of problem documents, for package huma.
func (d *Document) ContentType(string) string { return "application/problem+json" }

// GetHeaders returns the headers that belong to the status: the challenge that
// RFC 9110 section 11.6.1 wants, and when to try again (section 10.2.3).
func (d *Document) GetHeaders() http.Header {
	h := http.Header{}
	if d.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if retry := cmp.Or(d.retry, rowOf(d.Code).retry); retry > 0 {
		h.Set("Retry-After", strconv.Itoa(retry))
	}
	return h
}

// Write answers with the document.
func (d *Document) Write(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range d.GetHeaders() {
		h[name] = values
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(d.Status)
	// The status is sent; a client that has gone away needs no more.
	_ = json.NewEncoder(w).Encode(d)
}
