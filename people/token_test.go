package people_test

import (
	"testing"

	"practice/people"
)

func TestHashToken(t *testing.T) {
	// The example of FIPS 180-4 for "abc".
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := people.HashToken("abc"); got != want {
		t.Errorf("HashToken: got %s, want %s", got, want)
	}
	if people.HashToken("abc") == people.HashToken("abd") {
		t.Error("two tokens have one hash")
	}
}
