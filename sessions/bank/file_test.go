package bank

import (
	"strings"
	"testing"
	"testing/fstest"
)

const goodFile = `domain: Baking
prefix: bake
questions:
  - id: bake-flat-loaf
    topic: Proofing
    level: junior
    prompt: The loaf rose well in the basket and came out of the oven flat. What happened?
    hints:
      - How long did it rise, and how warm was it?
      - What holds the gas inside the dough?
    points:
      - The dough was proofed for too long for its temperature.
      - Gluten that is stretched too far tears and lets the gas out.
      - A poke that does not spring back shows it before the oven.
      - A cooler or shorter proof is the repair.
`

func loadOne(content string) error {
	_, err := load(fstest.MapFS{"baking.yaml": {Data: []byte(content)}}, []string{"baking"})
	return err
}

func TestGoodFileIsAccepted(t *testing.T) {
	if err := loadOne(goodFile); err != nil {
		t.Fatalf("load: %v", err)
	}
}

func TestFaultsAreNamedByFileQuestionAndField(t *testing.T) {
	const where = "question 1 (bake-flat-loaf): "
	tests := []struct {
		name, old, replacement, want string
	}{
		{"unknown field", "    topic:", "    subject: x\n    topic:", "field subject not found"},
		{"field twice", "    level: junior", "    level: junior\n    level: senior", "already defined"},
		{"not YAML", "questions:", "questions: [", "line "},
		{"second document", "domain: Baking", "domain: Baking\n---\na: b", "more than one YAML document"},
		{"no domain", "domain: Baking", "domain: ''", "domain is empty"},
		{"no prefix", "prefix: bake", "prefix: ''", "prefix is empty"},
		{"foreign prefix", "id: bake-flat-loaf", "id: cook-flat-loaf", `id is "cook-flat-loaf"; it begins with "bake-"`},
		{"capital letters", "id: bake-flat-loaf", "id: bake-Flat", "id is \"bake-Flat\"; it is lower-case words"},
		{"unknown level", "level: junior", "level: expert", where + `level is "expert"`},
		{"no topic", "topic: Proofing", "topic: ''", where + "topic has 0 characters"},
		{"prompt too short", "The loaf rose well in the basket and came out of the oven flat.", "It is flat.", where + "prompt has 26 characters"},
		{"prompt too long", "The loaf rose", strings.Repeat("The loaf rose ", 60) + "The loaf rose", where + "prompt has 918"},
		{"one hint", "      - What holds the gas inside the dough?\n", "", where + "hints are 1; there are 2 to 3"},
		{"three points", "      - A cooler or shorter proof is the repair.\n", "", where + "points are 3; there are 4 to 7"},
		{"text cut off at a number sign", "shows it before", "shows it #1 before", where + "points[2] ends with neither"},
		{"no questions", goodFile[strings.Index(goodFile, "questions:"):], "", "questions is empty"},
		{"line break", "topic: Proofing", "topic: |\n      Proofing", where + "topic has a line break"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := strings.Replace(goodFile, tt.old, tt.replacement, 1)
			if content == goodFile {
				t.Fatalf("%q is not in the file", tt.old)
			}
			err := loadOne(content)
			if err == nil || !strings.HasPrefix(err.Error(), "baking.yaml: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one that begins with %q and has %q", err, "baking.yaml: ", tt.want)
			}
		})
	}
}

func TestSameIDInTwoFilesIsRefused(t *testing.T) {
	fsys := fstest.MapFS{"baking.yaml": {Data: []byte(goodFile)}, "cooking.yaml": {Data: []byte(goodFile)}}
	_, err := load(fsys, []string{"baking", "cooking"})
	want := "cooking.yaml: question bake-flat-loaf: id is taken by a question in baking.yaml"
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %q", err, want)
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	_, err := load(fstest.MapFS{}, []string{"baking"})
	if err == nil || !strings.Contains(err.Error(), "baking") {
		t.Errorf("got error %v, want one that names baking", err)
	}
}
