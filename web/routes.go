package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// routes is the whole route table.
func (s *Server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	api := s.newAPI(mux)

	route(s, api, "GET /me", "getMe", "Who is signed in", s.getMe)
	route(s, api, "PATCH /me", "renameMe", "Change the name you go by", s.renameMe)
	route(s, api, "POST /sign-in", "signIn", "Sign in with the token of a sign-in link, once", s.signIn, public)
	route(s, api, "POST /sign-out", "signOut", "Sign this browser out", s.signOut, public)

	route(s, api, "GET /formats", "listFormats", "The formats that can be practised", s.listFormats)
	route(s, api, "GET /questions", "listQuestions", "The bank of questions", s.listQuestions)

	route(s, api, "POST /sessions", "createSession", "Create a session in the lobby", s.createSession, created)
	route(s, api, "GET /sessions", "listSessions", "Your sessions, newest first", s.listSessions)
	route(s, api, "GET /sessions/{id}", "getSession", "One session in which you have a seat", s.getSession)
	route(s, api, "POST /sessions/{id}/invites", "createInvite", "Make an invite link", s.createInvite, created)
	route(s, api, "GET /invites/{token}", "getInvite", "What an invite opens", s.getInvite, public)
	route(s, api, "POST /invites/{token}/accept", "acceptInvite", "Take a seat in the session", s.acceptInvite, public)

	route(s, api, "GET /clips", "listClips", "Your clips", s.listClips)
	s.stream(api, "POST /clips", "importClip", "Bring a recording that was made elsewhere", s.importClip, describeImport(api))
	route(s, api, "GET /clips/{id}", "getClip", "One of your clips", s.getClip)
	route(s, api, "PATCH /clips/{id}", "renameClip", "Change a clip's title", s.renameClip)
	route(s, api, "DELETE /clips/{id}", "deleteClip", "Delete a clip, from the store as well", s.deleteClip)
	route(s, api, "POST /clips/{id}/backfill", "backfillClip", "Send a stretch that the recording lacks", s.backfill, backfilled)
	route(s, api, "POST /clips/{id}/backfill/end", "endBackfill", "Everything that there is has been sent", s.endBackfill, emptied)
	for _, o := range audioObjects() {
		s.stream(api, "GET /clips/{id}/"+o.object, o.operationID, o.summary, s.serveObject(o), describeObject(o))
	}

	openAPI, err := describe(api)
	if err != nil {
		return nil, err
	}
	mux.Handle("GET "+apiPrefix+"/openapi.json", openAPI)
	mux.Handle(apiPrefix+"/", unknownOperation(mux))

	mux.HandleFunc("GET /healthz", serveHealth)
	mux.Handle("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.config.Gatherer, promhttp.HandlerOpts{}))

	for _, path := range []string{"/{$}", "/sign-in", "/new", "/sessions/{id}", "/invite/{token}", "/clips", "/clips/{id}"} {
		mux.HandleFunc("GET "+path, s.page.serveIndex)
	}
	mux.Handle("GET /assets/", s.page)
	mux.Handle("/", s.page)

	// The socket stands before everything that wraps a response.
	outer := http.NewServeMux()
	outer.Handle("GET "+apiPrefix+"/sessions/{id}/socket", s.config.Socket)
	// A program over WHIP is known by its token alone, so that pages of other
	// sites may be one; it has its own headers.
	outer.Handle("/whip", s.traffic.observe(s.config.WHIP))
	outer.Handle("/whip/", s.traffic.observe(s.config.WHIP))
	outer.Handle("/", s.traffic.observe(s.secure(mux)))
	return outer, nil
}
