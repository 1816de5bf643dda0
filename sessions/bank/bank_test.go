package bank

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/problem"
	"practice/sessions"
)

func loadBank(t *testing.T) *Bank {
	t.Helper()
	bank, err := Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return bank
}

func TestBankIsLargeEnough(t *testing.T) {
	bank := loadBank(t)
	if got, want := len(bank.Questions()), 72; got < want {
		t.Errorf("the bank has %d questions, want at least %d", got, want)
	}
	if got, want := len(bank.Domains()), 9; got != want {
		t.Errorf("the bank has %d domains, want %d", got, want)
	}
	for _, d := range bank.Domains() {
		var got int
		for _, q := range bank.Questions() {
			if q.Domain == d.ID {
				got++
			}
		}
		if want := 8; got < want {
			t.Errorf("%s has %d questions, want at least %d", d.Name, got, want)
		}
	}
}

func TestEveryDomainHasEveryLevel(t *testing.T) {
	bank := loadBank(t)
	has := make(map[string]bool)
	for _, q := range bank.Questions() {
		has[fmt.Sprint(q.Domain, " ", q.Level)] = true
	}
	for _, d := range bank.Domains() {
		for _, level := range []sessions.Level{sessions.Junior, sessions.Intermediate, sessions.Senior} {
			if !has[fmt.Sprint(d.ID, " ", level)] {
				t.Errorf("%s has no %s question", d.ID, level)
			}
		}
	}
}

func TestEveryQuestionHelpsAndSaysWhatAGoodAnswerCovers(t *testing.T) {
	for _, q := range loadBank(t).Questions() {
		if len(q.Hints) < 2 || len(q.Points) < 4 {
			t.Errorf("%s has %d hints and %d points, want at least 2 and 4", q.ID, len(q.Hints), len(q.Points))
		}
		if q.Topic == "" || q.Domain == "" {
			t.Errorf("%s has topic %q and domain %q, want both", q.ID, q.Topic, q.Domain)
		}
	}
}

func TestNothingIsSaidTwice(t *testing.T) {
	said := make(map[string]string)
	for _, q := range loadBank(t).Questions() {
		for _, text := range slices.Concat([]string{q.ID, q.Topic, q.Prompt}, q.Hints, q.Points) {
			text = strings.ToLower(text)
			if other, taken := said[text]; taken {
				t.Errorf("%s repeats %s: %q", q.ID, other, text)
			}
			said[text] = q.ID
		}
	}
}

// A prompt is read out; a person holds four sentences in mind, hardly more.
func TestPromptsAreAFewSentencesWithARequest(t *testing.T) {
	for _, q := range loadBank(t).Questions() {
		sentences := 1 + strings.Count(q.Prompt, ". ") + strings.Count(q.Prompt, "? ")
		if sentences > 4 {
			t.Errorf("%s has %d sentences, want at most 4: %q", q.ID, sentences, q.Prompt)
		}
		asks := strings.Contains(q.Prompt, "?")
		for _, verb := range []string{"tell ", "explain", "talk me", "take me", "describe", "design", "give me", "walk me", "prioritise"} {
			asks = asks || strings.Contains(strings.ToLower(q.Prompt), verb)
		}
		if !asks {
			t.Errorf("%s asks for nothing: %q", q.ID, q.Prompt)
		}
	}
}

// The page shows the texts as they are, so that no markup may be in them.
func TestTextsArePlain(t *testing.T) {
	for _, q := range loadBank(t).Questions() {
		for _, text := range slices.Concat([]string{q.Topic, q.Prompt}, q.Hints, q.Points) {
			if strings.ContainsAny(text, "`*<>\n\t") {
				t.Errorf("%s has markup in %q", q.ID, text)
			}
		}
	}
}

func TestEveryFileIsADomain(t *testing.T) {
	got, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, id := range domainIDs() {
		want = append(want, id+".yaml")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("embedded files (-want +got):\n%s", diff)
	}
}

func TestQuestionByID(t *testing.T) {
	bank := loadBank(t)
	for _, want := range bank.Questions() {
		got, err := bank.Question(want.ID)
		if err != nil {
			t.Fatalf("Question(%q): %v", want.ID, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Question(%q) (-want +got):\n%s", want.ID, diff)
		}
	}
	if _, err := bank.Question("net-no-such"); !errors.Is(err, problem.NotFound) {
		t.Errorf("Question of an unknown ID: got %v, want %v", err, problem.NotFound)
	}
}

func TestBankDoesNotChangeWithWhatItHandedOut(t *testing.T) {
	bank := loadBank(t)
	want := bank.Questions()[0].ID
	bank.Questions()[0].ID = "changed"
	bank.Domains()[0].ID = "changed"
	if got := bank.Questions()[0].ID; got != want {
		t.Errorf("first question is %q after a caller changed its copy, want %q", got, want)
	}
	if got, want := bank.Domains()[0].ID, domainIDs()[0]; got != want {
		t.Errorf("first domain is %q after a caller changed its copy, want %q", got, want)
	}
}
