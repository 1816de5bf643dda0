package wire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"practice/problem"
	"practice/signaling/wire"
)

// Every message that a page sends is understood, with each of its fields.
func TestDecodesTheMessagesOfThePage(t *testing.T) {
	seen := map[string]bool{}
	for name, data := range fixtures(t, "from-page") {
		m, unread := wire.Decode(data)
		if unread != nil {
			t.Errorf("%s: %v", name, unread.Why)
			continue
		}
		kind, id := m.Name()
		seen[kind] = true
		sent := fields(t, data)
		if got, _ := sent["id"].(string); got != id {
			t.Errorf("%s: the id is understood as %q, want %q", name, id, got)
		}
		if diff := cmp.Diff(sent, fields(t, encode(t, m))); diff != "" {
			t.Errorf("%s (-sent +understood):\n%s", name, diff)
		}
	}
	for _, kind := range []string{
		wire.TypeHello, wire.TypeConsent, wire.TypeSwapRoles, wire.TypeStart, wire.TypeSkipStage, wire.TypeEnd, wire.TypeLeave,
		wire.TypeMicrophone, wire.TypeSync, wire.TypeTime, wire.TypeCopy, wire.TypeOffer, wire.TypeCandidate,
	} {
		if !seen[kind] {
			t.Errorf("no example of the message %s in testdata/from-page", kind)
		}
	}
}

// Every message of the server has the fields of its example, no more and no less.
func TestEncodesTheMessagesOfTheServer(t *testing.T) {
	messages := map[string]any{
		wire.TypeWelcome: &wire.Welcome{}, wire.TypeSession: &wire.Whole{}, wire.TypeChange: &wire.Change{}, wire.TypeDone: &wire.Done{},
		wire.TypeTime: &wire.Clock{}, wire.TypeAnswer: &wire.Answer{}, wire.TypeCandidate: &wire.Candidate{}, wire.TypeError: &wire.Error{},
	}
	seen := map[string]bool{}
	for name, data := range fixtures(t, "from-server") {
		kind, _ := fields(t, data)["type"].(string)
		seen[kind] = true
		message := reflect.New(reflect.TypeOf(messages[kind]).Elem()).Interface()
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
		`{"type":"skip_stage"}`, `{"type":"skip_stage","stage":1.5}`, `{"type":"consent","id":7}`, `{"type":"consent","id":"` + strings.Repeat("é", 65) + `"}`,
	} {
		if m, unread := wire.Decode([]byte(data)); unread == nil || unread.Why.Code != problem.Malformed {
			t.Errorf("Decode(%.40q) = %+v, %+v; want it to be malformed", data, m, unread)
		}
	}
}

// Nothing of a page's comes back at length, and nothing of Go's decoder at all.
func TestRefusalsAreShort(t *testing.T) {
	long := strings.Repeat("x", 60_000)
	for _, data := range []string{
		`{"type":"` + long + `"}`, `{"type":"` + long + `","id":7}`, `{"type":"` + long + `","id":"` + long + `"}`, `{"type":"offer","sdp":7}`,
		`{"type":7}`, `{"type":"hello","version":"1"}`, "{", "[]", `{"type":"time","sent_ms":` + strings.Repeat("1", 60_000) + `}`,
	} {
		_, unread := wire.Decode([]byte(data))
		if unread == nil || len(unread.Why.Sentence)+len(unread.Head.Type)+len(unread.Head.ID) > 400 {
			t.Errorf("Decode(%.40q): got %.200v, want a short refusal", data, unread)
			continue
		}
		for _, internal := range []string{"json:", "Go ", "wire.", "invalid character", "unexpected end"} {
			if strings.Contains(unread.Why.Sentence, internal) {
				t.Errorf("Decode(%.40q) says %q, which has Go's %q", data, unread.Why.Sentence, internal)
			}
		}
	}
}

// What can be read of a message that is not understood comes back with the
// refusal, so that the page knows what was refused.
func TestWhatIsNotUnderstoodKeepsItsName(t *testing.T) {
	for data, want := range map[string]wire.Plain{
		`{"type":"dance","id":"7"}`:         {Type: "dance", ID: "7"},
		`{"type":"offer","id":"8"}`:         {Type: "offer", ID: "8"},
		`{"type":"offer","id":"9","sdp":7}`: {Type: "offer", ID: "9"},
	} {
		if _, unread := wire.Decode([]byte(data)); unread == nil || unread.Head != want {
			t.Errorf("Decode(%s): %+v, want the head %+v", data, unread, want)
		}
	}
	longest := `{"type":"consent","id":"` + strings.Repeat("é", wire.MaxID) + `"}`
	if _, unread := wire.Decode([]byte(longest)); unread != nil {
		t.Errorf("an id of %d characters: %v", wire.MaxID, unread.Why)
	}
}

// Whatever arrives, decoding answers with a message of a known shape or an
// error for people.
func FuzzDecode(f *testing.F) {
	for _, data := range fixtures(f, "from-page") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, unread := wire.Decode(data)
		if (m == nil) == (unread == nil) {
			t.Fatalf("Decode = %+v, %+v; want a message or an error", m, unread)
		}
		if unread != nil && !utf8.ValidString(unread.Why.Sentence) {
			t.Errorf("the refusal %q is no text", unread.Why.Sentence)
		}
		if asked, is := m.(*wire.Time); is {
			encode(t, wire.Clock{Type: wire.TypeTime, SentMS: asked.SentMS})
		}
	})
}

// fixtures returns the example messages of one direction by file name.
func fixtures(t testing.TB, direction string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "testdata", direction, "*.json"))
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
