package s3

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"

	"practice/recordings"
)

// failure is an error in words for whoever set the store up. The cause stays
// for errors.Is and errors.As.
type failure struct {
	words string
	cause error
}

func (f *failure) Error() string { return f.words }
func (f *failure) Unwrap() error { return f.cause }

// explain says in one line what is wrong with the store and what to set.
func (s *Store) explain(ctx context.Context, action string, err error) error {
	response := responseOf(err)
	if response.Code == minio.NoSuchKey {
		return fmt.Errorf("%s: %s: %w", s, action, recordings.ErrNotFound)
	}
	if ctx.Err() != nil {
		// The client's own words for an ended context do not always wrap it.
		err = errors.Join(ctx.Err(), err)
	}
	words := s.refusal(response)
	if words == "" {
		words = s.unreachable(err)
	}
	if words == "" {
		words = strings.Join(strings.Fields(err.Error()), " ")
	}
	return &failure{fmt.Sprintf("%s: %s: %s", s, action, words), err}
}

// responseOf returns the server's answer in err, or a zero one.
func responseOf(err error) minio.ErrorResponse {
	response, _ := errors.AsType[minio.ErrorResponse](err)
	return response
}

// refusal puts an answer of the server into words.
func (s *Store) refusal(response minio.ErrorResponse) string {
	switch response.Code {
	case "InvalidAccessKeyId", "XAdminUserNotFound": // the second is versitygw's
		return fmt.Sprintf("the access key %q is unknown there; set PRACTICE_S3_ACCESS_KEY", s.config.AccessKey)
	case "SignatureDoesNotMatch":
		return fmt.Sprintf("the secret key does not belong to the access key %q; set PRACTICE_S3_SECRET_KEY", s.config.AccessKey)
	case minio.NoSuchBucket:
		return fmt.Sprintf("there is no bucket %q; make it or set PRACTICE_S3_BUCKET", s.config.Bucket)
	case minio.AccessDenied:
		return fmt.Sprintf("the access key %q may not do that in bucket %q; change its rights or set PRACTICE_S3_ACCESS_KEY", s.config.AccessKey, s.config.Bucket)
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "IncorrectEndpoint":
		return fmt.Sprintf("the bucket is not in region %q (%s); set PRACTICE_S3_REGION and PRACTICE_S3_ENDPOINT", s.config.Region, response.Message)
	case "RequestTimeTooSkewed":
		return "this machine's clock and the server's differ too much; set the clock"
	}
	return ""
}

// unreachable puts a failed connection into words.
func (s *Store) unreachable(err error) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is signed by an authority unknown here; install that authority's certificate"
	}
	if hostname, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("its certificate is for another name (%s); set PRACTICE_S3_ENDPOINT", hostname.Error())
	}
	if strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		return "it speaks http, not https; set PRACTICE_S3_ENDPOINT"
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("the name %q is unknown (%s); set PRACTICE_S3_ENDPOINT", dns.Name, dns.Err)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Sprintf("nothing can be reached there (%s); start it or set PRACTICE_S3_ENDPOINT", op.Error())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "it does not answer in time; start it or set PRACTICE_S3_ENDPOINT"
	}
	return ""
}

func newTransport(secure bool) (*http.Transport, error) {
	transport, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	transport.DialContext = progressing(dialer.DialContext)
	return transport, nil
}
