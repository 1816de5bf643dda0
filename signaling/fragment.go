package signaling

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// errFragment: the bytes are no SDP fragment (RFC 8840 section 9).
var errFragment = errors.New("not an SDP fragment")

// fragment is what a program trickles: candidates, and on a restart new
// credentials (RFC 8840 section 9, application/trickle-ice-sdpfrag).
type fragment struct {
	ufrag, pwd string
	mid        string
	candidates []string
}

// parseFragment reads a fragment. Lines that it does not know are passed over.
func parseFragment(text string) (fragment, error) {
	var f fragment
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		switch name, value, _ := strings.Cut(line, ":"); {
		case line == "":
		case len(line) < 2 || line[1] != '=':
			return fragment{}, fmt.Errorf("%w: the line %s", errFragment, quote(line))
		case name == "a=ice-ufrag":
			f.ufrag = value
		case name == "a=ice-pwd":
			f.pwd = value
		case name == "a=mid":
			f.mid = value
		case name == "a=candidate":
			f.candidates = append(f.candidates, "candidate:"+value)
		}
	}
	if f.ufrag == "" || f.pwd == "" {
		return fragment{}, fmt.Errorf("%w: ice-ufrag and ice-pwd are missing", errFragment)
	}
	return f, nil
}

// restarts reports whether the fragment begins another ICE session than that of
// an offer.
func (f fragment) restarts(offer string) bool {
	ufrag, pwd := credentialsOf(offer)
	return f.ufrag != ufrag || f.pwd != pwd
}

var originVersion = regexp.MustCompile(`(?m)^(o=\S+ \S+ )(\d+)( .*)$`)

// applyTo returns the offer as it would be after the restart: everything that
// is not ICE's stays (RFC 9725 section 4.3.3).
func (f fragment) applyTo(offer string) (string, error) {
	found := originVersion.FindStringSubmatch(offer)
	if found == nil {
		return "", fmt.Errorf("%w: the first offer has no origin", errFragment)
	}
	version, err := strconv.ParseUint(found[2], 10, 63)
	if err != nil {
		return "", fmt.Errorf("%w: the version %s", errFragment, found[2])
	}
	var out strings.Builder
	media := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(offer, "\r\n", "\n"), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "o="):
			line = found[1] + strconv.FormatUint(version+1, 10) + strings.TrimSuffix(found[3], "\r")
		case strings.HasPrefix(line, "a=ice-ufrag:"):
			line = "a=ice-ufrag:" + f.ufrag
		case strings.HasPrefix(line, "a=ice-pwd:"):
			line = "a=ice-pwd:" + f.pwd
		case strings.HasPrefix(line, "a=candidate:"), line == "a=end-of-candidates":
			continue
		case strings.HasPrefix(line, "m="):
			// The bundle's first section carries the candidates.
			if media == 1 {
				f.writeCandidates(&out)
			}
			media++
		}
		out.WriteString(line + "\r\n")
	}
	if media == 1 {
		f.writeCandidates(&out)
	}
	return out.String(), nil
}

func (f fragment) writeCandidates(out *strings.Builder) {
	for _, c := range f.candidates {
		out.WriteString("a=" + c + "\r\n")
	}
}

// fragmentOf is what of an answer concerns ICE.
func fragmentOf(answer string) string {
	var out strings.Builder
	ufrag, pwd := credentialsOf(answer)
	fmt.Fprintf(&out, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", ufrag, pwd)
	section, first := false, true
	for line := range strings.SplitSeq(strings.ReplaceAll(answer, "\r\n", "\n"), "\n") {
		if strings.HasPrefix(line, "m=") {
			section, first = first, false
			if section {
				out.WriteString(line + "\r\n")
			}
			continue
		}
		if section && (strings.HasPrefix(line, "a=mid:") || strings.HasPrefix(line, "a=candidate:") || line == "a=end-of-candidates") {
			out.WriteString(line + "\r\n")
		}
	}
	return out.String()
}

// credentialsOf returns the first ICE credentials of a description.
func credentialsOf(description string) (ufrag, pwd string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(description, "\r\n", "\n"), "\n") {
		if value, ok := strings.CutPrefix(line, "a=ice-ufrag:"); ok && ufrag == "" {
			ufrag = value
		}
		if value, ok := strings.CutPrefix(line, "a=ice-pwd:"); ok && pwd == "" {
			pwd = value
		}
	}
	return ufrag, pwd
}

// tagOf names an ICE session by the server's credentials in it.
func tagOf(answer string) string {
	ufrag, pwd := credentialsOf(answer)
	sum := sha256.Sum256([]byte(ufrag + " " + pwd))
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
