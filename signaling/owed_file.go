package signaling

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"practice/people"
)

// OwedFile has the hashes of logins that were signed out and that the database still
// has, a line each, so that a server which dies before it could be told does not let
// them in again. Only the hub's own lock guards it.
type OwedFile string

// read returns the logins that an earlier process could not delete.
func (f OwedFile) read() (logins []people.Credential, err error) {
	file, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read which logins are over: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() && len(logins) < mostOver {
		if hash := strings.TrimSpace(lines.Text()); hash != "" {
			logins = append(logins, people.Credential{Kind: people.Login, Hash: hash})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read which logins are over: %w", err)
	}
	return logins, nil
}

// add notes a login, for good when it returns.
func (f OwedFile) add(login people.Credential) (err error) {
	file, err := os.OpenFile(string(f), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("note that a login is over: %w", err)
	}
	_, err = file.WriteString("\n" + login.Hash + "\n") // which a line that was cut off does not reach into
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("note that a login is over: %w", err)
	}
	return nil
}

// clear forgets all of them: the database has none any more.
func (f OwedFile) clear() error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the logins that are over: %w", err)
	}
	return nil
}
