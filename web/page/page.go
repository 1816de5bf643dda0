// Package page serves the built page: its files with their encodings and cache
// headers, and its index for every address that the page routes itself.
package page

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"practice/etag"
	"practice/problem"
)

// Page serves the built page: its files, and index.html for every address that
// the page itself routes.
type Page struct {
	assets map[string]*asset
	index  *asset
}

// asset is one file of the page with its encodings.
type asset struct {
	contentType string
	// forever is true for a file whose name changes with its content.
	forever bool
	plain   variant
	// packed holds the file as the build compressed it, the smallest first.
	packed []variant
}

// variant is one encoding of a file.
type variant struct {
	// encoding is the content coding (RFC 9110 section 8.4.1); empty for none.
	encoding string
	content  []byte
	etag     string
}

// New reads folder dist of files. It fails when that has no index.html.
func New(files fs.FS) (*Page, error) {
	p := &Page{assets: map[string]*asset{}}
	packed := map[string][]variant{}
	err := fs.WalkDir(files, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		url := strings.TrimPrefix(name, "dist")
		if v, of, isPacked := packedVariant(url, content); isPacked {
			packed[of] = append(packed[of], v)
			return nil
		}
		p.assets[url] = newAsset(url, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built page: %w", err)
	}
	for url, variants := range packed {
		if a := p.assets[url]; a != nil {
			slices.SortFunc(variants, func(a, b variant) int { return len(a.content) - len(b.content) })
			a.packed = variants
		}
	}
	if p.index = p.assets["/index.html"]; p.index == nil {
		return nil, errors.New("the built page has no index.html; run: make generate")
	}
	delete(p.assets, "/index.html")
	return p, nil
}

func packedVariant(url string, content []byte) (v variant, of string, ok bool) {
	encodings := map[string]string{".gz": "gzip", ".br": "br"}
	encoding, ok := encodings[path.Ext(url)]
	if !ok {
		return variant{}, "", false
	}
	return newVariant(encoding, content), strings.TrimSuffix(url, path.Ext(url)), true
}

func newVariant(encoding string, content []byte) variant {
	sum := sha256.Sum256(content)
	return variant{encoding: encoding, content: content, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
}

func newAsset(url string, content []byte) *asset {
	// The build marks a name with eight characters of the content's hash.
	hashed := regexp.MustCompile(`-([A-Z0-9]{8}|[0-9a-f]{8})\.[a-z0-9.]+$`)
	a := &asset{forever: hashed.MatchString(url), plain: newVariant("", content)}
	if a.contentType = mime.TypeByExtension(path.Ext(url)); a.contentType == "" {
		a.contentType = http.DetectContentType(content)
	}
	return a
}

// ServeHTTP serves a file of the page; an address that is none gets the page
// with status 404, and the page says so in its own words.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		problem.MethodNotAllowed.Say("The page can only be fetched.").Document().Write(w)
		return
	}
	a := p.assets[r.URL.Path]
	if a == nil {
		p.index.serve(w, r, http.StatusNotFound)
		return
	}
	a.serve(w, r, http.StatusOK)
}

// ServeIndex answers an address that the page routes itself.
func (p *Page) ServeIndex(w http.ResponseWriter, r *http.Request) {
	p.index.serve(w, r, http.StatusOK)
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request, status int) {
	v := a.choose(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "no-cache")
	if a.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if len(a.packed) > 0 {
		h.Set("Vary", "Accept-Encoding")
	}
	if v.encoding != "" {
		h.Set("Content-Encoding", v.encoding)
	}
	if status == http.StatusOK {
		h.Set("Etag", v.etag)
		if etag.NoneMatch(r.Header.Values("If-None-Match"), v.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(v.content)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// The status is sent; a client that has gone away needs no more.
		_, _ = w.Write(v.content)
	}
}

// choose returns the smallest encoding that the client accepts (RFC 9110
// section 12.5.3). A weight counts only if it forbids.
func (a *asset) choose(accept string) variant {
	for _, v := range a.packed {
		for _, offer := range strings.Split(accept, ",") {
			coding, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
			forbidden := strings.Trim(strings.TrimPrefix(strings.TrimSpace(weight), "q="), "0.") == "" && weight != ""
			if coding == v.encoding && !forbidden {
				return v
			}
		}
	}
	return a.plain
}
