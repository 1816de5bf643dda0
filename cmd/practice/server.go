package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"practice/cmd/practice/settings"
	"practice/database"
	"practice/limits"
	"practice/nodes"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/archive"
	"practice/recordings/belonging"
	"practice/recordings/bring"
	"practice/recordings/capture"
	"practice/recordings/folder"
	"practice/recordings/s3"
	"practice/recordings/spool"
	"practice/sessions/bank"
	"practice/signaling"
	"practice/signaling/peer"
	"practice/signaling/whip"
	"practice/turnstile"
	"practice/web"
	"practice/web/api"
)

// server is the running program: every part, in the order of starting.
type server struct {
	log       *slog.Logger
	listener  *net.TCPListener
	limited   net.Listener
	publicURL *url.URL
	db        *database.DB
	node      *nodes.Keeper
	disk      *spool.Disk
	blobs     recordings.Blobs
	archive   *archive.Archive
	recorder  *capture.Recorder
	importer  *bring.Importer
	network   *peer.Network
	hub       *signaling.Hub
	programs  *whip.Server
	web       *web.Server
	http      *http.Server
	// operations is where operators ask; empty where they can't.
	operations string
	metrics    *prometheus.Registry
	limits     *limits.Limiter
	// stops undo what start did; they run last first.
	stops []func(context.Context) error
}

// start opens every part and recovers what a dead process left. On failure
// what was opened is closed again.
func start(ctx context.Context, config *settings.Config, log *slog.Logger) (_ *server, err error) {
	s := &server{log: log, metrics: prometheus.NewRegistry(), limits: config.Limiter()}
	s.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	defer func() {
		if err != nil {
			err = errors.Join(err, s.stop(ctx))
		}
	}()
	for _, step := range []func(context.Context, *settings.Config) error{
		s.openData, s.openPorts, s.openDatabase, s.joinNodes, s.openRecordings, s.openRooms, s.openWeb, s.recover,
	} {
		if err := step(ctx, config); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *server) onStop(stop func(context.Context) error) { s.stops = append(s.stops, stop) }

// openData makes the data folder this process's own: two in one spool would take
// each other's recordings for those of a dead one.
func (s *server) openData(_ context.Context, config *settings.Config) error {
	if err := prepareData(config.Data); err != nil {
		return err
	}
	unlock, err := lockData(config.Data)
	if err != nil {
		return err
	}
	s.onStop(func(context.Context) error { return unlock() })
	return nil
}

// openPorts comes early: a taken port should cost a newcomer no time.
func (s *server) openPorts(_ context.Context, config *settings.Config) (err error) {
	if s.listener, err = listen(config.Listen); err != nil {
		return err
	}
	s.onStop(func(context.Context) error { return ignoreClosed(s.listener.Close()) })
	doors := turnstile.Config{All: config.Connections, PerAddress: config.AddressConnections, Exempt: config.IsProxy, Log: s.log}
	voices := func(l *net.TCPListener) net.Listener { return turnstile.New(l, doors) }
	pages := doors
	pages.Refusal, pages.WriteBuffer = []byte(crowded), writeBuffer
	s.limited = turnstile.New(s.listener, pages)
	s.publicURL = config.OpenAt(s.listener.Addr().(*net.TCPAddr)) //nolint:forcetypeassert // a TCPListener's address
	s.network, err = peer.Listen(peer.Config{Host: config.ICEHost(), Port: config.ICEPort, Addresses: config.ICEAddress, Limit: voices, Log: s.log})
	if err != nil {
		return err
	}
	s.onStop(func(context.Context) error { return s.network.Close() })
	return nil
}

func (s *server) openDatabase(ctx context.Context, config *settings.Config) (err error) {
	if s.db, err = openDatabase(ctx, config, s.log); err != nil {
		return err
	}
	s.onStop(func(context.Context) error { return s.db.Close() })
	return nil
}

// joinNodes makes this server known to the others of its database. It leaves them
// last, when nothing of its own goes on.
func (s *server) joinNodes(ctx context.Context, config *settings.Config) error {
	id, err := nodes.Identity(config.Data)
	if err != nil {
		return err
	}
	s.node, err = nodes.Join(ctx, nodes.Config{
		Node: id, Store: s.db, Lifetime: nodes.Lifetime, Every: nodes.Every, Log: s.log,
		Lost: func(_ context.Context, lease string, again bool) { s.hub.LeaseLost(signaling.SessionOf(lease), again) },
	})
	if err != nil {
		return err
	}
	s.onStop(s.node.Close)
	return nil
}

// openRecordings opens spool, store, archive and recorder. The archive stops
// after the recorder, so that it still stores the clips which that finishes.
func (s *server) openRecordings(ctx context.Context, config *settings.Config) error {
	spooled, err := spool.Open(filepath.Join(config.Data, "spool"))
	if err != nil {
		return err
	}
	s.onStop(func(context.Context) error { return spooled.Close() })
	s.disk = spool.NewDisk(spooled, int64(config.DiskFloor), s.log, time.Now)
	if err := s.openBlobs(config); err != nil {
		return err
	}
	if err := s.blobs.Check(ctx); err != nil {
		// Recording works without the store, so the server does too: clips wait
		// in the spool, and /readyz says why.
		s.log.Error("the store for clips does not work; recordings wait in the data folder until it does", "err", err)
	}
	s.archive, err = archive.New(archive.Config{
		Spool: spooled, Store: s.db, Blobs: s.blobs, WAVs: s.db, Node: s.node.ID(), DiskFloor: int64(config.DiskFloor), Log: s.log, Clock: time.Now, Registerer: s.metrics,
	})
	if err != nil {
		return err
	}
	s.onStop(s.archive.Close)
	s.recorder = capture.New(capture.Config{
		Spool: spooled, Store: s.db, Node: s.node.ID(), Gone: s.node.Gone,
		Covered: func(ctx context.Context, clip recordings.Clip, length time.Duration) (time.Duration, bool, error) {
			return s.hub.Covered(ctx, clip, length)
		},
		Finished: s.archive.Keep, DiskFloor: int64(config.DiskFloor), Log: s.log, Clock: time.Now,
	})
	s.onStop(s.recorder.Close)
	s.importer = bring.New(bring.Config{
		Spool: spooled, Store: s.db, Node: s.node.ID(),
		Finished: s.archive.Keep, DiskFloor: int64(config.DiskFloor), Log: s.log, Clock: time.Now,
	})
	s.onStop(s.importer.Close)
	return nil
}

// roomForRows fails when the database is on the data folder's disk and that is
// full.
func (s *server) roomForRows(config *settings.Config) func() error {
	return func() error {
		if config.DatabaseURL == "" && errors.Is(s.disk.Room(0), recordings.ErrDiskFull) {
			return problem.DiskFull
		}
		return nil
	}
}

func (s *server) openBlobs(config *settings.Config) error {
	if config.S3Endpoint == "" {
		store, err := folder.New(filepath.Join(config.Data, "clips"))
		if err != nil {
			return dataError(config.Data, err)
		}
		store.Mind(s.disk)
		s.blobs = belonging.New(store, s.db.ID(), s.db)
		s.onStop(func(context.Context) error { return store.Close() })
		return nil
	}
	store, err := s3.New(s3.Config{
		Endpoint: config.S3Endpoint, Region: config.S3Region, Bucket: config.S3Bucket,
		AccessKey: config.S3AccessKey, SecretKey: config.S3SecretKey,
	})
	if err != nil {
		return err
	}
	s.blobs = belonging.New(store, s.db.ID(), s.db)
	s.onStop(func(context.Context) error { return store.Close() })
	return nil
}

// openRooms and openWeb need each other: rooms ask web who is calling, and web
// hands sockets to the rooms.
func (s *server) openRooms(_ context.Context, config *settings.Config) (err error) {
	authenticate := func(r *http.Request) (*people.User, error) { return s.web.Authenticate(r) }
	credential := func(r *http.Request) people.Credential { return s.web.Credential(r) }
	s.hub, err = signaling.New(signaling.Config{
		Sessions: s.db, Clips: s.db, Recorder: s.recorder, Network: s.network, Leases: s.node, PublicURL: s.publicURL,
		Authenticate: authenticate, Credential: credential, Credentials: s.db, Owed: signaling.OwedFile(filepath.Join(config.Data, "signed-out")),
		Quotas: config.Quotas(), Limits: s.limits, Log: s.log, Registerer: s.metrics,
	})
	if err != nil {
		return err
	}
	s.programs = whip.New(whip.Config{Rooms: s.hub, Network: s.network, Leases: s.node, Authenticate: authenticate, Credential: credential, Log: s.log})
	s.onStop(s.hub.Close)
	return nil
}

func (s *server) openWeb(_ context.Context, config *settings.Config) error {
	questions, err := bank.Load()
	if err != nil {
		return err
	}
	var domains []api.Domain
	for _, d := range questions.Domains() {
		domains = append(domains, api.Domain{ID: d.ID, Name: d.Name})
	}
	s.web, err = web.New(web.Config{
		API: api.Config{
			Store: s.db, Room: s.roomForRows(config), Archive: s.archive, Importer: s.importer, StoreName: s.blobs.String(), Live: s.hub,
			SessionChanged: s.hub.SessionChanged, Dissolve: s.hub.Dissolve,
			Limits: s.limits, Quotas: config.Quotas(), Node: s.node.ID(), PublicURL: s.publicURL, Bank: questions.Questions(), Domains: domains, Clock: time.Now, Log: s.log,
		},
		Ready: []web.ReadyCheck{{Name: "database", Check: s.db.Ping}, {Name: "store", Check: s.archive.Check}},
		Hosts: config.Hosts, LoginEnd: config.LoginEnd,
		Socket: s.hub, WHIP: s.programs, Logins: s.db.Logins(), Registerer: s.metrics, Gatherer: s.metrics,
	})
	if err != nil {
		return err
	}
	s.http = &http.Server{
		Handler: s.web.Handler(), ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), MaxHeaderBytes: 64 << 10,
	}
	web.Timeouts(s.http)
	s.onStop(s.stopWeb)
	return s.openOperations(config)
}

// requestGrace is how long answers under way may take once the server stops.
const requestGrace = 2 * time.Second

// stopWeb takes no new requests and cuts off those that outlast the grace: a
// download can be continued later, a recording not.
func (s *server) stopWeb(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, requestGrace)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop the web server: %w", err)
	}
	return s.http.Close()
}

// recover picks up what a process left that died: sessions that never ended,
// spools that were never stored. What other servers leave is looked for on.
func (s *server) recover(ctx context.Context, _ *settings.Config) error {
	if err := errors.Join(s.db.DropUploads(ctx, s.node.ID(), time.Now()), s.hub.Recover(ctx), s.archive.Recover(ctx), s.importer.Recover(ctx), s.recorder.Recover(ctx)); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { s.sweep(ctx) })
	running.Go(func() { s.archive.DropWAVs(ctx) })
	s.onStop(func(context.Context) error {
		cancel()
		running.Wait()
		return nil
	})
	return nil
}

// sweepDeadline bounds one look for what other servers left.
const sweepDeadline = 10 * time.Second

// tidyEvery is how often it is looked for what nobody can use any more.
const tidyEvery = time.Hour

// sweep looks until ctx ends for what other servers leave that die.
func (s *server) sweep(ctx context.Context) {
	tick, tidy := time.NewTicker(nodes.Every), time.NewTicker(tidyEvery)
	defer tick.Stop()
	defer tidy.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tidy.C:
			s.tidy(ctx, now)
			continue
		case <-tick.C:
		}
		look, cancel := context.WithTimeout(ctx, sweepDeadline)
		err := errors.Join(s.hub.Recover(look), s.recorder.AwaitNodes(look), s.archive.BuryDeleted(look))
		cancel()
		if err != nil && ctx.Err() == nil {
			s.log.Warn("what other servers left can't be looked for", "err", err)
		}
	}
}

// tidy removes what nobody can use any more.
func (s *server) tidy(ctx context.Context, now time.Time) {
	if err := s.db.DeleteExpired(ctx, now); err != nil {
		s.log.Warn("links that have expired are not removed yet", "err", err)
	}
	clips, err := s.db.DeleteClipsOfGuests(ctx, now)
	if err != nil {
		s.log.Warn("clips of guests whose login has ended are not deleted yet", "err", err)
	}
	if clips > 0 {
		s.log.Info("clips of guests are deleted whose login ended long ago", "clips", clips)
	}
}

// serve answers requests until ctx ends or the listener fails.
func (s *server) serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.limited) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.log.Info("stopping: sessions end, recordings are finished and stored")
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// stop undoes start in reverse order, as far as ctx lasts.
func (s *server) stop(ctx context.Context) error {
	var errs []error
	for _, stop := range slices.Backward(s.stops) {
		errs = append(errs, stop(ctx))
	}
	s.stops = nil
	return errors.Join(errs...)
}
