package nodes

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"practice/ids"
)

// identityLength is the least length of an identity: 130 random bits.
const identityLength = 26

// Identity returns the identity of the server whose data lies in folder. It is
// made at the first start and kept in the file "node", so that who comes back to
// this data is the same node. It fails when the file can't be read or written, or
// holds no identity.
func Identity(folder string) (string, error) {
	file := filepath.Join(folder, "node")
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		id := ids.New()
		return id, keep(file, id)
	}
	if err != nil {
		return "", fmt.Errorf("read this server's identity: %w", err)
	}
	id := strings.TrimSpace(string(content))
	if len(id) < identityLength || strings.ContainsFunc(id, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz234567", r) }) {
		return "", fmt.Errorf("the file %s holds no identity but %.40q; restore it from a copy of the data folder, or delete it: the server is a new one then, and what the old one had not finished waits", file, content)
	}
	return id, nil
}

// keep writes the file whole and on the disk, or not at all.
func keep(file, id string) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".node-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep this server's identity: %w", err)
	}
	_, err = temporary.WriteString(id + "\n")
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep this server's identity: %w", err), os.Remove(temporary.Name()))
	}
	return nil
}
