package wire_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"practice/signaling/wire"
)

const schemaFile = "schema.json"

var update = flag.Bool("update", false, "write "+schemaFile+" again")

// directions are the messages of each direction: the names of their definitions
// in the schema, and what they are made from.
func directions() map[string][]any {
	return map[string][]any{
		"FromPage":   {wire.Hello{}, wire.Plain{}, wire.Start{}, wire.Door{}, wire.Sync{}, wire.SkipStage{}, wire.Time{}, wire.Copy{}, wire.Offer{}, wire.Candidate{}},
		"FromServer": {wire.Welcome{}, wire.Whole{}, wire.Change{}, wire.Done{}, wire.Clock{}, wire.Answer{}, wire.Candidate{}, wire.Error{}},
	}
}

func TestTheSchemaIsFresh(t *testing.T) {
	want := schema(t)
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types make (%v); run: make generate", schemaFile, err)
	}
}

// schema makes the JSON schema of all messages from the types and their comments.
func schema(t *testing.T) []byte {
	t.Helper()
	reflector := &jsonschema.Reflector{AllowAdditionalProperties: true}
	for base, path := range map[string]string{"practice/signaling/wire": ".", "practice/sessions/shown": "../../sessions/shown"} {
		if err := reflector.AddGoComments(base, path); err != nil {
			t.Fatal(err)
		}
	}
	whole := &jsonschema.Schema{
		Version: jsonschema.Version, Title: "Wire", Description: "The messages of a room's WebSocket.",
		Definitions: jsonschema.Definitions{},
	}
	for direction, messages := range directions() {
		either := &jsonschema.Schema{}
		for _, message := range messages {
			one := reflector.Reflect(message)
			for name, definition := range one.Definitions {
				whole.Definitions[name] = definition
			}
			either.AnyOf = append(either.AnyOf, &jsonschema.Schema{Ref: "#/$defs/" + reflect.TypeOf(message).Name()})
		}
		whole.Definitions[direction] = either
	}
	data, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

// The example messages, which the tests of both languages read, are what the
// schema says.
func TestTheExamplesFollowTheSchema(t *testing.T) {
	compiler := validator.NewCompiler()
	for direction, folder := range map[string]string{"FromPage": "from-page", "FromServer": "from-server"} {
		shape, err := compiler.Compile(schemaFile + "#/$defs/" + direction)
		if err != nil {
			t.Fatal(err)
		}
		paths, err := filepath.Glob(filepath.Join("..", "testdata", folder, "*.json"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("examples in %s: %v, %v", folder, paths, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			example, err := validator.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if err := shape.Validate(example); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			var fields map[string]any
			if err := json.Unmarshal(data, &fields); err != nil {
				t.Fatal(err)
			}
			fields["type"] = "dance"
			if err := shape.Validate(any(fields)); err == nil {
				t.Errorf("%s with another type: the schema has no objection", path)
			}
		}
	}
}
