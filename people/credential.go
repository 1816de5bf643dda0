package people

// CredentialKind says how somebody is known.
type CredentialKind string

// The kinds.
const (
	// Login: a browser that is signed in, by its cookie.
	Login CredentialKind = "login"
	// Token: a program, by its API token.
	Token CredentialKind = "token"
)

// Credential is what somebody is known by, as far as it may be kept: by the hash
// under which the database has it. The zero value is nothing.
type Credential struct {
	Kind CredentialKind
	Hash string
}

// Holder is who holds a credential.
type Holder struct {
	Credential Credential
	UserID     string
}
