// Package s3 keeps clips in a bucket of an S3-compatible server.
package s3

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"practice/recordings"
)

const (
	// partSize bounds the memory of one upload: each part is buffered.
	partSize = 16 << 20
	// attempts within one call; who calls tries again later in its own rhythm.
	attempts = 2
	// checkTimeout bounds Check: a start-up and /readyz wait for it.
	checkTimeout = 10 * time.Second
	// dialTimeout is how long an address may stay silent.
	dialTimeout = 5 * time.Second
)

// Config says where the bucket is. All but Region are needed.
type Config struct {
	// Endpoint is the server's URL, http or https, without a path.
	Endpoint string
	// Region is us-east-1 when empty.
	Region    string
	Bucket    string
	AccessKey string
	SecretKey string
}

// Store is a [recordings.Blobs] in a bucket.
type Store struct {
	client    *minio.Client
	transport *http.Transport
	config    Config
}

// New prepares a store; nothing is sent before its first use. It fails when
// the configuration can't be right, naming the variable to set.
func New(config Config) (*Store, error) {
	endpoint, err := parseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	for _, field := range []struct{ value, variable string }{
		{config.Bucket, "PRACTICE_S3_BUCKET"},
		{config.AccessKey, "PRACTICE_S3_ACCESS_KEY"},
		{config.SecretKey, "PRACTICE_S3_SECRET_KEY"},
	} {
		if field.value == "" {
			return nil, fmt.Errorf("the S3 store at %s needs %s", config.Endpoint, field.variable)
		}
	}
	if config.Region == "" {
		config.Region = "us-east-1"
	}
	secure := endpoint.Scheme == "https"
	transport, err := newTransport(secure)
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(config.AccessKey, config.SecretKey, ""),
		Secure: secure, Region: config.Region, Transport: transport, MaxRetries: attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("the S3 endpoint %q can't be used (%w); set PRACTICE_S3_ENDPOINT", config.Endpoint, err)
	}
	return &Store{client: client, transport: transport, config: config}, nil
}

func parseEndpoint(endpoint string) (*url.URL, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the S3 endpoint is not a URL (%w); set PRACTICE_S3_ENDPOINT", err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "", strings.Trim(u.Path, "/") != "", u.User != nil, u.RawQuery != "":
		return nil, fmt.Errorf("the S3 endpoint %q is not like https://s3.example.org; set PRACTICE_S3_ENDPOINT", u.Redacted())
	}
	return u, nil
}

// Close lets idle connections go.
func (s *Store) Close() error {
	s.transport.CloseIdleConnections()
	return nil
}

// String names the store for people, without secrets.
func (s *Store) String() string {
	return fmt.Sprintf("s3 bucket %s at %s", s.config.Bucket, s.config.Endpoint)
}

// Put stores size bytes of r under key, whole or not at all. An object of more
// than one part is refused by looking first, since S3 checks that condition
// for single requests only.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if err := recordings.CheckKey(key); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	if size >= partSize {
		blob, err := s.Open(ctx, key)
		if err == nil {
			return errors.Join(fmt.Errorf("%s: put %s: it exists already", s, key), blob.Close())
		}
		if !errors.Is(err, recordings.ErrNotFound) {
			return err
		}
		if err := s.abandonParts(ctx, key); err != nil {
			return s.explain(ctx, "put "+key, err)
		}
	}
	if err := s.put(ctx, key, r, size, contentType); err != nil {
		return s.explain(ctx, "put "+key, err)
	}
	return nil
}

func (s *Store) put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	options := minio.PutObjectOptions{ContentType: contentType, PartSize: partSize}
	options.SetMatchETagExcept("*")
	body := &counted{r: io.LimitReader(r, size)}
	_, err := s.client.PutObject(ctx, s.config.Bucket, key, body, size, options)
	if err == nil && body.n != size {
		err = fmt.Errorf("after %d of %d bytes: %w", body.n, size, io.ErrUnexpectedEOF)
	}
	if body.err != nil {
		// What the reader said is the cause; the client only met the consequence.
		return body.err
	}
	return err
}

// Open returns the object for reading, or [recordings.ErrNotFound]. ctx must
// outlast the reading.
func (s *Store) Open(ctx context.Context, key string) (recordings.Blob, error) {
	if err := recordings.CheckKey(key); err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	object, err := s.client.GetObject(ctx, s.config.Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.explain(ctx, "open "+key, err)
	}
	info, err := object.Stat()
	if responseOf(err).StatusCode == http.StatusNotFound {
		err = s.whyMissing(ctx, key, err)
	}
	if err != nil {
		return nil, errors.Join(s.explain(ctx, "open "+key, err), object.Close())
	}
	return blob{object, info}, nil
}

// whyMissing asks for the object once more, with GET: the answer to the HEAD
// of Stat has no body, so that a missing bucket looks like a missing object.
func (s *Store) whyMissing(ctx context.Context, key string, missing error) error {
	object, err := s.client.GetObject(ctx, s.config.Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return err
	}
	if _, err = object.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
		err = missing
	}
	return errors.Join(err, object.Close())
}

// Delete removes the object and the parts of it that an interrupted Put left.
// One that does not exist is no error.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := recordings.CheckKey(key); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	err := s.remove(ctx, key)
	if err == nil {
		err = s.abandonParts(ctx, key)
	}
	if err != nil {
		return s.explain(ctx, "delete "+key, err)
	}
	return nil
}

func (s *Store) remove(ctx context.Context, key string) error {
	err := s.client.RemoveObject(ctx, s.config.Bucket, key, minio.RemoveObjectOptions{})
	if responseOf(err).Code == minio.NoSuchKey {
		return nil
	}
	return err
}

// abandonParts deletes the parts of uploads that never ended, which hold sound
// and are in no list of objects. A server without such a list, or an access
// key that may not see it, leaves them to the bucket's lifecycle rules.
func (s *Store) abandonParts(ctx context.Context, key string) error {
	err := s.client.RemoveIncompleteUpload(ctx, s.config.Bucket, key)
	switch responseOf(err).Code {
	case minio.AccessDenied, minio.NotImplemented, "MethodNotAllowed", "NoSuchUpload":
		return nil
	}
	return err
}

// Check writes and deletes a tiny object: with a wrong key or bucket nothing
// less tells. It says in one line what is wrong and what to set.
func (s *Store) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	const probe = "practice"
	key := "check/" + rand.Text()
	if err := s.Put(ctx, key, strings.NewReader(probe), int64(len(probe)), "text/plain"); err != nil {
		return err
	}
	if err := s.remove(ctx, key); err != nil {
		return s.explain(ctx, "delete "+key, err)
	}
	return nil
}

// blob is an open object.
type blob struct {
	*minio.Object
	info minio.ObjectInfo
}

func (b blob) Size() int64        { return b.info.Size }
func (b blob) ModTime() time.Time { return b.info.LastModified }

// counted remembers how far a reader came and why it ended early.
type counted struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}
