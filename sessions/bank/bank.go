package bank

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"practice/problem"
	"practice/sessions"
)

//go:embed *.yaml
var files embed.FS

// domainIDs returns the domains in the order in which they are offered.
func domainIDs() []string {
	return []string{
		"networking", "databases", "operating-systems", "distributed-systems", "kubernetes-and-delivery",
		"security", "languages-and-memory", "system-design", "behavioural",
	}
}

// Bank is a set of checked questions. It never changes after [Load], so any
// number of goroutines may use it.
type Bank struct {
	domains   []Domain
	questions []sessions.Question
}

// Load reads the embedded files. It fails when one of them breaks the format;
// the message names the file, the question's ID and the field.
func Load() (*Bank, error) {
	return load(files, domainIDs())
}

// load reads the file of each domain from fsys.
func load(fsys fs.FS, domainIDs []string) (*Bank, error) {
	bank := &Bank{}
	fileOf := make(map[string]string)
	for _, id := range domainIDs {
		name := id + ".yaml"
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the questions of %s: %w", id, err)
		}
		f, err := parse(name, data)
		if err != nil {
			return nil, err
		}
		for _, q := range f.Questions {
			if other, taken := fileOf[q.ID]; taken {
				return nil, fmt.Errorf("%s: question %s: id is taken by a question in %s", name, q.ID, other)
			}
			fileOf[q.ID] = name
			bank.questions = append(bank.questions, q.question(id))
		}
		bank.domains = append(bank.domains, Domain{ID: id, Name: f.Domain})
	}
	return bank, nil
}

// Domains returns the domains in the order in which they are offered.
func (b *Bank) Domains() []Domain { return slices.Clone(b.domains) }

// Questions returns every question, domain by domain. Their hints and points
// are shared with the bank and must not be written to.
func (b *Bank) Questions() []sessions.Question { return slices.Clone(b.questions) }

// Question returns the question with this ID, or [problem.NotFound].
func (b *Bank) Question(id string) (sessions.Question, error) {
	i := slices.IndexFunc(b.questions, func(q sessions.Question) bool { return q.ID == id })
	if i < 0 {
		return sessions.Question{}, fmt.Errorf("question %q of the bank: %w", id, problem.NotFound)
	}
	return b.questions[i], nil
}
