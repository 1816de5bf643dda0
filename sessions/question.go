package sessions

import (
	"strings"
	"unicode/utf8"

	"practice/people"
	"practice/problem"
)

// MaxPromptLength bounds the text of a question a person types, in characters.
const MaxPromptLength = 2000

// Level says how much experience a question expects.
type Level string

// The levels, from the first to the most demanding.
const (
	Junior       Level = "junior"
	Intermediate Level = "intermediate"
	Senior       Level = "senior"
)

// Question is what a candidate is asked. A question that a person typed has
// only an ID-less prompt and, if given, a domain.
type Question struct {
	// ID is the stable name in the bank, "net-half-open"; empty for a
	// typed question.
	ID string
	// Domain is the field of knowledge: "networking", "databases", ...
	Domain string
	// Topic is what the question is about and what people review: "TCP teardown".
	Topic string
	Level Level
	// Prompt is what the candidate is asked, in one to four sentences.
	Prompt string
	// Hints help a stuck candidate, from the gentlest to the plainest.
	Hints []string
	// Points are what a good answer covers. The candidate sees them afterwards.
	Points []string
}

// TypedQuestion makes a question of a prompt that a person typed, without what is
// not shown ([people.Visible]): PostgreSQL stores no zero byte, and a clip whose
// prompt can't be stored would be a voice lost. It fails
// with [problem.Invalid] when the prompt is empty or longer than [MaxPromptLength].
func TypedQuestion(prompt string) (Question, error) {
	if !utf8.ValidString(prompt) {
		return Question{}, problem.OnField("question", "is not valid text")
	}
	prompt = strings.TrimSpace(people.Visible(prompt))
	switch n := utf8.RuneCountInString(prompt); {
	case n == 0:
		return Question{}, problem.OnField("question", "is empty: choose one or type your own")
	case n > MaxPromptLength:
		return Question{}, problem.OnField("question", "has %d characters; at most %d fit", n, MaxPromptLength)
	}
	return Question{Prompt: prompt}, nil
}
