// Package bank is the starter bank of questions that ships with the program:
// one YAML file a domain, embedded. CONTRIBUTING.md says how to add a question.
package bank
