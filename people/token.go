package people

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// APIToken lets a program act for a user.
type APIToken struct {
	ID     string
	UserID string
	// Name is the holder's word for what the token is for.
	Name string
	// TokenHash is [HashToken] of the token; the token itself is shown once.
	TokenHash string
	CreatedAt time.Time
	// LastUsedAt is zero for a token never used.
	LastUsedAt time.Time
}

// HashToken returns the hexadecimal SHA-256 of a token. Tokens have at least
// 128 random bits, so a plain hash keeps a stolen database from opening doors.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
