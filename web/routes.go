package web

import (
	"fmt"
	"net/http"
	"slices"

	"practice/limits"
	"practice/web/api"
)

// routes is the whole route table.
func (s *Server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	a := api.New(s.config.API, s.logins, mux)
	operations(a)
	description, err := a.Describe()
	if err != nil {
		return nil, err
	}
	t := &table{server: s, mux: mux}
	t.handle(limits.Page, "GET "+api.Prefix+"/openapi.json", description)
	t.handle(limits.Read, api.Prefix+"/", a.Unknown())

	t.handle(limits.Probe, "GET "+healthPath, http.HandlerFunc(serveHealth))
	t.handle(limits.Probe, "GET "+readyPath, s.ready)

	for _, path := range []string{"/{$}", "/sign-in", "/new", "/sessions/{id}", "/join", "/invite/{token}", "/clips", "/clips/{id}", "/account"} {
		t.handle(limits.Page, "GET "+path, http.HandlerFunc(s.page.ServeIndex))
	}
	t.handle(limits.Page, "GET /assets/", s.page)
	t.handle(limits.Page, "/", s.page)

	// The socket stands before everything that wraps a response.
	outer := &table{server: s, mux: http.NewServeMux()}
	outer.handle(limits.Connect, "GET "+api.Prefix+"/sessions/{id}/socket", s.config.Socket)
	// A program over WHIP is known by its token alone, so that pages of other
	// sites may be one; it has its own headers.
	programs := &table{server: s, mux: http.NewServeMux(), anyOrigin: true}
	whip := s.traffic.observe(s.config.WHIP)
	for _, path := range []string{"/whip", "/whip/"} {
		programs.handle(limits.Program, path, whip)
		outer.mux.Handle(path, paced(programs.mux))
	}
	programs.handle(limits.Stop, "DELETE /whip/", whip)
	outer.mux.Handle("/", paced(s.traffic.observe(s.secure(mux))))
	s.traffic.patternOf = func(r *http.Request) string {
		_, pattern := outer.mux.Handler(r)
		if pattern == "/" {
			_, pattern = mux.Handler(r)
		}
		return pattern
	}
	s.routed = slices.Concat(t.routes, outer.routes, programs.routes)
	for id, kind := range a.Kinds() {
		s.routed = append(s.routed, Route{id, kind})
	}
	for _, route := range s.routed {
		if err := s.config.API.Limits.Check(route.Kind); err != nil {
			return nil, fmt.Errorf("route %q: %w", route.Pattern, err)
		}
	}
	return s.hosts.only(s.strict(s.uncrowded(outer.mux))), nil
}

// operations adds those of the API.
func operations(a *api.API) {
	api.Route(a, limits.Read, "GET /me", "getMe", "Who is signed in", a.GetMe)
	api.Route(a, limits.Make, "PATCH /me", "renameMe", "Change the name you go by", a.RenameMe)
	api.Route(a, limits.Read, "GET /me/usage", "getUsage", "What you have here, and what you may", a.GetUsage)
	api.Route(a, limits.Make, "DELETE /me", "deleteMe", "Delete your account with everything that is yours", a.DeleteMe, api.Empty)
	api.Route(a, limits.SignIn, "POST /sign-in", "signIn", "Sign in with the token of a sign-in link, once", a.SignIn, api.Public)
	api.Route(a, limits.Stop, "POST /sign-out", "signOut", "Sign this browser out", a.SignOut, api.Unasked)

	api.Route(a, limits.Read, "GET /formats", "listFormats", "The formats that can be practised", a.ListFormats)
	api.Route(a, limits.Read, "GET /questions", "listQuestions", "The bank of questions", a.ListQuestions)

	api.Route(a, limits.Make, "POST /sessions", "createSession", "Create a session in the lobby", a.CreateSession, api.Created, a.Adds)
	api.Route(a, limits.Read, "GET /sessions", "listSessions", "Your sessions, newest first", a.ListSessions)
	api.Route(a, limits.Read, "GET /sessions/{id}", "getSession", "One session in which you have a seat", a.GetSession)
	api.Route(a, limits.Make, "DELETE /sessions/{id}", "deleteSession", "Delete a session that you host, with your clips of it", a.DeleteSession)
	api.Route(a, limits.Stop, "POST /sessions/{id}/end", "endSession", "End a session for everybody, at once", a.EndSession, api.Stopping)
	api.Route(a, limits.Stop, "POST /sessions/{id}/leave", "leaveSession", "Leave a session, at once", a.LeaveSession, api.Stopping)
	api.Route(a, limits.Stop, "POST /sessions/{id}/withdraw", "withdrawConsent", "Agree to the recording no more; a session that runs ends", a.WithdrawConsent, api.Stopping)
	api.Route(a, limits.Make, "POST /sessions/{id}/invites", "createInvite", "Make an invite link", a.CreateInvite, api.Created, a.Adds)
	api.Route(a, limits.Read, "GET /sessions/{id}/invites", "listInvites", "The invites of a session that you host", a.ListInvites)
	api.Route(a, limits.Make, "DELETE /sessions/{id}/invites/{invite}", "revokeInvite", "Withdraw an invite", a.RevokeInvite, api.Empty)
	api.Route(a, limits.Redeem, "POST /invites/look", "lookAtInvite", "What an invite opens", a.LookAtInvite, api.Public)
	api.Route(a, limits.Redeem, "POST /invites/accept", "acceptInvite", "Take a seat in the session, or knock at its door", a.AcceptInvite, api.Public, a.Adds)
	api.Route(a, limits.Read, "GET /sessions/{id}/knock", "getKnock", "Whether the host has let you in", a.GetKnock)
	api.Route(a, limits.Make, "DELETE /sessions/{id}/knock", "endKnock", "Wait no longer at the door", a.EndKnock, api.Empty)

	api.Route(a, limits.Read, "GET /clips", "listClips", "Your clips", a.ListClips)
	a.Stream(limits.Upload, "POST /clips", "importClip", "Bring a recording that was made elsewhere", a.ImportClip, a.DescribeImport())
	api.Route(a, limits.Read, "GET /clips/{id}", "getClip", "One of your clips", a.GetClip)
	api.Route(a, limits.Make, "PATCH /clips/{id}", "renameClip", "Change a clip's title", a.RenameClip)
	api.Route(a, limits.Make, "DELETE /clips/{id}", "deleteClip", "Delete a clip, from the store as well", a.DeleteClip)
	api.Route(a, limits.Piece, "POST /clips/{id}/backfill", "backfillClip", "Send a stretch that the recording lacks", a.BackfillClip, api.DescribeBackfill)
	api.Route(a, limits.Piece, "POST /clips/{id}/backfill/end", "endBackfill", "Everything that there is has been sent", a.EndBackfill, api.Empty)
	for _, o := range api.Objects() {
		a.Stream(limits.Media, "GET /clips/{id}/"+o.Name, o.ID, o.Summary, a.ServeObject(o), api.DescribeObject(o))
	}
}
