package signaling

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Every message that a page sends is understood, with each of its fields.
func TestDecodesTheMessagesOfThePage(t *testing.T) {
	seen := map[string]bool{}
	for name, data := range fixtures(t, "from-page") {
		m, err := decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		seen[m.Type] = true
		understood := fields(t, encode(t, m))
		for field, want := range fields(t, data) {
			if diff := cmp.Diff(want, understood[field]); diff != "" {
				t.Errorf("%s, field %s (-sent +understood):\n%s", name, field, diff)
			}
		}
	}
	for kind := range handlers {
		if !seen[kind] {
			t.Errorf("no example of the message %s in testdata/from-page", kind)
		}
	}
}

// Every message of the server has the fields of its example, no more and no less.
func TestEncodesTheMessagesOfTheServer(t *testing.T) {
	messages := map[string]func() any{
		typeWelcome:   func() any { return new(welcomeMessage) },
		typeSession:   func() any { return new(sessionMessage) },
		typeTime:      func() any { return new(timeMessage) },
		typeAnswer:    func() any { return new(answerMessage) },
		typeCandidate: func() any { return new(candidateMessage) },
		typeError:     func() any { return new(errorMessage) },
	}
	seen := map[string]bool{}
	for name, data := range fixtures(t, "from-server") {
		kind, _ := fields(t, data)["type"].(string)
		seen[kind] = true
		message := messages[kind]()
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(message); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(fields(t, data), fields(t, encode(t, message))); diff != "" {
			t.Errorf("%s (-example +encoded):\n%s", name, diff)
		}
	}
	for kind := range messages {
		if !seen[kind] {
			t.Errorf("no example of the message %s in testdata/from-server", kind)
		}
	}
}

func TestMalformedMessagesAreErrors(t *testing.T) {
	for _, data := range []string{
		"", "null", "[]", "{", `"hello"`, "7", "{}", `{"type":""}`, `{"type":7}`, `{"type":"offer"}`, `{"type":"offer","sdp":7}`,
		`{"type":"time"}`, `{"type":"time","sent_ms":"soon"}`, `{"type":"hello","version":"1"}`, `{"type":"candidate","sdp_mline_index":-1}`,
		`{"type":"candidate","sdp_mline_index":65536}`, `{"type":"hello"} {"type":"end"}`, "\x00", strings.Repeat("[", 60_000),
	} {
		if m, err := decode([]byte(data)); err == nil {
			t.Errorf("decode(%.40q) = %+v, want an error", data, m)
		}
	}
}

// Whatever arrives, decoding answers with a message of a known shape or an
// error, and what is shown of it is text.
func FuzzDecode(f *testing.F) {
	for _, data := range fixtures(f, "from-page") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if (m.Type == "") == (err == nil) {
			t.Errorf("decode = %+v, %v; want a type or an error", m, err)
		}
		if shown := quote(m.Type); !utf8.ValidString(shown) || len(shown) > 60 {
			t.Errorf("quote = %q, want short text", shown)
		}
		encode(t, timeMessage{typeTime, m.SentMS, 1})
	})
}

// fixtures returns the example messages of one direction by file name.
func fixtures(t testing.TB, direction string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", direction, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("examples in testdata/%s: %v, %v", direction, paths, err)
	}
	examples := map[string][]byte{}
	for _, path := range paths {
		if examples[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return examples
}

func encode(t testing.TB, message any) []byte {
	t.Helper()
	data, err := json.Marshal(message)
	if err != nil {
		t.Fatalf("encode %+v: %v", message, err)
	}
	return data
}

// fields returns a message's fields, with numbers as they are spelt.
func fields(t testing.TB, data []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var all map[string]any
	if err := decoder.Decode(&all); err != nil {
		t.Fatalf("fields of %.80q: %v", data, err)
	}
	return all
}
