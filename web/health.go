package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// checkTimeout bounds one check of readiness.
	checkTimeout = 3 * time.Second
	// checkAge is how long an answer stands, so that whoever asks often does
	// not make the store write often.
	checkAge = time.Second
)

// ReadyCheck is something that has to work for the server to be of use.
type ReadyCheck struct {
	Name string
	// Check returns what is wrong in one line, without secrets.
	Check func(ctx context.Context) error
}

// serveHealth says that the process lives.
func serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// Whoever asked and went away needs no answer.
	_, _ = io.WriteString(w, "ok\n")
}

// readiness answers whether everything the server needs works.
type readiness struct {
	checks []ReadyCheck
	now    func() time.Time

	mu      sync.Mutex
	at      time.Time
	outcome readyJSON
}

type readyJSON struct {
	Ready bool `json:"ready"`
	// Checks are told to operators alone.
	Checks []readyCheckJSON `json:"checks,omitempty"`
}

type readyCheckJSON struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Reason string `json:"reason,omitempty"`
}

// ServeHTTP answers 200 when every check passes and 503 when one does not, and not
// which: the reasons name the store and the database.
func (c *readiness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.answer(w, r, func(outcome readyJSON) readyJSON { return readyJSON{Ready: outcome.Ready} })
}

// serveReasons answers with the reasons as well.
func (c *readiness) serveReasons(w http.ResponseWriter, r *http.Request) {
	c.answer(w, r, func(outcome readyJSON) readyJSON { return outcome })
}

func (c *readiness) answer(w http.ResponseWriter, r *http.Request, told func(readyJSON) readyJSON) {
	// The outcome is everybody's: it must not fail because one asker left.
	outcome := told(c.read(context.WithoutCancel(r.Context())))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !outcome.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	// The status is sent; whoever asked and went away needs no more.
	_ = json.NewEncoder(w).Encode(outcome)
}

func (c *readiness) read(ctx context.Context) readyJSON {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && c.now().Sub(c.at) < checkAge {
		return c.outcome
	}
	c.outcome = readyJSON{Ready: true, Checks: []readyCheckJSON{}}
	for _, check := range c.checks {
		result := readyCheckJSON{Name: check.Name, OK: true}
		if err := try(ctx, check); err != nil {
			result.OK, result.Reason = false, strings.Join(strings.Fields(err.Error()), " ")
			c.outcome.Ready = false
		}
		c.outcome.Checks = append(c.outcome.Checks, result)
	}
	c.at = c.now()
	return c.outcome
}

func try(ctx context.Context, check ReadyCheck) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	return check.Check(ctx)
}
