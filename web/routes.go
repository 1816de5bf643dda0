package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"practice/web/api"
)

// routes is the whole route table.
func (s *Server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	a := api.New(s.config.API, s.logins, mux)

	api.Route(a, "GET /me", "getMe", "Who is signed in", a.GetMe)
	api.Route(a, "PATCH /me", "renameMe", "Change the name you go by", a.RenameMe)
	api.Route(a, "DELETE /me", "deleteMe", "Delete your account with everything that is yours", a.DeleteMe, api.Empty)
	api.Route(a, "POST /sign-in", "signIn", "Sign in with the token of a sign-in link, once", a.SignIn, api.Public)
	api.Route(a, "POST /sign-out", "signOut", "Sign this browser out", a.SignOut, api.Unasked)

	api.Route(a, "GET /formats", "listFormats", "The formats that can be practised", a.ListFormats)
	api.Route(a, "GET /questions", "listQuestions", "The bank of questions", a.ListQuestions)

	api.Route(a, "POST /sessions", "createSession", "Create a session in the lobby", a.CreateSession, api.Created, a.Adds)
	api.Route(a, "GET /sessions", "listSessions", "Your sessions, newest first", a.ListSessions)
	api.Route(a, "GET /sessions/{id}", "getSession", "One session in which you have a seat", a.GetSession)
	api.Route(a, "DELETE /sessions/{id}", "deleteSession", "Delete a session that you host, with your clips of it", a.DeleteSession)
	api.Route(a, "POST /sessions/{id}/end", "endSession", "End a session for everybody, at once", a.EndSession, api.Stopping)
	api.Route(a, "POST /sessions/{id}/leave", "leaveSession", "Leave a session, at once", a.LeaveSession, api.Stopping)
	api.Route(a, "POST /sessions/{id}/withdraw", "withdrawConsent", "Agree to the recording no more; a session that runs ends", a.WithdrawConsent, api.Stopping)
	api.Route(a, "POST /sessions/{id}/invites", "createInvite", "Make an invite link", a.CreateInvite, api.Created, a.Adds)
	api.Route(a, "GET /sessions/{id}/invites", "listInvites", "The invites of a session that you host", a.ListInvites)
	api.Route(a, "DELETE /sessions/{id}/invites/{invite}", "revokeInvite", "Withdraw an invite", a.RevokeInvite, api.Empty)
	api.Route(a, "POST /invites/look", "lookAtInvite", "What an invite opens", a.LookAtInvite, api.Public)
	api.Route(a, "POST /invites/accept", "acceptInvite", "Take a seat in the session, or knock at its door", a.AcceptInvite, api.Public, a.Adds)
	api.Route(a, "GET /sessions/{id}/knock", "getKnock", "Whether the host has let you in", a.GetKnock)
	api.Route(a, "DELETE /sessions/{id}/knock", "endKnock", "Wait no longer at the door", a.EndKnock, api.Empty)

	api.Route(a, "GET /clips", "listClips", "Your clips", a.ListClips)
	a.Stream("POST /clips", "importClip", "Bring a recording that was made elsewhere", a.ImportClip, a.DescribeImport())
	api.Route(a, "GET /clips/{id}", "getClip", "One of your clips", a.GetClip)
	api.Route(a, "PATCH /clips/{id}", "renameClip", "Change a clip's title", a.RenameClip)
	api.Route(a, "DELETE /clips/{id}", "deleteClip", "Delete a clip, from the store as well", a.DeleteClip)
	api.Route(a, "POST /clips/{id}/backfill", "backfillClip", "Send a stretch that the recording lacks", a.BackfillClip, api.DescribeBackfill)
	api.Route(a, "POST /clips/{id}/backfill/end", "endBackfill", "Everything that there is has been sent", a.EndBackfill, api.Empty)
	for _, o := range api.Objects() {
		a.Stream("GET /clips/{id}/"+o.Name, o.ID, o.Summary, a.ServeObject(o), api.DescribeObject(o))
	}

	description, err := a.Describe()
	if err != nil {
		return nil, err
	}
	mux.Handle("GET "+api.Prefix+"/openapi.json", description)
	mux.Handle(api.Prefix+"/", a.Unknown())

	mux.HandleFunc("GET /healthz", serveHealth)
	mux.Handle("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.config.Gatherer, promhttp.HandlerOpts{}))

	for _, path := range []string{"/{$}", "/sign-in", "/new", "/sessions/{id}", "/join", "/invite/{token}", "/clips", "/clips/{id}", "/account"} {
		mux.HandleFunc("GET "+path, s.page.ServeIndex)
	}
	mux.Handle("GET /assets/", s.page)
	mux.Handle("/", s.page)

	// The socket stands before everything that wraps a response.
	outer := http.NewServeMux()
	outer.Handle("GET "+api.Prefix+"/sessions/{id}/socket", s.config.Socket)
	// A program over WHIP is known by its token alone, so that pages of other
	// sites may be one; it has its own headers.
	outer.Handle("/whip", s.traffic.observe(s.config.WHIP))
	outer.Handle("/whip/", s.traffic.observe(s.config.WHIP))
	outer.Handle("/", s.traffic.observe(s.secure(mux)))
	return outer, nil
}
