package bank

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"practice/sessions"
)

// file is the content of one YAML file.
type file struct {
	// Domain is the domain's name for people.
	Domain string `yaml:"domain"`
	// Prefix begins the ID of every question in the file.
	Prefix    string  `yaml:"prefix"`
	Questions []entry `yaml:"questions"`
}

// entry is one question as it is written in a file.
type entry struct {
	ID     string         `yaml:"id"`
	Topic  string         `yaml:"topic"`
	Level  sessions.Level `yaml:"level"`
	Prompt string         `yaml:"prompt"`
	Hints  []string       `yaml:"hints"`
	Points []string       `yaml:"points"`
}

func (e entry) question(domain string) sessions.Question {
	return sessions.Question{
		ID: e.ID, Domain: domain, Topic: e.Topic, Level: e.Level,
		Prompt: e.Prompt, Hints: e.Hints, Points: e.Points,
	}
}

// parse reads one file and checks it. A field that it does not know is an
// error: a misspelt "hint" must not silently leave a question without hints.
func parse(name string, data []byte) (file, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var f file
	if err := decoder.Decode(&f); err != nil {
		return file{}, fmt.Errorf("%s: %w", name, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return file{}, fmt.Errorf("%s: holds more than one YAML document", name)
	}
	if err := f.check(); err != nil {
		return file{}, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}
