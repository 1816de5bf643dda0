package main

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"practice/cmd/practice/settings"
)

var update = flag.Bool("update", false, "write what the test would compare")

const (
	tableBegin = "<!-- configuration: made by `make generate` -->\n"
	tableEnd   = "<!-- /configuration -->"
)

func TestReadmeConfigurationTable(t *testing.T) {
	const path = "../../README.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), tableBegin)
	_, after, closed := strings.Cut(rest, tableEnd)
	if !found || !closed {
		t.Fatalf("README.md has no %q … %q", tableBegin, tableEnd)
	}
	want := before + tableBegin + configurationTable() + tableEnd + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(readme) != want {
		t.Errorf("README.md's configuration table is stale; run: make generate")
	}
}

// configurationTable renders Config as README.md shows it.
func configurationTable() string {
	var b strings.Builder
	b.WriteString("\n| variable | flag | default | meaning |\n|---|---|---|---|\n")
	for i := range reflect.TypeFor[settings.Config]().NumField() {
		tag := reflect.TypeFor[settings.Config]().Field(i).Tag
		value := tag.Get("default")
		if value != "" {
			value = "`" + value + "`"
		}
		flag := "`--" + tag.Get("name") + "`"
		if tag.Get("kong") == "-" {
			flag = "or `" + tag.Get("env") + "_FILE`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", tag.Get("env"), flag, value, tag.Get("help"))
	}
	b.WriteString("\n")
	return b.String()
}
