package web_test

import (
	"bytes"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write openapi.json in place of comparing it")

// TestOpenAPIIsFresh keeps the committed description, from which the page's
// client is typed, equal to what the server says.
func TestOpenAPIIsFresh(t *testing.T) {
	s := newWorld(t).server
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil))
	if got, want := answer.Code, http.StatusOK; got != want {
		t.Fatalf("GET openapi.json: got status %d, want %d", got, want)
	}
	if *update {
		if err := os.WriteFile("openapi.json", answer.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, answer.Body.Bytes()) {
		t.Error("web/openapi.json is not what the code says; run: make generate")
	}
}
