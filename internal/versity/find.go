package versity

import (
	"errors"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
)

// find looks for versitygw where `make tools` and `go install` put it.
func find() (string, error) {
	if path, err := exec.LookPath("versitygw"); err == nil {
		return path, nil
	}
	var folders []string
	if bin := os.Getenv("GOBIN"); bin != "" {
		folders = append(folders, bin)
	}
	for _, path := range filepath.SplitList(build.Default.GOPATH) {
		folders = append(folders, filepath.Join(path, "bin"))
	}
	if root, err := moduleRoot(); err == nil {
		folders = append(folders, filepath.Join(root, ".tools", "bin"))
	}
	for _, folder := range folders {
		if path, err := exec.LookPath(filepath.Join(folder, "versitygw")); err == nil {
			return path, nil
		}
	}
	return "", errors.New("versitygw, the S3 server that the tests start, is not installed: run `make tools`, " +
		"or `go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`")
}

// moduleRoot is the folder of go.mod, seen from where the test runs.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", os.ErrNotExist
		}
		folder = parent
	}
}
