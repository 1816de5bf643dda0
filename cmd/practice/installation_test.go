package main

import (
	"crypto/sha256"
	endian "encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
)

// Installations that an older program left when it was killed, with recordings
// under way, start under this one with everything there; testdata/before-codes
// says what they hold. So does a second start, which finds what the first made
// of them.
func TestAnOlderInstallationStartsWithEverythingThere(t *testing.T) {
	for name, restore := range map[string]func(*testing.T, string) (string, []string){
		"sqlite-folder": restoreFolder, "postgres-s3": restoreServers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := filepath.Join("testdata", "before-codes", name)
			want := readInstallation(t, kept)
			data, env := restore(t, kept)
			p := serve(t, data, env...)
			want.expectIn(t, p)
			want.expectSoundIn(t, p)
			expectEmptySpool(t, data)
			p.stop(syscall.SIGTERM)
			want.expectIn(t, serve(t, data, env...))
		})
	}
}

// expectIn fails the test unless the program shows everything as it was, each
// thing to whose it is and to nobody else.
func (want installation) expectIn(t *testing.T, p *program) {
	t.Helper()
	for i, user := range want.Users {
		user.expectKnown(t, p)
		for _, clip := range user.Clips {
			if clip.Recovered {
				user.awaitStored(t, p, clip.ID)
			}
			for j, other := range want.Users {
				if status := other.ask(t, p, "/api/v1/clips/"+clip.ID, nil); i != j && status != http.StatusNotFound {
					t.Errorf("clip %s of %s: %s gets %d, want 404", clip.ID, user.Name, other.Name, status)
				}
			}
		}
		got := user.look(t, p)
		got.hideTheStore(t, user)
		got.letRecoveredDiffer(t, user)
		if diff := cmp.Diff(user, got); diff != "" {
			t.Errorf("what %s finds differs (-before +now):\n%s", user.Name, diff)
		}
		for _, id := range want.Gone {
			if status := user.ask(t, p, "/api/v1/clips/"+id, nil); status != http.StatusNotFound {
				t.Errorf("clip %s, which was not kept: status %d, want 404", id, status)
			}
		}
	}
	want.expectInvite(t, p)
}

// hideTheStore lets a guest's receipts name no store, which they once did: the
// operator's endpoint and bucket are nothing for guests.
func (u *oldUser) hideTheStore(t *testing.T, before oldUser) {
	t.Helper()
	named := map[string]string{}
	for _, clip := range before.Clips {
		if clip.Receipt != nil {
			named[clip.ID] = clip.Receipt.Store
		}
	}
	for _, clip := range u.Clips {
		if !u.Guest || clip.Receipt == nil {
			continue
		}
		if clip.Receipt.Store != "the server’s store" {
			t.Errorf("the guest %s is told of the store %s", u.Name, clip.Receipt.Store)
		}
		clip.Receipt.Store = named[clip.ID]
	}
}

// expectSoundIn fetches and hears every clip.
func (want installation) expectSoundIn(t *testing.T, p *program) {
	t.Helper()
	for _, user := range want.Users {
		for _, clip := range user.Clips {
			user.expectSound(t, p, clip)
		}
	}
}

// expectKnown signs in with the token and the cookie of before, and the first
// user with a new token. What was a guest's token is one no more.
func (u oldUser) expectKnown(t *testing.T, p *program) {
	t.Helper()
	ways := []http.Header{u.cookie()}
	if !u.Guest {
		ways = append(ways, u.bearer(), http.Header{"Authorization": {"Bearer " + p.newToken()}})
	} else if status := fetchJSON(t, p, "/api/v1/me", u.bearer(), nil); status != http.StatusUnauthorized {
		t.Errorf("the token of the guest %s: status %d, want 401", u.Name, status)
	}
	for i, way := range ways {
		var me oldUser
		status := fetchJSON(t, p, "/api/v1/me", way, &me)
		if status != http.StatusOK || me.ID != u.ID || me.Name != u.Name || me.Guest != u.Guest {
			t.Errorf("way %d to sign in as %s: status %d, user %s %q; want %s", i, u.Name, status, me.ID, me.Name, u.ID)
		}
	}
}

// awaitStored says for the clip's page that it has sent what it kept, which
// would be waited for, and waits for the clip.
func (u oldUser) awaitStored(t *testing.T, p *program, id string) {
	t.Helper()
	if status, body := fetchAs(t, p, http.MethodPost, "/api/v1/clips/"+id+"/backfill/end", u.signedIn()); status != http.StatusNoContent {
		t.Errorf("end the backfill of clip %s: status %d: %s", id, status, body)
	}
	await(t, "clip "+id+" to be stored; log: "+p.logged(), func() bool {
		var clip oldClip
		return u.ask(t, p, "/api/v1/clips/"+id, &clip) == http.StatusOK && clip.State == string(recordings.Ready) && !clip.Completing
	})
}

// expectEmptySpool: nothing stays behind of what was stored or never arrived.
func expectEmptySpool(t *testing.T, data string) {
	t.Helper()
	await(t, "the spool to be empty", func() bool {
		entries, err := os.ReadDir(filepath.Join(data, "spool"))
		return err == nil && len(entries) == 0
	})
}

// letRecoveredDiffer holds what was under way when the older program was killed
// to its length and to about as much sound; how exactly it is mended and what
// the receipt then says may become better.
func (u *oldUser) letRecoveredDiffer(t *testing.T, before oldUser) {
	t.Helper()
	const about = 100 // milliseconds
	clips := map[string]oldClip{}
	for _, clip := range before.Clips {
		clips[clip.ID] = clip
	}
	for i, clip := range u.Clips {
		want := clips[clip.ID]
		if !want.Recovered || clip.Receipt == nil {
			continue
		}
		for what, figures := range map[string][2]int64{
			"missing":    {clip.Receipt.MissingMS, want.Receipt.MissingMS},
			"backfilled": {clip.Receipt.BackfilledMS, want.Receipt.BackfilledMS},
		} {
			if math.Abs(float64(figures[0]-figures[1])) > about {
				t.Errorf("recovered clip %s: %d ms %s, want about %d", clip.ID, figures[0], what, figures[1])
			}
		}
		u.Clips[i].Receipt, u.Clips[i].Peaks, u.Clips[i].Recovered = want.Receipt, want.Peaks, true
	}
	sessions := map[string]oldSession{}
	for _, session := range before.Sessions {
		sessions[session.ID] = session
	}
	for i, session := range u.Sessions {
		if want := sessions[session.ID]; want.Recovered {
			u.Sessions[i].EndedAt, u.Sessions[i].Recovered = want.EndedAt, true
		}
	}
}

// expectSound fetches the clip's original, which must be what the receipt says,
// and listens to it: the tools hear as long as the clip says, and not silence
// alone. Everything made of it is there too.
func (u oldUser) expectSound(t *testing.T, p *program, clip oldClip) {
	t.Helper()
	if clip.State != string(recordings.Ready) {
		return
	}
	original := clip.Links.AudioOgg
	if original == "" {
		original = clip.Links.AudioWAV
	}
	audio := u.fetch(t, p, original)
	sum := sha256.Sum256(audio)
	if got := "sha256:" + hex.EncodeToString(sum[:]); !clip.Recovered && (got != clip.Receipt.Checksum || int64(len(audio)) != clip.Receipt.Size) {
		t.Errorf("%s has %d bytes, %s; the receipt says %d, %s", original, len(audio), got, clip.Receipt.Size, clip.Receipt.Checksum)
	}
	length := time.Duration(clip.DurationMS) * time.Millisecond
	expectHeard(t, path.Base(original), audio, length)
	if derived := u.fetch(t, p, clip.Links.AudioWAV); (lengthOfWAV(derived) - length).Abs() > 20*time.Millisecond {
		t.Errorf("%s has %d bytes, %v; want %v", clip.Links.AudioWAV, len(derived), lengthOfWAV(derived), length)
	}
	if waveform := u.fetch(t, p, clip.Links.Waveform); len(waveform) == 0 {
		t.Errorf("%s is empty", clip.Links.Waveform)
	}
}

// expectHeard listens with tools that are not ours.
func expectHeard(t *testing.T, name string, audio []byte, want time.Duration) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, audio, 0o600); err != nil {
		t.Fatal(err)
	}
	heard, err := hearing.Decode(file)
	if err != nil {
		t.Error(err)
		return
	}
	if got := time.Duration(len(heard)) * time.Second / hearing.Rate; (got - want).Abs() > 20*time.Millisecond {
		t.Errorf("%s sounds for %v, want %v", file, got, want)
	}
	const leastLoud = 0.0005 // the voices are quiet
	if loudest := max(slices.Max(heard), -slices.Min(heard)); loudest < leastLoud {
		t.Errorf("%s is silent: its loudest sample is %g", file, loudest)
	}
}

// lengthOfWAV is the duration of a WAV file with the usual header of 44 bytes.
func lengthOfWAV(file []byte) time.Duration {
	const header, byteRateAt = 44, 28
	if len(file) < header {
		return 0
	}
	return time.Duration(len(file)-header) * time.Second / time.Duration(endian.LittleEndian.Uint32(file[byteRateAt:]))
}

// expectInvite opens the link that was sent before.
func (want installation) expectInvite(t *testing.T, p *program) {
	t.Helper()
	response, err := http.Post(p.url+"/api/v1/invites/look", "application/json", strings.NewReader(`{"token":"`+want.Invite.Token+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	// An older program showed more; the host's name, the format and the role are shown now.
	var got struct {
		Format        oldFormat
		Inviter, Role string
		ExpiresAt     time.Time `json:"expires_at"`
	}
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	found := want.Invite
	found.Format, found.Inviter, found.YourRole, found.ExpiresAt = got.Format, got.Inviter, got.Role, got.ExpiresAt
	if diff := cmp.Diff(want.Invite, found); diff != "" || response.StatusCode != http.StatusOK {
		t.Errorf("the invite answers %s and differs (-before +now):\n%s", response.Status, diff)
	}
	status, listed, stderr := finish(t, p.data(), p.cmd.Env, "token", "list")
	for _, name := range want.Tokens {
		if !strings.Contains(listed, name) {
			t.Errorf("token list ends with %d and %q %s, want the token %q in it", status, listed, stderr, name)
		}
	}
}
