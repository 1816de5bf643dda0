package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"practice/internal/postgres"
	"practice/internal/versity"
	"practice/recordings/s3"
)

// restoreFolder makes a data folder again that held everything.
func restoreFolder(t *testing.T, kept string) (data string, env []string) {
	t.Helper()
	data = t.TempDir()
	unpack(t, filepath.Join(kept, "data.tar.gz"), data)
	return data, nil
}

// restoreServers fills a PostgreSQL and an S3 server, and makes the data folder
// again that stood beside them.
func restoreServers(t *testing.T, kept string) (data string, env []string) {
	t.Helper()
	data, _ = restoreFolder(t, kept)
	database := postgres.Start(t).Database(t)
	fillDatabase(t, database, filepath.Join(kept, "database.sql"))
	server := versity.Start(t)
	bucket := server.Bucket(t, "practice")
	fillBucket(t, server, bucket, filepath.Join(kept, "objects.tar.gz"))
	return data, []string{
		"PRACTICE_DATABASE_URL=" + database, "PRACTICE_S3_ENDPOINT=" + server.Endpoint, "PRACTICE_S3_REGION=" + versity.Region,
		"PRACTICE_S3_BUCKET=" + bucket, "PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
	}
}

func fillDatabase(t *testing.T, url, dump string) {
	t.Helper()
	statements, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	if _, err := connection.PgConn().Exec(t.Context(), string(statements)).ReadAll(); err != nil {
		t.Fatalf("%s: %v", dump, err)
	}
}

func fillBucket(t *testing.T, server *versity.Server, bucket, objects string) {
	t.Helper()
	folder := t.TempDir()
	unpack(t, objects, folder)
	store, err := s3.New(s3.Config{
		Endpoint: server.Endpoint, Region: versity.Region, Bucket: bucket, AccessKey: versity.AccessKey, SecretKey: versity.SecretKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		key, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		return store.Put(t.Context(), filepath.ToSlash(key), strings.NewReader(string(content)), int64(len(content)), "application/octet-stream")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// unpack writes the files of an archive into a folder.
func unpack(t *testing.T, archive, folder string) {
	t.Helper()
	file, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatalf("%s: %v", archive, err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for entries := tar.NewReader(unzipped); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && header.Typeflag == tar.TypeDir {
			err = root.MkdirAll(filepath.Clean(header.Name), 0o700)
		} else if err == nil {
			err = unpackFile(root, header.Name, entries)
		}
		if err != nil {
			t.Fatalf("%s: %v", archive, err)
		}
	}
}

func unpackFile(root *os.Root, name string, content io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}
