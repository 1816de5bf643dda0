package bank

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"practice/sessions"
)

// bounds are the least and the most that a text (in characters) or a list (in
// items) may have.
type bounds struct{ least, most int }

// check returns the first fault of the file.
func (f file) check() error {
	switch {
	case f.Domain == "":
		return errors.New("domain is empty")
	case f.Prefix == "":
		return errors.New("prefix is empty")
	case len(f.Questions) == 0:
		return errors.New("questions is empty")
	}
	for i, e := range f.Questions {
		if err := e.check(f.Prefix); err != nil {
			return fmt.Errorf("question %d (%s): %w", i+1, e.ID, err)
		}
	}
	return nil
}

// check returns the first fault of the question. The bounds keep a prompt short
// enough to be said aloud and a list short enough to be read in the room.
func (e entry) check(prefix string) error {
	return cmp.Or(
		checkID(e.ID, prefix),
		checkLevel(e.Level),
		checkLength("topic", e.Topic, bounds{3, 60}),
		checkSentence("prompt", e.Prompt, bounds{60, 520}),
		checkList("hints", e.Hints, bounds{2, 3}, bounds{20, 220}),
		checkList("points", e.Points, bounds{4, 7}, bounds{30, 340}),
	)
}

func checkID(id, prefix string) error {
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`).MatchString(id) {
		return fmt.Errorf("id is %q; it is lower-case words joined by hyphens", id)
	}
	if !strings.HasPrefix(id, prefix+"-") {
		return fmt.Errorf("id is %q; it begins with %q", id, prefix+"-")
	}
	return nil
}

func checkLevel(level sessions.Level) error {
	levels := []sessions.Level{sessions.Junior, sessions.Intermediate, sessions.Senior}
	if !slices.Contains(levels, level) {
		return fmt.Errorf("level is %q; it is one of %q", level, levels)
	}
	return nil
}

func checkList(field string, texts []string, items, characters bounds) error {
	if n := len(texts); n < items.least || n > items.most {
		return fmt.Errorf("%s are %d; there are %d to %d", field, n, items.least, items.most)
	}
	for i, text := range texts {
		if err := checkSentence(fmt.Sprintf("%s[%d]", field, i), text, characters); err != nil {
			return err
		}
	}
	return nil
}

// checkSentence also catches a text that YAML cut off at a " #".
func checkSentence(field, text string, characters bounds) error {
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		return fmt.Errorf("%s ends with neither a full stop nor a question mark: %q", field, text)
	}
	return checkLength(field, text, characters)
}

func checkLength(field, text string, characters bounds) error {
	if strings.Join(strings.Fields(text), " ") != text {
		return fmt.Errorf("%s has a line break or space too many: %q", field, text)
	}
	if n := utf8.RuneCountInString(text); n < characters.least || n > characters.most {
		return fmt.Errorf("%s has %d characters; it has %d to %d", field, n, characters.least, characters.most)
	}
	return nil
}
