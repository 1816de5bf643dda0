package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"practice/cmd/practice/settings"
)

// composeFile is docker-compose.yml, as far as Practice uses the Compose
// specification; a field that is not here fails the test.
type composeFile struct {
	Name     string                    `yaml:"name"`
	Services map[string]composeService `yaml:"services"`
	Volumes  map[string]any            `yaml:"volumes"`
}

type composeService struct {
	Build       string                                `yaml:"build"`
	Image       string                                `yaml:"image"`
	Restart     string                                `yaml:"restart"`
	Entrypoint  []string                              `yaml:"entrypoint"`
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Environment map[string]string                     `yaml:"environment"`
	Ports       []string                              `yaml:"ports"`
	Volumes     []string                              `yaml:"volumes"`
	StopGrace   string                                `yaml:"stop_grace_period"`
	Healthcheck struct {
		Test        []string
		Interval    string
		Timeout     string
		Retries     int
		StartPeriod string `yaml:"start_period"`
	} `yaml:"healthcheck"`
}

// loadCompose reads docker-compose.yml with the secrets of .env.example, which
// must have every variable that the file demands.
func loadCompose(t *testing.T) composeFile {
	t.Helper()
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	env := exampleEnv(t)
	// ${NAME:-default} and ${NAME:?message}, of the Compose specification's
	// interpolation.
	expanded := regexp.MustCompile(`\$\{(\w+):([-?])([^}]*)\}`).ReplaceAllStringFunc(string(text), func(reference string) string {
		m := regexp.MustCompile(`\$\{(\w+):([-?])([^}]*)\}`).FindStringSubmatch(reference)
		value, found := env[m[1]]
		switch {
		case found:
			return value
		case m[2] == "?":
			t.Errorf("docker-compose.yml demands %s, which .env.example does not have", m[1])
		}
		return m[3]
	})
	var file composeFile
	decoder := yaml.NewDecoder(strings.NewReader(expanded))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatalf("docker-compose.yml: %v", err)
	}
	return file
}

func exampleEnv(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found {
			t.Errorf(".env.example: %q is not NAME=value", line)
		}
		env[name] = value
	}
	return env
}

// variables are the names of all variables that the program reads.
func variables() map[string]bool {
	names := map[string]bool{}
	for i := range reflect.TypeFor[settings.Config]().NumField() {
		names[reflect.TypeFor[settings.Config]().Field(i).Tag.Get("env")] = true
	}
	return names
}

func TestComposeFileFitsTheProgram(t *testing.T) {
	file := loadCompose(t)
	practice := file.Services["practice"]
	known := variables()
	for name := range practice.Environment {
		if !known[name] {
			t.Errorf("docker-compose.yml sets %s, which the program does not read", name)
		}
	}
	for name := range exampleEnv(t) {
		if strings.HasPrefix(name, "PRACTICE_") && !known[name] {
			t.Errorf(".env.example sets %s, which the program does not read", name)
		}
	}
	_, web, _ := strings.Cut(practice.Environment["PRACTICE_LISTEN"], ":")
	ice := practice.Environment["PRACTICE_ICE_PORT"]
	for _, want := range []string{"127.0.0.1:" + web + ":" + web + "/tcp", ice + ":" + ice + "/udp", ice + ":" + ice + "/tcp"} {
		if !strings.Contains(strings.Join(practice.Ports, " "), want) {
			t.Errorf("practice's ports are %v, want %s among them", practice.Ports, want)
		}
	}
	for name, service := range file.Services {
		if len(service.Healthcheck.Test) == 0 {
			t.Errorf("%s has no health check", name)
		}
		if len(service.Volumes) == 0 {
			t.Errorf("%s keeps nothing in a volume", name)
		}
		for _, v := range service.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, named := file.Volumes[volume]; !named {
				t.Errorf("%s uses the volume %q, which is not a named one", name, v)
			}
		}
		for needed, condition := range service.DependsOn {
			if _, found := file.Services[needed]; !found || condition.Condition != "service_healthy" {
				t.Errorf("%s depends on %s (%s), want a healthy service of the file", name, needed, condition.Condition)
			}
		}
	}
}

func TestDockerfileFitsTheProgram(t *testing.T) {
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	stages := bytes.Count(text, []byte("\nFROM "))
	last := string(text[bytes.LastIndex(text, []byte("\nFROM ")):])
	if stages < 2 || !strings.Contains(last, "\nUSER practice\n") || !strings.Contains(last, "-u 10001") {
		t.Errorf("want several stages, the last of which ends in a user that is not root; it is:\n%s", last)
	}
	known := variables()
	for _, m := range regexp.MustCompile(`PRACTICE_\w+`).FindAllString(string(text), -1) {
		if !known[m] {
			t.Errorf("Dockerfile sets %s, which the program does not read", m)
		}
	}
	if version := regexp.MustCompile(`golang:(\d+\.\d+)`).FindSubmatch(text); version == nil {
		t.Error("Dockerfile does not name a version of Go")
	} else if module, err := os.ReadFile("../../go.mod"); err != nil || !bytes.Contains(module, append([]byte("\ngo "), version[1]...)) {
		t.Errorf("Dockerfile builds with Go %s, go.mod wants another (%v)", version[1], err)
	}
}

// TestComposeProcessesWorkTogether starts the processes of docker-compose.yml by
// hand with its variables, on loopback: only hosts, ports and folders differ.
func TestComposeProcessesWorkTogether(t *testing.T) {
	file := loadCompose(t)
	stack := startStack(t, file)
	p := serve(t, t.TempDir(), stack.practice...)
	for name, service := range file.Services {
		if url := healthURL(service); url != "" {
			path := url[strings.Index(url[len("http://"):], "/")+len("http://"):]
			base := p.url
			if name == "versitygw" {
				base = stack.s3
			}
			if status, body := getFrom(t, base+path); status != 200 {
				t.Errorf("%s answers its health check %s with %d: %s", name, path, status, body)
			}
		}
	}
	clip := recordAloud(t, p)
	for _, object := range []string{"audio.ogg", "waveform.dat", "receipt.json"} {
		path := filepath.Join(stack.bucket, "clips", clip.ID, object)
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("versitygw's bucket does not hold %s: %v", object, err)
		}
	}
	if want := "s3 bucket practice"; !strings.Contains(clip.Receipt.Store, want) {
		t.Errorf("the receipt says that the clip is kept in %q, want %q in it", clip.Receipt.Store, want)
	}
}

// healthURL is the address that a health check asks by wget.
func healthURL(service composeService) string {
	for _, word := range service.Healthcheck.Test {
		if strings.HasPrefix(word, "http://127.0.0.1:") {
			return word
		}
	}
	return ""
}
