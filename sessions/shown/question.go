package shown

import "practice/sessions"

// Question is a question as somebody may see it; what may not be seen is empty.
type Question struct {
	ID     string   `json:"id" doc:"Empty for a question that was typed."`
	Domain string   `json:"domain"`
	Topic  string   `json:"topic"`
	Level  string   `json:"level" doc:"junior, intermediate or senior; empty for a question that was typed."`
	Prompt string   `json:"prompt"`
	Hints  []string `json:"hints" nullable:"false" doc:"From the gentlest to the plainest."`
	Points []string `json:"points" nullable:"false" doc:"What a good answer covers."`
}

// QuestionOf shows a question; its lists are never nil.
func QuestionOf(q sessions.Question) Question {
	return Question{
		ID: q.ID, Domain: q.Domain, Topic: q.Topic, Level: string(q.Level), Prompt: q.Prompt,
		Hints: append([]string{}, q.Hints...), Points: append([]string{}, q.Points...),
	}
}

// QuestionsOf shows questions; it never returns nil.
func QuestionsOf(questions []sessions.Question) []Question {
	out := make([]Question, 0, len(questions))
	for _, q := range questions {
		out = append(out, QuestionOf(q))
	}
	return out
}
