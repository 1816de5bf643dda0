package sessions

import (
	"slices"
	"time"

	"practice/problem"
)

// Formats returns the formats that ship with the program, in the order in
// which they are offered.
func Formats() []Format {
	return []Format{
		{
			ID: "explain-a-concept", Name: "Explain a concept", Medium: Verbal, Kinds: []Kind{Solo, Paired},
			Summary: "Say one idea clearly to somebody who does not know it yet.",
			Stages: []Stage{
				{Name: "Think", Purpose: "Collect your thoughts. Which three things must the listener take away?", Duration: 30 * time.Second},
				{Name: "Explain", Purpose: "Begin with what it is and why it exists; then how it works.", Duration: 3 * time.Minute},
			},
		},
		{
			ID: "quick-answer", Name: "Quick answer", Medium: Verbal, Kinds: []Kind{Solo, Paired},
			Summary: "Retrieve under pressure: almost no time to think, and a short answer.",
			Stages: []Stage{
				{Name: "Think", Purpose: "One sentence that answers the question. Find it.", Duration: 10 * time.Second},
				{Name: "Answer", Purpose: "Answer first, reasons second, one example last.", Duration: 80 * time.Second},
			},
		},
		{
			ID: "domain-knowledge", Name: "Domain knowledge", Medium: Verbal, Kinds: []Kind{Solo, Paired},
			Summary: "One field in depth: the answer, the follow-ups, and where your knowledge ends.",
			Stages: []Stage{
				{Name: "Answer", Purpose: "Answer the question as asked.", Duration: 5 * time.Minute},
				{Name: "Depth", Purpose: "Go a layer down: mechanisms, failure cases, trade-offs.", Duration: 10 * time.Minute},
				{Name: "Sum up", Purpose: "Say what you would look up and what you are sure of.", Duration: 2 * time.Minute},
			},
		},
		{
			ID: "behavioural-story", Name: "Behavioural story", Medium: Verbal, Kinds: []Kind{Solo, Paired},
			Summary: "One true story: the situation, what you did, what came of it.",
			Stages: []Stage{
				{Name: "Recall", Purpose: "Choose one event. Remember a date, a number and a person.", Duration: time.Minute},
				{Name: "Tell", Purpose: "Situation in three sentences; most of the time on what you yourself did.", Duration: 4 * time.Minute},
				{Name: "Reflect", Purpose: "What would you do otherwise today?", Duration: time.Minute},
			},
		},
		{
			ID: "technical-screen-45", Name: "Technical screen 45", Medium: LiveCoding, Kinds: []Kind{Solo, Paired},
			Summary: "A first-round screen: introduce yourself, solve aloud, ask back.",
			Stages: []Stage{
				{Name: "Introduction", Purpose: "Who you are and what you have built, in plain words.", Duration: 5 * time.Minute},
				{Name: "Understand", Purpose: "Restate the problem, ask about limits, give an example.", Duration: 5 * time.Minute},
				{Name: "Solve", Purpose: "Think aloud. Say the plan before the detail, and the cost.", Duration: 25 * time.Minute},
				{Name: "Test", Purpose: "Walk through a case by hand, then the corners.", Duration: 5 * time.Minute},
				{Name: "Your questions", Purpose: "Ask what you would really want to know.", Duration: 5 * time.Minute},
			},
		},
		{
			ID: "system-design-45", Name: "System design 45", Medium: Whiteboard, Kinds: []Kind{Solo, Paired},
			Summary: "From a vague wish to a design that you can defend.",
			Stages: []Stage{
				{Name: "Clarify requirements", Purpose: "Who uses it, what must it do, what may it never do?", Duration: 5 * time.Minute},
				{Name: "Estimate", Purpose: "Requests, bytes, growth: round numbers, said aloud.", Duration: 5 * time.Minute},
				{Name: "Design", Purpose: "The parts, what flows between them, where data lives.", Duration: 25 * time.Minute},
				{Name: "Deep dive", Purpose: "Take the hardest part and show how it fails and recovers.", Duration: 10 * time.Minute},
			},
		},
		{
			ID: "peer-swap-30", Name: "Peer swap 2 × 30", Medium: Verbal, Kinds: []Kind{Paired},
			Summary: "Each of you is the candidate once. Roles swap by themselves half-way.",
			Stages: []Stage{
				{Name: "First interview", Purpose: "Candidate: answer and explain. Interviewer: ask, wait, ask deeper.", Duration: 25 * time.Minute},
				{Name: "First feedback", Purpose: "One thing that worked, one thing to change, with an example each.", Duration: 5 * time.Minute},
				{Name: "Second interview", Purpose: "Roles have swapped. Candidate: answer and explain.", Duration: 25 * time.Minute, Leg: 1},
				{Name: "Second feedback", Purpose: "One thing that worked, one thing to change, with an example each.", Duration: 5 * time.Minute, Leg: 1},
			},
		},
		{
			ID: "peer-swap-10", Name: "Peer swap 2 × 10", Medium: Verbal, Kinds: []Kind{Paired},
			Summary: "A short exchange: one question each, roles swap half-way.",
			Stages: []Stage{
				{Name: "First interview", Purpose: "Candidate: answer and explain. Interviewer: ask, wait, ask deeper.", Duration: 8 * time.Minute},
				{Name: "First feedback", Purpose: "One thing that worked, one thing to change.", Duration: 2 * time.Minute},
				{Name: "Second interview", Purpose: "Roles have swapped. Candidate: answer and explain.", Duration: 8 * time.Minute, Leg: 1},
				{Name: "Second feedback", Purpose: "One thing that worked, one thing to change.", Duration: 2 * time.Minute, Leg: 1},
			},
		},
	}
}

// OpenRecording is the format of a session that a program records over WHIP: one
// stage, until the program ends it. It is not offered for choice.
func OpenRecording() Format {
	return Format{
		ID: "open-recording", Name: "Open recording", Medium: Verbal, Kinds: []Kind{Solo},
		Summary: "Speak as long as you like; the recording ends when you end it.",
		Stages:  []Stage{{Name: "Speak", Purpose: "Say what you have to say.", Duration: time.Hour}},
	}
}

// FormatByID returns the shipped format with this ID, or [problem.Invalid].
func FormatByID(id string) (Format, error) {
	formats := Formats()
	i := slices.IndexFunc(formats, func(f Format) bool { return f.ID == id })
	if i < 0 {
		return Format{}, problem.OnField("format", "%s is unknown", problem.Quote(id))
	}
	return formats[i], nil
}
