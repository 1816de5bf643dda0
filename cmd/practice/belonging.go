package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"practice/cmd/practice/settings"
	"practice/database"
)

// installationFile in the data folder names the database to which it belongs, so
// that neither an empty one nor somebody else's is taken for it.
const installationFile = "installation"

// openDatabase opens the database that config names; the commands beside the
// server use it too. A data folder that was used before is opened with its own
// database or not at all: with an empty one its clips would be nobody's.
func openDatabase(ctx context.Context, config *settings.Config, log *slog.Logger) (*database.DB, error) {
	if err := prepareData(config.Data); err != nil {
		return nil, err
	}
	owner, used, err := ownerOf(config.Data)
	if err != nil {
		return nil, err
	}
	open := database.Open
	if used {
		open = database.OpenExisting
	}
	db, err := open(ctx, config.Database(), log)
	switch {
	case errors.Is(err, database.ErrEmpty):
		return nil, emptyError(config)
	case err != nil:
		return nil, err
	case owner == "":
		err = writePrivately(filepath.Join(config.Data, installationFile), db.ID()+"\n")
	case owner != db.ID():
		err = otherError(config)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// ownerOf returns the database to which the data folder belongs, empty for one
// that does not say so yet, and whether the folder was used before.
func ownerOf(folder string) (owner string, used bool, err error) {
	content, err := os.ReadFile(filepath.Join(folder, installationFile))
	if owner = strings.TrimSpace(string(content)); owner != "" {
		return owner, true, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", false, dataError(folder, err)
	}
	// What servers left that wrote no such file: an identity, clips, recordings.
	for _, trace := range []string{"node", "clips/*", "spool/*"} {
		found, err := filepath.Glob(filepath.Join(escapeGlob(folder), filepath.FromSlash(trace)))
		if err != nil {
			return "", false, dataError(folder, err)
		}
		for _, path := range found {
			used = used || !strings.HasPrefix(filepath.Base(path), ".")
		}
	}
	return "", used, nil
}

// escapeGlob makes a pattern that matches the path itself.
func escapeGlob(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

// anew is how one begins without what was before.
const anew = "to begin anew, with no users, sessions and clips, move the folder away or give another with --data or PRACTICE_DATA"

// emptyError says that there is no database where the data folder has one, and the
// way back.
func emptyError(config *settings.Config) error {
	folder := absolute(config.Data)
	if config.DatabaseURL != "" {
		return fmt.Errorf("the database %s is empty, but the data folder %s belongs to one that was used; correct PRACTICE_DATABASE_URL, or restore the database from a copy first (%s)",
			postgresName(config), folder, anew)
	}
	file := absolute(filepath.Join(config.Data, settings.SQLiteName))
	back := "put " + settings.SQLiteName + " back from a copy, together with " + settings.SQLiteName + "-wal if the copy has that: without it a copy of a running server lacks what was new"
	if rescued, err := filepath.Glob(escapeGlob(file) + ".rescued-*"); err == nil && len(rescued) > 0 {
		back = "give " + rescued[len(rescued)-1] + " that name: it holds what the deleted file did"
	}
	return fmt.Errorf("the data folder %s was used before, but its database %s is gone or empty; nothing was changed; %s (%s)", folder, file, back, anew)
}

// otherError says that the database is not the one of the data folder.
func otherError(config *settings.Config) error {
	where, how := absolute(filepath.Join(config.Data, settings.SQLiteName)), "put the right file back"
	if config.DatabaseURL != "" {
		where, how = postgresName(config), "correct PRACTICE_DATABASE_URL"
	}
	return fmt.Errorf("the database %s is not the one that the data folder %s belongs to; %s, or give that database's own folder with --data or PRACTICE_DATA (if they do belong together, delete the file %s there)",
		where, absolute(config.Data), how, installationFile)
}

// postgresName names the database without its secrets.
func postgresName(config *settings.Config) string {
	u, err := url.Parse(config.DatabaseURL)
	if err != nil {
		return "of PRACTICE_DATABASE_URL"
	}
	return "at " + u.Host + u.Path
}
