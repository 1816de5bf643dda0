package api

import (
	"context"
	"strings"

	"practice/access"
	"practice/problem"
	"practice/sessions"
	"practice/sessions/shown"
)

// Domain is a field of knowledge that the bank has questions of.
type Domain struct {
	// ID is the stable name that questions carry: "operating-systems".
	ID string
	// Name is for people: "Operating systems".
	Name string
}

type questionsInput struct {
	Domain string `query:"domain" doc:"Only this domain, by its ID."`
	Level  string `query:"level" enum:"junior,intermediate,senior"`
	Query  string `query:"q" maxLength:"200" doc:"Only questions whose prompt or topic has all of these words."`
}

type domainJSON struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Count int    `json:"count" doc:"How many questions of the domain fit the other filters."`
}

type questionsOutput struct {
	Body struct {
		Domains   []domainJSON     `json:"domains" nullable:"false"`
		Questions []shown.Question `json:"questions" nullable:"false"`
	}
}

// ListQuestions filters the bank. A domain's count ignores the filter by
// domain, so that it says what choosing it would give.
func (a *API) ListQuestions(ctx context.Context, in *questionsInput) (*questionsOutput, error) {
	if err := access.Authorize(callerOf(ctx), access.BrowseBank, access.Thing{}); err != nil {
		return nil, err
	}
	var chosen []sessions.Question
	counts := map[string]int{}
	words := strings.Fields(strings.ToLower(in.Query))
	for _, q := range a.config.Bank {
		if in.Level != "" && string(q.Level) != in.Level || !hasWords(q, words) {
			continue
		}
		counts[q.Domain]++
		if in.Domain == "" || q.Domain == in.Domain {
			chosen = append(chosen, q)
		}
	}
	var out questionsOutput
	out.Body.Questions = shown.QuestionsOf(chosen)
	out.Body.Domains = []domainJSON{}
	for _, d := range a.config.Domains {
		out.Body.Domains = append(out.Body.Domains, domainJSON{ID: d.ID, Name: d.Name, Count: counts[d.ID]})
	}
	return &out, nil
}

func hasWords(q sessions.Question, words []string) bool {
	text := strings.ToLower(q.Prompt + " " + q.Topic)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// bankQuestion returns the question of the bank with this ID.
func (a *API) bankQuestion(id string) (sessions.Question, error) {
	for _, q := range a.config.Bank {
		if q.ID == id {
			return q, nil
		}
	}
	return sessions.Question{}, problem.OnField("questions", "have %s, which is not in the bank", problem.Quote(id))
}
