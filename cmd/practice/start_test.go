package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"practice/cmd/practice/settings"
	"practice/internal/versity"
)

func TestStartSaysWhereAndHow(t *testing.T) {
	data := filepath.Join(t.TempDir(), "kept", "here")
	begin := time.Now()
	p := serve(t, data)
	t.Logf("from exec to serving: %s", time.Since(begin).Round(time.Millisecond))
	link := filepath.Join(data, "sign-in-link")
	for _, want := range []string{"open      http://localhost:", link, "data      " + data} {
		if !strings.Contains(p.stdout, want) {
			t.Errorf("the start printed %q, want %q in it", p.stdout, want)
		}
	}
	info, err := os.Stat(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("sign-in-link has mode %o, want 600", got)
	}
	content, err := os.ReadFile(link)
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(strings.TrimSpace(string(content)), "token=")
	if token == "" || strings.Contains(p.stdout, token) || strings.Contains(p.logged(), token) {
		t.Errorf("the link's token %q must be in the file and, without a terminal, nowhere else", token)
	}
	for path, want := range map[string]int{"/": 200, "/healthz": 200, "/readyz": 200, "/metrics": 404, "/api/v1/openapi.json": 200, "/api/v1/me": 401, "/nowhere": 404} {
		if got, body := p.get(path); got != want {
			t.Errorf("GET %s: status %d, want %d: %.200s", path, got, want, body)
		}
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404, "/api/v1/me": 404} {
		if got, body := p.operate(path); got != want {
			t.Errorf("operators' GET %s: status %d, want %d: %.200s", path, got, want, body)
		}
	}
	if got := p.stop(syscall.SIGTERM); got != 0 {
		t.Errorf("exit status after SIGTERM: %d, want 0; log: %s", got, p.logged())
	}
}

func TestHelpListsEveryFlagWithVariableAndDefault(t *testing.T) {
	status, help, _ := finish(t, t.TempDir(), nil, "--help")
	if status != 0 {
		t.Errorf("--help exits with %d, want 0", status)
	}
	help = strings.Join(strings.Fields(help), " ")
	for i := range reflect.TypeFor[settings.Config]().NumField() {
		tag := reflect.TypeFor[settings.Config]().Field(i).Tag
		wanted := []string{"--" + tag.Get("name") + "=", "($" + tag.Get("env") + ")."}
		if tag.Get("kong") == "-" {
			wanted = []string{tag.Get("env")}
		}
		for _, want := range wanted {
			if !strings.Contains(help, want) {
				t.Errorf("the help does not have %q", want)
			}
		}
		if value := tag.Get("default"); value != "" && !strings.Contains(help, "($"+tag.Get("env")+"). Default: "+value+".") {
			t.Errorf("the help does not say that %s is %s unless set", tag.Get("env"), value)
		}
	}
}

func TestMistakesAreOneClearLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	address := taken.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	for _, test := range []struct {
		name   string
		data   string
		env    []string
		args   []string
		status int
		want   []string
	}{
		{"taken port", "", []string{"PRACTICE_LISTEN=" + address}, nil, 1, []string{address, "taken", "PRACTICE_LISTEN"}},
		{"taken voice port", "", []string{"PRACTICE_ICE_PORT=" + port}, nil, 1, []string{port, "PRACTICE_ICE_PORT"}},
		{"data folder is a file", file, nil, nil, 1, []string{file, "not a folder", "PRACTICE_DATA"}},
		{"data folder can't be made", "/proc/practice", nil, nil, 1, []string{"/proc/practice", "PRACTICE_DATA"}},
		{"unknown flag", "", nil, []string{"--no-such-flag"}, 2, []string{"--no-such-flag", "--help"}},
		{"unknown command", "", nil, []string{"dance"}, 2, []string{"dance"}},
		{"bad address", "", []string{"PRACTICE_LISTEN=8080"}, nil, 2, []string{"PRACTICE_LISTEN", `"8080"`}},
		{"bad port", "", []string{"PRACTICE_ICE_PORT=70000"}, nil, 2, []string{"PRACTICE_ICE_PORT", "70000"}},
		{"port is a word", "", []string{"PRACTICE_ICE_PORT=many"}, nil, 2, []string{"many"}},
		{"bad proxy", "", []string{"PRACTICE_TRUSTED_PROXIES=proxy.example"}, nil, 2, []string{"trusted-proxies", "proxy.example", "10.0.0.0/8"}},
		{"bad quota", "", []string{"PRACTICE_QUOTA_ROOMS=-1"}, nil, 2, []string{"PRACTICE_QUOTA_ROOMS", "-1"}},
		{"bad public URL", "", []string{"PRACTICE_PUBLIC_URL=practice.example"}, nil, 2, []string{"PRACTICE_PUBLIC_URL", "practice.example"}},
		{"S3 without bucket", "", []string{"PRACTICE_S3_ENDPOINT=http://127.0.0.1:1"}, nil, 2, []string{"PRACTICE_S3_BUCKET"}},
		{"S3 without endpoint", "", []string{"PRACTICE_S3_BUCKET=b"}, nil, 2, []string{"PRACTICE_S3_ENDPOINT"}},
		{"unreachable database", "", []string{"PRACTICE_DATABASE_URL=postgres://u:topsecret@127.0.0.1:1/db"}, nil, 1, []string{"127.0.0.1"}},
		{"unknown database", "", []string{"PRACTICE_DATABASE_URL=mysql://127.0.0.1/db"}, nil, 1, []string{"mysql"}},
		{"unknown log format", "", []string{"PRACTICE_LOG_FORMAT=xml"}, nil, 2, []string{"xml"}},
		{"token without name", "", nil, []string{"token", "create"}, 2, []string{"--name"}},
		{"revoke what isn't there", "", nil, []string{"token", "revoke", "nothing"}, 2, []string{"nothing"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := test.data
			if data == "" {
				data = t.TempDir()
			}
			status, stdout, stderr := finish(t, data, test.env, test.args...)
			if status != test.status {
				t.Errorf("exit status %d, want %d; stderr: %s", status, test.status, stderr)
			}
			complaint := strings.TrimSpace(stderr)
			if strings.Count(complaint, "\n") != 0 || stdout != "" {
				t.Errorf("want one line on stderr and nothing on stdout; stderr: %q, stdout: %q", stderr, stdout)
			}
			for _, want := range test.want {
				if !strings.Contains(complaint, want) {
					t.Errorf("the line %q does not say %q", complaint, want)
				}
			}
			if strings.Contains(complaint, "topsecret") {
				t.Errorf("the line %q tells the password", complaint)
			}
		})
	}
}

// Secrets come by variable or file, and by nothing that a list of processes shows.
func TestSecretsComeByVariableOrFile(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("postgres://u:topsecret@127.0.0.1:1/db\nanother line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		env, args []string
		status    int
		want      string
	}{
		"a file":                {[]string{"PRACTICE_DATABASE_URL_FILE=" + secret}, nil, 1, "127.0.0.1:1/db can't be reached"},
		"both":                  {[]string{"PRACTICE_DATABASE_URL_FILE=" + secret, "PRACTICE_DATABASE_URL=postgres://u:topsecret@h/db"}, nil, 2, "both set"},
		"no such file":          {[]string{"PRACTICE_S3_SECRET_KEY_FILE=" + secret + ".none"}, nil, 2, "PRACTICE_S3_SECRET_KEY_FILE can't be read"},
		"an empty file":         {[]string{"PRACTICE_S3_ACCESS_KEY_FILE=/dev/null"}, nil, 2, "is empty"},
		"a flag for the key":    {nil, []string{"--s3-secret-key=topsecret"}, 2, "unknown flag --s3-secret-key"},
		"a flag for the access": {nil, []string{"--s3-access-key=topsecret"}, 2, "unknown flag --s3-access-key"},
		"a flag for the URL":    {nil, []string{"--database-url=topsecret"}, 2, "unknown flag --database-url"},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := finish(t, t.TempDir(), test.env, test.args...)
			if status != test.status || !strings.Contains(stderr, test.want) || strings.Contains(stdout+stderr, "topsecret") {
				t.Errorf("status %d, %q; want %d, %q in it and no secret", status, stderr, test.status, test.want)
			}
		})
	}
	_, help, _ := finish(t, t.TempDir(), []string{"PRACTICE_DATABASE_URL=postgres://u:topsecret@h/db", "PRACTICE_S3_SECRET_KEY=topsecret"}, "--help")
	if strings.Contains(help, "topsecret") {
		t.Errorf("the help tells a secret: %s", help)
	}
}

// A wrong store is reported at start-up in one line, and by /readyz; the
// server serves all the same, because recording does not need the store.
func TestWrongStoreIsReported(t *testing.T) {
	store := versity.Start(t)
	right := map[string]string{
		"PRACTICE_S3_ENDPOINT": store.Endpoint, "PRACTICE_S3_BUCKET": store.Bucket(t, "clips"),
		"PRACTICE_S3_ACCESS_KEY": versity.AccessKey, "PRACTICE_S3_SECRET_KEY": versity.SecretKey, "PRACTICE_S3_REGION": versity.Region,
	}
	for name, wrong := range map[string]string{
		"":                       "",
		"PRACTICE_S3_ENDPOINT":   "http://127.0.0.1:1",
		"PRACTICE_S3_BUCKET":     "no-such-bucket",
		"PRACTICE_S3_ACCESS_KEY": "nobody",
		"PRACTICE_S3_SECRET_KEY": "not-the-secret",
	} {
		t.Run("wrong "+name, func(t *testing.T) {
			var env []string
			for k, v := range right {
				if k == name {
					v = wrong
				}
				env = append(env, k+"="+v)
			}
			p := serve(t, t.TempDir(), env...)
			if told, body := p.get("/readyz"); (told == http.StatusOK) != (name == "") || strings.Contains(body, "PRACTICE") || strings.Contains(body, store.Endpoint) {
				t.Errorf("everybody's /readyz: %d %q, want the status alone", told, body)
			}
			status, body := p.operate("/readyz")
			if name == "" {
				if status != http.StatusOK {
					t.Errorf("/readyz with the right store: %d %s", status, body)
				}
				return
			}
			if status != http.StatusServiceUnavailable || !strings.Contains(body, name) {
				t.Errorf("/readyz: %d %q, want 503 naming %s", status, body, name)
			}
			lines := 0
			for line := range strings.Lines(p.logged()) {
				if strings.Contains(line, "level=ERROR") {
					lines++
					if !strings.Contains(line, name) {
						t.Errorf("the log line %q does not name %s", line, name)
					}
				}
			}
			if lines != 1 {
				t.Errorf("%d error lines at start-up, want 1: %s", lines, p.logged())
			}
			if strings.Contains(p.logged()+body, right["PRACTICE_S3_SECRET_KEY"]) {
				t.Errorf("the secret key is told")
			}
		})
	}
}

func TestTokensWorkBesideARunningServer(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	status, stdout, stderr := finish(t, data, nil, "token", "create", "--name", "recorder")
	if status != 0 {
		t.Fatalf("token create: %d %s", status, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	token := lines[len(lines)-1]
	if got := statusWithToken(t, p.url+"/api/v1/clips", token); got != http.StatusOK {
		t.Errorf("GET clips with the new token: %d, want 200", got)
	}
	if got := statusWithToken(t, p.url+"/api/v1/clips", token+"x"); got != http.StatusUnauthorized {
		t.Errorf("GET clips with a wrong token: %d, want 401", got)
	}
	_, listed, _ := finish(t, data, nil, "token", "list")
	if !strings.Contains(listed, "recorder") || strings.Contains(listed, token) {
		t.Errorf("token list printed %q, want the name and never the token", listed)
	}
	id := strings.Fields(strings.Split(strings.TrimSpace(listed), "\n")[1])[0]
	if status, _, stderr := finish(t, data, nil, "token", "revoke", id); status != 0 {
		t.Fatalf("token revoke %s: %d %s", id, status, stderr)
	}
	if got := statusWithToken(t, p.url+"/api/v1/clips", token); got != http.StatusUnauthorized {
		t.Errorf("GET clips with the revoked token: %d, want 401", got)
	}
}

func statusWithToken(t *testing.T, url, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
